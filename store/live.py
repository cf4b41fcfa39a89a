"""News of new lines between the processes of one installation, by PostgreSQL's NOTIFY.

Promises nothing: news can be missed, and whoever minds looks into the log now and then. On SQLite
there is one process, and nothing to do.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ARRAY, Text, bindparam, func, select

from store.database import Database, Tx
from store.prepared import Prepared

Topic = Literal["converge_asked", "converge_said"]
"""A line of a customer's, or one for a customer."""


class NewsLostError(RuntimeError):
    """The connection that brought the news is gone."""


@dataclass(frozen=True, slots=True)
class News:
    """Another process has written a line."""

    topic: Topic
    conversation_id: int
    seq: int


_NOTIFY = Prepared(select(func.pg_notify(bindparam("topic"), bindparam("payload")).label("done")))

_NOTIFY_ALL = select(
    func.pg_notify(bindparam("topic"), func.unnest(bindparam("payloads", type_=ARRAY(Text))))
)


def notify(tx: Tx, topic: Topic, conversation_id: int, seq: int) -> None:
    """Tell the other processes of a line once it is committed."""
    if tx.dialect.name == "postgresql":
        _NOTIFY.first(tx, {"topic": topic, "payload": f"{conversation_id} {seq}"})


def notify_all(tx: Tx, topic: Topic, lines: Sequence[tuple[int, int]]) -> None:
    """Tell the other processes of many lines, each a conversation and a place in it."""
    if tx.dialect.name == "postgresql":
        payloads = [f"{conversation_id} {seq}" for conversation_id, seq in lines]
        tx.execute(_NOTIFY_ALL, {"topic": topic, "payloads": payloads})


async def listen(database: Database) -> AsyncGenerator[News, None]:
    """The news of other processes, as it comes.

    Raises:
        NewsLostError: the connection was lost or cannot be had; what was missed, is missed.
    """
    import psycopg  # noqa: PLC0415 - heavy, and no use on SQLite

    address = database.engine.url.set(drivername="postgresql")
    try:
        async with await psycopg.AsyncConnection.connect(
            address.render_as_string(hide_password=False), autocommit=True
        ) as connection:
            await connection.execute("LISTEN converge_asked")
            await connection.execute("LISTEN converge_said")
            async for told in connection.notifies():
                if told.pid not in database.backends:
                    conversation, _, seq = told.payload.partition(" ")
                    topic: Topic = (
                        "converge_asked" if told.channel == "converge_asked" else "converge_said"
                    )
                    yield News(topic, int(conversation), int(seq))
    except psycopg.OperationalError as error:
        raise NewsLostError(str(error).partition("\n")[0]) from error
