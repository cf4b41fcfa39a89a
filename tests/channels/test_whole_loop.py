"""The product as it ships, from a socket to the log: the real assistant over seeded rows."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from channels.work import shipped_assistant
from tests.channels import plain
from tests.channels.site import Frame, Site, running
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import NOW, build_marketplace


@pytest.fixture(scope="module")
def shop(engine: Engine) -> Iterator[Site]:
    for database in opened(engine, build_marketplace):
        with running(database, shipped_assistant) as site:
            site.hands.ahead = NOW - datetime.now(UTC)  # the seeded bookings are to come
            yield site


def ask(shop: Site, session: Frame, text: str) -> Frame:
    async def talk() -> Frame:
        async with shop.chat(session) as talker:
            await talker.say(type="message", client_id=text, text=text)
            ack = await talker.until("ack")
            return await talker.until("message", in_reply_to=ack["seq"])

    return asyncio.run(talk())


@pytest.mark.parametrize(
    "question",
    [
        "How much is AC repair in 411001?",
        "AC repair ka price kya hai 411001 mein",
        "411001 में एसी रिपेयर का दाम क्या है?",
    ],
)
def test_a_price_is_asked_in_three_languages_and_answered_in_rupees(
    shop: Site, question: str
) -> None:
    reply = ask(shop, shop.guest(), question)
    assert "₹" in reply["text"]
    assert "411001" in reply["text"]


def test_bookings_are_a_customers_own_once_they_have_signed_in(shop: Site) -> None:
    guest = shop.guest()
    refused = ask(shop, guest, "show my bookings")
    assert "action:sign_in" in [choice["value"] for choice in refused["choices"]]
    mobile = {"mobile": "9722281727"}
    code = plain.post(f"{shop.http}/v1/sessions/otp", json=mobile).json()["code"]
    session = plain.post(
        f"{shop.http}/v1/sessions/verify",
        json={**mobile, "code": code},
        headers={"Authorization": f"Bearer {guest['token']}"},
    ).json()
    assert session["conversation_id"] == guest["conversation_id"]
    assert "CB-" in ask(shop, session, "show my bookings please")["text"]
