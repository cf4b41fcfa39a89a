"""Figures that judge scores against labels. Bad is the positive class throughout.

What cannot be computed (one class only, no spread) is None, never a flattering number.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def is_label(value: object) -> bool:
    """Whether a value can be a label: a number or truth value in 0 to 1."""
    return isinstance(value, bool | int | float) and 0 <= value <= 1


def ranks(values: Sequence[float]) -> Floats:
    """Ranks from 1, ties sharing their mean."""
    array = np.asarray(values, dtype=np.float64)
    order = np.argsort(array, kind="stable")
    found = np.empty(len(array), dtype=np.float64)
    found[order] = np.arange(1, len(array) + 1)
    _, inverse, counts = np.unique(array, return_inverse=True, return_counts=True)
    sums = np.bincount(inverse, weights=found)
    shared: Floats = (sums / counts)[inverse]
    return shared


def auroc(bad: Sequence[bool], badness: Sequence[float]) -> float | None:
    """How often a bad one looks worse than a good one, ties counting half (Mann-Whitney)."""
    positive = sum(bad)
    negative = len(bad) - positive
    if not positive or not negative:
        return None
    total = float(ranks(badness)[np.asarray(bad)].sum())
    return (total - positive * (positive + 1) / 2) / (positive * negative)


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Rank correlation."""
    if len(one) < 2:
        return None
    first, second = ranks(one), ranks(other)
    if first.std() == 0 or second.std() == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def decisions(bad: Sequence[bool], called: Sequence[bool]) -> dict[str, float | None]:
    """Balanced accuracy, F1 and accuracy of calling things bad."""
    hit = sum(b and c for b, c in zip(bad, called, strict=True))
    false = sum(c and not b for b, c in zip(bad, called, strict=True))
    positive, negative = sum(bad), len(bad) - sum(bad)
    missed = positive - hit
    bacc = None
    if positive and negative:
        bacc = (hit / positive + (negative - false) / negative) / 2
    return {
        "bacc": bacc,
        "f1": 2 * hit / (2 * hit + false + missed) if hit + false + missed else None,
        "accuracy": (hit + negative - false) / len(bad) if bad else None,
    }


def wilson(successes: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927); (0, 1) of nothing."""
    if not n:
        return 0.0, 1.0
    share = successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0 to 1) of the values lie."""
    return float(np.quantile(np.asarray(values), share)) if values else None
