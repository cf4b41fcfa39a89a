"""Fits the classifier's linear views to labelled texts, and weighs all views against each other.

Needs scikit-learn, which the product itself does not. Whatever is calibrated here is so on texts
that no view has learnt from; that is the caller's duty.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from assistant.router.classifier import (
    FORMAT,
    Calibration,
    Classifier,
    View,
    log_softmax,
    pack,
    weigh,
)
from assistant.router.features import DIMENSIONS, VIEWS, vectors

OUTSIDE_SHARE = 0.1
"""The share of texts that are none of the labels' business, whatever share training holds of them:
people who chat with a shop mostly want something of it."""
WORSE = 0.001
"""How much accuracy on left-out texts may be lost by not asking the encoder about easy ones."""
SHARES = tuple(round(0.05 * step, 2) for step in range(21))
TEMPERATURES = tuple(round(0.04 * step, 2) for step in range(6, 50))
LESSENED = tuple(round(0.25 * step, 2) for step in range(-4, 17))
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(11))
_PENALTY = 20.0
"""Inverse strength of the penalty on weights."""
UNSEEN = -20.0
"""The log-probability of a label that a fold holds no text of."""
_NEVER = 2.0
"""A mark that no probability reaches."""

Matrix: TypeAlias = csr_matrix
Scores = NDArray[np.float64]
Numbers = NDArray[np.int64]


def matrices_of(masked: Sequence[str]) -> list[Matrix]:
    """One sparse matrix a view, a row a text."""
    rows = [vectors(text) for text in masked]
    matrices = []
    for view in range(len(VIEWS)):
        starts = np.cumsum([0, *(len(row[view][0]) for row in rows)])
        matrices.append(
            csr_matrix(
                (
                    np.concatenate([row[view][1] for row in rows]),
                    np.concatenate([row[view][0] for row in rows]),
                    starts,
                ),
                shape=(len(rows), DIMENSIONS),
            )
        )
    return matrices


def fit_views(matrices: Sequence[Matrix], truth: Numbers) -> tuple[View, ...]:
    """The linear views of texts whose labels are numbers from 0 without gaps."""
    return tuple(_fit(matrix, truth) for matrix in matrices)


def say(views: Sequence[View], matrices: Sequence[Matrix]) -> Scores:
    """The mean log-probabilities of the views, a row a text."""
    said = [_log_probabilities(view, matrix) for view, matrix in zip(views, matrices, strict=True)]
    return np.asarray(np.mean(said, axis=0))


def say_left_out(matrices: Sequence[Matrix], truth: Numbers, folds: Numbers) -> Scores:
    """What the linear views say of each fold when they have learnt from the others."""
    said = np.full((len(truth), int(truth.max()) + 1), UNSEEN)
    for fold in range(int(folds.max()) + 1):
        inside, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        seen, numbered = np.unique(truth[inside], return_inverse=True)
        views = fit_views([matrix[inside] for matrix in matrices], numbered)
        said[out[:, None], seen] = say(views, [matrix[out] for matrix in matrices])
    return said


def calibrate(linear: Scores, encoder: Scores, truth: Numbers, outside: int | None) -> Calibration:
    """The weights and temperatures of least log-loss and the threshold of most right answers, by
    texts that no view has learnt from; every label counts alike, but for `OUTSIDE_SHARE`.

    Args:
        linear, encoder: log-probabilities, a row a text.
        truth: each text's label as a number.
        outside: the number of the label for texts that are none of the others, if there is one.
    """
    weights = _weights(truth, outside)
    rows = np.arange(len(truth))

    def loss(scores: Scores) -> float:
        return float(-np.average(log_softmax(scores)[rows, truth], weights=weights))

    share = min(SHARES, key=lambda part: loss((1 - part) * linear + part * encoder))
    mixed = (1 - share) * linear + share * encoder
    is_outside = np.zeros(linear.shape[1])
    if outside is not None:
        is_outside[outside] = 1.0
    lessened = LESSENED if outside is not None else (0.0,)
    beside, less = min(
        ((one, less) for one in TEMPERATURES for less in lessened),
        key=lambda pair: loss(mixed / pair[0] - pair[1] * is_outside),
    )
    without = min(TEMPERATURES, key=lambda one: loss(linear / one - less * is_outside))
    found = Calibration(share, (without, beside), _NEVER, less, 0.0)
    easy, full = (weigh(linear, view, found, outside) for view in (None, encoder))
    found = replace(found, easy_from=_easy_from(easy, full, truth, weights))
    if outside is None:
        return found
    said = np.where((easy.max(axis=1) < found.easy_from)[:, None], full, easy)
    return replace(found, threshold=_threshold(said, truth, outside, weights))


def _weights(truth: Numbers, outside: int | None) -> Scores:
    """What each text counts, so that labels count alike and texts outside as often as they come."""
    counts = np.bincount(truth)
    weights = 1.0 / counts[truth]
    if outside is not None and counts[outside]:
        inside = truth != outside
        weights[inside] *= (1 - OUTSIDE_SHARE) / weights[inside].sum()
        weights[~inside] *= OUTSIDE_SHARE / weights[~inside].sum()
    return np.asarray(weights)


def _threshold(said: Scores, truth: Numbers, outside: int, weights: Scores) -> float:
    """The probability under which declining is right more often than the likeliest label is."""
    best, inside = said.argmax(axis=1), np.delete(said, outside, axis=1).max(axis=1)

    def right(threshold: float) -> float:
        settled = np.where(inside < threshold, outside, best)
        return float(np.average(settled == truth, weights=weights))

    return max(THRESHOLDS, key=right)


def _easy_from(easy: Scores, full: Scores, truth: Numbers, weights: Scores) -> float:
    """The lowest probability from which the linear views alone are as good as all."""
    likely = easy.max(axis=1)
    easy_right, full_right = easy.argmax(axis=1) == truth, full.argmax(axis=1) == truth
    best = float(np.average(full_right, weights=weights))
    for mark in (round(0.5 + 0.02 * step, 2) for step in range(25)):
        right = np.where(likely >= mark, easy_right, full_right)
        if np.average(right, weights=weights) >= best - WORSE:
            return mark
    return _NEVER


def _normed(matrix: Matrix, idf: Scores) -> Matrix:
    weighed = matrix @ diags(idf)
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    return csr_matrix(diags(1.0 / norms) @ weighed)


def _fit(matrix: Matrix, truth: Numbers) -> View:
    seen = np.bincount(matrix.indices, minlength=DIMENSIONS)
    idf = np.log((1 + matrix.shape[0]) / (1 + seen)) + 1.0
    idf = idf.astype(np.float16).astype(np.float64)  # what the file holds
    model = LogisticRegression(C=_PENALTY, max_iter=200, tol=1e-4, random_state=7)
    places = np.flatnonzero(seen)  # what no text holds would learn a weight of nought, and slowly
    model.fit(_normed(matrix, idf)[:, places], truth)
    learnt, bias = one_row_each(model)
    weights = np.zeros((DIMENSIONS, len(bias)), dtype=np.float32)
    weights[places] = learnt.T * idf[places, None]
    return View(idf=idf.astype(np.float32), weights=weights, bias=bias.astype(np.float32))


def one_row_each(model: LogisticRegression) -> tuple[Scores, Scores]:
    """Weights and bias by label; of two labels scikit-learn keeps only the second's."""
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    return (
        np.concatenate([-model.coef_, model.coef_]) / 2,
        np.concatenate([-model.intercept_, model.intercept_]) / 2,
    )


def _log_probabilities(view: View, matrix: Matrix) -> Scores:
    raw = (
        _normed(matrix, view.idf.astype(np.float64)) @ (view.weights / view.idf[:, None])
        + view.bias
    )
    return log_softmax(np.asarray(raw))


def with_version(classifier: Classifier) -> Classifier:
    """The classifier with a version that says what it has learnt."""
    digest = hashlib.sha256(f"{FORMAT}{classifier.calibration}".encode())
    for name, array in sorted(pack(classifier).items()):
        if name != "about":
            digest.update(array.tobytes())
    return replace(classifier, version=f"router-{digest.hexdigest()[:10]}")
