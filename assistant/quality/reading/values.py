"""Types one value of evidence by the words of its field's name and by its own shape."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from assistant.language.money import to_paise
from assistant.language.services import shipped_lexicon
from assistant.language.tokens import Token, fold, keys, tokenize
from assistant.quality.reading import field_names as names
from assistant.quality.reading.levels import level_of
from assistant.quality.reading.moments import dated, plain, read_moments, to_moment
from assistant.quality.reading.people import FAMILY_NAMES
from assistant.quality.reading.reader import Fact, read_facts
from assistant.quality.reading.status_words import status_at, status_of

_NUMBER = re.compile(r"^(?:₹|rs\.?|inr)?\s*(-?[\d,]*\d(?:\.\d+)?)\s*(?:/-)?$", re.I)
_LARGE = re.compile(
    r"^(?:₹|rs\.?|inr)\s*(\d[\d,]*(?:\.\d+)?)\s?(l)$"
    r"|^(?:₹|rs\.?|inr)?\s*(\d[\d,]*(?:\.\d+)?)\s?(lacs?|lakhs?|cr|crores?)$",
    re.I,
)
"""Rupees in lakh or crore; a bare L may be litres."""
_TIMES = {"l": 100_000, "c": 10_000_000}
"""What a lakh and a crore are, by the first letter."""
_LENGTH_BY_CLOCK = re.compile(r"^(\d{1,2}):([0-5]\d):([0-5]\d)$")
_PHRASE = re.compile(r"^[a-z]+(?:_[a-z]+)*_\d{1,3}_(?:min|minute|hour|day|week|month|year)s?$")
"""A code that ends in a length: "no_reply_for_72_hours"."""
_HALF = 30
_LONGEST = 40
"""Letters from which on a text is no number that anybody means."""
_PINCODES = re.compile(r"^[1-9]\d{5}(?:\s*[,;|/ ]\s*[1-9]\d{5})+$")
_CODE = re.compile(r"^[A-Za-z]+(?:[_-][A-Za-z]+)+$")
_LEAST_PRICE = 40
"""From here on a rate beside a tax is the price of something."""
_LEAST_PAISE = 10_000
"""Below this a field that is called just "paisa" holds money, as one says, in rupees."""
SHORT_CODE = re.compile(r"^[A-Z]{2,5}-\d{1,3}$")
"""The number of a thing by its looks, too short to be known for one in running text."""
_FEW = 6
"""Words that a state is told in at most."""
_YES = keys("yes y true haan ha hān ji हाँ हां जी")
_YES_OR_NO = _YES | keys("no n false nahi nahin na नहीं नही ना")
_IN_MINUTES = re.compile(r"[a-z]_mins?$|[a-z]Min$")
_IN_HOURS = re.compile(r"[a-z]_hr?$|[a-z]H$")
_CLOCK = r"([01]?\d:[0-5]\d|2[0-3]:[0-5]\d)"
_CLOCKS = re.compile(rf"\b{_CLOCK} ?[-–] ?{_CLOCK}\b")
_MIDNIGHT = 24
_EACH = re.compile(r"(?<=[a-z])_(?:a|an|per|each|every)_[a-z]+$")
"""What something is counted by: "visits_a_month", "hours_per_visit"."""
_RANGE = re.compile(r"^(\d{1,3})\s?(?:-|–|to)\s?(\d{1,3})$")
_SHORT_LENGTH = re.compile(r"^(\d+(?:\.\d+)?)\s?(h|hr|m|d)$", re.I)
_DATED, _PLAIN = (date, time), (str, bool)
_NUMBERS = (int, float, Decimal)
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


def type_value(
    path: str, value: Any, unit: str = "", today: date | None = None
) -> tuple[Value, ...]:
    """Every typed reading of one field; a number with an unknown name has several. `unit` is what
    the field beside it says of it; `today` gives days their year."""
    if value is None:
        return (Value("none", None, path, names.words_of(path)),)
    if isinstance(value, _DATED):
        value = value.isoformat()
    if isinstance(value, _PLAIN):
        return _type(path, value, False, unit, today)
    if isinstance(value, _NUMBERS):
        return _type(path, str(value), True, unit, today)
    return ()


def is_number(value: Any) -> bool:
    """Whether a value is written as a number, and not as text."""
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)


@lru_cache(maxsize=8192)
def _type(
    path: str, value: str | bool, number: bool, unit: str, today: date | None
) -> tuple[Value, ...]:
    words = names.words_of(f"{path} {unit}")
    length = path.rpartition(".")[2] == "min" and number and 5 <= Decimal(str(value)) < 600
    counted = words & (names.MONEY | names.COUNTED - {"min", "time"})
    if length or (_IN_MINUTES.search(path) and not counted):
        words |= {"minutes"}  # "late_min", and no least of anything
    if _IN_HOURS.search(path):  # "fix_within_h"
        words |= {"hours"}
    leaf = names.words_of(path.rpartition(".")[2])
    words -= _counted_by(path)

    def made(kind: str, typed: Any) -> Value:
        return Value(kind, typed, path, words)

    if isinstance(value, bool):
        return (made("flag", value),)
    text = plain(value)
    if fold(text) in _YES_OR_NO:
        return (made("flag", fold(text) in _YES), made("text", value))
    listed = _codes(words, text) or _large(text) or _length_by_clock(words, text)
    if listed:
        return (*(made(kind, code) for kind, code in listed), made("text", value))
    match = _NUMBER.match(text) if len(text) < _LONGEST else None
    if match is not None:
        found = [
            made(kind, typed) for kind, typed in _numeric(words, leaf, match.group(1), number, text)
        ]
        return (*found, made("text", value))
    ranged = _ranged(words, text)
    if ranged is not None:
        return (*(made(kind, typed) for kind, typed in ranged), made("text", value))
    found = [made(kind, typed) for kind, typed in read_moments(text, today)]
    if found and _CLOCKS.search(text):  # "2026-05-13 10:00-12:00"
        found += [made(kind, typed) for kind, typed in _windows(text)]
    if not found:
        found = [made(kind, typed) for kind, typed in _textual(words, text, today)]
    money = _state_of_money(text)
    if money is not None:
        found = [one for one in found if one.kind != "status"]
        found.append(Value("status", money[1], path, words | {money[0]}))
    return (*found, made("text", value))


def _counted_by(path: str) -> frozenset[str]:
    """The words of a field's name that only say what it is counted by, and no length."""
    each = _EACH.search(path)
    if each is None:
        return frozenset()
    behind = names.words_of(each[0])
    if names.words_of(path[: each.start()]) & names.DURATIONS.keys():
        return behind  # "hours_per_visit"
    return frozenset() if "per" in behind else behind & names.DURATIONS.keys()


