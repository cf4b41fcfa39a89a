"""Emptying a database: every row goes, the schema stays.

Decides nothing about who may do so; `holds_production_data` tells the command what it is about to
empty.
"""

from sqlalchemy import exists, select

from store.database import Database, Tx
from store.tables import metadata, seed_runs


def clear(database: Database) -> None:
    """Delete every row of every table in one commit; counted keys begin at 1 again."""
    tables = [table.name for table in reversed(metadata.sorted_tables)]
    with database.write() as tx:
        if database.is_sqlite:
            for name in tables:
                tx.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables
        else:
            tx.exec_driver_sql(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")


def is_empty(tx: Tx) -> bool:
    """Whether no table holds a row."""
    return not any(
        tx.execute(select(exists(select(next(iter(table.c)))))).scalar_one()
        for table in metadata.sorted_tables
    )


def holds_production_data(tx: Tx, *, demo: bool) -> bool:
    """Whether what is stored may be real: nobody says it is a demo, and no seeder made it."""
    return not demo and tx.execute(select(seed_runs.c.id)).first() is None and not is_empty(tx)
