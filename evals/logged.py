"""The product's log as commands open it: the database that settings name, refused with a sentence
where it cannot be read or has another schema. It makes none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.database import Database, DatabaseUnavailableError, DatabaseUrlError, open_database
from store.migrate import is_at_head
from store.settings import StoreSettings


class LogError(ValueError):
    """There is no log to read."""


@contextmanager
def open_log() -> Iterator[Database]:
    """The log, for as long as the block runs.

    Raises:
        LogError: there is no such database, it cannot be used, or it lacks this program's schema.
    """
    try:
        with open_database(StoreSettings().database_url) as database:
            file = database.engine.url.database
            if database.is_sqlite and file and not Path(file).exists():
                raise LogError(f"there is no database at {file}")
            with database.read() as tx:
                if not is_at_head(tx):
                    raise LogError("the database lacks this program's schema")
            yield database
    except (DatabaseUnavailableError, DatabaseUrlError) as error:
        raise LogError(str(error)) from error
