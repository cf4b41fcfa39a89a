"""Figures of a run with their intervals, and the difference between two runs on the same rows.

A figure is called METRIC.STATISTIC, "grounding.auroc", and may be narrowed to a slice,
"grounding.auroc@language=hi". What is not defined on the rows at hand is None, never zero.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from assistant.quality.charts import Estimate
from evals.runs import Measure, RunRow
from evals.statistics import Interval, auroc, wilson

ROUNDS = 1000
_FEWEST = 2
"""Rows from which anything can be drawn anew; of one, every draw is the same."""
_Flat = NDArray[np.float64]


class FigureError(ValueError):
    """No figure is called so; says what there is."""


@dataclass(frozen=True, slots=True)
class Column:
    """One metric of many rows as arrays; NaN where something was not measured."""

    score: _Flat
    bad: _Flat
    right: _Flat
    clean: _Flat
    """1 where it was scored and not flagged, 0 where it was flagged."""

    def at(self, rows: NDArray[Any]) -> "Column":
        return Column(self.score[rows], self.bad[rows], self.right[rows], self.clean[rows])

    def __len__(self) -> int:
        return len(self.score)


@dataclass(frozen=True, slots=True)
class Difference:
    """B less A on the rows that both have; `p` is the chance of so much if they were alike."""

    a: float
    b: float
    difference: float
    interval: Interval
    p: float
    test: str
    n: int


def column(rows: Iterable[RunRow], metric: str) -> Column:
    """The rows that measure a metric."""
    found = [row.measures[metric] for row in rows if metric in row.measures]
    score, bad, right = (_array(found, name) for name in ("score", "bad", "right"))
    return Column(score, bad, right, np.array([_clean(one) for one in found], dtype=float))


def _clean(one: Measure) -> float:
    return math.nan if one.score is None or one.flagged is None else float(not one.flagged)


def _array(measures: Sequence[Measure], name: str) -> _Flat:
    values = [getattr(one, name) for one in measures]
    return np.array([math.nan if value is None else value for value in values], dtype=float)


def _auroc(of: Column) -> float | None:
    known = ~(np.isnan(of.score) | np.isnan(of.bad))
    return auroc(cast(Any, of.bad[known] > 0), cast(Any, -of.score[known]))


def _mean(values: _Flat) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def _counts(of: Column) -> tuple[int, int, int, int]:
    """Hits, misses, false alarms, passes: a bad row that is right was flagged."""
    known = ~(np.isnan(of.bad) | np.isnan(of.right))
    bad, right = of.bad[known] > 0, of.right[known] > 0
    pairs = (bad & right, bad & ~right, ~bad & ~right, ~bad & right)
    hits, misses, alarms, passes = (int(one.sum()) for one in pairs)
    return hits, misses, alarms, passes


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _balanced(of: Column) -> float | None:
    hits, misses, alarms, passes = _counts(of)
    if not hits + misses or not alarms + passes:
        return None
    return (hits / (hits + misses) + passes / (alarms + passes)) / 2


def _f1(of: Column) -> float | None:
    hits, misses, alarms, _ = _counts(of)
    return _share(2 * hits, 2 * hits + misses + alarms)


STATISTICS: Mapping[str, Callable[[Column], float | None]] = {
    "auroc": _auroc,
    "bacc": _balanced,
    "f1": _f1,
    "accuracy": lambda of: _mean(of.right),
    "precision": lambda of: _share(_counts(of)[0], _counts(of)[0] + _counts(of)[2]),
    "recall": lambda of: _share(_counts(of)[0], _counts(of)[0] + _counts(of)[1]),
    "clean": lambda of: _mean(of.clean),
    "mean": lambda of: _mean(of.score),
}
"""`clean` is the share of scored answers that are not under their threshold: what a bot is judged
by, where the others judge the scorers."""
_SHARES: Mapping[str, Callable[[Column], tuple[int, int]]] = {
    "accuracy": lambda of: (int(np.nansum(of.right)), int((~np.isnan(of.right)).sum())),
    "precision": lambda of: (_counts(of)[0], _counts(of)[0] + _counts(of)[2]),
    "recall": lambda of: (_counts(of)[0], _counts(of)[0] + _counts(of)[1]),
    "clean": lambda of: (int(np.nansum(of.clean)), int((~np.isnan(of.clean)).sum())),
}
"""Statistics that are plain shares have Wilson's interval, the others the bootstrap's."""


def metrics_of(rows: Iterable[RunRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows for name in row.measures))


def figures_of(rows: Sequence[RunRow], metric: str) -> tuple[str, ...]:
    """The figures that say most of a metric: where people judged, how far it agrees with them;
    where a row simply passes or fails, how often; else its mean. Where people have not judged all,
    also how many are clean; where they chose what to judge, that would say nothing."""
    of = column(rows, metric)
    names: tuple[str, ...] = ()
    if np.isnan(of.bad).any() and not np.isnan(of.clean).all():
        names = ("clean",)
    if not np.isnan(of.bad).all():
        names += ("auroc", "bacc", "accuracy", "recall", "precision")
    elif not np.isnan(of.right).all():
        names += ("accuracy",)
    else:
        names += ("mean",)
    return tuple(f"{metric}.{name}" for name in names if STATISTICS[name](of) is not None)


def decisive_of(rows: Sequence[RunRow], metric: str) -> tuple[str, ...]:
    """The few figures of a metric on which two runs are compared."""
    wanted = ("clean", "auroc", "accuracy", "mean")
    return tuple(one for one in figures_of(rows, metric) if one.rpartition(".")[2] in wanted)


def find(name: str, rows: Sequence[RunRow]) -> tuple[str, str, list[RunRow]]:
    """The metric, the statistic and the rows that a figure's name means.

    Raises:
        FigureError: there is no such metric, statistic or slice.
    """
    figure, _, where = name.removeprefix("metrics.").partition("@")
    metrics = metrics_of(rows)
    metric, _, statistic = figure.rpartition(".")
    if not metric and len(metrics) == 1:
        metric = metrics[0]
    if metric not in metrics or statistic not in STATISTICS:
        known = ", ".join(one for each in metrics for one in _defined(rows, each)) or "nothing"
        raise FigureError(f"no figure is called {name!r}; there is {known}")
    if not where:
        return metric, statistic, list(rows)
    kind, _, value = where.partition("=")
    found = [row for row in rows if row.slices.get(kind) == value]
    if not found:
        raise FigureError(f"no row has {where}")
    return metric, statistic, found


def _defined(rows: Sequence[RunRow], metric: str) -> list[str]:
    of = column(rows, metric)
    return [f"{metric}.{name}" for name, judge in STATISTICS.items() if judge(of) is not None]


def estimate(rows: Sequence[RunRow], metric: str, statistic: str, label: str = "") -> Estimate:
    """A figure with its 95 % interval. `n` rows entered it, of `total` that measure the metric."""
    of = column(rows, metric)
    value = STATISTICS[statistic](of)
    label = label or f"{metric}.{statistic}"
    if value is None:
        return Estimate(label, None, None, None, 0, len(of))
    if statistic in _SHARES:
        part, whole = _SHARES[statistic](of)
        share = wilson(part, whole)
        return Estimate(label, value, share.low, share.high, whole, len(of))
    of, total = of.at(_enter(of, statistic)), len(of)
    bounds = _bootstrap(of, STATISTICS[statistic])
    if bounds is not None and bounds.low == bounds.high and statistic != "mean":
        bounds = flawless(value, of.bad)
    low, high = (bounds.low, bounds.high) if bounds else (None, None)
    return Estimate(label, value, low, high, len(of), total)


def _enter(of: Column, statistic: str) -> NDArray[np.bool_]:
    """The rows that a statistic can use."""
    needs = {
        "mean": (of.score,),
        "accuracy": (of.right,),
        "clean": (of.clean,),
        "auroc": (of.score, of.bad),
    }
    known = [~np.isnan(values) for values in needs.get(statistic, (of.bad, of.right))]
    return np.asarray(np.logical_and.reduce(known), dtype=bool)


def _bootstrap(of: Column, statistic: Callable[[Column], float | None]) -> Interval | None:
    if len(of) < _FEWEST:
        return None
    draw = np.random.default_rng(0)
    found = [statistic(of.at(draw.integers(0, len(of), len(of)))) for _ in range(ROUNDS)]
    known = [value for value in found if value is not None]
    if not known:
        return None
    low, high = np.quantile(known, (0.025, 0.975))
    return Interval(float(low), float(high))


def flawless(value: float, bad: Iterable[float]) -> Interval:
    """The interval of a figure that no resample changes, such as an AUROC of 1: as sure as so many
    rows of the rarer kind make a share, and no surer."""
    kinds = [one > 0 for one in bad]
    rarer = min(sum(kinds), len(kinds) - sum(kinds))
    return wilson(value * rarer, rarer)


def differ(
    a: Sequence[RunRow], b: Sequence[RunRow], metric: str, statistic: str
) -> Difference | None:
    """What B makes better than A, row against row (paired bootstrap, Efron 1979; shares of rows
    that are right by McNemar's exact test, 1947). None on one row, and
    where either has no such figure.

    Args:
        a, b: the same rows in the same order, all of which measure the metric.
    """
    one, other = column(a, metric), column(b, metric)
    judge = STATISTICS[statistic]
    known = _enter(one, statistic) & _enter(other, statistic)
    one, other = one.at(known), other.at(known)
    before, after = judge(one), judge(other)
    if before is None or after is None or len(one) < _FEWEST:
        return None
    draw = np.random.default_rng(0)
    found = []
    for _ in range(ROUNDS):
        rows = draw.integers(0, len(one), len(one))
        was, became = judge(one.at(rows)), judge(other.at(rows))
        if was is not None and became is not None:
            found.append(became - was)
    low, high = np.quantile(found, (0.025, 0.975)) if found else (math.nan, math.nan)
    if statistic in ("accuracy", "clean"):
        name = "right" if statistic == "accuracy" else "clean"
        p, test = mcnemar(getattr(one, name), getattr(other, name)), "McNemar, exact"
    else:
        p, test = _sign_chance(np.array(found)), f"paired bootstrap, {ROUNDS} rounds"
    span = Interval(float(low), float(high))
    return Difference(before, after, after - before, span, p, test, len(one))


def _sign_chance(differences: _Flat) -> float:
    """Twice the share of resamples on the wrong side of zero; never nothing."""
    if not len(differences) or not differences.any():
        return 1.0
    least = min((differences <= 0).sum(), (differences >= 0).sum())
    return min(1.0, 2 * (int(least) + 1) / (len(differences) + 1))


def mcnemar(one: _Flat, other: _Flat) -> float:
    """The exact two-sided chance of so uneven a split of the rows on which the two disagree."""
    better, worse = int(((one == 0) & (other == 1)).sum()), int(((one == 1) & (other == 0)).sum())
    trials = better + worse
    tail = sum(math.comb(trials, count) for count in range(min(better, worse) + 1))
    return min(1.0, float(2 * tail / 2**trials))


def holm(chances: Mapping[str, float]) -> dict[str, float]:
    """Chances made fit for being looked at together (Holm 1979)."""
    adjusted: dict[str, float] = {}
    floor = 0.0
    ordered = sorted(chances.items(), key=lambda pair: pair[1])
    for place, (name, chance) in enumerate(ordered):
        floor = max(floor, min(1.0, chance * (len(ordered) - place)))
        adjusted[name] = floor
    return adjusted
