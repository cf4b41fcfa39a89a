"""Handoffs as staff read them: who waits, who is with whom, the longest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, bindparam, case, func, or_, select

from store.database import Tx
from store.pages import Page, read_cursor, write_cursor
from store.tables import conversations, dialogues, handoffs, priority_queue, users
from store.tables.handoffs import IS_OPEN

View = Literal["open", "waiting", "held", "mine"]


@dataclass(frozen=True, slots=True)
class HandoffFilter:
    """What to list; None lets everything through."""

    view: View = "open"
    channel: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class HandoffRow:
    """One conversation in people's hands. `position` counts from 1 while it waits; `last_words`
    are the customer's; `escalated` is 0, 1 (in the priority queue) or 2 (leads were called)."""

    id: int
    conversation_id: int
    reason: Literal["asked", "stuck", "taken_over"]
    state: Literal["waiting", "held"]
    position: int | None
    holder: str | None
    holder_id: int | None
    leased_until: datetime | None
    waiting_since: datetime
    joined_at: datetime | None
    escalated: int
    customer: str | None
    customer_id: int | None
    channel: str
    language: str
    last_words: str | None
    last_words_at: datetime | None
    queue_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many conversations wait, how many of them too long, and how many are with somebody."""

    waiting: int
    overdue: int
    held: int


_customer, _holder = users.alias("customer"), users.alias("holder")
_said, _before = conversations.alias("said"), handoffs.alias("before")
_last_words = (
    select(func.max(conversations.c.seq))
    .where(conversations.c.conversation_id == handoffs.c.conversation_id)
    .where(conversations.c.role == "user")
    .scalar_subquery()
)
_place = (
    select(func.count())
    .where(_before.c.state == "waiting", _before.c.id <= handoffs.c.id)
    .scalar_subquery()
)
_ROWS = (
    select(
        handoffs.c.id,
        handoffs.c.conversation_id,
        handoffs.c.reason,
        handoffs.c.state,
        case((handoffs.c.state == "waiting", _place)).label("position"),
        func.coalesce(_holder.c.name, _holder.c.email).label("holder"),
        handoffs.c.holder_id,
        handoffs.c.leased_until,
        handoffs.c.waiting_since,
        handoffs.c.joined_at,
        handoffs.c.escalated,
        _customer.c.name.label("customer"),
        dialogues.c.user_id.label("customer_id"),
        dialogues.c.channel,
        dialogues.c.language,
        _said.c.text.label("last_words"),
        _said.c.created_at.label("last_words_at"),
        priority_queue.c.id.label("queue_id"),
        handoffs.c.created_at,
    )
    .join(dialogues, dialogues.c.id == handoffs.c.conversation_id)
    .outerjoin(_customer, _customer.c.id == dialogues.c.user_id)
    .outerjoin(_holder, _holder.c.id == handoffs.c.holder_id)
    .outerjoin(
        _said,
        and_(_said.c.conversation_id == handoffs.c.conversation_id, _said.c.seq == _last_words),
    )
    .outerjoin(priority_queue, priority_queue.c.message_id == handoffs.c.message_id)
    .where(IS_OPEN)
)
_OF = _ROWS.where(handoffs.c.conversation_id == bindparam("conversation"))
_rank = case((handoffs.c.state == "waiting", 0), else_=1)
_TALLY = select(
    func.count().filter(handoffs.c.state == "waiting").label("waiting"),
    func.count().filter(handoffs.c.state == "waiting", handoffs.c.escalated > 0).label("overdue"),
    func.count().filter(handoffs.c.state == "held").label("held"),
).where(IS_OPEN)


def handoff_page(
    tx: Tx,
    wanted: HandoffFilter,
    person_id: int,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[HandoffRow]:
    """Who waits before who is with somebody, in each the oldest first; "mine" are those that
    `person_id` has.

    Raises:
        CursorError: the cursor is not one of this list.
    """
    query = _narrow(_ROWS, wanted, person_id)
    if cursor is not None:
        rank, key = (int(part) for part in read_cursor(cursor, 2))
        query = query.where(or_(_rank > rank, and_(_rank == rank, handoffs.c.id > key)))
    found = tx.execute(query.order_by(_rank, handoffs.c.id).limit(limit + 1)).mappings().all()
    shown = tuple(HandoffRow(**row) for row in found[:limit])
    more = None
    if len(found) > limit:
        more = write_cursor(0 if shown[-1].state == "waiting" else 1, shown[-1].id)
    return Page(shown, more)


def handoff_of(tx: Tx, conversation_id: int) -> HandoffRow | None:
    """The open handoff of a conversation; None while it is the assistant's."""
    row = tx.execute(_OF, {"conversation": conversation_id}).mappings().first()
    return None if row is None else HandoffRow(**row)


def tally(tx: Tx) -> Tally:
    return Tally(**tx.execute(_TALLY).mappings().one())


def _narrow(query: Select[Any], wanted: HandoffFilter, person_id: int) -> Select[Any]:
    match wanted.view:
        case "waiting" | "held":
            query = query.where(handoffs.c.state == wanted.view)
        case "mine":
            query = query.where(handoffs.c.holder_id == person_id)
    if wanted.channel is not None:
        query = query.where(dialogues.c.channel == wanted.channel)
    if wanted.language is not None:
        query = query.where(dialogues.c.language == wanted.language)
    return query
