"""Reads graded rules ("24 hours or more 100 %, 12 to 24 50 %") and says which grade applies."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.language.numbers import find_numbers
from assistant.language.tokens import keys, tokenize
from assistant.quality.reading.reader import Fact, read_facts

_NOTHING = keys("nothing nil zero no none kuch कुछ शून्य bilkul kuchh नहीं nahi nahin")
BELOW = keys("under less below within kam कम se-kam भीतर andar अंदर fewer")
_FULL = keys("full fully whole entire poora poori poore pura puri पूरा पूरी पूरे")
_BETWEEN_PIECES = re.compile(r"[,;।\n—]|\.\s")
_BETWEEN_GRADES = re.compile(r"[;।\n]|\.\s")
"""Where a grade ends that has commas of its own ("24 hours or more, full; 12 to 24, half")."""
_PIECE = re.compile(r"[,;.।\n:]| and | aur | और |—")


@dataclass(frozen=True, slots=True)
class Tier:
    """From `low` (included) up to `high` hours, `percent` of what was paid."""

    low: Decimal
    high: Decimal
    percent: Decimal

    def holds(self, hours: Decimal) -> bool:
        return self.low <= hours < self.high


@lru_cache(maxsize=256)
def read_tiers(text: str) -> tuple[Tier, ...]:
    """The grades of a rule, highest first; empty when the text grades nothing by hours."""
    found: list[Tier] = []
    for piece in re.split(_BETWEEN_GRADES if text.count(";") > 1 else _BETWEEN_PIECES, text):
        percent = _percent(piece)
        if percent is None:
            continue
        bounds = [n for n in _plain_numbers(piece) if 2 <= n <= 72]
        words = {token.key for token in tokenize(piece)}
        if len(bounds) >= 2:
            found.append(Tier(min(bounds[:2]), max(bounds[:2]), percent))
        elif len(bounds) == 1 and words & BELOW:
            found.append(Tier(Decimal(0), bounds[0], percent))
        elif len(bounds) == 1:
            found.append(Tier(bounds[0], Decimal(100_000), percent))
    return tuple(found) if len(found) >= 3 else ()


def _percent(piece: str) -> Decimal | None:
    for fact in read_facts(piece, None):
        if fact.kind in ("percent", "fraction"):
            return Decimal(fact.value)
    words = {token.key for token in tokenize(piece)}
    if words & _NOTHING:
        return Decimal(0)
    return Decimal(100) if words & _FULL else None


def _plain_numbers(piece: str) -> list[Decimal]:
    percents = [fact for fact in read_facts(piece, None) if fact.kind == "percent"]
    return [
        span.value
        for span in find_numbers(piece)
        if not any(fact.start <= span.start < fact.end for fact in percents)
    ]


def stated_tier(facts: tuple[Fact, ...]) -> tuple[Decimal, Decimal] | None:
    """The hours that a clause of a reply names, as (low, high)."""
    for fact in facts:
        if fact.kind == "duration" and fact.value.unit == "hour":
            return fact.value.low, fact.value.high
    return None
