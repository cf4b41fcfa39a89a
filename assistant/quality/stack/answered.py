"""What the cross-encoder of answers makes of one: whether it takes up all that was asked, and each
thing asked for by itself.

It reads question and answer alone: whether the answer is true is another matter.
"""

import math
from collections.abc import Sequence

from assistant.model import Exchange
from assistant.quality.stack.questions import parts_of

_ROOM = 320
"""Letters of an answer that are read."""
NAMES = ("read_answered", "read_least")


def pair_of(question: str, answer: str) -> tuple[str, str]:
    """A question and an answer as the cross-encoder is asked about them."""
    return f"asked: {question}", answer[:_ROOM]


def pairs_of(exchange: Exchange) -> list[tuple[str, str]]:
    """All that it is asked of a turn: the question as a whole, then each of several parts."""
    parts = [part.text for part in parts_of(exchange)]
    asked = [exchange.question, *(parts if len(parts) > 1 else ())]
    return [pair_of(question, exchange.answer) for question in asked]


def answered_features(logits: Sequence[Sequence[float]]) -> dict[str, float]:
    """How much speaks for the whole question being taken up, and for the part that is least so, as
    log-odds.

    Args:
        logits: of all `pairs_of` a turn.
    """
    margins = [one - _either(other, another) for one, other, another in logits]
    return dict(zip(NAMES, (margins[0], min(margins[1:], default=margins[0])), strict=True))


def _either(one: float, other: float) -> float:
    """Of two log-odds, that of both together."""
    return max(one, other) + math.log1p(math.exp(-abs(one - other)))
