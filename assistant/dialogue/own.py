"""Whose and which: the customer's own booking that a message is about, or the question that tells.

Reads only what belongs to the person who asks. Another person's booking gets the very words that
one which does not exist gets. Where several fit it asks; it never guesses.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request
from assistant.dialogue.rows import booking_row, session_row
from assistant.language.tokens import keys, tokenize
from assistant.model import Choice, Draft, Evidence, Sentence
from assistant.task import Errand, SignInTask, Wish
from store.accounts import Booking

MOST_LINES = 5
_LATEST = keys(
    "last latest recent newest pichla pichli pichhla pichhli aakhri akhri akhiri aakhiri"
    " पिछला पिछली पिछले आख़िरी आखिरी अंतिम"
)
_INVOICE = re.compile(r"\bINV[\s-]{0,2}(\d{4})[\s-]{1,2}(\d{4,8})\b", re.IGNORECASE)


def sign_in(request: Request, voice: Voice, then: Errand | None = None) -> Draft:
    """What a guest is told who asks for something personal.

    Args:
        then: the task that goes on once they are known; without one the message itself is
            answered then, and whatever task it came in between goes on.
    """
    current = request.state.task
    if isinstance(current, SignInTask):
        return ask_mobile(request, voice, current)
    wish = Wish(text=request.text, intent=request.reading.intent, chosen=request.chosen)
    task = SignInTask(then=then or current, wish=None if then else wish)
    asked = ask_mobile(request, voice, task)
    lead = voice.say("sign_in_to_go_on" if then else "sign_in")
    return replace(asked, sentences=(lead, *asked.sentences))


def ask_mobile(
    request: Request, voice: Voice, task: SignInTask, phrase: str = "ask_mobile"
) -> Draft:
    """Ask for the number to which a code can go; the page's own form will do as well."""
    choices = (Choice("action:sign_in", voice.title("button_sign_in")),)
    left = task.model_copy(update={"asked": "mobile"})
    said = (voice.say(phrase),)
    return Draft(said, (session_row(request),), choices, kind="decline", task=left)


def booking_or_question(
    request: Request,
    facts: Facts,
    voice: Voice,
    fits: Callable[[Booking], bool] = lambda _booking: True,
) -> Booking | Draft | None:
    """The one booking that the customer means: by its number, by what the message says of it, or
    because the conversation is about it.

    Args:
        fits: which bookings can be meant when no number is said.

    Returns:
        The booking; or what to say instead: the question, the way to sign in, that there is no
        such number; or None when the customer has no booking that fits.
    """
    if request.user_id is None:
        return sign_in(request, voice)
    number = request.reading.slots.booking_number
    if number is not None:
        return facts.booking(number) or not_found(request, voice, number)
    billed = _INVOICE.search(request.text)
    if billed is not None:
        written = "-".join(("INV", *billed.groups()))
        held = (b for b in facts.bookings() if b.invoice_number == written)
        return next(held, None) or not_found(request, voice, written)
    fitting = [booking for booking in facts.bookings() if fits(booking)]
    if names_unbooked(request, facts):
        return none_of_these(request, facts, voice, fitting)
    meant = _meant(request, facts, fitting)
    if len(meant) > 1:
        return which_booking(request, voice, meant)
    return meant[0] if meant else None


def names_unbooked(request: Request, facts: Facts) -> bool:
    """Whether the message names work that the customer has never booked."""
    services = _service_ids(request, facts)
    booked = {item.service_id for booking in facts.bookings() for item in booking.items}
    return bool(services) and services.isdisjoint(booked)


