"""What reviewers' labels say of the thresholds: what each review budget buys, which thresholds
would do better, and what they would have done to last week's log.

Proposes only; a lead decides. A place (an intent, a channel, a language) gets a threshold of its
own only where it has labels enough, and its curve is drawn towards that of all turns.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.model import METRICS, Metric
from assistant.quality.calibration import Curve, probability, without_slips
from assistant.quality.charts import Estimate
from assistant.quality.intervals import cautious, joined
from assistant.quality.labels import (
    Labelled,
    Logged,
    curve_of,
    is_known,
    likelihood,
    precision_of,
    recall_of,
    weights_of,
)
from assistant.quality.sampling import Seen
from assistant.quality.thresholds import THRESHOLDS, Approved, Limits, Place, limits_for

BUDGETS = (0.01, 0.02, 0.05, 0.1)
LEAST_PRECISION = 0.6
"""A threshold is proposed if surely at least this share of what it flags is bad."""
LEAST_CHANCE = 0.25
"""And if an answer right under it is bad with at least this chance."""
LEAST_LABELS, LEAST_BAD = 60, 12
AHEAD = 0.25
"""What is promised is promised of as many turns as this share of those that would have been flagged
in the time the labels are from."""
_LEAST_FLAGGED = 15
_MOST_CANDIDATES = 80


@dataclass(frozen=True, slots=True)
class Budget:
    """What reviewing the likeliest share of turns finds."""

    share: float
    likelihood: float
    """Turns likelier than this to be bad are within the budget, and some of those as likely."""
    turns: int
    precision: Estimate
    recall: Estimate


@dataclass(frozen=True, slots=True)
class Proposal:
    """A threshold that one half of the labels speaks for, and what the other half says of it.

    Its figures are those of the turns that it would decide: where a narrower threshold is in force,
    that one goes on deciding. `promise` is the least precision to be expected of the next turns
    that it flags, about as many as a week of four brings: unsure like the labels, and like so small
    a number."""

    metric: Metric
    place: Place
    value: float
    current: float
    labels: int
    precision: Estimate
    recall: Estimate
    flagged: int
    flagged_now: int
    turns: int
    curve: Curve
    promise: float


def budgets(
    labelled: Sequence[Labelled],
    logged: Sequence[Logged],
    curves: Mapping[Metric, Curve],
    shares: Sequence[float] = BUDGETS,
) -> tuple[Budget, ...]:
    """What each review budget would buy, if the likeliest turns were reviewed."""
    ranked = np.sort([likelihood(one.scores, curves) or 0.0 for one in logged])[::-1]
    weights = weights_of(labelled, len(ranked))
    found = []
    for share in shares:
        room = round(share * len(ranked))
        if not room or not labelled:
            continue
        cut = float(ranked[room - 1])
        left = room - int((ranked > cut).sum())
        inside = _within(labelled, curves, cut, left / int((ranked == cut).sum()))
        bad = [one.is_bad for one in labelled]
        seen = [
            Seen(one.is_bad, one.rate) for one, taken in zip(labelled, inside, strict=True) if taken
        ]
        precision = precision_of(seen, room, len(labelled))
        found.append(Budget(share, cut, room, precision, recall_of(inside, bad, weights)))
    return tuple(found)


def _within(
    labelled: Sequence[Labelled], curves: Mapping[Metric, Curve], cut: float, share: float
) -> list[bool]:
    """Which labelled turns a budget reaches: all that are likelier bad than the cut, and of those
    at it, among whom nothing chooses, such a share, whichever a hash of their keys puts first."""
    chances = [likelihood(one.scores, curves) or 0.0 for one in labelled]
    tied = [at for at, chance in enumerate(chances) if chance == cut]
    tied.sort(key=lambda at: (_mixed(labelled[at].key), labelled[at].key))
    taken = frozenset(tied[: round(share * len(tied))])
    return [chance > cut or at in taken for at, chance in enumerate(chances)]


def _mixed(key: int) -> int:
    """Keys grow with time; their order in this says nothing (Knuth, TAOCP 3, 6.4)."""
    return key * 2_654_435_761 % 2**32


def propose(
    labelled: Sequence[Labelled],
    logged: Sequence[Logged],
    approved: Sequence[Approved] = (),
    least_precision: float = LEAST_PRECISION,
    slips: Mapping[Metric, float] | None = None,
) -> tuple[Proposal, ...]:
    """Thresholds better than those in force, for all turns and for places with labels enough.

    Args:
        slips: how often reviewers err of each metric; taken out of the curves, but not out of
            what is promised, which they can only make look worse.
    """
    found = []
    for metric in METRICS:
        of_all = curve_of(labelled, metric, None)
        if of_all is None:
            continue
        for place in (Place(), *_places(labelled, metric)):
            one = _propose(metric, place, labelled, logged, approved, of_all, least_precision)
            if one is not None:
                clean = without_slips(one.curve, (slips or {}).get(metric, 0.0))
                found.append(replace(one, curve=clean))
    return tuple(found)


def _places(labelled: Sequence[Labelled], metric: Metric) -> list[Place]:
    """Every single intent, channel and language with labels enough to speak for itself."""
    found = []
    for name in ("intent", "channel", "language"):
        values = sorted({value for one in labelled if (value := getattr(one.place, name))})
        for value in values:
            mine = [
                one
                for one in labelled
                if getattr(one.place, name) == value and is_known(one, metric)
            ]
            enough = len(mine) >= LEAST_LABELS and sum(o.bad[metric] for o in mine) >= LEAST_BAD
            if enough and len(values) > 1:
                found.append(Place(**{name: value}))
    return found


def _propose(
    metric: Metric,
    place: Place,
    labelled: Sequence[Labelled],
    logged: Sequence[Logged],
    approved: Sequence[Approved],
    of_all: Curve,
    least_precision: float,
) -> Proposal | None:
    """The highest threshold of surely enough precision; None without one that differs. The first
    one for all turns may be the shipped one, for the sake of its curve."""
    decides = _decides(metric, place, approved)
    mine = [one for one in labelled if decides(one.place) and is_known(one, metric)]
    if len(mine) < LEAST_LABELS or sum(one.bad[metric] for one in mine) < LEAST_BAD:
        return None
    here = [one.scores[metric] for one in logged if decides(one.place)]
    field = _Field.of(metric, mine, [score for score in here if score is not None])
    curve = of_all if place == Place() else curve_of(mine, metric, of_all) or of_all
    current = limits_for(approved, place).values[metric]
    value = _choose(field, current, curve, least_precision)
    is_learnt = any((one.metric, one.place) == (metric, place) for one in approved)
    if value is None or (value == current and (is_learnt or place != Place())):
        return None
    precision = field.precision(value, half=1)
    flagged = field.flagged(value)
    return Proposal(
        metric=metric,
        place=place,
        value=value,
        current=current,
        labels=len(mine),
        precision=precision,
        recall=recall_of(list(field.scores < value), field.bad, weights_of(mine, len(here))),
        flagged=flagged,
        flagged_now=field.flagged(current),
        turns=len(here),
        curve=curve,
        promise=_promise(precision, max(1, round(flagged * AHEAD))),
    )


def _decides(metric: Metric, place: Place, approved: Sequence[Approved]) -> Callable[[Place], bool]:
    """Whether a threshold for the place decides a turn: it holds there, and none that is in force
    is narrower."""
    narrower = [
        one.place for one in approved
        if one.metric == metric and one.place.narrowness() > place.narrowness()
    ]  # fmt: skip
    return lambda turn: place.holds(turn) and not any(one.holds(turn) for one in narrower)


@dataclass(frozen=True, slots=True)
class _Field:
    """The labels of a metric in a place, in halves: one chooses, the other says what was chosen is
    worth. Who chose would find it better than it is."""

    scores: NDArray[np.float64]
    bad: list[bool]
    rates: list[float | None]
    logged: NDArray[np.float64]
    """All scores of the place in order, reviewed or not."""

    @classmethod
    def of(cls, metric: Metric, mine: Sequence[Labelled], logged: Sequence[float]) -> "_Field":
        return cls(
            np.array([one.scores[metric] for one in mine], dtype=float),
            [one.bad[metric] for one in mine],
            [one.rate for one in mine],
            np.sort(np.array(logged, dtype=float)),
        )

    def flagged(self, value: float) -> int:
        return int(np.searchsorted(self.logged, value))

    def precision(self, value: float, half: int) -> Estimate:
        """The share of bad ones among all turns under a threshold, by one half of the labels."""
        inside = np.flatnonzero(self.scores < value)
        among = sum(self.rates[place] is None for place in inside)
        seen = [Seen(self.bad[at], self.rates[at]) for at in inside if at % 2 == half]
        return precision_of(seen, self.flagged(value), len(self.scores), among)

    def candidates(self, current: float) -> list[float]:
        """Between any two scores that occur (of many, every so many), and what is in force."""
        values = np.unique(self.scores)
        between = ((values[:-1] + values[1:]) / 2)[:: 1 + len(values) // _MOST_CANDIDATES]
        return sorted({*(round(float(value), 4) for value in between), current})


def _choose(field: _Field, current: float, curve: Curve, least_precision: float) -> float | None:
    """The highest threshold that is surely precise enough by the first half of the labels."""
    best = None
    for value in field.candidates(current):
        inside = field.scores[field.scores < value]
        if len(inside) < _LEAST_FLAGGED or probability(curve, float(inside.max())) < LEAST_CHANCE:
            continue
        if (field.precision(value, half=0).low or 0.0) >= least_precision:
            best = value
    return best


def _promise(precision: Estimate, ahead: int) -> float:
    """The least share of bad ones to be expected among so many turns that are not known yet."""
    if precision.value is None or precision.low is None:
        return 0.0
    sample = cautious(precision.value * ahead, ahead)
    ends = [(precision.low, precision.value), (sample.low, precision.value)]
    return max(0.0, joined(precision.value, ends).low)


def flagged_by(logged: Sequence[Logged], approved: Sequence[Approved]) -> int:
    """How many turns of a log would be flagged by these thresholds (a dry run)."""
    return sum(_is_flagged(one, limits_for(approved, one.place)) for one in logged)


def _is_flagged(one: Logged, limits: Limits) -> bool:
    return any(
        score is not None and score < limits.values[metric] for metric, score in one.scores.items()
    )


def shipped_flags(one: Logged) -> bool:
    return _is_flagged(one, Limits(THRESHOLDS))
