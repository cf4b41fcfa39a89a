"""One fact of a reply with all that its checkers look at: words around it, rules, rows."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from assistant.language.durations import Duration
from assistant.language.tokens import Token, keys_in, tokenize
from assistant.model import Reason
from assistant.quality.facts.attribution import Placed
from assistant.quality.reading.clauses import Clause
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.reading.values import Value

_EXPECTED = {
    "number": ("number", "amount", "count"),
    "window": ("window", "time"),
    "time": ("time", "window"),
    "fraction": ("percent",),
}


NAMING = frozenset(("service", "identifier", "date", "window", "label", "variant", "code"))
"""Facts that name a row by something other than figures."""
LEAST_FIGURE = 20
"""A bare figure from here on may be an amount."""


class Reply:
    """A reply under check: what its facts have in common."""

    def __init__(
        self, text: str, placed: Sequence[Placed], grounds: Grounds, asked: Sequence[Fact],
        question: str = "", clauses: Sequence[Clause] = (),
    ) -> None:  # fmt: skip
        self.clauses = clauses
        self.text, self.placed, self.grounds, self.asked = text, placed, grounds, asked
        self.question = question
        self.asked_keys = tuple(token.key for token in tokenize(question))
        self.asked_words = keys_in(question)
        self.tokens = tokenize(text)
        self.by_clause: dict[int, list[Placed]] = {}
        """The facts of each clause, by its first token."""
        self.by_sentence: dict[int, list[Placed]] = {}
        for item in placed:
            self.by_clause.setdefault(item.clause.first, []).append(item)
            self.by_sentence.setdefault(item.clause.sentence, []).append(item)
        self.supported: dict[int, Hit | None] = {}
        """Facts found supported so far by their start, with the value they stand on."""
        self.summed: set[int] = set()
        """Sums of figures that all stand in rows."""
        self.settled = False
        """Whether every fact was looked at: one may then follow from what is said after it."""

    @cached_property
    def words(self) -> frozenset[str]:
        return keys_in(self.text)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where the tokens start."""
        return tuple(token.start for token in self.tokens)

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that begin inside a stretch of the text."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    @cached_property
    def sentences(self) -> Mapping[int, Sequence[Clause]]:
        found: dict[int, list[Clause]] = {}
        for clause in self.clauses or tuple(item.clause for item in self.placed):
            found.setdefault(clause.sentence, []).append(clause)
        return found

    @cached_property
    def figured(self) -> frozenset[int]:
        """Clauses (by their first token) that hold a figure."""
        return frozenset(item.clause.first for item in self.figures)

    @cached_property
    def figures(self) -> tuple[Placed, ...]:
        """Amounts, and bare figures that may be amounts."""
        return tuple(
            item for item in self.placed
            if item.fact.kind == "amount"
            or (item.fact.kind == "number" and item.fact.value >= LEAST_FIGURE)
        )  # fmt: skip

    @cached_property
    def figure_tokens(self) -> frozenset[int]:
        return frozenset(
            index
            for item in self.figures
            for index in range(*self.token_range(item.fact.start, item.fact.end))
        )

    @cached_property
    def rule_lengths(self) -> tuple[Duration, ...]:
        """Durations of passages and rows."""
        return self.passage_lengths + tuple(
            Duration(value.value[0], value.value[0], value.value[1])
            for row in self.grounds.rows
            for value in row.of("duration")
        )

    @cached_property
    def passage_lengths(self) -> tuple[Duration, ...]:
        """Durations of passages."""
        return tuple(length for passage in self.grounds.passages for length in passage.lengths)

    @cached_property
    def said_lengths(self) -> tuple[Duration, ...]:
        """Durations that the reply itself names."""
        return tuple(item.fact.value for item in self.placed if item.fact.kind == "duration")

    @cached_property
    def mentioned(self) -> tuple[Row, ...]:
        """Rows that the reply names by something other than figures."""
        rows = {
            id(row): row
            for item in self.placed
            if item.fact.kind in NAMING
            for row, _ in item.fitting
        }
        return tuple(rows.values())


