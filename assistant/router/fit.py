"""Fits the classifier to any labelled texts: two linear views, and one over the encoder's vectors.

Needs scikit-learn, which the product itself does not. Temperatures, the threshold and the mark from
which the encoder is not asked come from texts left out of fitting, never from those learnt from.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from assistant.router.classifier import FORMAT, Classifier, Dense, View, pack
from assistant.router.features import DIMENSIONS, VIEWS, vectors

ENCODER_SHARES = {"en": 0.4, "hinglish": 0.2, "hi": 0.4}
"""How much the encoder's view counts beside both others, by language; from voices left out. It
knows romanised Hindi least."""
KEPT = 0.95
"""The share of in-scope texts that the threshold lets through."""
WORSE = 0.001
"""How much accuracy on left-out texts may be lost by not asking the encoder about easy ones."""
_PENALTY, _DENSE_PENALTY = 20.0, 0.02
"""Inverse strengths of the penalty on weights."""
_UNSEEN = -20.0
"""The log-probability of a label that a fold holds no text of."""
_NEVER = 2.0
"""A mark that no probability reaches."""

Matrix: TypeAlias = csr_matrix
Scores = NDArray[np.float64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the classifier said of texts that it had not learnt from."""

    labels: tuple[str, ...]
    probabilities: Scores
    asked: NDArray[np.bool_]
    """Which texts were not easy, so that the encoder was asked."""


def fit(
    masked: Sequence[str],
    encoded: Floats,
    languages: Sequence[str],
    intents: Sequence[str],
    folds: NDArray[np.int64],
    outside: str | None,
) -> tuple[Classifier, HeldOut]:
    """The classifier of all texts, and how it did on each fold when that was left out.

    Args:
        masked: texts as the linear views see them.
        encoded: the same texts' vectors, shape (texts, width).
        languages: each text's, as it would be detected.
        folds: a number for each text, from 0 without gaps.
        outside: the label of texts that are none of the others, if such are to be told apart.
    """
    truth = np.array(intents)
    labels = tuple(sorted(set(intents)))
    matrices = _matrices(masked)
    linear = np.full((len(truth), len(labels)), _UNSEEN)
    dense = linear.copy()
    for fold in range(int(folds.max()) + 1):
        inside, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        seen = np.array([labels.index(label) for label in sorted(set(truth[inside].tolist()))])
        parts = [
            _log_probabilities(_fit(matrix[inside], truth[inside]), matrix[out])
            for matrix in matrices
        ]
        linear[out[:, None], seen] = np.mean(parts, axis=0)
        dense[out[:, None], seen] = _fit_dense(encoded[inside], truth[inside]).scores(encoded[out])
    rows = np.array([labels.index(label) for label in truth])
    base = Classifier(
        labels=labels,
        views=tuple(_fit(matrix, truth) for matrix in matrices),
        dense=_fit_dense(encoded, truth),
        encoder_shares=ENCODER_SHARES,
        temperatures=(1.0, 1.0),
        easy_from=_NEVER,
        threshold=0.0,
        version="",
    )
    shares = np.array([[ENCODER_SHARES[language]] for language in languages])
    mixed = (1 - shares) * linear + shares * dense
    settled, held_out = _calibrate(base, linear, mixed, rows, outside)
    return replace(settled, version=_version(settled)), held_out


def _calibrate(
    classifier: Classifier, linear: Scores, mixed: Scores, truth: NDArray[np.int64], out: str | None
) -> tuple[Classifier, HeldOut]:
    temperatures = (_temperature(linear, truth), _temperature(mixed, truth))
    easy = np.exp(_log_softmax(linear / temperatures[0]))
    full = np.exp(_log_softmax(mixed / temperatures[1]))
    easy_from = _easy_from(easy, full, truth)
    asked = easy.max(axis=1) < easy_from
    probabilities = np.where(asked[:, None], full, easy)
    at = classifier.labels.index(out) if out in classifier.labels else None
    likeliest = (probabilities if at is None else np.delete(probabilities, at, axis=1)).max(axis=1)
    is_inside = truth != (-1 if at is None else at)
    cut = float(np.quantile(likeliest[is_inside], 1 - KEPT)) if out is not None else 0.0
    threshold = round(cut, 4)
    settled = replace(
        classifier, temperatures=temperatures, easy_from=easy_from, threshold=threshold
    )
    return settled, HeldOut(classifier.labels, probabilities, asked)


