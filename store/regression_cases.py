"""Corrections that were kept as cases: what a bot once said wrongly, and what it should have said.

A case is a review with a corrected answer; question, evidence and the answer of then stay in the
log. Decides nothing about how a case is judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select

from store.audit import record
from store.database import Tx
from store.ids import Ids
from store.log import LoggedTurn, turns_by_key
from store.tables import regression_cases, reviews
from store.transcripts import METRICS


class NoCorrectionError(LookupError):
    """The item has no review with a corrected answer."""


@dataclass(frozen=True, slots=True)
class Case:
    """One correction: the turn as it was, the verdicts on it, and the answer that is right."""

    id: int
    turn: LoggedTurn
    verdicts: Mapping[str, str | None]
    reasons: Sequence[str]
    corrected_answer: str


_CORRECTION = (
    select(reviews.c.id, exists().where(regression_cases.c.review_id == reviews.c.id).label("kept"))
    .where(reviews.c.queue_id == bindparam("item"), reviews.c.corrected_answer.is_not(None))
    .order_by(reviews.c.id)
    .limit(1)
)
_ADD = insert(regression_cases)
_ALL = (
    select(regression_cases.c.id.label("case_id"), reviews)
    .join(reviews, reviews.c.id == regression_cases.c.review_id)
    .order_by(regression_cases.c.id)
)


def keep_case(tx: Tx, ids: Ids, now: datetime, item_id: int, person_id: int) -> bool:
    """Keep the correction of an item as a case; False when it is one already.

    Raises:
        NoCorrectionError: nobody has corrected its answer.
    """
    found = tx.execute(_CORRECTION, {"item": item_id}).first()
    if found is None:
        raise NoCorrectionError(item_id)
    if found.kept:
        return False
    key = ids.draw()
    values: dict[str, Any] = {"id": key, "review_id": found.id, "added_by_id": person_id}
    tx.execute(_ADD, {**values, "created_at": now})
    record(tx, ids, now, actor_id=person_id, action="keep_case", subject=f"queue/{item_id}")
    return True


def is_kept(tx: Tx, item_id: int) -> bool | None:
    """Whether the item's correction is a case; None where nothing was corrected."""
    found = tx.execute(_CORRECTION, {"item": item_id}).first()
    return None if found is None else bool(found.kept)


def read_cases(tx: Tx) -> tuple[Case, ...]:
    """Every case, the oldest first."""
    rows = tx.execute(_ALL).all()
    turns = turns_by_key(tx, [row.message_id for row in rows])
    return tuple(
        Case(
            id=row.case_id,
            turn=turns[row.message_id],
            verdicts={metric: row._mapping[metric] for metric in METRICS},
            reasons=tuple(row.reasons),
            corrected_answer=row.corrected_answer,
        )
        for row in rows
    )
