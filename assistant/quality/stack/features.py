"""An answer beside its evidence as numbers: the input of the stacked verdict on faithfulness.

Rules and typed facts, overlap of words and figures, the look of the text, and the cross-encoder's
logits where it ran. One function for training and for judging; it weighs nothing.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.language.tokens import keys, tokenize
from assistant.model import Exchange, Reason, Score
from assistant.quality.claims.model import shipped
from assistant.quality.entailment.premises import (
    Text,
    claims_of,
    rarity,
    sentences,
    texts_of,
    words_of,
)
from assistant.quality.grounding import Examined
from assistant.quality.reading.clauses import DENYING
from assistant.quality.thresholds import THRESHOLDS

FIGURES = frozenset(
    ("amount", "number", "count", "percent", "fraction", "share", "duration", "rating", "measure")
)
MOMENTS = frozenset(("date", "time", "window", "daypart", "year", "period"))
_SELF = keys("i i'm im i've my me we our hum main mai मैं हम मेरा मेरी हमारा")
_YOU = keys("you your u aap aapka aapki आप आपका आपकी आपके")
_ALL = keys("all every always never only none any no everything everyone whole entire both sab har "
            "hamesha kabhi sirf सब सभी हर हमेशा कभी सिर्फ़ केवल")  # fmt: skip
_MORE = keys("more less most least over under than before after earlier later first last highest "
             "lowest longest oldest average total zyada kam ज़्यादा अधिक कम पहले बाद कुल")  # fmt: skip
_HEDGES = keys("may might could perhaps possibly likely probably seems appears think believe maybe")
_SUM_WORDS = keys("one two three four five six seven eight nine ten half twice एक दो तीन चार पांच")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![.!?:\n\"'*•-] )(?<!^)\b[A-Z][a-z]+\b")
RULED = frozenset(
    (
        *("ruled", "ruled_low", "facts_right", "facts_wrong", "figures_wrong", "moments_wrong"),
        *("others_wrong", "contradicted", "promises", "turned"),
        *("doubt_promise", "doubt_negation", "doubt_policy"),
    )
)
"""Features that say what rules and the model of claims found."""
Logits = Sequence[Sequence[float]]
"""Of each claim: entailed, neutral, contradicted."""


@dataclass(frozen=True)
class Beside:
    """What an answer is held against: its evidence as texts, and what the words of it weigh."""

    texts: tuple[Text, ...]
    words: frozenset[str]
    weights: Mapping[str, float]
    numbers: frozenset[str]


def beside(exchange: Exchange) -> Beside:
    texts = texts_of(exchange.evidence)
    words = frozenset().union(*(text.words for text in texts)) if texts else frozenset()
    numbers = frozenset(number for text in texts for number in _numbers(text.text))
    return Beside(texts, words, rarity(texts), numbers)


def plain_features(
    exchange: Exchange, examined: Examined, ruled: Score, near: Beside | None = None
) -> dict[str, float]:
    """Every feature by name but those of the cross-encoder, in a fixed order.

    Args:
        ruled: faithfulness by rules, whose reasons are counted.
        near: the evidence as texts, when they were read before.
    """
    near = near or beside(exchange)
    found = dict(_words(exchange, near))
    found.update(_look(exchange, near))
    found.update(_rules(exchange, examined, ruled))
    return found


def entailed_features(logits: Logits) -> tuple[float, ...]:
    """Of all claims: the least, the mean and the most entailed, the most contradicted and the most
    neutral, each as log-odds against the other two classes."""
    array = np.array(logits, dtype=np.float64)
    margins = array[:, 0] - np.logaddexp(array[:, 1], array[:, 2])
    return (
        float(margins.min()),
        float(margins.mean()),
        float(margins.max()),
        float((array[:, 2] - np.logaddexp(array[:, 0], array[:, 1])).max()),
        float((array[:, 1] - np.logaddexp(array[:, 0], array[:, 2])).max()),
    )


def _words(exchange: Exchange, near: Beside) -> Iterable[tuple[str, float]]:
    """How much of the answer's words the evidence knows, in all and claim by claim."""
    answer = words_of(exchange.answer)
    stems = {word for word in answer if word[0] != "~"}
    asked = words_of(exchange.question) if exchange.question else frozenset()
    yield "known", _share(stems & near.words, stems)
    yield "known_by_sound", _share({w for w in answer if w[0] == "~"} & near.words,
                                   {w for w in answer if w[0] == "~"})  # fmt: skip
    new = stems - near.words
    yield "new", math.log1p(len(new))
    yield "new_unasked", math.log1p(len(new - asked))
    yield "asked", _share(stems & asked, stems)
    pairs = _pairs(exchange.answer)
    held = frozenset().union(*(_pairs(text.text) for text in near.texts)) if near.texts else set()
    yield "pairs_known", _share(pairs & held, pairs)
    yield "pairs_new", math.log1p(len(pairs - held))
    best = [_best(claim, near) for claim in claims_of(exchange.answer)] or [(0.0, 0.0)]
    yield "best_least", min(one for one, _ in best)
    yield "best_mean", sum(one for one, _ in best) / len(best)
    yield "claim_least", min(one for _, one in best)
    yield "claim_mean", sum(one for _, one in best) / len(best)
    numbers = _numbers(exchange.answer)
    yield "numbers", math.log1p(len(numbers))
    yield "numbers_new", math.log1p(len([one for one in numbers if one not in near.numbers]))
    yield "numbers_known", _share({n for n in numbers if n in near.numbers}, set(numbers))
    names = {word_of(name) for name in _NAME.findall(exchange.answer)}
    yield "names", math.log1p(len(names))
    yield "names_new", math.log1p(len({name for name in names if name not in near.words}))


