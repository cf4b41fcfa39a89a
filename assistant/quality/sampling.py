"""What a sample of reviews says of all turns: true quality, and how far reviewers can be relied on.

Turns fall into strata by why they were or were not looked at; within one, who was looked at stands
for who was not (stratified estimation, Cochran 1977). Reviewers err, so that a rare fault drowns in
their slips; how often they err shows where two of them judged the same turn blindly.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.quality.intervals import Interval, of_finite, sum_of, wilson

Verdict = str
"""good, bad or unsure."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Some turns, of which some were reviewed and some of these called bad."""

    name: str
    turns: int
    reviewed: int
    bad: int

    @property
    def weight(self) -> float:
        """How many turns each reviewed one stands for; 0 where none was reviewed."""
        return self.turns / self.reviewed if self.reviewed else 0.0


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often a reviewer errs, from pairs who judged the same turn blindly."""

    value: float
    interval: Interval
    pairs: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The share of good turns with its 95 % interval, and what it rests on."""

    value: float
    interval: Interval
    turns: int
    reviewed: int
    error: ErrorRate


def error_rate(pairs: Sequence[tuple[Verdict, Verdict]]) -> ErrorRate:
    """Two reviewers who err alike often and independently disagree on 2e(1 - e) of turns. Without
    pairs nothing is known of it, and no error is assumed."""
    sure = [pair for pair in pairs if "unsure" not in pair]
    if not sure:
        return ErrorRate(0.0, Interval(0.0, 0.0), 0)
    apart = sum(one != other for one, other in sure)
    bounds = wilson(apart, len(sure))
    return ErrorRate(
        _error(apart / len(sure)), Interval(_error(bounds.low), _error(bounds.high)), len(sure)
    )


def _error(apart: float) -> float:
    return (1 - math.sqrt(max(0.0, 1 - 2 * apart))) / 2


def true_quality(strata: Iterable[Stratum], error: ErrorRate) -> Quality:
    """The share of good turns among all, corrected for reviewers' slips (Rogan and Gladen 1978).
    A stratum nobody looked into may hold anything, and the interval says so."""
    known = [one for one in strata if one.turns]
    turns = sum(one.turns for one in known)
    reviewed = sum(one.reviewed for one in known)
    if not turns:
        return Quality(1.0, Interval(0.0, 1.0), 0, 0, error)
    parts = [
        (
            one.turns / turns,
            one.bad / one.reviewed if one.reviewed else 0.5,
            of_finite(one.bad, one.reviewed, one.turns),
        )
        for one in known
    ]
    gap, bounds = sum_of([*parts, (-1.0, error.value, error.interval)])
    scale = 1 - 2 * error.value
    if scale <= 0:
        return Quality(0.5, Interval(0.0, 1.0), turns, reviewed, error)
    good = [1 - _clip(bad / scale) for bad in (gap, bounds.high, bounds.low)]
    return Quality(good[0], Interval(good[1], good[2]), turns, reviewed, error)


def kappa(pairs: Sequence[tuple[Verdict, Verdict]]) -> float | None:
    """Agreement of two reviewers beyond chance (Cohen 1960); None where it is not defined."""
    if not pairs:
        return None
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(firsts[name] * seconds[name] for name in firsts) / len(pairs) ** 2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))
