"""The next question of a cancellation, or, when nothing is left to ask, all that it would do."""

from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.consent import NO, yes_to
from assistant.dialogue.facts import Facts
from assistant.dialogue.own_jobs import (
    ask_which_job,
    asking,
    booking_of,
    job_line,
    jobs_named,
)
from assistant.dialogue.own_rows import payment_row, refund_time_row
from assistant.dialogue.passages import passage_row
from assistant.dialogue.request import Request
from assistant.dialogue.rows import booking_item_row, rupees, session_row
from assistant.model import Draft, Evidence, Sentence
from assistant.task import CancelTask
from store.accounts import Booking, BookingItem
from store.cancellations import Cancellation, RefundQuote, RefundTo, refund_quote
from store.refusals import PartlyPaidError, RefusedError


def ask_or_show(request: Request, facts: Facts, voice: Voice, task: CancelTask) -> Draft:
    """The question for what is missing, or the cancellation with the question for a yes."""
    booking = booking_of(request, facts, voice, task, _has_open)
    if isinstance(booking, Draft):
        return booking
    if booking is None:
        none = Evidence("bookings", {"customer_id": request.user_id, "found": 0})
        said = (voice.say("cancel_none"),)
        return Draft(said, (session_row(request), none), kind="decline", ends_task=True)
    task = task.model_copy(update={"number": booking.order_id})
    if not _has_open(booking):
        return _ended(request, voice, booking)
    items = _items(request, facts, voice, task, booking)
    if isinstance(items, Draft):
        return items
    task = task.model_copy(update={"item_ids": tuple(item.id for item in items)})
    try:
        offer = refund_quote(booking, _named(task, booking), request.now)
    except PartlyPaidError:
        return _only_whole(request, voice, task, booking)
    except RefusedError:
        return _job_ended(request, voice, booking, items[0])
    if task.refund_to is None and offer.refund_paise and booking.payment_method in ("card", "upi"):
        return _ask_refund_to(request, voice, task, booking, offer, items)
    rule = passage_row(request, facts, "refunds")
    return _show(request, voice, task, (booking, offer, items), rule)


def _has_open(booking: Booking) -> bool:
    return any(item.is_open for item in booking.items)


def _named(task: CancelTask, booking: Booking) -> tuple[int, ...]:
    """The items as the store is told: none when nothing of the booking would be left."""
    still_open = {item.id for item in booking.items if item.is_open}
    chosen = task.item_ids or ()
    return () if set(chosen) >= still_open else chosen


def _items(
    request: Request, facts: Facts, voice: Voice, task: CancelTask, booking: Booking
) -> list[BookingItem] | Draft:
    """The jobs that would go. Who names a booking and no job of it means all of it."""
    still_open = [item for item in booking.items if item.is_open]
    named = jobs_named(request, facts, still_open)
    over = jobs_named(request, facts, booking.items)
    if over and not named:
        return _job_ended(request, voice, booking, over[0])
    if named and len(named) < len(still_open):
        return named
    if task.item_ids is not None:
        chosen = [item for item in booking.items if item.id in task.item_ids]
        return chosen or still_open
    if len(still_open) == 1 or task.asked != "item":
        return still_open
    whole = (voice.choice("item:all", "button_whole"),)
    return asking(ask_which_job(request, voice, booking, still_open, whole), task, "item")


def _ended(request: Request, voice: Voice, booking: Booking) -> Draft:
    row = payment_row(booking, request.user_id)
    said = (voice.say("cancel_ended", number=(row, "booking_number"), status=(row, "status")),)
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft(said, (session_row(request), row), choices, kind="decline", ends_task=True)


def _job_ended(request: Request, voice: Voice, booking: Booking, item: BookingItem) -> Draft:
    row = booking_item_row(booking, item, request.user_id)
    said = voice.say(
        "cancel_job_ended",
        service=(row, "service"),
        number=(row, "booking_number"),
        status=(row, "status"),
    )
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft((said,), (session_row(request), row), choices, kind="decline", ends_task=True)


