"""What reviewers have said of turns, read for those who learn from it.

Reads only. Whoever was unsure of a metric has said nothing of it. Turns of the seeder's copies
count like others; a period is one of answers, whenever they were reviewed.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Literal

from sqlalchemy import bindparam, case, func, select, text

from store.database import Tx
from store.ids import KEYS_A_MILLISECOND_OF_ALL, least_key, moment_of
from store.review_queue import URGENCY
from store.second_reviews import is_of_the_fifth
from store.tables import conversations, priority_queue, reviews
from store.transcripts import METRICS

Verdicts = Mapping[str, tuple[int, int]]
"""By metric, how many reviewers called it good and how many bad."""
Overall = Literal["good", "bad", "unsure"]
_FOR_EVER = 2**62


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment to before another; None: without end on that side."""

    since: datetime | None = None
    until: datetime | None = None

    def keys(self) -> dict[str, int]:
        """The keys of the answers that fall into it."""
        first = least_key(self.since) if self.since else 0
        return {"first": first, "end": least_key(self.until) if self.until else _FOR_EVER}


@dataclass(frozen=True, slots=True)
class ScoredTurn:
    """An answer's scores and where it was given."""

    message_id: int
    intent: str | None
    channel: str
    language: str | None
    scores: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class QueuedTurn:
    """A turn that people were to look at. `drawn`: by chance, whatever the machine thought of it;
    `flagged`: for its own reasons; a turn may be both."""

    turn: ScoredTurn
    drawn: bool
    rate: float
    """How likely chance was to draw it."""
    flagged: bool
    reached: bool
    """Whether people came to it for its own reasons, or would have, had it not been drawn: they
    did come to one that stood below it."""
    verdicts: Verdicts
    """Empty as long as nobody has looked."""
    first: Overall | None
    """What the first reviewer said in all."""

    def bad(self) -> dict[str, bool]:
        """By metric what most reviewers say. Metrics on which they are split are left out, and a
        turn that would be bad only by such a one says nothing at all."""
        split = any(good == bad and good for good, bad in self.verdicts.values())
        said = {metric: bad > good for metric, (good, bad) in self.verdicts.items() if good != bad}
        return {} if split and not any(said.values()) else said


@dataclass(frozen=True, slots=True)
class Flagged:
    """Answers of one place in one span of time, and how many of them were flagged."""

    begins: datetime
    intent: str | None
    channel: str
    language: str | None
    turns: int
    flagged: int


_LOGGED = select(
    conversations.c.id,
    conversations.c.intent,
    conversations.c.channel,
    conversations.c.language,
    *(conversations.c[metric] for metric in METRICS),
).where(
    conversations.c.role == "assistant",
    conversations.c.reply_to_id.is_not(None),
    conversations.c.id >= bindparam("first"),
    conversations.c.id < bindparam("end"),
)
_bucket = conversations.c.id // bindparam("span")
_FLAGS = (
    _LOGGED.with_only_columns(
        _bucket.label("bucket"),
        conversations.c.intent,
        conversations.c.channel,
        conversations.c.language,
        func.count().label("turns"),
        func.sum(case((conversations.c.flagged, 1), else_=0)).label("flagged"),
    )
    .group_by(
        text("bucket"), conversations.c.intent, conversations.c.channel, conversations.c.language
    )
    .order_by(text("bucket"))
)
_QUEUED = (
    _LOGGED.add_columns(
        priority_queue.c.sample_rate,
        priority_queue.c.blind,
        priority_queue.c.created_at,
        priority_queue.c.reviewed_at,
        URGENCY.label("urgency"),
    )
    .join(priority_queue, priority_queue.c.message_id == conversations.c.id)
    .order_by(conversations.c.id)
)
_SAID = (
    select(reviews.c.message_id, *(reviews.c[metric] for metric in METRICS))
    .where(reviews.c.message_id.in_(bindparam("keys", expanding=True)))
    .order_by(reviews.c.id)
)
_SAID_IN = (
    select(reviews.c.message_id, reviews.c.queue_id, *(reviews.c[metric] for metric in METRICS))
    .where(reviews.c.message_id >= bindparam("first"), reviews.c.message_id < bindparam("end"))
    .order_by(reviews.c.id)
)


def verdicts_on(tx: Tx, message_ids: Sequence[int]) -> dict[int, Verdicts]:
    """The verdicts on those of the given replies that have any."""
    return _count(tx.execute(_SAID, {"keys": list(message_ids)}))


