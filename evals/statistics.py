"""The statistics that evaluations report, on plain sequences of numbers.

Each function says what it gives where it is not defined (None); nothing here knows what is counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.quality.intervals import Interval as Interval
from assistant.quality.intervals import wilson as wilson

Numbers = Sequence[float]


def ranks(values: Numbers) -> NDArray[np.float64]:
    """Ranks from 1; equal values share the mean of their ranks."""
    array = np.asarray(values, dtype=float)
    _, inverse, counts = np.unique(array, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=float)


def auroc(is_positive: Sequence[bool], scores: Numbers) -> float | None:
    """The chance that a positive outscores a negative, ties counting half (Mann-Whitney U).

    None where one of the two classes is empty.
    """
    positive = np.asarray(is_positive, dtype=bool)
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    if not n_positive or not n_negative:
        return None
    wins = ranks(scores)[positive].sum() - n_positive * (n_positive + 1) / 2
    return float(wins / (n_positive * n_negative))


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of a yes/no decision against the truth."""

    hits: int
    misses: int
    false_alarms: int
    passes: int

    @property
    def recall(self) -> float | None:
        return _share(self.hits, self.hits + self.misses)

    @property
    def specificity(self) -> float | None:
        return _share(self.passes, self.passes + self.false_alarms)

    @property
    def precision(self) -> float | None:
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def accuracy(self) -> float | None:
        total = self.hits + self.misses + self.false_alarms + self.passes
        return _share(self.hits + self.passes, total)

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean of recall and specificity; None where one of the classes is empty."""
        if self.recall is None or self.specificity is None:
            return None
        return (self.recall + self.specificity) / 2

    @property
    def f1(self) -> float | None:
        """None where nothing is positive and nothing was called so."""
        return _share(2 * self.hits, 2 * self.hits + self.misses + self.false_alarms)


def confusion(is_positive: Sequence[bool], is_flagged: Sequence[bool]) -> Confusion:
    """The counts of a decision.

    Raises:
        ValueError: the sequences differ in length.
    """
    pairs = list(zip(is_positive, is_flagged, strict=True))
    return Confusion(
        hits=pairs.count((True, True)),
        misses=pairs.count((True, False)),
        false_alarms=pairs.count((False, True)),
        passes=pairs.count((False, False)),
    )


def macro_f1(truth: Sequence[Any], said: Sequence[Any]) -> float | None:
    """The mean F1 of the labels that occur in the truth; None without rows."""
    found = [
        confusion([one == label for one in truth], [one == label for one in said]).f1 or 0.0
        for label in sorted(set(truth))
    ]
    return sum(found) / len(found) if found else None


def spearman(one: Numbers, other: Numbers) -> float | None:
    """Rank correlation with ties (Pearson's on mean ranks); None where a side does not vary."""
    if len(one) < 2 or len(set(one)) < 2 or len(set(other)) < 2:
        return None
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def expected_calibration_error(
    probabilities: Numbers, outcomes: Sequence[bool], bins: int = 10
) -> float | None:
    """The mean gap between stated and true frequency over equal bins (Naeini et al., 2015)."""
    if not probabilities:
        return None
    stated = np.asarray(probabilities, dtype=float)
    happened = np.asarray(outcomes, dtype=float)
    which = np.minimum((stated * bins).astype(int), bins - 1)
    gaps = [abs(float((happened[which == b] - stated[which == b]).sum())) for b in range(bins)]
    return sum(gaps) / len(stated)


def percentile(values: Numbers, share: float) -> float | None:
    """The value below which `share` (0 to 1) of all lie, linearly between neighbours."""
    return float(np.quantile(np.asarray(values, dtype=float), share)) if values else None


def bootstrap(
    rows: Sequence[Any],
    statistic: Callable[[Sequence[Any]], float | None],
    seed: int = 0,
    rounds: int = 1000,
    level: float = 0.95,
) -> Interval | None:
    """The percentile interval of a statistic over rows drawn with replacement (Efron 1979).

    Rounds in which the statistic is not defined are left out; None where it never is.
    """
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(rounds):
        value = statistic([rows[at] for at in draw.integers(0, len(rows), len(rows))])
        if value is not None:
            found.append(value)
    if not found:
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(found, (tail, 1 - tail))
    return Interval(float(low), float(high))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
