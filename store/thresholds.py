"""Thresholds that leads have approved: kept for ever, in force until they are taken back.

The newest of a metric and a place counts. Decides nothing about whether one is wise; says who
approved it on what promise, and who took it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, type_coerce, update
from sqlalchemy.types import NullType

from store.audit import record
from store.database import Tx
from store.ids import Ids
from store.prepared import Prepared
from store.tables import thresholds, users

Curve = Sequence[Sequence[float]]


class UnknownThresholdError(LookupError):
    """No threshold has this key, or it was taken back already."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold as approved; an intent, channel or language of None means all of them."""

    metric: str
    value: float
    intent: str | None
    channel: str | None
    language: str | None
    scorer_version: str
    curve: Curve
    """(score, probability of being bad), from the lowest score on."""
    promise: Mapping[str, Any]
    """What was known when it was approved: precision, recall, labels."""


@dataclass(frozen=True, slots=True)
class StoredThreshold:
    """A threshold on file."""

    id: int
    threshold: Threshold
    approved_by: str | None
    approved_at: datetime
    undone_by: str | None
    undone_at: datetime | None


_ADD = insert(thresholds)
_IN_FORCE = Prepared(
    select(
        thresholds.c.metric,
        type_coerce(thresholds.c.value, NullType()).label("value"),  # as drivers give it
        thresholds.c.intent,
        thresholds.c.channel,
        thresholds.c.language,
        thresholds.c.curve,
    )
    .where(thresholds.c.undone_at.is_(None), thresholds.c.scorer_version == bindparam("version"))
    .order_by(thresholds.c.id)
)
_by, _undone = users.alias("by"), users.alias("undone")
_ALL = (
    select(thresholds, _by.c.name.label("approver"), _undone.c.name.label("undoer"))
    .outerjoin(_by, _by.c.id == thresholds.c.approved_by_id)
    .outerjoin(_undone, _undone.c.id == thresholds.c.undone_by_id)
    .order_by(thresholds.c.id.desc())
    .limit(bindparam("most"))
)
_UNDO = (
    update(thresholds)
    .where(thresholds.c.id == bindparam("key"), thresholds.c.undone_at.is_(None))
    .values(undone_by_id=bindparam("person"), undone_at=bindparam("now"))
)


def thresholds_in_force(tx: Tx, scorer_version: str) -> list[Any]:
    """Rows (metric, value, intent, channel, language, curve), the newest of each place last."""
    return _IN_FORCE.all(tx, {"version": scorer_version})


def approve(tx: Tx, ids: Ids, now: datetime, person_id: int, threshold: Threshold) -> int:
    """Put a threshold in force from the next turn on; gives its key."""
    key = ids.draw()
    tx.execute(
        _ADD,
        {
            "id": key,
            "metric": threshold.metric,
            "value": threshold.value,
            "intent": threshold.intent,
            "channel": threshold.channel,
            "language": threshold.language,
            "scorer_version": threshold.scorer_version,
            "curve": [list(knot) for knot in threshold.curve],
            "promise": dict(threshold.promise),
            "approved_by_id": person_id,
            "created_at": now,
        },
    )
    place = {name: getattr(threshold, name) for name in ("intent", "channel", "language")}
    said = {name: value for name, value in place.items() if value is not None}
    detail = {"metric": threshold.metric, "value": threshold.value, **said, **threshold.promise}
    record(
        tx,
        ids,
        now,
        actor_id=person_id,
        action="approve",
        subject=f"threshold/{key}",
        detail=detail,
    )
    return key


def undo(tx: Tx, ids: Ids, now: datetime, person_id: int, key: int) -> None:
    """Take a threshold back; what was in force before it is in force again.

    Raises:
        UnknownThresholdError: there is none with this key, or it was taken back already.
    """
    if tx.execute(_UNDO, {"key": key, "person": person_id, "now": now}).rowcount != 1:
        raise UnknownThresholdError(key)
    record(tx, ids, now, actor_id=person_id, action="undo", subject=f"threshold/{key}")


def threshold_history(tx: Tx, most: int = 50) -> tuple[StoredThreshold, ...]:
    """What was approved and taken back, the newest first."""
    return tuple(_read(row) for row in tx.execute(_ALL, {"most": most}))


def _read(row: Row[Any]) -> StoredThreshold:
    return StoredThreshold(
        id=row.id,
        threshold=Threshold(
            metric=row.metric,
            value=row.value,
            intent=row.intent,
            channel=row.channel,
            language=row.language,
            scorer_version=row.scorer_version,
            curve=row.curve,
            promise=row.promise,
        ),
        approved_by=row.approver,
        approved_at=row.created_at,
        undone_by=row.undoer,
        undone_at=row.undone_at,
    )
