"""Where a score turns bad, per metric: as shipped, and as a lead has approved since.

An approved threshold may hold for one intent, channel or language only; the narrowest that fits a
turn counts. One approved for other scorers than these is not looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.model import METRICS, Metric, Score, Scores
from assistant.quality.calibration import Curve

THRESHOLDS: dict[Metric, float] = {"grounding": 0.965, "faithfulness": 0.965, "relevancy": 0.5}
"""A score below its threshold is bad; the first two allow one slip in thirty facts at most."""

VERSION = "quality-15"
"""Changes whenever any scorer's result may change."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a turn happened, or for which turns something holds; None: for all."""

    intent: str | None = None
    channel: str | None = None
    language: str | None = None

    def holds(self, turn: "Place") -> bool:
        pairs = (
            (self.intent, turn.intent),
            (self.channel, turn.channel),
            (self.language, turn.language),
        )
        return all(mine is None or mine == other for mine, other in pairs)

    def narrowness(self) -> tuple[int, bool, bool]:
        """More said is narrower; of equally much, an intent says more than a language."""
        said = [part is not None for part in (self.intent, self.channel, self.language)]
        return sum(said), self.intent is not None, self.language is not None

    def __str__(self) -> str:
        said = [part for part in (self.intent, self.channel, self.language) if part]
        return ", ".join(said) or "all turns"


@dataclass(frozen=True, slots=True)
class Approved:
    """A threshold that a lead has approved, and what reviewers' labels make of scores there."""

    metric: Metric
    value: float
    place: Place
    curve: Curve


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of one turn, and of the metrics that were calibrated the curves."""

    values: Mapping[Metric, float]
    curves: Mapping[Metric, Curve] = field(default_factory=dict)


SHIPPED = Limits(THRESHOLDS)


def limits_for(approved: Iterable[Approved], turn: Place) -> Limits:
    """What holds for a turn; where nothing was approved, what was shipped."""
    fitting = sorted(
        (one for one in approved if one.place.holds(turn)), key=lambda one: one.place.narrowness()
    )
    if not fitting:
        return SHIPPED
    found = {one.metric: one for one in fitting}
    values = {m: found[m].value if m in found else THRESHOLDS[m] for m in METRICS}
    return Limits(values, {metric: one.curve for metric, one in found.items()})


def is_bad(scores: Scores, limits: Limits = SHIPPED) -> bool:
    """Whether any metric lies below its threshold; what is unscored is not bad."""
    return any(is_low(getattr(scores, metric), value) for metric, value in limits.values.items())


def is_low(score: Score, threshold: float) -> bool:
    return score.value is not None and score.value < threshold
