"""Opening the database and holding units of work on it.

One unit of work is one commit, made at the edge: `with database.write() as tx`. Nothing here
retries, caches or hides SQL; the modules beside it hold the statements.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection as Tx
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool

__all__ = ["Database", "DatabaseUnavailableError", "DatabaseUrlError", "Tx", "open_database"]


class DatabaseUrlError(ValueError):
    """The URL names no database that the store can use."""


class DatabaseUnavailableError(RuntimeError):
    """The database cannot be reached, is locked or is not migrated; trying again may help."""


class Database:
    """An engine with the two kinds of unit of work that the project has."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer and lets others poll; a lock makes this process's writers queue.
        self._turnstile: AbstractContextManager[object] = (
            threading.Lock() if self.is_sqlite else nullcontext()
        )

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A consistent view; whatever was written in it by mistake is rolled back.

        Raises:
            DatabaseUnavailableError: the database could not be used.
        """
        with _reachable(), self.engine.connect() as tx:
            if self.is_sqlite:
                _begin(tx, "BEGIN")
            yield tx
            tx.rollback()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """One commit at the end, or nothing at all.

        On SQLite the write lock is taken at once, so that two writers queue up instead of
        failing half-way.

        Raises:
            DatabaseUnavailableError: the database could not be used; nothing was committed, or
                on a connection lost in the commit itself, it is not known whether it was.
        """
        with _reachable(), self._turnstile, self.engine.connect() as tx:
            if self.is_sqlite:
                _begin(tx, "BEGIN IMMEDIATE")
            yield tx
            tx.commit()

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _begin(tx: Tx, statement: str) -> None:
    """Begin on SQLite, whose driver leaves that to us; past SQLAlchemy, which has nothing to add
    to a statement without parameters, and takes ten times as long."""
    driver: Any = tx.connection.driver_connection
    driver.execute(statement)


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, PoolTimeoutError, sqlite3.OperationalError) as error:
        raise DatabaseUnavailableError(str(error).partition("\n")[0]) from error


def open_database(url: str, *, pool_size: int = 8) -> Database:
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
        engine = create_engine(
            parsed, poolclass=QueuePool, pool_size=pool_size, connect_args={"timeout": 30}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        return Database(engine)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return Database(create_engine(parsed, pool_size=pool_size))
    raise DatabaseUrlError(f"only sqlite and postgresql are supported, not {parsed.drivername!r}")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers go on beside the writer; FULL makes a commit mean "on disk"."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
