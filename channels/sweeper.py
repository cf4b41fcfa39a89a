"""The loop that looks at the clock: lapsed holds, long waits, overdue complaints, and what need not
be kept any longer.

What is due, and that it is handled once, is decided by the store; here it is only asked for, again
and again. Every process may run one.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

from assistant.handoffs import Hands
from store.database import Database, Tx
from store.retention import forget_old, has_old
from store.sweeps import call_for, call_out, lapsed_holds, long_waits, overdue_complaints

log = logging.getLogger(__name__)

KEEP = timedelta(days=30)
T = TypeVar("T")


class Sweeper:
    """Handles what time has brought about.

    Args:
        every: seconds between two sweeps.
        keep: how long what only tells copies apart is kept.
    """

    def __init__(
        self, database: Database, hands: Hands, *, every: float = 5.0, keep: timedelta = KEEP
    ) -> None:
        self._keep = keep
        self._database = database
        self._hands = hands
        self._every = every

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.sweep)
            except Exception:  # the database may be away; the next sweep finds the same
                log.exception("cannot sweep")
            await asyncio.sleep(self._every)

    def sweep(self) -> int:
        """Handle everything that is due now, each in a commit of its own; gives how many."""
        ids, now = self._hands.ids, self._hands.clock()
        with self._database.read() as tx:
            holds = lapsed_holds(tx, now)
            waits = long_waits(tx, now)
            overdue = overdue_complaints(tx, now)
            is_old = has_old(tx, now - self._keep)
        if is_old:
            with self._database.write() as tx:
                forget_old(tx, now - self._keep)
        return (
            self._each(holds, self._hands.put_back_expired)
            + self._each(waits, lambda tx, wait: call_for(tx, ids, now, wait))
            + self._each(overdue, lambda tx, one: call_out(tx, ids, now, one))
        )

    def _each(self, found: Iterable[T], handle: Callable[[Tx, T], bool]) -> int:
        done = 0
        for one in found:
            try:
                with self._database.write() as tx:
                    done += handle(tx, one)
            except Exception:  # one that cannot be handled must not keep the others waiting
                log.exception("cannot handle %r", one)
        return done
