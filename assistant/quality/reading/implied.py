"""Statuses that the values of a row hold without a field of their own for it.

Reads names of fields and signs of values; says nothing of a reply.
"""

from collections.abc import Sequence
from functools import lru_cache

from assistant.quality.reading.status_words import status_of
from assistant.quality.reading.values import Value


def implied_statuses(values: Sequence[Value]) -> tuple[tuple[str, Value], ...]:
    """Each status with the value that holds it: said outright, or by a field that only it has
    ("cancelled_at")."""
    found = [(value.value, value) for value in values if value.kind == "status"]
    failed = any(status == "failed" for status, _ in found)
    for value in values:
        if value.kind in ("date", "moment") or (value.kind == "amount" and value.value > 0):
            for status in _steps(value.words):
                if failed and status == "paid":
                    continue  # "paid_at" of an attempt that failed
                if value.kind != "amount" or status in ("paid", "refunded"):
                    found.append((status, value))
        elif value.kind == "number" and value.value > 0:  # so many are: {"cancelled": 2}
            found += [(status, value) for status in _counted(value.words)]
        elif value.kind == "text" and "by" in value.words:  # {"cancelled_by": "provider"}
            done = _BY_SOMEBODY.intersection(_steps(value.words))
            found += [(status, value) for status in sorted(done)]
        elif value.kind == "flag":
            for word in value.words:
                held = status_of(word)
                if held is not None:
                    found.append((held if value.value else _OPPOSITE.get(held, ""), value))
    return tuple(found)


@lru_cache(maxsize=2048)
def _steps(words: frozenset[str]) -> tuple[str, ...]:
    """The statuses that the words of a field's name say were reached."""
    return tuple(status for word in sorted(words & _BY_FIELD.keys()) for status in _BY_FIELD[word])


@lru_cache(maxsize=2048)
def _counted(words: frozenset[str]) -> tuple[str, ...]:
    """The statuses that a field of these words counts."""
    counted = {status_of(word) for word in words} - {None, *_NO_COUNTS}
    return tuple(sorted(filter(None, counted)))


_STEPS = {
    "cancelled": "cancelled canceled radd",
    "completed": "completed finished done",
    "closed": "closed",
    "resolved": "resolved closed",
    "refunded": "refunded credited",
    "paid": "paid received collected charged",
    "requested": "requested raised initiated",
    "escalated": "escalated",
    "accepted": "accepted",
    "confirmed": "confirmed booked",
    "open": "opened",
    "rescheduled": "rescheduled moved new_start",
    "in_progress": "started began",
}
_BY_FIELD = {
    word: tuple(status for status, words in _STEPS.items() if word in words.split())
    for line in _STEPS.values() for word in line.split()
}  # fmt: skip
_BY_SOMEBODY = frozenset(("cancelled", "completed", "closed", "accepted", "rescheduled"))
"""What a field says to have happened that names who did it."""
_NO_COUNTS = frozenset(("due", "pending", "free", "available", "paid", "refunded"))
_OPPOSITE = {
    "available": "unavailable",
    "open": "unavailable",
    "active": "inactive",
    "live": "inactive",
    "paid": "pending",
    "completed": "pending",
    "confirmed": "pending",
    "verified": "",
}
