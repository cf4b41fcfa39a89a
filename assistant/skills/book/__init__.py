"""Booking a service: what, where, when, how paid; then everything shown in full, and booked on a
yes to exactly that.

Asks one thing at a time and nothing that is known: a saved address is proposed, a single variant
needs no choice. Prices and slots are read anew with every message.
"""

from dataclasses import replace
from functools import partial

from assistant.answers.phrases import Voice
from assistant.dialogue.answers import payment_method
from assistant.dialogue.consent import says_no, says_yes
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Deed, Request
from assistant.dialogue.slot_offers import wish_of
from assistant.model import Draft, Evidence, Sentence
from assistant.skills.book.ask import ask_or_show, ask_what_else
from assistant.skills.book.hear import hear
from assistant.skills.book.tell import tell
from assistant.task import BookTask

__all__ = ["begin", "go_on"]


def begin(request: Request, facts: Facts, voice: Voice) -> Draft:
    """A new booking from what has been said so far."""
    said = request.state
    spoken = request.reading.slots
    task = BookTask(
        services=said.services,
        category=said.category,
        variant=said.variant,
        quantity=said.quantity or 1,
        pincode=said.pincode,
        city=said.city,
        wish=wish_of(said, spoken, request.now),
        payment_method=payment_method(request.text),
    )
    nothing = BookTask()
    reply = ask_or_show(request, facts, voice, task, nothing)
    return _saying_back(reply, voice, nothing, task)


def go_on(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
    """The booking with what the message adds to it."""
    task = request.state.task
    if not isinstance(task, BookTask):
        raise TypeError("no booking is in progress")
    heard = hear(request, facts, task)
    if heard == task and says_no(request.reading, request.chosen):
        return ask_what_else(request, facts, voice, task)
    said = _saying_back(ask_or_show(request, facts, voice, heard, task), voice, task, heard)
    if task.shown is None or not says_yes(
        request.reading, request.text, request.chosen, task.shown
    ):
        return said
    if isinstance(said.task, BookTask) and said.task.shown == task.shown:
        return Deed(task.shown, partial(tell, request, voice, heard))
    if heard != task or said.task is None or said.task.shown is None:
        return said
    return replace(said, sentences=(voice.say("changed_since"), *said.sentences))


def _saying_back(said: Draft, voice: Voice, before: BookTask, heard: BookTask) -> Draft:
    """What the message settled and the reply does not show anyway, said before all else."""
    lead: list[Sentence] = []
    row = Evidence("order", {"payment_method": heard.payment_method})
    if len(before.services) == 1 and heard.services != before.services:
        lead.append(voice.say("put_aside"))
    shows = isinstance(said.task, BookTask) and said.task.shown is not None
    if heard.payment_method not in (None, before.payment_method) and not shows:
        lead.append(voice.say("payment_noted", method=(row, "payment_method")))
    if not lead:
        return said
    evidence = said.evidence if shows else (*said.evidence, row)
    return replace(said, sentences=(*lead, *said.sentences), evidence=evidence)
