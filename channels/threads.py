"""In which threads the store is used: for turns, and for whoever waits at a socket or a request.

Knows nothing of what is done in them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, Self, TypeVar

T = TypeVar("T")

STORE_THREADS = 4
MOST_BETWEEN = 32
"""So many units of work does a turn let go before it once it could begin; then it queues up."""
ROUNDS = 3
"""Of the event loop, until who was served has asked again: what is there is read from the socket,
handed to its task, and asked for."""


class Threads(Protocol):
    """Where work is done off the event loop; ends with its `with` block."""

    async def serve(self, work: Callable[..., T], *given: object) -> T:
        """Run one short unit of work for which somebody waits."""

    async def answer(self, turn: Callable[..., T], *given: object) -> T:
        """Run one turn."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...


class Apart:
    """Turns in threads of their own, whatever else is done beside them: right where turns wait, for
    a database server or a language model.

    Args:
        turns: how many may be at work at once.
    """

    def __init__(self, turns: int) -> None:
        self._turns = ThreadPoolExecutor(turns, "turn")
        self._store = ThreadPoolExecutor(STORE_THREADS, "store")

    async def serve(self, work: Callable[..., T], *given: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._store, work, *given)

    async def answer(self, turn: Callable[..., T], *given: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._turns, turn, *given)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._turns.shutdown()
        self._store.shutdown()


class Alternating:
    """One thread for all: right where a turn never waits. Beside a turn, a unit of work would lose
    the interpreter at each of its statements and wait for it again; so it waits once, for at most
    one turn.

    What is asked for by the end of a turn is done before the next, and so is what those who are
    served ask for at once: of a socket that sends hundreds of messages without waiting, dozens are
    taken in between two turns and not one.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "work")
        self._asked = 0
        self._served = 0
        self._one_is_served = asyncio.Event()

    async def serve(self, work: Callable[..., T], *given: object) -> T:
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)
        finally:
            self._served += 1
            self._one_is_served.set()

    async def answer(self, turn: Callable[..., T], *given: object) -> T:
        enough = self._served + MOST_BETWEEN
        asked = -1
        while asked != self._asked and self._served < enough:
            while self._served < min(self._asked, enough):
                self._one_is_served.clear()
                await self._one_is_served.wait()
            asked = self._asked
            for _ in range(ROUNDS):
                await asyncio.sleep(0)
        return await asyncio.get_running_loop().run_in_executor(self._thread, turn, *given)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()