def logged_turns(tx: Tx, period: Period) -> Iterator[ScoredTurn]:
    """Every answer of a period with its scores, oldest first."""
    for row in tx.execute(_LOGGED.order_by(conversations.c.id), period.keys()):
        yield _scored(row)


def count_turns(tx: Tx, period: Period) -> int:
    counted = _LOGGED.with_only_columns(func.count())
    return tx.execute(counted, period.keys()).scalar_one()


def flagged_over_time(tx: Tx, period: Period, days: int) -> tuple[Flagged, ...]:
    """How many answers were flagged, by spans of so many days and by where they were given."""
    span = timedelta(days=days)
    width = int(span.total_seconds() * 1000) * KEYS_A_MILLISECOND_OF_ALL
    return tuple(
        Flagged(
            begins=moment_of(row.bucket * width),
            intent=row.intent,
            channel=row.channel,
            language=row.language,
            turns=row.turns,
            flagged=int(row.flagged),
        )
        for row in tx.execute(_FLAGS, {**period.keys(), "span": width})
    )


def queued_turns(tx: Tx, period: Period) -> tuple[QueuedTurn, ...]:
    """The turns of a period that are or were in the queue, with what was said of them."""
    rows = tx.execute(_SAID_IN, period.keys()).all()
    said = _count(rows)
    first = {row.message_id: _overall(row._asdict()) for row in reversed(rows)}
    queued = tx.execute(_QUEUED, period.keys()).all()
    line = _Line([row for row in queued if row.sample_rate == 1 and row.reviewed_at is not None])
    return tuple(
        QueuedTurn(
            turn=_scored(row),
            drawn=row.sample_rate < 1,
            rate=row.sample_rate,
            flagged=not row.blind,
            reached=_is_reached(row, line),
            verdicts=said.get(row.id, {}),
            first=first.get(row.id),
        )
        for row in queued
    )


class _Line:
    """How far down the queue people came, as it stood at any moment."""

    def __init__(self, reviewed: Sequence[Any]) -> None:
        rows = sorted(reviewed, key=lambda row: row.reviewed_at)
        self._moments = [row.reviewed_at for row in rows]
        lowest = accumulate((row.urgency for row in reversed(rows)), min)
        self._lowest = list(lowest)[::-1]

    def after(self, moment: datetime) -> float:
        """The least urgent that was reviewed from then on; infinite where none was."""
        place = bisect_left(self._moments, moment)
        return float(self._lowest[place]) if place < len(self._lowest) else math.inf


def _is_reached(row: Any, line: _Line) -> bool:
    if row.sample_rate == 1:
        return row.reviewed_at is not None
    return not row.blind and row.urgency >= line.after(row.created_at)


def verdict_pairs(tx: Tx, period: Period) -> dict[str, list[tuple[Overall, Overall]]]:
    """What two reviewers said of the same turn, by metric and `overall`, the first one first; only
    where the second was asked whatever the first had said."""
    by_turn: defaultdict[int, list[Any]] = defaultdict(list)
    for row in tx.execute(_SAID_IN, period.keys()):
        if is_of_the_fifth(row.queue_id):
            by_turn[row.message_id].append(row._mapping)
    twice = [said[:2] for said in by_turn.values() if len(said) > 1]
    pairs: dict[str, list[tuple[Overall, Overall]]] = {
        metric: [(one[metric] or "unsure", other[metric] or "unsure") for one, other in twice]
        for metric in METRICS
    }
    pairs["overall"] = [(_overall(one), _overall(other)) for one, other in twice]
    return pairs


def _overall(said: Mapping[str, Any]) -> Overall:
    found = {said[metric] for metric in METRICS}
    return "bad" if "bad" in found else "unsure" if found != {"good"} else "good"


def _scored(row: Any) -> ScoredTurn:
    return ScoredTurn(
        message_id=row.id,
        intent=row.intent,
        channel=row.channel,
        language=row.language,
        scores={metric: getattr(row, metric) for metric in METRICS},
    )


def _count(rows: Any) -> dict[int, Verdicts]:
    counts: defaultdict[int, dict[str, list[int]]] = defaultdict(
        lambda: {metric: [0, 0] for metric in METRICS}
    )
    for row in rows:
        for metric in METRICS:
            said = row._mapping[metric]
            if said in ("good", "bad"):
                counts[row.message_id][metric][said == "bad"] += 1
    return {
        key: {metric: (good, bad) for metric, (good, bad) in found.items()}
        for key, found in counts.items()
    }
