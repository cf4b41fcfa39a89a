"""A customer, the assistant and people: over sockets and HTTP, on both engines where they race."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from channels.work import shipped_assistant
from store.handoffs import LEASE
from tests.channels.console import Console, Visitor, words
from tests.channels.site import Frame, Site, Talker, running
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace


@pytest.fixture
def shop(engine: Engine) -> Iterator[Console]:
    """The product as it ships, on both engines."""
    for database in opened(engine, build_marketplace):
        with running(database, shipped_assistant) as site:
            yield Console(site)


@pytest.fixture
def sqlite_shop(sqlite_engine: Engine) -> Iterator[Console]:
    for database in opened(sqlite_engine, build_marketplace):
        with running(database, shipped_assistant) as site:
            yield Console(site)


def say(site: Site, session: Frame, *frames: Frame) -> list[Frame]:
    """Send frames on a socket of the customer's, wait for their acks; gives all that was heard."""

    async def talk() -> list[Frame]:
        async with site.chat(session) as talker:
            for frame in frames:
                await talker.say(**frame)
                await talker.until("ack", client_id=frame["client_id"])
            return talker.seen

    return asyncio.run(talk())


def hear(site: Site, session: Frame, **fields: Any) -> Frame:
    """The first line with these fields, from the beginning of the conversation on."""

    async def talk() -> Frame:
        async with site.socket() as talker:
            await talker.say(type="hello", token=session["token"])
            return await talker.until("message", **fields)

    return asyncio.run(talk())


def message(text: str, name: str = "m") -> Frame:
    return {"type": "message", "client_id": name, "text": text}


def waiting(console: Console, language: str = "en") -> Frame:
    """A guest who has asked for a person and was told that one is called."""
    session = console.site.guest(language)
    say(console.site, session, {"type": "handoff", "client_id": "h"})
    hear(console.site, session, author="assistant", in_reply_to=1)
    return session


def claim(staff: Visitor, session: Frame) -> httpx.Response:
    return post(staff, session, "claim")


def post(staff: Visitor, session: Frame, what: str, **given: Any) -> httpx.Response:
    path = f"/v1/ops/conversations/{session['conversation_id']}/{what}"
    return staff.post(path, json=given, headers={"X-CSRF-Token": staff.csrf})


def page_of(session: Frame) -> str:
    return f"/ops/conversations/{session['conversation_id']}"


def roles(console: Console, session: Frame) -> list[str]:
    return [line.role for line in console.site.log(session)]


def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(shop: Console) -> None:
    session = waiting(shop)
    names = ["Asha Nair", "Ravi Iyer", "Meera Das", "Joy Sen"]
    with ExitStack() as doors, ThreadPoolExecutor(len(names)) as threads:
        people = [doors.enter_context(shop.staff(name)) for name in names]
        answers = list(threads.map(lambda one: claim(one, session), people))
    won = [name for name, answer in zip(names, answers, strict=True) if answer.status_code == 200]
    lost = [answer.json() for answer in answers if answer.status_code != 200]
    assert len(won) == 1
    assert {(one["status"], one["code"]) for one in lost} == {(409, "not_yours")}
    assert all(won[0] in one["detail"] for one in lost)


def test_a_conversation_goes_to_a_person_and_back_and_the_customer_sees_it_all(
    shop: Console,
) -> None:
    session = waiting(shop)
    with shop.staff("Asha Nair") as asha, shop.staff("Ravi Iyer") as ravi:
        assert claim(asha, session).json()["holder"] == "Asha Nair"
        assert "Asha Nair" in hear(shop.site, session, author="system")["text"]
        say(shop.site, session, message("are you there?"))
        first = post(asha, session, "messages", client_id="a", text="Yes, I am.").json()
        again = post(asha, session, "messages", client_id="a", text="Yes, I am.").json()
        assert (again["seq"], again["repeated"]) == (first["seq"], True)
        reply = hear(shop.site, session, author="agent")
        assert (reply["text"], reply["seq"]) == ("Yes, I am.", first["seq"])
        assert reply["name"] == "Asha Nair"
        refused = post(ravi, session, "messages", client_id="r", text="Me too.")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
        assert "Asha Nair" in refused.json()["detail"]
        to = ravi.get("/v1/ops/session").json()["user_id"]
        assert post(asha, session, "transfer", to=int(to)).json()["holder"] == "Ravi Iyer"
        late = post(asha, session, "messages", client_id="b", text="One more thing")
        assert "Ravi Iyer" in late.json()["detail"]
        assert post(ravi, session, "heartbeat").json()["holder"] == "Ravi Iyer"
        assert post(ravi, session, "hand-back", summary="Was there.").status_code == 204
    say(shop.site, session, message("hello", "x"))
    hear(shop.site, session, author="assistant", in_reply_to=8)
    assert roles(shop, session) == (
        ["user", "assistant", "system", "user", "agent", "system", "system", "user", "assistant"]
    )


