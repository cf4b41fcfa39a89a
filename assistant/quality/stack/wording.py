"""How a text of several claims is worded: which words and pairs of words it uses, as hashed places.

Texts that praise, compare and explain hold more that nothing bears out than texts that tell; which
words those are is learnt from people's labels (`python -m evals.entailment.fit`). It reads the
answer alone, and so is only ever weighed beside what evidence says.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import load_arrays, save_arrays
from assistant.language.tokens import tokenize
from assistant.quality.claims.features import hashed

DIMENSIONS = 1 << 14


def places(text: str) -> list[int]:
    """Where the words and pairs of a text lie among `DIMENSIONS`, each once, in order."""
    words = [token.key for token in tokenize(text) if token.shape == "word"]
    return hashed((*words, *(f"{left} {right}" for left, right in pairwise(words))), DIMENSIONS)


def share(many: int) -> float:
    """What each of so many places of a text counts: their squares sum to one, so that a long text
    says no more than a short one."""
    return 1 / math.sqrt(many)


@dataclass(frozen=True)
class Wording:
    """What each place says of a text that uses it: above zero, that it is bad."""

    weights: NDArray[np.float16]
    """Shape (DIMENSIONS,)."""

    def sum(self, text: str) -> float:
        """In log-odds; 0 for a text without words."""
        at = places(text)
        return math.fsum(self.weights[at].tolist()) * share(len(at)) if at else 0.0


def load(path: Path) -> dict[str, Wording]:
    """Weights by setting. `ValueError` when the file holds none."""
    found = {}
    for setting, weights in load_arrays(path).items():
        if weights.shape != (DIMENSIONS,):
            raise ValueError(f"{setting} has weights of shape {weights.shape}")
        found[setting] = Wording(weights.astype(np.float16))
    return found


def save(weights: Mapping[str, NDArray[np.float64]], path: Path) -> None:
    """Weights by setting as a file whose bytes depend on nothing but them."""
    save_arrays({setting: held.astype(np.float16) for setting, held in weights.items()}, path)
