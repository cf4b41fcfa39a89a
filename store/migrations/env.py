"""How Alembic reaches the database: one transaction a run, on SQLite and on PostgreSQL.

The URL comes from the caller (`store.migrate` puts it into the configuration's attributes) or,
for the `alembic` command, from the settings. Refuses to write SQL scripts without a database.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError

from store.database import open_database
from store.settings import StoreSettings
from store.tables import metadata
from store.tables.types import Instant

_MIGRATION_LOCK = 2_029_117
"""PostgreSQL's advisory lock that keeps two starting processes from migrating at once; on SQLite
the unit of work itself is exclusive."""


def run_migrations() -> None:
    """Run what was asked for in one commit, so that a failed migration leaves nothing behind."""
    if context.is_offline_mode():
        raise CommandError("migrations need a database; --sql is not supported")
    url = context.config.attributes.get("database_url") or StoreSettings().database_url
    with open_database(url, pool_size=1) as database, database.write() as tx:
        if not database.is_sqlite:
            tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        context.configure(
            connection=tx,
            target_metadata=metadata,
            transactional_ddl=True,
            render_as_batch=True,
            compare_server_default=True,
            autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
            render_item=_render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


def _render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations are history: they name database types, not ours, which may change."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


run_migrations()
