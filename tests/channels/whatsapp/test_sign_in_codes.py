"""Sign-in codes outside a demo: brought by WhatsApp, kept nowhere in clear."""

import asyncio
import random
import re
from typing import Any

import httpx
from sqlalchemy import select

from store.accounts import user_by_mobile
from store.database import Database
from store.erase import erase_user
from store.ids import Ids
from store.sign_in_codes import CODE_LIFETIME
from store.tables import conversations, dialogues, identities, metadata
from store.verify import chat, people
from tests.channels import plain
from tests.channels.site import running
from tests.channels.whatsapp.trial import LIVE, Trial, play
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace

MOBILE = "+919876543210"


def ask(trial: Trial, **more: Any) -> httpx.Response:
    body = {"mobile": MOBILE, **more}
    return plain.post(f"{trial.site.http}/v1/sessions/otp", json=body)


def verify(trial: Trial, code: str) -> httpx.Response:
    body = {"mobile": MOBILE, "code": code}
    return plain.post(f"{trial.site.http}/v1/sessions/verify", json=body)


def code_on(screen: list[str]) -> str:
    found = re.fullmatch(r"919876543210 < \[converge_code, (?:en|hi)\] (\d{6})", screen[-1])
    assert found, screen
    return found[1]


def everything_in(database: Database) -> str:
    with database.read() as tx:
        return "\n".join(
            str(tuple(row)) for table in metadata.sorted_tables for row in tx.execute(select(table))
        )


def test_a_code_comes_as_an_authentication_template_and_signs_in_once(
    sqlite_database: Database,
) -> None:
    async def script(trial: Trial) -> None:
        answer = ask(trial)
        assert (answer.status_code, answer.json()) == (202, {"expires_in": 300})
        await trial.until(lambda: trial.screen)
        code = code_on(trial.screen)
        (_, _, body) = trial.world.sent[0]
        assert body["to"] == "919876543210"
        button = {"type": "button", "sub_type": "url", "index": "0"}
        parts = body["template"]["components"]
        assert [part["parameters"][0]["text"] for part in parts] == [code, code]
        assert button.items() <= parts[1].items()
        assert code not in everything_in(trial.site.database)
        await trial.until(lambda: trial.states() == ["read"])
        with trial.site.database.read() as tx:
            assert user_by_mobile(tx, MOBILE) is None  # asking proves nothing
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        assert verify(trial, wrong).json()["code"] == "wrong_code"
        assert verify(trial, code).status_code == 200
        assert verify(trial, code).json()["code"] == "void_code"

    play(sqlite_database, script, **LIVE)


def test_a_number_has_five_codes_an_hour_in_its_language_and_one_place(
    sqlite_database: Database,
) -> None:
    async def script(trial: Trial) -> None:
        for _ in range(5):
            assert ask(trial, language="hi").status_code == 202
        await trial.until(lambda: len(trial.screen) == 5)
        assert trial.screen[0].startswith("919876543210 < [converge_code, hi]")
        assert ask(trial).status_code == 429
        with trial.site.database.read() as tx:
            assert len(tx.execute(select(dialogues.c.id)).all()) == 1

    play(sqlite_database, script, **LIVE)


def test_a_code_that_could_not_go_in_time_does_not_go(sqlite_database: Database) -> None:
    async def script(trial: Trial) -> None:
        await trial.type("/error 131000")
        ask(trial)
        await trial.until(lambda: not trial.world.faults)
        trial.site.hands.ahead += CODE_LIFETIME
        await trial.until(lambda: trial.states() == ["failed"])
        assert trial.screen == []

    play(sqlite_database, script, **LIVE)


def test_a_person_who_writes_has_a_conversation_apart_from_their_codes(
    sqlite_database: Database,
) -> None:
    async def script(trial: Trial) -> None:
        ask(trial)
        await trial.until(lambda: trial.screen)
        await trial.type("/as 919876543210")
        await trial.type("hello")
        await trial.until(lambda: len(trial.screen) == 2)
        with trial.site.database.write() as tx:
            assert len(tx.execute(select(dialogues.c.id)).all()) == 2
            person = user_by_mobile(tx, MOBILE)
            assert person is not None
            now = trial.site.hands.now()
            for check in (*people.CHECKS, *chat.CHECKS):
                if check.name in ("message_agrees_with_conversation", "user_mobile_form"):
                    assert tx.execute(check.broken).all() == [], check.name
            erase_user(tx, Ids(trial.site.hands.now, random.Random(1)), now, person.user_id)
            assert tx.execute(select(identities.c.id)).all() == []
            assert tx.execute(select(conversations.c.id)).all() == []

    play(sqlite_database, script, **LIVE)


def test_signing_in_within_the_chat_leaves_no_code_in_the_log(sqlite_engine: Engine) -> None:
    async def script(trial: Trial) -> None:
        guest = trial.site.guest()

        async def say(text: str) -> str:
            await talker.say(type="message", client_id=str(len(talker.seen)), text=text)
            reply = await talker.until("message", author="assistant")
            return str(reply["text"])

        async with trial.site.chat(guest) as talker:
            await say("show my bookings")
            assert "code" in await say("98765 43210")
            await trial.until(lambda: trial.screen)
            code = code_on(trial.screen)
            wrong = f"{(int(code) + 1) % 1_000_000:06d}"
            seeded = everything_in(trial.site.database)  # numbers may hold the digits by chance
            for typed, expected in ((f"it is {wrong}", "not the code"), (code, "signed in")):
                assert expected in await say(typed)
                held = everything_in(trial.site.database)
                assert held.count(wrong) == seeded.count(wrong)
                assert held.count(code) == seeded.count(code)
        lines = [line.text for line in trial.site.log(guest) if line.role == "user"]
        assert lines == ["show my bookings", "98765 43210", "it is ••••••", "••••••"]

    for database in opened(sqlite_engine, build_marketplace):
        play(database, script, assistant=None, **LIVE)


def test_within_the_chat_nothing_is_promised_where_nothing_can_carry_a_code(
    sqlite_engine: Engine,
) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            for text in ("show my bookings", "98765 43210"):
                await talker.say(type="message", client_id=text, text=text)
                reply = await talker.until("message", author="assistant")
            assert "can't send a code" in reply["text"]

    for database in opened(sqlite_engine, build_marketplace):
        with running(database, None, demo=False) as site:
            asyncio.run(talk())
