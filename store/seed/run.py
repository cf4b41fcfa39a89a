"""The note of what was seeded, which is also what marks a database as a demo."""

from datetime import date

from sqlalchemy import insert, select

from store.database import Tx
from store.tables import seed_runs
from store.verify import count_rows


def record_run(tx: Tx, seed: int, scale: int, as_of: date) -> None:
    """Note seed, scale, day and how many rows the twelve tables hold now."""
    run = {"id": 1, "seed": seed, "scale": scale, "as_of": as_of, "counts": count_rows(tx)}
    tx.execute(insert(seed_runs), run)


def is_seeded(tx: Tx) -> bool:
    return tx.execute(select(seed_runs.c.id)).first() is not None
