"""Trees as they are grown for the stack: what ships sums to what was learnt."""

import numpy as np
import pytest

from evals.entailment.trees import WEIGHT, grow_apart, grow_boosted, grow_deep, packed


def examples(many: int) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(5)
    matrix = chance.normal(size=(many, 6))
    noise = chance.normal(scale=0.3, size=many)
    return matrix, matrix[:, 0] + matrix[:, 1] ** 2 + noise > 1


def test_what_ships_sums_to_what_both_kinds_of_trees_say() -> None:
    matrix, truth = examples(300)
    boosted, deep = (grow(matrix, truth, np.ones(300)) for grow in (grow_boosted, grow_deep))
    wanted = boosted.decision_function(matrix)
    for forest, more in ((None, 0.0), (deep, WEIGHT * (deep.predict_proba(matrix)[:, 1] - 0.5))):
        trees = packed(boosted, forest, matrix)
        found = [trees.sum(row.tolist()) for row in matrix]
        assert found == pytest.approx((wanted + more).tolist(), abs=1e-4)


def test_examples_of_groups_left_out_are_told_apart() -> None:
    matrix, truth = examples(300)
    _, apart = grow_apart(matrix, truth, np.ones(300), [f"writer {at % 10}" for at in range(300)],
                           forest=True)  # fmt: skip
    assert apart[truth].mean() > apart[~truth].mean() + 2
