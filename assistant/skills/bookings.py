"""A customer's own bookings: the list, and how one of them stands."""

from collections.abc import Callable, Sequence

from assistant.answers.phrases import Voice
from assistant.dialogue.bygone import asks_for_history, asks_why_cancelled, speaks_of_past
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import (
    MOST_LINES,
    booking_choices,
    booking_line,
    booking_or_question,
    is_upcoming,
    sign_in,
)
from assistant.dialogue.own_rows import cancellation_row
from assistant.dialogue.request import Request
from assistant.dialogue.rows import booking_item_row, booking_row, session_row, without_times
from assistant.model import Draft, Evidence, Sentence
from store.accounts import Booking


def booking_list(request: Request, facts: Facts, voice: Voice) -> Draft:
    if request.user_id is None:
        return sign_in(request, voice)
    bookings = facts.bookings()
    upcoming = sorted(
        (b for b in bookings if is_upcoming(b, request.now)), key=lambda b: b.items[0].slot_start
    )
    if not bookings:
        row = Evidence("bookings", {"customer_id": request.user_id, "count": 0})
        return Draft((voice.say("bookings_none"),), (session_row(request), row))
    past = [booking for booking in bookings if booking not in upcoming]
    if past and asks_for_history(request.text):
        return _list(request, voice, past, "past", ("bookings_before", "bookings_latest"))
    if upcoming:
        return _list(request, voice, upcoming, "upcoming", ("bookings_upcoming", "bookings_more"))
    return _list(request, voice, past, "past", ("bookings_past", "bookings_latest"))


def _list(
    request: Request,
    voice: Voice,
    bookings: Sequence[Booking],
    counted: str,
    phrases: tuple[str, str],
) -> Draft:
    """The first few of them, below a heading; and that there are more, if there are."""
    heading, more = phrases
    shown = bookings[:MOST_LINES]
    rows = [booking_row(booking, request.user_id) for booking in shown]
    summary = Evidence(
        "bookings",
        {"customer_id": request.user_id, counted: len(bookings), "shown": len(shown)},
    )
    holes = {} if heading == "bookings_past" else {"count": (summary, counted)}
    sentences = [voice.say(heading, **holes), *(booking_line(voice, row) for row in rows)]
    if len(bookings) > len(shown):
        sentences.append(voice.say(more, shown=(summary, "shown")))
    evidence = (session_row(request), summary, *rows)
    return Draft(tuple(sentences), evidence, booking_choices(shown), asks="booking")


def booking_status(request: Request, facts: Facts, voice: Voice) -> Draft:
    found = booking_or_question(request, facts, voice, _fitting(request))
    if isinstance(found, Draft):
        return found
    return booking_list(request, facts, voice) if found is None else _status(request, voice, found)


def _fitting(request: Request) -> Callable[[Booking], bool]:
    """Which bookings are meant, where no number is said."""
    if asks_why_cancelled(request.text):
        return lambda booking: booking.status == "cancelled"
    if speaks_of_past(request.text):
        return lambda booking: booking.items[0].slot_start <= request.now
    return lambda booking: is_upcoming(booking, request.now)


def _status(request: Request, voice: Voice, booking: Booking) -> Draft:
    items = [booking_item_row(booking, item, request.user_id) for item in booking.items]
    row = booking_row(booking, request.user_id)
    if items[1:]:
        row = without_times(row)
    sentences = [
        voice.say("booking_status", number=(row, "booking_number"), status=(row, "status"))
    ]
    sentences += [_item_line(voice, item) for item in items]
    evidence = [session_row(request), row, *items]
    if booking.status == "cancelled" and booking.cancelled_at is not None:
        ending = cancellation_row(booking, request.user_id)
        evidence.append(ending)
        sentences += _ending(voice, ending)
    sentences.append(_payment_line(voice, row, booking))
    return Draft(tuple(sentences), tuple(evidence), booking_number=booking.order_id)


def _ending(voice: Voice, row: Evidence) -> list[Sentence]:
    """By whom, when and why it was cancelled."""
    who = row.fields["cancelled_by"]
    said = [voice.say(f"booking_cancelled_by_{who}", date=(row, "cancelled_on"))]
    if row.fields.get("cancellation_reason"):
        said.append(voice.say("booking_cancelled_why", reason=(row, "cancellation_reason")))
    return said


def _payment_line(voice: Voice, row: Evidence, booking: Booking) -> Sentence:
    if booking.refund_paise:
        return voice.say("booking_refund", refund=(row, "refund"), payment=(row, "payment_status"))
    if booking.paid_paise and booking.remaining_paise:
        return voice.say(
            "booking_remaining",
            total=(row, "total"),
            paid=(row, "paid"),
            remaining=(row, "remaining"),
        )
    return voice.say("booking_payment", total=(row, "total"), payment=(row, "payment_status"))


def _item_line(voice: Voice, row: Evidence) -> Sentence:
    holes = {
        "service": (row, "service"),
        "variant": (row, "variant"),
        "date": (row, "start"),
        "window": (row, "window"),
    }
    if row.fields["status"] == "cancelled":
        return voice.say("booking_item_ended", status=(row, "status"), **holes)
    if "provider" in row.fields:
        return voice.say("booking_item_by", provider=(row, "provider"), **holes)
    return voice.say("booking_item", **holes)
