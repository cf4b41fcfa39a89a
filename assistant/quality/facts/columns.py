"""Sums one field over a group of rows: those a reply names, or all, the standing, the coming."""

from collections.abc import Iterable, Sequence

from assistant.language.tokens import keys
from assistant.quality.facts import arithmetic
from assistant.quality.facts.arithmetic import Allowed
from assistant.quality.facts.case import NAMING, Case
from assistant.quality.reading.periods import find_periods
from assistant.quality.reading.rows import Row

_BOTH = keys("both dono दोनों")
_ALL_THREE = keys("teeno teenon तीनों")


def sum_of_column(case: Case, paise: int, allowed: Allowed) -> str | None:
    """The sum of one field over a group of rows: those named, or all, the standing, the coming."""
    if not allowed.sums and len(case.reply.mentioned) < 2:
        return None
    size = 2 if case.figure_words & _BOTH else 3 if case.figure_words & _ALL_THREE else None
    for group in _groups(case):
        if size is not None and len(group) != size:
            continue
        columns = _columns(group, None if allowed.sums else case.near_words(3, 3))
        for path, column in columns.items():
            amounts = [amount for amount in column if amount]
            if len(amounts) < 2:
                continue
            total = sum(amounts)
            if arithmetic.equal(paise, total):
                return f"sum of {len(amounts)} {path}"
            for rate in allowed.rates if allowed.taxes else ():
                for part in (100 + rate, rate):
                    if arithmetic.equal(paise, total * part / 100):
                        return f"sum of {len(amounts)} {path}, {rate} %"
    return None


def _columns(group: Sequence[Row], said: frozenset[str] | None) -> dict[str, list[int]]:
    """The amounts of each field of the rows, or of those alone that are called by a word that is
    `said` ("of which ₹540 is GST")."""
    columns: dict[str, list[int]] = {}
    for row in group:
        for value in row.of("amount"):
            if said is None or value.words & said:
                path = value.path.split("[")[0] + value.path.split("]")[-1]
                columns.setdefault(path, []).append(value.value)
    return columns


def _groups(case: Case) -> Iterable[Sequence[Row]]:
    """Groups of rows whose sum may be quoted; all rows only where fewer than two are named."""
    named, rows, now = case.reply.mentioned, case.grounds.rows, case.grounds.now
    before = {
        id(row) for item in case.reply.placed
        if item.fact.kind in NAMING and item.fact.start < case.fact.start
        for row, _ in item.fitting
    }  # fmt: skip
    yield named
    yield [row for row in named if not _undone(row)]
    yield [row for row in named if id(row) in before]
    if len(named) > 1:
        return
    periods = find_periods(case.reply.question, now.date()) if now is not None else ()
    within = [
        [row for row in rows if any(first <= v.value <= last for v in row.of("date"))]
        for first, last in (period.value for period in periods)
    ]  # fmt: skip
    yield from ([row for row in group if not _undone(row)] for group in within)
    if any(within):
        return
    yield rows
    yield [row for row in rows if not _undone(row)]
    if now is not None:
        yield [row for row in rows if any(v.value >= now.date() for v in row.of("date"))]
        yield [row for row in rows if any(v.value < now.date() for v in row.of("date"))]
    for status in {status for row in rows for status, _ in row.statuses}:
        yield [row for row in rows if any(s == status for s, _ in row.statuses)]


def _undone(row: Row) -> bool:
    return any(status in ("cancelled", "refunded") for status, _ in row.statuses)
