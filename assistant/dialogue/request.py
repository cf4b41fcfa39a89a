"""What a skill is handed: one message, read and settled, with the conversation behind it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.state import State
from assistant.model import Draft, Language, Reading


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
    """The value of the quick reply that was pressed."""


Skill = Callable[[Request, Facts, Voice], Draft]
