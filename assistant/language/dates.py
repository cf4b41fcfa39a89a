"""Finds dates of any writing in three languages and gives every reading of each.

Refuses to choose: "kal" is both tomorrow and yesterday, "25 Nov" lies in three years. Readings come
with the nearest future one first; whoever knows the direction picks.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from assistant.language.calendar_words import (
    AFTERWARDS,
    BEFORE_NOW,
    DAY_OF_MONTH,
    DAYS,
    MONTHS,
    ORDINAL_ENDS,
    RELATIVE,
    WEEKDAYS,
    WEEKS,
)
from assistant.language.numbers import Number, read_numbers, span_over
from assistant.language.spans import Span
from assistant.language.tokens import Token, keys, tokenize
from assistant.language.weekdays import weekday_at

_LINKS = frozenset(("-", "–", "to", "se", "and", "aur", "or", "ya", ",", "से", "और", "या", "&"))
_OF = frozenset(("of", "the", "ka", "ki", "के", "का", "-", "/", ","))
_BEFORE_ORDINAL = keys("the on till until by from before after for to and")
_MAY_FOLLOWERS = frozenset(("i", "we", "you", "be", "take", "have", "not", "also", "need"))


def find_dates(text: str, now: datetime) -> tuple[Span, ...]:
    """Dates with all their readings (`value`: tuple of dates, nearest future first).

    A weekday beside a date must agree with it: "Tuesday 25 Nov" in a year when that is a Wednesday
    has no reading at all. `now` anchors "kal", "in 2 days" and years left out; pass local time.
    """
    tokens = tokenize(text)
    today = now.date()
    numbers = {number.first: number for number in read_numbers(tokens)}
    taken: list[tuple[int, int, tuple[date, ...], bool]] = []
    index = 0
    while index < len(tokens):
        found = _date_at(tokens, index, numbers, today)
        if found is None:
            index += 1
            continue
        last, readings, weekday = found
        taken.append((index, last, readings, weekday))
        index = last
    return tuple(
        span_over("date", readings, tokens, first, last, text)
        for first, last, readings in _joined(tokens, taken)
    )


def _joined(
    tokens: tuple[Token, ...], taken: list[tuple[int, int, tuple[date, ...], bool]]
) -> Iterator[tuple[int, int, tuple[date, ...]]]:
    """Weekday and date side by side are one date: what both allow."""
    pending: tuple[int, int, tuple[date, ...], bool] | None = None
    for first, last, readings, weekday in taken:
        if pending is not None and pending[3] != weekday and _beside(tokens, pending[1], first):
            days = pending[2] if weekday else readings
            named = (readings if weekday else pending[2])[0].weekday()
            agreeing = tuple(day for day in days if day.weekday() == named)
            yield pending[0], last, agreeing
            pending = None
            continue
        if pending is not None:
            yield pending[:3]
        pending = (first, last, readings, weekday)
    if pending is not None:
        yield pending[:3]


_APPOSITION = frozenset(
    (
        ",",
        "(",
        ")",
        "ko",
        "को",
        "yaani",
        "yani",
        "यानी",
        "यानि",
        "the",
        "i.e",
        "मतलब",
        "matlab",
        "on",
    )
)


def _beside(tokens: tuple[Token, ...], last: int, first: int) -> bool:
    return first - last <= 2 and all(token.key in _APPOSITION for token in tokens[last:first])


def _date_at(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], today: date
) -> tuple[int, tuple[date, ...], bool] | None:
    """(last token, readings, whether only a weekday was named) of a date that starts here."""
    token = tokens[index]
    if token.shape == "iso":
        return _found(index + 1, (_iso(token.text),))
    if token.shape == "dmy" and token.text != "24/7":
        return _found(index + 1, _day_month_year(token.text, today))
    if index in numbers:
        return _numbered(tokens, numbers[index], numbers, today)
    if token.shape != "word":
        return None
    if token.key in ("in", "after", "within") and index + 1 in numbers:
        days = _days_of(tokens, numbers[index + 1])
        if days and token.key == "in":
            return _found(days[0], (today + timedelta(days=days[1]),))
        return None
    if token.key == "day" and index + 2 < len(tokens) and tokens[index + 1].key in _DAY_BEYOND:
        offset = RELATIVE.get(tokens[index + 2].key)
        if offset and abs(offset[0]) == 1:
            return _found(index + 3, (today + timedelta(days=2 * offset[0]),))
    if token.key in RELATIVE:
        return _found(index + 1, tuple(today + timedelta(days=n) for n in RELATIVE[token.key]))
    if token.key in MONTHS:
        return _month_first(tokens, index, numbers, today)
    return weekday_at(tokens, index, today)


_DAY_BEYOND = frozenset(("after", "before"))


def _found(
    last: int, readings: tuple[date | None, ...]
) -> tuple[int, tuple[date, ...], bool] | None:
    return last, tuple(day for day in readings if day is not None), False


def _numbered(
    tokens: tuple[Token, ...], number: Number, numbers: dict[int, Number], today: date
) -> tuple[int, tuple[date, ...], bool] | None:
    """Dates that begin with a number: "25 Nov", "25 तारीख", "3 din baad", "25-27 Nov"."""
    days = _days_of(tokens, number)
    if days is not None:
        last, count = days
        after = tokens[last].key if last < len(tokens) else ""
        if after in BEFORE_NOW and not _of_an_event(tokens, number.first):
            return _found(last + 1, (today - timedelta(days=count),))
        if after in AFTERWARDS and not _of_an_event(tokens, number.first):
            return _found(last + 1, (today + timedelta(days=count),))
        return None
    if number.value == int(number.value) and 1 <= number.value <= 31:
        return _day_first(tokens, number, numbers, today)
    return None


def _day_first(
    tokens: tuple[Token, ...], number: Number, numbers: dict[int, Number], today: date
) -> tuple[int, tuple[date, ...], bool] | None:
    """ "25 Nov", "25th of November", "25 तारीख", the 25 of "25 or 26 Nov", "on the 25th"."""
    day, last = int(number.value), number.last
    if last < len(tokens) and tokens[last].key in ORDINAL_ENDS:
        last += 1
    position = last
    if position < len(tokens) and tokens[position].key in DAY_OF_MONTH:
        position += 1
        if position >= len(tokens) or tokens[position].key not in MONTHS:
            return _found(position, _day_of_month(day, today))
    elif position < len(tokens) and tokens[position].key in _OF:
        position += 1
    if position < len(tokens) and tokens[position].key in MONTHS:
        follower = tokens[position + 1].key if position + 1 < len(tokens) else ""
        if tokens[position].key != "may" or follower not in _MAY_FOLLOWERS:
            return _with_year(tokens, position + 1, day, MONTHS[tokens[position].key], today)
    borrowed = _borrowed_month(tokens, last, numbers)
    if borrowed is not None:
        month, named = borrowed
        return _found(last, _day_month(day, month, today) if named else _day_of_month(day, today))
    before = tokens[number.first - 1].key if number.first else ""
    after = tokens[last].key if last < len(tokens) else ""
    if last > number.last and (before in _BEFORE_ORDINAL or before in WEEKDAYS):
        return _found(last, _day_of_month(day, today))
    if after in ("ko", "को") and not number.words:
        return _found(last, _day_of_month(day, today))
    return None


def _borrowed_month(
    tokens: tuple[Token, ...], last: int, numbers: dict[int, Number]
) -> tuple[int, bool] | None:
    """The month of "25 or 26 Nov" for the 25; (0, False) when it is only "25 ya 26 tarikh"."""
    if last + 1 >= len(tokens) or tokens[last].key not in _LINKS:
        return None
    other = numbers.get(last + 1)
    if other is None or not 1 <= other.value <= 31 or other.last >= len(tokens):
        return None
    position = other.last
    if tokens[position].key in ORDINAL_ENDS and position + 1 < len(tokens):
        position += 1
    if tokens[position].key in MONTHS:
        return MONTHS[tokens[position].key], True
    return (0, False) if tokens[position].key in DAY_OF_MONTH - {"date"} else None


def _days_of(tokens: tuple[Token, ...], number: Number) -> tuple[int, int] | None:
    """(token after the unit, days) when the number counts days or weeks."""
    if number.last >= len(tokens) or number.value != int(number.value) or number.value > 400:
        return None
    unit = tokens[number.last].key
    if unit in DAYS:
        return number.last + 1, int(number.value)
    if unit in WEEKS:
        return number.last + 1, 7 * int(number.value)
    return None


def _of_an_event(tokens: tuple[Token, ...], first: int) -> bool:
    """ "12 se 24 ghante pehle", "slot ke 3 din pehle": counted from an event, not from today."""
    return first > 0 and tokens[first - 1].key in ("ke", "se", "के", "से", "-", "to", "within")


def _month_first(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], today: date
) -> tuple[int, tuple[date, ...], bool] | None:
    position = index + 1
    while position < len(tokens) and tokens[position].text in (".", "-") and position < index + 2:
        position += 1
    number = numbers.get(position)
    if number is None or number.value != int(number.value) or not 1 <= number.value <= 31:
        return None
    if number.words and tokens[index].key in ("may", "mai", "mar"):
        return None
    last = number.last
    if last < len(tokens) and tokens[last].key in ORDINAL_ENDS:
        last += 1
    return _with_year(tokens, last, int(number.value), MONTHS[tokens[index].key], today)


def _with_year(
    tokens: tuple[Token, ...], position: int, day: int, month: int, today: date
) -> tuple[int, tuple[date, ...], bool] | None:
    after = position
    while (
        after < len(tokens) and tokens[after].text in (",", "-", ".", "'") and after < position + 1
    ):
        after += 1
    if after < len(tokens) and tokens[after].shape == "number":
        written = tokens[after].text
        if len(written) == 4 and written.isdigit() and 1990 <= int(written) <= 2100:
            return _found(after + 1, (_day(int(written), month, day),))
    return _found(position, _day_month(day, month, today))


def _iso(text: str) -> date | None:
    return _day(int(text[:4]), int(text[5:7]), int(text[8:10]))


def _day_month_year(text: str, today: date) -> tuple[date | None, ...]:
    parts = [int(part) for part in text.replace(".", "/").replace("-", "/").split("/")]
    if len(parts) == 2:
        return _day_month(parts[0], parts[1], today)
    year = parts[2] + 2000 if parts[2] < 100 else parts[2]
    return (_day(year, parts[1], parts[0]),)


def _day_month(day: int, month: int, today: date) -> tuple[date, ...]:
    """A day and month in the years around, the nearest future one first."""
    years = [_day(today.year + offset, month, day) for offset in (0, 1, -1)]
    return _future_first([reading for reading in years if reading], today)


def _day_of_month(day: int, today: date) -> tuple[date, ...]:
    first = today.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    months = [_day(month.year, month.month, day) for month in (first, after, before)]
    return _future_first([reading for reading in months if reading], today)


def _future_first(days: list[date], today: date) -> tuple[date, ...]:
    return tuple(sorted(days, key=lambda day: (day < today, abs(day - today))))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
