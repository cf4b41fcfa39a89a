"""Confidence intervals, and how two of them join; plain numbers in and out."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z = 1.959963984540054
"""Of 95 %."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends of a confidence interval."""

    low: float
    high: float


def wilson(successes: float, total: float, z: float = Z) -> Interval:
    """The score interval of a share (Wilson 1927), 95 % by default; (0, 1) where nothing was tried.
    Weighted counts do as well, as the effective number of tries (Kish 1965).

    Raises:
        ValueError: successes outside 0..total.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes of {total}")
    if total == 0:
        return Interval(0.0, 1.0)
    share = successes / total
    scale = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / scale
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / scale
    low = 0.0 if successes == 0 else middle - half
    return Interval(low, 1.0 if successes == total else middle + half)


def cautious(successes: float, total: float, z: float = Z) -> Interval:
    """Wilson's interval with continuity correction (Newcombe 1998, method 4): like the exact one of
    Clopper and Pearson it holds at least what it says also where a handful were tried and hardly
    any succeeded, and takes weighted counts.

    Raises:
        ValueError: successes outside 0..total.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes of {total}")
    if total == 0:
        return Interval(0.0, 1.0)
    share = successes / total
    middle, scale = 2 * successes + z * z, 2 * (total + z * z)
    under = z * z - 2 - 1 / total + 4 * share * (total * (1 - share) + 1)
    over = z * z + 2 - 1 / total + 4 * share * (total * (1 - share) - 1)
    low = (middle - 1 - z * math.sqrt(max(0.0, under))) / scale
    high = (middle + 1 + z * math.sqrt(max(0.0, over))) / scale
    return Interval(
        0.0 if successes == 0 else max(0.0, low), 1.0 if successes == total else min(1.0, high)
    )


def of_finite(successes: float, tried: float, whole: float) -> Interval:
    """The cautious interval of a share in a group of `whole`, of which `tried` were looked at:
    nothing is uncertain once all of them were (finite population correction, Cochran 1977)."""
    if tried <= 0:
        return Interval(0.0, 1.0)
    share = min(1.0, successes / tried)
    if tried >= whole:
        return Interval(share, share)
    effective = tried * (whole - 1) / (whole - tried)
    return cautious(share * effective, effective)


def joined(value: float, ends: Iterable[tuple[float, float]]) -> Interval:
    """The interval of a figure that rests on several independent ones, from where it would lie at
    the lower and at the upper end of each of them (square and add, Newcombe 1998; also known as
    method of variance estimates recovery, Zou and Donner 2008)."""
    below, above = 0.0, 0.0
    for one, other in ends:
        below += (value - min(value, one, other)) ** 2
        above += (max(value, one, other) - value) ** 2
    return Interval(value - math.sqrt(below), value + math.sqrt(above))
