"""Bookings and their items: who booked what, where, when and with whom.

Only jobs that could have been booked: sold at the pincode, with a provider who serves it, has the
skill and is free in that slot.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.rules import RULES
from store.seed.basis import INDIA, Basis, Row, curated
from store.seed.payments import billed, settled
from store.seed.providers import Market
from store.seed.stories import Story, booked_at, cancelled_at, first_day, sizes, stories

BOOKINGS = 139
_ITEM_STATUS = {
    "pending": "pending",
    "confirmed": "accepted",
    "completed": "completed",
    "cancelled": "cancelled",
}
_REASONS = {
    "customer": (
        "Change of plans",
        "Booked by mistake",
        "Going out of town",
        "Got it done locally",
    ),
    "provider": ("Professional fell ill",),
    "ops": ("No professional could be found in time",),
}
_LATE_SHARE = 0.2
_DISCOUNTS = (0, 0, 0, 0, 0, 0, 5, 10, 15, 20)
_QUANTITIES = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)
_FIRST_ORDER = 104_000


@dataclass(frozen=True, slots=True)
class Shop:
    """What there is to book: rate cards and services by key, how often each category is asked
    for, and who can do what where."""

    cards: Mapping[int, Row]
    services: Mapping[int, Row]
    market: Market
    home_state: str


@dataclass(frozen=True, slots=True)
class Job:
    card: Row
    provider_id: int
    slot_start: datetime


class Diary:
    """Which provider is taken when."""

    def __init__(self, rng: random.Random, shop: Shop) -> None:
        self._rng = rng
        self._shop = shop
        self._taken: set[tuple[int, datetime]] = set()

    def book(self, card: Row, pincode: str, slot_start: datetime) -> Job | None:
        """A free provider for the slot, or None."""
        able = self._shop.market.able[card["subcategory_id"], pincode]
        free = [provider for provider in able if (provider, slot_start) not in self._taken]
        if not free:
            return None
        job = Job(card, self._rng.choice(free), slot_start)
        self._taken.add((job.provider_id, slot_start))
        return job


def booking_rows(
    basis: Basis, shop: Shop, customers: list[Row], addresses: list[Row]
) -> tuple[list[Row], list[Row]]:
    """Bookings in the order in which they were made, and their items."""
    rng = basis.stream("bookings")
    diary = Diary(rng, shop)
    pairs: list[tuple[Row, list[Row]]] = []
    for story, size in zip(stories(rng), sizes(rng, BOOKINGS), strict=True):
        address = _address(rng, shop, customers, addresses, size, story)
        jobs = _jobs(rng, basis, diary, shop, address, first_day(rng, story), size)
        pairs.append(_written(rng, basis, shop, story, address, jobs))
    pairs.sort(key=lambda pair: pair[0]["created_at"])
    _number(rng, pairs)
    return [booking for booking, _ in pairs], [item for _, items in pairs for item in items]


def _address(
    rng: random.Random,
    shop: Shop,
    customers: list[Row],
    addresses: list[Row],
    size: int,
    story: Story,
) -> Row:
    """A customer's address where enough can be had; upcoming jobs are for active customers."""
    active = {customer["id"] for customer in customers if customer["active"]}
    fitting = [
        address
        for address in addresses
        if (address["user_id"] in active or not story.upcoming)
        and len(_services_at(shop, address["pincode"])) >= size
    ]
    return rng.choice(fitting)


def _services_at(shop: Shop, pincode: str) -> set[int]:
    sold = shop.market.sold.get(pincode, ())
    return {shop.cards[card]["subcategory_id"] for card in sold}


def _jobs(
    rng: random.Random,
    basis: Basis,
    diary: Diary,
    shop: Shop,
    address: Row,
    day: int,
    size: int,
) -> list[Job]:
    """Different services one after the other from some slot of the day; if a slot has no free
    provider, the next one is tried, if need be on the next day."""
    hours = RULES.slot_start_hours()
    place = rng.randrange(len(hours))
    jobs: list[Job] = []
    for card in _basket(rng, shop, address["pincode"], size):
        job = None
        while job is None:
            later_days, slot = divmod(place, len(hours))
            job = diary.book(card, address["pincode"], basis.at(day + later_days, hours[slot]))
            place += 1
        jobs.append(job)
    return jobs


