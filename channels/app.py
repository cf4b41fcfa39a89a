"""The composition root of the web process: every part is built here and nowhere else."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.datastructures import State
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.answers.phrases import load_phrasebook
from assistant.handoffs import Hands
from assistant.links import InvoiceLinks
from assistant.settings import AssistantSettings
from channels.asyncapi import asyncapi_document
from channels.console.access import Access
from channels.console.handoffs.pane import PANE_SOCKET, PaneDesk
from channels.console.routes import console_routes
from channels.handed import Handed
from channels.headers import SecurityHeaders
from channels.host_token import Host, read_host_key
from channels.invoices.routes import invoices_router
from channels.limits import BodyLimit
from channels.live import hear_others, look_after_sockets
from channels.meters import Meters, open_meters
from channels.mobile.routes import mobile_router
from channels.operations import operations_router
from channels.pages import serve_pages
from channels.payments.routes import events_router
from channels.problems import answer_with_problems
from channels.rate import Buckets
from channels.settings import ChannelSettings
from channels.sockets.desk import Desk
from channels.sockets.frames import Hello
from channels.sockets.front import Admitted, Front
from channels.sockets.hub import Hub, Newer
from channels.sockets.socket import BURST, socket_router
from channels.sockets.watch import HandsWatch
from channels.ways_out import ways_out
from channels.web.bodies import Channel
from channels.web.door import Door, let_in_by_host
from channels.web.identities import identities_router
from channels.web.rest import sessions_router
from channels.whatsapp.account import account_of
from channels.whatsapp.door import Door as WhatsAppDoor
from channels.whatsapp.door import Taken
from channels.whatsapp.media import media_router
from channels.whatsapp.webhook import webhook_router
from channels.work import Answer, OneProcessError, OpenAssistant, Pace, Work, assistant_of, pace_of
from store.database import Database, open_database
from store.duties import own_lane
from store.ids import Clock, Ids
from store.line import Standing, standings
from store.live import News
from store.outbox import Written
from store.settings import StoreSettings
from store.staff import HASHER

API_VERSION = "1.0"
SOCKETS: Mapping[Channel, str] = {"web": "/v1/web/socket", "mobile": "/v1/mobile/socket"}


def create_app(
    settings: ChannelSettings | None = None,
    store: StoreSettings | None = None,
    assistant: AssistantSettings | None = None,
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
        OneProcessError: nobody could ever answer.
    """
    settings, assistant = settings or ChannelSettings(), assistant or AssistantSettings()
    database = open_database((store or StoreSettings()).database_url)
    meters = open_meters(CollectorRegistry())
    chance = random.SystemRandom()
    ids = Ids(clock, chance, own_lane(database, chance))
    secret = settings.secret.get_secret_value().encode()
    links = InvoiceLinks(settings.public_url, secret)
    if database.is_sqlite and not settings.worker:
        raise OneProcessError("SQLite is for one process, so it must answer: CONVERGE_WORKER=true")
    opening = open_assistant or assistant_of(settings, assistant)
    answer = opening(database, ids, clock) if settings.worker else None
    hands, pace = Hands(ids, load_phrasebook(), clock), pace_of(settings, assistant, database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        given = (settings, database, ids, clock, meters, answer, hands, pace)
        async with _running(*given) as running:
            yield running
        database.close()

    app = FastAPI(
        title="ConvergeAI", version=API_VERSION, docs_url=None, redoc_url=None, lifespan=lifespan
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
        )
    answer_with_problems(app)
    asyncapi = asyncapi_document(API_VERSION, dict(SOCKETS.items()), {"ops": PANE_SOCKET})
    parts = (
        operations_router(database, meters, clock, asyncapi),
        invoices_router(database, links, clock),
        events_router(database, ids, clock, settings.event_key()),
        sessions_router(lambda request: request.state.door),
        identities_router(lambda request: request.state.door),
        *console_routes(
            database, hands, token_bytes=secrets.token_bytes, hasher=HASHER, demo=settings.demo
        ),
        webhook_router(
            WhatsAppDoor(database, ids, clock),
            account_of(settings),
            lambda request, taken: request.state.taken_in(taken),
        ),
        media_router(
            database,
            Access(database, clock, ids, secrets.token_bytes, HASHER, settings.demo).session,
            lambda request: request.state.graph,
        ),
        mobile_router(
            lambda request: request.state.door.front, lambda request: request.state.paces
        ),
        *(
            socket_router(
                path, lambda socket: socket.state.door.front, partial(_let_in_by_host, channel)
            )
            for channel, path in SOCKETS.items()
        ),
        socket_router(PANE_SOCKET, lambda socket: socket.state.pane),
    )
    for part in parts:
        # As they are: `include_router` builds every route once more, at the first request.
        app.routes.extend(part.routes)
    serve_pages(app, demo=settings.demo)
    return app


@asynccontextmanager
async def _running(
    settings: ChannelSettings,
    database: Database,
    ids: Ids,
    clock: Clock,
    meters: Meters,
    answer: Answer | None,
    hands: Hands,
    pace: Pace,
) -> AsyncIterator[dict[str, Any]]:
    """Everything that moves, from start to drained; gives what requests need of it."""

    def line() -> dict[int, Standing]:
        with database.read() as tx:
            return standings(tx)

    hub = Hub()
    handed = Handed(database, clock)
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        outside = await stack.enter_async_context(ways_out(settings, database, ids, clock))
        threads = stack.enter_context(pace.open_threads())
        work = answer and Work(
            database,
            answer,
            threads,
            outside.senders,
            hands,
            name=secrets.token_hex(8),
            pace=pace,
        )
        wake = work.wake if work else _leave_to_workers

        def hear(news: Sequence[Written]) -> None:
            loop.call_soon_threadsafe(_pass_on, news, hub, work)

        def hear_other(news: News) -> None:
            hub.tell(news.conversation_id, Newer(news.seq))

        front = Front(
            desk=Desk(database, ids, clock),
            hub=hub,
            wake=wake,
            took=handed.note,
            meters=meters,
            threads=threads,
            monotonic=time.monotonic,
            allowed_origins=settings.allowed_origins,
            frames_per_second=settings.frames_per_second,
            idle_seconds=settings.idle_seconds,
        )

        def taken_in(taken: Sequence[Taken]) -> None:
            for one in taken:
                hub.tell(one.message.conversation_id, one.message)
                wake(one.message.conversation_id)
            if outside.whatsapp is not None:
                outside.whatsapp.attention.show(taken)

        door = Door(
            front=front,
            secret=settings.secret.get_secret_value().encode(),
            show_codes=settings.demo,
            sends_codes=outside.whatsapp is not None and outside.whatsapp.graph.account.can_send,
            codes_per_address=settings.codes_per_address,
            token_bytes=secrets.token_bytes,
            below=secrets.randbelow,
            host=_host(settings),
        )
        moving = (
            handed.run(),
            HandsWatch(hub, line).run(),
            hear_others(database, hear_other),
            look_after_sockets(database, hub),
        )
        tasks = [asyncio.create_task(one) for one in moving]
        stack.push_async_callback(_end, tasks)
        stack.enter_context(database.heard_by(hear))
        if work:
            await stack.enter_async_context(work.running())
        yield {
            "door": door,
            "paces": Buckets(settings.frames_per_second, BURST, time.monotonic),
            "taken_in": taken_in,
            "pane": _pane(front, database, hands),
            "graph": outside.whatsapp.graph if outside.whatsapp else None,
        }


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _host(settings: ChannelSettings) -> Host | None:
    key = settings.host_token_key.get_secret_value()
    return Host(read_host_key(key), settings.host_token_audience) if key else None


def _let_in_by_host(channel: Channel, state: State, hello: Hello) -> Admitted:
    return let_in_by_host(channel, state.door, hello)


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
        threads=front.threads,
        monotonic=front.monotonic,
        allowed_origins=(),
        frames_per_second=front.frames_per_second,
        idle_seconds=front.idle_seconds,
    )


def _leave_to_workers(_: int) -> None:
    """Workers hear of a committed message by themselves."""


def _pass_on(news: Sequence[Written], hub: Hub, work: Work | None) -> None:
    """Hand fresh lines to whom they concern: open sockets, or the channel's sender."""
    for written in news:
        hub.tell(written.conversation_id, written.message or Newer(written.seq))
    if work:
        work.pass_on(news)
