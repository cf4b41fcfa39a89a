"""A customer's addresses: where a pincode lies, and the one that is meant when none is named."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from store.accounts import account
from store.addresses import DefaultAddress, NewAddress, add_address, set_default
from store.database import Database, Tx
from store.refusals import NotServedError, UnknownError
from store.tables import users
from tests.store.marketplace import CUSTOMER, NOW
from tests.store.shopping import broken

SOON = NOW + timedelta(minutes=1)


def home(user_id: int, *, make_default: bool = False, pincode: str = "110001") -> NewAddress:
    return NewAddress(
        user_id, "7 Park Street", "Flat 2", pincode, "Asha", "+919812345670", make_default
    )


def test_city_and_state_come_from_the_pincode(marketplace: Database) -> None:
    with marketplace.write() as tx:
        key = add_address(tx, home(CUSTOMER), NOW)
        mine = account(tx, CUSTOMER)
        assert mine is not None
        added = next(address for address in mine.addresses if address.id == key)
        assert (added.city, added.state, added.is_default) == ("Delhi", "Delhi", False)
        assert broken(tx, SOON) == []


def test_there_is_always_exactly_one_default(marketplace: Database) -> None:
    with marketplace.write() as tx:
        person = tx.execute(insert(users).returning(users.c.id), {"role": "customer"}).scalar_one()
        first = add_address(tx, home(person), NOW)
        second = add_address(tx, home(person), NOW)
        third = add_address(tx, home(person, make_default=True), NOW)
        assert defaults(tx, person) == [third]
        for chosen in (first, second, second):
            set_default(tx, DefaultAddress(person, chosen), NOW)
            assert defaults(tx, person) == [chosen]
        with pytest.raises(UnknownError):
            set_default(tx, DefaultAddress(person, 1), NOW)
        assert defaults(tx, person) == [second]
        assert broken(tx, SOON) == []


def defaults(tx: Tx, person: int) -> list[int]:
    mine = account(tx, person)
    assert mine is not None
    return [address.id for address in mine.addresses if address.is_default]


def test_an_address_needs_a_pincode_of_ours_and_an_active_person(marketplace: Database) -> None:
    with marketplace.write() as tx:
        for pincode in ("999999", "", "11000A", "1100011"):
            with pytest.raises(NotServedError):
                add_address(tx, home(CUSTOMER, pincode=pincode), NOW)
        tx.execute(update(users).where(users.c.id == CUSTOMER).values(active=False))
        with pytest.raises(UnknownError):
            add_address(tx, home(CUSTOMER), NOW)
