"""The customers on WhatsApp, a process of its own: write through the platform's stand-in, at their
own pace and without waiting for answers, until a file says that it is enough.

Keeps no ledger: the stand-in's says what was acknowledged and what was sent to whom.
"""

import argparse
import asyncio
import random
from pathlib import Path

import httpx

from tests.chaos.customers import MESSAGES

FIRST_NUMBER = 919810000000
MOST_WAITING = 40
"""So many webhooks may wait for the server before people write no more."""


async def write(
    platform: httpx.AsyncClient, number: int, until: Path, chance: random.Random, pause: float
) -> None:
    """One customer's messages, each after a pause of a fifth of `pause` seconds or more."""
    said = 0
    await asyncio.sleep(chance.uniform(0, pause))
    while not until.exists():
        words = {"from": str(number), "text": MESSAGES[said % len(MESSAGES)]}
        try:
            if await _is_patient(platform):
                (await platform.post("/sim/say", json=words)).raise_for_status()
                said += 1
        except httpx.TransportError:  # an idle connection was closed this very moment
            continue
        await asyncio.sleep(chance.uniform(pause / 5, pause))


async def _is_patient(platform: httpx.AsyncClient) -> bool:
    mail = (await platform.post("/sim/mail", json={})).raise_for_status()
    return int(mail.json()["undelivered"]) <= MOST_WAITING


async def run(address: str, until: Path, *, count: int, pause: float) -> None:
    async with (
        httpx.AsyncClient(base_url=address, timeout=30, verify=False) as platform,
        asyncio.TaskGroup() as group,
    ):
        for person in range(count):
            chance = random.Random(person)
            group.create_task(write(platform, FIRST_NUMBER + person, until, chance, pause))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("address", help="of the platform's stand-in")
    parser.add_argument("until", type=Path)
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--pause", type=float, default=12)
    given = parser.parse_args()
    asyncio.run(run(given.address, given.until, count=given.count, pause=given.pause))
