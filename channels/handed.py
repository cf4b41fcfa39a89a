"""What open sockets were handed, marked as sent a batch at a time.

A batch that a crash loses does no harm: its lines are seen to once more, and whoever has them by
number drops them.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from store.chat import Message
from store.database import Database, DatabaseUnavailableError
from store.outbox import mark_taken

log = logging.getLogger(__name__)


class Handed:
    """Collects lines for `gather` seconds, so that under load many share one commit."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], *, gather: float = 0.3
    ) -> None:
        self._database = database
        self._clock = clock
        self._gather = gather
        self._keys: set[int] = set()
        self._some = asyncio.Event()

    def note(self, message: Message) -> None:
        """A socket was sent this line; customers' own are no deliveries."""
        if message.role != "user":
            self._keys.add(message.id)
            self._some.set()

    async def run(self) -> None:
        """Mark until cancelled, and once more then."""
        try:
            while True:
                await self._some.wait()
                await asyncio.sleep(self._gather)
                await self._flush()
        finally:
            await self._flush()

    async def _flush(self) -> None:
        keys, self._keys = self._keys, set()
        self._some.clear()
        if not keys:
            return
        try:
            await asyncio.to_thread(self._mark, sorted(keys))
        except DatabaseUnavailableError:
            log.exception("%s lines that sockets took will be seen to again", len(keys))

    def _mark(self, keys: list[int]) -> None:
        with self._database.write() as tx:
            mark_taken(tx, keys, self._clock())
