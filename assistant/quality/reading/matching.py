"""Says whether one fact of a text and one value of evidence are the same thing."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from assistant.language.durations import Duration
from assistant.language.tokens import fold
from assistant.quality.reading.people import same_name
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import agrees
from assistant.quality.reading.values import Value

Comparer = Callable[[Any, Any], bool]
Hit = tuple[Row, Value]

_PLAIN = re.compile(r"[^0-9A-Z]")
_DAY_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200, "year": 525600}


def same(fact: Fact, value: Value) -> bool:
    """Whether the value says what the fact says, kind and all."""
    compare = comparers(fact.kind).get(value.kind)
    return compare is not None and compare(fact.value, value.value)


def comparers(kind: str) -> Mapping[str, Comparer]:
    """How a fact of a kind is compared with values, by the values' kind."""
    return _BY_FACT.get(kind, {})


def _amounts(said: int, held: int) -> bool:
    """Equal, or the held sum rounded to whole rupees as people do; what is taken off is said
    without its sign."""
    held = abs(held)
    return said == held or (said % 100 == 0 and held % 100 != 0 and abs(said - held) <= 50)


def _amount_number(said: int, held: Decimal) -> bool:
    return _amounts(said, int(held * 100))


def _number_amount(said: Decimal, held: int) -> bool:
    return said >= 10 and _amounts(int(said * 100), held)


def _equal(said: Any, held: Any) -> bool:
    return bool(said == held)


def _among(said: tuple[Any, ...], held: Any) -> bool:
    return held in said


def _identifiers(said: str, held: str) -> bool:
    one, other = _PLAIN.sub("", said.upper()), _PLAIN.sub("", held.upper())
    return one == other


def _minutes(said: Duration, held: tuple[Decimal, str]) -> bool:
    years = {"month": 1, "year": 12}
    if said.unit in years and held[1] in years:
        months = held[0] * years[held[1]]
        return months in (said.low * years[said.unit], said.high * years[said.unit])
    ends = said.minutes()
    return held[0] * _DAY_MINUTES[held[1]] in ends


def _names(said: tuple[str, ...], held: tuple[str, ...]) -> bool:
    """Every name that is said is one of the held ones, in whatever script."""
    return all(any(same_name(one, other) for other in held) for one in said)


def _window_time(said: tuple[tuple[time, time], ...], held: time) -> bool:
    return any(held == start for start, _ in said)


def _variant(said: str, held: str) -> bool:
    return said == held or said in held.split()


_COMPARE: dict[tuple[str, str], Comparer] = {
    ("link", "text"): _equal,
    ("amount", "amount"): _amounts,
    ("amount", "number"): _amount_number,
    ("number", "amount"): _number_amount,
    ("number", "number"): _equal,
    ("number", "percent"): _equal,
    ("number", "identifier"): lambda said, held: str(said) == held,
    ("number", "count"): _equal,
    ("percent", "percent"): _equal,
    ("fraction", "percent"): _equal,
    ("date", "date"): _among,
    ("time", "time"): _among,
    ("time", "end"): _among,
    ("window", "window"): _among,
    ("duration", "duration"): _minutes,
    ("pincode", "pincode"): _equal,
    ("phone", "phone"): _equal,
    ("identifier", "identifier"): _identifiers,
    ("identifier", "phone"): _identifiers,
    ("service", "service"): lambda said, held: not said.isdisjoint(held),
    ("variant", "variant"): _variant,
    ("level", "level"): _equal,
    ("status", "status"): agrees,
    ("label", "text"): lambda said, held: any(fold(held) == label for _, label in said),
    ("code", "text"): lambda said, held: any(fold(held) == code for _, code in said),
    ("person", "person"): _names,
    ("place", "place"): _equal,
}
_BY_FACT: dict[str, dict[str, Comparer]] = {
    said: {held: compare for (kind, held), compare in _COMPARE.items() if kind == said}
    for said, _ in _COMPARE
}


def hits_of(fact: Fact, rows: Sequence[Row]) -> tuple[Hit, ...]:
    """All (row, value) that hold what the fact says."""
    said = fact.value
    if fact.kind == "status":
        return tuple(
            (row, value) for row in rows for status, value in row.statuses if agrees(said, status)
        )
    found: list[Hit] = []
    comparing = comparers(fact.kind)
    for row in rows:
        before = len(found)
        kinds = [kind for kind in comparing if kind in row.by_kind] if comparing else ()
        if len(kinds) == 1:  # of one kind the row has them sorted out already
            compare = comparing[kinds[0]]
            found += [(row, value) for value in row.of(kinds[0]) if compare(said, value.value)]
        elif kinds:  # of several they go in the row's order
            found += [
                (row, value) for value in row.values
                if value.kind in comparing and comparing[value.kind](said, value.value)
            ]  # fmt: skip
        if fact.kind == "window" and len(found) == before:
            apart = window_in(row, said)
            found += [(row, apart)] if apart is not None else []
    if fact.kind == "person":  # "Suleman" where there is one is not said of Salman, of like sound
        wanted = {fold(name) for name in said}
        found = [hit for hit in found if wanted <= set(map(fold, hit[1].value))] or found
    return tuple(found)


def window_in(row: Row, windows: tuple[tuple[time, time], ...]) -> Value | None:
    """The value that carries a window whose ends stand apart in the row, or whose start does."""
    if row.of("window"):
        return None
    times = {value.value: value for value in row.of("time")}
    for start, end in windows:
        if start in times and end in times:
            return times[start]
    for start, end in windows:
        two_hours = (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute) == 120
        if start in times and len(times) == 1 and two_hours:
            return times[start]
    return None


def date_parts(fact: Fact) -> tuple[date, ...]:
    return fact.value if fact.kind == "date" else ()
