"""Evidence as stretches that may be taken for each other: the rows of a table, other customers'
among them, and the clauses of all passages. Reads only; what is near is decided elsewhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from anyascii import anyascii

from assistant.language.numbers import find_numbers
from assistant.language.tokens import tokenize
from assistant.quality.reading.evidence import Grounds, Passage
from assistant.quality.reading.matching import comparers, same
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import agrees
from assistant.quality.stack.meant import COMMON, forms_of

PASSAGES = ""
"""The table of clauses."""
Forms = frozenset[str]
_PARTS = re.compile(
    r"(?<=[.!?।])\s+|\n+|;\s*|,\s+|[()]|\s(?=(?:and|but|or|while|unless|otherwise)\s)"
)
_SENTENCES = re.compile(r"(?<=[.!?।])\s+|\n+")
_RANGE = re.compile(r"(?<![\d-])(\d{1,6}(?:\.\d+)?)\s?(?:-|–|to)\s?(\d{1,6}(?:\.\d+)?)(?![\d-])")
_UP_TO = re.compile(r"\b(?:up ?to|under|below|tak)\s?(\d{1,6}(?:\.\d+)?)", re.I)
_VOWELS = str.maketrans({"y": "i", "e": "i", "o": "u", "w": "u", "v": "u", "a": None, "h": None})
_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Stretch:
    """A row, or a clause of a passage with the sentence around it."""

    forms: Forms
    own: bool
    row: Row | None = None
    facts: tuple[Fact, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()
    _held: dict[Fact, bool] = field(default_factory=dict, compare=False, repr=False)

    def holds(self, fact: Fact) -> bool:
        """Whether it says what the fact says, or has a range that the figure lies in."""
        found = self._held.get(fact)
        if found is None:
            found = self._held[fact] = self._says(fact) or self._spans(fact)
        return found

    def says(self, fact: Fact | None, forms: Forms) -> bool:
        """Whether it holds a thing said: a fact, or a word by its forms."""
        return not forms.isdisjoint(self.forms) if fact is None else self._says(fact)

    def has_kind(self, fact: Fact | None) -> bool:
        """Whether it says something of the fact's kind, so that it might have been meant."""
        if fact is None:
            return True
        if self.row is None:
            return any(one.kind == fact.kind for one in self.facts)
        if fact.kind == "status":
            return bool(self.row.statuses)
        return any(self.row.of(kind) for kind in comparers(fact.kind))

    def _says(self, fact: Fact) -> bool:
        if self.row is None:
            return any(
                one.kind == fact.kind and _alike(one.value, fact.value) for one in self.facts
            )
        if fact.kind == "status":
            return any(agrees(fact.value, status) for status, _ in self.row.statuses)
        if fact.kind == "date" and any(day.isoformat() in self.row.source for day in fact.value):
            return True
        return any(
            same(fact, value) for kind in comparers(fact.kind) for value in self.row.of(kind)
        )

    def _spans(self, fact: Fact) -> bool:
        if fact.kind == "duration":
            figure = float(fact.value.low)
        elif fact.kind == "number":
            figure = float(fact.value)
        else:
            return False
        return any(low <= figure <= high for low, high in self.ranges)


def row_text(row: Row) -> str:
    """Where a row stands and its texts, as its words and ranges are read from."""
    texts = [row.source, *(str(value.value) for value in row.of("text"))]
    return " ; ".join(texts).replace("_", " ")


def read_stretches(grounds: Grounds) -> Mapping[str, Sequence[Stretch]]:
    """The stretches of evidence by table."""
    tables: dict[str, list[Stretch]] = {}
    for own, rows in ((True, grounds.rows), (False, grounds.foreign)):
        for row in rows:
            text = row_text(row)
            found = Stretch(forms_in(text), own, row, ranges=_ranges(text))
            tables.setdefault(row.table, []).append(found)
    clauses = [one for passage in grounds.passages for one in _clauses(passage)]
    return tables | {PASSAGES: clauses} if clauses else tables


def _clauses(passage: Passage) -> Iterable[Stretch]:
    called = forms_in(re.sub(r"[/#_-]", " ", passage.source))
    for first, last in _cut(_SENTENCES, passage.text, 0, len(passage.text)):
        around = called | forms_in(passage.text[first:last])
        for start, end in _cut(_PARTS, passage.text, first, last):
            facts = tuple(fact for fact in passage.facts if start <= fact.start < end)
            if facts:
                text = passage.text[start:end]
                doubled = {f"+{form}" for form in forms_in(text)}
                yield Stretch(around | doubled, True, None, facts, _ranges(text))


def _cut(breaks: re.Pattern[str], text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    for found in breaks.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end


def _ranges(text: str) -> tuple[tuple[float, float], ...]:
    found = [(float(low), float(high)) for low, high in _RANGE.findall(text)]
    found += [(0.0, float(high)) for high in _UP_TO.findall(text)]
    return tuple(one for one in found if one[0] < one[1])


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return bool(set(one) & set(other))
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return not one.isdisjoint(other)
    if hasattr(one, "minutes") and hasattr(other, "minutes"):
        return bool(one.minutes() == other.minutes())
    return bool(one == other)


@lru_cache(maxsize=4096)
def forms_in(text: str) -> Forms:
    """Meanings, stems and sounds of a text's telling words, and its numbers in figures or words."""
    found = {f"#{number.value}" for number in find_numbers(text)}
    for token in tokenize(text):
        if token.shape == "word" and token.key not in COMMON:
            found |= forms_of(token.key) | {_sound(token.key)}
        elif token.shape not in ("word", "mark"):
            found.add(f"#{token.text}")
    return frozenset(found - {""})


@lru_cache(maxsize=8192)
def _sound(word: str) -> str:
    """A short word as it sounds in any script: dry, ड्राई -> ~~dri."""
    plain = re.sub("[^a-z]", "", anyascii(word).lower()).translate(_VOWELS)
    found = _TWICE.sub(r"\1", plain)
    return f"~~{found}" if 2 < len(found) < 5 else ""
