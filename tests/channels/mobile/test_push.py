"""Pushes: only for what no socket took, to whoever is signed in on the device, and never twice."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import func, select

from channels.settings import ChannelSettings
from store.database import Database
from store.outbox import lag
from store.tables import outbox
from tests.channels import plain
from tests.channels.mobile.app import App, sign_in, wait_for
from tests.channels.mobile.firebase import Firebase, credentials, firebase, refusal
from tests.channels.site import Site, running

LATER = timedelta(seconds=3)
"""After so long, what no socket took is seen to."""


@pytest.fixture
def google() -> Iterator[Firebase]:
    with firebase() as google:
        yield google


@pytest.fixture
def shop(google: Firebase, sqlite_database: Database) -> Iterator[Site]:
    with running(sqlite_database, fcm_credentials=SecretStr(credentials())) as site:
        yield site


def answered(app: App, key: str = "k1") -> None:
    """A message is posted and answered, nobody looks, and time goes by."""
    seq = app.post(key, text="hello").json()["seq"]
    wait_for(lambda: len(app.site.log(app.session)) > seq)
    app.site.hands.ahead += LATER


def nothing_waits(site: Site) -> bool:
    with site.database.read() as tx:
        return lag(tx).pending == 0


def failed_tries(site: Site) -> int:
    """As they are recorded: what is tried again is due by the clock of that moment."""
    with site.database.read() as tx:
        return tx.execute(select(func.sum(outbox.c.attempts))).scalar_one() or 0


def test_a_reply_that_nobody_saw_is_pushed_once_and_does_not_say_what_it_says(
    shop: Site, google: Firebase
) -> None:
    app = App.of_person(shop)
    assert app.register().status_code == 204
    answered(app)
    wait_for(lambda: google.pushed and nothing_waits(shop))
    (push,) = google.pushed
    assert push["token"] == app.push_token
    assert push["data"] == {"conversation_id": app.conversation, "seq": "2"}
    assert push["notification"] == {"title": "ConvergeAI", "body": "You have a new message"}
    assert "hello" not in json.dumps(push)
    key = f"chat-{app.conversation}"
    assert push["android"]["collapse_key"] == push["android"]["notification"]["tag"] == key
    assert push["apns"]["headers"]["apns-collapse-id"] == key
    assert 86_000 < int(push["android"]["ttl"].removesuffix("s")) <= 86_400
    assert app.read().json()["items"][1]["seq"] == 2
    (grant,) = google.grants
    assert grant["scope"].endswith("/firebase.messaging")


def test_what_a_socket_took_or_the_app_has_read_is_not_pushed(shop: Site, google: Firebase) -> None:
    app, reader, other = App.of_person(shop), App.of_guest(shop), App.of_guest(shop)
    for one in (app, reader, other):
        one.register()

    async def look() -> None:
        async with shop.chat(app.session, path="/v1/mobile/socket") as talker:
            await talker.say(type="message", client_id="a", text="hello")
            await talker.until("message", author="assistant")

    asyncio.run(look())
    reader.post("k", text="hello")
    wait_for(lambda: len(reader.read().json()["items"]) == 2)
    wait_for(lambda: nothing_waits(shop))
    answered(other)
    wait_for(lambda: nothing_waits(shop))
    assert [push["token"] for push in google.pushed] == [other.push_token]


def test_a_device_moves_to_whoever_registers_it_and_leaves_with_the_session(
    shop: Site, google: Firebase
) -> None:
    first, second = App.of_person(shop), App.of_person(shop, "98765 43211")
    first.register()
    second.register(first.push_token)
    answered(first)
    answered(second)
    wait_for(lambda: google.pushed and nothing_waits(shop))
    assert [push["data"]["conversation_id"] for push in google.pushed] == [second.conversation]
    second.post("k2", text="and?")
    assert second.sign_out().status_code == 204
    assert second.read().status_code == 401
    shop.hands.ahead += LATER
    wait_for(lambda: nothing_waits(shop))
    assert len(google.pushed) == 1


def test_a_guests_device_stays_after_signing_in_and_can_be_unregistered(
    shop: Site, google: Firebase
) -> None:
    app = App.of_guest(shop)
    app.register()
    app.session = sign_in(shop, "98765 43210", app.session)
    answered(app)
    wait_for(lambda: google.pushed)
    assert app.ask("DELETE", "/v1/mobile/devices", params={"token": "other"}).status_code == 404
    gone = app.ask("DELETE", "/v1/mobile/devices", params={"token": app.push_token})
    assert gone.status_code == 204
    answered(app, "k2")
    wait_for(lambda: nothing_waits(shop))
    assert len(google.pushed) == 1


def test_a_conversation_of_the_web_is_pushed_to_the_persons_phone(
    shop: Site, google: Firebase
) -> None:
    phone = App.of_person(shop)
    phone.register()
    desktop = App.of_person(shop)
    answered(desktop)
    wait_for(lambda: google.pushed)
    assert google.pushed[0]["data"]["conversation_id"] == desktop.conversation


@pytest.mark.parametrize(
    "gone",
    [
        refusal(404, "UNREGISTERED"),
        refusal(403, "SENDER_ID_MISMATCH"),
        refusal(400, "INVALID_ARGUMENT", "message.token"),
    ],
)
def test_a_device_that_is_gone_is_forgotten_and_the_next_gets_its_push(
    shop: Site, google: Firebase, gone: httpx.Response
) -> None:
    old, new = App.of_person(shop), App.of_person(shop)
    old.register()
    new.register()
    google.answers[old.push_token] = [gone]
    answered(new)
    wait_for(lambda: google.to(new.push_token) and nothing_waits(shop))
    answered(new, "k2")
    wait_for(lambda: len(google.to(new.push_token)) == 2 and nothing_waits(shop))
    assert google.to(old.push_token) == []


def test_trouble_that_passes_is_tried_again_without_a_second_push_elsewhere(
    shop: Site, google: Firebase
) -> None:
    first, second = App.of_person(shop), App.of_person(shop)
    first.register()
    second.register()
    google.answers[second.push_token] = [
        refusal(429, "QUOTA_EXCEEDED", **{"Retry-After": "120"}),
        httpx.Response(502, text="<html>"),
    ]
    answered(first)
    wait_for(lambda: failed_tries(shop) == 1)
    shop.hands.ahead += timedelta(seconds=121)
    wait_for(lambda: not google.answers[second.push_token])
    shop.hands.ahead += timedelta(seconds=10)
    wait_for(lambda: google.to(second.push_token) and nothing_waits(shop))
    assert len(google.to(first.push_token)) == len(google.to(second.push_token)) == 1


def test_refused_credentials_raise_an_alarm_and_hold_nothing_up(
    shop: Site, google: Firebase
) -> None:
    app = App.of_person(shop)
    app.register()
    google.grant_answer = httpx.Response(400, json={"error": "invalid_grant"})
    answered(app)
    wait_for(lambda: nothing_waits(shop))
    ready = plain.get(f"{shop.http}/readyz")
    assert ready.status_code == 200
    assert "MOBILE: all sends are stopped" in ready.json()["alarms"][0]
    assert 'converge_channel_alarm{channel="MOBILE"' in plain.get(f"{shop.http}/metrics").text
    google.grant_answer = None
    shop.hands.ahead += timedelta(minutes=2)
    answered(app, "k2")
    wait_for(lambda: google.pushed and nothing_waits(shop))
    assert "alarms" not in plain.get(f"{shop.http}/readyz").json()


@pytest.mark.parametrize("given", ["{}", "/no/such/file.json", '{"project_id": 1}', "{"])
def test_what_is_no_service_account_is_refused_at_the_start(given: str) -> None:
    with pytest.raises(ValidationError, match="service account"):
        ChannelSettings(_env_file=None, demo=True, fcm_credentials=SecretStr(given))


def test_a_key_that_cannot_sign_is_refused_and_not_printed(tmp_path: Path) -> None:
    broken = json.loads(credentials()) | {"private_key": "-----BEGIN PRIVATE KEY-----secret"}
    file = tmp_path / "account.json"
    file.write_text(json.dumps(broken))
    with pytest.raises(ValidationError, match="cannot sign") as refused:
        ChannelSettings(_env_file=None, demo=True, fcm_credentials=SecretStr(str(file)))
    assert "secret" not in str(refused.value)
