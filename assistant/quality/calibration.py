"""From a score to the probability that the answer is bad, learnt from reviewers' verdicts.

A curve falls as the score rises, whatever the labels of the day say. With few labels it is a
logistic curve with smoothed targets (Platt 1999), with more a monotone step fit (isotonic
regression) whose steps are drawn towards what is known of all. Pure numbers; the same labels give
the same curve.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.quality.intervals import Interval, wilson

Curve = tuple[tuple[float, float], ...]
"""(score, probability) from the lowest score to the highest; straight between, level beyond."""

_ENOUGH_FOR_STEPS, _ENOUGH_BAD = 100, 15
_DRAW = 4.0
"""How many labels the curve of all counts for, against a step's own."""
_Flat = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like probability: what was stated, what happened, and of how many."""

    stated: float
    happened: float
    interval: Interval
    n: int


def probability(curve: Curve, score: float) -> float:
    """How likely an answer of this score is bad."""
    places, chances = zip(*curve, strict=True)
    return float(np.interp(score, places, chances))


def fit(
    scores: Sequence[float],
    is_bad: Sequence[bool],
    weights: Sequence[float] | None = None,
    of_all: Curve | None = None,
) -> Curve:
    """The curve of some labelled scores.

    Args:
        weights: how many turns each label stands for; all alike unless told otherwise.
        of_all: the curve of a larger group, towards which thin evidence is drawn.

    Raises:
        ValueError: there are no labels.
    """
    if not scores:
        raise ValueError("a curve needs labels")
    x, y = np.asarray(scores, dtype=float), np.asarray(is_bad, dtype=float)
    w = np.ones_like(x) if weights is None else np.asarray(weights, dtype=float)
    w = w * len(x) / w.sum()
    if of_all is None and (len(x) < _ENOUGH_FOR_STEPS or y.sum() < _ENOUGH_BAD):
        return _logistic(x, y, w)
    return _steps(x, y, w, of_all)


def _logistic(x: _Flat, y: _Flat, w: _Flat) -> Curve:
    """Platt's fit by Newton's method. Smoothed targets keep it finite where labels are clean; a
    curve that would rise is made level."""
    bad, good = float((w * y).sum()), float((w * (1 - y)).sum())
    target = np.where(y > 0, (bad + 1) / (bad + 2), 1 / (good + 2))
    features = np.stack([x, np.ones_like(x)], axis=1)
    beta = np.array([0.0, math.log((bad + 1) / (good + 1))])
    ridge = np.diag([1e-3, 1e-6])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(features @ beta, -30, 30)))
        slope = features.T @ (w * (chance - target)) + ridge @ beta
        bend = (features * (w * chance * (1 - chance))[:, None]).T @ features + ridge
        step = np.linalg.solve(bend, slope)
        beta = beta - np.clip(step, -5, 5)
        if float(np.abs(step).max()) < 1e-9:
            break
    if beta[0] > 0:
        beta = np.array([0.0, math.log((bad + 1) / (good + 1))])
    places = np.linspace(0, 1, 21)
    chances = 1 / (1 + np.exp(-np.clip(beta[0] * places + beta[1], -30, 30)))
    return _curve(places, chances)


def _steps(x: _Flat, y: _Flat, w: _Flat, of_all: Curve | None) -> Curve:
    """Isotonic regression by pooling neighbours (Barlow et al. 1972), its steps smoothed."""
    places, inverse = np.unique(x, return_inverse=True)
    mass = np.bincount(inverse, weights=w).astype(float)
    mean = np.bincount(inverse, weights=w * y) / mass
    count = np.bincount(inverse).astype(float)
    blocks = _pool(mean, mass)
    overall = float((w * y).sum() / w.sum())
    edges, chances = [], []
    for first, last in blocks:
        inside = slice(first, last + 1)
        centre = float(np.average(places[inside], weights=mass[inside]))
        own = float(np.average(mean[inside], weights=mass[inside]))
        n = float(count[inside].sum())
        prior = overall if of_all is None else probability(of_all, centre)
        draw = 1.0 if of_all is None else _DRAW
        edges.append(centre)
        chances.append((n * own + draw * prior) / (n + draw))
    smooth = np.array(chances)
    for first, last in _pool(smooth, np.ones_like(smooth)):
        smooth[first : last + 1] = smooth[first : last + 1].mean()
    return _curve(np.array(edges), smooth)


def _pool(values: _Flat, weights: _Flat) -> list[tuple[int, int]]:
    """Neighbours joined until their means fall from left to right."""
    blocks: list[tuple[int, int, float, float]] = []
    for place, (value, weight) in enumerate(zip(values, weights, strict=True)):
        block = (place, place, float(value), float(weight))
        while blocks and blocks[-1][2] <= block[2]:
            first, _, before, mass = blocks.pop()
            both = mass + block[3]
            block = (first, block[1], (before * mass + block[2] * block[3]) / both, both)
        blocks.append(block)
    return [(first, last) for first, last, _, _ in blocks]


def _curve(places: _Flat, chances: _Flat) -> Curve:
    return tuple(
        (round(float(place), 6), round(float(chance), 6))
        for place, chance in zip(places, chances, strict=True)
    )


def without_slips(curve: Curve, error: float) -> Curve:
    """The curve of the truth, when reviewers err so often both ways (Rogan and Gladen 1978)."""
    if not 0 < error < 0.5:
        return curve
    return tuple(
        (score, round(min(1.0, max(0.0, (chance - error) / (1 - 2 * error))), 6))
        for score, chance in curve
    )


def reliability(
    stated: Sequence[float], happened: Sequence[bool], bins: int = 10
) -> tuple[Bin, ...]:
    """Stated against true frequency over equal bins; bins without an answer are left out."""
    p, y = np.asarray(stated, dtype=float), np.asarray(happened, dtype=float)
    which = np.minimum((p * bins).astype(int), bins - 1)
    found = []
    for number in range(bins):
        mine = which == number
        n = int(mine.sum())
        if n:
            bad = int(y[mine].sum())
            found.append(Bin(float(p[mine].mean()), bad / n, wilson(bad, n), n))
    return tuple(found)


def expected_error(bins: Sequence[Bin]) -> float | None:
    """The mean gap between stated and true frequency (Naeini et al. 2015)."""
    total = sum(one.n for one in bins)
    return sum(abs(one.stated - one.happened) * one.n for one in bins) / total if total else None
