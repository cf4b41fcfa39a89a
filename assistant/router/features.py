"""Turns a masked message into two sparse vectors: its letters and its words.

One function for training and for reading, so that both see the same. Features are hashed
(Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009), so that the model
needs no vocabulary.
"""

from collections import Counter
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from assistant.language.tokens import sound, tokenize

DIMENSIONS = 1 << 16
_SHORTEST, _LONGEST = 2, 5
VIEWS = ("letters", "words")

Vector = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Positions and values of a sparse vector."""


def vectors(masked: str) -> tuple[Vector, Vector]:
    """The letters view and the words view of a masked text, in the order of `VIEWS`."""
    return _hashed(_letters(masked)), _hashed(_words(masked))


def _letters(masked: str) -> list[str]:
    """All runs of two to five characters of the text in Latin letters, with its edges marked."""
    text = " " + " ".join(anyascii(masked).lower().split()) + " "
    return [
        text[start : start + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(text) - size + 1)
    ]


def _words(masked: str) -> list[str]:
    """Words and pairs of neighbours, romanised Hindi in one spelling."""
    words = ["<"]
    words += [sound(token.key) if token.key.isascii() else token.key for token in tokenize(masked)]
    words.append(">")
    return words[1:-1] + [f"{left} {right}" for left, right in pairwise(words)]


def _hashed(features: list[str]) -> Vector:
    counts = Counter(crc32(feature.encode()) & (DIMENSIONS - 1) for feature in features)
    positions = np.fromiter(counts, dtype=np.int64, count=len(counts))
    values = np.array([1.0 + log(count) for count in counts.values()], dtype=np.float64)
    return positions, values
