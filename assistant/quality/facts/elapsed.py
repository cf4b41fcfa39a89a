"""Finds how a length of time or a day follows from moments of evidence."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from assistant.language.durations import Duration

SLACK = {"day": 1, "week": 2, "month": 7, "year": 45}
"""Days by which a rough length may be off."""


def derive_duration(
    said: Duration,
    moments: Sequence[datetime],
    now: datetime | None,
    days: Sequence[date],
    rough: bool,
) -> str | None:
    """The length between two moments, or between now and one; days also by the calendar."""
    low, high = said.minutes()
    points = [*moments, *([now] if now else [])]
    if said.unit in ("hour", "minute"):
        slack = Decimal(60 if said.unit == "hour" else 10) / (1 if rough else 2)
        if said.unit == "minute" and not rough:
            slack = Decimal(0)
        for one, other in combinations(points, 2):
            length = Decimal(abs((other - one).total_seconds())) / 60
            if low - slack <= length <= high + slack:
                return f"{one:%d %b %H:%M} to {other:%d %b %H:%M}"
        return None
    calendar = sorted({*days, *(point.date() for point in points)})
    for first, second in combinations(calendar, 2):
        months = (second.year - first.year) * 12 + second.month - first.month
        if said.unit == "month" and said.low == months and first.day == second.day:
            return f"{first:%d %b} to {second:%d %b}"
        between = (second - first).days * 1440
        if low <= between <= high or (rough and abs(between - low) <= SLACK[said.unit] * 1440):
            return f"{first:%d %b} to {second:%d %b}"
    return None


def derive_day(
    said: Iterable[date], anchors: Iterable[date], lengths: Sequence[Duration], sign: int = 1
) -> str | None:
    """A day that lies one of the lengths after another, or before it when `sign` is -1."""
    wanted = set(said)
    for anchor in anchors:
        for length in lengths:
            for minutes in length.minutes():
                days = sign * int(minutes // 1440)
                then = {anchor + timedelta(days=days)}
                if length.unit in _MONTHS:
                    then |= set(_months_on(anchor, sign * int(minutes / _MONTHS[length.unit])))
                if length.working:
                    then |= {_working_day(anchor, days, week) for week in (5, 6)}
                if minutes >= 1440 and then & wanted:
                    return f"{length.low} {length.unit} from {anchor:%d %b}"
    return None


_MONTHS = {"month": 43_200, "year": 43_800}
"""Minutes of a month, as lengths count months and years."""


def _months_on(day: date, months: int) -> Iterable[date]:
    """The same day so many months on, and the last one before it, as a term ends; none where that
    month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if 1 < year < 9999 and day.day <= monthrange(year, month + 1)[1]:
        then = day.replace(year=year, month=month + 1)
        yield from (then, then - timedelta(days=1))


def _working_day(anchor: date, days: int, week: int) -> date:
    """So many days on, of a week of five or six."""
    day = anchor
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < week
    return day
