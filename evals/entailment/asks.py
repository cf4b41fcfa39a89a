"""Questions beside answers, labelled: what the cross-encoder of answers learns from.

Families of near asks, written by hand in three languages (`evals/data/asks`): an answer to one
answers none of the others. From these any number of questions, whole and half answers are drawn.
"""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.model import LANGUAGES, Language
from assistant.quality.stack.answered import pair_of
from evals.entailment.pairs import CONTRADICTED, ENTAILED, Pair

ASKS = Path(__file__).parent.parent / "data" / "asks"
ANSWERED, NOT_ANSWERED = ENTAILED, CONTRADICTED
"""Of the three classes of a cross-encoder, two."""
_WHOLE, _BOTH, _NEAR, _HALF, _IDLE = 0.3, 0.2, 0.2, 0.15, 0.08
"""Shares of pairs: an ask answered, two answered both, a near one answered, one of two answered,
none; the rest answers another family."""
_SAME_LANGUAGE = 0.75
_CHATTY = 0.3
"""How many answers say something idle as well."""

Texts = Mapping[Language, tuple[str, ...]]


class Asked(BaseModel):
    """One ask in several wordings, and what answers it and no other of its family."""

    model_config = ConfigDict(frozen=True)

    ask: Texts
    answer: Texts


class Family(BaseModel):
    """Asks that are easily taken for one another, and what answers none of them."""

    model_config = ConfigDict(frozen=True)

    topic: str
    asks: tuple[Asked, ...] = Field(min_length=3)
    idle: Texts


def draw(families: Sequence[Family], chance: random.Random) -> Pair:
    """A question and an answer, and whether the one answers the other; of two families or more."""
    family, strange = chance.sample(families, 2)
    asked = chance.choice(LANGUAGES)
    said = asked if chance.random() < _SAME_LANGUAGE else chance.choice(LANGUAGES)
    one, near = chance.sample(family.asks, 2)
    question, answer = chance.choice(one.ask[asked]), chance.choice(one.answer[said])
    other, beside = chance.choice(near.ask[asked]), chance.choice(near.answer[said])
    idle = chance.choice(family.idle[said])
    kind = chance.choices(
        ("whole", "both", "near", "half", "idle", "strange"),
        (_WHOLE, _BOTH, _NEAR, _HALF, _IDLE, 1 - _WHOLE - _BOTH - _NEAR - _HALF - _IDLE),
    )[0]
    if kind == "both":
        question = _in_any_order(chance, question, other)
        answer = _in_any_order(chance, answer, beside)
    elif kind == "half":
        question = _in_any_order(chance, question, other)
    elif kind == "near":
        answer = beside
    elif kind == "idle":
        answer = idle
    elif kind == "strange":
        answer = chance.choice(chance.choice(strange.asks).answer[said])
    if chance.random() < _CHATTY:
        answer = _in_any_order(chance, answer, idle)
    label = ANSWERED if kind in ("whole", "both") else NOT_ANSWERED
    return Pair(*pair_of(question, answer), label)


def _in_any_order(chance: random.Random, one: str, other: str) -> str:
    return " ".join(chance.sample((one, other), 2))
