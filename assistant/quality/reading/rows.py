"""Reads the fields of one entry of evidence into rows of typed values.

Field names are read word by word and values by their shape; no column is known beforehand.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from assistant.language.tokens import keys, tokenize
from assistant.quality.reading import field_names as names
from assistant.quality.reading.implied import implied_statuses
from assistant.quality.reading.owners import is_foreign
from assistant.quality.reading.reader import read_facts
from assistant.quality.reading.values import Value, is_number, type_value

_DAY = re.compile(r"^\d{4}-\d\d-\d\d(?!\d)")
_BEHIND_TABLE = re.compile(r"[#/:\[]")
_SHORT = 40
_LISTS = (list, tuple)
GENDERS = {
    "men": keys("men man male gents gent mens purush mard पुरुष पुरुषों मर्द जेंट्स"),
    "women": keys("women woman female ladies lady womens mahila महिला महिलाओं लेडीज़ लेडीज लेडी"),
}
"""Whom a salon is for, as the ends of its category's name have it."""
_UNITS = names.PAISE | names.DURATIONS.keys()


@dataclass(frozen=True)
class Row:
    """A row of evidence, or one element of a list inside one, with what it inherits."""

    source: str
    values: tuple[Value, ...]
    foreign: bool = False
    session: bool = False

    @property
    def table(self) -> str:
        """What the row is one of: "rate_cards" of "rate_cards#112"."""
        return _table_of(self.source)

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
        timed = {value.path for _, value in found}
        starts = [value.value[0] for value in self.of("window") if value.path not in timed]
        starts += [value.value for value in self.of("time") if value.path not in timed]
        found += [
            (datetime.combine(day.value, start), day)
            for day in self.of("date") if day.path not in timed
            for start in starts
        ]  # fmt: skip
        return tuple(found)

    @cached_property
    def statuses(self) -> tuple[tuple[str, Value], ...]:
        """Each status that the row holds, said or implied, with the value that holds it."""
        return implied_statuses(self.values)

    @cached_property
    def service_keys(self) -> frozenset[str]:
        return frozenset(key for value in self.of("service") for key in value.value)


@lru_cache(maxsize=1024)
def _table_of(source: str) -> str:
    return _BEHIND_TABLE.split(source, maxsplit=1)[0]


def read_rows(
    source: str,
    fields: Mapping[str, Any],
    customer: str | None,
    owner_names: frozenset[str],
    inherited: tuple[Value, ...] = (),
    foreign: bool = False,
    path: str = "",
    today: date | None = None,
) -> list[Row]:
    """One row of its scalars, and one for each element of lists and keyed tables inside."""
    foreign = foreign or is_foreign(source, fields, customer, owner_names)
    own: list[Value] = list(_of_source(source)) if not path else []
    listed: list[Value] = []
    nested: list[tuple[str, Mapping[str, Any], tuple[Value, ...]]] = []
    flat = tuple(_flat(fields, path))
    for name, value, unit in flat:
        if isinstance(value, _LISTS):
            maps = [item for item in value if isinstance(item, Mapping)]
            nested += [(f"{name}[{at}]", item, ()) for at, item in enumerate(maps)]
            hours = _hours(name, value)
            own += hours
            for item in value if not hours and not _typed_key(name) else ():
                if not isinstance(item, Mapping):
                    listed += type_value(name, item, "", today)
            if not maps:
                own.append(Value("count", Decimal(len(value)), name, names.words_of(name)))
        else:
            key = _typed_key(name)
            if key:
                nested.append((name, {"value": value}, key))
            elif name.rsplit(".", 1)[-1] in owner_names:
                own.append(Value("identifier", str(value), name, names.words_of(name)))
            else:
                own += type_value(name, value, unit, today)
    for name, value, _ in flat:
        if isinstance(value, _LISTS) and _typed_key(name):
            items = tuple(v for item in value for v in type_value("value", item, "", today))
            nested.append((name, {}, _typed_key(name) + items))
    if "wallet" in source.lower():
        own = [_of_wallet(value) for value in own]
    values = _of_one_salon(_of_one_thing((*inherited, *own, *_listed(listed, (*inherited, *own)))))
    row = Row(source, (*values, *_windows(own)), foreign)
    rows = [row]
    for name, element, keyed in nested:
        rows += read_rows(
            source, element, customer, owner_names, (*values, *keyed), foreign, f"{name}.", today
        )
    return rows


