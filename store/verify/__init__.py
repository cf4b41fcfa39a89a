"""Whether the data is consistent, row against row, whoever wrote it.

Reads only, knows nothing of the seeder, and asks in sets, so that a large log costs scans and not
loops. Refuses to repair anything.
"""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select

from store.clear import is_empty
from store.database import Tx
from store.rules import RULES
from store.tables import addresses, audit_log, bookings, conversations, seed_runs
from store.tables import complaints as raised
from store.verify import (
    catalogue,
    chat,
    complaints,
    handoffs,
    jobs,
    mobile,
    money,
    payments,
    people,
    review,
    schema,
)
from store.verify.check import SINCE, Violation
from store.verify.counts import count_rows, counts

__all__ = ["Violation", "count_rows", "verify"]

_IN_USE = select(
    or_(
        exists().where(conversations.c.created_at >= SINCE, conversations.c.origin == "live"),
        exists().where(audit_log.c.created_at >= SINCE),
        *(exists().where(table.c.updated_at >= SINCE) for table in (addresses, bookings, raised)),
    )
)
"""Somebody chatted, changed something, or staff did: what the seeder left has been built upon."""


def verify(tx: Tx, now: datetime) -> tuple[Violation, ...]:
    """Every rule that is broken, in a fixed order; empty when all is well.

    A database that is still as it was seeded is judged by the first moment of the day it was
    seeded for, and must hold exactly what was recorded then. One in use is judged by `now`.
    """
    if is_empty(tx):
        return ()
    seeded = tx.execute(select(seed_runs.c.as_of, seed_runs.c.scale, seed_runs.c.counts)).first()
    since, until, untouched = datetime.min.replace(tzinfo=UTC), now, False
    if seeded is not None:
        since = datetime.combine(seeded.as_of, time(), ZoneInfo(RULES.time_zone))
        untouched = not tx.execute(_IN_USE, {"since": since}).scalar_one()
        until = since if untouched else max(since, now)
    moments = {"since": since, "until": until, "untouched": untouched}
    found = counts(tx, seeded.counts, seeded.scale) if seeded is not None and untouched else []
    found += schema.rows(tx) + catalogue.supplier(tx) + catalogue.policy_texts(tx)
    parts = (
        schema,
        people,
        catalogue,
        money,
        payments,
        jobs,
        complaints,
        chat,
        handoffs,
        mobile,
        review,
    )
    for part in parts:
        for check in part.CHECKS:
            found += check.run(tx, moments)
    return tuple(found)
