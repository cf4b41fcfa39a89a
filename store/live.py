"""News of new lines between the processes of one installation, by PostgreSQL's NOTIFY.

Promises nothing: news can be missed, and whoever minds looks into the log now and then. On SQLite
there is one process, and nothing to do.
"""

from typing import Literal

from sqlalchemy import bindparam, func, select

from store.database import Tx
from store.prepared import Prepared

Topic = Literal["converge_asked", "converge_said"]
"""A line of a customer's, or one for a customer."""

_NOTIFY = Prepared(select(func.pg_notify(bindparam("topic"), bindparam("payload")).label("done")))


def notify(tx: Tx, topic: Topic, conversation_id: int, seq: int) -> None:
    """Tell the other processes of a line once it is committed."""
    if tx.dialect.name == "postgresql":
        _NOTIFY.first(tx, {"topic": topic, "payload": f"{conversation_id} {seq}"})
