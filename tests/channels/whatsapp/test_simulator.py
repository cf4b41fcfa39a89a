"""The stand-in for the platform: a conversation typed at its prompt, and its bad days."""

import asyncio
import json
import random
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import select

from channels.__main__ import main
from channels.settings import DEMO_SECRET
from channels.whatsapp.account import Account
from channels.whatsapp.simulator.courier import Courier
from channels.whatsapp.simulator.limits import refusal_of
from channels.whatsapp.simulator.notices import Json, Person
from channels.whatsapp.simulator.prompt import HELP, Prompt, shown
from channels.whatsapp.simulator.service import simulated_platform
from channels.whatsapp.simulator.world import World
from store.database import Database
from store.tables import conversations, outbox
from tests.channels.site import Site, running
from tests.channels.whatsapp.platform import ASHA


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


@pytest.fixture
def try_out(sqlite_database: Database, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Runs a conversation with the stand-in against a real server."""
    listener = socket.create_server(("127.0.0.1", 0))
    graph = f"http://127.0.0.1:{listener.getsockname()[1]}/v23.0"

    @asynccontextmanager
    async def opened(site: Site) -> AsyncIterator[Trial]:
        account = Account(DEMO_SECRET.encode(), b"demo", "demo", "100000000000001", graph)
        webhook = f"{site.http}/v1/whatsapp/webhook"
        courier = Courier(webhook, account.app_secret, random.Random(1))
        screen: list[str] = []
        world = World(
            account.phone_number_id,
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

    def run(script: Callable[[Trial], Coroutine[Any, Any, None]]) -> None:
        async def play(site: Site) -> None:
            async with opened(site) as trial:
                await script(trial)

        with running(sqlite_database, whatsapp_graph_url=graph) as site:
            asyncio.run(play(site))

    with (tmp_path / "ledger").open("w") as book:
        yield run
    listener.close()


def test_a_typed_line_is_answered_and_a_number_presses_the_button(
    try_out: Callable[..., None],
) -> None:
    async def script(trial: Trial) -> None:
        await trial.type("hello")
        await trial.until(lambda: len(trial.screen) == 1)
        assert trial.screen[0].startswith(f"{ASHA} < customer said 'hello' (None)")
        assert trial.screen[0].endswith("[1] Prices\n  [2] A person")
        await trial.type("2")
        await trial.until(lambda: len(trial.screen) == 2)
        assert "said 'A person' (intent:human_agent)" in trial.screen[1]
        await trial.until(lambda: trial.states() == ["read", "read"])
        assert trial.world.ledger is not None
        ledger = Path(trial.world.ledger.name).read_text()
        taken = [json.loads(line) for line in ledger.splitlines()]
        assert [one["to"] for one in taken] == [ASHA, ASHA]

    try_out(script)


def test_copies_and_disorder_are_one_message_each(try_out: Callable[..., None]) -> None:
    async def script(trial: Trial) -> None:
        await trial.type("/twice 3")
        await trial.type("/disorder 0.3")
        for number in range(5):
            await trial.type(f"message {number}")
        await trial.until(lambda: len(trial.screen) == 5)
        await trial.until(lambda: trial.states() == ["read"] * 5)
        with trial.site.database.read() as tx:
            lines = select(conversations.c.text).where(conversations.c.role == "user")
            assert sorted(tx.execute(lines).scalars()) == [f"message {n}" for n in range(5)]

    try_out(script)


@pytest.mark.parametrize(
    ("command", "state"),
    [("/error 131026", "failed"), ("/fail 131026", "failed"), ("/error 132000", "dead")],
)
def test_errors_on_request(try_out: Callable[..., None], command: str, state: str) -> None:
    async def script(trial: Trial) -> None:
        await trial.type(command)
        await trial.type("hello")
        await trial.until(lambda: trial.states() == [state])

    try_out(script)


def test_other_people_things_sent_beside_words_and_reactions(try_out: Callable[..., None]) -> None:
    async def script(trial: Trial) -> None:
        assert await trial.type("/react 👍") == "nothing has come yet that you could react to"
        for line in ("/photo leaking tap", "/id IN.42", "/voice", "/place 411001", "/poll"):
            await trial.type(line)
        await trial.until(lambda: len(trial.screen) == 4)
        assert sorted({line.partition(" <")[0] for line in trial.screen}) == [ASHA, "IN.42"]
        await trial.type("/react 👍")
        assert await trial.type("/dance") == HELP

    try_out(script)


def test_another_program_can_use_it_too(try_out: Callable[..., None]) -> None:
    async def script(trial: Trial) -> None:
        base = trial.address.rpartition("/")[0]
        async with httpx.AsyncClient(base_url=base, verify=False) as client:
            said = await client.post("/sim/say", json={"from": ASHA, "text": "hi"})
            assert said.json()["id"].startswith("wamid.")
            await trial.until(lambda: trial.screen)
            (sent,) = (await client.get("/sim/sent")).json()
            assert sent["to"] == ASHA
            spoilt = await client.post("/sim/faults", json={"mood": "timeout", "times": 2})
            assert spoilt.json() == {"waiting": 2}
            assert (await client.post("/1/messages", json={})).status_code == 401

    try_out(script)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 100),
        ({"messaging_product": "whatsapp"}, 131008),
        ({"type": "text", "text": {"body": "x" * 4097}}, 131009),
        ({"type": "text", "text": {"body": ""}}, 131009),
        ({"type": "dance"}, 131009),
        ({"type": "interactive", "interactive": {"type": "button"}}, 131009),
    ],
)
def test_what_the_platform_would_refuse_is_refused(body: Json, code: int) -> None:
    if "type" in body:
        body = {"messaging_product": "whatsapp", "to": ASHA, **body}
    assert refusal_of(body) == code


def test_without_a_channel_there_is_nothing_to_play(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONVERGE_DEMO", raising=False)
    monkeypatch.setenv("CONVERGE_SECRET", "s" * 32)
    assert main(["whatsapp-sim"]) == 2
    assert "CONVERGE_DEMO=true" in capsys.readouterr().err
