"""Types one value of evidence by the words of its field's name and by its own shape."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from assistant.language.money import to_paise
from assistant.language.services import shipped_lexicon
from assistant.language.tokens import Token, ascii_digits, fold, tokenize
from assistant.quality import field_names as names
from assistant.quality.people import FAMILY_NAMES
from assistant.quality.reader import Fact, read_facts
from assistant.quality.status_words import status_of

INDIA = timezone(timedelta(hours=5, minutes=30))
_NUMBER = re.compile(r"^(?:₹|rs\.?|inr)?\s*(-?[\d,]*\d(?:\.\d+)?)\s*(?:/-)?$", re.I)
_PINCODES = re.compile(r"^\d{6}(?:\s*[,;|/ ]\s*\d{6})+$")
_MOMENT = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(:\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?"
)
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:\d\d)?(?=Z?$|[+-]\d\d)")
_CLOCK = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?$")
_CLOCKS = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::\d\d)?(?!\d)")
_SHORT_LENGTH = re.compile(r"^(\d+(?:\.\d+)?)\s?(h|hr|m|d)$", re.I)
_SHORT_UNITS = {"h": "hour", "hr": "hour", "m": "minute", "d": "day"}


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


def to_moment(value: Any) -> datetime | None:
    """A local (Asia/Kolkata) wall time from an ISO text, a datetime or an epoch; None: neither."""
    if isinstance(value, datetime):
        return value.astimezone(INDIA).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value) / 1000 if value > 10**11 else float(value)
        if 10**9 <= seconds < 5 * 10**9:
            return datetime.fromtimestamp(seconds, INDIA).replace(tzinfo=None)
        return None
    match = _MOMENT.match(_COMPACT.sub(r"\1-\2-\3T\4:\5", str(value)))
    if match is None:
        return None
    year, month, day, hour, minute, precise, offset = match.groups()
    if offset and offset[0] == "-" and not precise:
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


def type_value(path: str, value: Any, unit: str = "") -> tuple[Value, ...]:
    """Every typed reading of one field; a number with an unknown name has several. `unit` is what
    the field beside it says of it."""
    if value is None:
        return (Value("none", None, path, names.words_of(path)),)
    if isinstance(value, date | time):
        value = value.isoformat()
    if isinstance(value, bool | int | float | Decimal | str):
        text = value if isinstance(value, bool | str) else str(value)
        return _type(path, text, is_number(value), unit)
    return ()


def is_number(value: Any) -> bool:
    """Whether a value is written as a number, and not as text."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@lru_cache(maxsize=8192)
def _type(path: str, value: str | bool, number: bool, unit: str = "") -> tuple[Value, ...]:
    words = names.words_of(f"{path} {unit}")
    leaf = names.words_of(path.rpartition(".")[2])

    def made(kind: str, typed: Any) -> Value:
        return Value(kind, typed, path, words)

    if isinstance(value, bool):
        return (made("flag", value),)
    text = _COMPACT.sub(r"\1-\2-\3T\4:\5", ascii_digits(value).strip())
    if _PINCODES.match(text) and words & names.PINCODE:
        return (*(made("pincode", pin) for pin in re.findall(r"\d{6}", text)), made("text", value))
    match = _NUMBER.match(text)
    if match is not None:
        found = [
            made(kind, typed) for kind, typed in _numeric(words, leaf, match.group(1), number, text)
        ]
        return (*found, made("text", value))
    found = [made(kind, typed) for kind, typed in _moments(text)]
    if not found:
        found = [made(kind, typed) for kind, typed in _textual(words, text)]
    money = _state_of_money(text)
    if money is not None and all(kind.kind != "status" for kind in found):
        found.append(Value("status", money[1], path, words | {money[0]}))
    return (*found, made("text", value))


def _state_of_money(text: str) -> tuple[str, str] | None:
    """(what, status) of a field such as "refund requested" or "payment_pending"."""
    what, _, state = text.replace("_", " ").casefold().partition(" ")
    status = status_of(state) if what in ("refund", "payment") else None
    return (what, status) if status is not None else None


