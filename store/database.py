"""Opening the database and holding units of work on it.

One unit of work is one commit, made at the edge: `with database.write() as tx`. Nothing here
retries, caches or hides SQL; the modules beside it hold the statements.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Self

from pydantic_core import to_json
from sqlalchemy import Connection as Tx
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool

__all__ = [
    "Database",
    "DatabaseUnavailableError",
    "DatabaseUrlError",
    "Tx",
    "driver_of",
    "open_database",
    "tell_after_commit",
]

PATIENCE = 30.0
"""Seconds to wait for a connection, and on SQLite for another process's writing."""
_NEWS = "news"

Hear = Callable[[Sequence[Any]], None]


class DatabaseUrlError(ValueError):
    """The URL names no database that the store can use."""


class DatabaseUnavailableError(RuntimeError):
    """The database cannot be reached, is locked or is not migrated; trying again may help."""


class Database:
    """A database with the two kinds of unit of work that the project has.

    Connections are kept open and lent as they are: every unit of work ends in a commit or a
    rollback, so nothing is left to clean before the next. One that saw an error is closed.
    """

    def __init__(self, engine: Engine, pool_size: int) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer and lets others poll; a lock makes this process's writers queue.
        self._turnstile: AbstractContextManager[object] = (
            threading.Lock() if self.is_sqlite else nullcontext()
        )
        # A queue and no semaphore: that of the standard library is written in Python.
        self._places: SimpleQueue[None] = SimpleQueue()
        for _ in range(pool_size):
            self._places.put(None)
        # The one that was put back last is lent first: SQLite throws away all that a connection
        # remembers of the file once another has written.
        self._idle: deque[Tx] = deque()
        self._hearers: list[Hear] = []
        self._kept: list[Tx] = []
        self.backends: set[int] = set()
        """PostgreSQL's processes that serve us: what they notify of, we know already."""
        dbapi: Any = engine.dialect.loaded_dbapi
        self._unreachable = (OperationalError, dbapi.OperationalError)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A consistent view; whatever was written in it by mistake is rolled back.

        Raises:
            DatabaseUnavailableError: the database could not be used.
        """
        with self._lend("BEGIN") as tx:
            yield tx
            self._end_of(tx).rollback()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """One commit at the end, or nothing at all.

        On SQLite the write lock is taken at once, so that two writers queue up instead of
        failing half-way.

        Raises:
            DatabaseUnavailableError: the database could not be used; nothing was committed, or
                on a connection lost in the commit itself, it is not known whether it was.
        """
        with self._turnstile, self._lend("BEGIN IMMEDIATE") as tx:
            yield tx
            self._end_of(tx).commit()
            news = tx.info.pop(_NEWS, ())
        if news:
            for hear in self._hearers:
                hear(news)

    @contextmanager
    def heard_by(self, hear: Hear) -> Iterator[None]:
        """Tell `hear` all news of this process's commits as long as the block runs; it is called
        in the thread that committed and must not fail."""
        self._hearers.append(hear)
        try:
            yield
        finally:
            self._hearers.remove(hear)

    @contextmanager
    def _lend(self, begin: str) -> Iterator[Tx]:
        """A connection in a transaction, which the caller ends."""
        try:
            self._places.get(timeout=PATIENCE)
        except Empty:
            raise DatabaseUnavailableError("every connection is in use") from None
        try:
            tx = self._taken() or self.engine.connect()
            try:
                if self.is_sqlite:
                    # Its driver leaves this to us; SQLAlchemy notices at a statement of its own.
                    driver_of(tx).execute(begin)
                else:
                    tx.begin()
                yield tx
            except BaseException:
                tx.close()
                raise
            self._idle.append(tx)
        except self._unreachable as error:
            self._drop_idle()
            raise DatabaseUnavailableError(str(error).partition("\n")[0]) from error
        finally:
            self._places.put(None)

    def _end_of(self, tx: Tx) -> Any:
        """What ends the transaction: SQLAlchemy if it knows of it, else SQLite's own driver."""
        return tx if not self.is_sqlite or tx.in_transaction() else driver_of(tx)

    def _taken(self) -> Tx | None:
        """One of the idle ones; another thread may have taken the last since one looked."""
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def keep(self) -> Tx:
        """A connection for as long as the database is open, for what is held by a connection.

        Raises:
            DatabaseUnavailableError: the database could not be reached.
        """
        try:
            kept = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except self._unreachable as error:
            raise DatabaseUnavailableError(str(error).partition("\n")[0]) from error
        self._kept.append(kept)
        return kept

    def _drop_idle(self) -> None:
        """What one connection has met, those that are kept may have met too."""
        while (tx := self._taken()) is not None:
            tx.close()

    def close(self) -> None:
        self._drop_idle()
        while self._kept:
            self._kept.pop().close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def tell_after_commit(tx: Tx, news: object) -> None:
    """Let those who listen in this process hear of `news` once the unit of work is committed."""
    tx.info.setdefault(_NEWS, []).append(news)


def driver_of(tx: Tx) -> Any:
    """The driver's own connection, whose statements are part of the same unit of work."""
    return tx.connection.dbapi_connection  # the driver's own, since none here is asynchronous


def open_database(url: str, *, pool_size: int = 18) -> Database:
    """Open the database at `url`; the file and its folder are made if need be (SQLite).

    Raises:
        DatabaseUrlError: the URL is malformed, or names neither SQLite nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUrlError(f"not a database URL: {url!r}") from error
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise DatabaseUrlError("an SQLite database needs a file: sqlite:///PATH")
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUrlError(f"no folder for {parsed.database}: {error.strerror}") from error
        settings = {"timeout": PATIENCE, "check_same_thread": False}
        engine = create_engine(
            parsed, poolclass=NullPool, connect_args=settings, json_serializer=_json
        )
        event.listen(engine, "connect", _prepare_sqlite)
        return Database(engine, pool_size)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, poolclass=NullPool, json_serializer=_json)
        database = Database(engine, pool_size)
        event.listen(engine, "connect", lambda new, _: database.backends.add(_backend(new)))
        event.listen(engine, "close", lambda old, _: database.backends.discard(_backend(old)))
        return database
    raise DatabaseUrlError(f"only sqlite and postgresql are supported, not {parsed.drivername!r}")


def _json(document: Any) -> str:
    """Documents as they are kept: three times as fast as the standard library writes them."""
    return to_json(document).decode()


def _backend(connection: Any) -> int:
    pid: int = connection.info.backend_pid
    return pid


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers go on beside the writer; FULL makes a commit mean "on disk"."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
