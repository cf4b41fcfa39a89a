"""Reads the evidence of any system: rows become typed values, passages become clauses.

Field names are read word by word and values by their shape; no column is known beforehand. A row
that carries another customer's id is set apart as foreign: it supports nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from assistant.language.tokens import tokenize
from assistant.model import Evidence
from assistant.quality import field_names as names
from assistant.quality.reader import Fact, read_facts
from assistant.quality.values import INDIA, Value, to_moment, type_value

_BARE = frozenset(("id", "no", "number"))
"""Says of any row which one it is, not whose."""
_WHOSE = frozenset(("to", "by", "for"))
_ID_LIKE = re.compile(r"^[\w-]*\d[\w-]*$")


@dataclass(frozen=True)
class Row:
    """A row of evidence, or one element of a list inside one, with what it inherits."""

    source: str
    values: tuple[Value, ...]
    foreign: bool = False
    session: bool = False

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Value, ...]]:
        found: dict[str, list[Value]] = {}
        for value in self.values:
            found.setdefault(value.kind, []).append(value)
        return {kind: tuple(values) for kind, values in found.items()}

    def of(self, kind: str) -> tuple[Value, ...]:
        return self.by_kind.get(kind, ())

    @cached_property
    def moments(self) -> tuple[tuple[datetime, Value], ...]:
        """Points in time of the row, local; a lone date takes the start of the row's window."""
        found = [(value.value, value) for value in self.of("moment")]
        if not found:
            starts = [value.value[0] for value in self.of("window")]
            starts += [value.value for value in self.of("time")]
            found = [
                (datetime.combine(day.value, start), day)
                for day in self.of("date")
                for start in starts
            ]
        return tuple(found)

    @cached_property
    def service_keys(self) -> frozenset[str]:
        return frozenset(key for value in self.of("service") for key in value.value)


@dataclass(frozen=True)
class Passage:
    """A text of evidence with the facts it states."""

    source: str
    text: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Grounds:
    """All evidence of a turn in typed form."""

    rows: tuple[Row, ...] = ()
    foreign: tuple[Row, ...] = ()
    passages: tuple[Passage, ...] = ()
    session: Row = field(default_factory=lambda: Row("session", (), session=True))
    now: datetime | None = None
    customer: str | None = None

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word and number that stands in own evidence, folded."""
        found: set[str] = set()
        for row in (*self.rows, self.session):
            for value in row.values:
                found.update(value.words)
            for value in row.of("text"):
                found.update(token.key for token in tokenize(value.value))
        for passage in self.passages:
            found.update(token.key for token in tokenize(passage.text))
        return frozenset(found)


def read_evidence(evidence: Iterable[Evidence], now: datetime | None = None) -> Grounds:
    """Types every row and passage. `now` stands in when no session row says it."""
    evidence = tuple(evidence)
    session_row = next((row for row in evidence if row.source.split("#")[0] == "session"), None)
    session = session_row.fields if session_row is not None else {}
    own_now = _session_now(session) or (now.astimezone(INDIA).replace(tzinfo=None) if now else None)
    customer = _session_customer(session)
    owner_names = _owner_names(evidence, customer)
    rows: list[Row] = []
    passages: list[Passage] = []
    for entry in evidence:
        if entry is session_row:
            continue
        if entry.text:
            passages.append(_passage(entry.source, entry.text))
        if entry.fields:
            rows += _rows(entry.source, entry.fields, customer, owner_names)
    anchor = own_now or _latest(rows)
    return Grounds(
        rows=tuple(row for row in rows if not row.foreign),
        foreign=tuple(row for row in rows if row.foreign),
        passages=tuple(passages),
        session=Row("session", tuple(_typed_fields(session)), session=True),
        now=anchor,
        customer=customer,
    )


@lru_cache(maxsize=512)
def _passage(source: str, text: str) -> Passage:
    return Passage(source, text, read_facts(text, None))


def _latest(rows: Sequence[Row]) -> datetime | None:
    moments = [moment for row in rows for moment, _ in row.moments]
    return max(moments) if moments else None


def _session_now(session: Mapping[str, Any]) -> datetime | None:
    for name in ("now", "local_time", "current_time", "time", "timestamp", "at"):
        if name in session:
            return to_moment(session[name])
    return None


def _session_customer(session: Mapping[str, Any]) -> str | None:
    for name, value in session.items():
        if names.words_of(name) & names.OWNER and _id_like(value):
            return str(value)
    return None


def _id_like(value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, int) or (isinstance(value, str) and bool(_ID_LIKE.match(value)))


def _owner_names(evidence: Sequence[Evidence], customer: str | None) -> frozenset[str]:
    """Names under which some row holds the session's customer: they name owners everywhere."""
    if customer is None:
        return frozenset()
    found = set()
    for entry in evidence:
        for name, value in _scalars(entry.fields):
            if str(value) != customer:
                continue
            words = names.words_of(name)
            unlike = names.NOT_OWNER if not words & names.OWNER else frozenset[str]()
            if not words & _WHOSE:  # "billed_to" names a person, "billed" a sum
                unlike |= names.MONEY | names.COUNTED
            if not words & unlike:
                found.add(name.rsplit(".", 1)[-1])
    return frozenset(name for name in found if name.lower() not in _BARE)


