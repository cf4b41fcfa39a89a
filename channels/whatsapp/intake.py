"""Takes in what POSTs tell, and as many as wait in one commit: under load they share its cost, and
none waits behind a crowd of threads for the database. Nobody is told before the commit.

One batch at a time; the next one gathers meanwhile, so a POST on its own waits for nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from channels.whatsapp.classify import PayloadError, classify
from channels.whatsapp.door import Door, Taken
from channels.whatsapp.events import Event

MOST_POSTS = 32


@dataclass(frozen=True, slots=True)
class _Post:
    raw: bytes
    taken: "asyncio.Future[Sequence[Taken]]"


class Intake:
    """The way of a webhook's POSTs into the store, for one event loop."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._waiting: list[_Post] = []
        self._working: asyncio.Task[None] | None = None

    async def take(self, raw: bytes) -> Sequence[Taken]:
        """Come back once all of the POST is committed; gives new messages that somebody has to be
        told of, be they its own or those of POSTs that were committed with it.

        Raises:
            PayloadError: it cannot be read at all.
            DatabaseUnavailableError: nothing of it is committed, and trying again may help.
        """
        post = _Post(raw, asyncio.get_running_loop().create_future())
        self._waiting.append(post)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await post.taken

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_POSTS], self._waiting[MOST_POSTS:]
                await self._take(batch)
        finally:
            self._working = None

    async def _take(self, batch: Sequence[_Post]) -> None:
        """One commit for all; if that fails, one for each, so that none fails for another."""
        outcomes = await asyncio.to_thread(self._store, [post.raw for post in batch])
        for post, outcome in zip(batch, outcomes, strict=True):
            if post.taken.cancelled():
                continue
            if isinstance(outcome, Exception):
                post.taken.set_exception(outcome)
            else:
                post.taken.set_result(outcome)

    def _store(self, raws: Sequence[bytes]) -> list[Sequence[Taken] | Exception]:
        read = [_read(raw) for raw in raws]
        good = [one for one in read if not isinstance(one, PayloadError)]
        together = self._try([event for events in good for event in events])
        if isinstance(together, Exception) and len(good) > 1:
            return [one if isinstance(one, PayloadError) else self._try(one) for one in read]
        outcomes: list[Sequence[Taken] | Exception] = []
        for one in read:
            if isinstance(one, PayloadError):
                outcomes.append(one)
            else:
                outcomes.append(together)
                together = together if isinstance(together, Exception) else ()
        return outcomes

    def _try(self, events: Sequence[Event]) -> Sequence[Taken] | Exception:
        try:
            return self._door.take(events)
        except Exception as error:  # noqa: BLE001  goes to whoever posted it
            return error


def _read(raw: bytes) -> Sequence[Event] | PayloadError:
    try:
        return classify(raw)
    except PayloadError as error:
        return error
