"""Finds clock times, time windows and parts of the day in three languages.

Where "am" or "subah" is missing every reading is given ("4 baje": 04:00 and 16:00); who knows the
opening hours or the evidence picks.
"""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import lru_cache

from assistant.language.calendar_words import (
    DAYPART_WINDOWS,
    DAYPARTS,
    MIDNIGHT,
    MONTHS,
    NOON,
    OCLOCK,
    TIME_UNITS,
    WORKING,
    WORKING_DAYS,
)
from assistant.language.numbers import Number, read_numbers, span_over
from assistant.language.spans import Span
from assistant.language.tokens import Token, keys, tokenize

_DAY = 24 * 60
_TO = keys(
    """
    - – — to till until se from tak and aur से और toh
    """
)
_FILLERS = keys(
    """
    in the ko को ke के ka at @ ki की mein
    """
)


@dataclass(frozen=True, slots=True)
class _Clock:
    """One end of a time: minutes as written, and what its words say of the half of the day."""

    first: int
    last: int
    minutes: int
    hours: tuple[int, int] | None
    certain: bool
    """Whether words or a colon say that it is a time at all."""

    def readings(self) -> tuple[int, ...]:
        """Minutes of the day that it may mean."""
        if self.minutes >= 13 * 60 or self.minutes < 60 or self.hours == (0, 24):
            return (self.minutes % _DAY,)
        both = (self.minutes, (self.minutes + _DAY // 2) % _DAY)
        if self.hours is None:
            return both
        low, high = self.hours
        fits = [m for m in both if low * 60 <= m < high * 60 or m + _DAY < high * 60]
        if self.hours == (12, 17) and not fits:  # "dopahar 11 baje"
            fits = [m for m in both if 11 * 60 <= m < 17 * 60]
        return tuple(fits) or both


def find_times(text: str) -> tuple[Span, ...]:
    """Points in time ("10 am", "subah 10 baje", "18:30"): `value` is a tuple of `time` readings."""
    return tuple(span for span in _times(text) if span.kind == "time")


def find_windows(text: str) -> tuple[Span, ...]:
    """Windows ("10-12", "4-6pm", "2 se 4 baje"): `value` is a tuple of (start, end) readings."""
    return tuple(span for span in _times(text) if span.kind == "window")


def find_dayparts(text: str) -> tuple[Span, ...]:
    """Parts of the day named without a clock time ("kal subah"), as the hours worked in them."""
    tokens = tokenize(text)
    timed = [(span.start, span.end) for span in _times(text)]
    found = []
    for index, token in enumerate(tokens):
        hours = DAYPART_WINDOWS.get(DAYPARTS.get(token.key, (0, 0)))
        if hours is None or any(start <= token.start < end for start, end in timed):
            continue
        value = (time(hours[0]), time(hours[1]))
        found.append(span_over("daypart", value, tokens, index, index + 1, text))
    return tuple(found)


@lru_cache(maxsize=2048)
def _times(text: str) -> tuple[Span, ...]:
    tokens = tokenize(text)
    clocks = _clocks(tokens)
    found, index = [], 0
    while index < len(clocks):
        clock = clocks[index]
        after = clocks[index + 1] if index + 1 < len(clocks) else None
        if after is not None and _is_window(tokens, clock, after):
            windows = _windows(clock, after)
            if windows:
                found.append(span_over("window", windows, tokens, clock.first, after.last, text))
                index += 2
                continue
        if clock.certain:
            readings = tuple(_time(minutes) for minutes in clock.readings())
            found.append(span_over("time", readings, tokens, clock.first, clock.last, text))
        index += 1
    return tuple(found)


def _time(minutes: int) -> time:
    return time(minutes % _DAY // 60, minutes % 60)


def _clocks(tokens: tuple[Token, ...]) -> list[_Clock]:
    numbers = {number.first: number for number in read_numbers(tokens)}
    found: list[_Clock] = []
    index = 0
    while index < len(tokens):
        clock = _clock_at(tokens, index, numbers)
        if clock is None:
            index += 1
            continue
        found.append(clock)
        index = clock.last
    return found


def _clock_at(tokens: tuple[Token, ...], index: int, numbers: dict[int, Number]) -> _Clock | None:
    token = tokens[index]
    if token.shape == "iso" and len(token.text) > 10:
        minutes = int(token.text[11:13]) * 60 + int(token.text[14:16])
        return _Clock(index, index + 1, minutes, (0, 24), True)
    if token.key in NOON:
        return _Clock(index, index + 1, 12 * 60, (12, 13), True)
    if token.key in MIDNIGHT:
        return _Clock(index, index + 1, 0, (0, 1), True)
    if token.shape == "clock":
        hour, minute = token.text.split(":")
        return _with_words(tokens, index, index + 1, int(hour) * 60 + int(minute), True)
    number = numbers.get(index)
    if number is None or not 0 <= number.value <= 24:
        return None
    minutes_exact = number.value * 60
    text = tokens[index].text
    if not number.words and "." in text:
        hour_part, minute_part = text.split(".")
        if len(minute_part) != 2 or int(minute_part) > 59:
            return None
        minutes_exact = Decimal(int(hour_part) * 60 + int(minute_part))
    elif number.value != int(number.value) and (not number.words or minutes_exact % 15):
        return None
    return _with_words(tokens, index, number.last, int(minutes_exact), False)


def _with_words(
    tokens: tuple[Token, ...], first: int, last: int, minutes: int, certain: bool
) -> _Clock | None:
    """Takes in the words around a figure: "subah ... baje", "am", "in the morning"."""
    if minutes > _DAY or _counts_something(tokens, last):
        return None
    hours: tuple[int, int] | None = None
    position = last
    if position < len(tokens) and tokens[position].key in OCLOCK:
        position += 1
        last, certain = position, True
        position, minutes, last = _minutes_after(tokens, position, minutes, last)
    after = position
    while after < len(tokens) and tokens[after].key in _FILLERS and after < position + 2:
        after += 1
    part, width = _daypart(tokens, after)
    if part is not None and (after == position or certain or tokens[position].key in ("in", "at")):
        hours, last, certain = part, after + width, True
        if last < len(tokens) and tokens[last].key in NOON:
            last += 1
    elif position < len(tokens) and tokens[position].key in NOON:
        hours, last, certain = (12, 13), position + 1, True
    before = first - 1
    while before > 0 and tokens[before].key in _FILLERS and before > first - 3:
        before -= 1
    if hours is None and before >= 0:
        part, _ = _daypart(tokens, before)
        if part is not None and tokens[before].key not in ("am", "pm", "a.m", "p.m"):
            hours, first, certain = part, before, True
    if not certain and first and tokens[first - 1].key in ("at", "by", "@") and minutes <= 12 * 60:
        certain = _ends(tokens, last)
    return _Clock(first, last, minutes, hours, certain)


def _ends(tokens: tuple[Token, ...], index: int) -> bool:
    return index >= len(tokens) or tokens[index].shape == "mark" or tokens[index].key in ("on",)


def _daypart(tokens: tuple[Token, ...], index: int) -> tuple[tuple[int, int] | None, int]:
    """The part of the day at a token and how many tokens it takes ("a . m ." takes four)."""
    if index >= len(tokens):
        return None, 0
    token = tokens[index]
    dots = "".join(token.text for token in tokens[index + 1 : index + 3]).lower()
    if token.key in ("a", "p") and dots == ".m":
        dotted = index + 3 < len(tokens) and tokens[index + 3].text == "."
        return DAYPARTS[token.key + "m"], 4 if dotted else 3
    return DAYPARTS.get(token.key), 1


def _minutes_after(
    tokens: tuple[Token, ...], position: int, minutes: int, last: int
) -> tuple[int, int, int]:
    """ "11 bajkar 30 minute": the minutes that follow the hour."""
    if (
        tokens[position - 1].key in ("bajkar", "बजकर", "baj", "बज")
        and position + 1 < len(tokens)
        and tokens[position].shape == "number"
        and TIME_UNITS.get(tokens[position + 1].key) == "minute"
    ):
        return position + 2, minutes + int(Decimal(tokens[position].text)), position + 2
    return position, minutes, last


def _counts_something(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether the figure before token `last` has a unit, a currency or a month after it."""
    if last >= len(tokens):
        return False
    key = tokens[last].key
    following = tokens[last + 1].key if last + 1 < len(tokens) else ""
    if key in MONTHS or key in TIME_UNITS or key in WORKING or key in WORKING_DAYS:
        return not (key == "may" and following in ("i", "we", "be"))
    return key in _UNITS or (key == "-" and following in TIME_UNITS)


_UNITS = keys(
    """
    % percent rs rupees rupay rupaye रुपये रुपए ₹ k tarikh tareekh तारीख st nd rd th
    प्रतिशत kaam काम
    """
)


def _is_window(tokens: tuple[Token, ...], clock: _Clock, after: _Clock) -> bool:
    between = tokens[clock.last : after.first]
    if not 1 <= len(between) <= 3 or not all(
        token.key in _TO or token.key in _FILLERS or token.key in OCLOCK for token in between
    ):
        return False
    if clock.certain and after.certain:
        return any(token.key not in ("and", "aur", "और") for token in between) or _between_said(
            tokens, clock.first
        )
    if clock.certain or after.certain:
        return any(token.key in _TO for token in between)
    if between[0].key in ("and", "aur", "और"):
        return _between_said(tokens, clock.first)
    return _working_hours(clock, after) and not _is_score(tokens, after)


def _between_said(tokens: tuple[Token, ...], first: int) -> bool:
    return first > 0 and tokens[first - 1].key == "between"


def _working_hours(clock: _Clock, after: _Clock) -> bool:
    """Two bare figures make a window only as hours do: "10-12", "2 se 4", not "1-2 log"."""
    hours = (after.minutes - clock.minutes) // 60 % 12
    return clock.minutes % 60 == 0 and 1 <= hours <= 4 and clock.minutes >= 60


def _is_score(tokens: tuple[Token, ...], after: _Clock) -> bool:
    """A list or a count, not a time: a noun follows that is no word of the clock."""
    if after.last >= len(tokens):
        return False
    following = tokens[after.last]
    return following.key in _NOUNS


_NOUNS = keys(
    """
    log people services bookings items star stars rating baar times बार लोग tarah
    """
)


def _windows(clock: _Clock, after: _Clock) -> tuple[tuple[time, time], ...]:
    """Readings of both ends in which the window runs forward and stays under half a day."""
    found = []
    for start in clock.readings():
        ends = [end for end in after.readings() if 0 < (end - start) % _DAY <= 12 * 60]
        if not ends:
            continue
        end = min(ends, key=lambda end: (end - start) % _DAY)
        found.append((_time(start), _time(end)))
    if not found and clock.minutes == after.minutes:
        return ()
    both = [
        (_time(start), _time(end))
        for start in clock.readings()
        for end in after.readings()
        if end > start
    ]
    return tuple(dict.fromkeys(found + (both if clock.hours and after.hours else [])))