class Case:
    """One fact under check."""

    def __init__(self, one: Placed, reply: Reply) -> None:
        self.one, self.reply = one, reply
        self.fact, self.clause, self.grounds = one.fact, one.clause, reply.grounds
        self.tokens = reply.tokens

    @cached_property
    def clause_words(self) -> frozenset[str]:
        return self._words(self.clause.first, self.clause.last)

    @cached_property
    def sentence_words(self) -> frozenset[str]:
        clauses = self.reply.sentences[self.clause.sentence]
        return self._words(clauses[0].first, clauses[-1].last)

    @cached_property
    def figure_words(self) -> frozenset[str]:
        """The words of the clause and of those beside it that hold no figure of their own."""
        clauses = self.reply.sentences[self.clause.sentence]
        position = next(at for at, clause in enumerate(clauses) if clause == self.clause)
        first, last = position, position
        while first and clauses[first - 1].first not in self.reply.figured:
            first -= 1
        while last + 1 < len(clauses) and clauses[last + 1].first not in self.reply.figured:
            last += 1
        return self._words(clauses[first].first, clauses[last].last)

    def _words(self, first: int, last: int) -> frozenset[str]:
        return frozenset([token.key for token in self.tokens[first:last]])

    @property
    def asked_words(self) -> frozenset[str]:
        """The words of the question."""
        return self.reply.asked_words

    @cached_property
    def span(self) -> tuple[int, int]:
        """Token range of the fact."""
        return self.reply.token_range(self.fact.start, self.fact.end)

    def near(self, before: int, after: int) -> tuple[Token, ...]:
        """Tokens of the clause around the fact."""
        first, last = self.span
        return (
            *self.tokens[max(self.clause.first, first - before) : first],
            *self.tokens[last : min(self.clause.last, last + after)],
        )

    def near_words(self, before: int, after: int) -> frozenset[str]:
        return frozenset([token.key for token in self.near(before, after)])

    def beside(self, *kinds: str) -> list[Placed]:
        """Other facts of the kinds in the same clause."""
        return [
            item for item in self.reply.by_clause[self.clause.first]
            if item.fact is not self.fact and item.fact.kind in kinds
        ]  # fmt: skip

    @cached_property
    def echoed(self) -> bool:
        """Whether the question said the same."""
        if any(_echoes(fact, self.fact) for fact in self.reply.asked):
            return True
        if self.fact.kind == "time" and any(
            clause.denied for clause in self.reply.sentences[self.clause.sentence]
        ):  # "at 7 I can't say", asked "can he come at 7"
            hours = {str(reading.hour % 12 or 12) for reading in self.fact.value}
            return not hours.isdisjoint(self.reply.asked_keys)
        if self.fact.kind != "duration":
            return False
        if any(fact.kind == "duration" and fact.value.minutes() == self.fact.value.minutes()
               for fact in self.reply.asked):  # fmt: skip
            return True  # "14 din", asked about 2 weeks
        first, last = self.span  # "2 din pehle", which is a day by itself
        mine, asked = tuple(token.key for token in self.tokens[first:last]), self.reply.asked_keys
        return any(asked[at : at + len(mine)] == mine for at in range(len(asked)))

    def in_passage(self) -> str | None:
        """The passage that states the same value, if one does."""
        for passage in self.grounds.passages:
            for fact in passage.facts:
                if fact.kind == self.fact.kind and _overlap(fact.value, self.fact.value):
                    return passage.source
                figure = self.fact.kind == "number" and self.fact.value >= LEAST_FIGURE
                if figure and _echoes(fact, self.fact):  # "100 in the wallet", of 100 rupees
                    return passage.source
        return None

    def supported(
        self, hit: Hit | None = None, how: str | None = None, source: str | None = None
    ) -> Reason:
        self.reply.supported[self.fact.start] = hit
        return Reason(
            self.fact.text,
            "supported",
            self.fact.kind,
            hit[0].source if hit else source,
            hit[1].path if hit else None,
            how,
        )

    def refuted(self, expected: Hit | None = None) -> Reason:
        """Contradicted when the right row says something else, unsupported when nothing does."""
        expected = expected or self._expected()
        if expected is None:
            if self.one.hits:
                return Reason(self.fact.text, "contradicted", self.fact.kind)
            return Reason(self.fact.text, "unsupported", self.fact.kind)
        row, value = expected
        return Reason(
            self.fact.text, "contradicted", self.fact.kind, row.source, value.path, shown(value)
        )

    def _expected(self) -> Hit | None:
        kinds = _EXPECTED.get(self.fact.kind, (self.fact.kind,))
        for row in self.one.scope:
            for kind in kinds:
                for value in row.of(kind):
                    return row, value
        return None


def shown(value: Value) -> str:
    """A value of evidence in words for people."""
    if value.kind == "amount":
        return f"{value.path} ₹{Decimal(value.value) / 100:,.2f}".removesuffix(".00")
    if value.kind == "window":
        return f"{value.path} {value.value[0]:%H:%M}-{value.value[1]:%H:%M}"
    if value.kind == "person":
        return f"{value.path} {' '.join(value.value)}"
    if value.kind == "service":
        return f"{value.path} {', '.join(sorted(value.value))}"
    if value.kind == "duration":
        return f"{value.path} {', '.join(str(part) for part in value.value)}"
    return f"{value.path} {value.value}"


def _echoes(asked: Fact, said: Fact) -> bool:
    """Same kind and value; a bare figure echoes an amount, and the other way round."""
    kinds = {asked.kind, said.kind}
    if kinds == {"amount", "number"}:
        amount, number = (asked, said) if asked.kind == "amount" else (said, asked)
        return bool(amount.value == number.value * 100)
    if kinds == {"person"}:
        return set(said.value) <= set(asked.value)
    return asked.kind == said.kind and _same_first(asked.value, said.value)


def _same_first(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return bool(one) and bool(other) and one[0] == other[0]
    return _overlap(one, other)


def _overlap(one: Any, other: Any) -> bool:
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return not one.isdisjoint(other)
    if isinstance(one, tuple) and isinstance(other, tuple) and one and other:
        return bool(set(one) & set(other))
    return bool(one == other)