def test_somebody_takes_over_from_the_assistant_and_puts_the_customer_into_the_line(
    sqlite_shop: Console,
) -> None:
    session = sqlite_shop.site.guest()
    say(sqlite_shop.site, session, message("hello"))
    hear(sqlite_shop.site, session, author="assistant")
    with sqlite_shop.staff("Asha Nair") as asha:
        page = asha.get(page_of(session))
        assert "The assistant answers here" in words(page)
        assert asha.send_form(f"{page_of(session)}/claim").status_code == 303
        assert "You have this conversation" in words(asha.get(page_of(session)))
        assert asha.send_form(f"{page_of(session)}/release").status_code == 303
        (row,) = asha.get("/v1/ops/handoffs").json()["items"]
        assert (row["state"], row["position"], row["reason"]) == ("waiting", 1, "taken_over")
    told = [line.text for line in sqlite_shop.site.log(session) if line.role == "system"]
    assert "back in the line" in told[-1]


def test_the_line_shows_who_waits_why_and_with_what_words_the_first_first(
    sqlite_shop: Console,
) -> None:
    first, second = waiting(sqlite_shop), waiting(sqlite_shop, "hi")
    say(sqlite_shop.site, first, message("<b>hurry</b> up & answer"))
    with sqlite_shop.staff("Asha Nair") as asha, sqlite_shop.staff("Ravi Iyer") as ravi:
        page = asha.get("/ops/handoffs")
        assert "&lt;b&gt;hurry&lt;/b&gt; up &amp; answer" in page.text
        assert "<b>hurry" not in page.text
        seen = words(page)
        assert seen.index("hurry") < seen.index("किसी व्यक्ति से")
        assert "asked for a person" in seen
        listed = asha.get("/v1/ops/handoffs?limit=1").json()
        assert [row["conversation_id"] for row in listed["items"]] == [first["conversation_id"]]
        assert listed["tally"] == {"waiting": 2, "overdue": 0, "held": 0}
        assert "converge_handoffs_waiting 2.0" in asha.get("/metrics").text
        rest = asha.get("/v1/ops/handoffs", params={"cursor": listed["next_cursor"]}).json()
        assert [row["position"] for row in rest["items"]] == [2]
        assert rest["next_cursor"] is None
        claim(ravi, first)
        assert "Ravi Iyer" in words(asha.get("/ops/handoffs?view=held"))
        assert asha.get("/v1/ops/handoffs?view=mine").json()["items"] == []
        hindi = ravi.get("/v1/ops/handoffs?language=hi").json()["items"]
        assert [row["conversation_id"] for row in hindi] == [second["conversation_id"]]
        address = re.search(r'hx-get="([^"]+)"', asha.get("/ops/handoffs").text)
        assert address is not None
        assert asha.get(address[1].replace("&amp;", "&")).status_code == 204


def test_the_page_of_a_conversation_has_tools_for_its_holder_only(sqlite_shop: Console) -> None:
    session = waiting(sqlite_shop)
    path = page_of(session)
    with sqlite_shop.staff("Asha Nair") as asha, sqlite_shop.staff("Ravi Iyer") as ravi:
        assert "Number 1 in the line" in words(asha.get(path))
        asha.send_form(f"{path}/claim")
        mine, theirs = asha.get(path), ravi.get(path)
        assert "Reply to the customer" in words(mine)
        assert "Asha Nair has this conversation" in words(theirs)
        assert "Reply to the customer" not in words(theirs)
        sent = asha.send_form(f"{path}/messages", client_id="a", text="<i>Hello</i> & welcome")
        assert sent.status_code == 303
        assert "&lt;i&gt;Hello&lt;/i&gt; &amp; welcome" in asha.get(path).text
        refused = ravi.send_form(f"{path}/messages", client_id="a", text="kept as typed")
        assert refused.status_code == 409
        assert "Asha Nair has this conversation" in words(refused)
        assert "You have this conversation" in words(asha.send_form(f"{path}/heartbeat"))
        assert "Asha Nair has" in words(ravi.send_form(f"{path}/heartbeat"))
        done = asha.send_form(f"{path}/hand-back", summary="<u>Told</u> the price.")
        assert (done.status_code, done.headers["location"]) == (303, "/ops/handoffs")
        assert "&lt;u&gt;Told&lt;/u&gt; the price." in ravi.get(path).text
    assert all("Told" not in line.text for line in sqlite_shop.site.log(session))


