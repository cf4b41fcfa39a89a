"""What staff do about complaints: assigning, commenting, moving them on, resolving, reopening.

Every change takes the complaint's row first, so two people cannot move it at once; whatever is done
is a line of its history or of the audit log, and mostly of both. Reopening starts both clocks anew.
Tells nobody; the change that comes back says what the customer is to be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, bindparam, insert, select, update

from store.audit import record
from store.complaints import UnknownComplaintError
from store.database import Tx
from store.handoffs import UnknownColleagueError
from store.ids import Ids
from store.rules import RULES
from store.staff import ROLES
from store.tables import complaint_updates, complaints, users

ComplaintStatus = Literal["open", "in_progress", "escalated", "resolved", "closed"]
ChangeKind = Literal["comment", "status", "resolved", "reopened"]

NEXT: Mapping[str, tuple[ComplaintStatus, ...]] = {
    "open": ("in_progress", "escalated"),
    "in_progress": ("escalated",),
    "escalated": ("in_progress",),
    "resolved": ("closed",),
    "closed": (),
}
"""Where a change of status may lead; resolving and reopening are changes of their own."""

SETTLED = ("resolved", "closed")


class NotPossibleError(Exception):
    """The complaint is not in a state for that; the message names the state."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to which complaint, and when."""

    number: str
    person_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a complaint, and what was said; `internal`: the customer is not told."""

    kind: ChangeKind
    complaint_id: int
    number: str
    user_id: int
    subject: str
    status: str
    comment: str
    internal: bool


_LOCK = (
    select(
        complaints.c.id,
        complaints.c.number,
        complaints.c.user_id,
        complaints.c.subject,
        complaints.c.status,
        complaints.c.priority,
        complaints.c.assigned_to_id,
    )
    .where(complaints.c.number == bindparam("wanted"))
    .with_for_update()
)
_CHANGE = update(complaints).where(complaints.c.id == bindparam("complaint"))
_ASSIGN = _CHANGE.values(assigned_to_id=bindparam("person"), updated_at=bindparam("at"))
_TOUCH = _CHANGE.values(updated_at=bindparam("at"))
_MOVE = _CHANGE.values(status=bindparam("to"), updated_at=bindparam("at"))
_RESOLVE = _CHANGE.values(
    status="resolved",
    resolution=bindparam("how"),
    resolved_at=bindparam("at"),
    updated_at=bindparam("at"),
)
_REOPEN = _CHANGE.values(
    status="in_progress",
    resolution=None,
    resolved_at=None,
    reopened_at=bindparam("at"),
    response_due_at=bindparam("response_due"),
    resolution_due_at=bindparam("resolution_due"),
    updated_at=bindparam("at"),
)
_ADD_UPDATE = insert(complaint_updates)
_IS_STAFF = select(users.c.id).where(
    users.c.id == bindparam("person"), users.c.active, users.c.role.in_(ROLES)
)


def assign(tx: Tx, ids: Ids, act: Act, to_id: int | None, *, from_others: bool) -> None:
    """Give a complaint to somebody who works here, or to nobody.

    Args:
        from_others: whether it may be taken from whoever else has it.

    Raises:
        UnknownComplaintError: there is no such complaint.
        UnknownColleagueError: nobody at work has that key.
        NotPossibleError: it is settled, or somebody else has it.
    """
    found = _lock(tx, act)
    _refuse_if(found, found.status in SETTLED)
    if not from_others and found.assigned_to_id not in (None, act.person_id):
        raise NotPossibleError(f"somebody else has {found.number}")
    if to_id is not None and tx.execute(_IS_STAFF, {"person": to_id}).first() is None:
        raise UnknownColleagueError(to_id)
    tx.execute(_ASSIGN, {"complaint": found.id, "person": to_id, "at": act.now})
    _note(tx, ids, act, "assign_complaint", {"from_id": found.assigned_to_id, "to_id": to_id})


def comment(tx: Tx, ids: Ids, act: Act, text: str, *, internal: bool) -> Change:
    """Add a line to the history, for the customer or among ourselves.

    Raises:
        UnknownComplaintError: there is no such complaint.
        NotPossibleError: it is closed, and the customer would be written to.
    """
    found = _lock(tx, act)
    _refuse_if(found, found.status == "closed" and not internal)
    tx.execute(_TOUCH, {"complaint": found.id, "at": act.now})
    _note(tx, ids, act, "comment_complaint", {"internal": internal})
    return _write(tx, act, found, "comment", found.status, text, internal=internal)


def move(tx: Tx, ids: Ids, act: Act, to: ComplaintStatus, text: str, *, internal: bool) -> Change:
    """Change the status, and say why.

    Raises:
        UnknownComplaintError: there is no such complaint.
        NotPossibleError: it does not go there from where it stands.
    """
    found = _lock(tx, act)
    _refuse_if(found, to not in NEXT[found.status])
    tx.execute(_MOVE, {"complaint": found.id, "to": to, "at": act.now})
    _note(tx, ids, act, "move_complaint", {"from": found.status, "to": to})
    return _write(tx, act, found, "status", to, text, internal=internal)


def resolve(tx: Tx, ids: Ids, act: Act, resolution: str) -> Change:
    """Settle it; the resolution is what the customer reads.

    Raises:
        UnknownComplaintError: there is no such complaint.
        NotPossibleError: it is settled already.
    """
    found = _lock(tx, act)
    _refuse_if(found, found.status in SETTLED)
    tx.execute(_RESOLVE, {"complaint": found.id, "how": resolution, "at": act.now})
    _note(tx, ids, act, "resolve_complaint", {"from": found.status})
    return _write(tx, act, found, "resolved", "resolved", resolution, internal=False)


def reopen(tx: Tx, ids: Ids, act: Act, text: str) -> Change:
    """Take a settled complaint up again, with both clocks from the beginning.

    Raises:
        UnknownComplaintError: there is no such complaint.
        NotPossibleError: it is not settled.
    """
    found = _lock(tx, act)
    _refuse_if(found, found.status not in SETTLED)
    clock = RULES.complaint_clock(found.priority)
    tx.execute(
        _REOPEN,
        {
            "complaint": found.id,
            "at": act.now,
            "response_due": act.now + timedelta(hours=clock.response_hours),
            "resolution_due": act.now + timedelta(hours=clock.resolution_hours),
        },
    )
    _note(tx, ids, act, "reopen_complaint", {"from": found.status})
    return _write(tx, act, found, "reopened", "in_progress", text, internal=False)


def _lock(tx: Tx, act: Act) -> Row[Any]:
    found: Any = tx.execute(_LOCK, {"wanted": act.number}).first()
    if found is None:
        raise UnknownComplaintError(act.number)
    return found  # type: ignore[no-any-return]


def _refuse_if(found: Row[Any], wrong: bool) -> None:
    if wrong:
        raise NotPossibleError(f"{found.number} is {found.status.replace('_', ' ')}")


def _write(
    tx: Tx,
    act: Act,
    found: Row[Any],
    kind: ChangeKind,
    status: str,
    text: str,
    *,
    internal: bool,
) -> Change:
    tx.execute(
        _ADD_UPDATE,
        {
            "complaint_id": found.id,
            "author_id": act.person_id,
            "comment": text,
            "status": status,
            "internal": internal,
            "created_at": act.now,
        },
    )
    return Change(
        kind, found.id, found.number, found.user_id, found.subject, status, text, internal
    )


def _note(tx: Tx, ids: Ids, act: Act, action: str, detail: dict[str, Any]) -> None:
    subject = f"complaint/{act.number}"
    record(tx, ids, act.now, actor_id=act.person_id, action=action, subject=subject, detail=detail)
