"""What a message means, in the light of the conversation: the router's reading, settled by what was
asked, offered and begun."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from assistant.answers.rendering import INDIA
from assistant.dialogue.answers import (
    asks_how_to_pay,
    compares_only,
    comparison,
    puts_off,
    speaks_of_booking,
    wants_to_complain,
)
from assistant.dialogue.bygone import asks_if_cancelled, asks_why_cancelled
from assistant.dialogue.choosing import pick
from assistant.dialogue.codes import code_in
from assistant.dialogue.distress import SAYS_LITTLE, is_insulting, without_insults
from assistant.dialogue.going_on import SURE, as_part_of, as_stop, asks_else, goes_on
from assistant.dialogue.request import Request
from assistant.dialogue.second import is_one_wish, two_wishes
from assistant.dialogue.state import State, read_state, remember, settle
from assistant.mind import Mind
from assistant.model import Language, Reading, Slots
from assistant.task import SignInTask
from store.turns import Waiting


def read(mind: Mind, waiting: Waiting) -> Request:
    """The message as a skill is handed it."""
    now = waiting.received_at.astimezone(INDIA)
    state = _unless_others_spoke(read_state(waiting.state), waiting)
    sent = (waiting.attachment or {}).get("kind")
    has_words = any(letter.isalnum() for letter in waiting.text)
    chosen = waiting.chosen or pick(waiting.text, state.offered)
    read_text = partial(mind.router.read, now=now, previous=language_of(waiting))
    reading = _about_own(_comparing(read_text(waiting.text), waiting.text), waiting.text)
    reading = _complaining(reading, waiting.text)
    if reading.intent == "affirm" and puts_off(waiting.text):
        reading = replace(reading, intent="goodbye")
    reading = _calmed(reading, waiting.text, read_text)
    if asks_how_to_pay(waiting.text):
        reading = replace(reading, intent="policy", confidence=max(reading.confidence, SURE))
    reading = _without_code(reading, waiting.text, state)
    reading = _asking_after(reading, waiting.text)
    calls_off = reading.intent == "cancel"  # as said, not as the conversation suggests
    reading = settle(reading, state, chosen, SURE)
    if sent is not None and not has_words:
        reading = replace(reading, intent=_aim(state, sent), confidence=1.0)
    is_on = False
    if state.task is not None:
        reading = as_stop(state.task, reading) if calls_off else reading
        is_on = has_words or sent is None
        is_on = is_on and goes_on(state.task, reading, waiting.text, chosen)
        reading = as_part_of(state.task, reading, chosen) if is_on else reading
    parts = () if is_on or chosen else two_wishes(waiting.text, reading, read_text)
    if parts:
        both = is_one_wish(parts)
        sure = min(part.reading.confidence for part in parts)
        reading = replace(reading, intent=both or parts[0].reading.intent, confidence=sure)
        parts = () if both else parts
    if not (is_on or chosen or parts):
        reading = _needing(reading, waiting.text, read_text)
    return Request(
        text=waiting.text,
        reading=reading,
        state=remember(state, reading.slots),
        now=now,
        language=reading.language,
        user_id=waiting.user_id,
        chosen=chosen,
        sent=sent,
        goes_on=is_on,
        parts=parts,
    )


def _unless_others_spoke(state: State, waiting: Waiting) -> State:
    """What was shown is open to a yes as long as nobody but the assistant has spoken since: after a
    person's line a yes is an answer to theirs."""
    last = next((role for role, _ in reversed(waiting.history) if role != "user"), None)
    if state.task is None or state.task.shown is None or last not in ("agent", "system"):
        return state
    return state.model_copy(update={"task": state.task.model_copy(update={"shown": None})})


def _without_code(reading: Reading, text: str, state: State) -> Reading:
    """Six digits are a sign-in code where one was asked for, and neither a pincode nor an amount to
    be remembered."""
    is_awaited = isinstance(state.task, SignInTask) and state.task.mobile is not None
    if not is_awaited or reading.slots.mobile is not None or code_in(text) is None:
        return reading
    if asks_else(reading, text):
        return reading
    return replace(reading, slots=Slots(), masked="")


def _comparing(reading: Reading, text: str) -> Reading:
    """ "The cheaper one" names a variant, too, if only beside another."""
    if not compares_only(text):
        return reading
    return replace(reading, slots=replace(reading.slots, variant=comparison(text)))


def _about_own(reading: Reading, text: str) -> Reading:
    """ "My booking on Saturday, please": what there is already is to be moved, not booked anew."""
    slots = reading.slots
    is_timed = slots.date is not None or slots.time_from is not None
    if reading.intent == "book" and is_timed and not slots.services and speaks_of_booking(text):
        return replace(reading, intent="reschedule")
    return reading


def _complaining(reading: Reading, text: str) -> Reading:
    """ "I want to complain about CB-106411": a complaint is to be made, whatever an unsure router
    thinks, and none is asked after."""
    is_open = reading.confidence < SURE or reading.intent == "complaint_status"
    if is_open and reading.slots.complaint_number is None and wants_to_complain(text):
        sure = max(reading.confidence, SURE)
        return replace(reading, intent="complaint_raise", confidence=sure)
    return reading


def _calmed(reading: Reading, text: str, read_text: Callable[[str], Reading]) -> Reading:
    """What else somebody wants who insults us."""
    if reading.intent not in SAYS_LITTLE or not is_insulting(text):
        return reading
    calm = read_text(without_insults(text))
    if calm.slots.services and calm.intent in SAYS_LITTLE:
        return replace(calm, intent="service_search", confidence=SURE)
    return calm if calm.slots.services or calm.slots.booking_number else reading


def _asking_after(reading: Reading, text: str) -> Reading:
    """ "Why was it cancelled?" asks how a booking stands, and wants nothing cancelled."""
    asks = asks_why_cancelled(text) or asks_if_cancelled(text)
    if reading.intent not in _OF_CANCELLING or not asks:
        return reading
    return replace(reading, intent="booking_status", confidence=max(reading.confidence, SURE))


_OF_CANCELLING = ("cancel", "refund_status", "stop", "out_of_scope")


def _needing(reading: Reading, text: str, read_text: Callable[[str], Reading]) -> Reading:
    """ "My AC blows hot air. Can someone come tomorrow at 10?": who tells of a thing and then asks
    for somebody at an hour wants work done, and no list of hours."""
    slots = reading.slots
    is_exact = slots.date is not None and slots.time_from is not None and slots.time_to is None
    *told, asked = _SENTENCE.split(text.strip())
    if reading.intent != "availability" or not is_exact or not told or not asked.endswith("?"):
        return reading
    if read_text(asked).slots.services or not read_text(" ".join(told)).slots.services:
        return reading
    return replace(reading, intent="book")


_SENTENCE = re.compile(r"(?<=[.!।])\s+")


def _aim(state: State, sent: str) -> str:
    """What somebody is after who sends a thing and says nothing: what it was about before."""
    return state.intent or ("service_search" if sent == "location" else "help")


def language_of(waiting: Waiting) -> Language:
    return waiting.language  # type: ignore[return-value]  # a CHECK keeps it to our three
