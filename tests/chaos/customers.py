"""The customers on the web, a process of its own: write to the server through its deaths, until a
file says that it is enough, and keep a ledger of what was promised.

Every acknowledgement goes to the ledger and to the disk before anything else happens. In the end
each conversation is read back over a fresh socket, and that is all the judge will see.
"""

import argparse
import asyncio
import json
import os
import random
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

MESSAGES = (
    "how much is AC repair in 411001?",
    "bathroom ki safai ka price kya hai",
    "रद्द करने पर कितना पैसा वापस मिलेगा",
    "is sofa cleaning available tomorrow in 411001",
    "kitne baje tak kaam karte ho",
    "आप कौन कौन सी सेवाएँ देते हैं",
)
PATIENCE = 60.0
"""The longest, in seconds, that anybody waits for an answer before they go on."""
LOST = (OSError, WebSocketException, TimeoutError)


class Customer:
    """One conversation: says its messages, again and again until they are acknowledged."""

    def __init__(
        self,
        name: str,
        addresses: Sequence[str],
        ledger: TextIO,
        chance: random.Random,
        until: Path,
        pause: float,
    ) -> None:
        self.name = name
        self.addresses = addresses
        self.ledger = ledger
        self.chance = chance
        self.until = until
        self.pause = pause
        self.token = ""
        self.conversation = ""
        self.said = 0
        self.unsaid: dict[str, str] = {}
        self.promised: dict[str, int] = {}
        self.answered: set[int] = set()
        self.last_seq = 0
        self.patient_until = 0.0

    async def talk(self) -> None:
        while not self._is_done():
            try:
                await self._open()
                async with self._connect() as socket:
                    await self._hello(socket, self.last_seq)
                    await self._converse(socket)
            except LOST:
                await asyncio.sleep(0.1 + self.chance.random() / 2)

    async def read_back(self) -> list[dict[str, Any]]:
        """The whole conversation as a newcomer to it sees it, once the server is there."""
        while True:
            try:
                return await self._read_back()
            except LOST:
                await asyncio.sleep(0.2)

    async def _read_back(self) -> list[dict[str, Any]]:
        async with self._connect() as socket:
            lines: list[dict[str, Any]] = []
            await self._hello(socket, 0)
            while True:
                frame = json.loads(await socket.recv())
                if frame["type"] == "ready":
                    return lines
                lines.append(frame)

    def _address(self) -> str:
        """Any of the web processes, like behind a balancer that knows nothing."""
        return self.chance.choice(self.addresses)

    def _connect(self) -> connect:
        return connect(f"ws://{self._address()}/v1/web/socket", compression=None)

    def _is_done(self) -> bool:
        is_answered = not self.unsaid and self.answered >= set(self.promised.values())
        return is_answered and self.until.exists()

    def _think(self) -> None:
        """Of one thing or two to say, once the last were answered, or a while later."""
        if self.unsaid or self.until.exists():
            return
        if self.answered >= set(self.promised.values()) or time.monotonic() > self.patient_until:
            self.patient_until = time.monotonic() + self.chance.uniform(5, PATIENCE)
            for _ in range(self.chance.choice((1, 2))):
                self.unsaid[f"{self.name}-{self.said}"] = MESSAGES[self.said % len(MESSAGES)]
                self.said += 1

    async def _open(self) -> None:
        if not self.token:
            session = await asyncio.to_thread(_post, f"http://{self._address()}/v1/sessions")
            self.token, self.conversation = session["token"], session["conversation_id"]

    async def _hello(self, socket: Any, last_seq: int) -> None:
        hello = {"type": "hello", "token": self.token, "last_seq": last_seq}
        await socket.send(json.dumps(hello))

    async def _converse(self, socket: Any) -> None:
        sent: set[str] = set()
        while not self._is_done():
            self._think()
            for client_id in list(self.unsaid):
                if client_id not in sent:
                    await asyncio.sleep(self.chance.random() * self.pause)
                    frame = {
                        "type": "message",
                        "client_id": client_id,
                        "text": self.unsaid[client_id],
                    }
                    await socket.send(json.dumps(frame))
                    sent.add(client_id)
            with suppress(TimeoutError):
                async with asyncio.timeout(5):
                    self._take(json.loads(await socket.recv()))

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "ack":
            self.unsaid.pop(frame["client_id"], None)
            self.promised[frame["client_id"]] = frame["seq"]
            entry = {"at": time.time(), "conversation": self.conversation, **frame}
            self.ledger.write(json.dumps(entry) + "\n")
            self.ledger.flush()
            os.fsync(self.ledger.fileno())
        elif frame["type"] == "message":
            self.last_seq = frame["seq"]
            if frame["author"] == "assistant":
                self.answered.add(frame["in_reply_to"])


def _post(address: str) -> dict[str, str]:
    request = urllib.request.Request(address, data=b"{}", method="POST")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=5) as response:
        document: dict[str, str] = json.load(response)
    return document


async def run(
    addresses: Sequence[str],
    ledger: Path,
    transcripts: Path,
    until: Path,
    *,
    count: int,
    pause: float,
    patience: float,
) -> None:
    """Let `count` customers talk until the file `until` is there, wait at most `patience` seconds
    for the last answers, and read back.

    Customers think for up to `pause` seconds before they write.
    """
    with ledger.open("a") as book:
        customers = [
            Customer(f"c{n}", addresses, book, random.Random(n), until, pause) for n in range(count)
        ]
        talks = [asyncio.create_task(customer.talk()) for customer in customers]
        while not until.exists():
            await asyncio.sleep(0.1)
        _, late = await asyncio.wait(talks, timeout=patience)
        for task in late:
            task.cancel()
    with transcripts.open("w") as out:
        for customer in customers:
            if customer.token:
                script = {
                    "conversation": customer.conversation,
                    "lines": await customer.read_back(),
                    "unsaid": sorted(customer.unsaid),
                }
                out.write(json.dumps(script) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("addresses", help="of the web processes, separated by commas")
    for name in ("ledger", "transcripts", "until"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--pause", type=float, default=4)
    parser.add_argument("--patience", type=float, default=30)
    given = parser.parse_args()
    asyncio.run(
        run(
            given.addresses.split(","),
            given.ledger,
            given.transcripts,
            given.until,
            count=given.count,
            pause=given.pause,
            patience=given.patience,
        )
    )
