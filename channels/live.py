"""Keeps a process told of the lines that other processes of the installation write.

News comes by notification. What was missed is found by looking: workers look into the inbox by
themselves, and here open sockets are looked after.
"""

import asyncio
import logging
from collections.abc import Callable

from channels.sockets.hub import Hub, Newer
from store.database import Database
from store.live import News, NewsLostError, listen
from store.outbox import untaken

log = logging.getLogger(__name__)


async def hear_others(
    database: Database, hear: Callable[[News], None], *, again_after: float = 1.0
) -> None:
    """Call `hear` with the news of other processes until cancelled. Nothing to do on SQLite."""
    while not database.is_sqlite:
        try:
            async for news in listen(database):
                hear(news)
        except NewsLostError as error:
            log.warning("news of other processes will be found by looking: %s", error)
        await asyncio.sleep(again_after)


async def look_after_sockets(database: Database, hub: Hub, *, look_every: float = 2.0) -> None:
    """Tell open sockets of lines that none has taken, until cancelled."""

    def look() -> tuple[tuple[int, int], ...]:
        with database.read() as tx:
            return untaken(tx)

    while True:
        await asyncio.sleep(look_every)
        if not len(hub):
            continue
        try:
            found = await asyncio.to_thread(look)
        except Exception:  # the database may be away; the next look tries again
            log.exception("cannot look for lines that no socket has taken")
            continue
        for conversation_id, seq in found:
            hub.tell(conversation_id, Newer(seq))