def _numeric(
    words: frozenset[str], leaf: frozenset[str], digits: str, number: bool, text: str
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
    if _is_percent(words, value):
        yield "percent", value
        return
    if words & names.PAISE:
        yield "amount", int(value)
        return
    whose = words if leaf <= names.IDENTITY else leaf
    owner = whose & names.OWNER and not whose & (names.NOT_OWNER - {"account"})
    if whole and (owner or whose & names.IDENTITY) and not words & (names.MONEY | names.COUNTED):
        yield "identifier", digits
        if not owner:
            yield "number", value
        return
    rate = "per" in words and (value >= 20 or "." in digits)  # "per_unit": "299.00"
    counted = bool(words & names.COUNTED) and not rate
    yield from _lengths(words, value)
    done = names.DONE_WITH if words & names.DURATIONS.keys() else {"total"}
    if counted and not (words & (names.MONEY - done)):
        yield "number", value
        return
    yield "amount", to_paise(value)
    yield "number", value


def _is_percent(words: frozenset[str], value: Decimal) -> bool:
    if words & names.PERCENT:
        return True
    rate = "rate" in words or (value in (5, 9, 12, 18, 28) and not words & {"amount", "amt", "inr"})
    return bool(words & names.TAXES) and rate


def _lengths(words: frozenset[str], value: Decimal) -> Iterable[tuple[str, Any]]:
    """A number of days or minutes by its field's name."""
    for word in words & names.DURATIONS.keys() if "per" not in words else ():
        yield "duration", (value, names.DURATIONS[word])
    if "min" in words and words & names.LENGTHS:
        yield "duration", (value, "minute")


def _moments(text: str) -> Iterable[tuple[str, Any]]:
    moment = to_moment(text) if _MOMENT.match(text) else None
    if moment is None:
        clocks = [
            time(int(h) % 24, int(m))
            for h, m in _CLOCKS.findall(text)
            if int(h) < 25 and int(m) < 60
        ]
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
    short = _SHORT_LENGTH.match(text)
    if short is not None:
        yield "duration", (Decimal(short.group(1)), _SHORT_UNITS[short.group(2).lower()])
    facts = read_facts(text, None)
    for fact in facts:
        yield from _of_fact(fact)
    services = () if words & names.NICKNAMES else shipped_lexicon().find(text, repair=False)
    if services and len(text) < 60:
        keys = frozenset(key for span in services for key in span.keys)
        if keys:
            yield "service", keys
    if words & {
        "service",
        "item",
        "task",
        "job",
        "subcategory",
        "svc",
        "treatment",
        "work",
    } and not (services or status or any(fact.kind == "identifier" for fact in facts)):
        yield "service", frozenset((fold(text),))
    if named_variant and len(text) < 40:
        yield "variant", fold(text)
    if _person_like(words, text) and not services and status is None:
        yield "person", tuple(token.text for token in tokenize(text) if token.shape == "word")
    if (
        words & names.PLACE
        and status is None
        and len(text) < 40
        and not any(char.isdigit() for char in text)
    ):
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
    if len(text) > 40 or any(char.isdigit() for char in text):
        return False
    tokens = [token for token in tokenize(text) if token.shape == "word"]
    if not 1 <= len(tokens) <= 5:
        return False
    surname = 2 <= len(tokens) <= 3 and tokens[-1].key in FAMILY_NAMES
    agent = 2 <= len(tokens) <= 3 and any(word.endswith(names.AGENTIVE) for word in words)
    if not (words & names.PERSON or (not words & names.PLACE and (surname or agent))):
        return False
    return all(_capital(token) for token in tokens if len(token.text) > 1)


def _capital(token: Token) -> bool:
    return token.text[0].isupper() or not token.text.isascii() or token.key in ("md", "lead")
