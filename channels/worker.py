"""The composition root of a worker: a process that answers and sends, and serves nobody.

Any number may run beside any number of web processes on one PostgreSQL database, and any of them
may die at any time.
"""

import asyncio
import os
import random
import secrets
import signal
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from assistant.answers.phrases import load_phrasebook
from assistant.handoffs import Hands
from assistant.settings import AssistantSettings
from channels.live import hear_others
from channels.settings import ChannelSettings
from channels.ways_out import ways_out
from channels.work import OneProcessError, OpenAssistant, Work, assistant_of, pace_of
from store.database import Database, open_database
from store.duties import own_lane
from store.ids import Clock, Ids
from store.live import News
from store.outbox import Written
from store.settings import StoreSettings

GIVES_WAY = 5
"""A worker's niceness: on shared cores who waits for an acknowledgement goes before who waits for
an answer. The platform sends again what is acknowledged late; an answer may take a second more."""


def run_worker(
    settings: ChannelSettings,
    store: StoreSettings,
    assistant: AssistantSettings,
    ready: Callable[[], None],
) -> None:
    """Work until SIGTERM or SIGINT, then finish what has begun.

    Args:
        ready: called once the worker works.

    Raises:
        OneProcessError: the database is SQLite.
        DatabaseUrlError, DatabaseUnavailableError, NoCatalogueError: as for `create_app`.
    """

    async def until_told() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await work_until(
            stop,
            settings,
            assistant,
            database,
            assistant_of(settings, assistant),
            lambda: datetime.now(UTC),
            ready,
        )

    with open_database(store.database_url) as database:
        if database.is_sqlite:
            raise OneProcessError(
                "SQLite is for one process, which answers by itself; workers need PostgreSQL"
            )
        os.nice(GIVES_WAY)
        asyncio.run(until_told())


async def work_until(
    stop: asyncio.Event,
    settings: ChannelSettings,
    assistant: AssistantSettings,
    database: Database,
    open_assistant: OpenAssistant,
    clock: Clock,
    ready: Callable[[], None],
) -> None:
    """Work until `stop` is set, then finish what has begun."""
    chance = random.SystemRandom()
    ids = Ids(clock, chance, own_lane(database, chance))
    answer = open_assistant(database, ids, clock)
    hands = Hands(ids, load_phrasebook(), clock)
    loop = asyncio.get_running_loop()
    pace = pace_of(settings, assistant, database)
    async with ways_out(settings, database, ids, clock) as outside:
        threads = pace.open_threads()
        work = Work(
            database,
            answer,
            threads,
            outside.senders,
            hands,
            name=secrets.token_hex(8),
            pace=pace,
        )

        def hear(news: Sequence[Written]) -> None:
            loop.call_soon_threadsafe(work.pass_on, news)

        def hear_other(news: News) -> None:
            if news.topic == "converge_asked":
                work.wake(news.conversation_id)
            else:
                work.look_out()

        with threads, database.heard_by(hear):
            async with work.running():
                listening = asyncio.create_task(hear_others(database, hear_other))
                ready()
                await stop.wait()
                listening.cancel()
