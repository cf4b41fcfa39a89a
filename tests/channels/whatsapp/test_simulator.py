"""The stand-in for the platform: a conversation typed at its prompt, and its bad days."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from channels.__main__ import main
from channels.whatsapp.simulator.limits import refusal_of
from channels.whatsapp.simulator.notices import Json
from channels.whatsapp.simulator.prompt import HELP
from store.database import Database
from store.tables import conversations
from tests.channels.whatsapp.platform import ASHA
from tests.channels.whatsapp.trial import Trial, play


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


@pytest.fixture
def try_out(sqlite_database: Database, book: Path) -> Iterator[Callable[..., None]]:
    """Runs a conversation with the stand-in against a real server."""
    with book.open("w") as file:
        yield lambda script: play(sqlite_database, script, ledger=file)


def test_a_typed_line_is_answered_and_a_number_presses_the_button(
    try_out: Callable[..., None], book: Path
) -> None:
    def ledger() -> list[Json]:
        return [json.loads(line) for line in book.read_text().splitlines()]

    def acknowledged() -> list[str]:
        return [name for one in ledger() for name in one.get("acknowledged", ())]

    async def script(trial: Trial) -> None:
        await trial.type("hello")
        await trial.until(lambda: len(trial.screen) == 1)
        assert trial.screen[0].startswith(f"{ASHA} < customer said 'hello' (None)")
        assert trial.screen[0].endswith("[1] Prices\n  [2] A person")
        await trial.type("2")
        await trial.until(lambda: len(trial.screen) == 2)
        assert "said 'A person' (intent:human_agent)" in trial.screen[1]
        await trial.until(lambda: trial.states() == ["read", "read"])
        bodies = [one["body"] for one in ledger() if "taken" in one]
        assert [body["to"] for body in bodies] == [ASHA, ASHA]
        await trial.until(lambda: len(acknowledged()) == 8)
        assert {f"{name}:read" for name, _, _ in trial.world.sent} < set(acknowledged())

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
