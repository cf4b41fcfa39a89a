"""Finds rows that belong to another customer only through a reference: the worker of their booking.

A row without an owner is another's when a row of another customer refers to it, and own rows refer
by the same field to others and never to it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.quality.reading import field_names as names
from assistant.quality.reading.rows import Row

_KEYS = frozenset(("id", "no", "number", "ref", "code", "key"))


def part_linked(rows: Sequence[Row], customer: str | None) -> tuple[Row, ...]:
    """The rows, those that only another customer's rows refer to marked as foreign."""
    if customer is None or not any(row.foreign for row in rows):
        return tuple(rows)
    others = _references([row for row in rows if row.foreign])
    lost = set()
    for row in rows:
        if row.foreign or any(value.value == customer for value in row.of("identifier")):
            continue
        elsewhere = _references([
            other for other in rows if not other.foreign and other.source != row.source
        ])  # fmt: skip
        for name, codes in others.items():
            mine = elsewhere.get(name, set())
            if mine and is_of(row, name) and (codes_of(row) & codes) - mine:
                lost.add(row.source)
    return tuple(replace(row, foreign=True) if row.source in lost else row for row in rows)


def _references(rows: Sequence[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        for value in row.of("identifier"):
            if value.path != "source":
                found.setdefault(value.path.rpartition(".")[2], set()).add(
                    str(value.value).casefold()
                )
    return found


def codes_of(row: Row) -> set[str]:
    """What other rows may call this one by."""
    found = {re.split(r"[#/:]", row.source)[-1].casefold()}
    found |= {str(v.value).casefold() for v in row.of("identifier") if v.words & _KEYS}
    return found


def is_of(row: Row, name: str) -> bool:
    """Whether a reference of this name can mean a row of this table: "provider_id", providers."""
    table = names.words_of(re.split(r"[#/:\[]", row.source)[0])
    stems = {word[:3] for word in names.words_of(name) - _KEYS if len(word) > 2}
    held = {value.path.rpartition(".")[2] for value in row.of("identifier")}
    return name in held or any(word[:3] in stems for word in table)
