"""What becomes of the seeded bookings: how many of each fate, decided before any is written."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.seed.basis import Basis, between

ITEMS = 294
_MOST_ITEMS = 4
_HISTORY_DAYS = 120
_LEAD_HOURS = (3, 10 * 24)
_MANY_HOURS = 8 * 24


@dataclass(frozen=True, slots=True)
class Story:
    """`bookings` bookings that end alike."""

    bookings: int
    status: str
    payment: str
    upcoming: bool = False
    """The slot lies after the seed's day."""
    notice_hours: tuple[float, float] | None = None
    """How long before the first slot it was cancelled."""
    method: str | None = None
    """The method of payment, where the fate decides it."""
    partly_paid: bool = False
    cancelled_by: str = "customer"


STORIES = (
    Story(10, "pending", "pending", upcoming=True),
    Story(4, "pending", "failed", upcoming=True),
    Story(20, "confirmed", "paid", upcoming=True),
    Story(5, "confirmed", "pending", upcoming=True, method="cash"),
    Story(3, "confirmed", "pending", upcoming=True, method="wallet", partly_paid=True),
    Story(81, "completed", "paid"),
    Story(2, "cancelled", "refunded", upcoming=True, notice_hours=(96, 140)),
    Story(1, "cancelled", "refunded", notice_hours=(24, 90)),
    Story(1, "cancelled", "refunded", notice_hours=(24, 90), cancelled_by="provider"),
    Story(2, "cancelled", "refunded", notice_hours=(12.5, 23.5)),
    Story(2, "cancelled", "refunded", notice_hours=(6.5, 11.5)),
    Story(2, "cancelled", "paid", notice_hours=(1, 5.5)),
    Story(2, "cancelled", "pending", notice_hours=(2, 72)),
    Story(1, "cancelled", "pending", notice_hours=(30, 72), cancelled_by="ops"),
    Story(3, "cancelled", "failed", notice_hours=(2, 72)),
)
"""139 in all: 14 pending, 28 confirmed, 81 completed, 16 cancelled; 80 % paid or refunded, 15 %
still to be paid, 5 % failed."""


def stories(rng: random.Random) -> list[Story]:
    """One story a booking, in random order."""
    told = [story for story in STORIES for _ in range(story.bookings)]
    rng.shuffle(told)
    return told


def sizes(rng: random.Random, bookings: int) -> list[int]:
    """How many items each booking has: one to four, ITEMS in all."""
    counts = [1] * bookings
    while sum(counts) < ITEMS:
        place = rng.randrange(bookings)
        if counts[place] < _MOST_ITEMS:
            counts[place] += 1
    return counts


def first_day(rng: random.Random, story: Story) -> int:
    """The day of the first slot, in days from the seed's day; recent days are likelier."""
    if not story.upcoming:
        return -2 - int((_HISTORY_DAYS - 2) * rng.random() ** 2)
    return rng.randint(1, 2) if story.notice_hours else rng.randint(1, 7)


def cancelled_at(rng: random.Random, story: Story, first_slot: datetime) -> datetime | None:
    if story.notice_hours is None:
        return None
    return first_slot - timedelta(seconds=round(rng.uniform(*story.notice_hours) * 3600))


def booked_at(
    rng: random.Random, basis: Basis, story: Story, first_slot: datetime, cancelled: datetime | None
) -> datetime:
    """When it was booked: before the slot, the cancellation and the seed's day."""
    if story.status == "pending":
        return between(rng, basis.now - timedelta(hours=40), basis.now - timedelta(hours=1))
    if story.status == "confirmed":
        return between(
            rng, basis.now - timedelta(hours=_MANY_HOURS), basis.now - timedelta(hours=2)
        )
    return (cancelled or first_slot) - timedelta(
        minutes=rng.randint(*(h * 60 for h in _LEAD_HOURS))
    )
