"""Rules told in many ways, and turned: what a cross-encoder learns reading from.

A rule of `evals/data/rules` has two to four variants that exclude each other, each as a policy, a
record and a chat in three languages say it; and what sounds like it but claims more.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.model import LANGUAGES
from evals.entailment.asks import Texts
from evals.entailment.pairs import CONTRADICTED, ENTAILED, NEUTRAL, Pair

RULES = Path(__file__).parent.parent / "data" / "rules"
_SAME, _TURNED, _BEYOND = 0.45, 0.33, 0.14
"""Shares of pairs: a claim of the same variant, of another, of more than any says; the rest is of
another rule."""
_RECORD, _TWICE = 0.4, 0.25
"""How often a record says it instead of a policy, and how often two texts do."""
_BESIDE = (0, 0, 1, 1, 2)
"""How many texts of other rules stand beside it, of those to choose from."""
_ROOM = 300
"""Letters of a premise."""


class Variant(BaseModel):
    """One version of a rule: texts that all say the same."""

    model_config = ConfigDict(frozen=True)

    policy: tuple[str, ...] = Field(min_length=1)
    field: tuple[str, ...] = Field(min_length=1)
    said: Texts


class Rule(BaseModel):
    """Versions of a rule of which one alone is true, and what nobody said."""

    model_config = ConfigDict(frozen=True)

    topic: str
    variants: tuple[Variant, ...] = Field(min_length=2)
    beyond: Texts


def draw(rules: Sequence[Rule], chance: random.Random) -> Pair:
    """A claim, evidence in which a rule stands, and what the one is to the other."""
    rule, strange = chance.sample(rules, 2)
    held, turned = chance.sample(rule.variants, 2)
    kind = chance.choices(
        ("same", "turned", "beyond", "strange"),
        (_SAME, _TURNED, _BEYOND, 1 - _SAME - _TURNED - _BEYOND),
    )[0]
    if kind == "beyond":
        held, told, label = rule.variants[0], rule.beyond, NEUTRAL
    elif kind == "strange":
        told, label = chance.choice(strange.variants).said, NEUTRAL
    elif kind == "turned":
        told, label = turned.said, CONTRADICTED
    else:
        told, label = held.said, ENTAILED
    texts = [text_of(held, chance)]
    if chance.random() < _TWICE:
        texts.append(text_of(held, chance))
    others = chance.choices(rules, k=chance.choice(_BESIDE))
    texts += [
        text_of(chance.choice(other.variants), chance)
        for other in others
        if other is not rule and other is not strange
    ]
    chance.shuffle(texts)
    claim = chance.choice(told[chance.choice(LANGUAGES)])
    return Pair(claim, " | ".join(texts)[:_ROOM], label)


def text_of(variant: Variant, chance: random.Random) -> str:
    """A policy or a record that says it."""
    return chance.choice(variant.field if chance.random() < _RECORD else variant.policy)
