"""The console's pane on a conversation: a colleague's side of the sockets."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import connect

from store.handoffs import LEASE
from tests.channels.console import Console, Visitor
from tests.channels.handing import claim, message, page_of, roles, waiting
from tests.channels.site import Frame, Site, Talker


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


def test_the_pane_and_the_customer_talk_live_over_the_same_frames(console: Console) -> None:
    site, session = console.site, waiting(console)

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

    with console.staff("Asha Nair") as asha:
        claim(asha, session)
        asyncio.run(talk(Pane(asha, session)))
    assert roles(console, session) == ["user", "assistant", "system", "user", "agent"]


def test_a_pane_that_lost_the_conversation_is_told_to_whom(sqlite_console: Console) -> None:
    site, session = sqlite_console.site, waiting(sqlite_console)

    async def talk(pane: Pane, ravi: Visitor) -> None:
        async with pane.open(site) as colleague:
            await colleague.until("ready")
            site.hands.ahead += LEASE
            await asyncio.to_thread(claim, ravi, session)
            await colleague.say(type="message", client_id="a", text="One more thing")
            error = await colleague.until("error")
            assert (error["code"], error["client_id"]) == ("not_yours", "a")
            assert "Ravi Iyer" in error["detail"]

    with sqlite_console.staff("Asha Nair") as asha, sqlite_console.staff("Ravi Iyer") as ravi:
        claim(asha, session)
        asyncio.run(talk(Pane(asha, session), ravi))
    assert roles(sqlite_console, session) == ["user", "assistant", "system", "system"]


def test_a_pane_opens_for_its_own_token_only(sqlite_console: Console) -> None:
    site, session, other = sqlite_console.site, waiting(sqlite_console), waiting(sqlite_console)

    async def knock(pane: Pane, token: str, **hello: Any) -> int:
        pane.token = token
        async with pane.open(site, **hello) as colleague:
            await colleague.until("error")
            return await colleague.closed()

    with sqlite_console.staff("Asha Nair") as asha:
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
