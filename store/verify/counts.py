"""How many rows a freshly seeded database holds."""

from collections.abc import Mapping

from sqlalchemy import Column, func, select

from store.database import Tx
from store.tables import bookings, complaints, metadata
from store.verify.check import Violation

SEEDED = {
    "users": 150,
    "categories": 12,
    "subcategories": 76,
    "providers": 120,
    "addresses": 198,
    "rate_cards": 156,
    "bookings": 139,
    "booking_items": 294,
    "conversations": 1192,
    "priority_queue": 100,
    "complaints": 120,
    "complaint_updates": 180,
}
"""Rows at scale 1."""

BOOKINGS_BY_STATUS = {"pending": 14, "confirmed": 28, "completed": 81, "cancelled": 16}
COMPLAINTS_BY_STATUS = {"open": 27, "in_progress": 25, "resolved": 42, "closed": 26}


def count_rows(tx: Tx) -> dict[str, int]:
    """How many rows each of the twelve tables holds."""
    return {
        name: tx.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()
        for name in SEEDED
    }


def counts(tx: Tx, recorded: dict[str, int], scale: int) -> list[Violation]:
    """Every table holds as many rows as its seeder recorded, and at scale 1 as many as designed."""
    found = count_rows(tx)
    violations = _differing("row_counts", found, found | recorded | (SEEDED if scale == 1 else {}))
    if scale == 1:
        for name, column, shares in (
            ("bookings_by_status", bookings.c.status, BOOKINGS_BY_STATUS),
            ("complaints_by_status", complaints.c.status, COMPLAINTS_BY_STATUS),
        ):
            violations += _differing(name, _tally(tx, column), shares)
    return violations


def _tally(tx: Tx, column: Column[str]) -> dict[str, int]:
    rows = tx.execute(select(column, func.count()).group_by(column))
    return {row[0]: row[1] for row in rows}


def _differing(rule: str, found: Mapping[str, int], expected: Mapping[str, int]) -> list[Violation]:
    return [
        Violation(
            rule,
            f"as seeded: {name} has {found.get(name, 0)}, not {expected.get(name, 0)}",
            abs(found.get(name, 0) - expected.get(name, 0)),
        )
        for name in sorted({*found, *expected})
        if found.get(name, 0) != expected.get(name, 0)
    ]
