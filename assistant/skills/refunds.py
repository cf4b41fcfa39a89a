"""What comes back for a booking: the refund that there is, or the share that there would be.

A refund is called requested until the payment side has done it.
"""

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import booking_or_question, is_upcoming
from assistant.dialogue.own_rows import payment_row, refund_row, refund_time_row
from assistant.dialogue.passages import passage_row, passage_sentences
from assistant.dialogue.request import Request
from assistant.dialogue.rows import rupees, session_row
from assistant.model import Choice, Draft, Evidence, Sentence
from store.accounts import Booking
from store.money import percent_of
from store.rules import RULES


def refund_status(request: Request, facts: Facts, voice: Voice) -> Draft:
    found = booking_or_question(request, facts, voice, fits=_has_refund_side)
    if isinstance(found, Draft):
        return found
    if found is None:
        return _none(request, facts, voice)
    row = payment_row(found, request.user_id)
    evidence: list[Evidence] = [session_row(request), row]
    choices: tuple[Choice, ...] = ()
    if found.refund_paise:
        sentences = _refund(request, voice, found, row, evidence)
    elif found.status == "cancelled":
        phrase = "refund_none_due" if found.paid_paise else "refund_nothing_paid"
        sentences = [voice.say(phrase, number=(row, "booking_number"))]
    elif is_upcoming(found, request.now):
        sentences = [_share(request, voice, found, row, evidence)]
        choices = (voice.choice("intent:cancel", "button_cancel"),)
    else:
        sentences = [
            voice.say(
                "refund_not_for_done",
                number=(row, "booking_number"),
                status=(row, "status"),
                refund=(row, "refund"),
            )
        ]
        choices = (voice.choice("intent:complaint_raise", "button_complain"),)
    return Draft(tuple(sentences), tuple(evidence), choices, booking_number=found.order_id)


def _has_refund_side(booking: Booking) -> bool:
    return booking.status == "cancelled" or bool(booking.refund_paise)


def _refund(
    request: Request, voice: Voice, booking: Booking, row: Evidence, evidence: list[Evidence]
) -> list[Sentence]:
    refund = refund_row(booking, request.user_id)
    evidence.append(refund)
    holes = {"number": (refund, "booking_number"), "refund": (refund, "refund")}
    method = (row, "payment_method")
    was = voice.say(
        "payment_was", number=(row, "booking_number"), paid=(row, "paid"), method=method
    )
    if booking.payment_status == "refunded":
        sentences = [voice.say("refund_done", **holes), was]
        if "refund_reference" in refund.fields:
            reference = (refund, "refund_reference")
            sentences.append(voice.say("refund_reference", reference=reference))
        return sentences
    days = refund_time_row()
    evidence.append(days)
    takes = voice.say(
        "refund_takes",
        method=method,
        fewest=(days, "refund_working_days_from"),
        most=(days, "refund_working_days_to"),
    )
    return [voice.say("refund_requested", **holes), was, takes]


def _share(
    request: Request, voice: Voice, booking: Booking, row: Evidence, evidence: list[Evidence]
) -> Sentence:
    """What would come back if the whole booking were cancelled now, by its earliest job to come."""
    if not booking.paid_paise:
        return voice.say(
            "refund_if_nothing_paid", number=(row, "booking_number"), refund=(row, "refund")
        )
    start = min(item.slot_start for item in booking.items if item.started_at is None)
    percent = RULES.refund_percent((start - request.now).total_seconds() / 3600)
    share = Evidence(
        f"refund_quotes/{booking.order_id}",
        {
            "customer_id": request.user_id,
            "booking_number": booking.order_id,
            "paid": rupees(booking.paid_paise),
            "refund_percent": percent,
            "refund_if_cancelled_now": rupees(percent_of(booking.paid_paise, percent)),
        },
    )
    evidence.append(share)
    return voice.say(
        "refund_if_cancelled",
        number=(share, "booking_number"),
        percent=(share, "refund_percent"),
        paid=(share, "paid"),
        refund=(share, "refund_if_cancelled_now"),
    )


def _none(request: Request, facts: Facts, voice: Voice) -> Draft:
    """No booking with a refund: said so, and how refunds come."""
    none = Evidence("bookings", {"customer_id": request.user_id, "refunds": 0})
    rule = passage_row(request, facts, "refunds")
    sentences = (voice.say("refund_none"), *passage_sentences(rule))
    return Draft(sentences, (session_row(request), none, rule))
