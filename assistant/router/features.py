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
    letters = [run for word in words for run in _runs(word)]
    return _hashed(letters), _hashed(_meanings(words))


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
def _runs(word: str) -> tuple[str, ...]:
    """All runs of two to five characters of a word in Latin letters, with its edges marked."""
    text = f" {sound(anyascii(word).lower())} "
    return tuple(
        text[start : start + size]
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


def _hashed(features: list[str]) -> Vector:
    counts = Counter(crc32(feature.encode()) & (DIMENSIONS - 1) for feature in features)
    positions = np.fromiter(counts, dtype=np.int64, count=len(counts))
    values = np.array([1.0 + log(count) for count in counts.values()], dtype=np.float64)
    return positions, values
