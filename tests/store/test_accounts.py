"""A customer's own rows, and nobody else's."""

from sqlalchemy import func, select

from store.accounts import (
    account,
    booking_by_number,
    bookings_of,
    create_customer,
    user_by_mobile,
)
from store.database import Database
from store.tables import bookings
from tests.store.marketplace import CUSTOMER, NOW, OPS

MOBILE = "+919000000001"


def test_bookings_come_newest_slot_first_with_all_their_items(marketplace: Database) -> None:
    with marketplace.read() as tx:
        busiest = tx.execute(
            select(bookings.c.user_id).group_by(bookings.c.user_id).order_by(func.count().desc())
        ).scalars()
        found = bookings_of(tx, busiest.first() or 0)
    assert len(found) > 2
    last_slots = [max(item.slot_start for item in booking.items) for booking in found]
    assert last_slots == sorted(last_slots, reverse=True)
    for booking in found:
        assert booking.items[0].slot_start == booking.preferred_slot_start
        assert sum(item.total_paise for item in booking.items) == (
            booking.subtotal_paise - booking.discount_paise
        )


def test_only_as_many_bookings_are_read_as_asked_for(marketplace: Database) -> None:
    with marketplace.read() as tx:
        owner = tx.execute(select(func.min(bookings.c.user_id))).scalar_one()
        assert bookings_of(tx, owner, limit=1) == bookings_of(tx, owner)[:1]


def test_another_persons_booking_is_as_absent_as_one_that_does_not_exist(
    marketplace: Database,
) -> None:
    with marketplace.read() as tx:
        some = tx.execute(select(bookings.c.user_id, bookings.c.order_id).limit(1)).one()
        owner, number = some.user_id, some.order_id
        mine = booking_by_number(tx, owner, number)
        assert mine is not None
        assert mine.order_id == number
        assert booking_by_number(tx, owner + 1, number) is None
        assert booking_by_number(tx, owner, "CB-999999") is None


def test_an_account_shows_the_default_address_first(marketplace: Database) -> None:
    with marketplace.read() as tx:
        found = account(tx, CUSTOMER)
        assert account(tx, 9999) is None
    assert found is not None
    assert [home.is_default for home in found.addresses][:2] in ([True], [True, False])


def test_a_new_mobile_makes_a_customer_once(marketplace: Database) -> None:
    with marketplace.write() as tx:
        assert user_by_mobile(tx, MOBILE) is None
        user_id = create_customer(tx, MOBILE, NOW)
        assert create_customer(tx, MOBILE, NOW) == user_id
        person = user_by_mobile(tx, MOBILE)
    assert person is not None
    assert (person.user_id, person.role, person.active) == (user_id, "customer", True)


def test_staff_is_known_by_mobile_as_staff(marketplace: Database) -> None:
    with marketplace.read() as tx:
        boss = account(tx, OPS)
        assert boss is not None
        person = user_by_mobile(tx, boss.mobile or "")
    assert person is not None
    assert person.role == "admin"
