"""A customer's own bookings: the list, and how one of them stands."""

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import (
    MOST_LINES,
    booking_choices,
    booking_line,
    booking_or_question,
    is_upcoming,
    sign_in,
)
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
    shown = (upcoming or list(bookings))[:MOST_LINES]
    rows = [booking_row(booking, request.user_id) for booking in shown]
    summary = Evidence(
        "bookings",
        {"customer_id": request.user_id, "upcoming": len(upcoming), "shown": len(shown)},
    )
    sentences = [
        voice.say("bookings_upcoming", count=(summary, "upcoming"))
        if upcoming
        else voice.say("bookings_past")
    ]
    sentences += [booking_line(voice, row) for row in rows]
    if len(upcoming) > len(shown):
        sentences.append(voice.say("bookings_more", shown=(summary, "shown")))
    evidence = (session_row(request), summary, *rows)
    return Draft(tuple(sentences), evidence, booking_choices(shown), asks="booking")


def booking_status(request: Request, facts: Facts, voice: Voice) -> Draft:
    found = booking_or_question(
        request, facts, voice, fits=lambda booking: is_upcoming(booking, request.now)
    )
    if isinstance(found, Draft):
        return found
    return booking_list(request, facts, voice) if found is None else _status(request, voice, found)


def _status(request: Request, voice: Voice, booking: Booking) -> Draft:
    items = [booking_item_row(booking, item, request.user_id) for item in booking.items]
    row = booking_row(booking, request.user_id)
    if items[1:]:
        row = without_times(row)
    sentences = [
        voice.say("booking_status", number=(row, "booking_number"), status=(row, "status"))
    ]
    sentences += [_item_line(voice, item) for item in items]
    sentences.append(_payment_line(voice, row, booking))
    evidence = (session_row(request), row, *items)
    return Draft(tuple(sentences), evidence, booking_number=booking.order_id)


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
    if "provider" in row.fields:
        return voice.say("booking_item_by", provider=(row, "provider"), **holes)
    return voice.say("booking_item", **holes)
