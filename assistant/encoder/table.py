"""The frozen embeddings: pieces of a text in, what the first layer of a graph gets out."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import load_arrays
from assistant.encoder.pieces import Pieces

SHIPPED = Path(__file__).with_name("vocabulary.npz")
BLOCK = 32
"""Values that share a scale."""
_FIRST = 2
"""The place at which pieces beyond the longest text start again."""

Floats = NDArray[np.float32]


class VocabularyError(ValueError):
    """The file is no vocabulary that this code can read."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """What each piece means, in four bits a value with a scale for each `BLOCK`."""

    packed: NDArray[np.uint8]
    """Shape (pieces, width / 2)."""
    scales: NDArray[np.float16]
    """Shape (pieces, width / BLOCK)."""
    places: Floats
    """Shape (longest, width): what standing at a place adds."""

    @property
    def longest(self) -> int:
        """Pieces of a text that have a place."""
        return len(self.places)

    def sums(self, numbers: list[int]) -> Floats:
        """The embeddings of pieces at their places, shape (pieces, width); what goes beyond the
        longest text stands at the places of earlier pieces."""
        packed = self.packed[numbers]
        nibbles = np.stack([packed & 15, packed >> 4], axis=-1).reshape(len(numbers), -1)
        scales = self.scales[numbers].astype(np.float32).repeat(BLOCK, axis=1)
        summed: Floats = (nibbles.astype(np.float32) - 8) * scales
        return summed + self.places[self._places(len(numbers))]

    def _places(self, many: int) -> NDArray[np.int64]:
        at = np.arange(many)
        return np.where(at < self.longest, at, _FIRST + (at - _FIRST) % (self.longest - _FIRST))


@dataclass(frozen=True, slots=True)
class Table(Embeddings):
    """The pieces of several languages with their embeddings."""

    pieces: Pieces


@cache
def load(path: Path) -> Table:
    """The table of a file. `VocabularyError` when it is none."""
    try:
        arrays: dict[str, Any] = dict(load_arrays(path))
        pieces = Pieces(json.loads(arrays["pieces"].tobytes().decode()), arrays["scores"])
        return Table(arrays["packed"], arrays["scales"], arrays["places"], pieces)
    except (ValueError, KeyError) as error:
        raise VocabularyError(f"{path} is no vocabulary: {error}") from error


def shipped() -> Table:
    """The table that comes with the package."""
    return load(SHIPPED)
