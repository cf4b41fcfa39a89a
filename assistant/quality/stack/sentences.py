"""What the reader makes of an answer, sentence by sentence, as numbers for grounding and
faithfulness.

What is asked back claims nothing, and is not read.
"""

import re
from collections.abc import Sequence

import numpy as np

from assistant.quality.entailment.premises import sentences
from assistant.quality.entailment.reader import FINE, UNBORNE, WRONG, Read

_MOST = 14
"""Sentences of an answer that are read."""
_BULLET = re.compile(r"^(?:[-•*–—▪➤#]+|\d{1,2}[.)])\s+")
_NONE = Read((6.0, 0.0, 0.0), (-6.0, -6.0), (-6.0, -6.0))
"""What an answer that claims nothing is taken for."""
_ONE = -6.0
"""The doubt of the second worst sentence of a single one."""


def sentences_of(answer: str) -> list[str]:
    """All that the reader is asked of an answer, without the marks of lists."""
    said = (_BULLET.sub("", text) for text in sentences(answer))
    return [text for text in said if _says_something(text)][:_MOST]


def _says_something(text: str) -> bool:
    """Whether it is neither asked back nor the number of a line alone."""
    is_asked = text.rstrip("\"')]*_ ").endswith("?")
    return not is_asked and any(letter.isalpha() for letter in text)


def read_features(reads: Sequence[Read]) -> dict[str, float]:
    """How far sentences, and pieces of them, are from being borne out, as log-odds.

    Args:
        reads: of all `sentences_of` an answer.
    """
    found = reads or (_NONE,)
    unborne = [doubt_of(one) for one in found]
    wrong = [one.logits[WRONG] - _either(one.logits[FINE], one.logits[UNBORNE]) for one in found]
    pieces = [one.worst[1] for one in found]
    return {
        **_spread("read_unborne", unborne),
        **_spread("read_piece", pieces),
        "read_wrong_most": max(wrong),
        "read_wrong_mean": sum(wrong) / len(wrong),
        "read_wrong_piece": max(one.worst[0] for one in found),
        "read_unfine": max(one.logits[UNBORNE] - one.logits[FINE] for one in found),
        "read_any_piece": max(one.any[1] for one in found),
        "read_any_wrong": max(one.any[0] for one in found),
        "read_both": max(a + b for a, b in zip(unborne, pieces, strict=True)),
    }


def worst_of(said: Sequence[str], reads: Sequence[Read]) -> str | None:
    """The sentence that the reader doubts most; None where there is none."""
    pairs = zip(said, reads, strict=True)
    return max(pairs, key=lambda pair: doubt_of(pair[1]), default=(None, None))[0]


def doubt_of(read: Read) -> float:
    """How much speaks for a sentence being denied or never said, as log-odds."""
    return read.logits[UNBORNE] - _either(read.logits[FINE], read.logits[WRONG])


def _spread(name: str, values: Sequence[float]) -> dict[str, float]:
    order = sorted(values, reverse=True)
    return {
        f"{name}_most": order[0],
        f"{name}_second": order[1] if len(order) > 1 else _ONE,
        f"{name}_mean": sum(order) / len(order),
        f"{name}_much": float(np.tanh(np.maximum(0.0, order)).sum()),
    }


def _either(one: float, other: float) -> float:
    return float(np.logaddexp(one, other))
