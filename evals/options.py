"""Values of options as commands take them, each refused where it makes no sense.

What argparse says of a refusal ends a command with code 2, in a line.
"""

import argparse
import math
from collections.abc import Callable
from datetime import datetime

from assistant.answers.rendering import INDIA

_YEARS = range(1990, 2100)
"""Years that a log may hold."""


def moment(text: str) -> datetime:
    """A time; a naive one is of India."""
    found = datetime.fromisoformat(text)
    if found.year not in _YEARS:
        raise argparse.ArgumentTypeError(f"{text} lies outside {_YEARS[0]} to {_YEARS[-1]}")
    return found if found.tzinfo else found.replace(tzinfo=INDIA)


def at_least(least: int) -> Callable[[str], int]:
    """Whole numbers from `least` on."""

    def number(text: str) -> int:
        found = int(text)
        if found < least:
            raise argparse.ArgumentTypeError(f"{text} is under {least}")
        return found

    return number


count, none_or_more = at_least(1), at_least(0)


def share(text: str) -> float:
    """Of a whole, 0 to 1."""
    found = float(text)
    if not 0 <= found <= 1:  # nor where it is no number
        raise argparse.ArgumentTypeError(f"{text} is no share, 0 to 1")
    return found


def finite(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise argparse.ArgumentTypeError(f"{text} is no number")
    return found
