"""One person across channels: tokens of a host application, names linked and unlinked, guests who
become known without losing their conversation."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from pydantic import SecretStr, ValidationError
from sqlalchemy import select, update

from channels.settings import ChannelSettings
from store.contacts import Names, meet
from store.database import Database
from store.ids import Ids
from store.tables import audit_log, identities, users
from tests.channels import plain
from tests.channels.mobile.app import App, sign_in
from tests.channels.mobile.firebase import private_key
from tests.channels.mobile.host import KEY, owner, token
from tests.channels.site import Frame, Site, running

MOBILE = "98765 43210"


def introduce(site: Site, host_token: str, guest: Frame | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {guest['token']}"} if guest else {}
    body = {"host_token": host_token, "channel": "mobile"}
    return plain.post(f"{site.http}/v1/sessions", json=body, headers=headers)


def test_a_host_signs_a_customer_in_who_is_the_same_person_next_time(lite: Site) -> None:
    first = introduce(lite, token()).json()
    again = introduce(lite, token(name="Somebody")).json()
    other = introduce(lite, token(sub="cust-18")).json()
    assert owner(lite, first) == owner(lite, again) != owner(lite, other)
    assert first["conversation_id"] != again["conversation_id"]
    with lite.database.read() as tx:
        names = tx.execute(select(users.c.name).where(users.c.id == owner(lite, first)))
        assert names.scalar_one() == "Asha Rao"


def test_the_number_that_a_host_has_verified_leads_to_the_same_person_as_a_code(lite: Site) -> None:
    by_code = sign_in(lite, MOBILE)
    by_host = introduce(lite, token(mobile="+91 98765-43210")).json()
    assert owner(lite, by_code) == owner(lite, by_host) is not None


def test_a_number_that_changed_hands_at_the_host_does_not_hand_over_the_account(lite: Site) -> None:
    before = introduce(lite, token(mobile=MOBILE)).json()
    after = introduce(lite, token(sub="cust-99", mobile=MOBILE)).json()
    assert owner(lite, after) not in (None, owner(lite, before))


def test_a_whatsapp_number_and_a_host_name_are_one_person(lite: Site) -> None:
    ids = Ids(lite.hands.now, random.Random(1))
    with lite.database.write() as tx:
        names = Names(phone="919876543210", shown="Asha")
        met = meet(tx, ids, datetime.now(UTC), "WHATSAPP", names)
    app = App(lite, introduce(lite, token(mobile=MOBILE)).json())
    assert owner(lite, app.session) == met.user_id
    place = str(met.conversation_id)
    assert app.read(conversation=place).json()["items"] == []
    spoken = app.post("k", text="hi", conversation_id=place)
    assert (spoken.status_code, spoken.json()["code"]) == (409, "other_channel")


@pytest.mark.parametrize(
    "bad",
    [
        lambda: token(exp=datetime.now(UTC) - timedelta(seconds=1)),
        lambda: token(exp=datetime.now(UTC) + timedelta(days=2)),
        lambda: token(exp=None),
        lambda: token(exp="soon"),
        lambda: token(nbf=datetime.now(UTC) + timedelta(minutes=1)),
        lambda: token(aud="somebody-else"),
        lambda: token(aud=None),
        lambda: token(sub=None),
        lambda: token(sub=""),
        lambda: token(sub=17),
        lambda: token(sub="cust\x00"),
        lambda: token(sub="\ud800"),
        lambda: token(name="Asha\x00"),
        lambda: token(exp=float("nan")),
        lambda: token(exp=float("inf")),
        lambda: token(nbf=float("nan")),
        lambda: token(mobile="12345"),
        lambda: token(key="another key of the same length or so .."),
        lambda: token(key="", algorithm="none"),
        lambda: token(key=KEY * 2, algorithm="HS512"),
        lambda: token(key=private_key(), algorithm="RS256"),
        lambda: token()[:-2],
        lambda: "a.b.c",
        lambda: "\u0000",
    ],
)
def test_what_the_host_has_not_signed_for_us_and_for_now_opens_nothing(
    shop: Site, bad: Any
) -> None:
    answer = introduce(shop, bad())
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_host_token")
    with shop.database.read() as tx:
        assert tx.execute(select(users.c.id)).first() is None


def test_with_a_public_key_only_its_private_half_signs(sqlite_database: Database) -> None:
    pem = private_key().public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    with running(sqlite_database, host_token_key=SecretStr(pem.decode())) as site:
        assert introduce(site, token(private_key(), "RS256")).status_code == 201
        for forged in (token(), token(key="", algorithm="none")):
            assert introduce(site, forged).status_code == 401


def test_without_a_host_its_tokens_are_of_no_use_and_a_short_key_is_refused(site: Site) -> None:
    assert introduce(site, token()).json()["code"] == "no_host"
    for bad in ("short", "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----"):
        with pytest.raises(ValidationError, match="CONVERGE_HOST_TOKEN_KEY"):
            ChannelSettings(_env_file=None, demo=True, host_token_key=SecretStr(bad))


@pytest.mark.parametrize("trait", [{"active": False}, {"role": "agent"}])
def test_closed_accounts_and_staff_are_not_let_in_by_a_host(
    lite: Site, trait: dict[str, Any]
) -> None:
    sign_in(lite, MOBILE)
    with lite.database.write() as tx:
        tx.execute(update(users).values(**trait))
    assert introduce(lite, token(mobile=MOBILE)).json()["code"] == "closed_account"
    with lite.database.read() as tx:
        assert tx.execute(select(identities.c.id)).first() is None


def test_a_guest_whom_the_host_introduces_keeps_the_conversation_once(shop: Site) -> None:
    async def talk() -> None:
        guest = shop.guest()
        async with shop.chat(guest) as talker:
            await talker.say(type="message", client_id="a", text="AC repair?")
            await talker.until("message", author="assistant")
            answer = await asyncio.to_thread(introduce, shop, token(), guest)
            assert await talker.closed() == 1012
        known = answer.json()
        assert known["conversation_id"] == guest["conversation_id"]
        async with shop.chat(known) as talker:
            assert [line["seq"] for line in talker.lines()] == [1, 2]
            await talker.say(type="message", client_id="b", text="and mine?")
            reply = await talker.until("message", author="assistant", seq=4)
            assert reply["text"].startswith("customer said")
        stolen = introduce(shop, token(sub="cust-18"), guest).json()
        assert stolen["conversation_id"] != guest["conversation_id"]
        taken = introduce(shop, token(sub="cust-18"), known).json()
        assert taken["conversation_id"] != guest["conversation_id"]

    asyncio.run(talk())


def test_two_people_at_once_do_not_both_adopt_one_guest(shop: Site) -> None:
    guest = shop.guest()
    with ThreadPoolExecutor(4) as threads:
        tokens = [token(sub=f"cust-{number}") for number in range(4)]
        answers = [
            future.json() for future in threads.map(lambda t: introduce(shop, t, guest), tokens)
        ]
    places = [answer["conversation_id"] for answer in answers]
    assert places.count(guest["conversation_id"]) == 1
    assert len({owner(shop, answer) for answer in answers}) == 4


def test_many_first_tokens_of_one_person_at_once_make_one_person(shop: Site) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: introduce(shop, token()), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({owner(shop, answer.json()) for answer in answers}) == 1
    with shop.database.read() as tx:
        assert len(tx.execute(select(users.c.id)).all()) == 1


def test_a_name_is_linked_with_proof_of_both_sides_and_unlinked_without_losing_a_word(
    shop: Site,
) -> None:
    app = App.of_person(shop)
    app.post("k", text="mine")
    link = {"host_token": token()}
    assert app.ask("POST", "/v1/identities", json={"host_token": "x.y.z"}).status_code == 401
    linked = app.ask("POST", "/v1/identities", json=link)
    assert app.ask("POST", "/v1/identities", json=link).json() == linked.json()
    (name,) = linked.json()["items"]
    assert (linked.status_code, name["kind"], name["external_id"]) == (201, "host", "cust-17")
    other = App(shop, introduce(shop, token()).json())
    assert owner(shop, other.session) == owner(shop, app.session)
    stranger = App.of_person(shop, "98765 43211")
    taken = stranger.ask("POST", "/v1/identities", json=link)
    assert (taken.status_code, taken.json()["code"]) == (409, "linked_elsewhere")
    assert stranger.ask("DELETE", f"/v1/identities/{name['id']}").status_code == 404
    assert app.ask("DELETE", f"/v1/identities/{name['id']}").status_code == 204
    assert app.ask("GET", "/v1/identities").json() == {"items": []}
    assert other.read().status_code == 401
    assert app.read().json()["items"][0]["text"] == "mine"
    fresh = introduce(shop, token()).json()
    assert owner(shop, fresh) not in (None, owner(shop, app.session))
    with shop.database.read() as tx:
        done = tx.execute(select(audit_log.c.action).order_by(audit_log.c.id)).scalars().all()
    assert done == ["link", "unlink", "link"]


def test_a_guest_links_nothing(lite: Site) -> None:
    app = App.of_guest(lite)
    answer = app.ask("POST", "/v1/identities", json={"host_token": token()})
    assert (answer.status_code, answer.json()["code"]) == (403, "guest")
    assert app.ask("GET", "/v1/identities").status_code == 403
