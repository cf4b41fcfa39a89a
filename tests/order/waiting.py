"""Waits until nothing waits for an answer."""

import time

from store.database import Database
from store.outbox import lag

PATIENCE = 600.0


def until_answered(database: Database) -> None:
    """Come back once every message that was taken in has its reply.

    Raises:
        TimeoutError: some have none after ten minutes.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        with database.read() as tx:
            waiting = lag(tx).waiting
        if not waiting:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{waiting} messages have no answer")
        time.sleep(0.05)
