"""Events from outside, each taken in once; what they mean is decided by those who know them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError

from store.database import Tx

EventTrouble = Literal[
    "unknown_subject", "event_reused", "not_applicable", "amount_differs", "impossible_time"
]
_CLOCKS_DIFFER = timedelta(minutes=5)


class EventError(Exception):
    """An event that cannot be true or has no place here; nothing may stay of it."""

    def __init__(self, code: EventTrouble, detail: str) -> None:
        super().__init__(detail)
        self.code: EventTrouble = code


def is_known(tx: Tx, table: Table, event_id: str, body_hash: str) -> bool:
    """Whether this very event was taken in before.

    Raises:
        EventError: another event had its id.
    """
    known = tx.execute(select(table.c.body_hash).where(table.c.event_id == event_id)).first()
    if known is not None and known.body_hash != body_hash:
        raise EventError("event_reused", f"another event was called {event_id}")
    return known is not None


def keep(tx: Tx, table: Table, row: Mapping[str, Any], now: datetime) -> None:
    """Note an event so that it counts once.

    Raises:
        EventError: it happened in the future, or somebody takes in one of its name right now.
    """
    if row["occurred_at"] > now + _CLOCKS_DIFFER:
        raise EventError("impossible_time", "it has not happened yet")
    try:
        with tx.begin_nested():
            tx.execute(insert(table), {**row, "created_at": now})
    except IntegrityError as error:
        raise EventError("event_reused", f"taken in twice at once: {row['event_id']}") from error
