"""What is cancelled and what comes back for it, from the rows as they are then."""

from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own_rows import refund_time_row, wallet_row
from assistant.dialogue.request import Outcome, Request
from assistant.dialogue.rows import booking_item_row, booking_row, rupees, session_row
from assistant.model import Choice, Draft, Evidence, Reading, Sentence, Slots
from assistant.skills.cancel.ask import ask_or_show
from assistant.task import CancelTask
from store.accounts import Booking
from store.cancellations import Cancellation
from store.refusals import RefundChangedError, RefusedError


def tell(request: Request, voice: Voice, task: CancelTask, outcome: Outcome, facts: Facts) -> Draft:
    """What is cancelled and what comes back, from the rows as they are."""
    if isinstance(outcome, RefusedError):
        nothing_new = Reading("cancel", 1.0, request.language, Slots())
        again = replace(request, text="", chosen=None, reading=nothing_new)
        said = ask_or_show(again, facts, voice, task)
        changed = isinstance(outcome, RefundChangedError)
        lead = voice.say("refund_changed" if changed else "changed_since")
        return replace(said, sentences=(lead, *said.sentences))
    booking = facts.booking(outcome)
    shown = request.state.task.shown if isinstance(request.state.task, CancelTask) else None
    if booking is None or shown is None:
        raise LookupError(f"booking {outcome} was cancelled and is not there")
    row = booking_row(booking, request.user_id)
    number = (row, "booking_number")
    evidence = [session_row(request), row]
    if shown.item_ids:
        sentences = []
        for item in (one for one in booking.items if one.id in shown.item_ids):
            job = booking_item_row(booking, item, request.user_id)
            evidence.append(job)
            service, status = (job, "service"), (job, "status")
            sentences.append(
                voice.say("cancelled_job", service=service, number=number, status=status)
            )
    else:
        sentences = [voice.say("cancelled_whole", number=number, status=(row, "status"))]
    _tell_refund(voice, facts, booking, shown, sentences, evidence)
    choices: tuple[Choice, ...] = (voice.choice("intent:booking_list", "button_bookings"),)
    return Draft(
        tuple(sentences),
        tuple(evidence),
        choices,
        booking_number=booking.order_id,
        ends_task=True,
    )


def _tell_refund(
    voice: Voice,
    facts: Facts,
    booking: Booking,
    shown: Cancellation,
    sentences: list[Sentence],
    evidence: list[Evidence],
) -> None:
    """Requested, or in the wallet; nothing when nothing comes back."""
    if not shown.shown_refund_paise:
        return
    row = Evidence(
        f"refunds/{booking.order_id}",
        {
            "customer_id": shown.user_id,
            "booking_number": booking.order_id,
            "refund": rupees(shown.shown_refund_paise),
            "refund_status": "done" if shown.refund_to == "wallet" else "requested",
            "payment_method": booking.payment_method,
        },
    )
    evidence.append(row)
    refund = (row, "refund")
    account = facts.account()
    if shown.refund_to == "wallet" and account is not None:
        purse = wallet_row(account)
        evidence.append(purse)
        balance = (purse, "wallet_balance")
        sentences.append(voice.say("cancelled_to_wallet", refund=refund, balance=balance))
        return
    days = refund_time_row()
    evidence.append(days)
    sentences.append(
        voice.say(
            "cancelled_requested",
            refund=refund,
            method=(row, "payment_method"),
            fewest=(days, "refund_working_days_from"),
            most=(days, "refund_working_days_to"),
        )
    )
