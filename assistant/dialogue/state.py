"""What a conversation remembers between two messages, and how a new message changes it.

Kept as JSON with the conversation. Refuses nothing it cannot read: a state of an older version of
the program is forgotten rather than misread.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.dialogue.answers import says_instead, speaks_of_booking
from assistant.dialogue.bare import is_bare
from assistant.language.tokens import keys, tokenize
from assistant.model import INTENTS, Reading, Slots
from assistant.router.concepts import concepts, spelling
from assistant.task import Task

Asked = Literal["service", "pincode", "booking", "book", "complaint", "handoff", "intent"]

ABOUT_A_BOOKING = frozenset(
    {
        "booking_status",
        "provider_info",
        "payment_status",
        "refund_status",
        "invoice",
        "reschedule",
        "cancel",
        "complaint_raise",
    }
)
"""Intents that go on with a booking that is picked; any other pick asks how it stands."""
FOLLOWED_UP = ABOUT_A_BOOKING | {
    "service_search",
    "price_quote",
    "availability",
    "booking_list",
    "complaint_status",
    "policy",
}
"""Intents that a message of slots alone ("411001", "and tomorrow?") may be about."""

_TOLD = ABOUT_A_BOOKING - {"reschedule", "cancel", "complaint_raise"}
"""Of these, what a booking's number alone goes on with; a deed has to be asked for."""
_OF_A_SERVICE = frozenset(("service_search", "price_quote", "availability"))
_FILLS: Mapping[Asked, tuple[str, ...]] = {
    "service": ("services", "category"),
    "pincode": ("pincode", "city"),
    "booking": ("booking_number",),
    "complaint": ("complaint_number",),
}
_HINTS: Mapping[Asked, tuple[str, ...]] = {"booking": ("services", "date", "amount_paise")}
"""What answers a question too ("the AC one"), unless the message is surely about another thing."""
_REMEMBERED = frozenset(
    {
        "services",
        "category",
        "variant",
        "quantity",
        "pincode",
        "city",
        "date",
        "time_from",
        "time_to",
        "booking_number",
    }
)


class State(BaseModel):
    """Everything is optional; an empty state is a conversation's beginning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intent: str | None = None
    """The last intent that was about something, for follow-ups."""
    asked: Asked | None = None
    """What the assistant's last message asked for."""
    services: tuple[str, ...] = ()
    category: str | None = None
    variant: str | None = None
    quantity: int | None = None
    pincode: str | None = None
    city: str | None = None
    date: dt.date | None = None
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    booking_number: str | None = None
    """The booking that the conversation is about."""
    offered: tuple[tuple[str, str], ...] = ()
    """The quick replies of the assistant's last message, as (value, title)."""
    task: Task | None = None
    """What is being done over several messages."""


def read_state(document: Mapping[str, Any] | None) -> State:
    try:
        return State.model_validate(document or {})
    except ValidationError:
        return State()


def write_state(state: State) -> dict[str, Any]:
    """The state as it is kept: a task in full, of the rest only what is not as in the beginning."""
    kept = state.model_dump(mode="json", exclude_defaults=True, exclude={"task"})
    if state.task is not None:
        kept["task"] = state.task.model_dump(mode="json")
    return kept


def settle(reading: Reading, state: State, chosen: str | None, sure: float) -> Reading:
    """The reading in the light of the conversation: a quick reply says exactly what it means, and
    a message that only fills what was asked goes on with what was being done.

    Args:
        chosen: the value of the quick reply that was pressed: "intent:...", "service:...",
            "category:...", "pincode:...", "booking:...", "complaint:...",
            "policy:...".
        sure: the confidence from which the router's own intent stands.
    """
    picked = _picked(reading, state, chosen)
    if picked is not None:
        return picked
    if _is_number_alone(reading):
        goes_on = state.intent if state.intent in _TOLD else "booking_status"
        return replace(reading, intent=goes_on, confidence=max(reading.confidence, sure))
    agrees = reading.intent == "affirm" and (state.asked == "book" or reading.slots.services)
    if agrees or (reading.confidence < sure and _wants_a_visit(reading)):
        return replace(reading, intent="book")
    if state.intent is None:
        return reading
    followed = _followed_up(reading, state)
    if followed is not None:
        return replace(reading, intent=followed, confidence=max(reading.confidence, sure))
    if state.asked == "booking" and reading.intent == "booking_status":
        return replace(reading, intent=state.intent)
    if state.asked == "handoff" and reading.intent == "affirm":
        return replace(reading, intent="human_agent")
    said = reading.slots.said().keys()
    fills = state.asked is not None and said & set(_FILLS.get(state.asked, ()))
    hints = state.asked is not None and said & set(_HINTS.get(state.asked, ()))
    follows = said and state.intent in FOLLOWED_UP and reading.intent not in FOLLOWED_UP
    plainly = fills and is_bare(reading, 0) and reading.intent in _OF_A_SERVICE
    if (
        plainly
        or (fills and reading.confidence < 0.9)
        or ((hints or follows) and reading.confidence < sure)
    ):
        return replace(reading, intent=state.intent, confidence=max(reading.confidence, sure))
    return reading