def word_of(name: str) -> str:
    return next(iter(sorted(words_of(name), key=lambda word: word[0] == "~")), "")


def _best(claim: str, near: Beside) -> tuple[float, float]:
    """The share of a claim's words that the likest text holds, and that all do; rare ones count
    more."""
    said = {word for word in words_of(claim) if word[0] != "~"}
    if not said:
        return 1.0, 1.0
    unknown = max(near.weights.values(), default=1.0)
    weighed = {word: near.weights.get(word, unknown) for word in said}
    total = math.fsum(weighed.values())  # exact, whatever order a set has in this process
    known = [math.fsum(weighed[w] for w in said & text.words) for text in near.texts]
    all_known = math.fsum(weighed[w] for w in said & near.words)
    return max(known, default=0.0) / total, all_known / total


def _look(exchange: Exchange, near: Beside) -> Iterable[tuple[str, float]]:
    """What the two texts look like on their own."""
    words = [token.key for token in tokenize(exchange.answer) if token.shape == "word"]
    known = set(words)
    count = len(words) or 1
    yield "length", math.log1p(len(words))
    yield "sentences", float(min(12, len(sentences(exchange.answer))))
    yield "evidence_length", math.log1p(sum(len(text.text) for text in near.texts))
    yield "texts", math.log1p(len(near.texts))
    rows = sum(1 for entry in exchange.evidence if entry.fields)
    yield "rows", math.log1p(rows)
    yield "passages", math.log1p(sum(1 for entry in exchange.evidence if entry.text))
    yield "question", float(bool(exchange.question.strip()))
    yield "says_i", sum(word in _SELF for word in words) / count
    yield "says_you", sum(word in _YOU for word in words) / count
    yield "denies", float(bool(known & DENYING))
    yield "all", float(len(known & _ALL))
    yield "compares", float(len(known & _MORE))
    yield "hedges", float(len(known & _HEDGES))
    yield "counts", float(len(known & _SUM_WORDS))
    yield "asks", exchange.answer.count("?") / (1 + len(sentences(exchange.answer)))
    yield "exclaims", float(min(3, exchange.answer.count("!")))
    yield "foreign_script", sum(not word.isascii() for word in words) / count


def _rules(exchange: Exchange, examined: Examined, ruled: Score) -> Iterable[tuple[str, float]]:
    """What typed facts, rules and the claim model make of it."""
    reasons = [item.reason for item in examined.checked]
    wrong = [reason for reason in reasons if reason.verdict != "supported"]
    value = ruled.value if ruled.value is not None else 1.0
    yield "ruled", value
    yield "ruled_low", float(value < THRESHOLDS["faithfulness"])
    yield "facts", math.log1p(len(reasons))
    yield "facts_right", math.log1p(len(reasons) - len(wrong))
    yield "facts_wrong", math.log1p(len(wrong))
    yield "figures_wrong", math.log1p(_of(wrong, FIGURES))
    yield "moments_wrong", math.log1p(_of(wrong, MOMENTS))
    yield "others_wrong", math.log1p(len(wrong) - _of(wrong, FIGURES) - _of(wrong, MOMENTS))
    yield "contradicted", math.log1p(sum(reason.verdict == "contradicted" for reason in wrong))
    beyond = ruled.reasons[len(reasons) :]
    findings = [
        reason.kind for reason in beyond if reason.verdict in ("unsupported", "contradicted")
    ]
    yield "promises", float(sum(kind.startswith("promise") for kind in findings))
    yield "turned", float(sum(not kind.startswith("promise") for kind in findings))
    doubts = shipped().doubts(examined, exchange.question)
    for fault in ("promise", "negation", "policy"):
        raw = max((one.probability / one.limit for one in doubts if one.fault == fault), default=0)
        yield f"doubt_{fault}", math.log(1e-4 + raw)


def _of(reasons: Iterable[Reason], kinds: frozenset[str]) -> int:
    return sum(reason.kind in kinds for reason in reasons)


def _share(part: set[str] | frozenset[str], whole: set[str] | frozenset[str]) -> float:
    return len(part) / len(whole) if whole else 1.0


def _numbers(text: str) -> list[str]:
    plain = (one.replace(",", "") for one in _NUMBERS.findall(text))
    return [str(float(one)) if one.count(".") < 2 else one for one in plain]


def _pairs(text: str) -> set[str]:
    words = [token.key for token in tokenize(text) if token.shape != "mark"]
    return {f"{left} {right}" for left, right in pairwise(words)}
