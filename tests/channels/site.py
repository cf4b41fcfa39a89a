"""A real server on a free port with a fresh database, and what talks to it as customers do."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, repeat
from typing import Any

import uvicorn
from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect

from assistant.settings import AssistantSettings
from channels.app import create_app
from channels.server import configuration
from channels.settings import ChannelSettings
from channels.work import OpenAssistant
from channels.worker import work_until
from store.chat import Message, messages_after
from store.database import Database, open_database
from store.ids import Clock, Ids
from store.settings import StoreSettings
from store.turns import TurnRecord, Waiting, leave_to_person, next_waiting, write_turn
from tests.channels import plain

Frame = dict[str, Any]


def echo(database: Database, ids: Ids, clock: Clock) -> Callable[[int], bool]:
    """An assistant at the composition edge that says back what it heard, with two choices."""

    def answer(conversation_id: int) -> bool:
        with database.write() as tx:
            waiting = next_waiting(tx, conversation_id)
            if waiting is None:
                return False
            if waiting.owner == "staff":
                return leave_to_person(tx, waiting.inbox_id, clock())
            write_turn(tx, ids, _reply(waiting, clock()))
        return True

    return answer


def _reply(waiting: Waiting, now: datetime) -> TurnRecord:
    who = "guest" if waiting.user_id is None else "customer"
    return TurnRecord(
        waiting=waiting,
        text=f"{who} said {waiting.text!r} ({waiting.chosen})",
        now=now,
        language="en",
        choices=(("intent:price_quote", "Prices"), ("intent:human_agent", "A person")),
        state={},
        handoff=False,
        columns={"score_reasons": {}, "scorer_version": "test", "router_version": "test"},
        queue=None,
    )


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True)
class Site:
    """A running server."""

    hosts: Iterator[str]
    """The addresses of its web processes, by turns."""
    hands: Hands
    database: Database

    @property
    def host(self) -> str:
        return next(self.hosts)

    @property
    def http(self) -> str:
        return f"http://{self.host}"

    def guest(self, language: str = "en") -> Frame:
        answer = plain.post(f"{self.http}/v1/sessions", json={"language": language})
        session: Frame = answer.raise_for_status().json()
        return session

    def log(self, session: Frame) -> tuple[Message, ...]:
        """The conversation as it stands in the database."""
        with self.database.read() as tx:
            return messages_after(tx, int(session["conversation_id"]), 0)

    @asynccontextmanager
    async def socket(self, path: str = "/v1/web/socket", **options: Any) -> AsyncIterator["Talker"]:
        async with connect(f"ws://{self.host}{path}", **options) as connection:
            yield Talker(connection)

    @asynccontextmanager
    async def chat(
        self, session: Frame, path: str = "/v1/web/socket", **hello: Any
    ) -> AsyncIterator["Talker"]:
        """A socket after its hello; what was replayed is in `seen`."""
        async with self.socket(path) as talker:
            await talker.say(type="hello", token=session["token"], **hello)
            await talker.until("ready")
            yield talker


class Talker:
    """One client socket; `seen` holds every frame received, in order."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.seen: list[Frame] = []

    async def say(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def hear(self, patience: float | None = 10) -> Frame:
        async with asyncio.timeout(patience):
            frame: Frame = json.loads(await self.connection.recv())
        self.seen.append(frame)
        return frame

    async def until(self, kind: str, **fields: Any) -> Frame:
        """The next frame of this type with these fields."""
        while True:
            frame = await self.hear()
            if frame["type"] == kind and fields.items() <= frame.items():
                return frame

    async def closed(self) -> int:
        """The code with which the server closes."""
        async with asyncio.timeout(10):
            await self.connection.wait_closed()
        assert self.connection.close_code is not None
        return self.connection.close_code

    def lines(self) -> list[Frame]:
        return [frame for frame in self.seen if frame["type"] == "message"]


@contextmanager
def running(
    database: Database, open_assistant: OpenAssistant | None = echo, **settings: Any
) -> Iterator[Site]:
    """One process over `database` that serves and answers, in a thread, until the block ends; by
    the assistant as it ships and is set up, when none is given."""
    hands = Hands()
    with _serving(database, open_assistant, hands, **settings) as host:
        yield Site(repeat(host), hands, database)


@contextmanager
def running_apart(
    database: Database, open_assistant: OpenAssistant = echo, *, workers: int = 1, **settings: Any
) -> Iterator[Site]:
    """Two web processes and some workers over `database`; each has connections of its own, and
    they know of each other by the database alone."""
    hands, web = Hands(), {**settings, "worker": False}
    with ExitStack() as stack:
        hosts = [
            stack.enter_context(_serving(database, open_assistant, hands, **web)) for _ in range(2)
        ]
        for _ in range(workers):
            stack.enter_context(_working(database, open_assistant, hands, **settings))
        yield Site(cycle(hosts), hands, database)


@contextmanager
def _serving(
    database: Database, open_assistant: OpenAssistant | None, hands: Hands, **settings: Any
) -> Iterator[str]:
    app = create_app(
        _settings(**settings),
        StoreSettings(database_url=url_of(database)),
        clock=hands.now,
        open_assistant=open_assistant,
    )
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(configuration(app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def _working(
    database: Database, open_assistant: OpenAssistant, hands: Hands, **settings: Any
) -> Iterator[None]:
    stop, loop = asyncio.Event(), asyncio.new_event_loop()
    ready = threading.Event()

    def work() -> None:
        with open_database(url_of(database)) as own:
            assistant = AssistantSettings(_env_file=None)
            given = (_settings(**settings), assistant, own, open_assistant, hands.now, ready.set)
            loop.run_until_complete(work_until(stop, *given))
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert ready.wait(20)
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def _settings(**given: Any) -> ChannelSettings:
    return ChannelSettings(_env_file=None, **{"demo": True, "secret": SecretStr("s" * 32), **given})


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)
