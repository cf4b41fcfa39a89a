"""What time alone brings about: holds that lapse, waits that grow too long, complaints overdue.

Each sweep first finds what is due and then handles it one by one, every one in a commit of its own
that looks again whether it still is. So any number of processes may sweep at once, and a crash
between two leaves the second for the next sweep.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, bindparam, exists, func, insert, literal, or_, select, update

from store.audit import record
from store.complaint_list import is_answered, is_settled
from store.database import Tx
from store.ids import Ids
from store.queue import QueueItem, enqueue, enqueue_complaint
from store.tables import complaint_escalations, complaints, conversations, handoffs
from store.tables.handoffs import IS_OPEN

TO_QUEUE = timedelta(minutes=5)
"""Who has waited for a person this long is put into the priority queue."""
TO_LEADS = timedelta(minutes=15)
"""And this long, before the leads."""

_STAKE: Mapping[str, float] = {"critical": 1.0, "high": 0.8, "medium": 0.5, "low": 0.2}
_CLOCK_URGENCY: Mapping[str, float] = {"response": 0.9, "resolution": 1.0}


@dataclass(frozen=True, slots=True)
class LongWait:
    """A handoff that nobody has taken for too long; `level` 2 calls leads."""

    handoff_id: int
    level: Literal[1, 2]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A complaint one of whose clocks ran out."""

    complaint_id: int
    clock: Literal["response", "resolution"]


_LAPSED = (
    select(handoffs.c.conversation_id)
    .where(IS_OPEN, handoffs.c.state == "held", handoffs.c.leased_until <= bindparam("now"))
    .order_by(handoffs.c.id)
)
_LONG = (
    select(handoffs.c.id, handoffs.c.waiting_since)
    .where(
        IS_OPEN,
        handoffs.c.state == "waiting",
        or_(
            and_(handoffs.c.escalated < 1, handoffs.c.waiting_since <= bindparam("to_queue")),
            and_(handoffs.c.escalated < 2, handoffs.c.waiting_since <= bindparam("to_leads")),
        ),
    )
    .order_by(handoffs.c.id)
)
_CALL = (
    update(handoffs)
    .where(
        handoffs.c.id == bindparam("handoff"),
        handoffs.c.state == "waiting",
        handoffs.c.escalated < bindparam("level"),
        handoffs.c.waiting_since <= bindparam("latest"),
    )
    .values(escalated=bindparam("level"))
    .returning(handoffs.c.conversation_id, handoffs.c.message_id)
)
_LAST_REPLY = select(func.max(conversations.c.id)).where(
    conversations.c.conversation_id == bindparam("conversation"),
    conversations.c.role == "assistant",
)
_asked = conversations.alias("asked")
_REPLY = (
    select(
        conversations.c.user_id,
        conversations.c.intent,
        conversations.c.confidence,
        _asked.c.text.label("question"),
    )
    .join(_asked, _asked.c.id == conversations.c.reply_to_id)
    .where(conversations.c.id == bindparam("message"))
)
_UNCALLED = {
    clock: ~exists().where(
        complaint_escalations.c.complaint_id == complaints.c.id,
        complaint_escalations.c.clock == clock,
        complaint_escalations.c.due_at == complaints.c[f"{clock}_due_at"],
    )
    for clock in ("response", "resolution")
}
_OVERDUE = {
    "response": and_(~is_settled, ~is_answered, complaints.c.response_due_at <= bindparam("now")),
    "resolution": and_(~is_settled, complaints.c.resolution_due_at <= bindparam("now")),
}
_COMPLAINTS = {
    clock: select(complaints.c.id, literal(clock).label("clock")).where(
        _OVERDUE[clock], _UNCALLED[clock]
    )
    for clock in ("response", "resolution")
}
_LOCK = select(complaints).where(complaints.c.id == bindparam("complaint")).with_for_update()
_CALLED = insert(complaint_escalations)


def lapsed_holds(tx: Tx, now: datetime) -> tuple[int, ...]:
    """The conversations whose holders' leases ran out; see `store.handoffs.return_expired`."""
    return tuple(tx.execute(_LAPSED, {"now": now}).scalars())


