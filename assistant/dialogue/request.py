"""What a skill is handed, and what it may give back: something to say, or a deed to be told of."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from assistant.answers.phrases import Voice
from assistant.dialogue.codes import ProveCode, SendCode
from assistant.dialogue.facts import Facts
from assistant.dialogue.second import Part
from assistant.dialogue.state import State
from assistant.model import Draft, Language, Reading
from store.actions import Action
from store.refusals import RefusedError


@dataclass(frozen=True, slots=True)
class Request:
    """One message that must be answered.

    `state` already holds what the message says; `now` is aware, in Asia/Kolkata.
    """

    text: str
    reading: Reading
    state: State
    now: dt.datetime
    language: Language
    user_id: int | None
    chosen: str | None = None
    """The value of the quick reply that was pressed, or that the words mean."""
    goes_on: bool = False
    """Whether the message goes on with the task in progress."""
    is_carried: bool = False
    """Whether the task was begun in another conversation, and is only offered here."""
    sent: str | None = None
    """What was sent beside the words or instead of them: "image", "voice", "location" ..."""
    parts: tuple[Part, ...] = ()
    """The two parts of a message that wants two things."""


Outcome = str | RefusedError
"""The number or key of what came of an action, or why it was refused."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that the customer has seen and agreed to, and how to tell what came of it.

    The turn performs it in the commit that answers; `tell` then drafts from the rows as they are.
    """

    action: Action | SendCode | ProveCode
    tell: Callable[[Outcome, Facts], Draft]


Skill = Callable[[Request, Facts, Voice], Draft]
"""Answers a message of an intent."""
TaskSkill = Callable[[Request, Facts, Voice], Draft | Deed]
"""Goes on with the task in progress."""
