"""Brings a database to the schema that this program speaks, and tells whether it is there.

Refuses to guess: a database whose revision is unknown here is an error, never "good enough".
"""

from functools import cache
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from store.database import Tx

_MIGRATIONS = Path(__file__).parent / "migrations"


class MigrationError(RuntimeError):
    """The database could not be brought to the schema asked for; nothing was changed."""


def configuration(database_url: str) -> Config:
    """Alembic's configuration for one database, independent of the current folder."""
    config = Config(attributes={"database_url": database_url})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def migrate(database_url: str, target: Literal["head", "base"] = "head") -> None:
    """Run every migration up to `head`, or take all of them back, tables and data, to `base`.

    Raises:
        MigrationError: the database stands at a revision that is not known here.
    """
    run = command.upgrade if target == "head" else command.downgrade
    try:
        run(configuration(database_url), target)
    except CommandError as error:
        raise MigrationError(str(error)) from error


def is_at_head(tx: Tx) -> bool:
    """Whether the database has exactly the schema of this program."""
    return set(MigrationContext.configure(tx).get_current_heads()) == _heads()


@cache
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(_MIGRATIONS)).get_heads())
