"""What a reviewer says of a turn, and the one unit of work that stores it and closes the item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, bindparam, insert, select

from store.audit import record
from store.database import Tx
from store.ids import Ids
from store.leases import AlreadySettledError, close_reviewed
from store.tables import conversations, reviews, users
from store.taxonomy import REVIEW_REASONS
from store.transcripts import METRICS

Verdict = Literal["good", "bad", "unsure"]


class VerdictError(ValueError):
    """The verdict is not complete, or says what nobody can read."""


@dataclass(frozen=True, slots=True)
class Review:
    """What one reviewer said of a turn; at the time of writing every metric has a verdict."""

    verdicts: Mapping[str, Verdict]
    reasons: tuple[str, ...] = ()
    corrected_answer: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review as it stands on file."""

    reviewer: str | None
    reviewed_at: datetime
    review: Review


_REVIEWS = (
    select(reviews, users.c.name.label("reviewer"))
    .outerjoin(users, users.c.id == reviews.c.reviewer_id)
    .where(reviews.c.queue_id == bindparam("item"))
    .order_by(reviews.c.id)
)
_MINE = select(reviews.c.id).where(
    reviews.c.queue_id == bindparam("item"), reviews.c.reviewer_id == bindparam("person")
)
_SAID = select(conversations.c.text).where(conversations.c.id == bindparam("message"))
_ADD = insert(reviews)


def save_review(
    tx: Tx, ids: Ids, now: datetime, item_id: int, reviewer_id: int, review: Review
) -> Verdict:
    """Store a verdict and close the item, in the caller's unit of work; gives the overall verdict:
    bad when any metric is, else unsure when any is, else good.

    Raises:
        VerdictError: a metric has no verdict, a reason is not in the taxonomy, or the corrected
            answer is the one that was given.
        UnknownItemError, ClaimedByAnotherError, AlreadySettledError, WrongKindError: see
            `store.leases`.
    """
    verdict = overall(review)
    if tx.execute(_MINE, {"item": item_id, "person": reviewer_id}).first() is not None:
        raise AlreadySettledError("you have reviewed this item")
    action = "corrected" if review.corrected_answer else "reviewed"
    message_id = close_reviewed(tx, now, item_id, reviewer_id, verdict=verdict, action=action)
    refuse_unchanged(tx, message_id, review)
    tx.execute(
        _ADD,
        {
            **review.verdicts,
            "id": ids.draw(),
            "queue_id": item_id,
            "message_id": message_id,
            "reviewer_id": reviewer_id,
            "reasons": list(review.reasons),
            "corrected_answer": review.corrected_answer,
            "note": review.note,
            "created_at": now,
        },
    )
    record(
        tx,
        ids,
        now,
        actor_id=reviewer_id,
        action="review",
        subject=f"queue/{item_id}",
        detail={**review.verdicts, "reasons": list(review.reasons)},
    )
    return verdict


def reviews_of(tx: Tx, item_id: int) -> tuple[StoredReview, ...]:
    """Every review of an item, the first one first."""
    return tuple(_read_review(row) for row in tx.execute(_REVIEWS, {"item": item_id}))


def refuse_unchanged(tx: Tx, message_id: int, review: Review) -> None:
    """`VerdictError` where the corrected answer is the one that was given."""
    if review.corrected_answer is None:
        return
    said = tx.execute(_SAID, {"message": message_id}).scalar_one()
    if review.corrected_answer.split() == said.split():
        raise VerdictError("the corrected answer is the one that was given")


def overall(review: Review) -> Verdict:
    """The verdict on the whole turn.

    Raises:
        VerdictError: a metric has no verdict, or a reason is not in the taxonomy.
    """
    if set(review.verdicts) != set(METRICS):
        raise VerdictError(f"a verdict is needed for each of {', '.join(METRICS)}")
    unknown = set(review.reasons) - set(REVIEW_REASONS)
    if unknown:
        raise VerdictError(f"not a reason: one of {', '.join(REVIEW_REASONS)} is")
    said = set(review.verdicts.values())
    return "bad" if "bad" in said else "unsure" if "unsure" in said else "good"


def _read_review(row: Row[Any]) -> StoredReview:
    said = {metric: row._mapping[metric] for metric in METRICS}
    return StoredReview(
        reviewer=row.reviewer,
        reviewed_at=row.created_at,
        review=Review(
            verdicts={metric: verdict for metric, verdict in said.items() if verdict},
            reasons=tuple(row.reasons),
            corrected_answer=row.corrected_answer,
            note=row.note,
        ),
    )
