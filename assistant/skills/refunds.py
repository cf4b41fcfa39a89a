"""What comes back for a booking: the refunds that there are, or the share that there would be.

A refund is called requested until the payment side has made it.
"""

from collections.abc import Sequence

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import booking_or_question
from assistant.dialogue.own_rows import (
    payment_row,
    refund_quote_row,
    refund_row,
    refund_time_row,
)
from assistant.dialogue.passages import passage_row, passage_sentences
from assistant.dialogue.request import Request
from assistant.dialogue.rows import session_row
from assistant.model import Choice, Draft, Evidence, Sentence
from store.accounts import Booking
from store.cancellations import refund_quote
from store.payments import Payment

_PHRASES = {"done": "refund_done", "requested": "refund_requested", "failed": "refund_failed"}


def refund_status(request: Request, facts: Facts, voice: Voice) -> Draft:
    found = booking_or_question(request, facts, voice, fits=_has_cancelled)
    if isinstance(found, Draft):
        return found
    if found is None:
        return _none(request, facts, voice)
    refunds = [
        payment
        for payment in facts.payments(found.order_id)
        if payment.kind == "refund" and payment.state in _PHRASES
    ]
    if refunds:
        return _refunds(request, voice, found, refunds)
    return _without(request, voice, found)


def _has_cancelled(booking: Booking) -> bool:
    return any(item.status == "cancelled" for item in booking.items)


def _refunds(request: Request, voice: Voice, booking: Booking, refunds: Sequence[Payment]) -> Draft:
    evidence = [session_row(request), payment_row(booking, request.user_id)]
    sentences = []
    for payment in refunds:
        row = refund_row(payment, request.user_id)
        evidence.append(row)
        sentences.append(_refund(voice, row, payment))
        if payment.state == "done" and payment.reference:
            sentences.append(voice.say("refund_reference", reference=(row, "refund_reference")))
    if any(payment.state == "requested" for payment in refunds):
        days = refund_time_row()
        evidence.append(days)
        fewest, most = (days, "refund_working_days_from"), (days, "refund_working_days_to")
        sentences.append(voice.say("refund_takes", fewest=fewest, most=most))
    failed = any(payment.state == "failed" for payment in refunds)
    choices = (voice.choice("intent:complaint_raise", "button_complain"),) if failed else ()
    return Draft(tuple(sentences), tuple(evidence), choices, booking_number=booking.order_id)


def _refund(voice: Voice, row: Evidence, payment: Payment) -> Sentence:
    return voice.say(
        _PHRASES[payment.state],
        number=(row, "booking_number"),
        refund=(row, "refund"),
        method=(row, "refund_to"),
        date=(row, "made_on" if payment.state == "done" else "requested_on"),
    )


def _without(request: Request, voice: Voice, booking: Booking) -> Draft:
    """No money is on its way back: why not, or what would come back."""
    row = payment_row(booking, request.user_id)
    evidence = [session_row(request), row]
    number, refund = (row, "booking_number"), (row, "refund")
    choices: tuple[Choice, ...] = ()
    if any(item.is_open for item in booking.items):
        choices = (voice.choice("intent:cancel", "button_cancel"),)
        if booking.paid_paise:
            quote = refund_quote_row(
                booking, refund_quote(booking, (), request.now), request.user_id
            )
            evidence.append(quote)
            sentence = _share(voice, quote)
        else:
            sentence = voice.say("refund_if_nothing_paid", number=number, refund=refund)
    elif booking.status == "cancelled":
        holes = {"number": number, "status": (row, "status"), "refund": refund}
        if booking.paid_paise:
            sentence = voice.say("refund_none_due", **holes)
        else:
            sentence = voice.say("refund_nothing_paid", paid=(row, "paid"), **holes)
    else:
        status = (row, "status")
        sentence = voice.say("refund_not_for_done", number=number, status=status, refund=refund)
        choices = (voice.choice("intent:complaint_raise", "button_complain"),)
    return Draft((sentence,), tuple(evidence), choices, booking_number=booking.order_id)


def _share(voice: Voice, quote: Evidence) -> Sentence:
    return voice.say(
        "refund_if_cancelled",
        number=(quote, "booking_number"),
        percent=(quote, "refund_percent"),
        paid=(quote, "paid"),
        refund=(quote, "refund_if_cancelled_now"),
    )


def _none(request: Request, facts: Facts, voice: Voice) -> Draft:
    """No booking with a refund: said so, and how refunds come."""
    none = Evidence("bookings", {"customer_id": request.user_id, "refunds": 0})
    rule = passage_row(request, facts, "refunds")
    sentences = (voice.say("refund_none"), *passage_sentences(rule))
    return Draft(sentences, (session_row(request), none, rule))