@pytest.mark.parametrize(
    ("what", "given", "status"),
    [
        ("messages", {"client_id": "a", "text": "   "}, 422),
        ("messages", {"client_id": "a", "text": "x\x00"}, 422),
        ("messages", {"client_id": "", "text": "x"}, 422),
        ("messages", {"client_id": "a", "text": "x" * 4001}, 422),
        ("messages", {"client_id": "a", "text": "x", "as": "customer"}, 422),
        ("hand-back", {"summary": ""}, 422),
        ("hand-back", {"summary": "s" * 1001}, 422),
        ("transfer", {"to": "somebody"}, 422),
        ("transfer", {"to": 999_999_999}, 422),
        ("messages", {"client_id": "a", "text": "x"}, 201),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(
    sqlite_shop: Console, what: str, given: Frame, status: int
) -> None:
    session = waiting(sqlite_shop)
    with sqlite_shop.staff() as asha:
        claim(asha, session)
        before = roles(sqlite_shop, session)
        assert post(asha, session, what, **given).status_code == status
        assert (roles(sqlite_shop, session) == before) == (status == 422)


def test_what_does_not_exist_is_404_and_what_is_nobodys_is_409(sqlite_shop: Console) -> None:
    nowhere = {"conversation_id": "17"}
    session = waiting(sqlite_shop)
    with sqlite_shop.staff() as asha:
        for what, given in (
            ("claim", {}),
            ("heartbeat", {}),
            ("release", {}),
            ("hand-back", {"summary": "x"}),
            ("messages", {"client_id": "a", "text": "x"}),
        ):
            assert post(asha, nowhere, what, **given).status_code == 404
            if what != "claim":
                assert post(asha, session, what, **given).status_code == 409
    with sqlite_shop.visitor() as stranger:
        assert claim(stranger, session).status_code == 401


def test_open_sockets_are_told_of_every_change_of_place_and_of_hands(
    sqlite_shop: Console,
) -> None:
    first, second = waiting(sqlite_shop), waiting(sqlite_shop)

    async def talk(asha: Visitor) -> list[Frame]:
        async with sqlite_shop.site.chat(second) as talker:
            await talker.until("handoff", state="waiting", position=2)
            for what, session in (("claim", first), ("claim", second)):
                await asyncio.to_thread(post, asha, session, what)
                await talker.until("handoff")
            await asyncio.to_thread(post, asha, second, "hand-back", summary="Told.")
            await talker.until("handoff", state="ended")
            return [frame for frame in talker.seen if frame["type"] == "handoff"]

    with sqlite_shop.staff("Asha Nair") as asha:
        told = asyncio.run(talk(asha))
    assert [{k: v for k, v in frame.items() if k != "type"} for frame in told] == [
        {"state": "waiting", "position": 2},
        {"state": "waiting", "position": 1},
        {"state": "joined", "agent": "Asha Nair"},
        {"state": "ended"},
    ]


def test_a_colleague_who_is_gone_gives_the_customer_back_to_the_line(
    sqlite_engine: Engine,
) -> None:
    for database in opened(sqlite_engine, build_marketplace):
        with running(database, shipped_assistant, sweep_seconds=0.05) as site:
            console = Console(site)
            session = waiting(console)
            with console.staff("Asha Nair") as asha:
                claim(asha, session)
                site.hands.ahead += LEASE
                told = hear(site, session, author="system", seq=4)
                assert "back in the line" in told["text"]
                gone = post(asha, session, "messages", client_id="a", text="Hello?")
                assert (gone.status_code, gone.json()["code"]) == (409, "not_yours")
                (row,) = asha.get("/v1/ops/handoffs").json()["items"]
                assert (row["state"], row["position"]) == ("waiting", 1)


@pytest.mark.parametrize("way", ["out of the line", "by the next person"])
def test_what_was_written_to_a_colleague_who_is_gone_is_answered_once_the_assistant_is_back(
    sqlite_engine: Engine, way: str
) -> None:
    for database in opened(sqlite_engine, build_marketplace):
        with running(database, shipped_assistant, sweep_seconds=0.05) as site:
            console = Console(site)
            session = waiting(console)
            with console.staff("Asha Nair") as asha, console.staff("Ravi Iyer") as ravi:
                claim(asha, session)
                say(site, session, message("what does tap repair cost?"))
                asha.get(page_of(session))
                site.hands.ahead += LEASE
                hear(site, session, author="system", seq=5)
                if way == "out of the line":
                    say(site, session, message("stop", "s"))
                else:
                    say(site, session, message("hello", "s"))
                    hear(site, session, author="assistant", in_reply_to=6)
                    assert claim(ravi, session).status_code == 200
                    assert post(ravi, session, "hand-back", summary="-").status_code == 204
                assert hear(site, session, author="assistant", in_reply_to=4)["seq"] > 7


class Pane:
    """The console's pane on a conversation, as its element talks to the server."""

    def __init__(self, staff: Visitor, session: Frame) -> None:
        found = re.search(r'endpoint="([^"]+)" token="([^"]+)"', staff.get(page_of(session)).text)
        assert found is not None
        self.path, self.token = found[1], found[2]

    @asynccontextmanager
    async def open(self, site: Site, **hello: Any) -> AsyncIterator[Talker]:
        async with connect(f"ws://{site.host}{self.path}") as connection:
            talker = Talker(connection)
            await talker.say(type="hello", token=self.token, **hello)
            yield talker


def test_the_pane_and_the_customer_talk_live_over_the_same_frames(shop: Console) -> None:
    site, session = shop.site, waiting(shop)

    async def talk(pane: Pane) -> None:
        async with site.chat(session) as customer, pane.open(site) as colleague:
            ready = await colleague.until("ready")
            assert ready["conversation_id"] == session["conversation_id"]
            assert [line["author"] for line in colleague.lines()] == [
                "customer",
                "assistant",
                "system",
            ]
            await customer.say(type="typing")
            await colleague.until("typing", author="customer")
            await customer.say(**message("<b>are you there?</b>"))
            heard = await colleague.until("message", author="customer", seq=4)
            assert heard["text"] == "<b>are you there?</b>"
            await colleague.say(type="typing")
            await customer.until("typing", author="agent")
            for _ in range(2):
                await colleague.say(type="message", client_id="a", text="I am.")
                assert (await colleague.until("ack"))["seq"] == 5
            assert (await customer.until("message", author="agent"))["text"] == "I am."
            await colleague.say(type="choice", client_id="c", value="intent:price_quote")
            assert (await colleague.until("error"))["code"] == "not_for_staff"
            await colleague.say(type="feedback", seq=2, value="up")
            assert (await colleague.until("error"))["code"] == "not_for_staff"

    with shop.staff("Asha Nair") as asha:
        claim(asha, session)
        asyncio.run(talk(Pane(asha, session)))
    assert roles(shop, session) == ["user", "assistant", "system", "user", "agent"]


def test_a_pane_that_lost_the_conversation_is_told_to_whom(sqlite_shop: Console) -> None:
    site, session = sqlite_shop.site, waiting(sqlite_shop)

    async def talk(pane: Pane, ravi: Visitor) -> None:
        async with pane.open(site) as colleague:
            await colleague.until("ready")
            site.hands.ahead += LEASE
            await asyncio.to_thread(claim, ravi, session)
            await colleague.say(type="message", client_id="a", text="One more thing")
            error = await colleague.until("error")
            assert (error["code"], error["client_id"]) == ("not_yours", "a")
            assert "Ravi Iyer" in error["detail"]

    with sqlite_shop.staff("Asha Nair") as asha, sqlite_shop.staff("Ravi Iyer") as ravi:
        claim(asha, session)
        asyncio.run(talk(Pane(asha, session), ravi))
    assert roles(sqlite_shop, session) == ["user", "assistant", "system", "system"]


def test_a_pane_opens_for_its_own_token_only(sqlite_shop: Console) -> None:
    site, session, other = sqlite_shop.site, waiting(sqlite_shop), waiting(sqlite_shop)

    async def knock(pane: Pane, token: str, **hello: Any) -> int:
        pane.token = token
        async with pane.open(site, **hello) as colleague:
            await colleague.until("error")
            return await colleague.closed()

    with sqlite_shop.staff("Asha Nair") as asha:
        claim(asha, session)
        pane = Pane(asha, session)
        good = pane.token
        key, talk, proof = good.split(".")
        tries: list[tuple[str, Frame]] = [
            (f"{key}.{other['conversation_id']}.{proof}", {}),
            (f"{int(key) + 1}.{talk}.{proof}", {}),
            (f"{key}.{talk}.{'0' * 64}", {}),
            (session["token"], {}),
            ("x", {}),
            (good, {"conversation_id": other["conversation_id"]}),
        ]
        for token, hello in tries:
            assert asyncio.run(knock(pane, token, **hello)) == 4401
        asha.delete("/v1/ops/session", headers={"X-CSRF-Token": asha.csrf})
        assert asyncio.run(knock(pane, good)) == 4401
