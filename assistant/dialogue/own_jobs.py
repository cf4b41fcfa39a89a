"""Which booking and which job of it a task is about, and when another time can be had for it."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.answers.rendering import write_date
from assistant.dialogue.answers import wants_to_complain
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import (
    booking_or_question,
    names_unbooked,
    none_of_these,
    not_found,
    sign_in,
    which_booking,
)
from assistant.dialogue.request import Request
from assistant.dialogue.rows import booking_item_row, local, session_row
from assistant.language.dates import find_dates
from assistant.model import Choice, Draft, Evidence, Sentence
from assistant.task import CancelTask, RescheduleTask
from store.accounts import Booking, BookingItem
from store.catalogue import Service

Changing = RescheduleTask | CancelTask


def booking_of(
    request: Request,
    facts: Facts,
    voice: Voice,
    task: Changing,
    fits: Callable[[Booking], bool],
) -> Booking | Draft | None:
    """The booking that the task is about, or the question that finds out; None: none fits.

    A day in the message says where to move to, so it tells bookings apart only if nothing else
    does and one of them is on that very day.
    """
    if request.user_id is None:
        return sign_in(request, voice, then=task)
    if task.number is not None:
        found = facts.booking(task.number)
        return found or replace(not_found(request, voice, task.number), ends_task=True)
    fitting = [booking for booking in facts.bookings() if fits(booking)]
    if names_unbooked(request, facts):
        none = none_of_these(request, facts, voice, fitting)
        return asking(none, task, "booking") if fitting else replace(none, ends_task=True)
    of_day = [b for b in fitting if any(_day(item) in days_owned(request) for item in b.items)]
    if len(of_day) == 1 and not request.reading.slots.services:
        return of_day[0]
    undated = replace(request.reading, slots=replace(request.reading.slots, date=None))
    meant = booking_or_question(replace(request, reading=undated), facts, voice, fits)
    if not isinstance(meant, Draft):
        return meant
    day = request.reading.slots.date
    there = [b for b in fitting if any(_day(item) == day for item in b.items)]
    if len(there) == 1:
        return there[0]
    return asking(which_booking(request, voice, there or fitting), task, "booking")


def days_owned(request: Request) -> frozenset[dt.date]:
    """The days by which the message names a booking: "kal wali booking", "Friday's visit", "my
    booking on the 5th"."""
    found = set()
    for span in find_dates(request.text, request.now.date()):
        before, after = request.text[: span.start], request.text[span.end :]
        if _BEHIND_A_DAY.match(after) or _BEFORE_A_DAY.search(before):
            found.update(span.value)
    return frozenset(found)


_BOOKED = r"(?:booking|appointment|visit|order|job|slot|kaam|बुकिंग|अपॉइंटमेंट|विज़िट|काम)"
_BEHIND_A_DAY = re.compile(
    rf"\s*(?:'?s\s+|(?:w|v)a*l[aie]\s+|k[aie]\s+|वाल[ाीे]\s+|क[ाीे]\s+)?(?:meri\s+|मेरी\s+)?{_BOOKED}\b",
    re.IGNORECASE,
)
_BEFORE_A_DAY = re.compile(rf"{_BOOKED}\s+(?:(?:on|of|for|dated)\s+)?(?:the\s+)?$", re.IGNORECASE)


def is_meant_by_day(request: Request, booking: Booking) -> bool:
    """Whether the day in the message is one of the booking itself."""
    return any(_day(item) == request.reading.slots.date for item in booking.items)


def other_day(request: Request, booking: Booking) -> dt.date | None:
    """A further day in the message, beside the one of the booking: where it is to go."""
    own = {_day(item) for item in booking.items}
    today = request.now.date()
    for span in find_dates(request.text, today):
        days: list[dt.date] = [day for day in span.value if day >= today]
        if days and own.isdisjoint(days):
            return days[0]
    return None


def jobs_named(request: Request, facts: Facts, items: Sequence[BookingItem]) -> list[BookingItem]:
    """The items whose service the message names."""
    known = facts.catalogue.services
    wanted = {known[key].id for key in request.reading.slots.services if key in known}
    return [item for item in items if item.service_id in wanted]


