"""Trees for the stacked verdicts on our own kind of turn: boosted ones, and beside them a forest of
deep ones cut at random (Geurts, Ernst and Wehenkel, "Extremely randomized trees", 2006), which errs
otherwise. Grown on features as they are, told by examples whose group was left out.
"""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier

from assistant.quality.stack.trees import LEAF, Trees
from evals.entailment.logistic import Matrix, Truth, folds_of

_TREES, _DEPTH, _RATE = 300, 6, 0.03
_LEAST = 20
"""Examples that a leaf stands for."""
_FEATURES, _EXAMPLES = 0.1, 0.6
"""Shares of both that a tree looks at, so that few faults of one writer are learnt by heart."""
_DEEP, _LEAST_DEEP, _FEATURES_DEEP = 100, 5, 0.3
"""The forest's trees, the examples that a leaf of theirs stands for, the features they look at."""
WEIGHT = 12.0
"""What the forest's probability weighs beside the log-odds of the boosted ones."""


def grow_apart(
    matrix: Matrix, truth: Truth, weights: Matrix, groups: Sequence[str], *, forest: bool
) -> tuple[Trees, Matrix]:
    """Trees over all examples, and sums of examples whose groups were left out.

    Args:
        forest: whether deep trees stand beside the boosted ones.
    """
    folds = folds_of(groups)
    sums = np.zeros(len(groups))
    for fold in sorted(set(folds.tolist())):
        inside = folds != fold
        boosted = grow_boosted(matrix[inside], truth[inside], weights[inside])
        sums[~inside] = boosted.decision_function(matrix[~inside])
        if forest:
            deep = grow_deep(matrix[inside], truth[inside], weights[inside])
            sums[~inside] += WEIGHT * (deep.predict_proba(matrix[~inside])[:, 1] - 0.5)
    boosted = grow_boosted(matrix, truth, weights)
    deep = grow_deep(matrix, truth, weights) if forest else None
    return packed(boosted, deep, matrix), sums


def grow_boosted(matrix: Matrix, truth: Truth, weights: Matrix) -> GradientBoostingClassifier:
    """Small trees, each of which mends what those before it left."""
    model = GradientBoostingClassifier(
        n_estimators=_TREES, max_depth=_DEPTH, learning_rate=_RATE, min_samples_leaf=_LEAST,
        max_features=_FEATURES, subsample=_EXAMPLES, random_state=7,
    )  # fmt: skip
    return model.fit(matrix, truth, sample_weight=weights)


def grow_deep(matrix: Matrix, truth: Truth, weights: Matrix) -> ExtraTreesClassifier:
    """The forest."""
    model = ExtraTreesClassifier(
        n_estimators=_DEEP, min_samples_leaf=_LEAST_DEEP, max_features=_FEATURES_DEEP,
        random_state=7,
    )  # fmt: skip
    return model.fit(matrix, truth, sample_weight=weights)


def packed(
    boosted: GradientBoostingClassifier, deep: ExtraTreesClassifier | None, matrix: Matrix
) -> Trees:
    """All trees as the product holds them; what the boosted ones start from follows from any
    example."""
    found = Trees(0.0, array("i"), array("h"), array("f"), array("i"))
    for tree in (one.tree_ for one in boosted.estimators_[:, 0]):
        _append(found, tree, _RATE * tree.value[:, 0, 0])
    first = float(boosted.decision_function(matrix[:1])[0])
    found = replace(found, bias=first - found.sum(matrix[0].tolist()))
    for tree in (one.tree_ for one in deep.estimators_) if deep is not None else ():
        shares = tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1)
        _append(found, tree, WEIGHT / _DEEP * (shares - 0.5))
    return found


def _append(found: Trees, tree: Any, values: Matrix) -> None:
    """One more tree. Its nodes stand in the order in which they were grown, depth first."""
    start, is_leaf = len(found.feature), tree.children_left == LEAF
    nodes = np.arange(len(is_leaf))
    if not np.all(is_leaf | (tree.children_left == nodes + 1)):
        raise ValueError("a tree was not grown depth first")
    cuts = tree.threshold.astype(np.float32)
    cuts = np.where(cuts > tree.threshold, np.nextafter(cuts, np.float32(-np.inf)), cuts)
    found.roots.append(start)
    found.feature.extend(np.where(is_leaf, LEAF, tree.feature).tolist())
    found.cut.extend(np.where(is_leaf, values, cuts).tolist())
    found.above.extend(np.where(is_leaf, LEAF, tree.children_right + start).tolist())
