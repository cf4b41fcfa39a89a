"""How processes die: by a kill at any moment, or at a named point that one of them reaches.

A death ends with its process started again. What died, where and when stands in a file for the
judge.
"""

import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos.edges import POINTS
from tests.chaos.server import Process

ANY_MOMENT = "any moment"
PATIENCE = 30.0
"""Seconds within which somebody must reach a named point; else the order is taken back."""
MOST_BETWEEN, SECONDS_BETWEEN = 16, 10.0
"""So many acknowledgements, or seconds, may lie between a start and the next death."""


PLACES = tuple(f"{point} {where}" for point, places in POINTS.items() for where in places)


def orders(kills: int, chance: random.Random) -> Iterator[str]:
    """Where to die, for ever: the first `kills` are a third at any moment and the rest at the named
    points, each about as often; then named points again, for those that nobody reached."""
    named = [PLACES[n % len(PLACES)] for n in range(kills - kills // 3)]
    mixed = [*named, *[ANY_MOMENT] * (kills // 3)]
    chance.shuffle(mixed)
    yield from mixed
    while True:
        yield chance.choice(PLACES)


class Deaths:
    """Kills processes and writes down how.

    Args:
        at_once: whether others go on dying while one that was killed is coming back.
    """

    def __init__(
        self, processes: Sequence[Process], folder: Path, chance: random.Random, *, at_once: bool
    ) -> None:
        self._processes = processes
        self._order, self._struck = folder / "doom", folder / "struck"
        self._book = folder / "deaths.jsonl"
        self._ledgers = [folder / f"{name}.jsonl" for name in ("ledger", "platform")]
        self._chance = chance
        self._at_once = at_once

    def bring(self, order: str) -> bool:
        """One death; False when nobody has come to the point in time."""
        self._wait()
        where = self._kill_one() if order == ANY_MOMENT else self._order_death(order)
        if where is None:
            return False
        point = order if order == ANY_MOMENT else order.partition(" ")[0]
        with self._book.open("a") as book:
            death = {"at": time.time(), "point": point, "where": where}
            book.write(json.dumps(death) + "\n")
        for process in self._processes:
            if process.is_dead():
                process.launch()
                if not self._at_once:
                    process.wait_until_ready()
        return True

    def _wait(self) -> None:
        """Until a few messages were acknowledged, or none, so that work is under way."""
        wanted = self._promises() + self._chance.randrange(MOST_BETWEEN)
        deadline = time.monotonic() + SECONDS_BETWEEN
        while self._promises() < wanted and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(self._chance.uniform(0, 0.5))

    def _promises(self) -> int:
        return sum(ledger.read_bytes().count(b"\n") for ledger in self._ledgers)

    def _kill_one(self) -> str:
        victim = self._chance.choice(self._processes)
        victim.kill()
        return victim.kind

    def _order_death(self, order: str) -> str | None:
        self._struck.unlink(missing_ok=True)
        draft = self._order.with_suffix(".draft")
        draft.write_text(order)
        draft.rename(self._order)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            time.sleep(0.01)
            if self._struck.exists() and any(process.is_dead() for process in self._processes):
                return self._struck.read_text()
        try:
            self._order.unlink()
        except FileNotFoundError:  # somebody came to it this very moment
            while not any(process.is_dead() for process in self._processes):
                time.sleep(0.01)
            return self._struck.read_text()
        return None
