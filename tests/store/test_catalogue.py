"""What is sold, where and by whom, as the rest of the program reads it."""

from datetime import timedelta

import pytest

from store.catalogue import (
    NoCatalogueError,
    load_catalogue,
    pincodes_selling,
    providers_for,
    rate_cards,
    taken_slots,
)
from store.database import Database
from tests.store.marketplace import NOW

AC_REPAIR = "appliance-repair/ac-repair"


def test_the_catalogue_names_every_category_service_and_place(marketplace: Database) -> None:
    with marketplace.read() as tx:
        catalogue = load_catalogue(tx)
    assert (len(catalogue.categories), len(catalogue.services)) == (12, 76)
    assert catalogue.categories[0].name == "Home Cleaning"
    assert catalogue.services[AC_REPAIR].name == "AC Repair"
    place = next(iter(catalogue.places.values()))
    assert catalogue.places[place.pincode] is place


def test_a_database_without_a_business_has_no_catalogue(database: Database) -> None:
    with database.read() as tx, pytest.raises(NoCatalogueError, match="seed it or import one"):
        load_catalogue(tx)


def test_prices_come_cheapest_first_and_only_where_they_are_sold(marketplace: Database) -> None:
    with marketplace.read() as tx:
        service = load_catalogue(tx).services[AC_REPAIR]
        everywhere = rate_cards(tx, service.id, None)
        for place in pincodes_selling(tx, service.id):
            assert set(rate_cards(tx, service.id, place.pincode)) <= set(everywhere)
        assert rate_cards(tx, service.id, "000000") == ()
    prices = [card.price_paise for card in everywhere]
    assert prices == sorted(prices)
    assert {card.service_key for card in everywhere} == {AC_REPAIR}


@pytest.mark.parametrize("table", ["rate_cards", "subcategories", "categories"])
def test_what_is_inactive_is_not_sold(marketplace: Database, table: str) -> None:
    with marketplace.write() as tx:
        service = load_catalogue(tx).services[AC_REPAIR]
        tx.exec_driver_sql(f"UPDATE {table} SET active = false")
        assert rate_cards(tx, service.id, None) == ()
        assert pincodes_selling(tx, service.id) == ()


def test_providers_are_active_and_verified_and_the_best_comes_first(marketplace: Database) -> None:
    with marketplace.write() as tx:
        service = load_catalogue(tx).services[AC_REPAIR]
        place = pincodes_selling(tx, service.id)[0]
        found = providers_for(tx, service.id, place.pincode)
        assert found
        assert [person.rating for person in found] == sorted(
            (person.rating for person in found), reverse=True
        )
        tx.exec_driver_sql(f"UPDATE providers SET verified = false WHERE id = {found[0].id}")
        assert providers_for(tx, service.id, place.pincode) == found[1:]


def test_a_slot_is_taken_by_jobs_that_are_still_to_be_done(marketplace: Database) -> None:
    everyone = range(1, 121)
    with marketplace.write() as tx:
        coming = taken_slots(tx, everyone, NOW, NOW + timedelta(days=60))
        assert coming
        assert taken_slots(tx, everyone, NOW - timedelta(days=60), NOW) == frozenset()
        assert taken_slots(tx, [], NOW, NOW + timedelta(days=60)) == frozenset()
        provider, start = min(coming)
        assert taken_slots(tx, [provider], start, start + timedelta(hours=2)) == {(provider, start)}
        tx.exec_driver_sql(
            "UPDATE booking_items SET status = 'cancelled', cancelled_by = 'ops'"
            " WHERE status IN ('pending', 'accepted')"
        )
        assert taken_slots(tx, everyone, NOW, NOW + timedelta(days=60)) == frozenset()
