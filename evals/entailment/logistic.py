"""Logistic regressions for the stacked verdicts: fitted on standardised features, told by examples
whose group was left out, and written as the stack's files hold them.
"""

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]
Fitted = tuple[Matrix, float]
_FOLDS = 5


def fit_apart(
    matrix: Matrix, truth: Truth, weights: Matrix, groups: Sequence[str], penalty: float
) -> tuple[Fitted, Matrix]:
    """Weights on the features as they are, and sums of examples whose groups were left out.

    Args:
        penalty: what large weights cost.
    """
    folds = folds_of(groups)
    sums = np.zeros(len(groups))
    for fold in range(_FOLDS):
        inside = folds != fold
        slope, bias = _logistic(matrix[inside], truth[inside], weights[inside], penalty)
        sums[~inside] = matrix[~inside] @ slope + bias
    return _logistic(matrix, truth, weights, penalty), sums


def fit_worded(
    matrix: Matrix,
    bags: csr_matrix,
    truth: Truth,
    weights: Matrix,
    groups: Sequence[str],
    penalty: float,
) -> tuple[Fitted, Matrix, Matrix]:
    """Likewise with the words of each text beside its features: also what each word weighs.

    Args:
        bags: a row a text, whose square sums to one, so that words are held as short as they are.
        penalty: what large weights on features cost; those on words cost 1.
    """
    folds = folds_of(groups)
    sums = np.zeros(len(groups))
    for fold in range(_FOLDS):
        inside = folds != fold
        (slope, bias), words = _worded(
            matrix[inside], bags[inside], truth[inside], weights[inside], penalty
        )
        sums[~inside] = matrix[~inside] @ slope + bias + bags[~inside] @ words
    whole, words = _worded(matrix, bags, truth, weights, penalty)
    return whole, words, sums


def _worded(
    matrix: Matrix, bags: csr_matrix, truth: Truth, weights: Matrix, penalty: float
) -> tuple[Fitted, Matrix]:
    mean, spread = _scale(matrix)
    scaled = (matrix - mean) / spread / penalty**0.5
    model = LogisticRegression(C=1.0, max_iter=2000, random_state=7)
    model.fit(hstack([csr_matrix(scaled), bags]).tocsr(), truth, sample_weight=weights)
    many = matrix.shape[1]
    slope: Matrix = model.coef_[0][:many] / spread / penalty**0.5
    words: Matrix = model.coef_[0][many:]
    return (slope, float(model.intercept_[0] - slope @ mean)), words


def _scale(matrix: Matrix) -> tuple[Matrix, Matrix]:
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    spread[spread < 1e-6] = 1.0
    return mean, spread


def folds_of(groups: Sequence[str]) -> NDArray[np.int64]:
    """The fold in which each is left out, groups as a whole; the same for the same groups."""
    names = sorted(set(groups))
    random.Random(7).shuffle(names)
    fold_of = {group: at % _FOLDS for at, group in enumerate(names)}
    return np.array([fold_of[group] for group in groups])


def _logistic(matrix: Matrix, truth: Truth, weights: Matrix, penalty: float) -> Fitted:
    mean, spread = _scale(matrix)
    model = LogisticRegression(C=1 / penalty, max_iter=2000, random_state=7)
    model.fit((matrix - mean) / spread, truth, sample_weight=weights)
    slope: Matrix = model.coef_[0] / spread
    return slope, float(model.intercept_[0] - slope @ mean)


def probability(total: float) -> float:
    """Of a sum, as a limit is written."""
    return round(float(np.clip(1 / (1 + np.exp(-total)), 0.02, 0.98)), 4)


def held(names: Sequence[str], model: Fitted, limit: float) -> dict[str, object]:
    """A model as the file holds it."""
    slope, bias = model
    weights = {name: round(float(of), 5) for name, of in zip(names, slope, strict=True)}
    return {"bias": round(bias, 5), "limit": limit, "weights": weights}
