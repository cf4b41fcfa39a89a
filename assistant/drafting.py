"""Who drafts the reply: the task in progress, or the skill of the intent, and then a reminder of
what the task still waits for.

Runs on values and facts; says nothing of its own but how a task is come back to.
"""

from dataclasses import replace
from functools import partial

from assistant.answers.phrases import Voice
from assistant.dialogue.answers import asks_when, speaks_of_own
from assistant.dialogue.bare import is_bare
from assistant.dialogue.distress import SAYS_LITTLE, is_in_danger, is_insulting
from assistant.dialogue.facts import Facts
from assistant.dialogue.going_on import ONLY_IN_TASKS, SURE
from assistant.dialogue.own_jobs import ask_move_or_book, is_first_need, is_to_move, job_alike
from assistant.dialogue.request import Deed, Request
from assistant.dialogue.rows import session_row
from assistant.dialogue.state import remember
from assistant.mind import Mind
from assistant.model import Choice, Draft, Reading, Slots
from assistant.skills.sent import ask_for_words, is_wordless, only_note, with_note
from assistant.skills.smalltalk import about_us, clarify, danger, menu, soothe
from assistant.task import BookTask, Task, Wish, intent_of, is_stale

UNSURE = 0.35
"""Below this confidence we ask what was meant."""
RESUME = "resume"
_WORK = frozenset(("book", "price_quote", "availability", "service_search"))
_NOT_REMINDED = frozenset(("goodbye", "human_agent", "stop"))
"""Who says this is not asked about the task again."""
_LEAVE_ROOM = frozenset(("greet", "help", "affirm"))
"""Who says this elsewhere may well have come for the task."""


def draft(mind: Mind, request: Request, facts: Facts) -> Draft | Deed:
    """What is proposed to be said or done; too unsure a reading is asked about instead."""
    voice = Voice(mind.phrasebook, request.language)
    task = request.state.task
    if request.chosen is None and is_in_danger(request.text):
        return danger(request, voice)
    if task is not None and request.is_carried and request.reading.intent in _LEAVE_ROOM:
        return _ask_to_go_on(request, voice, task)
    if task is not None and request.goes_on:
        if _must_be_asked(task, request):
            return _ask_to_go_on(request, voice, task)
        said = mind.tasks[task.kind](request, facts, voice)
        if isinstance(said, Deed):
            return said
        return with_note(request, voice, complete(mind, request, facts, said))
    if is_wordless(request):
        if task is None or is_stale(task, request.now):
            return ask_for_words(request, voice, menu(voice))
        return only_note(request, voice).followed_by(_question(mind, request, facts, voice, task))
    said = with_note(request, voice, _draft_all(mind, request, facts, voice))
    if task is None or is_stale(task, request.now) or said.task or said.ends_task or said.handoff:
        return said
    if request.reading.confidence < SURE or (said.kind == "clarify" and is_bare(request.reading)):
        lost = Draft((voice.say("not_understood"),), (session_row(request),), kind="clarify")
        return lost.followed_by(_question(mind, request, facts, voice, task))
    if said.asks is not None or request.reading.intent in _NOT_REMINDED:
        return said  # one question at a time
    if request.is_carried:
        return said.followed_by(_ask_to_go_on(request, voice, task))
    return said.followed_by(_reminder(mind, request, facts, voice, task))


def complete(mind: Mind, request: Request, facts: Facts, said: Draft) -> Draft:
    """The reply with what must follow at once: the next question of a task that it hands on to, or
    the answer to the message that had to wait for it."""
    voice = Voice(mind.phrasebook, request.language)
    handed_on = said.task
    if said.wish is not None:
        said = said.followed_by(_answer_wish(mind, request, facts, voice, said.wish))
    if handed_on is not None and handed_on.asked is None:
        return said.followed_by(_question(mind, request, facts, voice, handed_on))
    return said


def _answer_wish(mind: Mind, request: Request, facts: Facts, voice: Voice, wish: Wish) -> Draft:
    reading = mind.router.read(wish.text, request.now, previous=request.language)
    reading = replace(reading, intent=wish.intent, confidence=1.0)
    state = request.state.model_copy(update={"task": None})
    waited = replace(
        request,
        text=wish.text,
        reading=reading,
        state=remember(state, reading.slots),
        chosen=wish.chosen,
        goes_on=False,
    )
    return _draft_anew(mind, waited, facts, voice)


