"""Conversations as staff read them: the newest first, and one line by line with its scores.

Scores of a turn that waits in the queue for a blind verdict are left out, wherever it is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, case, func, select

from store.database import Tx
from store.pages import Page, read_cursor, write_cursor
from store.tables import conversations, dialogues, outbox, priority_queue, users

METRICS = ("grounding", "faithfulness", "relevancy")


@dataclass(frozen=True, slots=True)
class Conversation:
    """The head of a conversation with its last line."""

    id: int
    channel: str
    language: str
    owner: str
    customer: str | None
    customer_id: int | None
    lines: int
    last_text: str | None
    began_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One message; `scores` holds the three metrics of an assistant's answer (None: unscored) and
    is empty for others and while `concealed`. `delivery` says how far our own lines got; `note` is
    what only staff read of a line of the system's, like the summary of a hand-back."""

    message_id: int
    seq: int
    role: str
    author: str | None
    text: str
    language: str | None
    intent: str | None
    confidence: float | None
    gate: str | None
    scores: Mapping[str, float | None]
    flagged: bool
    feedback: str | None
    queue_id: int | None
    concealed: bool
    delivery: str | None
    note: str | None
    attachment: str | None
    """What a customer sent beside words ("image", "location" ...)."""
    created_at: datetime


_last = conversations.alias("last")
_is_last = and_(_last.c.conversation_id == dialogues.c.id, _last.c.seq == dialogues.c.last_seq)
_HEADS = select(
    dialogues.c.id,
    dialogues.c.channel,
    dialogues.c.language,
    dialogues.c.owner,
    users.c.name.label("customer"),
    dialogues.c.user_id.label("customer_id"),
    dialogues.c.last_seq.label("lines"),
    _last.c.id.label("last_id"),
    _last.c.text.label("last_text"),
    dialogues.c.created_at.label("began_at"),
    func.coalesce(_last.c.created_at, dialogues.c.created_at).label("last_at"),
).outerjoin(users, users.c.id == dialogues.c.user_id)
_author = users.alias("author")
_LINES = (
    select(
        conversations.c.id.label("message_id"),
        conversations.c.seq,
        conversations.c.role,
        _author.c.name.label("author"),
        conversations.c.text,
        conversations.c.language,
        conversations.c.intent,
        conversations.c.confidence,
        conversations.c.gate,
        *(conversations.c[metric] for metric in METRICS),
        conversations.c.flagged,
        conversations.c.feedback,
        priority_queue.c.id.label("queue_id"),
        priority_queue.c.blind,
        priority_queue.c.status,
        outbox.c.state.label("delivery"),
        conversations.c.attachment,
        case((conversations.c.role == "system", conversations.c.evidence)).label("told_from"),
        conversations.c.created_at,
    )
    .outerjoin(priority_queue, priority_queue.c.message_id == conversations.c.id)
    .outerjoin(outbox, outbox.c.message_id == conversations.c.id)
    .outerjoin(
        _author, and_(_author.c.id == conversations.c.user_id, conversations.c.role == "agent")
    )
    .where(
        conversations.c.conversation_id == bindparam("conversation"),
        conversations.c.seq.between(bindparam("first"), bindparam("last")),
    )
    .order_by(conversations.c.seq)
)


def conversation_page(
    tx: Tx,
    *,
    channel: str | None = None,
    language: str | None = None,
    customer_id: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Conversation]:
    """Conversations in which something was said, the one that spoke last first.

    Raises:
        CursorError: the cursor is not one of this list.
    """
    query = _HEADS.join(_last, _is_last)
    if channel is not None:
        query = query.where(dialogues.c.channel == channel)
    if language is not None:
        query = query.where(dialogues.c.language == language)
    if customer_id is not None:
        query = query.where(dialogues.c.user_id == customer_id)
    if cursor is not None:
        (key,) = read_cursor(cursor, 1)
        query = query.where(_last.c.id < int(key))
    found = tx.execute(query.order_by(_last.c.id.desc()).limit(limit + 1)).mappings().all()
    shown = found[:limit]
    more = write_cursor(shown[-1]["last_id"]) if len(found) > limit else None
    return Page(tuple(_read_head(row) for row in shown), more)


def conversation(tx: Tx, conversation_id: int) -> Conversation | None:
    query = _HEADS.outerjoin(_last, _is_last).where(dialogues.c.id == conversation_id)
    row = tx.execute(query).mappings().first()
    return None if row is None else _read_head(row)


def lines(tx: Tx, conversation_id: int, first: int, last: int) -> tuple[Line, ...]:
    """The messages with a `seq` from `first` to `last`, both included, in order."""
    rows = tx.execute(_LINES, {"conversation": conversation_id, "first": first, "last": last})
    return tuple(_read_line(row) for row in rows.mappings())


def _read_head(row: RowMapping) -> Conversation:
    return Conversation(
        id=row["id"],
        channel=row["channel"],
        language=row["language"],
        owner=row["owner"],
        customer=row["customer"],
        customer_id=row["customer_id"],
        lines=row["lines"],
        last_text=row["last_text"],
        began_at=row["began_at"],
        last_at=row["last_at"],
    )


def _read_line(row: RowMapping) -> Line:
    concealed = bool(row["blind"]) and row["status"] != "reviewed"
    judged = row["role"] == "assistant" and not concealed
    return Line(
        message_id=row["message_id"],
        seq=row["seq"],
        role=row["role"],
        author=row["author"],
        text=row["text"],
        language=row["language"],
        intent=row["intent"],
        confidence=row["confidence"],
        gate=row["gate"] if judged else None,
        scores={metric: row[metric] for metric in METRICS} if judged else {},
        flagged=row["flagged"] and not concealed,
        feedback=row["feedback"],
        queue_id=row["queue_id"],
        concealed=concealed,
        delivery=row["delivery"],
        note=_note(row["told_from"] or ()),
        attachment=(row["attachment"] or {}).get("kind"),
        created_at=row["created_at"],
    )


def _note(evidence: Iterable[Mapping[str, Any]]) -> str | None:
    summaries = (part["fields"].get("summary") for part in evidence)
    return next((summary for summary in summaries if summary), None)
