"""Telling customers what happened without their asking: what, where, and the line in the log.

Knows no words; a notice is a line of its own, answers nothing, and goes out like any reply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

from store.database import Tx
from store.ids import Ids
from store.outbox import Written, put_out
from store.tables import conversations, dialogues

NewsKind = Literal[
    "paid",
    "partly_paid",
    "payment_failed",
    "refunded",
    "refund_failed",
    "returned",
    "started",
    "completed",
    "reassigned",
    "cancelled_by_provider",
]


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened to somebody's booking: to which job of it, with which payment, and
    how much money it is about."""

    kind: NewsKind
    user_id: int
    order_id: str
    item_id: int | None = None
    payment_id: int | None = None
    amount_paise: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer was last heard, and in which language."""

    conversation_id: int
    channel: str
    language: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said, what it stands on, and what the gate found (None: it was not asked, for the
    text holds nothing but fields of the evidence)."""

    text: str
    evidence: Sequence[Mapping[str, Any]]
    gate: str | None


_LAST = (
    select(dialogues.c.id, dialogues.c.channel, dialogues.c.language)
    .where(dialogues.c.user_id == bindparam("person"))
    .order_by(dialogues.c.updated_at.desc(), dialogues.c.id.desc())
    .limit(1)
)
_TAKE_LANE = (
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"))
    .values(last_seq=dialogues.c.last_seq + 1, updated_at=bindparam("at"))
    .returning(dialogues.c.last_seq)
)
_LOG = insert(conversations)


def last_place(tx: Tx, user_id: int) -> Place | None:
    """The conversation that the customer used last; None for somebody who never wrote."""
    row = tx.execute(_LAST, {"person": user_id}).first()
    return Place(*row) if row else None


def post_notice(tx: Tx, ids: Ids, place: Place, notice: Notice, now: datetime) -> int:
    """Write the notice into the conversation and have it delivered; the line's key."""
    lane = tx.execute(_TAKE_LANE, {"conversation": place.conversation_id, "at": now}).one()
    key = ids.draw()
    tx.execute(
        _LOG,
        {
            "id": key,
            "conversation_id": place.conversation_id,
            "seq": lane.last_seq,
            "turn_id": key,
            "role": "system",
            "channel": place.channel,
            "language": place.language,
            "text": notice.text,
            "evidence": list(notice.evidence),
            "gate": notice.gate,
            "created_at": now,
        },
    )
    put_out(tx, ids, Written(place.conversation_id, lane.last_seq, place.channel), key, now)
    return key
