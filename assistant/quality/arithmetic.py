"""Finds how a figure follows from evidence: sums, differences, taxes, shares, counts, spans of time.

An operation is tried only where the words around the figure speak of it, so that a wrong figure
does not pass because some sum of unrelated ones happens to give it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from assistant.language.times import Duration
from assistant.quality.evidence import Row


@dataclass(frozen=True, slots=True)
class Known:
    """An amount that stands: in paise, with what it is called and where it is."""

    paise: int
    role: str
    source: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """Operations that the words around a figure speak of."""

    sums: bool = False
    differences: bool = False
    taxes: bool = False
    shares: tuple[Decimal, ...] = ()
    """Percentages that may be taken of an amount."""
    quantities: tuple[int, ...] = ()
    rates: tuple[Decimal, ...] = ()
    """Tax rates in evidence."""


def derive_amount(paise: int, known: Sequence[Known], allowed: Allowed) -> str | None:
    """How the amount follows from known ones ("₹2,400 x 50 %"); None when it does not."""
    distinct = {entry.paise for entry in known}
    amounts = sorted(distinct)[:14]
    for share in allowed.shares:
        for amount in amounts:
            if _equal(paise, amount * share / 100):
                return f"{share} % of {_rupees(amount)}"
            if _equal(paise, amount * (100 - share) / 100) and allowed.differences:
                return f"{_rupees(amount)} less {share} %"
    bases: dict[int, str] = {amount: _rupees(amount) for amount in amounts}
    for quantity in allowed.quantities:
        for amount in amounts:
            product = amount * quantity
            if _equal(paise, Decimal(product)):
                return f"{quantity} x {_rupees(amount)}"
            bases.setdefault(product, f"{quantity} x {_rupees(amount)}")
    if allowed.sums:
        for count in (2, 3, 4):
            if len(amounts) > 12 and count > 2:
                break
            for parts in combinations(amounts, count):
                total = sum(parts)
                if _equal(paise, Decimal(total)):
                    return " + ".join(_rupees(part) for part in parts)
                if count < 4:
                    bases.setdefault(total, " + ".join(_rupees(part) for part in parts))
    if allowed.differences:
        for high, low in combinations(sorted(bases, reverse=True), 2):
            if _equal(paise, Decimal(high - low)) and (high in distinct or low in distinct):
                return f"{bases[high]} - {bases[low]}"
            if allowed.taxes and high in distinct and low in distinct:
                bases = bases | {high - low: f"({bases[high]} - {bases[low]})"}
    if allowed.taxes:
        for base, how in bases.items():
            for rate in allowed.rates:
                if _equal(paise, base * rate / 100):
                    return f"{rate} % of {how}"
                if _equal(paise, base * (100 + rate) / 100):
                    return f"{how} + {rate} %"
    return None


def _equal(said: int, exact: Decimal | int) -> bool:
    rounded = int(Decimal(exact).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if said == rounded:
        return True
    return said % 100 == 0 and rounded % 100 != 0 and abs(said - rounded) <= 50


def _rupees(paise: int) -> str:
    return f"₹{Decimal(paise) / 100:,.2f}".removesuffix(".00")


def derive_percent(percent: Decimal, known: Sequence[Known]) -> str | None:
    """The percentage as one amount over another, or as what one falls short of another."""
    amounts = sorted({entry.paise for entry in known if entry.paise > 0}, reverse=True)
    for high, low in combinations(amounts, 2):
        for part in (low, high - low):
            if abs(Decimal(part) * 100 / high - percent) < Decimal("0.5"):
                return f"{_rupees(part)} of {_rupees(high)}"
    return None


def derive_duration(
    said: Duration, moments: Sequence[datetime], now: datetime | None, days: Sequence[date], rough: bool
) -> str | None:
    """The length between two moments, or between now and one; days also by the calendar."""
    low, high = said.minutes()
    points = [*moments, *([now] if now else [])]
    slack = Decimal(60 if said.unit == "hour" else 15 if said.unit == "minute" else 0)
    if said.unit in ("hour", "minute"):
        for one, other in combinations(points, 2):
            length = Decimal(abs((other - one).total_seconds())) / 60
            if low - (slack if rough else slack / 2) <= length <= high + (slack if rough else slack / 2):
                return f"{one:%d %b %H:%M} to {other:%d %b %H:%M}"
    if said.unit in ("day", "week", "month", "year"):
        calendar = [*days, *(point.date() for point in points)]
        for first, second in combinations(sorted(set(calendar)), 2):
            between = (second - first).days * 1440
            if low <= between <= high or (rough and abs(between - low) <= 1440):
                return f"{first:%d %b} to {second:%d %b}"
    return None


def derive_day(said: Iterable[date], rows: Sequence[Row], lengths: Sequence[Duration], now: datetime | None) -> str | None:
    """A day that lies one of the lengths before or after a day of evidence or today."""
    wanted = set(said)
    anchors = {value.value for row in rows for value in row.of("date")}
    if now is not None:
        anchors.add(now.date())
    for length in lengths:
        for minutes in length.minutes():
            shift = timedelta(minutes=int(minutes))
            for anchor in anchors:
                if anchor + shift in wanted or anchor - shift in wanted:
                    return f"{length.low} {length.unit} from {anchor:%d %b}"
    return None


def derive_moment(
    day: Sequence[date], clock: Sequence[object], rows: Sequence[Row], lengths: Sequence[Duration], now: datetime | None
) -> str | None:
    """A clock time that lies a length of a rule before or after a moment of evidence."""
    moments = [moment for row in rows for moment, _ in row.moments]
    if now is not None:
        moments.append(now)
    for length in lengths:
        for minutes in length.minutes():
            shift = timedelta(minutes=int(minutes))
            for moment in moments:
                for shifted in (moment + shift, moment - shift):
                    if shifted.time() in clock and (not day or shifted.date() in day):
                        return f"{length.low} {length.unit} from {moment:%d %b %H:%M}"
    return None