def _codes(words: frozenset[str], text: str) -> list[tuple[str, Any]]:
    """A text that is nothing but pincodes, or a short number of a thing."""
    if _PINCODES.match(text) and (words & names.PINCODE or not words & names.MONEY):
        return [("pincode", pin) for pin in re.findall(r"\d{6}", text)]
    return [("identifier", text)] if SHORT_CODE.match(text) else []


def _large(text: str) -> list[tuple[str, Any]]:
    """Rupees in lakh or crore: "₹1.12 Cr", "8.49 lakh"."""
    found = _LARGE.match(text) if len(text) < _LONGEST else None
    if found is None:
        return []
    figure, unit = (part for part in found.groups() if part)
    rupees = Decimal(figure.replace(",", "")) * _TIMES[unit.casefold()[:1]]
    return [("amount", to_paise(rupees))]


def _length_by_clock(words: frozenset[str], text: str) -> list[tuple[str, Any]]:
    """How long something took as a clock shows it ({"duration": "00:26:14"}), in whole minutes."""
    found = _LENGTH_BY_CLOCK.match(text)
    if found is None or not words & names.LENGTHS:
        return []
    hours, minutes, seconds = map(int, found.groups())
    return [("duration", (Decimal(60 * hours + minutes + (seconds >= _HALF)), "minute"))]


