"""Delivery: takes due messages from the outbox and hands each to its channel's sender.

Each channel has a loop of its own, so that a slow one holds up no other; each conversation's
messages go in order. Retries with growing pauses, gives up visibly, never sends again what may
have gone already, and never decides what is said or to whom.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from store.database import Database, Tx
from store.duties import HELD_FOR, hold_duty
from store.outbox import (
    Outgoing,
    claim,
    due,
    mark_given_up,
    mark_in_doubt,
    mark_part_sent,
    mark_retry,
    mark_sent,
    mark_sent_as,
)
from store.reports import apply_kept, have_reports

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
KEPT_UP_FOR = timedelta(days=1)
"""An older message is not sent late any more: it was about what is over by now."""
LONGEST_PAUSE = timedelta(minutes=5)
BATCH = 200
CLAIMED_AT_ONCE = 32
"""How many sends a crash can leave in doubt."""

Fate = Literal["retry", "wait", "unknown", "failed", "dead"]
"""What becomes of a message that was not handed over: tried again, at most 8 times; tried again
without counting, for it is not the message that is at fault; in doubt until the channel reports;
refused for this person; given up by us."""


class SendError(Exception):
    """A message could not be handed over.

    Args:
        after: when to try again; unless given, after a pause that doubles with each try.
        code: the channel's own number for the trouble.
    """

    def __init__(
        self,
        why: str,
        fate: Fate = "retry",
        *,
        after: timedelta | None = None,
        code: int | None = None,
    ) -> None:
        super().__init__(why)
        self.fate = fate
        self.after = after
        self.code = code


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message was handed over, or one of the several that the channel makes of it."""

    external_id: str | None = None
    """What the channel calls it in its reports, if it makes any."""
    more: bool = False
    """Whether further parts of it must follow."""


class Sender(Protocol):
    """One channel's way out."""

    repeatable: bool
    """Whether a message may be handed over twice without the customer seeing it twice."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Hand the message over, or the next part of it.

        Raises:
            SendError: it was not taken, or nobody knows.
        """


class Nowhere:
    """The way out of a channel that is not set up."""

    repeatable = True

    async def send(self, outgoing: Outgoing) -> Receipt:
        raise SendError(f"no sender for {outgoing.channel}")


class InTheLog:
    """The way out of a channel of sockets: what none of them took is read from the log by the
    next one."""

    repeatable = True

    async def send(self, outgoing: Outgoing) -> Receipt:
        return Receipt()


Outcome = Receipt | SendError


def pause_after(attempts: int) -> timedelta:
    """The wait before the next try: 1 s, doubled each time, at most 5 minutes."""
    return min(timedelta(seconds=2.0**attempts), LONGEST_PAUSE)


def pause_at(age: timedelta, least: timedelta = timedelta(seconds=1)) -> timedelta | None:
    """The wait before the next try of a message that is not at fault itself: as long as it has
    waited already, at most 5 minutes; None once it is too old."""
    return None if age >= KEPT_UP_FOR else min(max(age, least), LONGEST_PAUSE)