def none_of_these(
    request: Request, facts: Facts, voice: Voice, bookings: Sequence[Booking]
) -> Draft:
    """That there is no booking of what the message names, and which there are instead."""
    named = [facts.catalogue.services[key].name for key in request.reading.slots.services]
    work = named[0] if len(named) == 1 else None
    row = Evidence("bookings/of", {"customer_id": request.user_id, "service": work, "found": False})
    said = voice.say("not_booked", service=(row, "service")) if work else voice.say("none_booked")
    if not bookings:
        return Draft((said,), (session_row(request), row), kind="decline")
    asked = which_booking(request, voice, bookings)
    told = replace(asked, sentences=(said, *asked.sentences), kind="decline")
    return replace(told, evidence=(*asked.evidence, row))


def which_booking(request: Request, voice: Voice, bookings: Sequence[Booking]) -> Draft:
    """The question, with a line and a quick reply for each of the first few bookings."""
    shown = bookings[:MOST_LINES]
    rows = [booking_row(booking, request.user_id) for booking in shown]
    sentences = (voice.say("ask_which_booking"), *(booking_line(voice, row) for row in rows))
    choices = booking_choices(shown)
    return Draft(sentences, (session_row(request), *rows), choices, kind="clarify", asks="booking")


def booking_choices(bookings: Sequence[Booking]) -> tuple[Choice, ...]:
    return tuple(Choice(f"booking:{booking.order_id}", booking.order_id) for booking in bookings)


def booking_line(voice: Voice, row: Evidence) -> Sentence:
    """A booking on one line; of several days from the first to the last, without hours."""
    holes = {
        "number": (row, "booking_number"),
        "services": (row, "services"),
        "date": (row, "date"),
        "status": (row, "status"),
        "total": (row, "total"),
    }
    if "last_date" in row.fields:
        return voice.say("booking_line_days", last=(row, "last_date"), **holes)
    return voice.say("booking_line", window=(row, "window"), **holes)


def not_found(request: Request, voice: Voice, number: str) -> Draft:
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


def is_upcoming(booking: Booking, now: dt.datetime) -> bool:
    """Whether something of it is still to come or going on."""
    return booking.status in ("pending", "confirmed", "in_progress") and any(
        item.slot_end > now for item in booking.items
    )


def _meant(request: Request, facts: Facts, bookings: Sequence[Booking]) -> Sequence[Booking]:
    """The bookings that the message can mean, the nearest reading first: those that it describes,
    even where they do not fit."""
    undated = replace(request.reading, slots=replace(request.reading.slots, date=None))
    for told in (request, replace(request, reading=undated)):
        for held in (bookings, facts.bookings()) if _describes(told, facts) else ():
            described = [b for b in held if _is_described(b, told, facts)]
            if described and held is bookings:
                return described
            if described and _service_ids(told, facts):
                return described[:1] if _means_latest(request.text) else described
    spoken_of = [b for b in bookings if b.order_id == request.state.booking_number]
    if spoken_of:
        return spoken_of
    if not _means_latest(request.text):
        return bookings
    begun = [b for b in bookings if b.items[0].slot_start <= request.now]
    return (begun or bookings)[:1]


def _means_latest(text: str) -> bool:
    return any(token.key in _LATEST for token in tokenize(text))


def _describes(request: Request, facts: Facts) -> bool:
    slots = request.reading.slots
    return bool(_service_ids(request, facts) or slots.date or slots.amount_paise)


def _is_described(booking: Booking, request: Request, facts: Facts) -> bool:
    """Whether the message names a service, a day or an amount of the booking, and no other."""
    slots, services = request.reading.slots, _service_ids(request, facts)
    amounts = {booking.total_paise, booking.paid_paise, booking.remaining_paise}
    return (slots.amount_paise is None or slots.amount_paise in amounts) and any(
        (not services or item.service_id in services)
        and slots.date in (None, item.slot_start.astimezone(request.now.tzinfo).date())
        for item in booking.items
    )


def _service_ids(request: Request, facts: Facts) -> set[int]:
    """The services that the message names, by themselves or as all of a category."""
    slots, known = request.reading.slots, facts.catalogue.services
    if slots.services:
        return {known[key].id for key in slots.services if key in known}
    return {one.id for one in known.values() if one.category_slug == slots.category}
