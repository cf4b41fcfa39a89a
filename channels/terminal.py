"""A chat in the terminal over the web socket, for people and for pipes.

Speaks the public protocol and nothing else, so it is also the smallest example of a client. Shows
only printable characters of what it receives.
"""

import asyncio
import contextlib
import json
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import AsyncIterator
from typing import Any, TextIO
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

SOCKET = "/v1/web/socket"
REPLY_SECONDS = 30.0
KEPT = "\n\u200c\u200d"
"""Not printable by themselves: the line break, and the joiners that Hindi spelling needs."""
HELP = (
    "Type a message, or the number of a choice. /person asks for a person, /signin MOBILE and "
    "/code DIGITS sign in, /up and /down rate the last answer, /quit ends."
)

Frame = dict[str, Any]


class ChatError(Exception):
    """The chat cannot go on; the text says why."""


def http_address(url: str) -> str:
    """The http(s) address of the server at `url` (ws://, wss://, http:// or https://).

    Raises:
        ChatError: it is no address of a server.
    """
    parts = urlsplit(url)
    scheme = {"ws": "http", "wss": "https", "http": "http", "https": "https"}.get(parts.scheme)
    if scheme is None or not parts.netloc:
        raise ChatError(f"not an address like ws://127.0.0.1:8000: {url}")
    return urlunsplit((scheme, parts.netloc, "", "", ""))


async def chat(url: str, lines: AsyncIterator[str], out: TextIO, *, interactive: bool) -> None:
    """Chat until `lines` end: piped lines are answered one by one, and echoed.

    Raises:
        ChatError: the server cannot be reached, or said something that ends the chat.
    """
    address = http_address(url)
    session = await asyncio.to_thread(_post, address, "/v1/sessions", {}, None)
    talk = _Talk(address, session, out)
    try:
        if interactive:
            talk.print(HELP)
        async for line in lines:
            if not interactive:
                talk.print(f"you> {line}")
            if line.strip() == "/quit":
                break
            await talk.take(line.strip())
    except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError) as error:
        raise ChatError(f"the connection to {address} is lost: {error}") from error
    finally:
        await talk.leave()


class _Talk:
    """One conversation: the session, the socket, and what was last said."""

    def __init__(self, address: str, session: Frame, out: TextIO) -> None:
        self._address = address
        self._session = session
        self._out = out
        self._socket: ClientConnection | None = None
        self._seen = 0
        self._choices: list[Frame] = []
        self._mobile = ""
        self._last_answer = 0

    def print(self, text: str) -> None:
        safe = "".join(c for c in text if c.isprintable() or c in KEPT)
        print(safe, file=self._out, flush=True)

    async def take(self, line: str) -> None:
        """Do what one line asks and show what comes of it."""
        word, _, rest = line.partition(" ")
        if not line:
            return
        if word == "/signin":
            await self._send_code(rest)
        elif word == "/code":
            await self._sign_in(rest)
        elif word == "/person":
            await self._ask({"type": "handoff"})
        elif word in {"/up", "/down"}:
            await self._put({"type": "feedback", "seq": self._last_answer, "value": word[1:]})
        elif word.startswith("/"):
            self.print(HELP)
        elif line.isdecimal() and 0 < int(line) <= len(self._choices):
            await self._choose(self._choices[int(line) - 1])
        else:
            await self._ask({"type": "message", "text": line})

    async def _choose(self, choice: Frame) -> None:
        if choice["value"] == "action:sign_in":
            self.print("Type /signin and your mobile number.")
        else:
            await self._ask({"type": "choice", "value": choice["value"]})

    async def _ask(self, frame: Frame) -> None:
        """Send what must be answered; if the line drops, send it again under the same id."""
        frame = {**frame, "client_id": uuid.uuid4().hex}
        for attempt in range(5):
            try:
                async with asyncio.timeout(REPLY_SECONDS):
                    await self._put(frame)
                    return await self._await_answer(frame["client_id"])
            except (ConnectionClosed, ConnectionRefusedError):
                self._socket = None
                await asyncio.sleep(0.2 * 2**attempt)
        raise ChatError("the server does not come back")

    async def _await_answer(self, client_id: str) -> None:
        asked = None
        while True:
            frame = await self._hear()
            if frame["type"] == "ack" and frame["client_id"] == client_id:
                asked = frame["seq"]
                if self._last_answer > asked:
                    return
            elif frame["type"] == "error":
                self.print(f"! {frame['detail']}")
                if not frame["retry"]:
                    return
            elif frame["type"] == "message" and asked and frame.get("in_reply_to") == asked:
                return

    async def _put(self, frame: Frame) -> None:
        if self._socket is None:
            await self._connect()
        assert self._socket is not None
        await self._socket.send(json.dumps(frame))

    async def _connect(self) -> None:
        self._socket = await connect(self._address.replace("http", "ws", 1) + SOCKET)
        hello = {"type": "hello", "token": self._session["token"], "last_seq": self._seen}
        await self._socket.send(json.dumps(hello))
        while (frame := await self._hear())["type"] != "ready":
            if frame["type"] == "error":
                raise ChatError(frame["detail"])

    async def _hear(self) -> Frame:
        assert self._socket is not None
        frame: Frame = json.loads(await self._socket.recv())
        if frame["type"] == "message":
            self._show(frame)
        elif frame["type"] == "handoff":
            self.print(f"* a person: {frame['state']}")
        return frame

    def _show(self, line: Frame) -> None:
        self._seen = line["seq"]
        if line["author"] == "customer":
            return
        self._last_answer = line["seq"]
        self.print(f"{line['author']}> {line['text']}")
        self._choices = line.get("choices", [])
        for number, choice in enumerate(self._choices, 1):
            self.print(f"  [{number}] {choice['title']}")

    async def _send_code(self, mobile: str) -> None:
        try:
            sent = await self._post("/v1/sessions/otp", {"mobile": mobile})
        except ChatError as error:
            self.print(f"! {error}")
            return
        self._mobile = mobile
        self.print(f"Type /code {sent['code']}" if "code" in sent else "Type /code and the code.")

    async def _sign_in(self, code: str) -> None:
        try:
            proof = {"mobile": self._mobile, "code": code}
            session = await self._post("/v1/sessions/verify", proof)
        except ChatError as error:
            self.print(f"! {error}")
            return
        if session["conversation_id"] != self._session["conversation_id"]:
            self._seen = self._last_answer = 0
        self._session = session
        await self.leave()
        self.print("Signed in.")

    async def _post(self, path: str, body: Frame) -> Frame:
        return await asyncio.to_thread(_post, self._address, path, body, self._session["token"])

    async def leave(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None


def _post(address: str, path: str, body: Frame, token: str | None) -> Frame:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(  # noqa: S310  the scheme was checked
        address + path, json.dumps(body).encode(), headers
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            answered: Frame = json.load(answer)
    except urllib.error.HTTPError as error:
        raise ChatError(_explained(error)) from error
    except (OSError, ValueError) as error:
        raise ChatError(f"no chat server answers at {address}") from error
    return answered


def _explained(error: urllib.error.HTTPError) -> str:
    with contextlib.suppress(ValueError):
        problem = json.load(error)
        fields = problem.get("errors") or [problem]
        return str(fields[0].get("detail") or problem["title"])
    return f"the server answered {error.code}"


async def typed_lines(source: TextIO = sys.stdin, prompt: str = "") -> AsyncIterator[str]:
    """The lines of `source`, read without stopping the event loop."""
    while True:
        if prompt:
            print(prompt, end="", flush=True)
        line = await asyncio.to_thread(source.readline)
        if not line:
            return
        yield line.rstrip("\n")
