"""One item of the queue with everything that a reviewer needs to judge it.

The evidence is the snapshot stored with the turn, so a review still works after a price changed.
Where an answer came from (a fault planted for practice, for instance) is not told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from store.database import Tx
from store.regression_cases import is_kept
from store.review_queue import QueueRow, queue_row
from store.reviews import StoredReview, reviews_of
from store.tables import complaint_updates, complaints, conversations, users
from store.transcripts import METRICS, Line, lines

LINES_BEFORE = 40
LINES_AFTER = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scorer or the gate says of one claim of an answer."""

    claim: str
    verdict: str
    kind: str
    source: str | None = None
    field: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class MetricScore:
    """One metric of the answer; without a value `unscored` says why."""

    metric: str
    value: float | None
    findings: tuple[Finding, ...]
    unscored: str | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A row or passage that the answer could stand on, as it was then."""

    source: str
    fields: Mapping[str, Any]
    text: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer. Gate, draft and scores are empty while the item is concealed."""

    message_id: int
    seq: int
    question: str
    answer: str
    language: str | None
    intent: str | None
    confidence: float | None
    slots: Mapping[str, Any]
    evidence: tuple[EvidenceRow, ...]
    draft: str | None
    gate: str | None
    gate_findings: tuple[Finding, ...]
    scores: tuple[MetricScore, ...]
    flag_reason: str | None
    feedback: str | None
    feedback_comment: str | None
    scorer_version: str
    router_version: str
    model: str | None
    response_ms: float | None
    asked_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintUpdate:
    """A line of a complaint's history."""

    author: str | None
    comment: str
    status: str
    internal: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint that is in the queue because its clock ran out."""

    number: str
    type: str
    subject: str
    description: str
    priority: str
    status: str
    response_due_at: datetime
    resolution_due_at: datetime
    created_at: datetime
    updates: tuple[ComplaintUpdate, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom the item is about."""

    id: int
    name: str | None
    mobile: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """Everything about one item: either a turn or a complaint."""

    row: QueueRow
    turn: Turn | None
    complaint: Complaint | None
    customer: Customer | None
    transcript: tuple[Line, ...]
    reviews: tuple[StoredReview, ...]
    is_case: bool | None = None
    """Whether its correction is kept as a regression case; None: nothing was corrected."""


_asked = conversations.alias("asked")
_TURN = (
    select(conversations, _asked.c.text.label("question"), _asked.c.created_at.label("asked_at"))
    .join(_asked, _asked.c.id == conversations.c.reply_to_id)
    .where(conversations.c.id == bindparam("message"))
)
_COMPLAINT = select(complaints).where(complaints.c.number == bindparam("complaint"))
_UPDATES = (
    select(
        users.c.name.label("author"),
        complaint_updates.c.comment,
        complaint_updates.c.status,
        complaint_updates.c.internal,
        complaint_updates.c.created_at,
    )
    .outerjoin(users, users.c.id == complaint_updates.c.author_id)
    .where(complaint_updates.c.complaint_id == bindparam("complaint"))
    .order_by(complaint_updates.c.id)
)
_CUSTOMER = select(users.c.id, users.c.name, users.c.mobile).where(users.c.id == bindparam("user"))


def read_item(tx: Tx, now: datetime, item_id: int, *, concealed: bool = False) -> Item:
    """One item of the queue; `concealed` hides what the machine thought of it in any case.

    Raises:
        UnknownItemError: there is none with this key.
    """
    row = queue_row(tx, now, item_id, concealed=concealed)
    turn = _read_turn(tx, row) if row.message_id is not None else None
    around: tuple[Line, ...] = ()
    if turn is not None and row.conversation_id is not None:
        around = lines(tx, row.conversation_id, turn.seq - LINES_BEFORE, turn.seq + LINES_AFTER)
    person = tx.execute(_CUSTOMER, {"user": row.user_id}).first() if row.user_id else None
    return Item(
        row=row,
        turn=turn,
        complaint=_read_complaint(tx, row.complaint_number) if row.complaint_number else None,
        customer=Customer(**person._mapping) if person else None,
        transcript=around,
        reviews=reviews_of(tx, item_id),
        is_case=is_kept(tx, item_id),
    )


def _read_turn(tx: Tx, row: QueueRow) -> Turn:
    line = tx.execute(_TURN, {"message": row.message_id}).one()
    shown = not row.concealed
    reasons = line.score_reasons
    return Turn(
        message_id=line.id,
        seq=line.seq,
        question=line.question,
        answer=line.text,
        language=line.language,
        intent=line.intent,
        confidence=line.confidence,
        slots=line.slots or {},
        evidence=tuple(
            EvidenceRow(part["source"], part.get("fields") or {}, part.get("text"))
            for part in line.evidence or ()
        ),
        draft=line.draft if shown else None,
        gate=line.gate if shown else None,
        gate_findings=_read_findings(line.gate_report or ()) if shown else (),
        scores=tuple(_read_score(line, metric, reasons) for metric in METRICS) if shown else (),
        flag_reason=line.flag_reason if shown else None,
        feedback=line.feedback,
        feedback_comment=line.feedback_comment,
        scorer_version=line.scorer_version,
        router_version=line.router_version,
        model=line.model,
        response_ms=line.response_ms,
        asked_at=line.asked_at,
        answered_at=line.created_at,
    )


def _read_score(line: Row[Any], metric: str, reasons: Mapping[str, Any]) -> MetricScore:
    return MetricScore(
        metric=metric,
        value=line._mapping[metric],
        findings=_read_findings(reasons.get(metric) or ()),
        unscored=(reasons.get("unscored") or {}).get(metric),
    )


def _read_findings(stored: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            claim=part["claim"],
            verdict=part["verdict"],
            kind=part["kind"],
            source=part.get("source"),
            field=part.get("field"),
            expected=part.get("expected"),
        )
        for part in stored
    )


def _read_complaint(tx: Tx, number: str) -> Complaint:
    row = tx.execute(_COMPLAINT, {"complaint": number}).one()
    updates = tx.execute(_UPDATES, {"complaint": row.id})
    return Complaint(
        number=row.number,
        type=row.type,
        subject=row.subject,
        description=row.description,
        priority=row.priority,
        status=row.status,
        response_due_at=row.response_due_at,
        resolution_due_at=row.resolution_due_at,
        created_at=row.created_at,
        updates=tuple(ComplaintUpdate(**line._mapping) for line in updates),
    )
