"""What was paid for a booking, what is still due and how it is to be paid, as the rows have it."""

from collections.abc import Sequence
from itertools import pairwise

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import booking_or_question
from assistant.dialogue.own_rows import payment_row, received_row
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
    received = [
        received_row(payment, request.user_id)
        for payment in facts.payments(found.order_id)
        if payment.kind == "charge" and payment.moved_paise
    ]
    row = payment_row(found, request.user_id, len(received))
    evidence = [session_row(request), row]
    twice = charged_twice(request.text)
    if twice and received:
        evidence += received
        sentences = _received(voice, row, received)
    else:
        sentences = [_state(voice, found, row)]
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


def _received(voice: Voice, row: Evidence, received: Sequence[Evidence]) -> list[Sentence]:
    """Every payment that came in, which is all we know of money that was taken two times."""
    number = (row, "booking_number")
    if len(received) == 1:
        sentences = [voice.say("payment_once", number=number)]
    else:
        sentences = [voice.say("payment_several", number=number, count=(row, "payments_received"))]
    for one in received:
        holes = {
            "amount": (one, "amount"),
            "method": (one, "payment_method"),
            "date": (one, "date"),
        }
        if "payment_reference" in one.fields:
            reference = (one, "payment_reference")
            sentences.append(voice.say("payment_line_reference", reference=reference, **holes))
        else:
            sentences.append(voice.say("payment_line", **holes))
    return sentences


def _state(voice: Voice, booking: Booking, row: Evidence) -> Sentence:
    number, method = (row, "booking_number"), (row, "payment_method")
    paid, remaining = (row, "paid"), (row, "remaining")
    if booking.refund_paise:
        return voice.say(
            "payment_refunded", number=number, paid=paid, method=method, refund=(row, "refund")
        )
    if booking.status == "cancelled" and not booking.paid_paise:
        return voice.say("payment_cancelled", number=number, status=(row, "status"), paid=paid)
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
    payment = (row, "payment_status")
    return voice.say(
        "payment_due", number=number, payment=payment, method=method, remaining=remaining
    )
