"""How likely an answer is bad: linear models over what rules, words and the cross-encoder say.

Faithfulness of foreign turns has one model for each setting (talk over passages; a card, a table
or passages against a claim or a text), in two steps: plain features first, then their sum beside
the cross-encoder's logits; without a cross-encoder the first step alone decides. In our own kind of
turn rules decide whether a reply is bad, and a model only how bad; its relevancy has a model, too.
The file is written by `python -m evals.entailment.fit`.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.model import Exchange
from assistant.quality.entailment.premises import claims_of
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.rows import Row
from assistant.quality.thresholds import THRESHOLDS

SHIPPED = Path(__file__).with_name("stack.json")
FORMAT = 1
"""Of the file; one more whenever features or settings change, so that no old model is misread."""
VERSION = "stack-1"
HOME = "home"
_SOURCES = frozenset(("session", "policy", "policies"))
_PRICED = frozenset(("amount", "pincode", "identifier"))
"""What a row that names one of our services holds besides when it is of our own kind."""


class StackError(ValueError):
    """The file is no model that this code can read."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic regression, with the probability from which on an answer is called bad: a score is
    scaled so that this is the shipped threshold."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    limit: float

    def sum(self, values: Sequence[float]) -> float:
        return self.bias + sum(w * v for w, v in zip(self.weights, values, strict=True))

    def score(self, total: float, threshold: float) -> float:
        """1 (surely good) to 0, under the threshold where the probability passes the limit."""
        bad = _probability(total)
        if bad < self.limit:
            return 1 - (1 - threshold) * bad / self.limit
        return max(0.0, threshold * (1 - bad) / (1 - self.limit) - 1e-5)

    def rank(self, total: float, threshold: float, *, is_low: bool) -> float:
        """The same where others have decided on which side of the threshold a score lies."""
        good = 1 - _probability(total)
        return max(0.0, threshold * good - 1e-5) if is_low else threshold + (1 - threshold) * good

    def read(self, found: Mapping[str, float]) -> float:
        return self.sum([found[name] for name in self.names])


@dataclass(frozen=True, slots=True)
class Stacked:
    """Both steps of a setting."""

    plain: Linear
    whole: Linear | None
    """Over the sum of the first step and the cross-encoder's features; None where it did not judge
    better than the first step alone, so that it need not be asked."""

    def judge(self, plain: Mapping[str, float], entailed: Sequence[float] | None) -> float:
        """Faithfulness, not yet rounded; by the first step where nothing was asked of the
        cross-encoder."""
        total = self.plain.read(plain)
        if entailed is None or self.whole is None:
            return self.plain.score(total, THRESHOLDS["faithfulness"])
        whole = self.whole.sum((total, *entailed))
        return self.whole.score(whole, THRESHOLDS["faithfulness"])


@dataclass(frozen=True, slots=True)
class Stack:
    """The models of faithfulness by setting, and that of relevancy."""

    settings: Mapping[str, Stacked]
    answering: Linear

    def of(self, setting: str) -> Stacked:
        return self.settings[setting]


def setting_of(exchange: Exchange, grounds: Grounds) -> str:
    """What kind of answer beside what kind of evidence this is."""
    if any(re.split("[#/]", entry.source)[0] in _SOURCES for entry in exchange.evidence):
        return HOME
    if any(_is_ours(row) for row in grounds.rows):
        return HOME
    length = "claim" if len(claims_of(exchange.answer)) < 2 else "text"
    records = sum(1 for entry in exchange.evidence if entry.fields)
    if not records:
        return f"{'talk' if exchange.question.strip() else 'passage'}_{length}"
    return "table_claim" if records > 1 and length == "claim" else f"card_{length}"


def _is_ours(row: Row) -> bool:
    """Whether a plain row names one of our services with a price, a pincode or a number."""
    named = any("." not in value.path for value in row.of("service"))
    return named and bool(_PRICED & row.by_kind.keys())


def _probability(total: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


def load(path: Path) -> Stack:
    """Read a model from the file that fitting wrote. `StackError` when it is not one."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["format"] != FORMAT:
            raise StackError(f"format {held['format']}")
        settings = {name: _stacked(model) for name, model in held["settings"].items()}
        return Stack(settings, _linear(held["answering"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StackError(f"{path} is no stack: {error}") from error


def _stacked(held: Mapping[str, Any]) -> Stacked:
    whole = held["whole"]
    return Stacked(_linear(held["plain"]), None if whole is None else _linear(whole))


def _linear(held: Mapping[str, Any]) -> Linear:
    names, weights = tuple(held["weights"]), tuple(held["weights"].values())
    return Linear(names, weights, held["bias"], held["limit"])


@cache
def shipped() -> Stack:
    """The stack that comes with the package."""
    return load(SHIPPED)
