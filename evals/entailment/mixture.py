"""What the cross-encoder of answers learns from, drawn in shares: rules, families of asks, twins.

No torch is needed to look at it.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.quality.stack.answered import pair_of
from evals.entailment import asks, rules
from evals.entailment.pairs import ENTAILED, NOT_ENTAILED, Pair
from evals.entailment.writers import Labelled
from evals.rows import read_folder

MIX = "rules=0.3,asks=0.4,turns=0.3"
_SOURCES = ("rules", "asks", "turns")
_BAD = 0.4
"""Share of bad answers among the twins drawn; there are fewer."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """What pairs are drawn from, and how much of each."""

    rules: Sequence[rules.Rule]
    asks: Sequence[asks.Family]
    good: Sequence[Pair]
    bad: Sequence[Pair]
    shares: Mapping[str, float]

    def draw(self, chance: random.Random) -> Pair:
        kind = chance.choices(list(self.shares), list(self.shares.values()))[0]
        if kind == "rules":
            return rules.draw(self.rules, chance)
        if kind == "asks":
            return asks.draw(self.asks, chance)
        return chance.choice(self.bad if chance.random() < _BAD else self.good)


def mixture(shares: str, families: Path, told: Path, twins: Sequence[Labelled]) -> Mixture:
    """All sources, each read once.

    Raises:
        ValueError: shares that are none ("rules=0.2,asks=0.5,turns=0.3"), or a line of a folder
            that holds nothing to learn from (`RowError`).
    """
    pairs = [of_twin(twin) for twin in twins]
    return Mixture(
        rules=read_folder(told, rules.Rule),
        asks=read_folder(families, asks.Family),
        good=[pair for pair in pairs if pair.label == ENTAILED],
        bad=[pair for pair in pairs if pair.label != ENTAILED],
        shares=_shares(shares),
    )


def of_twin(twin: Labelled) -> Pair:
    """A twin's question and answer, and whether its writer found the one relevant to the other."""
    label = NOT_ENTAILED if twin.bad["relevancy"] else ENTAILED
    return Pair(*pair_of(twin.exchange.question, twin.exchange.answer), label)


def _shares(text: str) -> dict[str, float]:
    found = {}
    for part in text.split(","):
        name, _, share = part.partition("=")
        if name not in _SOURCES:
            raise ValueError(f"{part!r}: {', '.join(_SOURCES)}, each with its share")
        found[name] = float(share)
    return found