def _of_one_thing(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """What another field says of the service ("about": "almari hinge") is of that service alone,
    where its words may mean others, too."""
    served = [value for value in values if value.kind == "service"]
    if len(served) < 2:
        return values
    first = next((v for v in served if v.words & names.SERVICES), None)
    if first is None:
        return values
    return tuple(
        replace(value, value=value.value & first.value)
        if value.kind == "service" and value.value & first.value else value for value in values
    )  # fmt: skip


def _of_one_salon(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """A "Hair Cut" is the women's or the men's, where another text of the row says which."""
    mixed = [
        value.path for value in values
        if value.kind == "service" and len({key.split("/")[0] for key in value.value}) > 1
    ]  # fmt: skip
    if not mixed:
        return values
    words = {
        token.key.removesuffix("'s") for value in values
        if value.kind == "text" and value.path not in mixed and len(value.value) < _SHORT
        for token in tokenize(value.value)
    }  # fmt: skip
    named = [name for name, meant in GENDERS.items() if words & meant]
    if len(named) != 1:
        return values
    return tuple(
        replace(value, value=_of_salon(named[0], value.value))
        if value.path in mixed and value.kind == "service" else value for value in values
    )  # fmt: skip


def _of_salon(name: str, services: frozenset[str]) -> frozenset[str]:
    """The services without those that the salon named has of its own, too, under another's name."""
    mine = {key.split("/")[-1] for key in services if f"-{name}/" in key}
    return frozenset(
        key for key in services if f"-{name}/" in key or key.split("/")[-1] not in mine
    )


def _hours(name: str, value: Sequence[Any]) -> tuple[Value, ...]:
    """A window written as two hours: {"hrs": [12, 14]}."""
    words = names.words_of(name)
    whole = all(isinstance(item, int) and 0 <= item < 24 for item in value)
    if len(value) != 2 or not whole or value[0] >= value[1] or not words & names.HOURS:
        return ()
    start, end = (time(item) for item in value)
    return (Value("window", (start, end), name, words), Value("time", start, name, words))


def _of_wallet(value: Value) -> Value:
    """A balance in a row of a wallet is the wallet's, whatever its field is called."""
    if value.kind != "amount" or not value.words & {"balance", "available", "closing", "opening"}:
        return value
    return replace(value, words=value.words | {"wallet"})


def _listed(listed: Sequence[Value], named: Sequence[Value]) -> Iterable[Value]:
    """Values of a row's plain lists. What a named service includes is no second service."""
    has_service = any(value.kind == "service" for value in named)
    for value in listed:
        if value.kind != "service" or not has_service or value.words & names.SERVICES:
            yield value


def _of_source(source: str) -> Iterable[Value]:
    """The number or day in a row's own name: "work_orders#WO-77", "slots/2026-11-28"."""
    for part in re.split(r"[#/]", source)[1:]:
        if _DAY.match(part):
            found = type_value("source", part[:10])
            yield from (value for value in found if value.kind == "date")
            continue
        if part.isdecimal() and len(part) > 2:  # "tickets#3307"
            yield Value("text", part, f"{_table_of(source)}#", frozenset(("source",)))
        for fact in read_facts(part, None):
            if fact.kind in ("identifier", "pincode"):
                yield Value(fact.kind, fact.value, "source", frozenset(("source",)))


def _flat(fields: Mapping[str, Any], path: str) -> Iterable[tuple[str, Any, str]]:
    """Every value with its path, and a number with the unit that stands beside it."""
    unit = _unit(fields)
    whole = _rupees_and_paise(fields)
    for name, value in fields.items():
        if not isinstance(value, str) and isinstance(value, Mapping):  # text most often
            yield from _flat(value, f"{path}{name}.")
        elif whole is None:
            yield path + str(name), value, unit if unit and is_number(value) else ""
        elif str(name).lower() in names.RUPEES:
            yield path + str(name), whole, ""


def _unit(fields: Mapping[str, Any]) -> str:
    """ "paise" of {"value": 289900, "unit": "paise"}, "days" of {"n": 30, "unit": "days"}."""
    for name, said in fields.items():
        if name.lower() in names.UNIT:
            return said.lower() if isinstance(said, str) and said.lower() in _UNITS else ""
    return ""


def _rupees_and_paise(fields: Mapping[str, Any]) -> Decimal | None:
    """385.50 of {"rupees": 385, "paise": 50}."""
    if len(fields) != 2:
        return None
    parts = {name.lower(): value for name, value in fields.items()}
    rupees = next((parts[name] for name in names.RUPEES if name in parts), None)
    paise = next((parts[name] for name in names.PAISE if name in parts), None)
    if not isinstance(rupees, int) or not isinstance(paise, int) or paise > 99:
        return None
    return Decimal(rupees * 100 + paise) / 100


@lru_cache(maxsize=2048)
def _typed_key(path: str) -> tuple[Value, ...]:
    """The values that a field's name itself holds: {"Basic": 549}, {"2026-11-29": [...]}."""
    *above, name = path.split(".")
    if name.isidentifier() and name.islower():
        return ()
    days = [part for part in above if _DAY.match(part)]
    found = tuple(
        value
        for part in (*days, name)
        for value in type_value("key", part)
        if value.kind in ("date", "window", "variant", "service", "moment", "time", "pincode")
    )
    if not found and name[:1].isdigit():
        return (Value("text", name, path, frozenset()),)
    return found


def typed_fields(fields: Mapping[str, Any]) -> Iterable[Value]:
    """All typed values of a row that is not cut into parts."""
    for name, value, unit in _flat(fields, ""):
        if not isinstance(value, _LISTS):
            yield from type_value(name, value, unit)
            continue
        for item in value:
            if not isinstance(item, Mapping):
                yield from type_value(name, item, unit)


def _windows(values: Sequence[Value]) -> tuple[Value, ...]:
    """Windows that two fields make together: {"from": "08:00", "to": "10:00"}."""
    times = [value for value in values if value.kind == "time"]
    return tuple(
        Value("window", (start.value, end.value), f"{start.path}..{end.path}", start.words)
        for start in times
        for end in times
        if end.words & names.ENDS and not start.words & names.ENDS and start.value < end.value
    )
