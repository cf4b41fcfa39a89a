"""Customers of the test marketplace: somebody with an address, something sold there, a free slot.

Everything is found in the seeded rows, nothing is taken for granted.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from store.accounts import Booking, booking_by_number
from store.database import Tx
from store.orders import Order, place_order, quote
from store.payments import Method
from store.tables import (
    addresses,
    bookings,
    provider_pincodes,
    provider_skills,
    providers,
    rate_card_pincodes,
    rate_cards,
    users,
)
from store.verify import verify
from tests.store.marketplace import NOW

TUESDAY = NOW + timedelta(days=1, hours=10)
"""10:00 in India on the day after the first one, when a slot starts."""


class Errand(NamedTuple):
    """What somebody could book, and who could do it, the best first. There are tens of thousands,
    and nearly every test asks for them all."""

    user_id: int
    address_id: int
    pincode: str
    rate_card_id: int
    service_id: int
    providers: tuple[int, ...]


def errands(tx: Tx) -> list[Errand]:
    """Everything that active customers could book at their addresses, fewest providers first."""
    homes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for address_id, user_id, pincode in tx.execute(
        select(addresses.c.id, addresses.c.user_id, addresses.c.pincode)
        .join(users, users.c.id == addresses.c.user_id)
        .where(users.c.active, users.c.role == "customer")
    ):
        homes[pincode].append((address_id, user_id))
    able = _able(tx)
    sold = tx.execute(
        select(rate_cards.c.id, rate_cards.c.subcategory_id, rate_card_pincodes.c.pincode).join(
            rate_card_pincodes, rate_card_pincodes.c.rate_card_id == rate_cards.c.id
        )
    )
    found = [
        Errand(user_id, address_id, pincode, card_id, service_id, providers)
        for card_id, service_id, pincode in sold
        for providers in (tuple(able[service_id, pincode]),)
        for address_id, user_id in homes[pincode]
    ]
    return sorted(found, key=lambda one: (len(one.providers), one.address_id, one.rate_card_id))


def _able(tx: Tx) -> dict[tuple[int, str], list[int]]:
    """Who does what where, the best first."""
    places: dict[int, list[str]] = defaultdict(list)
    for provider_id, pincode in tx.execute(
        select(provider_pincodes.c.provider_id, provider_pincodes.c.pincode)
    ):
        places[provider_id].append(pincode)
    able: dict[tuple[int, str], list[int]] = defaultdict(list)
    for provider_id, service_id in tx.execute(
        select(providers.c.id, provider_skills.c.subcategory_id)
        .join(provider_skills, provider_skills.c.provider_id == providers.c.id)
        .where(providers.c.active, providers.c.verified)
        .order_by(
            providers.c.rating_tenths.desc(), providers.c.total_bookings.desc(), providers.c.id
        )
    ):
        for pincode in places[provider_id]:
            able[service_id, pincode].append(provider_id)
    return able


def order_for(
    tx: Tx,
    errand: Errand,
    *,
    slot: datetime = TUESDAY,
    method: Method = "upi",
    quantity: int = 1,
    instructions: str | None = None,
) -> Order:
    """An order as it would be shown: with the price of now."""
    offer = quote(tx, errand.rate_card_id, errand.pincode, quantity)
    return Order(
        errand.user_id,
        errand.address_id,
        errand.rate_card_id,
        quantity,
        slot,
        method,
        offer.total_paise,
        instructions,
    )


def placed(
    tx: Tx,
    errand: Errand,
    *,
    slot: datetime = TUESDAY,
    method: Method = "upi",
    now: datetime = NOW,
) -> Booking:
    order_id = place_order(tx, order_for(tx, errand, slot=slot, method=method), now)
    return reread(tx, errand.user_id, order_id)


def reread(tx: Tx, user_id: int, order_id: str) -> Booking:
    booking = booking_by_number(tx, user_id, order_id)
    assert booking is not None
    return booking


def seeded(tx: Tx, items: int = 1, **columns: str) -> tuple[int, Booking]:
    """The first seeded booking with so many items and these columns, and whose it is."""
    rows = tx.execute(
        select(bookings.c.user_id, bookings.c.order_id)
        .where(*(bookings.c[name] == value for name, value in columns.items()))
        .order_by(bookings.c.id)
    )
    for row in rows.all():
        booking = reread(tx, row.user_id, row.order_id)
        if len(booking.items) == items:
            return row.user_id, booking
    raise LookupError(f"no booking of {items} items with {columns}")


def wallet(tx: Tx, user_id: int) -> int:
    return int(tx.execute(select(users.c.wallet_paise).where(users.c.id == user_id)).scalar_one())


def broken(tx: Tx, now: datetime) -> list[str]:
    return [f"{violation.rule}: {violation.detail}" for violation in verify(tx, now)]
