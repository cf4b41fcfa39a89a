"""Posts webhooks, signed, until they are answered 200; on request several times or in disorder."""

import asyncio
import json
import logging
import random
from collections.abc import Callable

import httpx

from channels.whatsapp.signature import HEADER, sign
from channels.whatsapp.simulator.notices import Json

log = logging.getLogger(__name__)

AT_ONCE = 32
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between tries; the last is repeated. The platform's own are minutes to hours."""


class Courier:
    """Carries webhooks to the server under trial.

    `copies`: how often each is posted. `disorder`: seconds over which each is delayed at random.
    `arrived` is called with every copy that was answered 200.
    """

    def __init__(
        self, url: str, secret: bytes, chance: random.Random, arrived: Callable[[Json], None]
    ) -> None:
        self.copies = 1
        self.disorder = 0.0
        self.undelivered = 0
        self._url = url
        self._secret = secret
        self._chance = chance
        self._arrived = arrived
        self._client = httpx.AsyncClient(timeout=30.0, verify=url.startswith("https:"))
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def carry(self, body: Json, after: float = 0.0) -> None:
        """Post a webhook, `after` seconds from now."""
        raw = json.dumps(body).encode()
        for _ in range(self.copies):
            delay = after + self._chance.uniform(0.0, self.disorder)
            task = asyncio.get_running_loop().create_task(self._carry(raw, delay, body))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until everything is delivered."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def _carry(self, raw: bytes, delay: float, body: Json) -> None:
        await asyncio.sleep(delay)
        headers = {HEADER: sign(self._secret, raw), "Content-Type": "application/json"}
        tries = 0
        self.undelivered += 1
        while not await self._post(raw, headers):
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1
        self.undelivered -= 1
        self._arrived(body)

    async def _post(self, raw: bytes, headers: dict[str, str]) -> bool:
        try:
            async with self._places:
                answer = await self._client.post(self._url, content=raw, headers=headers)
        except httpx.HTTPError as error:
            log.info("the webhook cannot be posted: %s", error)
            return False
        if answer.status_code != 200:
            log.info("the webhook was answered %s", answer.status_code)
        return answer.status_code == 200
