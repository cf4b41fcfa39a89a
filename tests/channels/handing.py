"""A conversation between a customer and colleagues, as both of them use it."""

import asyncio
from typing import Any

import httpx

from tests.channels.console import Console, Visitor
from tests.channels.site import Frame, Site


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
