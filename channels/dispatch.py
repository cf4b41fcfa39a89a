"""Lanes: every conversation's waiting messages are answered one at a time, in order.

Holds no message itself. What waits stands in the inbox, so a crash loses nothing: the next start,
or the next look, finds it again. Refuses to know how a message is answered.
"""

import asyncio
import logging
import math
from collections.abc import Callable

from channels.threads import Threads

log = logging.getLogger(__name__)

AT_ONCE = 8
"""More than may work at once (`assistant.llm.places`): some only wait for a model."""


class Dispatcher:
    """Runs `answer` for conversations that have been woken, never twice at once for the same one.

    Args:
        answer: answers the oldest waiting message of a conversation; False when none waits.
        pending: all conversations that hold a waiting message, looked up now and then to pick up
            what a crash, a failed try or another process has left.
        threads: where turns are done.
        at_once: how many conversations may be answered at once.
        look_every: seconds between two looks.
    """

    def __init__(
        self,
        answer: Callable[[int], bool],
        pending: Callable[[], list[int]],
        threads: Threads,
        *,
        at_once: int = AT_ONCE,
        look_every: float = 1.0,
    ) -> None:
        self._answer = answer
        self._pending = pending
        self._threads = threads
        self._at_once = at_once
        self._look_every = look_every
        self._queue: asyncio.Queue[int] = asyncio.Queue()
        self._owed: dict[int, float] = {}
        self._busy: set[int] = set()

    def wake(self, conversation_id: int) -> None:
        """Say that a conversation has one more message to answer."""
        self._owe(conversation_id, 1)

    def _owe(self, conversation_id: int, messages: float) -> None:
        if conversation_id not in self._owed and conversation_id not in self._busy:
            self._queue.put_nowait(conversation_id)
        self._owed[conversation_id] = self._owed.get(conversation_id, 0) + messages

    async def run(self) -> None:
        """Answer until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            for _ in range(self._at_once):
                group.create_task(self._work())

    async def drain(self) -> None:
        """Wait until everything that has been woken is answered."""
        await self._queue.join()

    async def _look(self) -> None:
        while True:
            try:
                for conversation_id in await asyncio.to_thread(self._pending):
                    if conversation_id not in self._busy and conversation_id not in self._owed:
                        self._owe(conversation_id, math.inf)
            except Exception:  # the database may be away; the next look tries again
                log.exception("cannot look for waiting messages")
            await asyncio.sleep(self._look_every)

    async def _work(self) -> None:
        while True:
            conversation_id = await self._queue.get()
            self._busy.add(conversation_id)
            try:
                await self._answer_owed(conversation_id)
            finally:
                self._busy.discard(conversation_id)
                if conversation_id in self._owed:
                    self._queue.put_nowait(conversation_id)
                self._queue.task_done()

    async def _answer_owed(self, conversation_id: int) -> None:
        """Answer as many messages as are owed; one that fails is left for the next look."""
        owed = self._owed.pop(conversation_id, 0)
        try:
            while owed >= 1 and await self._threads.answer(self._answer, conversation_id):
                owed -= 1
        except Exception:  # one broken conversation must not stop the others
            log.exception("conversation %s waits for the next look", conversation_id)
