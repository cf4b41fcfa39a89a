"""The customers on WhatsApp, a process of its own: write through the platform's stand-in until a
file says that it is enough. Each waits for an answer before the next message, though not for ever.

Keeps no ledger: the stand-in's says what was acknowledged and what was sent to whom.
"""

import argparse
import asyncio
import json
import random
from collections import Counter
from pathlib import Path

import httpx

from tests.chaos.customers import MESSAGES

FIRST_NUMBER = 919810000000


class Answers:
    """How many messages the platform was given for each number, as its ledger grows."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._counted: Counter[str] = Counter()

    async def follow(self) -> None:
        """Read on for ever."""
        with self._ledger.open() as lines:
            begun = ""
            while True:
                begun += lines.readline()
                if not begun.endswith("\n"):
                    await asyncio.sleep(0.1)
                    continue
                line, begun = json.loads(begun), ""
                if "taken" in line:
                    self._counted[str(line["body"].get("to"))] += 1

    async def next_for(self, number: str, patience: float) -> None:
        """Wait for the next message to a number, for at most `patience` seconds."""
        before, loop = self._counted[number], asyncio.get_running_loop()
        deadline = loop.time() + patience
        while self._counted[number] == before and loop.time() < deadline:
            await asyncio.sleep(0.1)


class Texter:
    """Somebody with a telephone."""

    def __init__(self, number: str, platform: httpx.AsyncClient, answers: Answers) -> None:
        self._number = number
        self._platform = platform
        self._answers = answers

    async def write(
        self, until: Path, chance: random.Random, pause: float, patience: float
    ) -> None:
        """Message after message; waits up to `pause` seconds before each."""
        said = 0
        while True:
            await asyncio.sleep(chance.uniform(0, pause))
            if until.exists():
                return
            words = {"from": self._number, "text": MESSAGES[said % len(MESSAGES)]}
            try:
                (await self._platform.post("/sim/say", json=words)).raise_for_status()
            except httpx.TransportError:  # an idle connection was closed this very moment
                continue
            said += 1
            await self._answers.next_for(self._number, chance.uniform(1, patience))


async def run(
    address: str, ledger: Path, until: Path, *, count: int, pause: float, patience: float
) -> None:
    answers = Answers(ledger)
    following = asyncio.create_task(answers.follow())
    async with httpx.AsyncClient(base_url=address, timeout=30, verify=False) as platform:
        people = [Texter(str(FIRST_NUMBER + n), platform, answers) for n in range(count)]
        await asyncio.gather(
            *(one.write(until, random.Random(n), pause, patience) for n, one in enumerate(people))
        )
    following.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("address", help="of the platform's stand-in")
    for name in ("ledger", "until"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--pause", type=float, default=3)
    parser.add_argument("--patience", type=float, default=60)
    given = parser.parse_args()
    asyncio.run(
        run(
            given.address,
            given.ledger,
            given.until,
            count=given.count,
            pause=given.pause,
            patience=given.patience,
        )
    )