def _scalars(fields: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from _scalars(value, f"{prefix}{name}.")
        elif not isinstance(value, list | tuple):
            yield prefix + name, value


def _is_foreign(
    source: str, fields: Mapping[str, Any], customer: str | None, owner_names: frozenset[str]
) -> bool:
    if customer is None:
        return False
    people_table = bool(names.words_of(re.split(r"[#/\[]", source)[0]) & names.OWNER_TABLES)
    for path, value in _scalars(fields):
        parent, _, name = path.rpartition(".")
        if name.lower() in _BARE and parent:
            name = parent.rsplit(".", 1)[-1]
        words = names.words_of(name)
        named = name in owner_names or (
            words & names.OWNER and not words & names.NOT_OWNER - {"account"}
        )
        owner = named or (people_table and name.lower() in _BARE)
        if owner and _id_like(value) and _same_shape(str(value), customer):
            return str(value) != customer
    return False


def _same_shape(one: str, other: str) -> bool:
    return one.isdigit() == other.isdigit() and (one.isdigit() or one[:1] == other[:1])


def _rows(
    source: str,
    fields: Mapping[str, Any],
    customer: str | None,
    owner_names: frozenset[str],
    inherited: tuple[Value, ...] = (),
    foreign: bool = False,
    path: str = "",
) -> list[Row]:
    """One row of its scalars, and one for each element of lists and keyed tables inside."""
    foreign = foreign or _is_foreign(source, fields, customer, owner_names)
    own: list[Value] = list(_of_source(source)) if not path else []
    listed: list[Value] = []
    nested: list[tuple[str, Mapping[str, Any], tuple[Value, ...]]] = []
    for name, value in _flat(fields, path):
        if isinstance(value, list | tuple):
            maps = [item for item in value if isinstance(item, Mapping)]
            nested += [(f"{name}[{at}]", item, ()) for at, item in enumerate(maps)]
            for item in value:
                if not isinstance(item, Mapping):
                    listed += type_value(name, item)
            if not maps:
                own.append(Value("count", Decimal(len(value)), name, names.words_of(name)))
        else:
            key = _typed_key(name)
            if key:
                nested.append((name, {"value": value}, key))
            elif name.rsplit(".", 1)[-1] in owner_names:
                own.append(Value("identifier", str(value), name, names.words_of(name)))
            else:
                own += type_value(name, value)
    for name, value in _flat(fields, path):
        if isinstance(value, list | tuple) and _typed_key(name):
            items = tuple(v for item in value for v in type_value("value", item))
            nested.append((name, {}, _typed_key(name) + items))
    if "wallet" in source.lower():
        own = [_of_wallet(value) for value in own]
    values = (*inherited, *own, *_listed(listed, (*inherited, *own)))
    row = Row(source, (*values, *_windows(own)), foreign)
    rows = [row]
    for name, element, keyed in nested:
        rows += _rows(
            source, element, customer, owner_names, (*values, *keyed), foreign, f"{name}."
        )
    return rows


def _of_wallet(value: Value) -> Value:
    """A balance in a row of a wallet is the wallet's, whatever its field is called."""
    if value.kind != "amount" or not value.words & {"balance", "available", "closing"}:
        return value
    return replace(value, words=value.words | {"wallet"})


def _listed(listed: Sequence[Value], named: Sequence[Value]) -> Iterable[Value]:
    """Values of a row's plain lists. What a named service includes is no second service."""
    has_service = any(value.kind == "service" for value in named)
    for value in listed:
        if value.kind != "service" or not has_service or value.words & names.SERVICES:
            yield value


def _of_source(source: str) -> Iterable[Value]:
    """The number in a row's own name: "work_orders#WO-77", "tickets/CMP-3390"."""
    for part in re.split(r"[#/]", source)[1:]:
        for fact in read_facts(part, None):
            if fact.kind == "identifier":
                yield Value("identifier", fact.value, "source", frozenset(("source",)))


def _flat(fields: Mapping[str, Any], path: str) -> Iterable[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield path + str(name), value


@lru_cache(maxsize=2048)
def _typed_key(path: str) -> tuple[Value, ...]:
    """The values that a field's name itself holds: {"Basic": 549}, {"2026-11-29": [...]}."""
    name = path.rsplit(".", 1)[-1]
    if name.isidentifier() and name.islower():
        return ()
    found = tuple(
        value
        for value in type_value("key", name)
        if value.kind in ("date", "window", "variant", "service", "moment", "time")
    )
    if not found and name[:1].isdigit():
        return (Value("text", name, path, frozenset()),)
    return found


def _typed_fields(fields: Mapping[str, Any]) -> Iterable[Value]:
    for name, value in _flat(fields, ""):
        for item in value if isinstance(value, list | tuple) else (value,):
            if not isinstance(item, Mapping):
                yield from type_value(name, item)


def _windows(values: Sequence[Value]) -> tuple[Value, ...]:
    """Windows that two fields make together: {"from": "08:00", "to": "10:00"}."""
    times = [value for value in values if value.kind == "time"]
    return tuple(
        Value("window", (start.value, end.value), f"{start.path}..{end.path}", start.words)
        for start in times
        for end in times
        if end.words & names.ENDS and not start.words & names.ENDS and start.value < end.value
    )
