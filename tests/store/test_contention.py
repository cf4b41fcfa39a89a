"""Many at the same time: one slot, one purse, one booking, and nothing happens twice."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import func, insert, select, update

from store.cancellations import Cancellation, cancel
from store.database import Database, Tx, open_database
from store.events import EventError
from store.moves import Move, move_item
from store.orders import Order, place_order
from store.payment_events import apply_event
from store.payments import payments_of
from store.refusals import RefusedError, SlotTakenError, WalletTooLowError
from store.tables import addresses, booking_items, bookings, number_series, payments, users
from tests.store.marketplace import NOW
from tests.store.outside import charge_of, event_of
from tests.store.shopping import TUESDAY, broken, errands, order_for, placed, reread, wallet

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


def at_once(database: Database, changes: Sequence[Callable[[Tx], object]]) -> list[object]:
    """What came of each change, all of them begun together; a refusal is an outcome too."""
    start = threading.Barrier(len(changes))
    url = database.engine.url.render_as_string(hide_password=False)

    def make(change: Callable[[Tx], object]) -> object:
        start.wait(timeout=30)
        try:
            with shared.write() as tx:
                return change(tx)
        except (RefusedError, EventError) as refused:
            return type(refused)

    with (
        open_database(url, pool_size=len(changes)) as shared,
        ThreadPoolExecutor(len(changes)) as threads,
    ):
        return list(threads.map(make, changes))


def test_a_purse_that_holds_enough_for_one_order_pays_for_one(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        slots = [TUESDAY + timedelta(days=day) for day in range(8)]
        orders = [order_for(tx, errand, slot=slot, method="wallet") for slot in slots]
        enough = orders[0].shown_total_paise
        tx.execute(update(users).where(users.c.id == errand.user_id).values(wallet_paise=enough))
    places = [partial(place_order, order=order, now=NOW) for order in orders]
    outcomes = at_once(marketplace, places)
    assert outcomes.count(WalletTooLowError) == len(orders) - 1
    with marketplace.read() as tx:
        assert wallet(tx, errand.user_id) == 0
        assert broken(tx, NOW + timedelta(minutes=1)) == []


def test_a_booking_that_everybody_changes_at_once_ends_in_one_piece(marketplace: Database) -> None:
    """Its payment comes, several times, while it is cancelled twice and moved, and others book."""
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        me = errand.user_id
        booking = placed(tx, errand)
        charge = charge_of(tx, me, booking)
        others = [
            order_for(tx, errand, slot=TUESDAY + timedelta(days=day), method="cash")
            for day in range(1, 5)
        ]
    event = event_of(charge, "paid", NOW)
    gone = [
        Cancellation(me, booking.order_id, (), "wallet", None, due)
        for due in (0, booking.total_paise)
    ]
    away = Move(me, booking.order_id, booking.items[0].id, TUESDAY + timedelta(days=9))
    changes: list[Callable[[Tx], object]] = [
        *(partial(apply_event, event=event, now=NOW) for _ in range(3)),
        *(partial(cancel, cancellation=shown, now=NOW) for shown in gone * 2),
        partial(move_item, move=away, now=NOW),
        *(partial(place_order, order=order, now=NOW) for order in others),
    ]
    at_once(marketplace, changes)
    with marketplace.read() as tx:
        rows = payments_of(tx, me, booking.order_id)
        assert rows[0].moved_paise == booking.total_paise
        back = sum(row.amount_paise for row in rows if row.kind == "refund")
        assert back in (0, booking.total_paise)
        assert (reread(tx, me, booking.order_id).status == "cancelled") == bool(back)
        assert broken(tx, NOW + timedelta(minutes=1)) == []