def _state_of_money(text: str) -> tuple[str, str] | None:
    """(what, status) of a field such as "refund requested" or "payment_pending"."""
    what, _, state = text.replace("_", " ").casefold().partition(" ")
    status = status_of(state) if what in ("refund", "payment") else None
    return (what, status) if status is not None else None


def _ranged(words: frozenset[str], text: str) -> list[tuple[str, Any]] | None:
    """Both ends of a length ({"eta_days": "3-5"}), or the hours of a day ({"sunday": "10-18"});
    None where a text is no such range."""
    span = _RANGE.match(text)
    if span is None:
        return None
    first, last = (int(end) for end in span.groups())
    if words & names.DURATIONS.keys():
        return [length for end in (first, last) for length in _lengths(words, Decimal(end))]
    if words & names.OPEN and first < last <= _MIDNIGHT:
        return [("window", (time(first), time(last % _MIDNIGHT)))]
    return None


def _windows(text: str) -> Iterable[tuple[str, Any]]:
    """The windows that a text writes as clock times."""
    for first, second in _CLOCKS.findall(text):
        start, end = time.fromisoformat(first.zfill(5)), time.fromisoformat(second.zfill(5))
        yield "window", (start, end)


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
    paise = words & names.PAISE
    if paise == {"minor"} and not words & names.MONEY:  # "minor_repair"
        paise = frozenset()
    if paise and not (leaf == {"paisa"} and value < _LEAST_PAISE):
        yield "amount", int(value)
        return
    whose = words if leaf <= names.IDENTITY else leaf
    owner = whose & names.OWNER and not whose & (names.NOT_OWNER - {"account"})
    named = whose & names.IDENTITY and not words & (names.MONEY | names.COUNTED)
    if whole and (named or (owner and not words & (names.MONEY | names.COUNTED)) or "id" in leaf):
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
    rate = "rate" in words and value < _LEAST_PRICE  # no "rate_incl_tax": 149
    rate = rate or (value in (5, 9, 12, 18, 28) and not words & {"amount", "amt", "inr"})
    return bool(words & names.TAXES) and rate


def _lengths(words: frozenset[str], value: Decimal) -> Iterable[tuple[str, Any]]:
    """A number of days or minutes by its field's name."""
    for word in sorted(words & names.DURATIONS.keys()) if "per" not in words else ():
        yield "duration", (value, names.DURATIONS[word])
    if "min" in words and words & names.LENGTHS:
        yield "duration", (value, "minute")


def _textual(words: frozenset[str], text: str, today: date | None) -> Iterable[tuple[str, Any]]:
    status = status_of(text) or _state_in(words, text)
    if status is not None:
        yield "status", status
    if status is not None and "," in text:  # "approved, bank transfer pending"
        told = {_state_in(words, part.strip()) for part in text.split(",")}
        yield from (("status", state) for state in sorted(told - {None, status}, key=str))
    level = level_of(text)
    if level is not None:
        yield "level", level
    named_variant = bool(words & names.VARIANT)
    short = _SHORT_LENGTH.match(text)
    if short is not None:
        yield "duration", (Decimal(short.group(1)), _SHORT_UNITS[short.group(2).lower()])
    facts = read_facts(text.replace("_", " ") if _PHRASE.match(text) else text, None)
    for fact in facts:
        yield from _of_fact(fact)
    yield from (("date", day) for _, day in dated(text, today))
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


def _state_in(words: frozenset[str], text: str) -> str | None:
    """The state inside a code ("partner_accepted", "WAITING_FOR_PARTNER"), or inside the few words
    of a field of states; not one that is denied."""
    coded = bool(_CODE.match(text))
    tokens = (
        tokenize(text.replace("_", " ").replace("-", " ")) if coded or words & names.STATES else ()
    )
    if not tokens or len(tokens) > _FEW or tokens[0].key in ("not", "no", "un"):
        return None
    found = [state for at in range(len(tokens)) if (state := status_at(tokens, at))]
    return max(found, key=lambda one: one[1])[0] if found else None


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
