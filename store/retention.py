"""What is kept only so that a copy is known as one: forgotten once no copy can come any more.

Messages themselves, and the inbox that tells their copies, stay as long as the log does.
"""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from store.database import Tx
from store.ids import least_key
from store.tables import channel_events, message_keys, sign_in_codes

AT_ONCE = 5000
"""Rows of a table that one unit of work forgets: a backlog must not keep others waiting."""
_TABLES = (channel_events, message_keys, sign_in_codes)
"""Their keys are drawn in order of time."""
_OLD = {
    table: select(table.c.id)
    .where(table.c.id < bindparam("least"))
    .order_by(table.c.id)
    .limit(bindparam("most"))
    for table in _TABLES
}
_FORGET = {table: delete(table).where(table.c.id.in_(_OLD[table])) for table in _TABLES}


def has_old(tx: Tx, before: datetime) -> bool:
    """Whether there is anything from before this moment."""
    given = {"least": least_key(before), "most": 1}
    return any(tx.execute(_OLD[table], given).first() is not None for table in _TABLES)


def forget_old(tx: Tx, before: datetime) -> int:
    """Forget what is from before this moment, so much at once; gives how many rows."""
    given = {"least": least_key(before), "most": AT_ONCE}
    return sum(tx.execute(_FORGET[table], given).rowcount for table in _TABLES)
