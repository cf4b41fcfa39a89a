"""A question beside its answer as numbers: the input of the stacked verdict on relevancy.

What the rules found, how much of the question the answer takes up, and what facts either names. One
function for training and for judging; it weighs nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

from assistant.model import Exchange, Score
from assistant.quality.entailment.premises import sentences, words_of
from assistant.quality.grounding import facts_of
from assistant.quality.reading.evidence import Grounds
from assistant.quality.thresholds import THRESHOLDS

_JOINED = re.compile(r"\b(?:and|aur|also|plus)\b|और", re.I)
_FOUND = (
    ("ask", "supported"), ("ask", "note"), ("ask", "not_checkable"),
    ("constraint", "supported"), ("constraint", "contradicted"),
    ("refusal", "note"), ("off_topic", "unsupported"),
)  # fmt: skip
"""What rules find, by kind and verdict."""


def answering_features(exchange: Exchange, grounds: Grounds, ruled: Score) -> dict[str, float]:
    """Every feature by name, in a fixed order.

    Args:
        ruled: relevancy by rules, whose reasons are counted.
    """
    return dict(_features(exchange, grounds, ruled))


def _features(exchange: Exchange, grounds: Grounds, ruled: Score) -> Iterable[tuple[str, float]]:
    value = 1.0 if ruled.value is None else ruled.value
    yield "ruled", value
    yield "ruled_low", float(value < THRESHOLDS["relevancy"])
    counts: Counter[tuple[str, str]] = Counter(
        (reason.kind.split(":")[0], reason.verdict) for reason in ruled.reasons
    )
    yield from ((f"{kind}_{verdict}", float(counts[kind, verdict])) for kind, verdict in _FOUND)
    asked, asked_sounds = _words(exchange.question)
    said, said_sounds = _words(exchange.answer)
    held = frozenset().union(*(_words(_told(entry.fields, entry.text))[0]
                               for entry in exchange.evidence
                               if entry.source.split("#")[0] != "session"))  # fmt: skip
    yield "taken_up", len(asked & said) / max(1, len(asked))
    yield "taken_up_by_sound", len(asked_sounds & said_sounds) / max(1, len(asked_sounds))
    yield "held_taken_up", len(asked & held & said) / max(1, len(asked & held))
    yield "held_said", len(said & held) / max(1, len(held))
    yield "said_held", len(said & held) / max(1, len(said))
    yield "question_length", math.log1p(len(asked))
    yield "answer_length", math.log1p(len(said))
    yield "length_ratio", math.log((1 + len(said)) / (1 + len(asked)))
    asked_for = {fact.kind for fact in facts_of(exchange.question, grounds)}
    told = [fact.kind for fact in facts_of(exchange.answer, grounds)]
    yield "facts", math.log1p(len(told))
    yield "kinds", float(len(set(told)))
    yield "kinds_shared", float(len(asked_for & set(told)))
    yield "kinds_missing", float(len(asked_for - set(told)))
    yield "question_marks", float(exchange.question.count("?"))
    yield "joined", float(len(_JOINED.findall(exchange.question)))
    yield "sentences", float(len(sentences(exchange.answer)))
    yield "asks_back", float(exchange.answer.count("?"))


def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Stems and numbers of a text, and the sounds of its words."""
    found = words_of(text)
    sounds = frozenset(word for word in found if word[0] == "~")
    return found - sounds, sounds


def _told(fields: object, text: str | None) -> str:
    return f"{fields or ''} {text or ''}"