def _temperature(scores: Scores, truth: NDArray[np.int64]) -> float:
    """That of least log-loss."""
    rows = np.arange(len(truth))

    def loss(temperature: float) -> float:
        return float(-_log_softmax(scores / temperature)[rows, truth].mean())

    return min((round(0.02 * step, 2) for step in range(10, 100)), key=loss)


def _easy_from(easy: Scores, full: Scores, truth: NDArray[np.int64]) -> float:
    """The lowest probability from which the linear views alone are as good as all three."""
    likely = easy.max(axis=1)
    easy_right, full_right = easy.argmax(axis=1) == truth, full.argmax(axis=1) == truth
    for mark in (round(0.5 + 0.02 * step, 2) for step in range(25)):
        right = np.where(likely >= mark, easy_right, full_right)
        if right.mean() >= full_right.mean() - WORSE:
            return mark
    return _NEVER


def _matrices(texts: Sequence[str]) -> list[Matrix]:
    rows = [vectors(text) for text in texts]
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


def _weigh(matrix: Matrix, idf: Scores) -> Matrix:
    weighed = matrix @ diags(idf)
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    return csr_matrix(diags(1.0 / norms) @ weighed)


def _fit(matrix: Matrix, intents: NDArray[np.str_]) -> View:
    seen = np.bincount(matrix.indices, minlength=DIMENSIONS)
    idf = np.log((1 + matrix.shape[0]) / (1 + seen)) + 1.0
    idf = idf.astype(np.float16).astype(np.float64)  # what the file holds
    model = LogisticRegression(C=_PENALTY, max_iter=100, tol=1e-3)
    model.fit(_weigh(matrix, idf), intents)
    weights, bias = _one_row_each(model)
    return View(
        idf=idf.astype(np.float32),
        weights=(weights.T * idf[:, None]).astype(np.float32),
        bias=bias.astype(np.float32),
    )


def _fit_dense(encoded: Floats, intents: NDArray[np.str_]) -> Dense:
    middle, spread = encoded.mean(axis=0), encoded.std(axis=0) + 1e-6
    model = LogisticRegression(C=_DENSE_PENALTY, max_iter=100, tol=1e-3)
    model.fit((encoded - middle) / spread, intents)
    rows, bias = _one_row_each(model)
    weights = (rows / spread).T
    return Dense(weights.astype(np.float32), (bias - middle @ weights).astype(np.float32))


def _one_row_each(model: LogisticRegression) -> tuple[Scores, Scores]:
    """Weights and bias by label; of two labels scikit-learn keeps only the second's."""
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    return (
        np.concatenate([-model.coef_, model.coef_]) / 2,
        np.concatenate([-model.intercept_, model.intercept_]) / 2,
    )


def _log_probabilities(view: View, matrix: Matrix) -> Scores:
    raw = (
        _weigh(matrix, view.idf.astype(np.float64)) @ (view.weights / view.idf[:, None]) + view.bias
    )
    return _log_softmax(np.asarray(raw))


def _log_softmax(raw: Scores) -> Scores:
    shifted = raw - raw.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _version(classifier: Classifier) -> str:
    digest = hashlib.sha256(
        f"{FORMAT}{classifier.temperatures}{classifier.threshold}{classifier.easy_from}".encode()
    )
    for name, array in sorted(pack(classifier).items()):
        if name != "about":
            digest.update(array.tobytes())
    return f"router-{digest.hexdigest()[:10]}"
