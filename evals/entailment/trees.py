"""Boosted trees for the stacked verdicts on our own kind of turn: grown on features as they are,
told by examples whose group was left out.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from assistant.quality.stack.trees import LEAF, Trees
from evals.entailment.logistic import Matrix, Truth, folds_of

_TREES, _DEPTH, _RATE = 300, 6, 0.03
_LEAST = 20
"""Examples that a leaf stands for."""
_FEATURES, _EXAMPLES = 0.1, 0.6
"""Shares of both that a tree looks at, so that few faults of one writer are learnt by heart."""


def grow_apart(
    matrix: Matrix, truth: Truth, weights: Matrix, groups: Sequence[str]
) -> tuple[Trees, Matrix]:
    """Trees over all examples, and sums of examples whose groups were left out."""
    folds = folds_of(groups)
    sums = np.zeros(len(groups))
    for fold in sorted(set(folds.tolist())):
        inside = folds != fold
        model = _grown(matrix[inside], truth[inside], weights[inside])
        sums[~inside] = model.decision_function(matrix[~inside])
    return _trees(_grown(matrix, truth, weights), matrix), sums


def _grown(matrix: Matrix, truth: Truth, weights: Matrix) -> GradientBoostingClassifier:
    model = GradientBoostingClassifier(
        n_estimators=_TREES, max_depth=_DEPTH, learning_rate=_RATE, min_samples_leaf=_LEAST,
        max_features=_FEATURES, subsample=_EXAMPLES, random_state=7,
    )  # fmt: skip
    return model.fit(matrix, truth, sample_weight=weights)


def _trees(model: GradientBoostingClassifier, matrix: Matrix) -> Trees:
    """The trees as the product holds them; what all start from follows from any example."""
    roots: list[int] = []
    feature: list[int] = []
    threshold: list[float] = []
    below: list[int] = []
    above: list[int] = []
    value: list[float] = []
    for tree in (one.tree_ for one in model.estimators_[:, 0]):
        start = len(feature)
        roots.append(start)
        is_leaf = tree.children_left == LEAF
        feature += np.where(is_leaf, LEAF, tree.feature).tolist()
        threshold += tree.threshold.tolist()
        below += (tree.children_left + start).tolist()
        above += (tree.children_right + start).tolist()
        value += (_RATE * tree.value[:, 0, 0]).tolist()
    found = Trees(
        0.0, tuple(roots), tuple(feature), tuple(threshold), tuple(below), tuple(above),
        tuple(value),
    )  # fmt: skip
    first = float(model.decision_function(matrix[:1])[0])
    return replace(found, bias=first - found.sum(matrix[0].tolist()))
