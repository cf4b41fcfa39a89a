"""What the console says of handoffs in JSON."""

from datetime import datetime

from pydantic import BaseModel

from channels.console.wire import Key, Read
from store.staff import Role


class HandoffAnswer(Read):
    """One conversation in people's hands; `position` counts from 1 while it waits."""

    id: Key
    conversation_id: Key
    reason: str
    state: str
    position: int | None
    holder: str | None
    holder_id: Key | None
    leased_until: datetime | None
    waiting_since: datetime
    joined_at: datetime | None
    escalated: int
    customer: str | None
    customer_id: Key | None
    channel: str
    language: str
    last_words: str | None
    last_words_at: datetime | None
    queue_id: Key | None
    created_at: datetime


class TallyAnswer(Read):
    """How many wait, how many of them for too long, and how many are with somebody."""

    waiting: int
    overdue: int
    held: int


class HandoffsAnswer(BaseModel):
    """A page of the line."""

    items: tuple[HandoffAnswer, ...]
    next_cursor: str | None
    tally: TallyAnswer


class HoldAnswer(Read):
    """Who has the conversation, and until when unless more is heard of them."""

    holder: str
    leased_until: datetime


class SpokenAnswer(Read):
    """Where the reply stands in the log."""

    seq: int
    message_id: Key
    repeated: bool


class ColleagueAnswer(Read):
    """Somebody who works here."""

    user_id: Key
    name: str
    role: Role


class ColleaguesAnswer(BaseModel):
    """Everybody else who works here."""

    items: tuple[ColleagueAnswer, ...]
