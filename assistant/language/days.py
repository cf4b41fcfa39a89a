"""A day that a text names: its readings, how sure they are, and the day from which they count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """A day named by the tokens up to `last`: its readings, the likeliest first."""

    last: int
    readings: tuple[date, ...]
    weekday: bool = False
    """Whether it is a bare weekday, which joins a date said beside it."""
    likely: int = 1
    """How many of the first readings are as likely as the very first."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Today, and whether the text wishes for days (a customer's) or states them (a reply's).

    In wishes "after two days", "the weekend" and a bare "sat" name days; a statement that holds
    the same words counts something, and a finder that took them for dates would find fault with it.
    """

    today: date
    wished: bool = False

    def ahead(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def monday(self, weeks: int) -> date:
        """The Monday of this week or of one `weeks` later."""
        return self.ahead(7 * weeks - self.today.weekday())

    def of_month(self, day: int) -> tuple[date, ...]:
        """A day of this month, the next or the one before, the nearest future one first."""
        first = self.today.replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        before = (first - timedelta(days=1)).replace(day=1)
        return self._future_first(
            day_of(month.year, month.month, day) for month in (first, after, before)
        )

    def of_year(self, day: int, month: int) -> tuple[date, ...]:
        """A day and month in the years around, the nearest future one first."""
        return self._future_first(
            day_of(self.today.year + offset, month, day) for offset in (0, 1, -1)
        )

    def in_month(self, day: int, offset: int) -> date | None:
        """A day of the month that lies `offset` months ahead."""
        years, month = divmod(self.today.month - 1 + offset, 12)
        return day_of(self.today.year + years, month + 1, day)

    def _future_first(self, days: Iterable[date | None]) -> tuple[date, ...]:
        real = [day for day in days if day is not None]
        return tuple(sorted(real, key=lambda day: (day < self.today, abs(day - self.today))))


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
