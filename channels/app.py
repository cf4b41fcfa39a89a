"""The composition root of the web process: every part is built here and nowhere else."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware.cors import CORSMiddleware

from assistant.answers.phrases import load_phrasebook
from assistant.dialogue.codes import Codes
from assistant.handoffs import Hands
from assistant.links import InvoiceLinks
from assistant.llm.adviser import Adviser
from assistant.mind import open_mind
from assistant.settings import AssistantSettings
from assistant.turn import answer_next
from channels.asyncapi import asyncapi_document
from channels.console.handoffs.pane import PANE_SOCKET, PaneDesk
from channels.console.routes import console_routes
from channels.delivery import Delivery, InTheLog, Nowhere, Sender
from channels.dispatch import Dispatcher
from channels.handed import Handed
from channels.headers import SecurityHeaders
from channels.invoices.routes import invoices_router
from channels.limits import BodyLimit
from channels.meters import Meters, open_meters
from channels.operations import operations_router
from channels.pages import serve_pages
from channels.payments.routes import events_router
from channels.problems import answer_with_problems
from channels.settings import ChannelSettings
from channels.sockets.desk import Desk
from channels.sockets.hub import Hub, Newer
from channels.sockets.socket import Front, socket_router
from channels.sockets.watch import HandsWatch
from channels.sweeper import Sweeper
from channels.web.rest import Door, sessions_router
from channels.whatsapp.account import account_of
from channels.whatsapp.channel import open_channel
from channels.whatsapp.door import Door as WhatsAppDoor
from channels.whatsapp.door import Taken
from channels.whatsapp.webhook import webhook_router
from store.database import Database, open_database
from store.ids import Clock, Ids
from store.line import Standing, standings
from store.outbox import LIVE, Written
from store.settings import StoreSettings
from store.staff import HASHER
from store.turns import pending_conversations

API_VERSION = "1.0"
WEB_SOCKET = "/v1/web/socket"
DRAIN_SECONDS = 10.0

Answer = Callable[[int], bool]
OpenAssistant = Callable[[Database, Ids, Clock], Answer]


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
        settings: names the language model to ask, if any; from the environment unless given.

    Raises:
        NoCatalogueError: nothing was seeded or imported yet.
    """
    with database.read() as tx:
        mind = open_mind(tx, links, codes, Adviser.of(settings or AssistantSettings()))
    return partial(answer_next, database, mind, ids, clock)


