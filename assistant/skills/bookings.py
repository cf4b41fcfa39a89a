"""A customer's own bookings: the list, and how one of them stands.

Reads only what belongs to the person who asks. Another person's booking gets the very words that
one which does not exist gets.
"""

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request
from assistant.dialogue.rows import booking_item_row, booking_row, session_row, without_times
from assistant.model import Choice, Draft, Evidence, Sentence
from store.accounts import Booking

MOST_LINES = 5


def booking_list(request: Request, facts: Facts, voice: Voice) -> Draft:
    if request.user_id is None:
        return _sign_in(request, voice)
    bookings = facts.bookings()
    upcoming = sorted(
        (b for b in bookings if _is_upcoming(b, request)), key=lambda b: b.items[0].slot_start
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
    sentences += [_line(voice, row) for row in rows]
    if len(upcoming) > len(shown):
        sentences.append(voice.say("bookings_more", shown=(summary, "shown")))
    choices = tuple(Choice(f"booking:{b.order_id}", b.order_id) for b in shown)
    return Draft(tuple(sentences), (session_row(request), summary, *rows), choices, asks="booking")


def booking_status(request: Request, facts: Facts, voice: Voice) -> Draft:
    if request.user_id is None:
        return _sign_in(request, voice)
    number = request.reading.slots.booking_number
    if number is not None:
        booking = facts.booking(number)
        if booking is None:
            return _not_found(request, voice, number)
        return _status(request, voice, booking, request.user_id)
    upcoming = [b for b in facts.bookings() if _is_upcoming(b, request)]
    about = [b for b in upcoming if _is_about(b, request, facts)] or upcoming
    if len(about) == 1:
        return _status(request, voice, about[0], request.user_id)
    if not about:
        return booking_list(request, facts, voice)
    rows = [booking_row(booking, request.user_id) for booking in about[:MOST_LINES]]
    sentences = (voice.say("ask_which_booking"), *(_line(voice, row) for row in rows))
    choices = tuple(Choice(f"booking:{b.order_id}", b.order_id) for b in about[:MOST_LINES])
    return Draft(sentences, (session_row(request), *rows), choices, kind="clarify", asks="booking")


def _status(request: Request, voice: Voice, booking: Booking, user_id: int) -> Draft:
    items = [booking_item_row(booking, item, user_id) for item in booking.items]
    row = (
        without_times(booking_row(booking, user_id)) if items[1:] else booking_row(booking, user_id)
    )
    sentences = [
        voice.say("booking_status", number=(row, "booking_number"), status=(row, "status"))
    ]
    sentences += [_item_line(voice, item) for item in items]
    sentences.append(_payment_line(voice, row, booking))
    return Draft(tuple(sentences), (session_row(request), row, *items))


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


def _line(voice: Voice, row: Evidence) -> Sentence:
    services = Evidence(row.source, {**row.fields, "service": ", ".join(row.fields["services"])})
    return voice.say(
        "booking_line",
        number=(row, "booking_number"),
        service=(services, "service"),
        date=(row, "date"),
        window=(row, "window"),
        status=(row, "status"),
        total=(row, "total"),
    )


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


def _not_found(request: Request, voice: Voice, number: str) -> Draft:
    row = Evidence(
        f"bookings/{number}",
        {"customer_id": request.user_id, "booking_number": number, "found": False},
    )
    sentence = voice.say("booking_not_found", number=(row, "booking_number"))
    choices = (
        voice.choice("intent:booking_list", "button_bookings"),
        voice.choice("intent:human_agent", "button_human"),
    )
    return Draft((sentence,), (session_row(request), row), choices, kind="decline")


def _sign_in(request: Request, voice: Voice) -> Draft:
    choices = (Choice("action:sign_in", voice.title("button_sign_in")),)
    return Draft((voice.say("sign_in"),), (session_row(request),), choices, kind="decline")


def _is_upcoming(booking: Booking, request: Request) -> bool:
    return booking.status in ("pending", "confirmed", "in_progress") and any(
        item.slot_end > request.now for item in booking.items
    )


def _is_about(booking: Booking, request: Request, facts: Facts) -> bool:
    wanted = {
        facts.catalogue.services[key].id
        for key in request.reading.slots.services
        if key in facts.catalogue.services
    }
    day = request.reading.slots.date
    return any(
        (item.service_id in wanted if wanted else True)
        and (item.slot_start.astimezone(request.now.tzinfo).date() == day if day else True)
        for item in booking.items
    ) and bool(wanted or day)
