"""Delivery: takes due messages from the outbox and hands each to its channel's sender.

Retries with growing pauses, gives up visibly, and never decides what is said or to whom.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from store.chat import Message
from store.database import Database
from store.outbox import Outgoing, due, mark_dead, mark_retry, mark_sent

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8


class SendError(Exception):
    """A message could not be handed over; `final` when trying again would be useless."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class Sender(Protocol):
    """One channel's way out."""

    async def send(self, message: Message) -> None:
        """Hand the message over.

        Raises:
            SendError: it was not taken.
        """


def pause_after(attempts: int) -> timedelta:
    """The wait before the next try: 1 s, doubled each time, at most 5 minutes."""
    return timedelta(seconds=min(2.0**attempts, 300.0))


class Delivery:
    """The loop that empties the outbox; woken by new replies, and by itself now and then.

    Waits `gather` seconds between two batches, so that under load many replies share one reading
    and one commit.
    """

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, Sender],
        clock: Callable[[], datetime],
        *,
        look_every: float = 1.0,
        gather: float = 0.03,
    ) -> None:
        self._database = database
        self._senders = senders
        self._clock = clock
        self._look_every = look_every
        self._gather = gather
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            self._woken.clear()
            try:
                while await self.deliver_due():
                    await asyncio.sleep(self._gather)
            except Exception:  # the database may be away; nothing is lost by waiting
                log.exception("delivery waits for the next look")
            try:
                async with asyncio.timeout(self._look_every):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def deliver_due(self) -> int:
        """Try everything that is due now, in order; gives how many were tried."""
        batch = await asyncio.to_thread(self._read_due)
        if not batch:
            return 0
        failures: dict[int, SendError] = {}
        for outgoing in batch:
            try:
                await self._sender_of(outgoing).send(outgoing.message)
            except SendError as error:
                failures[outgoing.id] = error
        await asyncio.to_thread(self._record, batch, failures)
        return len(batch)

    def _sender_of(self, outgoing: Outgoing) -> Sender:
        try:
            return self._senders[outgoing.channel]
        except KeyError:
            raise SendError(f"no sender for {outgoing.channel}") from None

    def _read_due(self) -> tuple[Outgoing, ...]:
        with self._database.read() as tx:
            return due(tx, self._clock())

    def _record(self, batch: tuple[Outgoing, ...], failures: Mapping[int, SendError]) -> None:
        now = self._clock()
        with self._database.write() as tx:
            mark_sent(tx, [item.id for item in batch if item.id not in failures], now)
            for item in batch:
                error = failures.get(item.id)
                if error is None:
                    continue
                if error.final or item.attempts + 1 >= MOST_ATTEMPTS:
                    mark_dead(tx, item.id, str(error))
                else:
                    mark_retry(tx, item.id, now + pause_after(item.attempts), str(error))
