"""Calling off a booking or one job of it: what goes, what comes back by the rules and where to;
cancelled on a yes to exactly that.

A refund to where it was paid from is requested here, never called done.
"""

from dataclasses import replace
from functools import partial

from assistant.answers.phrases import Voice
from assistant.dialogue.answers import means_all, means_one, refund_target, speaks_of_refund
from assistant.dialogue.choosing import number_of
from assistant.dialogue.consent import says_no, says_yes
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Deed, Request
from assistant.dialogue.rows import session_row
from assistant.model import Draft
from assistant.skills.cancel.ask import ask_or_show
from assistant.skills.cancel.tell import tell
from assistant.task import CancelTask

__all__ = ["begin", "go_on"]


def begin(request: Request, facts: Facts, voice: Voice) -> Draft:
    """A cancellation from what the message says."""
    slots = request.reading.slots
    task = CancelTask(
        number=slots.booking_number,
        item_ids=() if means_all(request.text) else None,
        refund_to=refund_target(request.text) if speaks_of_refund(request.text) else None,
        reason=slots.reason,
    )
    return ask_or_show(request, facts, voice, task)


def go_on(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
    """The cancellation with what the message adds to it."""
    task = request.state.task
    if not isinstance(task, CancelTask):
        raise TypeError("nothing is being cancelled")
    heard = _hear(request, task)
    is_open = heard == task and task.asked in ("confirm", "booking")
    if is_open and says_no(request.reading, request.chosen):
        kept = (voice.say("stopped"),)
        return Draft(kept, (session_row(request),), kind="chat", ends_task=True)
    said = ask_or_show(request, facts, voice, heard)
    if task.shown is None or not says_yes(
        request.reading, request.text, request.chosen, task.shown
    ):
        return said
    if isinstance(said.task, CancelTask) and said.task.shown == task.shown:
        return Deed(task.shown, partial(tell, request, voice, heard))
    if heard != task or said.task is None or said.task.shown is None:
        return said
    return replace(said, sentences=(voice.say("changed_since"), *said.sentences))


def _hear(request: Request, task: CancelTask) -> CancelTask:
    kind, _, value = (request.chosen or "").partition(":")
    slots = request.reading.slots
    said: dict[str, object] = {}
    if slots.booking_number is not None and slots.booking_number != task.number:
        said |= {"number": slots.booking_number, "item_ids": None, "refund_to": None}
    if kind == "item":
        key = number_of(value)
        said["item_ids"] = () if key is None else (key,)
    elif task.asked == "item" and means_all(request.text):
        said["item_ids"] = ()
    if (kind, value) == ("change", "item") or (not kind and means_one(request.text)):
        said |= {"item_ids": None, "asked": "item"}
    target = refund_target(request.text) if task.asked in ("refund", "confirm") else None
    if kind == "refund":
        said["refund_to"] = "wallet" if value == "wallet" else "source"
    elif target is not None and kind == "":
        said["refund_to"] = target
    if slots.reason is not None:
        said["reason"] = slots.reason
    return task.model_copy(update=said)