def create_app(
    settings: ChannelSettings | None = None,
    store: StoreSettings | None = None,
    *,
    clock: Clock = lambda: datetime.now(UTC),
    open_assistant: OpenAssistant | None = None,
) -> FastAPI:
    """The app, configured from the environment unless told otherwise.

    Args:
        clock: what the app takes for the time.
        open_assistant: makes the function that answers the oldest waiting message of a
            conversation; the shipped one unless told otherwise.

    Raises:
        pydantic.ValidationError: the configuration is not fit to start with.
        DatabaseUrlError: the database URL is of no use.
        DatabaseUnavailableError: the database cannot be read.
        NoCatalogueError: nothing was seeded or imported yet.
    """
    settings = settings or ChannelSettings()
    database = open_database((store or StoreSettings()).database_url)
    meters = open_meters(CollectorRegistry())
    ids = Ids(clock, random.SystemRandom())
    secret = settings.secret.get_secret_value().encode()
    links = InvoiceLinks(settings.public_url, secret)
    if open_assistant is None:
        open_assistant = partial(
            shipped_assistant,
            links=links if settings.public_url else None,
            codes=Codes(secret, secrets.randbelow, shown=settings.demo),
        )
    answer = open_assistant(database, ids, clock)
    hands = Hands(ids, load_phrasebook(), clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with _running(settings, database, ids, clock, meters, answer, hands) as running:
            yield running
        database.close()

    app = FastAPI(
        title="ConvergeAI", version=API_VERSION, docs_url=None, redoc_url=None, lifespan=lifespan
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    answer_with_problems(app)
    asyncapi = asyncapi_document(API_VERSION, {"web": WEB_SOCKET})
    app.include_router(operations_router(database, meters, clock, asyncapi))
    app.include_router(invoices_router(database, links, clock))
    app.include_router(events_router(database, ids, clock, settings.event_key()))
    app.include_router(sessions_router(lambda request: request.state.door))
    app.include_router(
        console_routes(
            database, hands, token_bytes=secrets.token_bytes, hasher=HASHER, demo=settings.demo
        )
    )
    app.include_router(
        webhook_router(
            WhatsAppDoor(database, ids, clock),
            account_of(settings),
            lambda request, taken: request.state.taken_in(taken),
        )
    )
    app.include_router(socket_router(WEB_SOCKET, lambda socket: socket.state.door.front))
    app.include_router(socket_router(PANE_SOCKET, lambda socket: socket.state.pane))
    serve_pages(app, demo=settings.demo)
    return app


@asynccontextmanager
async def _running(
    settings: ChannelSettings,
    database: Database,
    ids: Ids,
    clock: Clock,
    meters: Meters,
    answer: Answer,
    hands: Hands,
) -> AsyncIterator[dict[str, Any]]:
    """Everything that moves, from start to drained; gives what requests need of it."""

    def pending() -> list[int]:
        with database.read() as tx:
            return pending_conversations(tx)

    def line() -> dict[int, Standing]:
        with database.read() as tx:
            return standings(tx)

    account = account_of(settings)
    opening = (
        open_channel(account, database, ids, clock, time.monotonic) if account else nullcontext()
    )
    async with opening as whatsapp:
        hub = Hub()
        handed = Handed(database, clock)
        senders: dict[str, Sender] = {
            "WEB": InTheLog(),
            "MOBILE": InTheLog(),
            "WHATSAPP": whatsapp.sender if whatsapp else Nowhere(),
        }
        delivery = Delivery(database, senders, clock)
        dispatcher = Dispatcher(answer, pending)
        store_threads = ThreadPoolExecutor(4, thread_name_prefix="store")
        loop = asyncio.get_running_loop()

        def hear(news: Sequence[Written]) -> None:
            loop.call_soon_threadsafe(_pass_on, news, hub, delivery)

        front = Front(
            desk=Desk("WEB", database, ids, clock),
            hub=hub,
            wake=dispatcher.wake,
            took=handed.note,
            meters=meters,
            store_threads=store_threads,
            monotonic=time.monotonic,
            allowed_origins=settings.allowed_origins,
            frames_per_second=settings.frames_per_second,
            idle_seconds=settings.idle_seconds,
        )

        def taken_in(taken: Sequence[Taken]) -> None:
            for one in taken:
                hub.tell(one.message.conversation_id, one.message)
                dispatcher.wake(one.message.conversation_id)
            if whatsapp is not None:
                whatsapp.attention.show(taken)

        door = Door(
            front=front,
            secret=settings.secret.get_secret_value().encode(),
            show_codes=settings.demo,
            token_bytes=secrets.token_bytes,
            below=secrets.randbelow,
        )
        moving = [dispatcher.run(), delivery.run(), handed.run(), HandsWatch(hub, line).run()]
        if settings.sweep_seconds:
            moving.append(Sweeper(database, hands, every=settings.sweep_seconds).run())
        tasks = [asyncio.create_task(one) for one in moving]
        try:
            with database.heard_by(hear):
                pane = _pane(front, database, hands)
                yield {"door": door, "taken_in": taken_in, "pane": pane}
                await _drain(dispatcher)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            dispatcher.close()
            store_threads.shutdown()


def _pane(front: Front, database: Database, hands: Hands) -> Front[PaneDesk]:
    """The colleague's side of the sockets: its words need no answer of the assistant's, and what it
    is shown is not yet the customer's."""

    def ignore(_: object) -> None: ...

    return Front(
        desk=PaneDesk(database, hands),
        hub=front.hub,
        wake=ignore,
        took=ignore,
        meters=front.meters,
        store_threads=front.store_threads,
        monotonic=front.monotonic,
        allowed_origins=(),
        frames_per_second=front.frames_per_second,
        idle_seconds=front.idle_seconds,
    )


def _pass_on(news: Sequence[Written], hub: Hub, delivery: Delivery) -> None:
    """Hand fresh lines to whom they concern: open sockets, or the channel's sender."""
    for written in news:
        hub.tell(written.conversation_id, written.message or Newer(written.seq))
        if written.channel not in LIVE:
            delivery.wake(written.channel)


async def _drain(dispatcher: Dispatcher) -> None:
    """Answer what was woken; what takes too long stands in the inbox for the next start."""
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            await dispatcher.drain()
