"""A server, the stand-in for the platform beside it, and the screen of its customers."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

import uvicorn
from sqlalchemy import select

from channels.settings import DEMO_SECRET
from channels.whatsapp.account import Account
from channels.whatsapp.simulator.courier import Courier
from channels.whatsapp.simulator.ledger import Ledger
from channels.whatsapp.simulator.notices import Person
from channels.whatsapp.simulator.prompt import Prompt, shown
from channels.whatsapp.simulator.service import simulated_platform
from channels.whatsapp.simulator.world import World
from channels.work import OpenAssistant
from store.database import Database
from store.tables import outbox
from tests.channels.site import Site, echo, running
from tests.channels.whatsapp.platform import ASHA

NUMBER_ID = "100000000000001"
Script = Callable[["Trial"], Coroutine[Any, Any, None]]
LIVE: dict[str, Any] = {
    "demo": False,
    "whatsapp_app_secret": "x" * 32,
    "whatsapp_access_token": "demo",
    "whatsapp_phone_number_id": NUMBER_ID,
}
"""Settings of a shop that is no demo."""


@dataclass
class Trial:
    """A server under trial, the stand-in beside it, and the screen of its customers."""

    site: Site
    world: World
    prompt: Prompt
    screen: list[str]
    address: str

    async def type(self, line: str) -> str | None:
        return self.prompt.obey(line)

    async def until(self, happened: Callable[[], Any]) -> None:
        async with asyncio.timeout(20):
            while not happened():
                await asyncio.sleep(0.01)

    def states(self) -> list[str]:
        with self.site.database.read() as tx:
            return list(tx.execute(select(outbox.c.state).order_by(outbox.c.id)).scalars())


def play(
    database: Database,
    script: Script,
    *,
    ledger: TextIO | None = None,
    assistant: OpenAssistant | None = echo,
    **settings: Any,
) -> None:
    """Run a conversation with the stand-in against a real server."""
    listener = socket.create_server(("127.0.0.1", 0))
    graph = f"http://127.0.0.1:{listener.getsockname()[1]}/v23.0"
    secret = settings.get("whatsapp_app_secret", DEMO_SECRET).encode()
    account = Account(secret, b"demo", "demo", NUMBER_ID, graph)

    book = Ledger(ledger, lambda: datetime.now(UTC))

    @asynccontextmanager
    async def opened(site: Site) -> AsyncIterator[Trial]:
        webhook = f"{site.http}/v1/whatsapp/webhook"
        courier = Courier(webhook, secret, random.Random(1), book.acknowledge)
        screen: list[str] = []
        world = World(
            NUMBER_ID,
            courier,
            lambda: datetime.now(UTC),
            lambda person, body: screen.append(shown(person, body)),
            ledger=book,
        )
        app = simulated_platform(world, account)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield Trial(site, world, Prompt(world, Person(ASHA)), screen, graph)
            await courier.settle()
        finally:
            server.should_exit = True
            await courier.close()
            await serving

    async def run(site: Site) -> None:
        async with opened(site) as trial:
            await script(trial)

    with running(database, assistant, whatsapp_graph_url=graph, **settings) as site:
        asyncio.run(run(site))
    listener.close()