def _draft_all(mind: Mind, request: Request, facts: Facts, voice: Voice) -> Draft:
    """One reply to all that the message wants: what only tells comes first, of two tasks the
    second waits for the first."""
    if not request.parts:
        return _draft_anew(mind, request, facts, voice)
    parts = []
    for part in request.parts:
        state = remember(request.state, part.reading.slots)
        alone = replace(request, text=part.text, reading=part.reading, state=state, parts=())
        parts.append((part, _draft_anew(mind, alone, facts, voice)))
    parts.sort(key=lambda pair: (pair[1].task is not None, pair[1].kind == "clarify"))
    (_, first), (second, other) = parts
    if first.task is None:
        return first if first.kind == "clarify" else first.followed_by(other)
    wish = Wish(text=second.text, intent=second.reading.intent)
    return replace(first, task=first.task.model_copy(update={"next": wish}))


def _draft_anew(mind: Mind, request: Request, facts: Facts, voice: Voice) -> Draft:
    if (request.chosen or "").partition(":")[0] in ONLY_IN_TASKS:
        gone = (voice.say("choice_gone"),)
        return Draft(gone, (session_row(request),), menu(voice), kind="clarify", asks="intent")
    if request.reading.intent in SAYS_LITTLE | {"human_agent"} and request.chosen is None:
        told = about_us(request, partial(Voice, mind.phrasebook))
        if told is not None:
            return told
        if request.reading.intent != "human_agent" and is_insulting(request.text):
            return soothe(request, voice)
    if request.reading.confidence < UNSURE:
        return clarify(request, voice)
    if request.reading.of_others and request.reading.intent in _WORK:
        return mind.skills["out_of_scope"](request, facts, voice)
    if request.reading.intent == "complaint_raise" and is_first_need(request, facts):
        slots = request.reading.slots
        wanted = "book" if slots.date or slots.time_from else "service_search"
        request = replace(request, reading=replace(request.reading, intent=wanted))
    about_own = _about_own_job(mind, request, facts, voice)
    if about_own is not None:
        return about_own
    return mind.skills[request.reading.intent](request, facts, voice)


def _about_own_job(mind: Mind, request: Request, facts: Facts, voice: Voice) -> Draft | None:
    """What looks like new work and is about a job that the customer has booked: when that is, or
    another hour for it; or the question whether it is."""
    intent = request.reading.intent
    if intent not in ("book", "availability", "service_search") or request.chosen is not None:
        return None
    alike = job_alike(request, facts)
    if alike is None:
        return None
    meant = None
    if intent == "book" and speaks_of_own(request.text):
        meant = "reschedule"
    elif intent != "book" and asks_when(request.text):
        meant = "booking_status"
    elif intent != "service_search" and is_to_move(request, *alike):
        meant = "reschedule"
    if meant is not None:
        own = replace(request, reading=replace(request.reading, intent=meant))
        return mind.skills[meant](own, facts, voice)
    return ask_move_or_book(request, voice, *alike) if intent == "book" else None


def _must_be_asked(task: Task, request: Request) -> bool:
    """Whether a task that was left alone for days, or was begun elsewhere, must not simply go on;
    one that the message begins anew may."""
    services = request.reading.slots.services
    if request.is_carried:
        return True
    anew = isinstance(task, BookTask) and services and services != task.services
    return is_stale(task, request.now) and not anew


def _ask_to_go_on(request: Request, voice: Voice, task: Task) -> Draft:
    choices = (
        Choice(f"{RESUME}:yes", voice.title("button_go_on")),
        voice.choice("intent:stop", "button_leave_it"),
    )
    return Draft(
        (voice.say(f"{'elsewhere' if request.is_carried else 'go_on'}_{task.kind}"),),
        (session_row(request),),
        choices,
        kind="clarify",
        task=task.model_copy(update={"asked": RESUME, "shown": None}),
    )


def _reminder(mind: Mind, request: Request, facts: Facts, voice: Voice, task: Task) -> Draft:
    """What the task waits for, asked again."""
    asked = _question(mind, request, facts, voice, task)
    lead = voice.say(f"back_to_{task.kind}")
    return replace(asked, sentences=(lead, *asked.sentences))


def _question(mind: Mind, request: Request, facts: Facts, voice: Voice, task: Task) -> Draft:
    """What the task asks or shows when nothing is added to it."""
    nothing_new = Reading(intent_of(task), 1.0, request.language, Slots())
    state = request.state.model_copy(update={"task": task})
    again = replace(request, text="", reading=nothing_new, state=state, chosen=None, goes_on=True)
    asked = mind.tasks[task.kind](again, facts, voice)
    if isinstance(asked, Deed):
        raise TypeError(f"a {task.kind} task acted without being told to")
    return asked
