"""What reviewers' labels say of the thresholds: what each review budget buys, which thresholds
would do better, and what they would have done to last week's log.

Proposes only; a lead decides. A place (an intent, a channel, a language) gets a threshold of its
own only where it has labels enough, and its curve is drawn towards that of all turns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.model import METRICS, Metric
from assistant.quality.calibration import Curve, fit, probability, without_slips
from assistant.quality.charts import Estimate
from assistant.quality.intervals import wilson
from assistant.quality.thresholds import THRESHOLDS, Approved, Limits, Place, limits_for

BUDGETS = (0.01, 0.02, 0.05, 0.1)
LEAST_PRECISION = 0.6
"""A threshold is proposed if surely at least this share of what it flags is bad."""
LEAST_CHANCE = 0.25
"""And if an answer right under it is bad with at least this chance."""
LEAST_LABELS, LEAST_BAD = 60, 12
_LEAST_FLAGGED = 15
_ROUNDS = 400
Scores = Mapping[Metric, float | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reviewed turn: its scores, which metrics people call bad (unsure ones are left out), and
    how many turns it stands for."""

    key: int
    place: Place
    scores: Scores
    bad: Mapping[Metric, bool]
    weight: float = 1.0

    @property
    def is_bad(self) -> bool:
        return any(self.bad.values())


@dataclass(frozen=True, slots=True)
class Logged:
    """A turn of the log, reviewed or not."""

    place: Place
    scores: Scores


@dataclass(frozen=True, slots=True)
class Budget:
    """What reviewing the likeliest share of turns finds."""

    share: float
    likelihood: float
    """Turns at least this likely to be bad are within the budget."""
    turns: int
    precision: Estimate
    recall: Estimate


@dataclass(frozen=True, slots=True)
class Proposal:
    """A threshold that the labels speak for. `promise` is the least precision to be expected: the
    lower bound of its interval."""

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

    @property
    def promise(self) -> float:
        return self.precision.low or 0.0


def curves_of(
    labelled: Sequence[Labelled], slips: Mapping[Metric, float] | None = None
) -> dict[Metric, Curve]:
    """A curve for each metric that has labels, over all places.

    Args:
        slips: how often reviewers err of each metric; their slips are taken out of the curves.
    """
    found = {metric: _curve(labelled, metric, None) for metric in METRICS}
    return {
        metric: without_slips(curve, (slips or {}).get(metric, 0.0))
        for metric, curve in found.items()
        if curve is not None
    }


def likelihood(scores: Scores, curves: Mapping[Metric, Curve]) -> float | None:
    """How likely a turn is bad by its worst metric: the faults of one turn come together, so their
    chances are not multiplied. None where no metric is calibrated and scored."""
    chances = [
        probability(curves[metric], score)
        for metric, score in scores.items()
        if metric in curves and score is not None
    ]
    return max(chances, default=None)


def budgets(
    labelled: Sequence[Labelled],
    logged: Sequence[Logged],
    curves: Mapping[Metric, Curve],
    shares: Sequence[float] = BUDGETS,
) -> tuple[Budget, ...]:
    """What each review budget would buy, if the likeliest turns were reviewed."""
    ranked = np.sort([likelihood(one.scores, curves) or 0.0 for one in logged])[::-1]
    found = []
    for share in shares:
        room = round(share * len(ranked))
        if not room or not labelled:
            continue
        cut = float(ranked[room - 1])
        inside = [(likelihood(one.scores, curves) or 0.0) >= cut for one in labelled]
        bad = [one.is_bad for one in labelled]
        weights = [one.weight for one in labelled]
        found.append(
            Budget(
                share,
                cut,
                room,
                _precision(inside, bad, weights),
                _recall(inside, bad, weights),
            )
        )
    return tuple(found)


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
        of_all = _curve(labelled, metric, None)
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
                if getattr(one.place, name) == value and _is_known(one, metric)
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
    mine = [one for one in labelled if place.holds(one.place) and _is_known(one, metric)]
    if len(mine) < LEAST_LABELS or sum(one.bad[metric] for one in mine) < LEAST_BAD:
        return None
    curve = of_all if place == Place() else _curve(mine, metric, of_all) or of_all
    scores = np.array([one.scores[metric] for one in mine], dtype=float)
    bad, weights = [one.bad[metric] for one in mine], [one.weight for one in mine]
    current = limits_for(approved, place).values[metric]
    best: tuple[float, Estimate] | None = None
    for value in _candidates(scores, current):
        inside = list(scores < value)
        if sum(inside) < _LEAST_FLAGGED:
            continue
        if probability(curve, float(scores[inside].max())) < LEAST_CHANCE:
            continue
        precision = _precision(inside, bad, weights)
        if (precision.low or 0.0) >= least_precision and (best is None or value > best[0]):
            best = value, precision
    is_learnt = any((one.metric, one.place) == (metric, place) for one in approved)
    if best is None or (best[0] == current and (is_learnt or place != Place())):
        return None
    value, precision = best
    here = [one.scores[metric] for one in logged if place.holds(one.place)]
    known = [score for score in here if score is not None]
    return Proposal(
        metric=metric,
        place=place,
        value=value,
        current=current,
        labels=len(mine),
        precision=precision,
        recall=_recall(list(scores < value), bad, weights),
        flagged=sum(score < value for score in known),
        flagged_now=sum(score < current for score in known),
        turns=len(here),
        curve=curve,
    )


