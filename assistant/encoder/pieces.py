"""Cuts a text into the pieces that the encoder knows (a Unigram model, as SentencePiece has it).

It holds a vocabulary and finds each word's likeliest pieces by Viterbi's way (Kudo, "Subword
Regularization", 2018). It refuses no text: a letter without a piece becomes the unknown one.
"""

import unicodedata
from collections.abc import Mapping, Sequence

START, END, UNKNOWN = 0, 2, 3
"""The numbers of the marks at a text's beginning and end and of the piece for the unknown."""
SPECIAL = 4
"""How many pieces at the beginning of the vocabulary stand for no text."""
_BLANK = "\u2581"
_LONGEST = 16
"""Letters of a piece; longer ones are rare and only cost time."""
_LONGEST_WORD = 64
"""Letters of a word that are read; nobody writes a longer one to be understood."""
_UNKNOWN_COST = 10.0
_REMEMBERED = 20_000


class Pieces:
    """A vocabulary with the log-probability of each piece. Safe to share between threads."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self._numbers: Mapping[str, int] = {
            piece: number for number, piece in enumerate(pieces) if number >= SPECIAL
        }
        self._scores = [float(score) for score in scores]
        self._unknown = min(self._scores) - _UNKNOWN_COST
        self._words: dict[str, tuple[int, ...]] = {}

    def cut(self, text: str, longest: int) -> list[int]:
        """The numbers of a text's pieces between the marks of start and end, `longest` at most."""
        numbers = [START]
        for word in unicodedata.normalize("NFKC", text).split():
            numbers += self._word(_BLANK + word[:_LONGEST_WORD])
            if len(numbers) >= longest - 1:
                break
        return [*numbers[: longest - 1], END]

    def _word(self, word: str) -> tuple[int, ...]:
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            known = self._words[word] = self._likeliest(word)
        return known

    def _likeliest(self, word: str) -> tuple[int, ...]:
        best = [0.0] + [float("-inf")] * len(word)
        cuts = [(0, UNKNOWN)] * (len(word) + 1)
        for start in range(len(word)):
            for end in range(start + 1, min(start + _LONGEST, len(word)) + 1):
                number = self._numbers.get(word[start:end])
                if number is None:
                    continue
                score = best[start] + self._scores[number]
                if score > best[end]:
                    best[end], cuts[end] = score, (start, number)
            if best[start] + self._unknown > best[start + 1]:
                best[start + 1], cuts[start + 1] = best[start] + self._unknown, (start, UNKNOWN)
        numbers, end = [], len(word)
        while end > 0:
            end, number = cuts[end]
            numbers.append(number)
        return tuple(reversed(numbers))
