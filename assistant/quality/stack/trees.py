"""Decision trees as the product reads them: a sum over trees of yes and no.

The file comes with the package; `python -m evals.entailment.fit_home` writes it. It knows no
feature by name.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import load_arrays, save_arrays

LEAF = -1
_KINDS: Mapping[str, tuple[str, type[np.generic]]] = {
    "roots": ("i", np.int32),
    "feature": ("h", np.int16),
    "cut": ("f", np.float32),
    "above": ("i", np.int32),
}
"""How the parts of trees are kept, in memory and in the file."""


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees, one behind the other; what lies below a node follows it."""

    bias: float
    roots: "array[int]"
    feature: "array[int]"
    """By which a node parts; `LEAF` where it does not."""
    cut: "array[float]"
    """The highest value, in single precision, for which the next node is next; a leaf's value."""
    above: "array[int]"
    """The next node for all higher values."""

    def sum(self, values: Sequence[float]) -> float:
        """The log-odds of features in their fixed order."""
        read = np.asarray(values, dtype=np.float32).tolist()
        total = self.bias
        for root in self.roots:
            node = root
            while self.feature[node] != LEAF:
                is_below = read[self.feature[node]] <= self.cut[node]
                node = node + 1 if is_below else self.above[node]
            total += self.cut[node]
        return total


def load(path: Path) -> dict[str, Trees]:
    """Trees by name. `ValueError` or `KeyError` when the file holds none."""
    arrays = load_arrays(path)
    names = {name.partition(".")[0] for name in arrays}
    return {name: _unpacked(name, arrays) for name in sorted(names)}


def save(found: Mapping[str, Trees], path: Path) -> None:
    """The trees as one file."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, trees in found.items():
        arrays[f"{name}.bias"] = np.array([trees.bias])
        for part, (_, kind) in _KINDS.items():
            arrays[f"{name}.{part}"] = np.array(getattr(trees, part), dtype=kind)
    save_arrays(arrays, path)


def _unpacked(name: str, arrays: Mapping[str, NDArray[np.generic]]) -> Trees:
    parts: dict[str, Any] = {
        part: array(code, arrays[f"{name}.{part}"].astype(kind).tobytes())
        for part, (code, kind) in _KINDS.items()
    }
    return Trees(bias=float(arrays[f"{name}.bias"].tolist()[0]), **parts)
