"""What a reply states: its facts, what of the evidence each stands on, and which kind of question
each would answer.

It knows nothing of the words around the facts; those are `heard`'s.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.reader import Fact
from assistant.quality.relevance.asks import Ask
from assistant.quality.relevance.constraints import agree
from assistant.quality.relevance.refusals import Sentence
from assistant.quality.relevance.sources import is_about

_SUBSTANCE = frozenset(
    ("amount", "date", "time", "window", "identifier", "person", "status", "percent", "fraction",
     "duration", "phone", "number")
)  # fmt: skip
_FIGURES = frozenset(("amount", "number", "percent", "status", "identifier", "phone", "date"))
"""Kinds that answer by the field they stand in."""
_SUMS = frozenset(("amount", "number"))
"""Kinds that answer by the table they stand in: the one figure of a wallet."""
_TOPICS = frozenset(("service", "variant", "identifier", "label", "status"))
_LEAST_SUM = 20
"""From here on a bare figure may be a sum of money."""


@dataclass(frozen=True)
class Told:
    """The facts of a reply beside those of the question."""

    facts: tuple[Fact, ...]
    asked: tuple[Fact, ...]
    hits: Mapping[int, tuple[Hit, ...]]
    """By the identity of a fact of the reply."""
    derived: frozenset[int]
    """Where facts start that follow from evidence, by arithmetic or the calendar."""
    grounds: Grounds
    sentences: tuple[Sentence, ...]

    @cached_property
    def solid(self) -> tuple[Fact, ...]:
        """Facts that stand in evidence and that the question did not say itself."""
        return tuple(
            fact
            for fact in self.facts
            if fact.kind in _SUBSTANCE
            and not self.is_echo(fact)
            and not self.is_idle(fact)
            and self.stands(fact)
        )

    def stands(self, fact: Fact) -> bool:
        """Whether evidence holds a fact, or it follows from there."""
        return (
            bool(self.hits[id(fact)])
            or fact.start in self.derived
            or (fact.kind, measure(fact)) in self._of_passages
            or (fact.kind == "number" and ("amount", int(fact.value * 100)) in self._of_passages)
        )

    @cached_property
    def _of_passages(self) -> frozenset[tuple[str, Any]]:
        return frozenset((f.kind, measure(f)) for p in self.grounds.passages for f in p.facts)

    def is_echo(self, fact: Fact) -> bool:
        """Whether the question says the same."""
        return any(fact.kind == one.kind and fact.value == one.value for one in self.asked)

    def is_idle(self, fact: Fact) -> bool:
        """Whether a status stands in a refusal or a question, so that it states nothing."""
        return fact.kind == "status" and any(
            sentence.start <= fact.start < sentence.end for sentence in self._stating_nothing
        )

    @cached_property
    def _stating_nothing(self) -> tuple[Sentence, ...]:
        return tuple(s for s in self.sentences if s.refusing or s.asked or s.demanding)

    @cached_property
    def on_topic(self) -> bool:
        """Whether the reply says again of what it was asked, and evidence knows of that."""
        return any(
            fact.kind in _TOPICS and self.stands(fact)
            and any(agree(fact, one) for one in self.asked)
            for fact in self.facts
        )  # fmt: skip

    def is_answer(self, fact: Fact, ask: Ask) -> bool:
        """Whether a fact is of a kind asked for, or of a field that is about what is asked."""
        if fact.kind == "number" and self._is_sum(fact, ask):
            return False
        if fact.kind in ask.facts or self._is_bare_sum(fact, ask) or self._is_its_number(fact, ask):
            return True
        values = [value for _, value in self.hits[id(fact)]]
        about = (row.source for row, _ in self.hits[id(fact)])
        if fact.kind in _SUMS and not ask.facts and any(is_about(name, ask) for name in about):
            return True
        if fact.kind == "number" and any(value.kind in ask.facts for value in values):
            return True
        return fact.kind in _FIGURES and any(value.words & ask.fields for value in values)

    def _is_sum(self, fact: Fact, ask: Ask) -> bool:
        """Whether a bare number is money, and no money was asked for."""
        values = [value for _, value in self.hits[id(fact)]]
        return "amount" not in ask.facts and any(value.kind == "amount" for value in values)

    def _is_bare_sum(self, fact: Fact, ask: Ask) -> bool:
        """ "total 1350": a figure without its currency that names and counts nothing."""
        if fact.kind != "number" or "amount" not in ask.facts or fact.value < _LEAST_SUM:
            return False
        values = [value for _, value in self.hits[id(fact)]]
        told = not values or any(value.kind == "amount" for value in values)
        return told and fact.start not in self._codes

    def _is_its_number(self, fact: Fact, ask: Ask) -> bool:
        """ "uska number": the booking's own, where evidence has nobody's to ring."""
        called = fact.kind == "identifier" or fact.start in self._codes
        return called and "phone" in ask.facts and not any(
            value.kind == "phone" or value.words & ask.fields
            for row in self.grounds.rows for value in row.values
        )  # fmt: skip

    @cached_property
    def _codes(self) -> frozenset[int]:
        """Where the figures start by which rows are called."""
        return frozenset(fact.start for fact in self.facts if fact.kind == "code")

    @cached_property
    def several(self) -> int:
        """How many rows, rules or sums the reply tells apart, whichever are most."""
        return max(self._rows, self._rules, self._sums)

    @cached_property
    def _rows(self) -> int:
        """How many rows are told apart by what only they hold."""
        found = ({id(row) for row, _ in self.hits[id(fact)]} for fact in self.facts)
        return len(set[int]().union(*(rows for rows in found if len(rows) == 1)))

    @cached_property
    def _rules(self) -> int:
        """How many values of one kind are told out of passages."""
        told = {(f.kind, f.value) for f in self.solid if not self.hits[id(f)]}
        return max(Counter(kind for kind, _ in told).values(), default=0)

    @cached_property
    def _sums(self) -> int:
        """How many fields of one row are told the sums of."""
        fields = {
            (id(row), value.path)
            for fact in self.solid if fact.kind == "amount"
            for row, value in self.hits[id(fact)] if value.kind == "amount"
        }  # fmt: skip
        return max(Counter(row for row, _ in fields).values(), default=0)


def measure(fact: Fact) -> Any:
    """What a fact says, a length in minutes: "a week" is seven days."""
    return fact.value.minutes() if fact.kind == "duration" else fact.value
