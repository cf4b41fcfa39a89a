"""One check: a rule that spans rows, as the statement that finds the rows which break it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    extract,
    func,
    literal,
    select,
)

from store.database import Tx
from store.tables.types import Instant

Keys = Select[Any]
"""A statement that gives the key, one column, of every row that breaks a rule."""

SINCE = bindparam("since", type_=Instant)
"""What is still to come lies at or after this moment."""
UNTIL = bindparam("until", type_=Instant)
"""What has happened lies before this moment."""
UNTOUCHED = bindparam("untouched", type_=Boolean)
"""The database is as its seeder left it: history must agree with today's catalogue too."""

MOBILE = "^[+]91[6-9][0-9]{9}$"

_EXAMPLES = 3
_UTC_TO_INDIA_SECONDS = 19_800


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: which, what it means with a few rows that break it, and how many do."""

    rule: str
    detail: str
    count: int


@dataclass(frozen=True, slots=True)
class Check:
    """A rule by its name, in a line, and `broken`: the rows that break it."""

    name: str
    meaning: str
    broken: Keys

    def run(self, tx: Tx, moments: dict[str, Any]) -> list[Violation]:
        keys = self.broken.subquery()
        (key,) = keys.columns
        found = tx.execute(
            select(key, func.count().over().label("many")).order_by(key).limit(_EXAMPLES), moments
        ).all()
        if not found:
            return []
        (source,) = self.broken.selected_columns
        table = getattr(source, "table", None)
        rows = ", ".join(f"{getattr(table, 'name', 'row')}#{row[0]}" for row in found)
        return [Violation(self.name, f"{self.meaning}: {rows}", found[0].many)]


def seconds(moment: ColumnElement[Any]) -> ColumnElement[int]:
    """Seconds since 1970, on either database."""
    return extract("epoch", moment)


def india_seconds(moment: ColumnElement[Any]) -> ColumnElement[int]:
    """Seconds since 1970-01-01 00:00 on the clocks of India, which know no summer time."""
    return seconds(moment) + literal(_UTC_TO_INDIA_SECONDS)


def as_text(document: ColumnElement[Any]) -> ColumnElement[str]:
    """A JSON value as the database writes it."""
    return cast(document, String)
