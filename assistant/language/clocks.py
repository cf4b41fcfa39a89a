"""Reads one clock time out of tokens: "10:30 am", "subah saadhe nau baje", "half past four".

It says what the words allow (both halves of the day where they do not tell) and how far they
reach; windows and parts of the day are `assistant.language.times`.
"""

from dataclasses import dataclass

from assistant.language.calendar_words import DAYPARTS, MIDNIGHT, NOON
from assistant.language.clock_words import (
    ABOUT,
    AT,
    ONE,
    counts_something,
    daypart_at,
    ends_at,
    is_day,
    is_wished,
    minutes_after,
    oclock_at,
    part_after,
    part_before,
)
from assistant.language.number_words import PREFIXES
from assistant.language.numbers import Number, read_numbers
from assistant.language.tokens import Token, keys, tokenize

DAY = 24 * 60
_HALVES = {"half": 30, "quarter": 15}
_HOURS = keys("hrs hours hr h")


@dataclass(frozen=True, slots=True)
class Clock:
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
            return (self.minutes % DAY,)
        both = (self.minutes, (self.minutes + DAY // 2) % DAY)
        if self.hours is None:
            return both
        low, high = self.hours
        fits = [m for m in both if low * 60 <= m < high * 60 or m + DAY < high * 60]
        if self.hours == (12, 17) and not fits:  # "dopahar 11 baje"
            fits = [m for m in both if 11 * 60 <= m < 17 * 60]
        return tuple(fits) or both


def read_clocks(text: str, wished: bool) -> list[Clock]:
    """All clock times, and bare figures that one end of a window may be; in order.

    `wished`: the text is a customer's, in which "after four" and "tomorrow 11" name hours.
    """
    tokens = tokenize(text)
    numbers = {number.first: number for number in read_numbers(text)}
    found: list[Clock] = []
    index = 0
    while index < len(tokens):
        clock = _clock_at(tokens, index, numbers, wished)
        if clock is None:
            index += 1
            continue
        found.append(clock)
        index = clock.last
    return found


def _clock_at(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], wished: bool
) -> Clock | None:
    token = tokens[index]
    if token.shape == "iso" and len(token.text) > 10:
        minutes = int(token.text[11:13]) * 60 + int(token.text[14:16])
        return Clock(index, index + 1, minutes, (0, 24), True)
    if token.key in NOON:
        return Clock(index, index + 1, 12 * 60, (12, 13), True)
    if token.key in MIDNIGHT:
        return Clock(index, index + 1, 0, (0, 1), True)
    if token.shape == "clock":
        hour, minute = token.text.split(":")
        if index + 1 < len(tokens) and tokens[index + 1].key in _HOURS:
            return Clock(index, index + 2, int(hour) * 60 + int(minute), (0, 24), True)
        return _with_words(tokens, index, index + 1, int(hour) * 60 + int(minute), True)
    if token.key in _HALVES:
        return _half_past(tokens, index, numbers) or _half_hour(tokens, index, numbers, wished)
    number = numbers.get(index)
    if (
        number is None
        or number.value < 0
        or _is_glued(tokens, index)
        or _tells_apart(tokens, index, numbers)
    ):
        return None
    if number.value > 24:
        return _of_four_digits(tokens, index, wished)
    minutes_read = _minutes(tokens, number)
    if minutes_read is None:
        return None
    spoken = _spoken_minutes(number, numbers)
    if spoken is not None:
        clock = _with_words(tokens, index, spoken[0], minutes_read + spoken[1], False, wished)
        if clock is not None and clock.certain:
            return clock
    return _with_words(tokens, index, number.last, minutes_read, False, wished)


def _is_glued(tokens: tuple[Token, ...], index: int) -> bool:
    """ "2nite", "sm1": no two o'clock and no one."""
    before = tokens[index - 1] if index else None
    if (
        before is not None
        and before.shape == "word"
        and before.end == tokens[index].start
        and tokens[index].shape == "number"
        and before.key not in ABOUT
        and before.key not in DAYPARTS
        and not is_day(tokens, index - 1)
    ):
        return True
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return after is not None and after.start == tokens[index].end and after.key in _NIGHTS


_NIGHTS = keys("nite night")


def _tells_apart(tokens: tuple[Token, ...], index: int, numbers: dict[int, Number]) -> bool:
    """ "ek subah das baje, ek shaam chhah baje": one in the morning, no one o'clock."""
    return (
        tokens[index].key in ONE and index + 2 < len(tokens)
        and tokens[index + 1].key in DAYPARTS and index + 2 in numbers
    )  # fmt: skip


def _minutes(tokens: tuple[Token, ...], number: Number) -> int | None:
    """Minutes of the day of a number of hours; None when it counts no hours."""
    text = tokens[number.first].text
    if not number.words and "." in text:
        hour_part, minute_part = text.split(".")
        if len(minute_part) != 2 or int(minute_part) > 59:
            return None
        return int(hour_part) * 60 + int(minute_part)
    exact = number.value * 60
    spoken = number.words or tokens[number.first].key in PREFIXES
    if number.value != int(number.value) and (not spoken or exact % 15):
        return None
    return int(exact) + (DAY // 2 if 0 < exact < 60 else 0)  # "paune ek" is of noon


def _spoken_minutes(number: Number, numbers: dict[int, Number]) -> tuple[int, int] | None:
    """(token after them, minutes) of "ten thirty"."""
    after = numbers.get(number.last)
    if after is None or number.words != after.words or not 1 <= number.value <= 12:
        return None
    if after.value % 5 or not 5 <= after.value <= 55:
        return None
    return after.last, int(after.value)


def _half_past(tokens: tuple[Token, ...], index: int, numbers: dict[int, Number]) -> Clock | None:
    """ "half past ten", "quarter to five"."""
    number = numbers.get(index + 2)
    if number is None or number.value != int(number.value) or not 1 <= number.value <= 12:
        return None
    past = {"past": 1, "after": 1, "to": -1}.get(tokens[index + 1].key)
    if past is None:
        return None
    minutes = int(number.value) * 60 + past * _HALVES[tokens[index].key]
    return _with_words(tokens, index, number.last, minutes, True)


def _half_hour(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], wished: bool
) -> Clock | None:
    """ "To half five": of a customer who leaves out the "past", as the British do."""
    number = numbers.get(index + 1)
    led = index > 0 and (tokens[index - 1].key in ABOUT or tokens[index - 1].key == "to")
    if not (wished and led) or number is None or tokens[index].key != "half":
        return None
    if number.value != int(number.value) or not 1 <= number.value <= 12:
        return None
    return _with_words(tokens, index, number.last, int(number.value) * 60 + 30, True)


def _of_four_digits(tokens: tuple[Token, ...], index: int, wished: bool) -> Clock | None:
    """ "1730 hrs"; of a customer "before 1400", too."""
    text = tokens[index].text
    if len(text) != 4 or not text.isdecimal():
        return None
    hour, minute = int(text[:2]), int(text[2:])
    if hour > 23 or minute > 59:
        return None
    if index + 1 < len(tokens) and tokens[index + 1].key in _HOURS:
        return Clock(index, index + 2, hour * 60 + minute, (0, 24), True)
    before = [token.key for token in tokens[max(0, index - 2) : index]]
    led = before[-1:] and before[-1] in _LEADS_TO_HOURS
    if before in _HOUR_OF:
        led = True
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    if wished and (led or after in _SLOTS) and hour in _WORKED and minute % 15 == 0:
        return Clock(index, index + 1, hour * 60 + minute, (0, 24), True)
    return None


_HOUR_OF = (["hour", "of"], ["time", "of"], ["slot", "of"])
_SLOTS = keys("slot sharp appointment appt")
_LEADS_TO_HOURS = keys("at by before b4 after around till until tonight")
_WORKED = range(6, 23)


def _with_words(
    tokens: tuple[Token, ...],
    first: int,
    last: int,
    minutes: int,
    certain: bool,
    wished: bool = False,
) -> Clock | None:
    """Takes in the words around a figure: "subah ... baje", "am", "in the morning"."""
    if minutes > DAY or counts_something(tokens, last):
        return None
    position = last
    width = oclock_at(tokens, position)
    if width:
        position += width
        last, certain = position, True
        position, minutes, last = minutes_after(tokens, position, minutes, last)
    hours, end = part_after(tokens, position, certain)
    if hours is not None:
        last, certain = end, True
    else:
        hours, start = part_before(tokens, first, wished)
        certain = certain or hours is not None
        first = start
    if not certain and minutes <= 12 * 60 + 59:
        certain = (first > 0 and tokens[first - 1].key in AT and ends_at(tokens, last)) or (
            wished and minutes >= 60 and is_wished(tokens, first, last)
        )
    if hours is None and wished and is_day(tokens, last):
        hours = daypart_at(tokens, last + 1)[0]
    return Clock(first, last, minutes, hours, certain)