def _candidates(scores: NDArray[np.float64], current: float) -> list[float]:
    """Between any two scores that occur, and what is in force."""
    values = np.unique(scores)
    between = [round(float(value), 4) for value in (values[:-1] + values[1:]) / 2]
    return sorted({*between, current})


def _curve(labelled: Sequence[Labelled], metric: Metric, of_all: Curve | None) -> Curve | None:
    mine = [one for one in labelled if _is_known(one, metric)]
    if not mine:
        return None
    # Who is looked at depends on the scores, so of one score the looked at are like the others.
    scores = [one.scores[metric] or 0.0 for one in mine]
    return fit(scores, [one.bad[metric] for one in mine], of_all=of_all)


def _is_known(one: Labelled, metric: Metric) -> bool:
    return metric in one.bad and one.scores.get(metric) is not None and one.weight > 0


def _precision(inside: Sequence[bool], bad: Sequence[bool], weights: Sequence[float]) -> Estimate:
    """The share of bad ones among the flagged, each weighing as many turns as it stands for."""
    taken = np.asarray(inside, dtype=bool)
    w, y = np.asarray(weights, dtype=float)[taken], np.asarray(bad, dtype=float)[taken]
    n, total = int(taken.sum()), len(taken)
    if not n or not w.sum():
        return Estimate("precision", None, None, None, 0, total)
    share = float((w * y).sum() / w.sum())
    effective = float(w.sum() ** 2 / (w * w).sum())
    bounds = wilson(min(share * effective, effective), effective)
    return Estimate("precision", share, bounds.low, bounds.high, n, total)


def _recall(inside: Sequence[bool], bad: Sequence[bool], weights: Sequence[float]) -> Estimate:
    """The share of the bad turns that is flagged, by the bootstrap over reviewed turns."""
    taken, y = np.asarray(inside, dtype=bool), np.asarray(bad, dtype=bool)
    w = np.asarray(weights, dtype=float)
    n = int(y.sum())
    if not n or not (w * y).sum():
        return Estimate("recall", None, None, None, 0, len(y))
    draw = np.random.default_rng(0)
    found = []
    for _ in range(_ROUNDS):
        rows = draw.integers(0, len(y), len(y))
        whole = float((w[rows] * y[rows]).sum())
        if whole:
            found.append(float((w[rows] * y[rows] * taken[rows]).sum()) / whole)
    low, high = np.quantile(found, (0.025, 0.975))
    value = float((w * y * taken).sum() / (w * y).sum())
    return Estimate("recall", value, float(low), float(high), n, len(y))


def flagged_by(logged: Sequence[Logged], approved: Sequence[Approved]) -> int:
    """How many turns of a log would be flagged by these thresholds (a dry run)."""
    return sum(_is_flagged(one, limits_for(approved, one.place)) for one in logged)


def _is_flagged(one: Logged, limits: Limits) -> bool:
    return any(
        score is not None and score < limits.values[metric] for metric, score in one.scores.items()
    )


def shipped_flags(one: Logged) -> bool:
    return _is_flagged(one, Limits(THRESHOLDS))
