"""What the customer's own evidence holds, read plainly, so that a made-up value is surely wrong.

It is deliberately not the reader that grounding uses: a test of a checker must not share its eyes.
In doubt a value counts as held, and a row as the customer's own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import combinations
from typing import Any

from assistant.language.dates import find_dates
from assistant.language.identifiers import find_pincodes
from assistant.language.money import to_paise
from assistant.language.numbers import find_numbers
from assistant.language.services import find_services
from assistant.language.times import find_times, find_windows
from assistant.model import Evidence
from assistant.quality.reading.status_words import status_of

INDIA = timezone(timedelta(hours=5, minutes=30))
_OWNER = re.compile(
    r"(?i)(^|_)(customer|cust|user|client|member|account|owner|uid)s?(_|$)|booked_by"
)
_NOT_ID = re.compile(r"(?i)name|mobile|phone|count|rating|total|age|pin|city")
_ID = re.compile(r"[\w-]*\d[\w-]*")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?")
_NO_TIME = datetime(2026, 1, 1)  # noqa: DTZ001 - local wall time
"""Stands in where nothing says what time it is; days then have no certain reading."""
_BASES = 40
"""No more figures than this are combined with each other."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One scalar of a row and the path to it."""

    path: str
    value: Any

    @property
    def name(self) -> str:
        return _WORDS.sub("_", self.path.rsplit(".", 1)[-1])

    def is_owner(self) -> bool:
        is_id = isinstance(self.value, int) or bool(_ID.fullmatch(str(self.value)))
        return is_id and bool(_OWNER.search(self.name)) and not _NOT_ID.search(self.name)

    def paise(self) -> int | None:
        """The cell as money; None when it is no number."""
        number = as_number(self.value)
        if number is None:
            return None
        return int(number) if "paise" in self.name.lower() else to_paise(number)


@dataclass(frozen=True)
class OwnRow:
    """A row of evidence by its cells, in the order of the evidence."""

    index: int
    table: str
    cells: tuple[Cell, ...]
    foreign: bool

    @property
    def owner(self) -> Cell | None:
        return next((cell for cell in self.cells if cell.is_owner()), None)

    def at(self, path: str) -> list[Cell]:
        return [cell for cell in self.cells if cell.path == path]

    def labels(self) -> dict[str, str]:
        """Short words that tell the row from its neighbours: service, variant, city."""
        return {
            cell.path: cell.value
            for cell in self.cells
            if isinstance(cell.value, str) and 2 < len(cell.value) < 40 and cell.value[0].isalpha()
            and not any(char.isdigit() for char in cell.value)
        }  # fmt: skip


