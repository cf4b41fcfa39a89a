"""Blue ticks and "typing ...": shows the customer that somebody is listening.

A courtesy and nothing more: sent after the commit, never retried, dropped when there is too much.
"""

import asyncio
import logging
from collections.abc import Sequence

from channels.whatsapp.door import Taken
from channels.whatsapp.graph import Graph, GraphError, UnknownOutcomeError

log = logging.getLogger(__name__)

AT_ONCE = 8
MOST_WAITING = 200


class Attention:
    """Shows it for what was taken in; `close` when the program ends."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def show(self, taken: Sequence[Taken]) -> None:
        """Mark the last message of each conversation as read, which marks all before it too."""
        last = {one.message.conversation_id: one for one in taken}
        for one in last.values():
            if len(self._tasks) >= MOST_WAITING or not self._graph.account.can_send:
                return
            task = asyncio.get_running_loop().create_task(self._show(one))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _show(self, one: Taken) -> None:
        async with self._places:
            try:
                await self._graph.mark_read(one.external_id, typing=one.is_ours)
            except (GraphError, UnknownOutcomeError) as error:
                log.debug("a message could not be marked as read: %s", error)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
