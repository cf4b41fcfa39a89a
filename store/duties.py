"""Duties: what only one process of an installation may do at a time, like sending on a channel, or
drawing keys of one lane.

Duties are held for a while and held on to; who dies loses them by the clock. A lane of keys is held
by a connection. On SQLite there is one process, which has them all.
"""

import random
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from store.database import Database, DatabaseUnavailableError, Tx
from store.ids import LANES
from store.tables import duties

HELD_FOR = timedelta(seconds=15)

_KEYS = 0x6B657973
"""The advisory locks that stand for lanes of keys ("keys")."""
_OWN = select(func.pg_try_advisory_lock(_KEYS, bindparam("lane")))
_NEW = insert(duties).values(
    name=bindparam("duty"), holder=bindparam("worker"), held_until=bindparam("until")
)
_HOLD = _NEW.on_conflict_do_update(
    index_elements=[duties.c.name],
    set_={"holder": _NEW.excluded.holder, "held_until": _NEW.excluded.held_until},
    where=or_(
        duties.c.holder == _NEW.excluded.holder,
        duties.c.held_until <= bindparam("now", type_=duties.c.held_until.type),
    ),
).returning(duties.c.name)


def hold_duty(tx: Tx, name: str, worker: str, now: datetime) -> bool:
    """Have or keep a duty; False while another process holds it."""
    if tx.dialect.name != "postgresql":
        return True
    given = {"duty": name, "worker": worker, "now": now, "until": now + HELD_FOR}
    return tx.execute(_HOLD, given).first() is not None


def own_lane(database: Database, randomness: random.Random) -> int | None:
    """A lane for `Ids` that no other process has as long as this database is open; None on SQLite,
    where any will do, and while the database is away, when chance must."""
    if database.is_sqlite:
        return None
    try:
        connection = database.keep()
    except DatabaseUnavailableError:
        return None
    while True:
        lane = randomness.randrange(LANES)
        if connection.execute(_OWN, {"lane": lane}).scalar_one():
            return lane
