"""Reads in a customer's own words what a complaint is about and how pressing it is.

Pure: words in, a type and a priority out, by the rules of the business: what threatens safety or is
dishonest is critical, a provider's behaviour is high, the rest goes by its type and by the words
used. Where words say nothing it is "other", for people to sort.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.language.tokens import fold, sound, tokenize
from store.complaints import ComplaintPriority, ComplaintType

_BETWEEN = 4
"""How far apart two words of a phrase may stand."""
_LEAST_WORDS = 3
"""So many words beside those that only say "I complain" tell what happened."""
_TYPES: tuple[ComplaintType, ...] = (
    "provider_behavior",
    "refund_issue",
    "cancellation_issue",
    "billing",
    "delay",
    "service_quality",
)
"""Of two that are said as clearly, the first."""

_TELLING = frozenset(("danger", "dishonesty", *_TYPES))

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a complaint is about, and how soon it must be answered."""

    type: ComplaintType
    priority: ComplaintPriority


def hear(text: str) -> Heard:
    """The type and the priority of a complaint in these words."""
    words, tables = _words(text), _tables()
    said = {name: _count(words, phrases) for name, phrases in tables.items()}
    kind = _type(said)
    if said["danger"] or said["dishonesty"]:
        return Heard(kind, "critical")
    if kind == "provider_behavior":
        return Heard(kind, "high")
    if said["mild"]:
        return Heard(kind, "low")
    if kind == "other":
        return Heard(kind, "medium" if said["urgent"] else "low")
    return Heard(kind, "high" if said["urgent"] else "medium")


def says_what_happened(text: str) -> bool:
    """Whether the text says more than that there is a complaint, and about which booking."""
    words = _words(text)
    if any(_count(words, phrases) for name, phrases in _tables().items() if name in _TELLING):
        return True
    return len([word for word in words if word not in _empty()]) >= _LEAST_WORDS


def _type(said: Mapping[str, int]) -> ComplaintType:
    """Behaviour goes before all else, for it is answered soonest."""
    if said["provider_behavior"]:
        return "provider_behavior"
    kind = max(_TYPES, key=lambda name: said[name])
    if said[kind]:
        return kind
    if said["dishonesty"]:
        return "provider_behavior"
    return "service_quality" if said["danger"] else "other"


def _count(words: Sequence[str], phrases: Sequence[Phrase]) -> int:
    """The words of the phrases that the text holds."""
    return sum(len(phrase) for phrase in phrases if _holds(words, phrase))


def _holds(words: Sequence[str], phrase: Phrase) -> bool:
    """Whether the words of the phrase stand in the text in their order and close together."""
    first, *rest = phrase
    for start, word in enumerate(words):
        if not _fits(word, first):
            continue
        places = [start]
        for wanted in rest:
            near = range(places[-1] + 1, min(places[-1] + 1 + _BETWEEN, len(words)))
            found = next((at for at in near if _fits(words[at], wanted)), None)
            if found is None:
                break
            places.append(found)
        if len(places) == len(phrase):
            return True
    return False


def _fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _words(text: str) -> tuple[str, ...]:
    """The words as they sound, so that "ghatiya" and "ghatiyaa" are one."""
    return tuple(sound(token.key) for token in tokenize(text) if token.shape in ("word", "number"))


def _phrase(text: str) -> Phrase:
    return tuple(
        sound(fold(word.removesuffix("*"))) + "*" * word.endswith("*") for word in text.split()
    )


@cache
def _document(path: Path = Path(__file__).parent / "words.toml") -> Mapping[str, str]:
    document: Mapping[str, str] = tomllib.loads(path.read_text("utf-8"))
    return document


@cache
def _tables() -> Mapping[str, tuple[Phrase, ...]]:
    """Phrases by what they tell."""
    return {
        name: tuple(_phrase(part) for part in text.split("|") if part.strip())
        for name, text in _document().items()
        if name != "empty"
    }


@cache
def _empty() -> frozenset[str]:
    return frozenset(sound(fold(word)) for word in _document()["empty"].split())
