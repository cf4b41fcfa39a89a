"""Finds stretches of days that a question names: a month, last month, this week, what is to come.

Single days are `language.dates`' business.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from assistant.language.calendar_words import LAST, MONTHS, NEXT
from assistant.language.tokens import Token, keys, tokenize
from assistant.quality.reading.reader import Fact

_MONTH = keys("month mahine mahina mahinay महीने महीना माह")
_WEEK = keys("week hafte hafta haftey हफ़्ते हफ्ते हफ़्ता सप्ताह")
_THIS = keys("this is isi current चालू इस इसी")
_COMING = keys("upcoming आगामी")
_COMING_PAIRS = frozenset((("aane", "wali"), ("aane", "vali"), ("आने", "वाली"), ("आने", "वाले")))
_DOUBTFUL = keys("may mai march mar sept jan sun mon मई dec oct")
_FAR = timedelta(days=400)


def find_periods(text: str, today: date) -> Iterable[Fact]:
    """Facts of kind "period"; `value` is (first day, last day)."""
    tokens = tokenize(text)
    for index, token in enumerate(tokens):
        before = tokens[index - 1].key if index else ""
        after = tokens[index + 1].key if index + 1 < len(tokens) else ""
        span = _period(token, before, after, today)
        if span is not None:
            yield Fact("period", span, token.start, token.end, token.text)


def _period(token: Token, before: str, after: str, today: date) -> tuple[date, date] | None:
    if token.key in MONTHS and token.key not in _DOUBTFUL and not before.isdigit():
        return _month(MONTHS[token.key], today) if not after.isdigit() else None
    if token.key in _MONTH:
        first = today.replace(day=1)
        if before in LAST:
            end = first - timedelta(days=1)
            return end.replace(day=1), end
        return (first, _end_of(first)) if before in _THIS else None
    if token.key in _WEEK:
        monday = today - timedelta(days=today.weekday())
        weeks = 1 if before in NEXT else -1 if before in LAST else 0 if before in _THIS else None
        if weeks is None:
            return None
        start = monday + timedelta(weeks=weeks)
        return start, start + timedelta(days=6)
    if token.key in _COMING or (token.key, after) in _COMING_PAIRS:
        return today, today + _FAR
    return None


def _month(month: int, today: date) -> tuple[date, date]:
    """The month of that name nearest to today."""
    years = (today.year - 1, today.year, today.year + 1)
    first = min((date(year, month, 15) for year in years), key=lambda day: abs(day - today))
    first = first.replace(day=1)
    return first, _end_of(first)


def _end_of(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
