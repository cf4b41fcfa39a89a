"""What every part of the seed stands on: its number, its day, and the curated lists.

Randomness comes in named streams, so that one part can change without moving another. Nothing
here reads a clock.
"""

import random
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from store.rules import RULES

Row = dict[str, Any]
"""Column names and values of one row, ready for a bulk insert."""

INDIA = ZoneInfo(RULES.time_zone)


@dataclass(frozen=True, slots=True)
class Basis:
    """`seed` decides who does what; `as_of` is the local day that divides past from future."""

    seed: int
    as_of: date

    @property
    def now(self) -> datetime:
        """The first moment of `as_of` in India; whatever has happened lies before it."""
        return self.at(0, 0)

    def at(self, days: int, hour: int) -> datetime:
        """A full hour in India, so many days from `as_of`, as UTC."""
        day = self.as_of + timedelta(days=days)
        return datetime.combine(day, time(hour), INDIA).astimezone(UTC)

    def stream(self, subject: str) -> random.Random:
        """The random numbers of one part of the seed."""
        return random.Random(f"{self.seed}/{subject}")


@cache
def curated(name: str) -> dict[str, Any]:
    """The list `data/<name>.toml`."""
    path = Path(__file__).parent / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def between(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """A moment from `start` to `end`, to the second."""
    return start + timedelta(seconds=rng.randint(0, max(0, int((end - start).total_seconds()))))