def job_alike(request: Request, facts: Facts) -> tuple[Booking, BookingItem] | None:
    """An upcoming job of the customer's of the very service that they seem to book."""
    for booking in facts.bookings() if request.reading.slots.services else ():
        for item in jobs_named(request, facts, booking.items):
            if item.is_open and item.slot_start > request.now:
                return booking, item
    return None


def is_to_move(request: Request, booking: Booking, item: BookingItem) -> bool:
    """Whether a message names this very job by its day and asks for another hour: "guruvar wali RO
    service subah 10 baje ho sakti hai?"."""
    asked = request.reading.slots.time_from
    own = dt.datetime.fromisoformat(local(item.slot_start)).time()
    return (
        asked not in (None, own)
        and is_meant_by_day(request, booking)
        and _OF_A_DAY.search(request.reading.masked) is not None
    )


_OF_A_DAY = re.compile(r"_date_ (?:(?:[wv]a+l[aie]|k[aie]|वाल[ाीे]|क[ाीे]) )?_(?:svc|category)_")


def is_first_need(request: Request, facts: Facts) -> bool:
    """Whether a trouble is told of a service that we have never done for the customer, so that
    work is wanted and nothing to complain about; of a guest, when a day to come is said."""
    slots = request.reading.slots
    if len(slots.services) != 1 or slots.booking_number or wants_to_complain(request.text):
        return False
    if request.user_id is None:
        return slots.date is not None and slots.date >= request.now.date()
    return not any(jobs_named(request, facts, booking.items) for booking in facts.bookings())


def ask_move_or_book(request: Request, voice: Voice, booking: Booking, item: BookingItem) -> Draft:
    """There is such a job already: is it to be moved, or another one booked?"""
    row = booking_item_row(booking, item, request.user_id)
    sentences = (
        voice.say(
            "own_job_alike",
            service=(row, "service"),
            date=(row, "start"),
            window=(row, "window"),
            number=(row, "booking_number"),
        ),
        voice.say("ask_move_or_book"),
    )
    choices = (
        voice.choice("intent:reschedule", "button_move_that"),
        voice.choice("intent:book", "button_book_another"),
    )
    return Draft(
        sentences,
        (session_row(request), row),
        choices,
        kind="clarify",
        asks="intent",
        booking_number=booking.order_id,
    )


def ask_which_job(
    request: Request,
    voice: Voice,
    booking: Booking,
    items: Sequence[BookingItem],
    more: Sequence[Choice] = (),
) -> Draft:
    """The question which job of a booking is meant."""
    rows = [booking_item_row(booking, item, request.user_id) for item in items]
    head = Evidence(
        f"bookings#{booking.id}",
        {"customer_id": request.user_id, "booking_number": booking.order_id},
    )
    sentences = (
        voice.say("ask_which_job", number=(head, "booking_number")),
        *(job_line(voice, row) for row in rows),
    )
    days = [write_date(local(item.slot_start), voice.language) for item in items]
    choices = tuple(
        Choice(f"item:{item.id}", f"{item.service}, {day}")
        for item, day in zip(items, days, strict=True)
    )
    evidence = (session_row(request), head, *rows)
    return Draft(sentences, evidence, (*choices, *more), kind="clarify")


def job_line(voice: Voice, row: Evidence) -> Sentence:
    return voice.say(
        "booking_item",
        service=(row, "service"),
        variant=(row, "variant"),
        date=(row, "start"),
        window=(row, "window"),
    )


def service_of(facts: Facts, item: BookingItem) -> Service | None:
    """What the item is, as long as it is in the catalogue."""
    services = facts.catalogue.services.values()
    return next((service for service in services if service.id == item.service_id), None)


def asking(question: Draft, task: Changing, asked: str) -> Draft:
    """The question, with the task as it stands while it is open."""
    left = task.model_copy(update={"asked": asked, "shown": None})
    return replace(question, task=left, asks=None)


def _day(item: BookingItem) -> dt.date:
    return dt.date.fromisoformat(local(item.slot_start)[:10])
