"""Turns a masked message into two sparse vectors: its letters, and its words with their meanings.

One function for training and for reading, so that both see the same. Features are hashed
(Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009), so that the model
needs no vocabulary.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations, pairwise
from math import log
from zlib import crc32

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from assistant.language.tokens import sound, tokenize
from assistant.router.concepts import concepts, spelling

DIMENSIONS = 1 << 15
VIEWS = ("letters", "words")
_SHORTEST, _LONGEST = 2, 5

Vector = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Positions and values of a sparse vector."""


def vectors(masked: str) -> tuple[Vector, Vector]:
    """The letters view and the words view of a masked text, in the order of `VIEWS`."""
    words = _words(masked)
    letters = [place for word in words for place in _runs(word)]
    return _counted(letters), _counted([_place(meaning) for meaning in _meanings(words)])


def _words(masked: str) -> list[str]:
    """Words and emoji; the masks are words of their own."""
    found: list[str] = []
    for chunk in masked.split():
        if _is_mask(chunk):
            found.append(chunk)
            continue
        found += [
            token.key
            for token in tokenize(chunk)
            if token.shape != "mark" or token.text == "?" or not token.text.isascii()
        ]
    return found


def _is_mask(word: str) -> bool:
    return len(word) > 2 and word.startswith("_") and word.endswith("_")


@lru_cache(maxsize=16384)
def _runs(word: str) -> tuple[int, ...]:
    """The places of all runs of two to five characters of a word in Latin letters, with its edges
    marked."""
    text = f" {sound(anyascii(word).lower())} "
    return tuple(
        _place(text[start : start + size])
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(text) - size + 1)
    )


def _meanings(words: list[str]) -> list[str]:
    """Words, pairs of neighbours, and the same of what the words mean; meanings also meet across
    the whole message."""
    spelt = [spelling(word) for word in words]
    meant = concepts(spelt)
    masks = [word for word in words if _is_mask(word)]
    together = sorted({*meant, *masks})
    return [
        *spelt,
        *_pairs(" ", ["<", *spelt, ">"]),
        *(f"={meaning}" for meaning in meant),
        *_pairs("=", ["<", *meant, ">"]),
        *(f"{left}&{right}" for left, right in combinations(together, 2)),
    ]


def _pairs(sign: str, words: Iterable[str]) -> list[str]:
    return [f"{left}{sign}{right}" for left, right in pairwise(words)]


def _place(feature: str) -> int:
    """Where a feature is hashed to."""
    return crc32(feature.encode()) & (DIMENSIONS - 1)


def _counted(places: list[int]) -> Vector:
    counts = Counter(places)
    positions = np.fromiter(counts, dtype=np.int64, count=len(counts))
    weights = [1.0 if count == 1 else 1.0 + log(count) for count in counts.values()]
    values = np.array(weights, dtype=np.float64)
    return positions, values
