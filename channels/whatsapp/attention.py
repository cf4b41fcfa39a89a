"""Blue ticks and "typing ...": shows the customer that somebody is listening.

A courtesy and nothing more: sent after the commit, never retried, and at a pace that leaves the
process to those who wait for an acknowledgement. While a conversation waits for its turn only its
last message is remembered: marked as read, it marks all before it, too.
"""

import asyncio
import logging
from collections.abc import Sequence

from channels.whatsapp.door import Taken
from channels.whatsapp.graph import Graph, GraphError, UnknownOutcomeError

log = logging.getLogger(__name__)

AT_ONCE = 8
PAUSE = 0.05
"""Seconds between one and the next."""
MOST_WAITING = 1000


class Attention:
    """Shows it for what was taken in; `close` when the program ends."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._places = asyncio.Semaphore(AT_ONCE)
        self._last: dict[int, Taken] = {}
        self._showing: asyncio.Task[None] | None = None

    def show(self, taken: Sequence[Taken]) -> None:
        """Mark the last message of each conversation as read, soon."""
        if not self._graph.account.can_send:
            return
        for one in taken:
            place = one.message.conversation_id
            if place in self._last or len(self._last) < MOST_WAITING:
                self._last[place] = one
        if self._last and self._showing is None:
            self._showing = asyncio.get_running_loop().create_task(self._show_all())

    async def _show_all(self) -> None:
        try:
            while self._last:  # more may come while the last ones are on their way
                async with asyncio.TaskGroup() as group:
                    while self._last:
                        await self._places.acquire()
                        one = self._last.pop(next(iter(self._last)))
                        group.create_task(self._show(one))
                        await asyncio.sleep(PAUSE)
        finally:
            self._showing = None

    async def _show(self, one: Taken) -> None:
        try:
            await self._graph.mark_read(one.external_id, typing=one.is_ours)
        except (GraphError, UnknownOutcomeError) as error:
            log.debug("a message could not be marked as read: %s", error)
        finally:
            self._places.release()

    async def close(self) -> None:
        if self._showing is not None:
            self._showing.cancel()
            await asyncio.gather(self._showing, return_exceptions=True)
