"""The queue as reviewers read it: narrowed, in order, a page at a time.

The order is priority with ageing: an item gains as much as every other by waiting, so that two
never change places and none waits for ever. What was drawn by chance stands as if it had the
highest priority, or the sample would not be read whole.

An item drawn blindly shows nobody what the machine thought of it before the verdict is stored; that
is decided here, so that no page and no program can forget it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Float,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)

from store.database import Tx
from store.ids import KEYS_A_MILLISECOND_OF_ALL
from store.pages import Page, read_cursor, write_cursor
from store.tables import complaints, conversations, dialogues, priority_queue, users

Status = Literal["open", "waiting", "claimed", "reviewed", "dismissed", "all"]
"""What a list is narrowed to; "open" is whatever still waits for a verdict."""


class UnknownItemError(LookupError):
    """The queue has no such item."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to list; None lets everything through."""

    status: Status = "open"
    reason: str | None = None
    channel: str | None = None
    language: str | None = None
    reviewed_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue. `concealed`: a blind item before its verdict, without what the
    machine thought of it (priority, parts, reasons, sentiment)."""

    id: int
    message_id: int | None
    complaint_number: str | None
    conversation_id: int | None
    user_id: int | None
    intent: str | None
    confidence: float | None
    priority: float | None
    parts: Mapping[str, float]
    reasons: tuple[str, ...]
    sentiment: str | None
    snippet: str
    blind: bool
    concealed: bool
    status: Literal["waiting", "claimed", "reviewed", "dismissed"]
    holder: str | None
    holder_id: int | None
    leased_until: datetime | None
    verdict: str | None
    reviewer: str | None
    reviewer_id: int | None
    reviewed_at: datetime | None
    channel: str | None
    language: str | None
    created_at: datetime


AGEING_A_DAY = 0.5
"""Points of priority that a day of waiting is worth against newer items."""
_A_KEY = AGEING_A_DAY / (86_400_000 * KEYS_A_MILLISECOND_OF_ALL)
"""Keys grow with time, so an item's age is in its key."""
_standing = case((priority_queue.c.sample_rate < 1, 100.0), else_=priority_queue.c.priority)
_age = cast(priority_queue.c.id, Float) * _A_KEY
_urgency = _standing - _age
URGENCY = priority_queue.c.priority - _age
"""Where an item stands for its own reasons, whether chance drew it or not."""

_holder, _reviewer = users.alias("holder"), users.alias("reviewer")
_language = func.coalesce(conversations.c.language, dialogues.c.language)
_ROWS = (
    select(
        priority_queue,
        _urgency.label("urgency"),
        complaints.c.number.label("complaint_number"),
        dialogues.c.channel,
        _language.label("language"),
        _holder.c.name.label("holder"),
        _reviewer.c.name.label("reviewer"),
    )
    .outerjoin(conversations, conversations.c.id == priority_queue.c.message_id)
    .outerjoin(dialogues, dialogues.c.id == priority_queue.c.conversation_id)
    .outerjoin(complaints, complaints.c.id == priority_queue.c.complaint_id)
    .outerjoin(_holder, _holder.c.id == priority_queue.c.leased_by_id)
    .outerjoin(_reviewer, _reviewer.c.id == priority_queue.c.reviewed_by_id)
)
_ROW = _ROWS.where(priority_queue.c.id == bindparam("item"))
_rank = case((priority_queue.c.status.in_(("waiting", "claimed")), 0), else_=1)
_ORDER = (_rank, _urgency.desc(), priority_queue.c.id)
_KEYS = select(priority_queue.c.id)
"""The page is found on the queue alone, and only what is shown is joined with the rest."""
_OPEN = select(func.count()).where(priority_queue.c.status.in_(("waiting", "claimed")))

_is_waiting = priority_queue.c.status == "waiting"
_is_claimed = priority_queue.c.status == "claimed"


