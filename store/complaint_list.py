"""Complaints as staff read them: by the clock that runs, the most overdue first.

Until somebody has written to the customer the clock of the first response runs, then that of the
resolution; what is settled has none.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from store.complaint_desk import SETTLED
from store.complaints import UnknownComplaintError
from store.database import Tx
from store.pages import Page, read_cursor, write_cursor
from store.staff import ROLES
from store.tables import audit_log, bookings, complaint_updates, complaints, users

Standing = Literal["unsettled", "open", "in_progress", "escalated", "resolved", "closed", "all"]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """What to list; None lets everything through. `assigned` is a person's key, or 0 for what
    nobody has."""

    status: Standing = "unsettled"
    priority: str | None = None
    type: str | None = None
    assigned: int | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One line of the list. `clock` is the one that runs and `due_at` when it runs out; None once
    it is settled."""

    id: int
    number: str
    order_id: str
    type: str
    subject: str
    priority: str
    status: str
    customer: str | None
    customer_id: int
    conversation_id: int | None
    assigned: str | None
    assigned_id: int | None
    clock: Literal["response", "resolution"] | None
    due_at: datetime | None
    overdue: bool
    response_due_at: datetime
    resolution_due_at: datetime
    resolved_at: datetime | None
    reopened_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that was said or done; `action` names what was done where nothing was said."""

    author: str | None
    by_customer: bool
    comment: str | None
    action: str | None
    status: str | None
    internal: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """Everything about one complaint, its history oldest first."""

    row: ComplaintRow
    description: str
    resolution: str | None
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class ComplaintTally:
    """How many are not settled, and how many of them are overdue."""

    unsettled: int
    overdue: int


_customer, _assigned, _author = (users.alias(name) for name in ("customer", "assigned", "author"))
is_settled = complaints.c.status.in_(SETTLED)
is_answered = exists().where(
    complaint_updates.c.complaint_id == complaints.c.id,
    ~complaint_updates.c.internal,
    complaint_updates.c.created_at
    > func.coalesce(complaints.c.reopened_at, complaints.c.created_at),
    _author.c.id == complaint_updates.c.author_id,
    _author.c.role.in_(ROLES),
)
"""Somebody of ours has written to the customer since the clocks began."""
_due = case((is_answered, complaints.c.resolution_due_at), else_=complaints.c.response_due_at)
_rank = case((is_settled, 1), else_=0)
_ROWS = (
    select(
        complaints.c.id,
        complaints.c.number,
        bookings.c.order_id,
        complaints.c.type,
        complaints.c.subject,
        complaints.c.priority,
        complaints.c.status,
        _customer.c.name.label("customer"),
        complaints.c.user_id.label("customer_id"),
        complaints.c.conversation_id,
        func.coalesce(_assigned.c.name, _assigned.c.email).label("assigned"),
        complaints.c.assigned_to_id.label("assigned_id"),
        is_answered.label("is_answered"),
        _due.label("due_at"),
        complaints.c.response_due_at,
        complaints.c.resolution_due_at,
        complaints.c.resolved_at,
        complaints.c.reopened_at,
        complaints.c.created_at,
        complaints.c.updated_at,
        complaints.c.description,
        complaints.c.resolution,
    )
    .join(bookings, bookings.c.id == complaints.c.booking_id)
    .outerjoin(_customer, _customer.c.id == complaints.c.user_id)
    .outerjoin(_assigned, _assigned.c.id == complaints.c.assigned_to_id)
)
_ONE = _ROWS.where(complaints.c.number == bindparam("wanted"))
_UPDATES = (
    select(
        func.coalesce(users.c.name, users.c.email).label("author"),
        (users.c.role == "customer").label("by_customer"),
        complaint_updates.c.comment,
        complaint_updates.c.status,
        complaint_updates.c.internal,
        complaint_updates.c.created_at,
    )
    .join(users, users.c.id == complaint_updates.c.author_id)
    .where(complaint_updates.c.complaint_id == bindparam("complaint"))
    .order_by(complaint_updates.c.created_at, complaint_updates.c.id)
)
_SILENT = ("assign_complaint", "complaint_overdue")
_to = users.alias("to_person")
_DONE = (
    select(
        func.coalesce(users.c.name, users.c.email).label("author"),
        audit_log.c.action,
        audit_log.c.detail,
        audit_log.c.created_at,
    )
    .outerjoin(users, users.c.id == audit_log.c.actor_id)
    .where(audit_log.c.subject == bindparam("subject"), audit_log.c.action.in_(_SILENT))
    .order_by(audit_log.c.id)
)
_NAME = select(func.coalesce(users.c.name, users.c.email)).where(users.c.id == bindparam("person"))


def complaint_page(
    tx: Tx, now: datetime, wanted: ComplaintFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[ComplaintRow]:
    """Unsettled complaints before settled ones, in each the one due first.

    Raises:
        CursorError: the cursor is not one of this list.
    """
    query = _narrow(_ROWS, wanted, now)
    if cursor is not None:
        query = query.where(_after(*(int(part) for part in read_cursor(cursor, 3))))
    query = query.order_by(_rank, _due, complaints.c.id).limit(limit + 1)
    found = tx.execute(query).mappings().all()
    shown = found[:limit]
    more = None
    if len(found) > limit:
        last = shown[-1]
        since = (last["due_at"] - _EPOCH) // timedelta(microseconds=1)
        more = write_cursor(int(last["status"] in SETTLED), since, last["id"])
    return Page(tuple(_read(row, now) for row in shown), more)


def complaint_file(tx: Tx, now: datetime, number: str) -> ComplaintFile:
    """One complaint.

    Raises:
        UnknownComplaintError: there is none with this number.
    """
    row = tx.execute(_ONE, {"wanted": number}).mappings().first()
    if row is None:
        raise UnknownComplaintError(number)
    said = [
        HistoryLine(**line, action=None)
        for line in tx.execute(_UPDATES, {"complaint": row["id"]}).mappings()
    ]
    done = [
        HistoryLine(line.author, False, None, _in_words(tx, line), None, True, line.created_at)
        for line in tx.execute(_DONE, {"subject": f"complaint/{number}"})
    ]
    history = sorted([*said, *done], key=lambda line: line.created_at)
    return ComplaintFile(_read(row, now), row["description"], row["resolution"], tuple(history))


def complaint_tally(tx: Tx, now: datetime) -> ComplaintTally:
    counted = select(
        func.count().label("unsettled"), func.count().filter(_due <= now).label("overdue")
    ).where(~is_settled)
    return ComplaintTally(**tx.execute(counted.select_from(complaints)).mappings().one())


def _narrow(query: Select[Any], wanted: ComplaintFilter, now: datetime) -> Select[Any]:
    if wanted.status == "unsettled":
        query = query.where(~is_settled)
    elif wanted.status != "all":
        query = query.where(complaints.c.status == wanted.status)
    if wanted.priority is not None:
        query = query.where(complaints.c.priority == wanted.priority)
    if wanted.type is not None:
        query = query.where(complaints.c.type == wanted.type)
    if wanted.assigned is not None:
        query = query.where(
            complaints.c.assigned_to_id.is_not_distinct_from(wanted.assigned or None)
        )
    if wanted.overdue:
        query = query.where(~is_settled, _due <= now)
    return query


def _after(rank: int, since: int, key: int) -> ColumnElement[bool]:
    due = _EPOCH + timedelta(microseconds=since)
    later = or_(_due > due, and_(_due == due, complaints.c.id > key))
    return or_(_rank > rank, and_(_rank == rank, later))


def _read(row: Any, now: datetime) -> ComplaintRow:
    kept = {name: row[name] for name in _KEPT}
    settled = row["status"] in SETTLED
    due: datetime | None = None if settled else row["due_at"]
    clock: Literal["response", "resolution"] = "resolution" if row["is_answered"] else "response"
    return ComplaintRow(
        **kept,
        clock=None if settled else clock,
        due_at=due,
        overdue=due is not None and due <= now,
    )


_KEPT = tuple(
    name for name in ComplaintRow.__dataclass_fields__ if name not in ("clock", "due_at", "overdue")
)


def _in_words(tx: Tx, line: Any) -> str:
    """What was done, as staff read it."""
    detail = line.detail or {}
    if line.action == "complaint_overdue":
        return f"the {detail.get('clock')} is overdue; it was put into the priority queue"
    to = detail.get("to_id")
    name = tx.execute(_NAME, {"person": to}).scalar() if to is not None else None
    return f"assigned it to {name}" if name else "assigned it to nobody"
