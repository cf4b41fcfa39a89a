"""What two networks make of an answer: whether it takes up all that was asked, and each thing asked
for by itself.

The cross-encoder of answers reads question and answer alone; the reader of whole answers reads the
evidence as well. Whether the answer is true is another matter.
"""

import math
from collections.abc import Sequence

from assistant.model import Exchange
from assistant.quality.entailment.page import WHOLE
from assistant.quality.entailment.reader import FINE, UNBORNE, Reader
from assistant.quality.stack.questions import parts_of

_ROOM = 320
"""Letters of an answer that are read."""
NAMES = ("read_answered", "read_least")
WHOLE_NAMES = ("whole_answered", "whole_least")


def pair_of(question: str, answer: str) -> tuple[str, str]:
    """A question and an answer as the cross-encoder is asked about them."""
    return f"asked: {question}", answer[:_ROOM]


def questions_of(exchange: Exchange) -> list[str]:
    """All that networks are asked about: the question as a whole, then each of several parts."""
    parts = [part.text for part in parts_of(exchange)]
    return [exchange.question, *(parts if len(parts) > 1 else ())]


def pairs_of(exchange: Exchange) -> list[tuple[str, str]]:
    """All that the cross-encoder is asked of a turn."""
    return [pair_of(question, exchange.answer) for question in questions_of(exchange)]


def answered_features(logits: Sequence[Sequence[float]]) -> dict[str, float]:
    """How much speaks for the whole question being taken up, and for the part that is least so, as
    log-odds.

    Args:
        logits: of all `pairs_of` a turn.
    """
    return _told(NAMES, [one - _either(other, another) for one, other, another in logits])


def whole_features(reader: Reader, exchange: Exchange) -> dict[str, float]:
    """The same by the reader of whole answers, beside evidence."""
    reads = [
        reader.read(question, exchange.evidence, [exchange.answer], WHOLE)[0]
        for question in questions_of(exchange)
    ]
    return _told(WHOLE_NAMES, [one.logits[FINE] - one.logits[UNBORNE] for one in reads])


def _told(names: Sequence[str], margins: Sequence[float]) -> dict[str, float]:
    return dict(zip(names, (margins[0], min(margins[1:], default=margins[0])), strict=True))


def _either(one: float, other: float) -> float:
    """Of two log-odds, that of both together."""
    return max(one, other) + math.log1p(math.exp(-abs(one - other)))
