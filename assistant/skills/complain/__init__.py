"""Raising a complaint about a booking, or adding a word to one; shown in full with its clocks, and
registered on a yes.

What went wrong is kept in the customer's own words. Type and priority follow from them by rule.
"""

from dataclasses import replace
from functools import partial

from assistant.answers.phrases import Voice
from assistant.dialogue.consent import says_no, says_yes
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Deed, Request, Skill
from assistant.dialogue.rows import session_row
from assistant.language.tokens import keys, tokenize
from assistant.model import Draft
from assistant.skills.complain.ask import ask_or_show
from assistant.skills.complain.tell import tell
from assistant.skills.complain.words import says_what_happened
from assistant.task import ComplaintTask

__all__ = ["begin", "go_on", "remark_or"]

_MOST = 2_000
"""Characters of a description; what is longer is cut."""
_ADDING = keys("add note remark jod jodo likh likho tell जोड़ो जोड़ जोड़िए लिख लिखो लिखिए बता")


def begin(request: Request, facts: Facts, voice: Voice) -> Draft:
    """A complaint from what the message says; with a complaint's number it is a remark to that."""
    slots = request.reading.slots
    if slots.complaint_number is not None:
        return _begin_remark(request, facts, voice)
    task = ComplaintTask(
        number=slots.booking_number,
        description=request.text[:_MOST] if says_what_happened(request.text) else None,
    )
    return ask_or_show(request, facts, voice, task)


def remark_or(other: Skill) -> Skill:
    """A skill that begins a remark when the message wants one added to a complaint, and leaves
    everything else to `other`."""

    def answer(request: Request, facts: Facts, voice: Voice) -> Draft:
        adds = not _ADDING.isdisjoint(token.key for token in tokenize(request.text))
        if adds and request.reading.slots.complaint_number is not None:
            return _begin_remark(request, facts, voice)
        return other(request, facts, voice)

    return answer


def _begin_remark(request: Request, facts: Facts, voice: Voice) -> Draft:
    _, colon, said = request.text.partition(":")
    task = ComplaintTask(
        complaint_number=request.reading.slots.complaint_number,
        description=said.strip()[:_MOST] if colon and said.strip() else None,
    )
    return ask_or_show(request, facts, voice, task)


def go_on(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
    """The complaint with what the message adds to it."""
    task = request.state.task
    if not isinstance(task, ComplaintTask):
        raise TypeError("nothing is being complained about")
    heard = _hear(request, task)
    if heard == task and task.asked == "confirm" and says_no(request.reading, request.chosen):
        said = (voice.say("stopped"),)
        return Draft(said, (session_row(request),), kind="chat", ends_task=True)
    reply = ask_or_show(request, facts, voice, heard)
    if task.shown is None or not says_yes(
        request.reading, request.text, request.chosen, task.shown
    ):
        return reply
    if isinstance(reply.task, ComplaintTask) and reply.task.shown == task.shown:
        return Deed(task.shown, partial(tell, request, voice))
    return replace(reply, sentences=(voice.say("changed_since"), *reply.sentences))


def _hear(request: Request, task: ComplaintTask) -> ComplaintTask:
    slots, text = request.reading.slots, request.text.strip()
    said: dict[str, object] = {}
    if slots.booking_number is not None:
        said["number"] = slots.booking_number
    if slots.complaint_number is not None:
        said["complaint_number"] = slots.complaint_number
    if (request.chosen or "") == "change:description":
        said["description"] = None
    elif task.asked == "description" and text and request.chosen is None:
        said["description"] = text[:_MOST]
    return task.model_copy(update=said)
