"""Brings a database to the schema that this program speaks, and tells whether it is there.

Refuses to guess: a database whose revision is unknown here is an error, never "good enough".
Alembic is loaded only to migrate: every start asks whether the schema is there.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import column, inspect, select, table

from store.database import Tx

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = table("alembic_version", column("version_num"))


class MigrationError(RuntimeError):
    """The database could not be brought to the schema asked for; nothing was changed."""


def configuration(database_url: str) -> "Config":
    """Alembic's configuration for one database, independent of the current folder."""
    from alembic.config import Config  # noqa: PLC0415 - heavy, and only wanted to migrate

    config = Config(attributes={"database_url": database_url})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def migrate(database_url: str, target: Literal["head", "base"] = "head") -> None:
    """Run every migration up to `head`, or take all of them back, tables and data, to `base`.

    Raises:
        MigrationError: the database stands at a revision that is not known here.
    """
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415

    run = command.upgrade if target == "head" else command.downgrade
    try:
        run(configuration(database_url), target)
    except CommandError as error:
        raise MigrationError(str(error)) from error


def is_at_head(tx: Tx) -> bool:
    """Whether the database has exactly the schema of this program."""
    if not inspect(tx).has_table(_VERSION.name):
        return False
    return tx.scalars(select(_VERSION.c.version_num)).all() == [_head()]


@cache
def _head() -> str:
    """The last revision; each is called by the number that its file's name begins with."""
    last = max(path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
    return last.partition("_")[0]
