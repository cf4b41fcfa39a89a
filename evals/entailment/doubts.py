"""Learns which claims evidence does not bear out: those that only an unfaithful twin has, against
all of good answers; and claims written for that, true and false. Answers whose facts are wrong
teach nothing here: grounding sees those.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from assistant.quality.stack.beside import Claim
from assistant.quality.stack.doubts import Doubts
from assistant.quality.stack.meant import piece
from evals.entailment.logistic import Matrix, Truth, folds_of

_INVERSE_PENALTY = 0.006
_LEAST = 8
"""Claims that a feature stands in, to be learnt."""
_DIGITS = 3
"""Of a weight; what is nothing then is left out."""
_NARROW = 0.3
"""Spread below which a feature is not stretched any further."""


@dataclass(frozen=True, slots=True)
class Told:
    """The claims of one answer: whose, to which question, and how the answer was labelled."""

    writer: str
    question: str
    claims: tuple[Claim, ...]
    faithful: bool
    grounded: bool


def learn(found: Sequence[Told]) -> tuple[Doubts, list[list[float]]]:
    """The model of all claims, and of each answer what models say that have not read its writer."""
    names, matrix = _matrix(found)
    whose = np.array([at for at, one in enumerate(found) for _ in one.claims])
    is_bad, is_read = _labels(found)
    folds = folds_of([one.writer for one in found])[whose]
    sums = np.zeros(len(whose))
    for fold in sorted(set(folds.tolist())):
        inside = (folds != fold) & is_read
        sums[folds == fold] = matrix[folds == fold] @ _fit(matrix[inside], is_bad[inside])
    weights = _fit(matrix[is_read], is_bad[is_read])
    rounded = {name: round(float(of), _DIGITS) for name, of in zip(names, weights, strict=True)}
    model = Doubts({name: of for name, of in rounded.items() if of})
    return model, [sums[whose == at].tolist() for at in range(len(found))]


def _labels(found: Sequence[Told]) -> tuple[Truth, Truth]:
    """Of each claim whether it is a bad one, and whether anything is learnt from it: not from what
    a bad answer shares with a good one."""
    good: dict[tuple[str, str], list[Claim]] = {}
    for one in found:
        if one.faithful:
            good.setdefault((one.writer, one.question), []).extend(one.claims)
    is_bad, is_read = [], []
    for one in found:
        known = good.get((one.writer, one.question), [])
        for claim in one.claims:
            bad = not one.faithful and one.grounded and not _is_among(claim, known)
            is_bad.append(bad)
            is_read.append(one.faithful or bad)
    return np.array(is_bad), np.array(is_read)


def _is_among(claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether another claim says all of it, too."""
    mine = piece(claim.text)
    return any(
        mine.forms <= theirs.forms
        and mine.numbers <= theirs.numbers
        and mine.denied == theirs.denied
        for theirs in (piece(other.text) for other in others)
    )


def _matrix(found: Sequence[Told]) -> tuple[list[str], csr_matrix]:
    """The features that stand in enough claims, and all claims as those."""
    claims = [claim.found for one in found for claim in one.claims]
    names = sorted({name for claim in claims for name in claim})
    place = {name: at for at, name in enumerate(names)}
    entries = [(at, place[n], v) for at, claim in enumerate(claims) for n, v in claim.items() if v]
    rows, columns, values = zip(*entries, strict=True)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(claims), len(names)))
    often = np.asarray((matrix != 0).sum(axis=0)).ravel() >= _LEAST
    return [name for name, kept in zip(names, often, strict=True) if kept], matrix[:, often]


def _fit(matrix: csr_matrix, truth: Truth) -> Matrix:
    """Weights on the features as they are; a bias is one of them."""
    mean = np.asarray(matrix.mean(axis=0)).ravel()
    square = np.asarray(matrix.multiply(matrix).mean(axis=0)).ravel()
    spread = np.sqrt(np.maximum(square - mean**2, 0))
    spread = np.where(mean == 1, 1.0, np.maximum(spread, _NARROW))
    model = LogisticRegression(
        C=_INVERSE_PENALTY, max_iter=500, class_weight="balanced", fit_intercept=False
    )
    model.fit(matrix.multiply(1 / spread).tocsr(), truth)
    weights: Matrix = model.coef_[0] / spread
    return weights