def _only_whole(request: Request, voice: Voice, task: CancelTask, booking: Booking) -> Draft:
    """A booking that is paid in part goes as a whole or not at all."""
    row = payment_row(booking, request.user_id)
    said = (voice.say("cancel_partly_paid", number=(row, "booking_number")),)
    choices = (
        voice.choice("item:all", "button_whole"),
        voice.choice("intent:stop", "button_leave_it"),
    )
    question = Draft(said, (session_row(request), row), choices, kind="clarify")
    return asking(question, task.model_copy(update={"item_ids": None}), "item")


def _refund_row(request: Request, booking: Booking, offer: RefundQuote) -> Evidence:
    return Evidence(
        f"refund_quotes/{booking.order_id}",
        {
            "customer_id": request.user_id,
            "booking_number": booking.order_id,
            "paid": rupees(offer.paid_paise),
            "refund_percent": offer.percent,
            "refund": rupees(offer.refund_paise),
            "payment_method": booking.payment_method,
        },
    )


def _what(
    request: Request, voice: Voice, booking: Booking, offer: RefundQuote, items: list[BookingItem]
) -> tuple[list[Sentence], list[Evidence]]:
    """What goes, and what comes back for it."""
    row = _refund_row(request, booking, offer)
    jobs = [booking_item_row(booking, item, request.user_id) for item in items]
    sentences = [voice.say("cancel_what", number=(row, "booking_number"))]
    sentences += [job_line(voice, job) for job in jobs]
    refund = (row, "refund")
    if offer.paid_paise:
        paid, percent = (row, "paid"), (row, "refund_percent")
        sentences.append(voice.say("cancel_refund", refund=refund, percent=percent, paid=paid))
    else:
        sentences.append(voice.say("cancel_unpaid", refund=refund))
    return sentences, [row, *jobs]


def _ask_refund_to(
    request: Request,
    voice: Voice,
    task: CancelTask,
    booking: Booking,
    offer: RefundQuote,
    items: list[BookingItem],
) -> Draft:
    sentences, rows = _what(request, voice, booking, offer, items)
    days = refund_time_row()
    sentences.append(
        voice.say(
            "ask_refund_to",
            method=(rows[0], "payment_method"),
            fewest=(days, "refund_working_days_from"),
            most=(days, "refund_working_days_to"),
        )
    )
    choices = (
        voice.choice("refund:source", "button_to_source"),
        voice.choice("refund:wallet", "button_to_wallet"),
    )
    evidence = (session_row(request), *rows, days)
    said = Draft(tuple(sentences), evidence, choices, kind="clarify")
    return asking(said, task, "refund")


def _show(
    request: Request,
    voice: Voice,
    task: CancelTask,
    what: tuple[Booking, RefundQuote, list[BookingItem]],
    rule: Evidence,
) -> Draft:
    """The cancellation in full, and the question for a yes to exactly that."""
    booking, offer, items = what
    if request.user_id is None:
        raise RuntimeError("a cancellation is somebody's who is signed in")
    target: RefundTo = task.refund_to or "source"
    to_wallet = target == "wallet" or booking.payment_method in ("wallet", "cash")
    cancellation = Cancellation(
        user_id=request.user_id,
        order_id=booking.order_id,
        item_ids=_named(task, booking),
        refund_to="wallet" if to_wallet else "source",
        reason=task.reason,
        shown_refund_paise=offer.refund_paise,
    )
    sentences, rows = _what(request, voice, booking, offer, items)
    if offer.refund_paise and to_wallet:
        rows.append(rule)
        sentences.append(voice.say("cancel_to_wallet"))
    elif offer.refund_paise:
        days = refund_time_row()
        rows.append(days)
        sentences.append(
            voice.say(
                "cancel_to_source",
                method=(rows[0], "payment_method"),
                fewest=(days, "refund_working_days_from"),
                most=(days, "refund_working_days_to"),
            )
        )
    sentences.append(voice.say("ask_to_cancel"))
    choices = [
        voice.choice(yes_to(cancellation), "button_cancel_it"),
        voice.choice(NO, "button_keep"),
    ]
    if not cancellation.item_ids and len(items) > 1:
        choices.append(voice.choice("change:item", "button_one_job"))
    evidence = (session_row(request), *rows)
    said = Draft(tuple(sentences), evidence, tuple(choices), kind="clarify")
    left = task.model_copy(update={"asked": "confirm", "shown": cancellation})
    return replace(said, task=left, booking_number=booking.order_id)
