"""Moving a job to another time: which one, to when; shown with what it means, moved on a yes.

Offers only times at which somebody can come. A changed mind is heard at any step.
"""

import datetime as dt
from dataclasses import replace
from functools import partial

from assistant.answers.phrases import Voice
from assistant.answers.rendering import INDIA
from assistant.dialogue.choosing import moment_of, number_of
from assistant.dialogue.consent import NO, says_no, says_yes, yes_to
from assistant.dialogue.facts import Facts, FreeSlot
from assistant.dialogue.own_jobs import (
    ask_which_job,
    asking,
    booking_of,
    is_meant_by_day,
    jobs_named,
    other_day,
    service_of,
)
from assistant.dialogue.request import Deed, Outcome, Request
from assistant.dialogue.rows import booking_item_row, local, session_row, window
from assistant.dialogue.slot_offers import slot_or_question, wish_of, wished
from assistant.model import Draft, Evidence, Reading, Slots
from assistant.task import RescheduleTask, TimeWish
from store.accounts import Booking, BookingItem
from store.moves import Move, may_move
from store.refusals import RefusedError
from store.rules import RULES


def begin(request: Request, facts: Facts, voice: Voice) -> Draft:
    """A move from what the message says."""
    slots = request.reading.slots
    task = RescheduleTask(
        number=slots.booking_number, wish=wish_of(request.state, slots, request.now)
    )
    return _ask_or_show(request, facts, voice, task)


