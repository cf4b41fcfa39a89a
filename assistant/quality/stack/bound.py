"""To which row of a table each fact of an answer is tied by the words around it.

Rows of one shape (one table, or most fields in common) are told apart by the words, numbers and
ranges in which they differ. The row that the words near a fact name is the one it is said of; where
none is named there, the last one named before, then the one that the question names. A fact is off
when that row holds something else in the same field. It weighs nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from assistant.language.numbers import find_numbers
from assistant.language.tokens import tokenize
from assistant.model import Exchange
from assistant.quality.grounding import Examined, facts_of
from assistant.quality.reading.clauses import Clause, cut
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.matching import comparers, same
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import agrees
from assistant.quality.stack.stretches import Forms, forms_in, row_text
from assistant.quality.stack.traces import GROUPS, group_of

_GROUPS = (*GROUPS, "status")
_LEVELS = ("near", "before", "asked")
_FADES, _BEYOND, _BETWEEN, _BEHIND = 0.85, 0.5, 0.25, 0.6
"""What a word counts with each word further off, in another clause, beyond another fact of the
same kind, and after the fact: names come first more often."""
_NAMED, _OFF, _MOST = 0.25, 0.15, 3.0
"""From where on a row is named, and a fact on or off it; what counts as much."""
_ALIKE, _SHARED = 0.5, 2
"""The share and the number of fields that rows of one shape have in common."""
_RANGE = re.compile(r"(?<![\d-])(\d{1,6})\s?(?:-|–|to)\s?(\d{1,6})(?![\d-])")
_UP_TO = re.compile(r"\b(?:up ?to|under|below|within|tak)\s?(\d{1,6})", re.I)
_OVER = re.compile(
    r"\b(?:above|over|from|more than)\s?(\d{1,6})|(\d{1,6})\s?(?:\+|and above)", re.I
)
_INDEX = re.compile(r"\[\d+\]")
Range = tuple[float, float]
Sums = Sequence[float]


@dataclass(frozen=True)
class Word:
    """A telling word or a number of a text; `numbers` are its values as a number."""

    start: int
    forms: Forms
    numbers: tuple[float, ...]


class Table:
    """Rows of one shape, and what each form says for each of them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._ranges = [_ranges(row_text(row)) for row in rows]
        forms = [_forms(row) for row in rows]
        counts = Counter(form for one in forms for form in one)
        self._holders = {
            form: [form in one for one in forms]
            for form, count in counts.items() if count < len(rows)
        }  # fmt: skip

    def told(self, word: Word) -> Sums | None:
        """How much a word speaks for each row; None where it tells none from another."""
        holders = [self._holders[form] for form in word.forms if form in self._holders]
        holders += [
            found for number in word.numbers if (found := self._narrowest(number)) is not None
        ]
        if not holders:
            return None
        weighed = [(math.log((len(self.rows) + 0.5) / sum(who)), who) for who in holders]
        return [
            max((weight for weight, who in weighed if who[at]), default=0.0)
            for at in range(len(self.rows))
        ]

    def sum(self, words: Iterable[Word]) -> Sums:
        """What words say for each row together."""
        told = [found for word in words if (found := self.told(word)) is not None]
        return [sum(column) for column in zip(*told, strict=True)] or [0.0] * len(self.rows)

    def sides(self, fact: Fact) -> tuple[list[bool], list[bool]] | None:
        """Which rows hold a fact, and which something else in its field; None without any."""
        fields: set[str] = set()
        holds = []
        for row in self.rows:
            hits = _holding(row, fact)
            holds.append(bool(hits))
            fields |= hits
        if not any(holds) or all(holds):
            return None
        rivals = [
            not held and any(_field(value.path) in fields for value in row.values)
            for held, row in zip(holds, self.rows, strict=True)
        ]
        return (holds, rivals) if any(rivals) else None

    def _narrowest(self, number: float) -> list[bool] | None:
        """The rows with the narrowest range that a number lies in."""
        widths = [
            min((high - low for low, high in ranges if low <= number <= high), default=math.inf)
            for ranges in self._ranges
        ]
        found = [width == min(widths) < math.inf for width in widths]
        return found if 0 < sum(found) < len(found) else None


def bound_features(exchange: Exchange, examined: Examined) -> dict[str, float]:
    """How facts of the answer stand to the rows that are named for them, in a fixed order."""
    off: dict[tuple[str, str], float] = {}
    decided: Counter[tuple[str, bool]] = Counter()
    for fact, margins in _margins(exchange, examined.grounds):
        for level, margin in margins.items():
            key = (level, group_of(fact.kind))
            off[key] = max(off.get(key, -_MOST), -_MOST, min(_MOST, margin))
        first = next(((one, of) for one, of in margins.items() if abs(of) > _OFF), None)
        if first is not None:
            decided[first[0], first[1] > 0] += 1
    found: dict[str, float] = {}
    for level in _LEVELS:
        found |= {f"bound_{level}_{group}": off.get((level, group), 0.0) for group in _GROUPS}
        found[f"bound_{level}"] = max(0.0, *(found[f"bound_{level}_{group}"] for group in _GROUPS))
        found[f"bound_{level}_off"] = math.log1p(decided[level, True])
        found[f"bound_{level}_on"] = math.log1p(decided[level, False])
    wrong = sum(decided[level, True] for level in _LEVELS)
    found["bound_off"] = math.log1p(wrong)
    found["bound_on"] = math.log1p(decided.total() - wrong)
    found["bound_share"] = wrong / (1 + decided.total())
    return found


