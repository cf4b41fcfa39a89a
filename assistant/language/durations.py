"""Finds lengths of time in three languages: "2 hours", "3 se 5 kaam ke din", "aadha ghanta".

Says how long, never when; clock times are `assistant.language.times`.
"""

from dataclasses import dataclass
from decimal import Decimal

from assistant.language.calendar_words import TIME_UNITS, WORKING, WORKING_DAYS
from assistant.language.numbers import Number, read_numbers, span_over
from assistant.language.spans import Span
from assistant.language.tokens import Token, keys, tokenize

_DAY = 24 * 60
_HALF = keys(
    """
    half aadha adha aadhe adhe आधा आधे
    """
)
_PARTS = {
    key: Decimal(value)
    for value, words in (
        ("0.5", _HALF),
        ("1.25", keys("sava savaa sawa savva सवा सव्वा")),
        ("0.75", keys("paun paune pauna pona पौन पौना पौने")),
    )
    for key in words
}
"""What a word before a unit makes of one of it: "sava ghanta" is an hour and a quarter."""
_A = keys("a an one ek एक")
_AND = keys("and aur और n")
_MONEY = keys("₹ rs inr rupees rupaye रुपये")
_MOST = 100
"""What no length of time has before "and a half"."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, or a range of it ("3 to 5 days"); unit is minute ... year."""

    low: Decimal
    high: Decimal
    unit: str
    working: bool = False

    def minutes(self) -> tuple[Decimal, Decimal]:
        """Both ends in minutes; months count 30 days and years 365."""
        factor = _MINUTES[self.unit]
        return self.low * factor, self.high * factor


_MINUTES = {
    "minute": 1, "hour": 60, "day": _DAY, "week": 7 * _DAY, "month": 30 * _DAY, "year": 365 * _DAY,
}  # fmt: skip


def find_durations(text: str) -> tuple[Span, ...]:
    """Lengths of time ("2 hours", "3 se 5 kaam ke din", "aadha ghanta", "7-day")."""
    tokens = tokenize(text)
    numbers = read_numbers(text)
    starts = {number.first: number for number in numbers}
    found, index = [], 0
    while index < len(tokens):
        number = starts.get(index)
        if number is None:
            bare = _half_of_unit(tokens, index)
            if bare is not None:
                found.append(span_over("duration", bare[1], tokens, index, bare[0], text))
                index = bare[0]
            else:
                index += 1
            continue
        high, first = number, number.first
        if (
            number.last + 1 < len(tokens)
            and tokens[number.last].key in _RANGE
            and number.last + 1 in starts
            and number.value <= starts[number.last + 1].value
        ):
            high = starts[number.last + 1]
        unit = _unit(tokens, high.last)
        halved = None
        if unit is None and not _is_price(tokens, number):
            halved = _and_half(tokens, number.last)
        if halved is not None:
            last, name = halved
            length = number.value + Decimal("0.5")
            value = Duration(length, length, name)
            found.append(span_over("duration", value, tokens, first, last, text))
            index = last
            continue
        if unit is None and high is not number:
            high = number
            unit = _unit(tokens, high.last)
        if unit is None:
            index = number.last
            continue
        last, name, working = unit
        value = Duration(number.value, high.value, name, working)
        minutes = _minutes_beside(tokens, last, starts) if name == "hour" else None
        if minutes is not None and high is number:
            last, extra = minutes
            length = number.value * 60 + extra
            value = Duration(length, length, "minute")
        found.append(span_over("duration", value, tokens, first, last, text))
        index = last
    return tuple(found)


_MORE = keys("- more aur और full poore पूरे")
_RANGE = keys("- – — to se से or ya या")


def _unit(tokens: tuple[Token, ...], index: int) -> tuple[int, str, bool] | None:
    """(token after it, unit, whether working days) of the unit at a token."""
    if index < len(tokens) and tokens[index].key in _MORE:
        index += 1
    if index < len(tokens) and tokens[index].key in WORKING_DAYS:
        return index + 1, "day", True
    working = index < len(tokens) and tokens[index].key in WORKING
    if working:
        index += 1
    elif index + 2 < len(tokens) and tokens[index].key in ("kaam", "काम"):
        working = tokens[index + 1].key in ("ke", "के", "wale", "वाले")
        index += 2 if working else 0
    if index >= len(tokens):
        return None
    unit = TIME_UNITS.get(tokens[index].key)
    return (index + 1, unit, working) if unit is not None else None


def _minutes_beside(
    tokens: tuple[Token, ...], index: int, starts: dict[int, Number]
) -> tuple[int, Decimal] | None:
    """The minutes of "2 hours 50 minutes"."""
    if index < len(tokens) and tokens[index].key in ("and", "aur", "और"):
        index += 1
    number = starts.get(index)
    if number is None or number.last >= len(tokens) or number.value >= 60:
        return None
    if TIME_UNITS.get(tokens[number.last].key) != "minute":
        return None
    return number.last + 1, number.value


def _is_price(tokens: tuple[Token, ...], number: Number) -> bool:
    """ "₹699 aur aadha ghanta": a price, and half an hour."""
    before = tokens[number.first - 1].key if number.first else ""
    return number.value > _MOST or before in _MONEY or tokens[number.first].text[:1] == "₹"


def _and_half(tokens: tuple[Token, ...], index: int) -> tuple[int, str] | None:
    """ "one and a half hours": (token after it, unit) behind the number."""
    if index >= len(tokens) or tokens[index].key not in _AND:
        return None
    position = index + 1 + (index + 1 < len(tokens) and tokens[index + 1].key in _A)
    if position + 1 >= len(tokens) or tokens[position].key not in _HALF:
        return None
    unit = TIME_UNITS.get(tokens[position + 1].key)
    return (position + 2, unit) if unit is not None else None


def _half_of_unit(tokens: tuple[Token, ...], index: int) -> tuple[int, Duration] | None:
    """ "half an hour", "aadha ghanta", "sava ghanta"."""
    length = _PARTS.get(tokens[index].key)
    if length is None:
        return None
    position = index + 1
    if position < len(tokens) and tokens[position].key in _A:
        position += 1
    unit = TIME_UNITS.get(tokens[position].key) if position < len(tokens) else None
    if unit is None or unit not in ("hour", "day"):
        return None
    return position + 1, Duration(length, length, unit)
