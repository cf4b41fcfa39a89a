"""The whole way: a signed webhook in, the product's own turn, the Graph API out."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx
from sqlalchemy import select

from channels.work import shipped_assistant
from store.tables import conversations, outbox
from tests.channels import plain
from tests.channels.console import Console
from tests.channels.site import Site, running
from tests.channels.whatsapp.platform import Json, Phone, notification, post, status
from tests.channels.whatsapp.shop import refusal, said
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import NOW, build_marketplace

GRAPH = "https://graph.example/v23.0"
KNOWN = "919722281727"
"""A seeded customer with bookings."""


class Platform:
    """The Graph API as the server under test sees it; names what it takes one after the other."""

    def __init__(self) -> None:
        self.taken: list[Json] = []
        self.read: list[Json] = []
        self.refusal: httpx.Response | None = None

    def take(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        if self.refusal is not None:
            return self.refusal
        if body.get("status") == "read":
            self.read.append(body)
            return httpx.Response(200, json={"success": True})
        self.taken.append(body)
        return httpx.Response(200, json={"messages": [{"id": f"wamid.ours.{len(self.taken)}"}]})

    def next(self, have: int) -> Json:
        """The first message after `have` of them."""
        until(lambda: len(self.taken) > have)
        return self.taken[have]


def until(happened: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    platform = Platform()
    with respx.mock(assert_all_called=False) as router:
        router.route(host="127.0.0.1").pass_through()
        router.post(url__startswith=GRAPH).mock(side_effect=platform.take)
        yield platform


@pytest.fixture(scope="module")
def shop(engine: Engine, platform: Platform) -> Iterator[Site]:
    for database in opened(engine, build_marketplace):
        with running(database, shipped_assistant, whatsapp_graph_url=GRAPH) as site:
            site.hands.ahead = NOW - datetime.now(UTC)  # the seeded bookings are to come
            yield site


def ask(platform: Platform, phone: Phone, text: str) -> Json:
    have = len(platform.taken)
    assert phone.say(text).status_code == 200
    return platform.next(have)


@pytest.mark.parametrize(
    "question",
    [
        "How much is AC repair in 411001?",
        "AC repair ka price kya hai 411001 mein",
        "411001 में एसी रिपेयर का दाम क्या है?",
    ],
)
def test_a_price_is_asked_in_three_languages_and_answered_in_rupees(
    shop: Site, platform: Platform, question: str
) -> None:
    reply = said(ask(platform, Phone(shop, "919845000001"), question))
    assert "₹" in reply
    assert "411001" in reply


def test_a_known_number_sees_its_bookings_without_signing_in(
    shop: Site, platform: Platform
) -> None:
    assert "CB-" in said(ask(platform, Phone(shop, KNOWN), "show my bookings please"))


def test_somebody_without_a_number_is_asked_to_sign_in_first(
    shop: Site, platform: Platform
) -> None:
    reply = ask(platform, Phone(shop, None, "IN.777"), "show my bookings please")
    assert reply["recipient"] == "IN.777"
    assert "action:sign_in" in json.dumps(reply)


def test_a_pressed_button_and_a_typed_place_mean_the_same_choice(
    shop: Site, platform: Platform
) -> None:
    phone = Phone(shop, "919845000002")
    offered = ask(platform, phone, "hello")
    rows = offered["interactive"]["action"]["sections"][0]["rows"]
    have = len(platform.taken)
    pressed = {"type": "list_reply", "list_reply": rows[3]}
    post(shop, notification(messages=[phone.message("interactive", interactive=pressed)]))
    by_button = said(platform.next(have))
    assert said(ask(platform, phone, "hello again"))
    assert said(ask(platform, phone, "4")) == by_button


@pytest.mark.parametrize(
    ("greeting", "answer"),
    [("hello", "kept with this chat"), ("नमस्ते", "इस चैट के साथ रख")],
)
def test_a_voice_note_is_answered_helpfully_and_kept_for_staff(
    shop: Site, platform: Platform, greeting: str, answer: str
) -> None:
    phone = Phone(shop, "919845000007" if greeting == "hello" else "919845000008")
    ask(platform, phone, greeting)
    have = len(platform.taken)
    audio = {"id": "1349120865530274", "mime_type": "audio/ogg; codecs=opus", "voice": True}
    assert post(shop, notification(messages=[phone.message("audio", audio=audio)])).is_success
    reply = platform.next(have)
    assert answer in said(reply)
    assert "intent:human_agent" in json.dumps(reply)
    with shop.database.read() as tx:
        kept = select(conversations.c.attachment).where(conversations.c.text == "🎤")
        assert {row["id"] for row in tx.execute(kept).scalars()} == {"1349120865530274"}


def test_what_is_read_is_shown_as_read_and_as_being_answered(
    shop: Site, platform: Platform
) -> None:
    def own() -> list[Any]:
        """Of this phone's messages alone: marks are late, another's may come now."""
        return [one for one in platform.read if "wamid.919845000003." in one["message_id"]]

    platform.read.clear()
    ask(platform, Phone(shop, "919845000003"), "hello")
    until(own)
    (shown,) = own()
    assert shown["status"] == "read"
    assert shown["typing_indicator"] == {"type": "text"}


@pytest.mark.parametrize(("emoji", "kept"), [("👍🏽", "up"), ("👎", "down"), ("😮", None)])
def test_a_thumb_on_a_reply_is_feedback_and_is_taken_back(
    shop: Site, platform: Platform, emoji: str, kept: str | None
) -> None:
    phone = Phone(shop, "919845000004")
    ask(platform, phone, "what do you offer?")
    name = f"wamid.ours.{len(platform.taken)}"
    until(lambda: feedback(shop, name) != "unknown")
    for face, expected in ((emoji, kept), ("", None)):
        reaction = {"message_id": name, "emoji": face}
        post(shop, notification(messages=[phone.message("reaction", reaction=reaction)]))
        assert feedback(shop, name) == expected


def feedback(shop: Site, name: str) -> str | None:
    with shop.database.read() as tx:
        row = tx.execute(
            select(conversations.c.feedback)
            .join(outbox, outbox.c.message_id == conversations.c.id)
            .where(outbox.c.external_id == name)
        ).first()
    return row.feedback if row else "unknown"


def test_statuses_of_a_reply_climb_to_read(shop: Site, platform: Platform) -> None:
    ask(platform, Phone(shop, "919845000005"), "hello")
    name = f"wamid.ours.{len(platform.taken)}"
    for what in ("read", "delivered", "sent"):
        assert post(shop, status(name, what)).status_code == 200

    def state() -> str | None:
        with shop.database.read() as tx:
            one = select(outbox.c.state).where(outbox.c.external_id == name)
            return tx.execute(one).scalar_one_or_none()

    until(lambda: state() == "read")


def test_a_token_that_is_refused_is_seen_by_operators(shop: Site, platform: Platform) -> None:
    platform.refusal = refusal(190, 401)
    Phone(shop, "919845000006").say("hello")
    until(lambda: "converge_channel_alarm{" in plain.get(f"{shop.http}/metrics").text)
    platform.refusal = None
    told = plain.get(f"{shop.http}/readyz").json()
    assert told["status"] == "ok"
    assert "all sends are stopped" in told["alarms"][0]
    assert "190" in told["alarms"][0]
    with Console(shop).staff("Ravi Menon") as visitor:
        assert "all sends are stopped" in visitor.get("/ops/queue").text
