"""Reads a misspelt word as the known one that it stands for: by sound first, then by one slip.

It repairs only towards words that are worth it (nouns of the catalogue), never short ones, and
leaves alone words that are known to be something else.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.language.tokens import sound

LEAST_REPAIRED = 5
"""Letters; shorter words are too near to too many others."""
_LEAST_HEARD = 4
"""Letters of a word in Devanagari."""
_TWO_SLIPS_FROM = 9
_ALIKE = str.maketrans({"ी": "ि", "ू": "ु", "ई": "इ", "ऊ": "उ", "ष": "श", "ं": None})
"""Letters of Devanagari that are mixed up by ear: long and short vowels, and a nasal left out."""


class Typos:
    """Knows words, and which of them misspellings are repaired to. Safe to share."""

    def __init__(
        self,
        known: Collection[str],
        targets: Iterable[str],
        others: Collection[str],
        heard: Collection[str] = frozenset(),
    ) -> None:
        self._known = known
        self._others = others
        self._sounds: dict[str, str] = {}
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(targets):
            self._sounds[_heard(word)] = word
            if word.isascii() and word not in heard:
                self._by_letter.setdefault(word[0], []).append(word)
        self.repaired = lru_cache(maxsize=8192)(self._repair)

    def _repair(self, word: str) -> str:
        if word in self._known or word in self._others or len(word) < _LEAST_HEARD:
            return word
        if not word.isascii():
            return self._sounds.get(_heard(word), word)
        if len(word) < LEAST_REPAIRED:
            return word
        if word.endswith("s") and word[:-1] in self._known:
            return word[:-1]
        return self._sounds.get(_heard(word)) or self._nearest(word)

    def _nearest(self, word: str) -> str:
        slips = 1 if len(word) < _TWO_SLIPS_FROM else 2
        best = None
        for known in self._by_letter.get(word[0], ()):
            swapped = len(known) == len(word) and slips == 1 and known[1] != word[1]
            if abs(len(known) - len(word)) > slips or swapped:
                continue
            distance = OSA.distance(word, known, score_cutoff=slips)
            if distance <= slips and (best is None or (distance, known) < best):
                best = (distance, known)
        return best[1] if best else word


def _heard(word: str) -> str:
    return sound(word) if word.isascii() else word.translate(_ALIKE)
