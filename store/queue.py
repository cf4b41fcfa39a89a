"""The priority queue: putting a turn or a complaint in front of people, once, with every reason.

Decides neither priorities nor verdicts; they come in as values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from store.database import Tx
from store.ids import Ids
from store.tables import priority_queue


@dataclass(frozen=True, slots=True)
class QueueItem:
    """Why a turn should be looked at, and how urgently (0 to 100)."""

    conversation_id: int | None
    user_id: int | None
    intent: str | None
    confidence: float | None
    priority: float
    parts: Mapping[str, float]
    reasons: tuple[str, ...]
    sentiment: str
    snippet: str
    blind: bool = False
    """Nothing speaks against the turn: it is there by chance only, and reviewed unseen."""
    sample_rate: float = 1.0
    """Below 1: the turn was drawn by chance at this rate, whatever speaks against it."""


_STANDING = select(
    priority_queue.c.id, priority_queue.c.priority, priority_queue.c.parts, priority_queue.c.reasons
).where(priority_queue.c.message_id == bindparam("message"))
_RAISE = (
    update(priority_queue)
    .where(priority_queue.c.id == bindparam("item"))
    .values(
        priority=bindparam("new_priority"),
        parts=bindparam("new_parts"),
        reasons=bindparam("new_reasons"),
        blind=False,
        updated_at=bindparam("at"),
    )
)
_COMPLAINT = select(priority_queue.c.id, priority_queue.c.status, priority_queue.c.reasons).where(
    priority_queue.c.complaint_id == bindparam("complaint")
)
_CALL_AGAIN = (
    update(priority_queue)
    .where(priority_queue.c.id == bindparam("item"))
    .values(
        status=bindparam("new_status"),
        priority=bindparam("new_priority"),
        parts=bindparam("new_parts"),
        reasons=bindparam("new_reasons"),
        snippet=bindparam("new_snippet"),
        updated_at=bindparam("at"),
    )
)
_ADD = insert(priority_queue)


def item_of(tx: Tx, message_id: int) -> int | None:
    """The queue row of a turn, if it has one."""
    row = tx.execute(_STANDING, {"message": message_id}).first()
    return int(row.id) if row else None


def enqueue(tx: Tx, ids: Ids, item: QueueItem, *, message_id: int, now: datetime) -> int:
    """Queue a turn; one that stands there already keeps its place, gains the reasons and the
    higher priority, and is no longer concealed; drawn by chance it stays. Gives the row's key."""
    standing = tx.execute(_STANDING, {"message": message_id}).first()
    if standing is not None:
        higher = item if item.priority > standing.priority else standing
        tx.execute(
            _RAISE,
            {
                "item": standing.id,
                "new_priority": higher.priority,
                "new_parts": dict(higher.parts),
                "new_reasons": list(dict.fromkeys([*standing.reasons, *item.reasons])),
                "at": now,
            },
        )
        return int(standing.id)
    key = ids.draw()
    tx.execute(
        _ADD,
        {
            "id": key,
            "message_id": message_id,
            "conversation_id": item.conversation_id,
            "user_id": item.user_id,
            "intent": item.intent,
            "confidence": item.confidence,
            "priority": item.priority,
            "parts": dict(item.parts),
            "reasons": list(item.reasons),
            "sentiment": item.sentiment,
            "snippet": item.snippet[:280],
            "blind": item.blind,
            "sample_rate": item.sample_rate,
            "created_at": now,
            "updated_at": now,
        },
    )
    return key


def enqueue_complaint(
    tx: Tx, ids: Ids, item: QueueItem, *, complaint_id: int, now: datetime
) -> int:
    """Queue a complaint; one that was there before comes back, with its new reasons. Gives the
    queue row's key."""
    standing = tx.execute(_COMPLAINT, {"complaint": complaint_id}).first()
    if standing is not None:
        tx.execute(
            _CALL_AGAIN,
            {
                "item": standing.id,
                "new_status": "claimed" if standing.status == "claimed" else "waiting",
                "new_priority": item.priority,
                "new_parts": dict(item.parts),
                "new_reasons": list(dict.fromkeys([*standing.reasons, *item.reasons])),
                "new_snippet": item.snippet[:280],
                "at": now,
            },
        )
        return int(standing.id)
    key = ids.draw()
    tx.execute(
        _ADD,
        {
            "id": key,
            "complaint_id": complaint_id,
            "conversation_id": item.conversation_id,
            "user_id": item.user_id,
            "priority": item.priority,
            "parts": dict(item.parts),
            "reasons": list(item.reasons),
            "sentiment": item.sentiment,
            "snippet": item.snippet[:280],
            "created_at": now,
            "updated_at": now,
        },
    )
    return key