def go_on(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
    """The move with what the message adds to it."""
    task = request.state.task
    if not isinstance(task, RescheduleTask):
        raise TypeError("nothing is being moved")
    heard = _hear(request, task)
    if heard == task and task.asked == "confirm" and says_no(request.reading, request.chosen):
        heard = task.model_copy(update={"slot_start": None, "wish": TimeWish()})
    said = _ask_or_show(request, facts, voice, heard)
    if task.shown is None or not says_yes(
        request.reading, request.text, request.chosen, task.shown
    ):
        return said
    if isinstance(said.task, RescheduleTask) and said.task.shown == task.shown:
        return Deed(task.shown, partial(_tell, request, voice, heard))
    return said


def _hear(request: Request, task: RescheduleTask) -> RescheduleTask:
    kind, _, value = (request.chosen or "").partition(":")
    slots = request.reading.slots
    said: dict[str, object] = {}
    if slots.booking_number is not None and slots.booking_number != task.number:
        said |= {"number": slots.booking_number, "item_id": None, "slot_start": None}
    if kind == "item":
        return task.model_copy(update={**said, "item_id": number_of(value)})
    if kind == "slot":
        return task.model_copy(update={**said, "slot_start": moment_of(value)})
    if task.asked in ("booking", "item") and slots.date is not None and not task.wish.day:
        return task.model_copy(update=said)  # the day tells which one is meant
    day = task.slot_start.astimezone(INDIA).date() if task.slot_start else task.wish.day
    before = task.wish.model_copy(update={"day": day})
    text = request.text if task.asked == "slot" else ""
    wish = wished(before, slots, text, request.chosen, request.now)
    if wish != before:
        said |= {"wish": wish, "slot_start": None}
    return task.model_copy(update=said)


def _ask_or_show(request: Request, facts: Facts, voice: Voice, task: RescheduleTask) -> Draft:
    """The question for what is missing, or the move with the question for a yes."""

    def movable(booking: Booking) -> bool:
        return any(item.is_open and may_move(item, request.now) for item in booking.items)

    booking = booking_of(request, facts, voice, task, movable)
    if isinstance(booking, Draft):
        return booking
    if booking is None:
        none = Evidence("bookings", {"customer_id": request.user_id, "found": 0})
        sentences = (voice.say("move_none"),)
        return Draft(sentences, (session_row(request), none), kind="decline", ends_task=True)
    task = task.model_copy(update={"number": booking.order_id})
    aimless = task.wish.day is None or is_meant_by_day(request, booking)
    if request.state.task is None and aimless:
        other = other_day(request, booking)
        if other is not None or task.wish.time_from is None:
            wish = task.wish.model_copy(update={"day": other, "days": ()})
            task = task.model_copy(update={"wish": wish})
    item = _item(request, facts, voice, task, booking)
    if isinstance(item, Draft):
        return item
    task = task.model_copy(update={"item_id": item.id})
    slot = _slot(request, facts, voice, task, booking, item)
    if isinstance(slot, Draft):
        return slot
    return _show(request, voice, task, booking, item, slot)


def _item(
    request: Request, facts: Facts, voice: Voice, task: RescheduleTask, booking: Booking
) -> BookingItem | Draft:
    """The job that is meant, if it can still be moved."""
    named = jobs_named(request, facts, booking.items)
    if named and not any(item.is_open for item in named):
        return _not_movable(request, voice, booking, named)
    known = [item for item in booking.items if item.id == task.item_id]
    still_open = known or [item for item in booking.items if item.is_open]
    if not still_open or not still_open[0].is_open:
        return _not_movable(request, voice, booking, still_open or list(booking.items))
    in_time = [item for item in still_open if may_move(item, request.now)]
    if not in_time:
        return _not_movable(request, voice, booking, still_open)
    if len(in_time) == 1:
        return in_time[0]
    named = jobs_named(request, facts, in_time)
    if len(named) == 1:
        return named[0]
    day = request.reading.slots.date if task.asked == "item" else None
    there = [item for item in in_time if item.slot_start.astimezone(INDIA).date() == day]
    if len(there) == 1:
        return there[0]
    return asking(ask_which_job(request, voice, booking, named or in_time), task, "item")


def _not_movable(
    request: Request, voice: Voice, booking: Booking, items: list[BookingItem]
) -> Draft:
    """Why it cannot be moved: it starts too soon, or is over."""
    row = booking_item_row(booking, items[0], request.user_id)
    choices = (voice.choice("intent:human_agent", "button_human"),)
    if items[0].is_open:
        rules = Evidence("rules/moves", {"free_move_hours": RULES.free_move_hours})
        said = voice.say(
            "move_too_late",
            number=(row, "booking_number"),
            service=(row, "service"),
            date=(row, "start"),
            window=(row, "window"),
            hours=(rules, "free_move_hours"),
        )
        evidence: tuple[Evidence, ...] = (session_row(request), row, rules)
    else:
        said = voice.say(
            "move_ended",
            number=(row, "booking_number"),
            service=(row, "service"),
            status=(row, "status"),
        )
        evidence = (session_row(request), row)
    return Draft((said,), evidence, choices, kind="decline", ends_task=True)


def _slot(
    request: Request,
    facts: Facts,
    voice: Voice,
    task: RescheduleTask,
    booking: Booking,
    item: BookingItem,
) -> FreeSlot | Draft:
    """The slot that was chosen and is still free, the only one that fits, or the question."""
    service = service_of(facts, item)
    if service is None:
        none = Evidence("bookings", {"customer_id": request.user_id, "found": 0})
        why = (voice.say("move_none"),)
        return Draft(why, (session_row(request), none), kind="decline", ends_task=True)

    def free_on(day: dt.date) -> tuple[FreeSlot, ...]:
        slots = facts.free_slots(service, booking.pincode, day, request.now)
        return tuple(slot for slot in slots if slot.start != item.slot_start)

    start = None if task.slot_start == item.slot_start else task.slot_start
    found = slot_or_question(
        request, voice, (service, booking.pincode), (task.wish, start), free_on, "ask_move_day"
    )
    if isinstance(found, FreeSlot):
        return found
    said = found.draft
    if said.ends_task:
        return said
    if task.asked in (None, "booking", "item") and request.text:
        row = booking_item_row(booking, item, request.user_id)
        lead = voice.say(
            "move_from",
            number=(row, "booking_number"),
            service=(row, "service"),
            date=(row, "start"),
            window=(row, "window"),
        )
        said = replace(said, sentences=(lead, *said.sentences), evidence=(*said.evidence, row))
    left = {"slot_start": None, "wish": found.wish}
    return asking(said, task.model_copy(update=left), "slot")


def _show(
    request: Request,
    voice: Voice,
    task: RescheduleTask,
    booking: Booking,
    item: BookingItem,
    slot: FreeSlot,
) -> Draft:
    """From when to when, that it is free, and what it means for a refund."""
    if request.user_id is None:
        raise RuntimeError("a move is somebody's who is signed in")
    move = Move(request.user_id, booking.order_id, item.id, slot.start.astimezone(dt.UTC))
    now = booking_item_row(booking, item, request.user_id)
    then = Evidence(
        "move",
        {
            "customer_id": request.user_id,
            "booking_number": booking.order_id,
            "service": item.service,
            "new_start": local(slot.start),
            "new_end": local(slot.end),
            "new_window": window(slot.start, slot.end),
            "charge": "0",
        },
    )
    full = RULES.refund_tiers[0].from_hours
    rules = Evidence("rules/moves", {"full_refund_hours": full})
    sentences = [
        voice.say("move_what", service=(now, "service"), number=(now, "booking_number")),
        voice.say("move_old", date=(now, "start"), window=(now, "window")),
        voice.say("move_new", date=(then, "new_start"), window=(then, "new_window")),
        voice.say("move_free", charge=(then, "charge")),
    ]
    if (item.slot_start - request.now).total_seconds() < full * 3600:
        sentences.append(voice.say("move_keeps_refund", hours=(rules, "full_refund_hours")))
    sentences.append(voice.say("ask_to_move"))
    choices = (
        voice.choice(yes_to(move), "button_move"),
        voice.choice(NO, "button_change_slot"),
        voice.choice("intent:stop", "button_leave_it"),
    )
    said = Draft(
        tuple(sentences), (session_row(request), now, then, rules), choices, kind="clarify"
    )
    left = {"slot_start": move.slot_start, "asked": "confirm", "shown": move}
    return replace(said, task=task.model_copy(update=left), booking_number=booking.order_id)


def _tell(
    request: Request, voice: Voice, task: RescheduleTask, outcome: Outcome, facts: Facts
) -> Draft:
    """When it is now, and who comes; after a refusal, what can be had instead."""
    nothing_new = Reading("reschedule", 1.0, request.language, Slots())
    again = replace(request, text="", chosen=None, reading=nothing_new)
    if isinstance(outcome, RefusedError):
        return _ask_or_show(again, facts, voice, task)
    booking = facts.booking(outcome)
    item = next((one for one in booking.items if one.id == task.item_id), None) if booking else None
    if booking is None or item is None:
        raise LookupError(f"booking {outcome} was moved and is not there")
    row = booking_item_row(booking, item, request.user_id)
    row = replace(row, fields={**row.fields, "moved": True})
    holes = {
        "number": (row, "booking_number"),
        "service": (row, "service"),
        "date": (row, "start"),
        "window": (row, "window"),
    }
    said = voice.say("moved", **holes)
    if "provider" in row.fields:
        said = voice.say("moved_with", provider=(row, "provider"), **holes)
    return Draft(
        (said,),
        (session_row(request), row),
        (voice.choice("intent:booking_list", "button_bookings"),),
        booking_number=booking.order_id,
        ends_task=True,
    )
