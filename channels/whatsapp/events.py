"""What a webhook tells us, in our own words: the values that `classify` makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from store.contacts import Names

StatusName = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Said:
    """A message to be answered: words, a pressed button, or something sent beside words."""

    id: str
    sender: Names
    at: datetime | None
    text: str
    chosen: str | None = None
    attachment: Mapping[str, Any] | None = None
    """What came with the words; its `kind` names it ("image", "location", "flow" ...)."""
    context: Mapping[str, Any] | None = None
    """`reply_to`, `forwarded`, `edits`, `referral` ..., as far as there is any."""


@dataclass(frozen=True, slots=True)
class Reacted:
    """An emoji on one of our messages; None takes it back."""

    id: str
    sender: Names
    at: datetime | None
    message_id: str
    emoji: str | None


@dataclass(frozen=True, slots=True)
class Revoked:
    """The customer has deleted a message of theirs."""

    id: str
    sender: Names
    at: datetime | None
    message_id: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """The same person goes by another number, another user id, or both."""

    id: str
    before: Names
    after: Names


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a message of ours; `callback` is what we sent along with it."""

    message_id: str
    status: StatusName
    callback: str | None
    code: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """Anything else: kept and logged, and nothing follows from it."""

    kind: str
    id: str
    detail: Mapping[str, Any]


Event = Said | Reacted | Revoked | Renamed | Reported | Noticed
