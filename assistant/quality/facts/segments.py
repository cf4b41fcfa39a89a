"""Finds lengths and shares that a rule gives to something else than what is spoken of: of "card
refunds take 5 days; UPI refunds 48 hours" the 48 hours, said of a card.

Stretches of rules are told apart by what their words mean, or how the longer ones sound.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.language.calendar_words import TIME_UNITS
from assistant.language.tokens import Token, tokenize
from assistant.quality.facts.case import Case
from assistant.quality.reading.evidence import Passage
from assistant.quality.reading.meanings import subjects_of
from assistant.quality.reading.reader import Fact

_ENDS = re.compile(r"[;।\n]|\.(?!\d)")
_OF_TIME = frozenset(
    ("hour", "day", "minute", "week", "month", "year", "until", "within", "working")
)
"""Meanings of the lengths themselves."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence of a rule that states something of a kind: what it is about, and the values."""

    about: frozenset[str]
    values: tuple[Any, ...]


def of_another_stretch(case: Case) -> bool:
    """Whether the fact stands only in stretches of rules on other things than what it is said of,
    and a stretch on just that states another value."""
    found = [one for p in case.grounds.passages for one in _stretches(p, case.fact.kind)]
    mine = [one for one in found if case.fact.value in one.values]
    others = [one for one in found if case.fact.value not in one.values]
    if not mine or not others or case.clause.denied or case.clause.asked:
        return False
    if not all(len(one.values) == 1 for one in found) or len(mine) > 1:
        return False
    said = _before(case) - _titles(case)
    meant = [one for one in others if said & _alone(one, found)]
    return len(meant) == 1 and not said & _alone(mine[0], found) and bool(
        meant[0].about & mine[0].about & _before(case)
    )  # fmt: skip


def _titles(case: Case) -> frozenset[str]:
    """What whole passages of several stretches are about, by their names: any of those is."""
    several = [p for p in case.grounds.passages if len(_stretches(p, case.fact.kind)) > 1]
    names = (re.sub(r"[#/_:-]", " ", passage.source) for passage in several)
    return frozenset[str]().union(*(about(tokenize(name)) for name in names))


def _alone(stretch: Stretch, found: Sequence[Stretch]) -> frozenset[str]:
    """What only this stretch is about."""
    return stretch.about.difference(*(one.about for one in found if one is not stretch))


def _before(case: Case) -> frozenset[str]:
    """What the clause is about from the fact of the kind before on; all of it where the fact is
    the only one."""
    inside = case.beside(case.fact.kind)
    earlier = [item.fact.end for item in inside if item.fact.end <= case.fact.start]
    start = max(earlier, default=case.clause.start)
    end = case.fact.start if inside else case.clause.end
    return about([token for token in case.tokens if start <= token.start and token.end <= end])


@lru_cache(maxsize=512)
def _stretches(passage: Passage, kind: str) -> tuple[Stretch, ...]:
    return tuple(_stretches_of(passage.text, [f for f in passage.facts if f.kind == kind]))


def _stretches_of(text: str, facts: Sequence[Fact]) -> Iterable[Stretch]:
    start = 0
    for end in [*(match.start() for match in _ENDS.finditer(text)), len(text)]:
        values = tuple(fact.value for fact in facts if start <= fact.start < end)
        if values:
            yield Stretch(about(tokenize(text[start:end])), values)
        start = end


def about(tokens: Sequence[Token]) -> frozenset[str]:
    """What words speak of, but for the lengths themselves."""
    return subjects_of(tokens, TIME_UNITS) - _OF_TIME