def _is_number_alone(reading: Reading) -> bool:
    """Whether a message names a booking and says nothing of it: "booking CB-106480"."""
    words = {token.key for token in tokenize(reading.masked.replace("_booking_", " "))}
    return reading.slots.said().keys() == {"booking_number"} and words <= _CALLED


_CALLED = keys("booking order number no id my meri mera . , # बुकिंग ऑर्डर नंबर मेरी मेरा")


def _picked(reading: Reading, state: State, chosen: str | None) -> Reading | None:
    """The reading of a quick reply; None where none was pressed that says what is wanted."""
    kind, _, value = (chosen or "").partition(":")
    if kind == "intent" and value in INTENTS:
        return replace(reading, intent=value, confidence=1.0)
    if kind == "policy":
        return replace(reading, intent="policy", confidence=1.0)
    if kind == "complaint" and value:
        slots = replace(reading.slots, complaint_number=value)
        return replace(reading, intent="complaint_status", confidence=1.0, slots=slots)
    if kind in ("service", "category", "pincode", "booking") and value:
        slots = _chosen_slots(kind, value, reading.slots)
        if kind == "booking":
            goes_on = state.intent if state.intent in ABOUT_A_BOOKING else "booking_status"
        else:
            goes_on = state.intent or "service_search"
        return replace(reading, intent=goes_on, confidence=1.0, slots=slots)
    return None


def _wants_a_visit(reading: Reading) -> bool:
    """Whether what looks like a move names a service and a day and nothing that is to be moved:
    "my AC blows hot air, can someone come tomorrow". A booking is shown before it is made."""
    slots, text = reading.slots, reading.masked
    if reading.intent != "reschedule" or slots.booking_number is not None:
        return False
    names_both = bool(slots.services) and slots.date is not None
    moves = "move" in concepts([spelling(token.key) for token in tokenize(text)])
    return names_both and not (moves or speaks_of_booking(text) or says_instead(text))


def _followed_up(reading: Reading, state: State) -> str | None:
    """What a message that is nothing but a value is about, after talk of a service: another day
    asks for its slots, another variant for its price; after an offer to book they are taken."""
    if state.intent in ABOUT_A_BOOKING and state.booking_number is not None:
        about_work = reading.intent in _OF_A_SERVICE and reading.slots.services
        return state.intent if about_work and is_bare(reading, 0) else None  # "and the TV?"
    if state.intent not in _OF_A_SERVICE:
        return None
    if reading.intent == "deny" and reading.slots.services:  # "no, the washing machine"
        return state.intent
    if not state.services or not is_bare(reading, 0):
        return None
    said = reading.slots.said().keys()
    takes = state.asked == "book" and "?" not in reading.masked
    if said and said <= {"time_from", "time_to", "time_choices"}:
        return "book" if takes else "availability"
    if said & {"date", "time_from", "time_to"}:
        return "availability"
    if said == {"variant"}:
        return "book" if takes else "price_quote"
    return None


def remember(state: State, slots: Slots) -> State:
    """The state with what this message says; a new service forgets the old one's variant."""
    said = {name: value for name, value in slots.said().items() if name in _REMEMBERED}
    if "services" in said or "category" in said:
        said = {"services": (), "category": None, "variant": None, "quantity": None} | said
    if "pincode" in said:
        said = {"city": None} | said
    elif "city" in said:
        said = {"pincode": None} | said
    if "date" in said:
        said = {"time_from": None, "time_to": None} | said
    return state.model_copy(update=said)


def _chosen_slots(kind: str, value: str, slots: Slots) -> Slots:
    if kind == "service":
        return replace(slots, services=(value,))
    if kind == "category":
        return replace(slots, category=value, services=())
    if kind == "pincode":
        return replace(slots, pincode=value)
    return replace(slots, booking_number=value)