class Delivery:
    """The loops that empty the outbox; woken by new messages, and by themselves now and then.

    A loop waits `gather` seconds between two batches, so that under load many replies share one
    reading and one commit. Where several workers share a database, one at a time sends on a
    channel: so order and rates hold.
    """

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, Sender],
        clock: Callable[[], datetime],
        *,
        worker: str = "",
        look_every: float = 1.0,
        gather: float = 0.03,
    ) -> None:
        self._database = database
        self._senders = senders
        self._clock = clock
        self._look_every = look_every
        self._gather = gather
        self._worker = worker
        self._on_duty_until: dict[str, datetime] = {}
        self._woken = {channel: asyncio.Event() for channel in senders}

    def wake(self, channel: str) -> None:
        self._woken[channel].set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as group:
            for channel in self._senders:
                group.create_task(self._run(channel))

    async def _run(self, channel: str) -> None:
        woken = self._woken[channel]
        while True:
            woken.clear()
            try:
                while await self.deliver_due(channel):
                    await asyncio.sleep(self._gather)
            except Exception:  # the database may be away; nothing is lost by waiting
                log.exception("delivery waits for the next look")
            try:
                async with asyncio.timeout(self._look_every):
                    await woken.wait()
            except TimeoutError:
                continue

    async def deliver_due(self, channel: str) -> int:
        """Try what is due on a channel now; gives how many messages were tried."""
        sender = self._senders[channel]
        batch = await asyncio.to_thread(self._take_due, channel, sender)
        if not batch:
            return 0
        lanes: defaultdict[int, list[Outgoing]] = defaultdict(list)
        for outgoing in batch:
            lanes[outgoing.message.conversation_id].append(outgoing)
        outcomes: dict[int, Outcome] = {}
        await asyncio.gather(*(_deliver(sender, lane, outcomes) for lane in lanes.values()))
        await asyncio.to_thread(self._record, batch, outcomes)
        return len(batch)

    def _take_due(self, channel: str, sender: Sender) -> tuple[Outgoing, ...]:
        now = self._clock()
        with self._database.read() as tx:
            if not due(tx, channel, now, 1):
                return ()
        if not self._is_on_duty(channel, now):
            return ()
        if sender.repeatable:
            with self._database.read() as tx:
                return due(tx, channel, now, BATCH)
        with self._database.write() as tx:
            found = due(tx, channel, now, CLAIMED_AT_ONCE)
            claimed = claim(tx, [outgoing.id for outgoing in found])
        return tuple(outgoing for outgoing in found if outgoing.id in claimed)

    def _is_on_duty(self, channel: str, now: datetime) -> bool:
        """Whether sending on the channel is ours; taken, and held on to well before it lapses."""
        if self._database.is_sqlite:
            return True
        if now + HELD_FOR / 2 > self._on_duty_until.get(channel, now):
            with self._database.write() as tx:
                if not hold_duty(tx, f"send/{channel}", self._worker, now):
                    return False
            self._on_duty_until[channel] = now + HELD_FOR
        return True

    def _record(self, batch: Sequence[Outgoing], outcomes: Mapping[int, Outcome]) -> None:
        now = self._clock()
        plainly_sent = [key for key, outcome in outcomes.items() if outcome == Receipt()]
        named: dict[str, int] = {}
        with self._database.write() as tx:
            mark_sent(tx, plainly_sent, now)
            for outgoing in batch:
                outcome = outcomes[outgoing.id]
                if isinstance(outcome, SendError):
                    _record_failure(tx, outgoing, outcome, now)
                elif outcome.more:
                    mark_part_sent(tx, outgoing.id)
                elif outcome.external_id is not None:
                    mark_sent_as(tx, outgoing.id, outcome.external_id, now)
                    named[outcome.external_id] = outgoing.id
        if named:
            self._hear_early_reports(batch[0].channel, named)

    def _hear_early_reports(self, channel: str, named: Mapping[str, int]) -> None:
        """Reports may have come before we knew the names: a channel can be faster than its answer.
        Looked for once the names are committed, for who reports looks for the names
        then, too."""
        with self._database.read() as tx:
            early = have_reports(tx, channel, tuple(named))
        if early:
            with self._database.write() as tx:
                for name in early:
                    apply_kept(tx, channel, named[name], name)


async def _deliver(sender: Sender, lane: Sequence[Outgoing], outcomes: dict[int, Outcome]) -> None:
    """One conversation's messages, in order: what follows one that must go first waits for it."""
    held = False
    for outgoing in lane:
        outcome = _WAITS_ITS_TURN if held else await _try(sender, outgoing)
        outcomes[outgoing.id] = outcome
        if isinstance(outcome, SendError):
            held = held or outcome.fate in ("retry", "wait")
        else:
            held = outcome.more


_WAITS_ITS_TURN = SendError("waits for the one before", "wait", after=timedelta())


async def _try(sender: Sender, outgoing: Outgoing) -> Outcome:
    try:
        return await sender.send(outgoing)
    except SendError as error:
        return error
    except Exception as error:  # ours to mend; until then it must stop no other message
        log.exception("message %s broke its sender", outgoing.message.id)
        return SendError(repr(error), "retry" if sender.repeatable else "unknown")


def _record_failure(tx: Tx, outgoing: Outgoing, error: SendError, now: datetime) -> None:
    key, why = outgoing.id, str(error)
    if error.fate == "unknown":
        mark_in_doubt(tx, key, why)
    elif error.fate in ("failed", "dead"):
        mark_given_up(tx, key, error.fate, why, error.code)
    elif error.fate == "retry" and outgoing.attempts + 1 >= MOST_ATTEMPTS:
        mark_given_up(tx, key, "dead", why, error.code)
    else:
        pause = pause_after(outgoing.attempts) if error.after is None else error.after
        counted = error.fate == "retry"
        mark_retry(tx, key, now + pause, why, error.code, counted=counted)