def _basket(rng: random.Random, shop: Shop, pincode: str, size: int) -> list[Row]:
    """Rate cards of different services, more of them from the categories in demand."""
    demand = [category["demand"] for category in curated("catalogue")["categories"]]
    cards = [shop.cards[card] for card in shop.market.sold[pincode]]
    basket: list[Row] = []
    while len(basket) < size:
        left = [
            card
            for card in cards
            if card["subcategory_id"] not in {chosen["subcategory_id"] for chosen in basket}
        ]
        weights = [
            demand[shop.services[card["subcategory_id"]]["category_id"] - 1] for card in left
        ]
        basket.extend(rng.choices(left, weights))
    return basket


def _written(
    rng: random.Random, basis: Basis, shop: Shop, story: Story, address: Row, jobs: list[Job]
) -> tuple[Row, list[Row]]:
    first_slot = min(job.slot_start for job in jobs)
    cancelled = cancelled_at(rng, story, first_slot)
    booked = booked_at(rng, basis, story, first_slot, cancelled)
    reason = rng.choice(_REASONS[story.cancelled_by]) if cancelled else None
    items = [_item(rng, shop, story, address, job, booked, reason) for job in jobs]
    same_state = address["state"] == shop.home_state
    updated = max([booked, *(item["ended_at"] for item in items if item["ended_at"])])
    booking = {
        "user_id": address["user_id"],
        "address_id": address["id"],
        "status": story.status,
        "payment_status": story.payment,
        **billed(items, same_state=same_state),
        "preferred_date": first_slot.astimezone(INDIA).date(),
        "preferred_slot_start": first_slot,
        "instructions": _instructions(rng),
        "cancellation_reason": reason,
        "cancelled_at": cancelled,
        "created_at": booked,
        "updated_at": cancelled or updated,
    }
    notice = (first_slot - cancelled) if cancelled else timedelta()
    booking |= settled(rng, story, booking["total_paise"], notice, basis.now - updated)
    for item in items:
        item["updated_at"] = cancelled or item["ended_at"] or booked
    return booking, items


def _item(
    rng: random.Random,
    shop: Shop,
    story: Story,
    address: Row,
    job: Job,
    booked: datetime,
    reason: str | None,
) -> Row:
    quantity, price = rng.choice(_QUANTITIES), job.card["price_paise"]
    discount = price * quantity * rng.choice(_DISCOUNTS) // 100 // 100 * 100
    started = ended = None
    if story.status == "completed":
        late = rng.random() < _LATE_SHARE
        started = job.slot_start + timedelta(
            minutes=rng.randint(45, 95) if late else rng.randint(0, 15)
        )
        ended = started + timedelta(minutes=rng.randint(30, 100))
    return {
        "user_id": address["user_id"],
        "rate_card_id": job.card["id"],
        "provider_id": job.provider_id,
        "address_id": address["id"],
        "service_name": shop.services[job.card["subcategory_id"]]["name"],
        "variant": job.card["variant"],
        "quantity": quantity,
        "price_paise": price,
        "discount_paise": discount,
        "total_paise": price * quantity - discount,
        "slot_start": job.slot_start,
        "slot_end": job.slot_start + timedelta(hours=RULES.slot_hours),
        "started_at": started,
        "ended_at": ended,
        "cancelled_by": story.cancelled_by if story.status == "cancelled" else None,
        "cancellation_reason": reason,
        "payment_status": story.payment,
        "status": _ITEM_STATUS[story.status],
        "created_at": booked,
    }


def _instructions(rng: random.Random) -> str | None:
    words = curated("names")["address"]["instructions"]
    return str(rng.choice(words)) if rng.random() < 0.4 else None


def _number(rng: random.Random, pairs: list[tuple[Row, list[Row]]]) -> None:
    """Keys, order ids and invoice numbers, all rising with time; an invoice comes with the whole
    payment."""
    order, invoices, item_id = _FIRST_ORDER, 0, 0
    for booking_id, (booking, items) in enumerate(pairs, 1):
        order += rng.randint(1, 40)
        booking["id"] = booking_id
        booking["order_id"] = f"CB-{order:06}"
        booking["invoice_number"] = None
        if booking["payment_status"] in ("paid", "refunded"):
            invoices += 1
            year = booking["created_at"].astimezone(INDIA).year
            booking["invoice_number"] = f"INV-{year}-{invoices:06}"
        for item in items:
            item_id += 1
            item["id"], item["booking_id"] = item_id, booking_id
