"""A second reviewer on a fifth of what was reviewed, who sees neither the first one's verdict nor
what the machine thought.

Which fifth is decided by the millisecond in which an item was queued. Beside it every turn of the
blind sample that was called bad is looked at again: it stands for hundreds, and of so few bad ones
slips would be half. The item itself stays settled: a second verdict is there to measure reviewers,
not to overrule them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, func, insert, or_, select

from store.audit import record
from store.database import Tx
from store.ids import KEYS_A_MILLISECOND_OF_ALL, Ids
from store.review_items import Item, read_item
from store.review_queue import UnknownItemError
from store.reviews import Review, Verdict, overall, refuse_unchanged
from store.tables import priority_queue, reviews

ONE_IN = 5

_mine = exists().where(
    reviews.c.queue_id == priority_queue.c.id, reviews.c.reviewer_id == bindparam("person")
)
_count = (
    select(func.count())
    .where(reviews.c.queue_id == priority_queue.c.id)
    .correlate(priority_queue)
    .scalar_subquery()
)
_OPEN = select(priority_queue.c.id, priority_queue.c.message_id).where(
    priority_queue.c.status == "reviewed",
    priority_queue.c.message_id.is_not(None),
    or_(
        (priority_queue.c.id // KEYS_A_MILLISECOND_OF_ALL) % ONE_IN == 0,
        and_(priority_queue.c.blind, priority_queue.c.verdict == "bad"),
    ),
    _count == 1,
    ~_mine,
)
_NEXT = _OPEN.order_by(priority_queue.c.reviewed_at, priority_queue.c.id).limit(1)
_THIS = _OPEN.where(priority_queue.c.id == bindparam("item")).with_for_update(of=priority_queue)
_ADD = insert(reviews)


def is_of_the_fifth(item_id: int) -> bool:
    """Whether a second opinion on an item is asked whatever the first one said, so that the two
    tell how often reviewers err."""
    return item_id // KEYS_A_MILLISECOND_OF_ALL % ONE_IN == 0


def next_second(tx: Tx, person_id: int) -> int | None:
    """The item that has waited longest for this person's second opinion; None without one."""
    return tx.execute(_NEXT, {"person": person_id}).scalar()


def count_second(tx: Tx, person_id: int) -> int:
    """How many items wait for this person's second opinion."""
    waiting = select(func.count()).select_from(_OPEN.subquery())
    return tx.execute(waiting, {"person": person_id}).scalar_one()


def read_second(tx: Tx, now: datetime, item_id: int, person_id: int) -> Item:
    """The item as a second reviewer may see it.

    Raises:
        UnknownItemError: nobody asks this person for a second opinion on it.
    """
    _check(tx, item_id, person_id)
    item = read_item(tx, now, item_id, concealed=True)
    row = replace(
        item.row, status="waiting", verdict=None, reviewer=None, reviewer_id=None, reviewed_at=None
    )
    around = tuple(
        replace(line, scores={}, gate=None, flagged=False, queue_id=None)
        for line in item.transcript
    )
    return replace(item, row=row, transcript=around, reviews=(), is_case=None)


def save_second(
    tx: Tx, ids: Ids, now: datetime, item_id: int, person_id: int, review: Review
) -> Verdict:
    """Store a second verdict beside the first.

    Raises:
        VerdictError: see `store.reviews`.
        UnknownItemError: nobody asks this person for a second opinion on it.
    """
    verdict = overall(review)
    message_id = _check(tx, item_id, person_id)
    refuse_unchanged(tx, message_id, review)
    tx.execute(
        _ADD,
        {
            **review.verdicts,
            "id": ids.draw(),
            "queue_id": item_id,
            "message_id": message_id,
            "reviewer_id": person_id,
            "reasons": list(review.reasons),
            "corrected_answer": review.corrected_answer,
            "note": review.note,
            "created_at": now,
        },
    )
    detail: Mapping[str, object] = {**review.verdicts, "reasons": list(review.reasons)}
    record(
        tx,
        ids,
        now,
        actor_id=person_id,
        action="second_review",
        subject=f"queue/{item_id}",
        detail=detail,
    )
    return verdict


def _check(tx: Tx, item_id: int, person_id: int) -> int:
    row = tx.execute(_THIS, {"item": item_id, "person": person_id}).first()
    if row is None:
        raise UnknownItemError(item_id)
    return int(row.message_id)
