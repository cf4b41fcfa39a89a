"""The note of what was seeded, which is also what marks a database as a demo."""

from datetime import date

from sqlalchemy import func, insert, select

from store.database import Tx
from store.tables import metadata, seed_runs


def record_run(tx: Tx, seed: int, scale: int, as_of: date) -> None:
    """Note seed, scale, day and how many rows every table holds now."""
    counts = {
        name: tx.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
        if table is not seed_runs
    }
    run = {"id": 1, "seed": seed, "scale": scale, "as_of": as_of, "counts": counts}
    tx.execute(insert(seed_runs), run)


def is_seeded(tx: Tx) -> bool:
    return tx.execute(select(seed_runs.c.id)).first() is not None
