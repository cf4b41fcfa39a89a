"""Reads the evidence of any system: rows become typed values, passages become clauses.

A row that carries another customer's id is set apart as foreign: it supports nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from assistant.language.calendar_words import TIME_UNITS
from assistant.language.durations import Duration
from assistant.language.numbers import find_numbers
from assistant.language.tokens import keys_in, tokenize
from assistant.model import Evidence
from assistant.quality.reading import field_names as names
from assistant.quality.reading.contrasts import contrasts
from assistant.quality.reading.links import part_linked
from assistant.quality.reading.matching import Hit, hits_of
from assistant.quality.reading.moments import INDIA, dated, to_moment
from assistant.quality.reading.owners import id_like, owner_names
from assistant.quality.reading.reader import Fact, read_facts
from assistant.quality.reading.rows import Row, read_rows, typed_fields
from assistant.quality.reading.values import SHORT_CODE

_ONE = re.compile(r"\ban? (day|hour|week|month|year)\b", re.I)
_HOURS_SHORT = re.compile(r"\d ?h\b")


@dataclass(frozen=True)
class Passage:
    """A text of evidence with the facts it states."""

    source: str
    text: str
    facts: tuple[Fact, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word and number of it, folded; the same passage stands in many turns."""
        return keys_in(self.text)

    @cached_property
    def lengths(self) -> tuple[Duration, ...]:
        """Its durations; bare numbers too where it speaks of hours."""
        found = [fact.value for fact in self.facts if fact.kind == "duration"]
        units = {TIME_UNITS[word] for word in self.words & TIME_UNITS.keys()}
        if _HOURS_SHORT.search(self.text):
            units.add("hour")
        found += [
            Duration(Decimal(1), Decimal(1), TIME_UNITS[unit.lower()])
            for unit in _ONE.findall(self.text)
        ]
        for span in find_numbers(self.text):
            found += [Duration(span.value, span.value, unit) for unit in units]
        return tuple(found)


@dataclass(frozen=True)
class Grounds:
    """All evidence of a turn in typed form."""

    rows: tuple[Row, ...] = ()
    foreign: tuple[Row, ...] = ()
    passages: tuple[Passage, ...] = ()
    session: Row = field(default_factory=lambda: Row("session", (), session=True))
    now: datetime | None = None
    customer: str | None = None
    read: dict[str, tuple[Fact, ...]] = field(default_factory=dict, compare=False, repr=False)
    """The facts of the texts that were read against this evidence, each read once."""
    found: dict[Fact, tuple[Hit, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What holds the facts that were looked up, each looked up once."""

    @property
    def today(self) -> date | None:
        """The day that "tomorrow" and the like count from."""
        return None if self.now is None else self.now.date()

    def hits(self, fact: Fact) -> tuple[Hit, ...]:
        """All (row, value) of own evidence that hold what the fact says."""
        found = self.found.get(fact)
        if found is None:
            found = self.found[fact] = hits_of(fact, self.rows)
        return found

    @cached_property
    def contrasts(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The texts by which rows differ."""
        return contrasts(self.rows)

    @cached_property
    def codes(self) -> Mapping[str, tuple[str, ...]]:
        """The figures alone by which rows are called, each with the fields that hold them."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self.rows:
            named = {value.path for value in row.of("identifier")}
            for value in row.of("text"):
                if value.value.isdecimal() and (value.path in named or value.path.endswith("#")):
                    found[value.value] = (*found.get(value.value, ()), value.path)
        return found

    @cached_property
    def people(self) -> frozenset[str]:
        """The single names of all people in evidence, other customers' among them."""
        rows = (*self.rows, *self.foreign, self.session)
        named = [value.value for row in rows for value in row.of("person")]
        return frozenset(name for names in named for name in names if len(name) > 2)

    @cached_property
    def series(self) -> frozenset[str]:
        """The letters before the short numbers of things ("EP" of EP-5)."""
        rows = (*self.rows, *self.foreign, self.session)
        held = (str(value.value) for row in rows for value in row.of("identifier"))
        return frozenset(code.partition("-")[0] for code in held if SHORT_CODE.match(code))

    @cached_property
    def services(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        """The services whose names have several words, by those; the longest name first."""
        found: dict[tuple[str, ...], frozenset[str]] = {}
        for row in (*self.rows, *self.foreign):
            named = row.of("service")
            texts = {value.path: value.value for value in row.of("text")} if named else {}
            for value in named:
                tokens = tokenize(texts.get(value.path, ""))
                words = tuple(token.key for token in tokens if token.shape == "word")
                if len(words) > 1:
                    found[words] = found.get(words, frozenset()) | value.value
        return dict(sorted(found.items(), key=lambda item: -len(item[0])))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word and number that stands in own evidence, folded."""
        rows = (*self.rows, self.session)
        return frozenset().union(
            *(value.words for row in rows for value in row.values),
            *(keys_in(value.value) for row in rows for value in row.of("text")),
            *(passage.words for passage in self.passages),
        )


def read_evidence(evidence: Iterable[Evidence], now: datetime | None = None) -> Grounds:
    """Types every row and passage. `now` stands in when no session row says it."""
    evidence = tuple(evidence)
    session_row = next((row for row in evidence if row.source.split("#")[0] == "session"), None)
    session = session_row.fields if session_row is not None else {}
    own_now = _session_now(session) or (now.astimezone(INDIA).replace(tzinfo=None) if now else None)
    customer = _session_customer(session)
    owners = owner_names(evidence, customer)
    today = own_now.date() if own_now is not None else None
    said = [entry for entry in evidence if entry is not session_row]
    rows: list[Row] = []
    for entry in said:
        if entry.fields:
            rows += read_rows(entry.source, entry.fields, customer, owners, today=today)
    anchor = own_now or _latest(rows)
    day = anchor.date() if anchor is not None else None
    passages = [_passage(entry.source, entry.text, day) for entry in said if entry.text]
    linked = part_linked(rows, customer)
    return Grounds(
        rows=tuple(row for row in linked if not row.foreign),
        foreign=tuple(row for row in linked if row.foreign),
        passages=tuple(passages),
        session=Row("session", tuple(typed_fields(session)), session=True),
        now=anchor,
        customer=customer,
    )


@lru_cache(maxsize=512)
def _passage(source: str, text: str, today: date | None) -> Passage:
    written = {span.start for span, _ in dated(text, today)}
    facts = read_facts(text, today)
    return Passage(source, text, tuple(f for f in facts if f.kind != "date" or f.start in written))


def _latest(rows: Sequence[Row]) -> datetime | None:
    """The last moment that rows tell of, or else their first day: days without a year are read from
    there where nothing says what day it is."""
    moments = [moment for row in rows for moment, _ in row.moments]
    if moments:
        return max(moments)
    days = [value.value for row in rows for value in row.of("date")]
    return datetime.combine(min(days), time.min) if days else None


def _session_now(session: Mapping[str, Any]) -> datetime | None:
    for name in ("now", "local_time", "current_time", "time", "timestamp", "at"):
        if name in session:
            return to_moment(session[name])
    return None


def _session_customer(session: Mapping[str, Any]) -> str | None:
    for name, value in session.items():
        if names.words_of(name) & names.OWNER and id_like(value):
            return str(value)
    return None
