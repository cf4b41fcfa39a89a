"""Trees as shipped: read as they were written, summed node by node, errors named."""

import json
from array import array
from pathlib import Path

import pytest

from assistant.quality.stack.model import FORMAT, StackError, load_home, shipped_home
from assistant.quality.stack.trees import LEAF, Trees, load, save

STUMP = Trees(
    bias=0.5, roots=array("i", [0]), feature=array("h", [1, LEAF, LEAF]),
    cut=array("f", [2.0, -1.0, 3.0]), above=array("i", [2, LEAF, LEAF]),
)  # fmt: skip


@pytest.mark.parametrize(("value", "total"), [(1.9, -0.5), (2.0, -0.5), (2.1, 3.5)])
def test_a_value_up_to_the_threshold_goes_below(value: float, total: float) -> None:
    assert STUMP.sum([9.0, value]) == total


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    save({"grounding": STUMP}, tmp_path / "trees.npz")
    assert load(tmp_path / "trees.npz") == {"grounding": STUMP}


def test_trees_of_another_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "home.json").write_text(json.dumps({"format": FORMAT, "models": {}}))
    (tmp_path / "trees.npz").write_text("no")
    with pytest.raises(StackError, match=r"trees\.npz"):
        load_home(tmp_path / "home.json", tmp_path / "trees.npz")


def test_every_shipped_tree_looks_at_features_that_there_are() -> None:
    found = shipped_home()
    models = (
        found.grounding, found.faithfulness, found.relevancy,
        found.grounding_read, found.faithfulness_read, found.relevancy_read,
    )  # fmt: skip
    for model in models:
        assert max(model.trees.feature) < len(model.linear.names)
