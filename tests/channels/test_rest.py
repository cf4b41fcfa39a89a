"""Opening sessions over HTTP: guests, sign-in with a code, and what goes wrong."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, update

from store.accounts import user_by_mobile
from store.database import Database
from store.tables import users
from tests.channels import plain
from tests.channels.site import Frame, Site, running

MOBILE = "98765 43210"


def ask_code(site: Site, mobile: str = MOBILE) -> httpx.Response:
    return plain.post(f"{site.http}/v1/sessions/otp", json={"mobile": mobile})


def verify(
    site: Site, code: str, guest: Frame | None = None, mobile: str = MOBILE
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {guest['token']}"} if guest else {}
    proof = {"mobile": mobile, "code": code}
    return plain.post(f"{site.http}/v1/sessions/verify", json=proof, headers=headers)


def test_a_guest_gets_a_token_and_a_conversation(site: Site) -> None:
    answer = plain.post(f"{site.http}/v1/sessions")
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "conversation_id"}
    assert answer.json()["conversation_id"].isdecimal()


def test_in_a_demo_the_code_is_shown_and_signs_a_new_customer_in(site: Site) -> None:
    sent = ask_code(site)
    assert sent.status_code == 202
    assert sent.json()["expires_in"] == 300
    signed_in = verify(site, sent.json()["code"])
    assert signed_in.status_code == 200
    with site.database.read() as tx:
        person = user_by_mobile(tx, "+919876543210")
    assert person is not None
    assert person.role == "customer"


def test_outside_a_demo_no_code_is_ever_shown(sqlite_database: Database) -> None:
    with running(sqlite_database, demo=False) as site:
        answer = ask_code(site)
    assert answer.status_code == 503
    assert answer.json()["code"] == "no_code_channel"


def test_signing_in_keeps_the_guests_conversation_and_retires_the_guests_token(site: Site) -> None:
    async def talk() -> None:
        guest = site.guest()
        async with site.chat(guest) as talker:
            await talker.say(type="message", client_id="a", text="my bookings")
            reply = await talker.until("message", author="assistant")
            assert reply["text"].startswith("guest")
            signed_in = verify(site, ask_code(site).json()["code"], guest).json()
            assert signed_in["conversation_id"] == guest["conversation_id"]
            assert await talker.closed() == 1012
        async with site.socket() as old:
            await old.say(type="hello", token=guest["token"])
            assert await old.closed() == 4401
        async with site.chat(signed_in, last_seq=2) as back:
            await back.say(type="message", client_id="b", text="my bookings")
            reply = await back.until("message", author="assistant")
            assert (reply["seq"], reply["text"][:8]) == (4, "customer")

    asyncio.run(talk())


def test_a_signed_in_conversation_cannot_be_taken_over_by_another_number(site: Site) -> None:
    mine = verify(site, ask_code(site).json()["code"], site.guest()).json()
    other = "9876500001"
    theirs = verify(site, ask_code(site, other).json()["code"], mine, other).json()
    assert theirs["conversation_id"] != mine["conversation_id"]


def test_signing_in_again_keeps_ones_conversation_and_ready_says_who_is_known(site: Site) -> None:
    mine = verify(site, ask_code(site).json()["code"], site.guest()).json()
    again = verify(site, ask_code(site).json()["code"], mine).json()
    assert again["conversation_id"] == mine["conversation_id"]
    assert again["token"] != mine["token"]

    async def talk() -> None:
        async with site.chat(site.guest()) as guest:
            assert "signed_in" not in guest.seen[-1]
        async with site.chat(again) as known:
            assert known.seen[-1]["signed_in"] is True

    asyncio.run(talk())


def test_a_signed_in_customer_may_resume_an_earlier_conversation_of_their_own(site: Site) -> None:
    async def talk() -> None:
        first = verify(site, ask_code(site).json()["code"]).json()
        second = verify(site, ask_code(site).json()["code"]).json()
        async with site.chat(second, conversation_id=first["conversation_id"]) as talker:
            assert talker.seen[-1]["conversation_id"] == first["conversation_id"]

    asyncio.run(talk())


def test_a_wrong_code_is_refused_and_five_of_them_void_the_right_one(site: Site) -> None:
    right = ask_code(site).json()["code"]
    wrong = "000000" if right != "000000" else "000001"
    answers = [verify(site, wrong) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["code"] for answer in answers} == {"wrong_code"}
    assert verify(site, right).json()["code"] == "void_code"


def test_a_code_is_void_after_five_minutes(site: Site) -> None:
    code = ask_code(site).json()["code"]
    site.hands.ahead = timedelta(minutes=5)
    assert verify(site, code).json()["code"] == "void_code"


def test_the_sixth_code_within_an_hour_is_refused_with_the_time_to_wait(site: Site) -> None:
    for _ in range(5):
        assert ask_code(site).status_code == 202
    answer = ask_code(site)
    assert answer.status_code == 429
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert ask_code(site, "98765 43211").status_code == 202


@pytest.mark.parametrize("trait", [{"active": False}, {"role": "agent"}])
def test_closed_accounts_and_staff_cannot_chat_as_customers(
    site: Site, trait: dict[str, Any]
) -> None:
    with site.database.write() as tx:
        person = {"mobile": "+919876543210", "role": "customer", "active": True}
        tx.execute(insert(users).values(**person))
        tx.execute(update(users).values(**trait))
    answer = verify(site, ask_code(site).json()["code"])
    assert answer.status_code == 403
    assert answer.json()["code"] == "closed_account"


@pytest.mark.parametrize(
    "mobile", ["+91 98765 43210", "098765-43210", "919876543210", " 9876543210 "]
)
def test_a_mobile_is_understood_however_it_is_written(site: Site, mobile: str) -> None:
    code = ask_code(site, mobile).json()["code"]
    assert verify(site, code).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("otp", b'{"mobile": "12345"}'),
        ("otp", b'{"mobile": "5876543210"}'),
        ("otp", '{"mobile": "९८७६५४३२१०"}'.encode()),
        ("otp", b'{"mobile": "\\ud800"}'),
        ("otp", b'{"mobile": null}'),
        ("otp", b"{"),
        ("otp", b""),
        ("otp", b"\xff\xfe"),
        ("verify", b'{"mobile": "9876543210", "code": "12 34"}'),
        ("verify", b'{"mobile": "9876543210", "code": 123456}'),
        ("verify", b"[]"),
    ],
)
def test_bad_requests_are_problems_that_name_the_field_and_leak_nothing(
    site: Site, path: str, body: bytes
) -> None:
    answer = plain.post(
        f"{site.http}/v1/sessions/{path}",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "code"} <= set(problem)
    assert "Traceback" not in answer.text
    if answer.status_code == 422:
        assert problem["errors"][0]["pointer"].startswith("/body")


def test_a_body_of_many_megabytes_is_refused_without_being_read_whole(site: Site) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 100_000

    answer = plain.post(f"{site.http}/v1/sessions/otp", content=endless())
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
