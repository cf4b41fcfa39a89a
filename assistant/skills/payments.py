"""What was paid for a booking, what is still due and how it is to be paid, as the rows have it."""

from itertools import pairwise

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import booking_or_question
from assistant.dialogue.own_rows import payment_row, refund_row
from assistant.dialogue.request import Request
from assistant.dialogue.rows import session_row
from assistant.language.tokens import keys, tokenize
from assistant.model import Choice, Draft, Evidence, Sentence
from store.accounts import Booking

_TWICE = keys("twice double doubly duplicate dobara दोबारा दुबारा")
_TWO = keys("2 two do दो")
_TIMES = keys("times time baar bar dafa बार दफ़ा दफा")


def payment_status(request: Request, facts: Facts, voice: Voice) -> Draft:
    found = booking_or_question(request, facts, voice)
    if isinstance(found, Draft):
        return found
    if found is None:
        row = Evidence("bookings", {"customer_id": request.user_id, "count": 0})
        return Draft((voice.say("bookings_none"),), (session_row(request), row))
    row = payment_row(found, request.user_id)
    twice = charged_twice(request.text)
    sentences = [_once(voice, found, row) if twice else _state(voice, found, row)]
    evidence = [session_row(request), row]
    if found.refund_paise:
        refund = refund_row(found, request.user_id)
        evidence.append(refund)
        phrase = "refund_done" if found.payment_status == "refunded" else "refund_requested"
        number = (refund, "booking_number")
        sentences.append(voice.say(phrase, number=number, refund=(refund, "refund")))
    if "payment_reference" in row.fields:
        sentences.append(voice.say("payment_reference", reference=(row, "payment_reference")))
    choices: tuple[Choice, ...] = ()
    if twice or found.payment_status == "failed":
        sentences.append(voice.say("payment_bank_differs"))
        choices = (voice.choice("intent:complaint_raise", "button_complain"),)
    return Draft(tuple(sentences), tuple(evidence), choices, booking_number=found.order_id)


def charged_twice(text: str) -> bool:
    """Whether somebody says that money was taken two times."""
    words = [token.key for token in tokenize(text)]
    return any(word in _TWICE for word in words) or any(
        word in _TWO and after in _TIMES for word, after in pairwise(words)
    )


def _once(voice: Voice, booking: Booking, row: Evidence) -> Sentence:
    """How much we have, which is all we know of a payment that was made two times."""
    if not booking.paid_paise:
        return _state(voice, booking, row)
    return voice.say(
        "payment_once",
        number=(row, "booking_number"),
        paid=(row, "paid"),
        method=(row, "payment_method"),
    )


def _state(voice: Voice, booking: Booking, row: Evidence) -> Sentence:
    number, method = (row, "booking_number"), (row, "payment_method")
    paid, remaining = (row, "paid"), (row, "remaining")
    if booking.refund_paise:
        return voice.say("payment_was", number=number, paid=paid, method=method)
    if booking.status == "cancelled" and not booking.paid_paise:
        return voice.say("payment_cancelled", number=number)
    if not booking.remaining_paise:
        return voice.say("payment_full", number=number, total=(row, "total"), method=method)
    if booking.paid_paise:
        return voice.say(
            "payment_part",
            number=number,
            paid=paid,
            total=(row, "total"),
            method=method,
            remaining=remaining,
        )
    if booking.payment_status == "failed":
        return voice.say("payment_failed", number=number, method=method, remaining=remaining)
    if booking.payment_method == "cash":
        return voice.say("payment_cash_due", number=number, remaining=remaining)
    return voice.say("payment_due", number=number, method=method, remaining=remaining)
