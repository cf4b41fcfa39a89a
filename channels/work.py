"""What is done without anybody asking: waiting messages are answered, what must go out is sent,
what time brings about is handled. In the web process, or in others (`channels.worker`).

Several may work on one PostgreSQL database: a lane is leased to the worker that answers in it, and
a channel's sending is one worker's duty. On SQLite there is one process.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from assistant.dialogue.codes import Codes
from assistant.handoffs import Hands
from assistant.links import InvoiceLinks
from assistant.llm.adviser import Adviser
from assistant.llm.places import Aside, Places
from assistant.mind import open_mind
from assistant.settings import AssistantSettings
from assistant.turn import answer_next
from channels.delivery import Delivery, Sender
from channels.dispatch import AT_ONCE, Dispatcher
from channels.settings import ChannelSettings
from channels.sweeper import Sweeper
from channels.threads import Alternating, Apart, Threads
from channels.whatsapp.account import account_of
from store.database import Database, DatabaseUnavailableError
from store.ids import Clock, Ids
from store.lanes import free_lanes_with_messages, give_lane_back, take_lane
from store.outbox import LIVE, Written
from store.stuck import fail_or_park

log = logging.getLogger(__name__)

DRAIN_SECONDS = 10.0
TURNS_AT_WORK = 2
"""On PostgreSQL, whose server works while a turn waits for it. On SQLite all of a turn is ours,
and a second one at work only takes the interpreter from the first, fifty times a turn."""
MOST_BREAKS = 6
"""So often may a message break the assistant, its apology included, before it is parked."""

Answer = Callable[[int], bool]
OpenAssistant = Callable[[Database, Ids, Clock], Answer]


class OneProcessError(Exception):
    """The database has room for one process only, and that one must answer."""


def shipped_assistant(
    database: Database,
    ids: Ids,
    clock: Clock,
    links: InvoiceLinks | None = None,
    codes: Codes | None = None,
    settings: AssistantSettings | None = None,
) -> Answer:
    """The assistant as it ships, for the catalogue in the database.

    Args:
        links: makes the links in its replies; without, they have none.
        codes: makes the codes by which guests sign in within the chat; without, they cannot.
        settings: names the language model to ask, if any.

    Raises:
        NoCatalogueError: nothing was seeded or imported yet.
    """
    places = Places(1 if database.is_sqlite else TURNS_AT_WORK)
    adviser = Adviser.of(settings) if settings else None
    if adviser is not None:
        adviser = replace(adviser, model=Aside(adviser.model, places))
    with database.read() as tx:
        mind = open_mind(tx, links, codes, adviser)

    def answer(conversation_id: int) -> bool:
        with places.taken():
            return answer_next(database, mind, ids, clock, conversation_id)

    return answer


def assistant_of(settings: ChannelSettings, assistant: AssistantSettings) -> OpenAssistant:
    """The shipped assistant with the links, codes and language model that the settings allow."""
    secret = settings.secret.get_secret_value().encode()
    links = InvoiceLinks(settings.public_url, secret) if settings.public_url else None
    account = account_of(settings)
    is_carried = account is not None and account.can_send
    codes = Codes(
        secret,
        secrets.randbelow,
        shown=settings.demo,
        carried=is_carried,
        from_one_place=settings.codes_per_address,
    )
    return partial(shipped_assistant, links=links, codes=codes, settings=assistant)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker goes about it: `keep` is how long what only tells copies apart is kept,
    `at_once` how many turns may be begun; without `sweep_seconds` nothing is swept."""

    sweep_seconds: float
    keep: timedelta
    look_every: float
    at_once: int

    def open_threads(self) -> Threads:
        return Apart(self.at_once) if self.at_once > 1 else Alternating()


def pace_of(settings: ChannelSettings, assistant: AssistantSettings, database: Database) -> Pace:
    """On SQLite one turn is at work, and another is worth a thread only where it may wait for a
    language model: what is always done in one thread finds its memory at hand."""
    return Pace(
        sweep_seconds=settings.sweep_seconds,
        keep=timedelta(days=settings.retention_days),
        look_every=settings.look_seconds,
        at_once=AT_ONCE if assistant.llm_url or not database.is_sqlite else 1,
    )


class Work:
    """The loops of one worker.

    Args:
        answer: answers the oldest waiting message of a conversation.
        threads: where it does so.
        senders: the way out of each channel.
        name: tells this worker from others on the same database.
    """

    def __init__(
        self,
        database: Database,
        answer: Answer,
        threads: Threads,
        senders: Mapping[str, Sender],
        hands: Hands,
        *,
        name: str,
        pace: Pace,
    ) -> None:
        self._database = database
        self._clock = hands.clock
        self._answer = answer
        self._name = name
        self._outside = [channel for channel in senders if channel not in LIVE]
        self._delivery = Delivery(database, senders, hands.clock, worker=name)
        answering = self._answer_or_park if database.is_sqlite else self._answer_leased
        self._dispatcher = Dispatcher(
            answering, self._pending, threads, at_once=pace.at_once, look_every=pace.look_every
        )
        self._loops = [self._dispatcher.run(), self._delivery.run()]
        if pace.sweep_seconds:
            sweeper = Sweeper(database, hands, every=pace.sweep_seconds, keep=pace.keep)
            self._loops.append(sweeper.run())

    def wake(self, conversation_id: int) -> None:
        """A conversation has one more message to answer."""
        self._dispatcher.wake(conversation_id)

    def pass_on(self, news: Sequence[Written]) -> None:
        """Lines were written in this process; some of them for channels outside."""
        for written in news:
            if written.channel in self._outside:
                self._delivery.wake(written.channel)

    def look_out(self) -> None:
        """Another process has written lines, for whichever channels."""
        for channel in self._outside:
            self._delivery.wake(channel)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work as long as the block runs; then answer what was woken. What takes too long stands in
        the inbox for the next start."""
        tasks = [asyncio.create_task(loop) for loop in self._loops]
        try:
            yield
            with suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_SECONDS):
                    await self._dispatcher.drain()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _pending(self) -> list[int]:
        with self._database.read() as tx:
            return free_lanes_with_messages(tx, self._clock())

    def _answer_leased(self, conversation_id: int) -> bool:
        """Answer if nobody else is at it."""
        with self._database.write() as tx:
            if not take_lane(tx, conversation_id, self._name, self._clock()):
                return False
        done = False
        try:
            done = self._answer_or_park(conversation_id)
        finally:
            if not done:
                with self._database.write() as tx:
                    give_lane_back(tx, conversation_id, self._name)
        return done

    def _answer_or_park(self, conversation_id: int) -> bool:
        """Answer; a message that breaks whatever is tried with it makes room for the next one."""
        try:
            return self._answer(conversation_id)
        except DatabaseUnavailableError:
            raise
        except Exception as error:
            with self._database.write() as tx:
                parked = fail_or_park(tx, conversation_id, repr(error), MOST_BREAKS)
            if not parked:
                raise
            log.exception("a message of conversation %s is parked", conversation_id)
            return True
