"""Complaints as customers see them: raising one, how it stands, and adding a remark.

The clocks start when it is raised. What staff note among themselves is never read here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Select, bindparam, insert, select, update

from store.database import Tx
from store.numbers import next_complaint_number
from store.refusals import AlreadyEndedError, UnknownError
from store.rules import RULES
from store.tables import bookings, complaint_updates, complaints, dialogues, users

ComplaintType = Literal[
    "service_quality",
    "provider_behavior",
    "billing",
    "delay",
    "cancellation_issue",
    "refund_issue",
    "other",
]
ComplaintPriority = Literal["low", "medium", "high", "critical"]


class UnknownComplaintError(LookupError):
    """No complaint has this number."""


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """About one of their bookings, out of one of their conversations."""

    user_id: int
    order_id: str
    conversation_id: int | None
    type: ComplaintType
    subject: str
    description: str
    priority: ComplaintPriority


@dataclass(frozen=True, slots=True)
class Remark:
    """What the customer adds to a complaint of theirs."""

    user_id: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class ComplaintUpdate:
    """A line of the history that the customer may see; `by_customer`: their own."""

    by_customer: bool
    comment: str
    status: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint with its clocks and its public history, oldest first."""

    id: int
    number: str
    order_id: str
    type: str
    subject: str
    description: str
    priority: str
    status: str
    assigned: bool
    resolution: str | None
    response_due_at: datetime
    resolution_due_at: datetime
    resolved_at: datetime | None
    created_at: datetime
    updates: tuple[ComplaintUpdate, ...]


_BOOKING = select(bookings.c.id).where(
    bookings.c.order_id == bindparam("order"), bookings.c.user_id == bindparam("person")
)
_CONVERSATION = select(dialogues.c.id).where(
    dialogues.c.id == bindparam("conversation"), dialogues.c.user_id == bindparam("person")
)
_RAISE = insert(complaints).returning(complaints.c.id)
_ADD_UPDATE = insert(complaint_updates)
_OWN: Select[Any] = (
    select(
        complaints.c.id,
        complaints.c.number,
        bookings.c.order_id,
        complaints.c.type,
        complaints.c.subject,
        complaints.c.description,
        complaints.c.priority,
        complaints.c.status,
        complaints.c.assigned_to_id.is_not(None).label("assigned"),
        complaints.c.resolution,
        complaints.c.response_due_at,
        complaints.c.resolution_due_at,
        complaints.c.resolved_at,
        complaints.c.created_at,
    )
    .join(bookings, bookings.c.id == complaints.c.booking_id)
    .where(complaints.c.user_id == bindparam("person"))
)
_ALL = _OWN.order_by(complaints.c.created_at.desc(), complaints.c.id.desc()).limit(
    bindparam("most")
)
_ONE = _OWN.where(complaints.c.number == bindparam("number"))
_UPDATES = (
    select(
        complaint_updates.c.complaint_id,
        (users.c.role == "customer").label("by_customer"),
        complaint_updates.c.comment,
        complaint_updates.c.status,
        complaint_updates.c.created_at,
    )
    .join(users, users.c.id == complaint_updates.c.author_id)
    .where(
        complaint_updates.c.complaint_id.in_(bindparam("keys", expanding=True)),
        ~complaint_updates.c.internal,
    )
    .order_by(complaint_updates.c.created_at, complaint_updates.c.id)
)
_LOCK = (
    select(complaints.c.id, complaints.c.status)
    .where(complaints.c.number == bindparam("number"), complaints.c.user_id == bindparam("person"))
    .with_for_update()
)
_TOUCH = (
    update(complaints)
    .where(complaints.c.id == bindparam("complaint"))
    .values(updated_at=bindparam("at"))
)


def raise_complaint(tx: Tx, new: NewComplaint, now: datetime) -> str:
    """Raise it, open and with its clocks running; its number.

    Raises:
        UnknownError: the booking or the conversation is not theirs.
    """
    booking = tx.execute(_BOOKING, {"order": new.order_id, "person": new.user_id}).first()
    if booking is None:
        raise UnknownError(f"no booking {new.order_id}")
    talk = {"conversation": new.conversation_id, "person": new.user_id}
    if new.conversation_id is not None and tx.execute(_CONVERSATION, talk).first() is None:
        raise UnknownError(f"no conversation {new.conversation_id}")
    clock = RULES.complaint_clock(new.priority)
    number = next_complaint_number(tx)
    row = {
        "booking_id": booking.id,
        "user_id": new.user_id,
        "conversation_id": new.conversation_id,
        "number": number,
        "type": new.type,
        "subject": new.subject[:200],
        "description": new.description,
        "priority": new.priority,
        "status": "open",
        "response_due_at": now + timedelta(hours=clock.response_hours),
        "resolution_due_at": now + timedelta(hours=clock.resolution_hours),
        "created_at": now,
        "updated_at": now,
    }
    key: int = tx.execute(_RAISE, row).scalar_one()
    _add_update(tx, key, new.user_id, new.description, "open", now)
    return number


def complaints_of(tx: Tx, user_id: int, limit: int = 20) -> tuple[Complaint, ...]:
    """Their complaints, the newest first."""
    return _read(tx, _ALL, {"person": user_id, "most": limit})


def complaint_by_number(tx: Tx, user_id: int, number: str) -> Complaint | None:
    """The complaint "CC-..." if it is theirs; None for another's and for none alike."""
    found = _read(tx, _ONE, {"person": user_id, "number": number})
    return found[0] if found else None


def add_remark(tx: Tx, remark: Remark, now: datetime) -> None:
    """Add the customer's words to the history; the status stays.

    Raises:
        UnknownError: the complaint is not theirs.
        AlreadyEndedError: it is closed.
    """
    found = tx.execute(_LOCK, {"number": remark.number, "person": remark.user_id}).first()
    if found is None:
        raise UnknownError(f"no complaint {remark.number}")
    if found.status == "closed":
        raise AlreadyEndedError(f"{remark.number} is closed")
    _add_update(tx, found.id, remark.user_id, remark.text, found.status, now)
    tx.execute(_TOUCH, {"complaint": found.id, "at": now})


def _add_update(
    tx: Tx, complaint_id: int, author_id: int, comment: str, status: str, now: datetime
) -> None:
    tx.execute(
        _ADD_UPDATE,
        {
            "complaint_id": complaint_id,
            "author_id": author_id,
            "comment": comment,
            "status": status,
            "created_at": now,
        },
    )


def _read(tx: Tx, statement: Select[Any], given: dict[str, object]) -> tuple[Complaint, ...]:
    rows = tx.execute(statement, given).mappings().all()
    if not rows:
        return ()
    updates: dict[int, list[ComplaintUpdate]] = {row["id"]: [] for row in rows}
    for key, *line in tx.execute(_UPDATES, {"keys": list(updates)}):
        updates[key].append(ComplaintUpdate(*line))
    return tuple(Complaint(**row, updates=tuple(updates[row["id"]])) for row in rows)
