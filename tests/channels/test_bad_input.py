"""What clients should not send, and the clear word that each gets for it: an error frame or a
close code, with the server up and nothing lost."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import Database
from tests.channels.site import Site, Talker, running


async def still_answers(talker: Talker) -> None:
    await talker.say(type="message", client_id="after", text="still there?")
    await talker.until("message", author="assistant")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("{", "bad_json"),
        ("", "bad_json"),
        ("[]", "bad_json"),
        ('"hello"', "bad_json"),
        ("[" * 50_000, "bad_json"),
        ('{"type":"message","client_id":"a","text":"\\ud800"}', "bad_json"),
        ('{"type":"message","client_id":"a","text":"raw \x01 control"}', "bad_json"),
        ('{"type":"dance"}', "unknown_type"),
        ('{"type":["message"]}', "unknown_type"),
        ("{}", "unknown_type"),
        ('{"type":"message","client_id":"a","text":""}', "bad_field"),
        ('{"type":"message","client_id":"a","text":" \\n "}', "bad_field"),
        ('{"type":"message","client_id":"a","text":"nul \\u0000"}', "bad_field"),
        ('{"type":"message","client_id":"a","text":7}', "bad_field"),
        ('{"type":"message","client_id":"","text":"x"}', "bad_field"),
        ('{"type":"message","client_id":"tab\\t","text":"x"}', "bad_field"),
        ('{"type":"message","text":"x"}', "bad_field"),
        ('{"type":"message","client_id":"a","text":"x","role":"admin"}', "bad_field"),
        ('{"type":"feedback","seq":-1,"value":"up"}', "bad_field"),
        ('{"type":"feedback","seq":1,"value":"sideways"}', "bad_field"),
        ('{"type":"feedback","seq":99999999999999999999,"value":"up"}', "bad_field"),
        ('{"type":"hello","token":"x"}', "hello_twice"),
        (json.dumps({"type": "message", "client_id": "a", "text": "x" * 4097}), "bad_field"),
    ],
)
def test_a_bad_frame_gets_an_error_frame_and_the_chat_goes_on(
    site: Site, raw: str, code: str
) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            await talker.connection.send(raw)
            error = await talker.until("error")
            assert error["code"] == code
            assert error["detail"]
            assert error["retry"] is False
            await still_answers(talker)

    asyncio.run(talk())


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4096,
        "न" * 4096,
        "\u202eright to left\u202c \u200f",
        "😀" * 4096,
        "a\r\nb\u2028c",
        "<script>alert(1)</script>",
    ],
)
def test_unusual_text_is_kept_as_it_is(either_site: Site, text: str) -> None:
    async def talk() -> None:
        guest = either_site.guest()
        async with either_site.chat(guest) as talker:
            await talker.say(type="message", client_id="a", text=text)
            await talker.until("message", author="assistant")
        assert either_site.log(guest)[0].text == text

    asyncio.run(talk())


def test_a_refused_message_is_named_by_its_client_id(site: Site) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            await talker.say(type="message", client_id="long", text="x" * 5000)
            assert (await talker.until("error"))["client_id"] == "long"

    asyncio.run(talk())


@pytest.mark.parametrize("frame", ["x" * 65 * 1024, "न" * 22 * 1024, b"binary"])
def test_a_frame_over_64_kib_or_binary_closes_with_4400(site: Site, frame: str | bytes) -> None:
    async def talk() -> None:
        guest = site.guest()
        async with site.chat(guest) as talker:
            await talker.connection.send(frame)
            await talker.until("error")
            assert await talker.closed() == 4400
        async with site.chat(guest) as back:
            await still_answers(back)

    asyncio.run(talk())


def test_an_absurdly_big_frame_is_closed_by_the_protocol(site: Site) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            await talker.connection.send("x" * 1_000_000)
            assert await talker.closed() == 1009
        async with site.chat(site.guest()) as back:
            await still_answers(back)

    asyncio.run(talk())


@pytest.mark.parametrize(
    ("first", "close"),
    [
        ({"type": "hello", "token": "wrong"}, 4401),
        ({"type": "hello", "token": "\u0000"}, 4401),
        ({"type": "hello", "token": "🔑" * 40}, 4401),
        ({"type": "message", "client_id": "a", "text": "before hello"}, 4401),
        ({"type": "hello"}, 4400),
        ({"type": "hello", "token": ""}, 4400),
        ({"type": "dance"}, 4400),
    ],
)
def test_without_a_good_hello_nobody_gets_in(site: Site, first: dict[str, Any], close: int) -> None:
    async def talk() -> None:
        async with site.socket() as talker:
            await talker.say(**first)
            assert (await talker.hear())["type"] == "error"
            assert await talker.closed() == close

    asyncio.run(talk())


def test_an_expired_token_is_as_good_as_none(site: Site) -> None:
    async def talk() -> None:
        guest = site.guest()
        async with site.chat(guest) as open_before:
            site.hands.ahead = timedelta(days=31)
            await open_before.say(type="ping")
            assert await open_before.closed() == 4401
        async with site.socket() as talker:
            await talker.say(type="hello", token=guest["token"])
            assert await talker.closed() == 4401

    asyncio.run(talk())


@pytest.mark.parametrize("which", ["another's", "unknown"])
def test_another_conversation_is_refused_like_one_that_does_not_exist(
    site: Site, which: str
) -> None:
    async def talk() -> None:
        wanted = site.guest()["conversation_id"] if which == "another's" else "42"
        async with site.socket() as talker:
            await talker.say(type="hello", token=site.guest()["token"], conversation_id=wanted)
            error = await talker.hear()
            assert error["code"] == "unknown_session"
            assert await talker.closed() == 4401

    asyncio.run(talk())


ALLOWED = "https://shop.example, http://b.example/"


def test_our_own_pages_and_the_allowed_ones_may_open_a_socket(sqlite_database: Database) -> None:
    async def talk(site: Site, origin: str) -> None:
        async with site.socket(origin=origin) as talker:
            await talker.say(type="hello", token=site.guest()["token"])
            await talker.until("ready")

    with running(sqlite_database, allowed_origins=ALLOWED) as site:
        for origin in ("https://shop.example", "http://b.example", site.http):
            asyncio.run(talk(site, origin))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://shop.example.evil"])
def test_other_pages_are_closed_with_4403(sqlite_database: Database, origin: str) -> None:
    async def talk(site: Site) -> None:
        async with site.socket(origin=origin) as talker:
            assert (await talker.hear())["code"] == "forbidden_origin"
            assert await talker.closed() == 4403

    with running(sqlite_database, allowed_origins=ALLOWED) as site:
        asyncio.run(talk(site))


def test_a_silent_socket_is_closed_as_idle(sqlite_database: Database) -> None:
    async def talk(site: Site) -> None:
        async with site.chat(site.guest()) as talker:
            assert (await talker.until("error"))["code"] == "idle"
            assert await talker.closed() == 4408

    with running(sqlite_database, idle_seconds=0.05) as site:
        asyncio.run(talk(site))


def test_a_flood_is_closed_with_4429_and_loses_nothing_that_was_acknowledged(
    sqlite_database: Database,
) -> None:
    async def talk(site: Site) -> None:
        guest = site.guest()
        async with site.chat(guest) as talker:
            for number in range(150):
                await talker.say(type="message", client_id=str(number), text=str(number))
            await talker.until("error", code="too_fast")
            assert await talker.closed() == 4429
            acked = [frame["seq"] for frame in talker.seen if frame["type"] == "ack"]
        async with site.chat(guest) as back:
            asked = [line["seq"] for line in back.lines() if line["author"] == "customer"]
            assert set(acked) <= set(asked)

    with running(sqlite_database, frames_per_second=0.001) as site:
        asyncio.run(talk(site))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
FRAMES = st.one_of(
    st.text(max_size=300),
    JSON.map(json.dumps),
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["hello", "message", "choice", "feedback", "handoff", "typing"])
            | JSON
        },
        optional={
            "client_id": st.text(max_size=70) | JSON,
            "text": st.text(max_size=60) | JSON,
            "value": JSON,
            "seq": JSON,
            "token": JSON,
        },
    ).map(json.dumps),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(frames=st.lists(FRAMES, max_size=12))
def test_no_frame_whatever_breaks_the_chat(site: Site, frames: list[str]) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            for frame in frames:
                await talker.connection.send(frame.encode("utf-8", "replace").decode())
            await talker.say(type="message", client_id="the last one", text="still there?")
            ack = await talker.until("ack", client_id="the last one")
            await talker.until("message", author="assistant", in_reply_to=ack["seq"])

    asyncio.run(talk())