def queue_page(
    tx: Tx, now: datetime, wanted: QueueFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[QueueRow]:
    """Open items before settled ones, in each the most urgent first, then the oldest.

    Raises:
        CursorError: the cursor is not one of this list.
    """
    keys = _narrow(_KEYS, wanted, now)
    if cursor is not None:
        keys = keys.where(_after(*read_cursor(cursor, 3)))
    keys = keys.order_by(*_ORDER).limit(limit + 1)
    found = tx.execute(_ROWS.where(priority_queue.c.id.in_(keys)).order_by(*_ORDER)).all()
    shown = found[:limit]
    more = write_cursor(*_place(shown[-1])) if len(found) > limit else None
    return Page(tuple(_read_row(row, now) for row in shown), more)


def queue_row(tx: Tx, now: datetime, item_id: int, *, concealed: bool = False) -> QueueRow:
    """One item; `concealed` hides what the machine thought of it in any case.

    Raises:
        UnknownItemError: there is none with this key.
    """
    return _read_row(_stored_row(tx, item_id), now, concealed=concealed)


def next_open(tx: Tx, now: datetime, person_id: int, after: int | None = None) -> int | None:
    """The first item that nobody else holds, in the queue's order; `after` begins behind one
    of the open items."""
    free = or_(
        _is_waiting,
        and_(
            _is_claimed,
            or_(priority_queue.c.leased_by_id == person_id, priority_queue.c.leased_until <= now),
        ),
    )
    query = _KEYS.where(free)
    place = _place(_stored_row(tx, after)) if after is not None else None
    if place is not None and place[0] == 0:
        query = query.where(_after(*place))
    return tx.execute(query.order_by(*_ORDER).limit(1)).scalar()


def count_open(tx: Tx) -> int:
    """How many items still wait for a verdict, claimed ones included."""
    return tx.execute(_OPEN).scalar_one()


def _narrow(query: Select[Any], wanted: QueueFilter, now: datetime) -> Select[Any]:
    held = and_(_is_claimed, priority_queue.c.leased_until > now)
    match wanted.status:
        case "open":
            query = query.where(priority_queue.c.status.in_(("waiting", "claimed")))
        case "waiting":
            ran_out = and_(_is_claimed, priority_queue.c.leased_until <= now)
            query = query.where(or_(_is_waiting, ran_out))
        case "claimed":
            query = query.where(held)
        case "reviewed" | "dismissed":
            query = query.where(priority_queue.c.status == wanted.status)
    if wanted.reason is not None:
        quoted = f'"{wanted.reason}"'
        query = query.where(
            cast(priority_queue.c.reasons, String).contains(quoted, autoescape=True),
            or_(~priority_queue.c.blind, priority_queue.c.status == "reviewed"),
        )
    if wanted.channel is not None or wanted.language is not None:
        query = query.join(dialogues, dialogues.c.id == priority_queue.c.conversation_id)
    if wanted.channel is not None:
        query = query.where(dialogues.c.channel == wanted.channel)
    if wanted.language is not None:
        query = query.outerjoin(conversations, conversations.c.id == priority_queue.c.message_id)
        query = query.where(_language == wanted.language)
    if wanted.reviewed_by_id is not None:
        query = query.where(priority_queue.c.reviewed_by_id == wanted.reviewed_by_id)
    return query


def _after(rank: float, urgency: float, key: float) -> ColumnElement[bool]:
    later = or_(
        _urgency < urgency,
        and_(_urgency == urgency, priority_queue.c.id > int(key)),
    )
    return or_(_rank > int(rank), and_(_rank == int(rank), later))


def _place(row: Row[Any]) -> tuple[float, float, int]:
    return (0 if row.status in ("waiting", "claimed") else 1, row.urgency, row.id)


def _stored_row(tx: Tx, item_id: int) -> Row[Any]:
    row = tx.execute(_ROW, {"item": item_id}).first()
    if row is None:
        raise UnknownItemError(item_id)
    return row


def _read_row(row: Row[Any], now: datetime, *, concealed: bool = False) -> QueueRow:
    held = row.status == "claimed" and row.leased_until > now
    concealed = concealed or (row.blind and row.status != "reviewed")
    return QueueRow(
        id=row.id,
        message_id=row.message_id,
        complaint_number=row.complaint_number,
        conversation_id=row.conversation_id,
        user_id=row.user_id,
        intent=row.intent,
        confidence=row.confidence,
        priority=None if concealed else row.priority,
        parts={} if concealed else row.parts,
        reasons=() if concealed else tuple(row.reasons),
        sentiment=None if concealed else row.sentiment,
        snippet=row.snippet,
        blind=row.blind,
        concealed=concealed,
        status="waiting" if row.status == "claimed" and not held else row.status,
        holder=row.holder if held else None,
        holder_id=row.leased_by_id if held else None,
        leased_until=row.leased_until if held else None,
        verdict=row.verdict,
        reviewer=row.reviewer,
        reviewer_id=row.reviewed_by_id,
        reviewed_at=row.reviewed_at,
        channel=row.channel,
        language=row.language,
        created_at=row.created_at,
    )
