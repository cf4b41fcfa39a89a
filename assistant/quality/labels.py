"""Reviewers' labels, and what they say of scores: how likely a score is bad, and how precise and
how complete a choice of turns would be.

Whoever was chosen for what the machine thought of it stands for itself, whoever chance drew for all
the others (`sampling`). Proposes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.model import METRICS, Metric
from assistant.quality.calibration import Curve, fit, probability, without_slips
from assistant.quality.charts import Estimate
from assistant.quality.sampling import Seen, share_bad
from assistant.quality.thresholds import Place

_ROUNDS = 400
Scores = Mapping[Metric, float | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reviewed turn: its scores and which metrics people call bad (unsure ones are left out).
    `rate`: how likely chance was to draw it; None where it was not chance that brought it up.
    `weight`: for how many turns like it, flagged or not, it speaks when curves are fitted."""

    key: int
    place: Place
    scores: Scores
    bad: Mapping[Metric, bool]
    rate: float | None = None
    weight: float = 1.0

    @property
    def is_bad(self) -> bool:
        return any(self.bad.values())


@dataclass(frozen=True, slots=True)
class Logged:
    """A turn of the log, reviewed or not."""

    place: Place
    scores: Scores


def curves_of(
    labelled: Sequence[Labelled], slips: Mapping[Metric, float] | None = None
) -> dict[Metric, Curve]:
    """A curve for each metric that has labels, over all places.

    Args:
        slips: how often reviewers err of each metric; their slips are taken out of the curves.
    """
    found = {metric: curve_of(labelled, metric, None) for metric in METRICS}
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


def curve_of(labelled: Sequence[Labelled], metric: Metric, of_all: Curve | None) -> Curve | None:
    """The curve of a metric, drawn towards that of all turns; None where it has no labels."""
    mine = [one for one in labelled if is_known(one, metric)]
    if not mine:
        return None
    # Of one score and alike flagged or not, the looked at are like the others; what was flagged for
    # another metric's sake is not like what nothing speaks against.
    scores = [one.scores[metric] or 0.0 for one in mine]
    weights = [one.weight for one in mine]
    return fit(scores, [one.bad[metric] for one in mine], weights, of_all)


def is_known(one: Labelled, metric: Metric) -> bool:
    """Whether a metric was both scored and judged."""
    return metric in one.bad and one.scores.get(metric) is not None


def precision_of(
    seen: Sequence[Seen], turns: int, total: int, among: int | None = None
) -> Estimate:
    """The share of bad ones among so many flagged turns, by those of them that were seen."""
    if not seen:
        return Estimate("precision", None, None, None, 0, total)
    found = share_bad(max(turns, len(seen)), seen, among=among)
    return Estimate(
        "precision", found.value, found.interval.low, found.interval.high, len(seen), total
    )


def weights_of(labelled: Sequence[Labelled], turns: int) -> list[float]:
    """How many turns each label stands for: itself, or all that nobody chose, if it was drawn."""
    others = turns - sum(one.rate is None for one in labelled)
    drawn = sum(1 / one.rate for one in labelled if one.rate is not None)
    return [1.0 if one.rate is None else max(1.0, others / (one.rate * drawn)) for one in labelled]


def recall_of(inside: Sequence[bool], bad: Sequence[bool], weights: Sequence[float]) -> Estimate:
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
