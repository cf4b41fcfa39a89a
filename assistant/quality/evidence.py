"""Reads the evidence of any system: rows become typed values, passages become clauses.

Field names are read word by word and values by their shape; no column is known beforehand. A row
that carries another customer's id is set apart as foreign: it supports nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import Any

from assistant.language.dates import find_dates
from assistant.language.money import to_paise
from assistant.language.services import shipped_lexicon
from assistant.language.tokens import Token, ascii_digits, fold, tokenize
from assistant.model import Evidence
from assistant.quality import field_names as names
from assistant.quality.reader import Fact, read_facts
from assistant.quality.status_words import status_of

INDIA = timezone(timedelta(hours=5, minutes=30))

_NUMBER = re.compile(r"^(?:₹|rs\.?|inr)?\s*(-?[\d,]*\d(?:\.\d+)?)\s*(?:/-)?$", re.I)
_MOMENT = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(:\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?"
)
_CLOCK = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?$")
_CLOCKS = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::\d\d)?(?!\d)")
_ID_LIKE = re.compile(r"^[\w-]*\d[\w-]*$")


@dataclass(frozen=True, slots=True)
class Value:
    """One typed value of a row: what it is, where it stands."""

    kind: str
    value: Any
    path: str
    words: frozenset[str]

    @property
    def role(self) -> str:
        return names.money_role(self.words)


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
            words = names.words_of(name)
            if str(value) == customer and not words & (names.MONEY | names.COUNTED | names.NOT_OWNER):
                found.add(name.rsplit(".", 1)[-1])
    return frozenset(found)


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
        name = path.rsplit(".", 1)[-1]
        words = names.words_of(name)
        named = name in owner_names or (
            words & names.OWNER and not words & names.NOT_OWNER - {"account"}
        )
        owner = named or (people_table and name.lower() in ("id", "no", "number"))
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
    nested: list[tuple[str, Mapping[str, Any], tuple[Value, ...]]] = []
    for name, value in _flat(fields, path):
        if isinstance(value, list | tuple):
            maps = [item for item in value if isinstance(item, Mapping)]
            nested += [(f"{name}[{at}]", item, ()) for at, item in enumerate(maps)]
            for item in value:
                if not isinstance(item, Mapping):
                    own += type_value(name, item)
            if not maps:
                own.append(Value("count", Decimal(len(value)), name, names.words_of(name)))
        else:
            key = _typed_key(name)
            if key:
                nested.append((name, {"value": value}, key))
            else:
                own += type_value(name, value)
    for name, value in _flat(fields, path):
        if isinstance(value, list | tuple) and _typed_key(name):
            items = tuple(v for item in value for v in type_value("value", item))
            nested.append((name, {}, _typed_key(name) + items))
    values = (*inherited, *own)
    row = Row(source, (*values, *_windows(own)), foreign)
    rows = [row]
    for name, element, keyed in nested:
        rows += _rows(
            source, element, customer, owner_names, (*values, *keyed), foreign, f"{name}."
        )
    return rows


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


def to_moment(value: Any) -> datetime | None:
    """A local (Asia/Kolkata) wall time from an ISO text, a datetime or an epoch; None: neither."""
    if isinstance(value, datetime):
        return value.astimezone(INDIA).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value > 10**11 else value
        if 10**9 <= seconds < 5 * 10**9:
            return datetime.fromtimestamp(seconds, INDIA).replace(tzinfo=None)
        return None
    match = _MOMENT.match(str(value))
    if match is None:
        return None
    year, month, day, hour, minute, seconds, offset = match.groups()
    if offset and offset[0] == "-" and not seconds:
        offset = None  # "10:00-12:00" is a window
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))  # noqa: DTZ001 - local wall time
    except ValueError:
        return None
    if offset and hour:
        hours = 0 if offset == "Z" else int(offset[:3])
        minutes = 0 if offset == "Z" else int(offset[0] + offset[-2:])
        moment += timedelta(hours=5, minutes=30) - timedelta(hours=hours, minutes=minutes)
    return moment


def type_value(path: str, value: Any) -> tuple[Value, ...]:
    """Every typed reading of one field; a number with an unknown name has several."""
    if value is None:
        return (Value("none", None, path, names.words_of(path)),)
    if isinstance(value, date | time):
        value = value.isoformat()
    if isinstance(value, bool | int | float | Decimal | str):
        return _type(path, value if isinstance(value, bool | str) else str(value), _is_number(value))
    return ()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@lru_cache(maxsize=8192)
def _type(path: str, value: str | bool, number: bool) -> tuple[Value, ...]:
    words = names.words_of(path)

    def made(kind: str, typed: Any) -> Value:
        return Value(kind, typed, path, words)

    if isinstance(value, bool):
        return (made("flag", value),)
    text = ascii_digits(value).strip()
    match = _NUMBER.match(text)
    if match is not None:
        found = [made(kind, typed) for kind, typed in _numeric(words, match.group(1), number, text)]
        return (*found, made("text", value))
    found = [made(kind, typed) for kind, typed in _moments(text)]
    if not found:
        found = [made(kind, typed) for kind, typed in _textual(words, text)]
    return (*found, made("text", value))


def _numeric(
    words: frozenset[str], digits: str, number: bool, text: str
) -> Iterable[tuple[str, Any]]:
    try:
        value = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return
    whole = digits.isdigit()
    if whole and words & names.TIMES and to_moment(int(digits)) is not None and len(digits) > 9:
        moment = to_moment(int(digits))
        yield from (("moment", moment), ("date", moment.date()), ("time", moment.time()))  # type: ignore[union-attr]  # checked above
        return
    money = bool(words & names.MONEY) or not text[:1].isdigit()
    if whole and len(digits) == 6 and (words & names.PINCODE or not (money or number)):
        yield "pincode", digits
        return
    if whole and len(digits) in (10, 12) and (words & names.PHONE or not money):
        yield "phone", digits[-10:]
        yield "identifier", digits
        return
    if words & names.PERCENT or (words & names.TAXES and "rate" in words) or (
        words & names.TAXES and value in (5, 9, 12, 18, 28) and not words & {"amount", "amt", "inr"}
    ):
        yield "percent", value
        if not words & names.PERCENT and "rate" not in words:
            yield "amount", to_paise(value)
        return
    if words & names.PAISE:
        yield "amount", int(value)
        return
    owner = words & names.OWNER and not words & (names.NOT_OWNER - {"account"})
    if whole and (owner or words & names.IDENTITY) and not words & (names.MONEY | names.COUNTED):
        yield "identifier", digits
        yield "number", value
        return
    counted = bool(words & names.COUNTED)
    for word in words & names.DURATIONS.keys():
        yield "duration", (value, names.DURATIONS[word])
    if counted and not (words & (names.MONEY - {"total"})):
        yield "number", value
        return
    yield "amount", to_paise(value)
    yield "number", value


def _moments(text: str) -> Iterable[tuple[str, Any]]:
    moment = to_moment(text) if _MOMENT.match(text) else None
    if moment is None:
        clocks = [time(int(h) % 24, int(m)) for h, m in _CLOCKS.findall(text) if int(h) < 25 and int(m) < 60]
        rest = _CLOCKS.sub("", text).strip(" -–to/~:")
        if clocks and not rest:
            yield from _clocks(clocks)
        return
    yield "date", moment.date()
    match = _MOMENT.match(text)
    rest = text[match.end(5) if match.group(5) else match.end() :] if match else ""
    rest = re.sub(r"^(?::\d\d(?:\.\d+)?)?\s?(?:Z|\+\d\d:?\d\d)?", "", rest)
    if match and match.group(4):
        yield "moment", moment
        yield "time", moment.time()
    later = to_moment(rest.strip(" /-–to~"))
    clocks = [time(int(h) % 24, int(m)) for h, m in _CLOCKS.findall(rest) if int(m) < 60]
    if later is not None and later.date() >= moment.date():
        yield from (("date", later.date()), ("end", later.time()))
        yield "window", (moment.time(), later.time())
    elif clocks and match and match.group(4):
        yield from (("end", clocks[0]), ("window", (moment.time(), clocks[0])))
    else:
        yield from _clocks(clocks)


def _clocks(clocks: Sequence[time]) -> Iterable[tuple[str, Any]]:
    if len(clocks) == 2:
        yield from (("window", (clocks[0], clocks[1])), ("time", clocks[0]), ("end", clocks[1]))
    else:
        yield from (("time", clock) for clock in clocks)


def _textual(words: frozenset[str], text: str) -> Iterable[tuple[str, Any]]:
    status = status_of(text)
    if status is not None:
        yield "status", status
    named_variant = bool(words & names.VARIANT)
    facts = read_facts(text, None)
    for fact in facts:
        yield from _of_fact(fact)
    services = shipped_lexicon().find(text, repair=False)
    if services and len(text) < 60:
        keys = frozenset(key for span in services for key in span.keys)
        if keys:
            yield "service", keys
    if words & {"service", "item", "task", "job", "subcategory", "svc", "treatment", "work"} and not services:
        yield "service", frozenset((fold(text),))
    if named_variant and len(text) < 40:
        yield "variant", fold(text)
    if _person_like(words, text) and not services and status is None:
        yield "person", tuple(token.text for token in tokenize(text) if token.shape == "word")
    if words & names.PLACE and len(text) < 40 and not any(char.isdigit() for char in text):
        yield "place", fold(text)


def _of_fact(fact: Fact) -> Iterable[tuple[str, Any]]:
    if fact.kind == "duration":
        yield "duration", (fact.value.low, fact.value.unit)
        if fact.value.high != fact.value.low:
            yield "duration", (fact.value.high, fact.value.unit)
    elif fact.kind == "window":
        for window in fact.value:
            yield "window", window
    elif fact.kind == "time":
        for reading in fact.value:
            yield "time", reading
    elif fact.kind in ("amount", "percent", "pincode", "phone", "identifier", "variant", "number"):
        yield fact.kind, fact.value
    elif fact.kind == "date":
        for day in fact.value[:1]:
            yield "date", day


def _person_like(words: frozenset[str], text: str) -> bool:
    if not words & names.PERSON or len(text) > 40 or any(char.isdigit() for char in text):
        return False
    tokens = [token for token in tokenize(text) if token.shape == "word"]
    if not 1 <= len(tokens) <= 5:
        return False
    return all(_capital(token) for token in tokens if len(token.text) > 1)


def _capital(token: Token) -> bool:
    return token.text[0].isupper() or not token.text.isascii() or token.key in ("md", "lead")