def long_waits(tx: Tx, now: datetime) -> tuple[LongWait, ...]:
    """The handoffs that wait for too long and for which nobody, or no lead, was called yet."""
    rows = tx.execute(_LONG, {"to_queue": now - TO_QUEUE, "to_leads": now - TO_LEADS})
    return tuple(LongWait(row.id, 2 if now - row.waiting_since >= TO_LEADS else 1) for row in rows)


def call_for(tx: Tx, ids: Ids, now: datetime, wait: LongWait) -> bool:
    """Put a long wait before people, or before leads, once; False when it is no more, or another
    was faster. A conversation in which the assistant never spoke stands in the line only."""
    patience = TO_LEADS if wait.level == 2 else TO_QUEUE
    given = {"handoff": wait.handoff_id, "level": wait.level, "latest": now - patience}
    called = tx.execute(_CALL, given).first()
    if called is None:
        return False
    talk = {"conversation": called.conversation_id}
    message = called.message_id or tx.execute(_LAST_REPLY, talk).scalar()
    if message is not None:
        item = _wait_item(tx, called.conversation_id, message, wait.level)
        enqueue(tx, ids, item, message_id=message, now=now)
    subject, detail = f"conversation/{called.conversation_id}", {"level": wait.level}
    record(tx, ids, now, actor_id=None, action="handoff_overdue", subject=subject, detail=detail)
    return True


def overdue_complaints(tx: Tx, now: datetime) -> tuple[Overdue, ...]:
    """The complaints that nobody has answered or settled in time, as far as not called out yet."""
    return tuple(
        Overdue(*row)
        for clock in ("response", "resolution")
        for row in tx.execute(_COMPLAINTS[clock].order_by(complaints.c.id), {"now": now})
    )


def call_out(tx: Tx, ids: Ids, now: datetime, overdue: Overdue) -> bool:
    """Put an overdue complaint into the priority queue, once for every time that it missed; False
    when it is not overdue any more, or another was faster."""
    complaint = tx.execute(_LOCK, {"complaint": overdue.complaint_id}).one()
    still = _COMPLAINTS[overdue.clock].where(complaints.c.id == overdue.complaint_id)
    if tx.execute(still, {"now": now}).first() is None:
        return False
    tx.execute(
        _CALLED,
        {
            "id": ids.draw(),
            "complaint_id": complaint.id,
            "clock": overdue.clock,
            "due_at": complaint._mapping[f"{overdue.clock}_due_at"],
            "created_at": now,
        },
    )
    enqueue_complaint(
        tx, ids, _complaint_item(complaint, overdue.clock), complaint_id=complaint.id, now=now
    )
    subject, detail = f"complaint/{complaint.number}", {"clock": overdue.clock}
    record(tx, ids, now, actor_id=None, action="complaint_overdue", subject=subject, detail=detail)
    return True


def _wait_item(tx: Tx, conversation_id: int, message_id: int, level: int) -> QueueItem:
    reply = tx.execute(_REPLY, {"message": message_id}).one()
    reasons = ("handoff_unanswered", "handoff_for_lead")[:level]
    likelihood = 0.95 if level == 2 else 0.75
    return QueueItem(
        conversation_id=conversation_id,
        user_id=reply.user_id,
        intent=reply.intent,
        confidence=reply.confidence,
        reasons=reasons,
        sentiment="neutral",
        snippet=reply.question,
        **_priority(likelihood, 1.0, 1.0),
    )


def _complaint_item(complaint: Any, clock: str) -> QueueItem:
    late = {"response": "nobody has answered in time", "resolution": "not settled in time"}[clock]
    return QueueItem(
        conversation_id=complaint.conversation_id,
        user_id=complaint.user_id,
        intent=None,
        confidence=None,
        reasons=("sla_breach",),
        sentiment="negative",
        snippet=f"{complaint.number}: {late}. {complaint.subject}",
        **_priority(1.0, _STAKE[complaint.priority], _CLOCK_URGENCY[clock]),
    )


def _priority(likelihood: float, stake: float, urgency: float) -> dict[str, Any]:
    """By the formula of every other item: likelihood x stake x urgency."""
    return {
        "priority": round(100 * likelihood * (0.5 + 0.5 * stake) * urgency, 2),
        "parts": {"likelihood": likelihood, "stake": stake, "urgency": urgency},
    }
