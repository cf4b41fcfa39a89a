"""The first frame of a socket with a host application's token: who is let in, and what goes on."""

import asyncio

import pytest
from sqlalchemy import func, select

from store.tables import devices, dialogues, sessions
from tests.channels.mobile.app import App, sign_in, wait_for
from tests.channels.mobile.host import hello, owner, token
from tests.channels.site import Frame, Site

MOBILE = "98765 43210"


@pytest.mark.parametrize("channel", ["web", "mobile"])
def test_a_hello_with_the_hosts_token_lets_its_customer_in_and_on(lite: Site, channel: str) -> None:
    path = f"/v1/{channel}/socket"

    async def talk() -> None:
        async with lite.socket(path) as talker:
            await talker.say(type="hello", token=token(mobile=MOBILE))
            ready = await talker.until("ready")
            assert ready["signed_in"] is True
            await talker.say(type="message", client_id="a", text="mine?")
            reply = await talker.until("message", author="assistant")
            assert reply["text"].startswith("customer said")
        place = ready["conversation_id"]
        async with lite.socket(path) as again:
            await again.say(type="hello", token=token(), conversation_id=place, last_seq=1)
            assert (await again.until("ready"))["conversation_id"] == place
            assert [line["seq"] for line in again.lines()] == [2]
        async with lite.chat(ready, path) as by_session:
            assert [line["seq"] for line in by_session.lines()] == [1, 2]
        with lite.database.read() as tx:
            assert tx.execute(select(dialogues.c.channel)).scalars().all() == [channel.upper()]
        for bad in (
            {"token": token(sub="cust-18"), "conversation_id": place},
            {"token": token(aud="somebody-else")},
            {"token": token(), "conversation_id": "17"},
        ):
            async with lite.socket(path) as stranger:
                await stranger.say(type="hello", **bad)
                assert await stranger.closed() == 4401

    asyncio.run(talk())


@pytest.mark.parametrize("channel", ["web", "mobile"])
def test_a_hello_with_the_guests_token_beside_the_hosts_carries_the_conversation_on(
    shop: Site, channel: str
) -> None:
    path = f"/v1/{channel}/socket"

    async def talk() -> None:
        guest = shop.guest()
        async with shop.chat(guest, path) as before:
            await before.say(type="message", client_id="a", text="AC repair?")
            await before.until("message", author="assistant")
            async with shop.socket(path) as known:
                await known.say(type="hello", token=token(), guest_token=guest["token"], last_seq=1)
                ready = await known.until("ready")
                assert [line["seq"] for line in known.lines()] == [2]
                assert ready["conversation_id"] == guest["conversation_id"]
                assert ready["signed_in"] is True
                assert await before.closed() == 1012
                await known.say(type="message", client_id="b", text="and mine?")
                reply = await known.until("message", author="assistant", seq=4)
                assert reply["text"].startswith("customer said")
        assert (await hello(shop, path, token=guest["token"]))["code"] == "unknown_session"
        again = await hello(shop, path, token=ready["token"])
        assert again["conversation_id"] == guest["conversation_id"]

    asyncio.run(talk())


async def say_hello_and_vanish(site: Site, guest: Frame, path: str = "/v1/web/socket") -> None:
    """The socket drops before `ready`, but the server has let its customer in."""
    before = known_sessions(site)
    async with site.socket(path) as talker:
        await talker.say(type="hello", token=token(), guest_token=guest["token"])
        talker.connection.transport.abort()
    await asyncio.to_thread(wait_for, lambda: known_sessions(site) > before)


def known_sessions(site: Site) -> int:
    count = select(func.count()).where(sessions.c.user_id.is_not(None))
    with site.database.read() as tx:
        return tx.execute(count).scalar_one()


@pytest.mark.parametrize("channel", ["web", "mobile"])
def test_a_hello_whose_ready_never_came_is_said_again_and_nothing_is_lost(
    shop: Site, channel: str
) -> None:
    path = f"/v1/{channel}/socket"

    async def talk() -> None:
        guest = shop.guest()
        async with shop.chat(guest, path) as before:
            await before.say(type="message", client_id="a", text="AC repair?")
            await before.until("message", author="assistant")
        await say_hello_and_vanish(shop, guest, path)
        again = {"token": token(), "guest_token": guest["token"]}
        first, second = await hello(shop, path, **again), await hello(shop, path, **again)
        assert first["token"] != second["token"]
        for ready in (first, second):
            assert ready["conversation_id"] == guest["conversation_id"]
            async with shop.chat(ready, path) as known:
                assert [line["seq"] for line in known.lines()] == [1, 2]
                assert known.seen[-1]["signed_in"] is True

    asyncio.run(talk())


def test_a_token_that_was_replaced_opens_nothing_by_itself_nor_for_anybody_else(
    shop: Site,
) -> None:
    async def talk() -> None:
        guest = shop.guest()
        await say_hello_and_vanish(shop, guest)
        assert (await hello(shop, token=guest["token"]))["code"] == "unknown_session"
        other = await hello(shop, token=token(sub="cust-18"), guest_token=guest["token"])
        assert other["conversation_id"] != guest["conversation_id"]
        mine = await hello(shop, token=token(), guest_token=guest["token"])
        assert mine["conversation_id"] == guest["conversation_id"]
        App(shop, mine).sign_out()
        assert (await hello(shop, token=mine["token"]))["code"] == "unknown_session"

    asyncio.run(talk())


