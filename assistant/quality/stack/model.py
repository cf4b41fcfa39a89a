"""How likely an answer is bad: linear models over what rules, words and the cross-encoder say.

Faithfulness of foreign turns has one model for each setting (talk over passages; a claim about a
card, a table or passages; several claims about passages; a report on records), in two steps: plain
features first, with the wording of a text where that pays, then their sum beside the
cross-encoder's logits; without a cross-encoder the first step alone decides
(`python -m evals.entailment.fit` writes them). Our own kind of turn has one for each metric, beside
trees over the same features, and one more that weighs what a network read: of grounding and
faithfulness the reader of sentences, of relevancy the cross-encoder of answers
(`python -m evals.entailment.fit_home`).
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from assistant.quality.stack.trees import Trees
from assistant.quality.stack.trees import load as load_trees
from assistant.quality.stack.wording import Wording
from assistant.quality.stack.wording import load as load_wording

SHIPPED = Path(__file__).with_name("stack.json")
SHIPPED_WORDING = Path(__file__).with_name("wording.npz")
SHIPPED_HOME = Path(__file__).with_name("home.json")
SHIPPED_TREES = Path(__file__).with_name("trees.npz")
FORMAT = 7
"""Of the file; one more whenever features or settings change, so that no old model is misread."""
VERSION = "stack-18"

Model = TypeVar("Model")


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

    def read(self, found: Mapping[str, float]) -> float:
        return self.sum([found[name] for name in self.names])


@dataclass(frozen=True, slots=True)
class Stacked:
    """Both steps of a setting."""

    plain: Linear
    whole: Linear | None
    """Over the sum of the first step and the cross-encoder's features; None where it did not judge
    better than the first step alone, so that it need not be asked."""
    wording: Wording | None = None
    """What the words of the answer add to the first step; None where they made it no better."""

    def judge(
        self,
        answer: str,
        plain: Mapping[str, float],
        logits: Sequence[float] | None,
        threshold: float,
    ) -> float:
        """The score, not yet rounded; by the first step where nothing trained was asked."""
        total = self.plain.read(plain) + (self.wording.sum(answer) if self.wording else 0.0)
        if logits is None or self.whole is None:
            return self.plain.score(total, threshold)
        return self.whole.score(self.whole.sum((total, *logits)), threshold)


@dataclass(frozen=True, slots=True)
class Paired:
    """A regression and trees over the same features; their mean decides."""

    linear: Linear
    trees: Trees

    def read(self, found: Mapping[str, float]) -> float:
        values = [found[name] for name in self.linear.names]
        return (self.linear.sum(values) + self.trees.sum(values)) / 2

    def score(self, total: float, threshold: float) -> float:
        return self.linear.score(total, threshold)


@dataclass(frozen=True, slots=True)
class Home:
    """The models of our own kind of turn: of each metric, and where a network read the answer."""

    grounding: Paired
    faithfulness: Paired
    relevancy: Paired
    grounding_read: Paired
    faithfulness_read: Paired
    relevancy_read: Paired


def _probability(total: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


def load(path: Path, worded: Path) -> dict[str, Stacked]:
    """Models by setting, from the file that fitting wrote, with what it learnt of wording.
    `StackError` when one of them is none."""
    found = _read(path, _stacked)
    try:
        wording = load_wording(worded)
    except ValueError as error:
        raise StackError(f"{worded} holds no wording: {error}") from error
    return {name: replace(model, wording=wording.get(name)) for name, model in found.items()}


def load_home(path: Path, trees: Path) -> Home:
    """Models of our own kind of turn, likewise, with the trees beside them."""
    found = _read(path, _linear)
    try:
        grown = load_trees(trees)
        return Home(**{name: Paired(model, grown[name]) for name, model in found.items()})
    except (ValueError, KeyError, TypeError) as error:
        raise StackError(f"{trees} holds no trees: {error}") from error


def _read(path: Path, model_of: Callable[[Mapping[str, Any]], Model]) -> dict[str, Model]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["format"] != FORMAT:
            raise StackError(f"format {held['format']}")
        return {name: model_of(model) for name, model in held["models"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StackError(f"{path} is no stack: {error}") from error


def _stacked(held: Mapping[str, Any]) -> Stacked:
    whole = held["whole"]
    return Stacked(_linear(held["plain"]), None if whole is None else _linear(whole))


def _linear(held: Mapping[str, Any]) -> Linear:
    names, weights = tuple(held["weights"]), tuple(held["weights"].values())
    return Linear(names, weights, held["bias"], held["limit"])


@cache
def shipped() -> Mapping[str, Stacked]:
    """What comes with the package for foreign turns, by setting."""
    return load(SHIPPED, SHIPPED_WORDING)


@cache
def shipped_home() -> Home:
    """What comes with the package for our own kind of turn."""
    return load_home(SHIPPED_HOME, SHIPPED_TREES)
