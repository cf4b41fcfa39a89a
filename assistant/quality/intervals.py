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


def of_finite(successes: int, tried: int, whole: int) -> Interval:
    """Wilson's interval of a share in a group of `whole`, of which `tried` were looked at: nothing
    is uncertain once all of them were (finite population correction, Cochran 1977)."""
    if tried == 0:
        return Interval(0.0, 1.0)
    share = successes / tried
    if tried >= whole:
        return Interval(share, share)
    effective = tried * (whole - 1) / (whole - tried)
    return wilson(share * effective, effective)


def sum_of(parts: Iterable[tuple[float, float, Interval]]) -> tuple[float, Interval]:
    """A weighted sum of independent shares with its interval, from (weight, share, interval) of
    each (method of variance estimates recovery, Zou and Donner 2008). Weights may be negative."""
    total, below, above = 0.0, 0.0, 0.0
    for weight, share, interval in parts:
        total += weight * share
        down, up = weight * (share - interval.low), weight * (interval.high - share)
        if weight < 0:
            down, up = -up, -down
        below += down * down
        above += up * up
    return total, Interval(total - math.sqrt(below), total + math.sqrt(above))
