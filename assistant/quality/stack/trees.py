"""Boosted decision trees as the product reads them: a sum over small trees of yes and no.

The file comes with the package; `python -m evals.entailment.fit_home` writes it. It knows no
feature by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import load_arrays, save_arrays

LEAF = -1
_PARTS = ("roots", "feature", "threshold", "below", "above", "value")


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees, one behind the other."""

    bias: float
    roots: tuple[int, ...]
    feature: tuple[int, ...]
    """By which a node parts; `LEAF` where it does not."""
    threshold: tuple[float, ...]
    below: tuple[int, ...]
    """The node for values up to the threshold, as single-precision numbers."""
    above: tuple[int, ...]
    value: tuple[float, ...]

    def sum(self, values: Sequence[float]) -> float:
        """The log-odds of features in their fixed order."""
        read = np.asarray(values, dtype=np.float32).tolist()
        total = self.bias
        for root in self.roots:
            node = root
            while self.feature[node] != LEAF:
                is_below = read[self.feature[node]] <= self.threshold[node]
                node = self.below[node] if is_below else self.above[node]
            total += self.value[node]
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
        for part in _PARTS:
            kind = np.float64 if part in ("threshold", "value") else np.int32
            arrays[f"{name}.{part}"] = np.array(getattr(trees, part), dtype=kind)
    save_arrays(arrays, path)


def _unpacked(name: str, arrays: Mapping[str, NDArray[np.generic]]) -> Trees:
    parts = {part: tuple(arrays[f"{name}.{part}"].tolist()) for part in _PARTS}
    return Trees(bias=float(arrays[f"{name}.bias"].tolist()[0]), **parts)