def test_two_hellos_of_one_guest_at_once_go_on_in_one_conversation(shop: Site) -> None:
    async def talk() -> None:
        guest = shop.guest()
        again = {"token": token(), "guest_token": guest["token"]}
        heard = await asyncio.gather(*(hello(shop, **again) for _ in range(4)))
        places = {ready["conversation_id"] for ready in heard}
        assert places == {guest["conversation_id"]}
        assert len({ready["token"] for ready in heard}) == 4

    asyncio.run(talk())


def test_the_guests_device_goes_along_and_leaves_with_the_session_that_has_it(shop: Site) -> None:
    app = App.of_guest(shop)
    app.register()
    for _ in range(2):
        asyncio.run(say_hello_and_vanish(shop, app.session))
    again = {"token": token(), "guest_token": app.session["token"]}
    ready = asyncio.run(hello(shop, "/v1/mobile/socket", **again))
    assert App(shop, ready).sign_out().status_code == 204
    with shop.database.read() as tx:
        assert tx.execute(select(devices.c.id)).first() is None


def test_an_answer_that_never_came_is_asked_for_again_over_rest_too(shop: Site) -> None:
    guest, other = shop.guest(), shop.guest()
    for _ in range(3):
        known = sign_in(shop, MOBILE, guest)
        assert known["conversation_id"] == guest["conversation_id"]
        assert sign_in(shop, "98765 43211", guest)["conversation_id"] != guest["conversation_id"]
    assert sign_in(shop, MOBILE, other)["conversation_id"] == other["conversation_id"]


def test_a_hello_with_ones_own_session_goes_on_in_it_and_disturbs_nobody(shop: Site) -> None:
    async def talk() -> None:
        first = await hello(shop, token=token())
        async with shop.chat(first) as tab:
            again = await hello(shop, token=token(), guest_token=first["token"])
            assert again["token"] == first["token"]
            assert again["conversation_id"] == first["conversation_id"]
            await tab.say(type="ping")
            await tab.until("pong")

    asyncio.run(talk())


def test_a_hello_moves_no_conversation_that_is_somebodys_to_anybody_else(shop: Site) -> None:
    other = token(sub="cust-18")

    async def talk() -> None:
        guest = shop.guest()
        mine = await hello(shop, token=token(), guest_token=guest["token"])
        stolen = await hello(shop, token=other, guest_token=mine["token"])
        assert stolen["code"] == "foreign_session"
        by_code = sign_in(shop, "98765 43299")
        stolen = await hello(shop, token=other, guest_token=by_code["token"])
        assert stolen["code"] == "foreign_session"
        place = mine["conversation_id"]
        for name in (mine["token"], guest["token"], shop.guest()["token"]):
            refused = await hello(shop, token=other, guest_token=name, conversation_id=place)
            assert refused["code"] in {"foreign_session", "unknown_session"}
        late = await hello(shop, token=other, guest_token=guest["token"])
        assert late["conversation_id"] != place
        assert owner(shop, late) != owner(shop, mine) is not None

    asyncio.run(talk())


def test_a_refused_hello_leaves_the_guest_as_they_were(shop: Site) -> None:
    async def talk() -> None:
        guest = shop.guest()
        for bad in (token(aud="somebody-else"), token(mobile="1"), "a.b.c"):
            refused = await hello(shop, token=bad, guest_token=guest["token"])
            assert refused["code"] == "bad_host_token"
        refused = await hello(shop, token=token(), guest_token=guest["token"], conversation_id="17")
        assert refused["code"] == "unknown_session"
        async with shop.chat(guest) as still:
            assert "signed_in" not in still.seen[-1]

    asyncio.run(talk())


def test_a_guests_token_that_is_known_no_more_is_as_good_as_none(lite: Site) -> None:
    async def talk() -> None:
        for name in ("gone", "\u0000", "🔑"):
            ready = await hello(lite, token=token(), guest_token=name)
            assert ready["signed_in"] is True
        place = ready["conversation_id"]
        back = await hello(lite, token=token(), guest_token="gone", conversation_id=place)
        assert back["conversation_id"] == place

    asyncio.run(talk())


def test_of_two_people_whose_hellos_name_one_guest_at_once_one_goes_on(shop: Site) -> None:
    async def talk() -> None:
        guest = shop.guest()
        hellos = (
            hello(shop, token=token(sub=f"cust-{number}"), guest_token=guest["token"])
            for number in range(4)
        )
        heard = await asyncio.gather(*hellos)
        places = [ready.get("conversation_id") for ready in heard]
        assert places.count(guest["conversation_id"]) == 1

    asyncio.run(talk())


def test_without_a_host_a_hello_with_such_a_token_opens_nothing(site: Site) -> None:
    async def talk() -> None:
        async with site.socket() as talker:
            await talker.say(type="hello", token=token())
            assert (await talker.until("error"))["code"] == "no_host"
            assert await talker.closed() == 4401

    asyncio.run(talk())