def tables_of(rows: Sequence[Row]) -> list[Table]:
    """The groups of two or more rows of one shape."""
    groups: list[list[Row]] = []
    for row in rows:
        group = next((one for one in groups if _like(row, one[0])), None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    return [Table(group) for group in groups if len(group) > 1]


def _margins(exchange: Exchange, grounds: Grounds) -> Iterable[tuple[Fact, dict[str, float]]]:
    """Each fact that some rows of a table hold and others contradict, with how far the best of
    those is ahead at each level that names a row."""
    tables = tables_of(grounds.rows)
    if not tables:
        return
    facts = facts_of(exchange.answer, grounds)
    repeated = {(one.kind, one.value) for one in facts_of(exchange.question, grounds)}
    answer = _Answer(exchange.answer, facts)
    asked = _words(exchange.question)
    for table in tables:
        question = table.sum(asked)
        told = [table.told(word) for word in answer.words]
        for fact in facts:
            clause = answer.clause_at(fact.start)
            if clause is None or clause.denied or clause.asked:
                continue
            sides = None if (fact.kind, fact.value) in repeated else table.sides(fact)
            if sides is None:
                continue
            levels = (answer.near(fact, told), answer.before(clause, told), question)
            yield (
                fact,
                {
                    level: max(compress(sums, sides[1])) - max(compress(sums, sides[0]))
                    for level, sums in zip(_LEVELS, levels, strict=True)
                    if sums and max(sums) >= _NAMED
                },
            )


class _Answer:
    """The words, facts and clauses of an answer."""

    def __init__(self, text: str, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.words = _words(text)
        self._clauses = cut(text, tuple((one.start, one.end) for one in facts))
        self._at = [self.clause_at(word.start) for word in self.words]

    def clause_at(self, start: int) -> Clause | None:
        return next((one for one in self._clauses if one.start <= start < one.end), None)

    def near(self, fact: Fact, told: Sequence[Sums | None]) -> Sums:
        """What the words of a fact's sentence say for each row, the nearer the more."""
        home = self.clause_at(fact.start)
        place = sum(word.start < fact.start for word in self.words)
        rivals = [one.start for one in self.facts if one is not fact and one.kind == fact.kind]
        weighed = []
        for at, (word, clause, sums) in enumerate(zip(self.words, self._at, told, strict=True)):
            if sums is None or fact.start <= word.start < fact.end:
                continue
            if home is None or clause is None or clause.sentence != home.sentence:
                continue
            weight: float = _FADES ** abs(at - place)
            weight *= _BEYOND if clause is not home else 1.0
            weight *= _BEHIND if word.start > fact.start else 1.0
            low, high = sorted((word.start, fact.start))
            weight *= _BETWEEN if any(low < start < high for start in rivals) else 1.0
            weighed.append([weight * of for of in sums])
        return [sum(column) for column in zip(*weighed, strict=True)]

    def before(self, home: Clause, told: Sequence[Sums | None]) -> Sums:
        """What the last sentence before that tells rows apart says for each."""
        for sentence in range(home.sentence - 1, -1, -1):
            said = [
                sums for clause, sums in zip(self._at, told, strict=True)
                if sums is not None and clause is not None and clause.sentence == sentence
            ]  # fmt: skip
            found = [sum(column) for column in zip(*said, strict=True)]
            if found and max(found) >= _NAMED and max(found) > min(found):
                return found
        return []


def _words(text: str) -> tuple[Word, ...]:
    numbers = find_numbers(text)
    found = []
    for token in tokenize(text):
        values = tuple(float(one.value) for one in numbers if one.start <= token.start < one.end)
        forms = forms_in(token.text) | {f"#{value:g}" for value in values}
        if forms:
            found.append(Word(token.start, forms, values))
    return tuple(found)


def _holding(row: Row, fact: Fact) -> set[str]:
    """The fields of a row that say what a fact says."""
    if fact.kind == "status":
        return {_field(v.path) for status, v in row.statuses if agrees(fact.value, status)}
    return {
        _field(value.path)
        for kind in comparers(fact.kind) for value in row.of(kind) if same(fact, value)
    }  # fmt: skip


def _field(path: str) -> str:
    return _INDEX.sub("", path)


def _like(one: Row, other: Row) -> bool:
    if one.table == other.table:
        return True
    fields, others = ({_field(value.path) for value in row.values} for row in (one, other))
    shared = len(fields & others)
    return shared >= _SHARED and shared >= _ALIKE * len(fields | others)


def _forms(row: Row) -> Forms:
    counted = {f"#{value.value}" for kind in ("number", "count") for value in row.of(kind)}
    return forms_in(row_text(row)) | counted


def _ranges(text: str) -> tuple[Range, ...]:
    found = [(float(low), float(high)) for low, high in _RANGE.findall(text)]
    found += [(0.0, float(high)) for high in _UP_TO.findall(text)]
    found += [(float(low or least), 1e9) for low, least in _OVER.findall(text)]
    return tuple(one for one in found if one[0] < one[1])
