"""Counts of what a row lists inside itself: the people of a team, the passes of a member, the lines
of a bill; all of them, those called so, those that are left.

What is listed is known by the name of its list or by what its elements are called.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.language.tokens import keys, keys_in
from assistant.model import Reason
from assistant.quality.facts.case import Case
from assistant.quality.facts.tallies import STANDING
from assistant.quality.reading.rows import Row
from assistant.quality.reading.values import Value

_PLACE = re.compile(r"(.*)\[(\d+)\]\.[^\[\]]*")
_PEOPLE = keys(
    """people persons person members member staff log banda bande workers karigar helpers
    लोग लोगों व्यक्ति सदस्य कारीगर कर्मचारी"""
)
_GONE = keys(
    """used expired completed complete done cancelled canceled redeemed paid closed consumed lapsed
    over"""
)
_LEFT = STANDING | keys("unused available")
_SHORTEST, _LONGEST = 4, 30
"""Letters of a word that a list is called by, and of what an element is."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a list inside a row: the row that it was read into, and what is its own."""

    row: Row
    values: tuple[Value, ...]

    def called(self) -> Iterable[frozenset[str]]:
        """The words of each short text of it."""
        return (
            keys_in(value.value) for value in self.values
            if value.kind == "text" and len(value.value) < _LONGEST
        )  # fmt: skip


def of_elements(case: Case) -> Reason | None:
    """ "five people", of a team of five; "four cleaners", where four of them are; "three passes
    left", of six of which two are used and one is expired."""
    said = [token.key for token in case.near(0, 3) if token.shape == "word"]
    count = case.fact.value
    for path, elements in _lists(case.grounds.rows).items():
        so = _called_so(said[:1], elements)
        if so:
            return _held_against(case, path, elements, so)
        if not _is_meant(said, path, elements):
            continue
        left = sum(not any(words & _GONE for words in one.called()) for one in elements)
        if not _LEFT.isdisjoint(case.clause_words) and left < len(elements):
            return _held_against(case, path, elements, left)
        if count >= len(elements):
            return _held_against(case, path, elements, len(elements))
    return None


def _held_against(case: Case, path: str, elements: Sequence[Element], count: int) -> Reason:
    hit = (elements[0].row, Value("count", Decimal(count), path, frozenset()))
    return case.supported(hit) if case.fact.value == count else case.refuted(hit)


def _lists(rows: Sequence[Row]) -> dict[str, list[Element]]:
    """Every list of two elements or more that one row alone has, by its path."""
    found: dict[str, dict[tuple[str, str], tuple[Row, list[Value]]]] = {}
    for row in rows:
        for value in row.values:
            place = _PLACE.fullmatch(value.path)
            if place is not None:
                at = found.setdefault(place[1], {}).setdefault((row.source, place[2]), (row, []))
                at[1].append(value)
    return {
        path: [Element(row, tuple(values)) for row, values in of.values()]
        for path, of in found.items()
        if len(of) > 1 and len({source for source, _ in of}) == 1
    }


def _called_so(said: Sequence[str], elements: Sequence[Element]) -> int:
    """How many elements are what the word says ("cleaners"); 0 where all are, or none."""
    stems = {word.removesuffix("s") for word in said if len(word) >= _SHORTEST}
    so = sum(
        any(stems & {word.removesuffix("s") for word in words} for words in one.called())
        for one in elements
    )
    return so if so < len(elements) else 0


def _is_meant(said: Sequence[str], path: str, elements: Sequence[Element]) -> bool:
    """Whether the words behind a figure name the list, or the people that it lists."""
    words = re.split(r"[._\s]|(?<=[a-z])(?=[A-Z])", path)
    stems = {word.lower().removesuffix("s") for word in words if len(word) >= _SHORTEST}
    people = all(any(value.kind == "person" for value in one.values) for one in elements)
    return not stems.isdisjoint(word.removesuffix("s") for word in said) or (
        people and not _PEOPLE.isdisjoint(said)
    )