class Held:
    """The rows and passages of one exchange, and every value that the customer's own ones hold."""

    def __init__(self, evidence: Sequence[Evidence], question: str, now: datetime | None) -> None:
        self.session = next((row for row in evidence if row.source.startswith("session")), None)
        fields = self.session.fields if self.session is not None else {}
        own = [cell for cell in cells_of(fields) if cell.is_owner()]
        self.customer = own[0].value if own else None
        said = next(
            (moment_of(fields[name]) for name in ("now", "local_time") if name in fields), None
        )
        self.now = said or (now.astimezone(INDIA).replace(tzinfo=None) if now else _NO_TIME)
        self.rows = tuple(
            self._row(index, row)
            for index, row in enumerate(evidence)
            if row is not self.session and row.fields
        )
        self.texts = tuple(row.text for row in evidence if row.text)
        self.question = question

    def _row(self, index: int, row: Evidence) -> OwnRow:
        cells = tuple(cells_of(row.fields))
        owner = next((cell.value for cell in cells if cell.is_owner()), None)
        foreign = (
            self.customer is not None and owner is not None and str(owner) != str(self.customer)
        )
        return OwnRow(index, re.split(r"[#/:\[]", row.source)[0], cells, foreign)

    @cached_property
    def own(self) -> tuple[OwnRow, ...]:
        return tuple(row for row in self.rows if not row.foreign)

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """All own texts: passages, question, the strings of rows."""
        cells = [cell.value for row in self.own for cell in row.cells]
        return (*self.texts, self.question, *(value for value in cells if isinstance(value, str)))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of own evidence, field names included."""
        names = [cell.name.replace("_", " ") for row in self.own for cell in row.cells]
        return frozenset(
            word
            for text in (*self.strings, *names)
            for word in re.findall(r"[^\W\d_]+", text.lower())
        )

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number of own evidence, money in paise fields also as rupees."""
        found: set[Decimal] = set()
        for row in self.own:
            for cell in row.cells:
                number = as_number(cell.value)
                if number is not None:
                    found |= {number, number / 100} if "paise" in cell.name.lower() else {number}
        for text in self.strings:
            found |= {span.value for span in find_numbers(text)}
        return frozenset(found)

    @cached_property
    def derived(self) -> frozenset[int]:
        """Whole rupees that simple arithmetic over held numbers gives."""
        money = sorted({n for n in self.numbers if 10 <= n < 10**7})[:_BASES]
        shares = {n for n in self.numbers if 0 < n <= 100} | {Decimal(18), Decimal(9), Decimal(50)}
        sums = {a + b for a, b in combinations(money, 2)} | {
            b - a for a, b in combinations(money, 2)
        }
        if len(money) <= 8:
            sums |= {sum(some, Decimal(0)) for some in combinations(money, 3)}
        found = set(money) | sums
        for base in (*money, *sums):
            found |= {base * share / 100 for share in shares}
            found |= {base * (100 + share) / 100 for share in (Decimal(18), Decimal(9))}
            found |= {base - base * share / 100 for share in shares}
            found |= {base * times for times in (2, 3, 4, 5)}
        return frozenset(
            near for value in found for near in (int(value) - 1, int(value), int(value) + 1)
        )

    @cached_property
    def dates(self) -> frozenset[date]:
        """Every reading of every date that an own row, a passage or the question names."""
        return self.told_dates | self._days_in((self.question,))

    @cached_property
    def told_dates(self) -> frozenset[date]:
        """The same without the question, which states nothing."""
        return self._days_in(text for text in self.strings if text is not self.question)

    def _days_in(self, texts: Iterable[str]) -> frozenset[date]:
        found: set[date] = set()
        for text in texts:
            found |= {day for span in find_dates(text, self.now.date()) for day in span.value}
            found |= {moment.date() for moment in moments_in(text)}
        return frozenset(found)

    def true_day(self, readings: Sequence[date]) -> date:
        """The reading of a named day that own evidence holds, else the first."""
        return next((day for day in readings if day in self.dates), readings[0])

    @cached_property
    def times(self) -> frozenset[time]:
        found: set[time] = set()
        for text in self.strings:
            found |= {moment.time() for moment in moments_in(text)}
            found |= {reading for span in find_times(text) for reading in span.value}
            found |= {end for span in find_windows(text) for window in span.value for end in window}
        return frozenset(found)

    @cached_property
    def statuses(self) -> frozenset[str]:
        named = {status_of(text) for text in self.strings}
        return frozenset(status for status in named if status is not None)

    @cached_property
    def services(self) -> frozenset[str]:
        return frozenset(
            key for text in self.strings for span in find_services(text) for key in span.keys
        )

    @cached_property
    def pincodes(self) -> frozenset[str]:
        texts = [*self.strings, *(str(cell.value) for row in self.own for cell in row.cells)]
        if self.session is not None:
            texts += [str(cell.value) for cell in cells_of(self.session.fields)]
        return frozenset(span.value for text in texts for span in find_pincodes(text))

    def counterparts(
        self, said: str, is_value: Callable[[Cell], bool]
    ) -> Iterator[tuple[Cell, bool]]:
        """(cell, whether of another customer) in the field of neighbouring rows where the own row
        holds the value; an own neighbour counts only when `said` names what tells the two apart."""
        said = said.lower()
        for row in self.own:
            for cell in row.cells:
                if not is_value(cell):
                    continue
                for other in self.rows:
                    if other is row or other.table != row.table:
                        continue
                    if other.foreign or _told_apart(row, other, said):
                        yield from ((there, other.foreign) for there in other.at(cell.path))


def _told_apart(row: OwnRow, other: OwnRow, said: str) -> bool:
    others = other.labels()
    return any(
        label.lower() in said and others[path].lower() not in said
        for path, label in row.labels().items()
        if others.get(path, label).lower() != label.lower()
    )


def cells_of(fields: Mapping[str, Any] | Iterable[Any], path: str = "") -> Iterator[Cell]:
    """The scalars of nested JSON; the elements of one list share a path."""
    items = fields.items() if isinstance(fields, Mapping) else (("", item) for item in fields)
    for name, value in items:
        here = f"{path}.{name}".strip(".") if name else path
        if isinstance(value, Mapping | list | tuple):
            yield from cells_of(value, here)
        elif value is not None and not isinstance(value, bool):
            yield Cell(here, value)


def as_number(value: Any) -> Decimal | None:
    """A JSON number or a string that is nothing but one ("1,299.00", "₹499")."""
    try:
        number = Decimal(str(value).replace(",", "").lstrip("₹").removeprefix("Rs").strip(" ./-"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def moment_of(value: Any) -> datetime | None:
    """Local wall time of an ISO text."""
    return next(iter(moments_in(str(value))), None)


def moments_in(text: str) -> list[datetime]:
    """Points in time written as ISO 8601, as local wall time."""
    found = []
    for match in _MOMENT.findall(text):
        try:
            moment = datetime.fromisoformat(match.replace(" ", "T", 1).replace(" ", ""))
        except ValueError:
            continue
        found.append(moment.astimezone(INDIA).replace(tzinfo=None) if moment.tzinfo else moment)
    return found


def day_of(value: Any) -> date | None:
    """The local day of a cell that holds an ISO date or time."""
    moment = moment_of(value)
    if moment is not None:
        return moment.date()
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
