"""Two hundred people want one slot of one provider at the same time: one gets it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import func, insert, select

from store.database import Database, open_database
from store.orders import Order, place_order
from store.refusals import SlotTakenError
from store.tables import addresses, booking_items, bookings, number_series, payments, users
from tests.store.marketplace import NOW
from tests.store.shopping import TUESDAY, broken, errands, order_for

PEOPLE = 200
AT_ONCE = 16
"""Threads, each with a connection of its own."""


def crowd(database: Database) -> list[Order]:
    """The same order by two hundred customers, each at home at the same pincode, for a service
    that one provider does there."""
    with database.write() as tx:
        errand = errands(tx)[0]
        assert len(errand.providers) == 1
        order = order_for(tx, errand, method="cash")
        home = tx.execute(select(addresses).where(addresses.c.id == order.address_id)).mappings()
        row = dict(home.one()) | {"is_default": True}
        orders = []
        for number in range(PEOPLE):
            person = {"name": f"Visitor {number}", "role": "customer"}
            key = tx.execute(insert(users).returning(users.c.id), person).scalar_one()
            address = {name: value for name, value in row.items() if name != "id"}
            address_id = tx.execute(
                insert(addresses).returning(addresses.c.id), address | {"user_id": key}
            ).scalar_one()
            orders.append(replace(order, user_id=key, address_id=address_id))
    return orders


def test_one_of_two_hundred_gets_the_slot_and_the_others_are_told(marketplace: Database) -> None:
    orders = crowd(marketplace)
    url = marketplace.engine.url.render_as_string(hide_password=False)
    start = threading.Barrier(AT_ONCE)

    def want(order: Order) -> str | None:
        with suppress(threading.BrokenBarrierError):
            start.wait(timeout=5)
        try:
            with database.write() as tx:
                return place_order(tx, order, NOW)
        except SlotTakenError:
            return None

    with (
        open_database(url, pool_size=AT_ONCE) as database,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        got = list(threads.map(want, orders))
    won = [number for number in got if number]
    assert (len(won), len(got)) == (1, PEOPLE)
    with marketplace.read() as tx:
        provider = errands(tx)[0].providers[0]
        held = select(func.count()).where(
            booking_items.c.provider_id == provider, booking_items.c.slot_start == TUESDAY
        )
        assert tx.execute(held).scalar_one() == 1
        made = select(bookings.c.order_id).where(bookings.c.created_at >= NOW)
        assert list(tx.execute(made).scalars()) == won
        asked = select(func.count()).where(payments.c.created_at >= NOW)
        assert tx.execute(asked).scalar_one() == 1
        counted = select(number_series.c.last_number).where(number_series.c.name == "order")
        assert tx.execute(counted).scalar_one() == int(won[0][3:])
        assert broken(tx, NOW) == []
