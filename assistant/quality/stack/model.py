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
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from assistant.language.tokens import keys, keys_in
from assistant.model import Exchange
from assistant.quality.entailment.premises import claims_of
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.rows import Row
from assistant.quality.stack.trees import Trees
from assistant.quality.stack.trees import load as load_trees
from assistant.quality.stack.wording import Wording
from assistant.quality.stack.wording import load as load_wording

SHIPPED = Path(__file__).with_name("stack.json")
SHIPPED_WORDING = Path(__file__).with_name("wording.npz")
SHIPPED_HOME = Path(__file__).with_name("home.json")
SHIPPED_TREES = Path(__file__).with_name("trees.npz")
FORMAT = 6
"""Of the file; one more whenever features or settings change, so that no old model is misread."""
VERSION = "stack-17"
HOME = "home"
_SOURCES = keys(
    """session policy policies terms faq faqs kb help support rules guide guidelines handbook manual
    sop instructions knowledge"""
)
"""What only a support desk's evidence is called."""
_CUSTOMERS = (
    keys("customer customers client clients member members guest guests"),
    keys("we our us you your"),
)
_RUPEES = re.compile(r"(?:₹|\bRs\.?|\bINR) ?\d")
_DEALINGS = keys(
    """fee fees charge charged charges charging refund refunds refunded refundable booking
    bookings booked cancel cancelled cancellation cancelling warranty gst invoice appointment
    technician delivery delivered subscription payment payments paid pay reschedule rescheduled
    deposit policyholder premium slot visit visits plan plans renewal account"""
)
"""What a company says to its customers, and what it deals with."""
_ONE_PERSON = keys("i i'm i've i'd my me mine")
"""How a person writes, and no company: in a forum."""
_LONGEST, _SIGNS = 900, 2
"""Letters that all passages of such a company have at most, and of these signs how many, dealings
counting twice at most. Of talk about the world (train parts of BEGIN, FaithDial, Q2, USR, mtRAG) it
takes one in a hundred at most for that; of our twins with passages alone it finds three in four."""
_SOURCE_WORD = re.compile(r"[^\W\d_]+")
_HINDI = re.compile(r"[\u0900-\u097f]")
_LISTED = re.compile(r"[-#*\s]*[^\s:,|;][^:,|;]{0,40}[:,|;\t] ?[^\s](?:.*[^.!?।\s])?\s*$")
"""A line of a record: "- genre: rock", "2021-02-25,0.09"; no sentence, whoever says it."""
_LINE = 120
"""Letters that it has at most."""
_LEAST_LISTED, _MOST = 3, 0.6
"""Such lines that make a passage a record: so many, and so large a share of all."""
_PRICED = frozenset(("amount", "pincode", "identifier"))
"""What a row that names one of our services holds besides when it is of our own kind."""


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


def setting_of(exchange: Exchange, grounds: Grounds) -> str:
    """What kind of answer beside what kind of evidence this is."""
    if any(_is_a_desks(entry.source) for entry in exchange.evidence):
        return HOME
    if any(_is_ours(row) for row in grounds.rows):
        return HOME
    records = sum(1 for entry in exchange.evidence if entry.fields)
    if exchange.question.strip() and (
        records or _HINDI.search(exchange.question) or _is_told_to_customers(exchange)
    ):
        return HOME
    length = "claim" if len(claims_of(exchange.answer)) < 2 else "text"
    if length == "text" and (records or any(_is_listed(one.text) for one in exchange.evidence)):
        return "report"
    if not records:
        return f"{'talk' if exchange.question.strip() else 'passage'}_{length}"
    return "table_claim" if records > 1 else "card_claim"


def _is_listed(text: str | None) -> bool:
    """Whether a passage is a record written out: most of its lines name a field and its value, or
    hold the values of one row."""
    lines = [line for line in (text or "").splitlines() if line.strip()]
    listed = sum(len(line) < _LINE and _LISTED.match(line) is not None for line in lines)
    return listed >= max(_LEAST_LISTED, _MOST * len(lines))


def _is_a_desks(source: str) -> bool:
    """Whether a source's name has a word of a support desk's: "help-center/refunds"."""
    return not _SOURCES.isdisjoint(_SOURCE_WORD.findall(source.casefold()))


def _is_told_to_customers(exchange: Exchange) -> bool:
    """Whether passages read like what a company tells its customers."""
    texts = [entry.text or "" for entry in exchange.evidence]
    if sum(map(len, texts)) > _LONGEST:
        return False
    if any(map(_RUPEES.search, texts)):
        return True
    said = frozenset().union(*map(keys_in, texts))
    if not said.isdisjoint(_ONE_PERSON):
        return False
    spoken_to = sum(not said.isdisjoint(words) for words in _CUSTOMERS)
    return spoken_to + min(len(said & _DEALINGS), _SIGNS) >= _SIGNS


def _is_ours(row: Row) -> bool:
    """Whether a plain row names one of our services with a price, a pincode or a number."""
    named = any("." not in value.path for value in row.of("service"))
    return named and bool(_PRICED & row.by_kind.keys())


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
