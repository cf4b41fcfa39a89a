"""What a sample of reviews says of all turns: true quality, and how far reviewers can be relied on.

Turns that people came to for what the machine thought of them stand for themselves alone; all the
others are judged by those among them that chance drew (Horvitz and Thompson 1952). Whoever mixed
the two would take the worst turns for a sample. Reviewers err, so that a rare fault drowns in their
slips; how often they err shows where two of them judged the same turn blindly.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.quality.intervals import Interval, Z, joined, of_finite, wilson

Verdict = str
"""good, bad or unsure."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A turn that people judged. `rate`: how likely chance was to draw it; None where it was not
    chance that brought it before them."""

    bad: bool
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often a reviewer errs, from pairs who judged the same turn blindly."""

    value: float
    interval: Interval
    pairs: int


NO_ERROR = ErrorRate(0.0, Interval(0.0, 0.0), 0)


@dataclass(frozen=True, slots=True)
class Share:
    """The share of bad turns among all with its 95 % interval, and how many were seen."""

    value: float
    interval: Interval
    turns: int
    seen: int


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
        return NO_ERROR
    apart = sum(one != other for one, other in sure)
    bounds = wilson(apart, len(sure))
    return ErrorRate(
        _error(apart / len(sure)), Interval(_error(bounds.low), _error(bounds.high)), len(sure)
    )


def _error(apart: float) -> float:
    return (1 - math.sqrt(max(0.0, 1 - 2 * apart))) / 2


def true_quality(turns: int, seen: Iterable[Seen], error: ErrorRate) -> Quality:
    """The share of good turns among all, corrected for reviewers' slips."""
    bad = share_bad(turns, seen, error)
    ends = Interval(_clip(1 - bad.interval.high), _clip(1 - bad.interval.low))
    return Quality(_clip(1 - bad.value), ends, turns, bad.seen, error)


def share_bad(
    turns: int, seen: Iterable[Seen], error: ErrorRate = NO_ERROR, among: int | None = None
) -> Share:
    """The share of bad ones among some turns, slips taken out (Rogan and Gladen 1978).

    Turns that nobody chose and chance did not draw may be anything, and the interval says so.

    Args:
        turns: how many there are, seen or not.
        seen: those of them that were judged.
        among: how many were chosen, where `seen` holds only a random part of those.
    """
    seen = list(seen)
    chosen = [one.bad for one in seen if one.rate is None]
    drawn = [(one.bad, 1 / one.rate) for one in seen if one.rate is not None]
    whole = min(turns, max(len(chosen), among or 0))
    if not turns:
        return Share(0.5, Interval(0.0, 1.0), 0, 0)
    guess = sum(one.bad for one in seen) / len(seen) if seen else 0.5
    parts = [
        _Part(whole / turns, *_of_chosen(chosen, whole, error.value)),
        _Part(1 - whole / turns, *_of_drawn(drawn, turns - whole, guess)),
    ]
    said = sum(part.weight * part.share for part in parts)
    value = _without_slips(said, error.value)
    ends = [
        (
            _without_slips(said + part.weight * (part.interval.low - part.share), error.value),
            _without_slips(said + part.weight * (part.interval.high - part.share), error.value),
        )
        for part in parts
    ]
    ends.append(
        (_without_slips(said, error.interval.high), _without_slips(said, error.interval.low))
    )
    bounds = joined(value, ends)
    return Share(
        _clip(value),
        Interval(_clip(bounds.low), _clip(bounds.high)),
        turns,
        len(chosen) + len(drawn),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    weight: float
    share: float
    interval: Interval


def _of_chosen(bad: Sequence[bool], whole: int, error: float) -> tuple[float, Interval]:
    """The share that was called bad; even of a group that was seen whole slips leave some doubt."""
    if not bad:
        return 0.5, Interval(0.0, 1.0)
    share = sum(bad) / len(bad)
    bounds = of_finite(sum(bad), len(bad), whole)
    slips = Z * math.sqrt(error * (1 - error) / len(bad))
    return share, joined(share, [(bounds.low, bounds.high), (share - slips, share + slips)])


def _of_drawn(
    drawn: Sequence[tuple[bool, float]], whole: int, guess: float
) -> tuple[float, Interval]:
    """Each drawn turn weighs as many as it stands for; their effective number is Kish's (1965).
    Without one there is a guess, and an interval that knows nothing."""
    total = sum(weight for _, weight in drawn)
    if not total:
        return guess, Interval(0.0, 1.0)
    share = sum(weight for bad, weight in drawn if bad) / total
    effective = total * total / sum(weight * weight for _, weight in drawn)
    return share, of_finite(share * effective, effective, whole)


def _without_slips(said: float, error: float) -> float:
    """The true share behind the share that is called bad; nothing is known where all is guessed."""
    return (said - error) / (1 - 2 * error) if error < 0.5 else 0.5


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
