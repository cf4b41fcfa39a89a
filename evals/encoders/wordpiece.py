"""Cuts a text into word pieces, as BERT's uncased models do: the longest that fits comes first.

Lower case, without accents, each punctuation mark a word of its own (Wu et al., "Google's Neural
Machine Translation System", 2016; Devlin et al., "BERT", 2019). It refuses no text: a word that has
no pieces becomes the unknown one.
"""

import unicodedata
from collections.abc import Sequence

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
INSIDE = "##"
"""Marks a piece that goes on within a word."""
_LONGEST_WORD = 100
"""Letters; a longer word is unknown."""
_REMEMBERED = 20_000
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2CEAF))
"""Signs that are words of their own, and so is what lies between them."""


class WordPieces:
    """A vocabulary. Safe to share between threads."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._start, self._end = self._numbers[START], self._numbers[END]
        self._unknown = self._numbers[UNKNOWN]
        self._words: dict[str, tuple[int, ...]] = {}

    def cut(self, text: str, longest: int) -> list[int]:
        """The numbers of a text's pieces between the marks of start and end, `longest` at most."""
        numbers = [self._start]
        for word in words(text):
            numbers += self._word(word)
            if len(numbers) >= longest - 1:
                break
        return [*numbers[: longest - 1], self._end]

    def _word(self, word: str) -> tuple[int, ...]:
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            known = self._words[word] = self._longest_first(word)
        return known

    def _longest_first(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        numbers, start = [], 0
        while start < len(word):
            mark = INSIDE if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(mark + word[start:end])
                if number is not None:
                    numbers.append(number)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(numbers)


def words(text: str) -> list[str]:
    """The words of a text and its punctuation marks: lower case, without accents."""
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(_spaced(letter) for letter in plain).split()


def _spaced(letter: str) -> str:
    if letter.isalnum() and letter.isascii():
        return letter
    kind = unicodedata.category(letter)
    if letter in "\t\n\r" or kind == "Zs":
        return " "
    if kind in ("Mn", "Cc", "Cf") or letter == "\ufffd":
        return ""
    alone = letter.isascii() or kind[0] == "P"
    if alone or any(low <= ord(letter) <= high for low, high in _IDEOGRAPHS):
        return f" {letter} "
    return letter
