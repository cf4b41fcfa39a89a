"""Reads what a text asks for, and whether a text tells it: price, day, state, refund, warranty ...

Works on phrases of three languages and both scripts, compared by sound. Knows nothing of intents,
skills or evidence; the words themselves are in topics/.
"""

import re
import tomllib
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from assistant.language.tokens import sound, tokenize

Phrase = tuple[str, ...]
_TOPICS = ("bookings", "money", "rules")
_VOWELS = re.compile(r"[aeiouy]")
_SHORT = 3
"""Letters up to which a word is compared as it is written."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that can be asked for.

    `facts` are the kinds of facts that answer it, `fields` the words of field names that hold it.
    An ask aside may stay open when something else of the question is answered; the phrases of a
    loose one tell something only beside a fact, a yes or a no; a denial answers a deniable one.
    """

    name: str
    facts: frozenset[str]
    fields: frozenset[str]
    aside: bool
    loose: bool
    deniable: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of a text at tokens[first:last], and the asks that it belongs to."""

    first: int
    last: int
    asks: frozenset[str]


class PhraseTable:
    """Phrases by their first word, the longest first."""

    def __init__(self, phrases: Iterable[tuple[Phrase, str]]) -> None:
        meant: dict[Phrase, set[str]] = {}
        for phrase, name in phrases:
            meant.setdefault(phrase, set()).add(name)
        self.words = frozenset(word for phrase in meant for word in phrase)
        self._by_first: dict[str, list[tuple[Phrase, frozenset[str]]]] = {}
        for phrase in sorted(meant, key=len, reverse=True):
            self._by_first.setdefault(phrase[0], []).append((phrase, frozenset(meant[phrase])))

    def all_in(self, words: Sequence[str]) -> frozenset[str]:
        """The names of every phrase in the words, overlapping ones too."""
        return frozenset().union(
            *(
                names
                for at, word in enumerate(words)
                for phrase, names in self._by_first.get(word, ())
                if tuple(words[at : at + len(phrase)]) == phrase
            )
        )

    def find(self, words: Sequence[str]) -> tuple[Found, ...]:
        """Phrases from left to right without overlaps, the longest at each place."""
        found = []
        at = 0
        while at < len(words):
            for phrase, names in self._by_first.get(words[at], ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    found.append(Found(at, at + len(phrase), names))
                    at += len(phrase) - 1
                    break
            at += 1
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The asks, the phrases that ask and the phrases that tell."""

    asks: Mapping[str, Ask]
    asking: PhraseTable
    telling: PhraseTable


@cache
def lexicon() -> Lexicon:
    """The shipped asks."""
    data: dict[str, Any] = {}
    for name in _TOPICS:
        text = (files(__package__) / "topics" / f"{name}.toml").read_text(encoding="utf-8")
        data |= tomllib.loads(text)
    asks = {
        name: Ask(
            name,
            frozenset(row.get("facts", ())),
            frozenset(row.get("fields", ())),
            row.get("side", False),
            row.get("loose", False),
            row.get("deniable", False),
        )
        for name, row in data.items()
        if name != "none"
    }
    asking = ((phrase, name) for name, row in data.items() for phrase in phrases(row["asked"]))
    telling = (
        (phrase, name) for name, row in data.items() for phrase in phrases(row.get("told", ""))
    )
    return Lexicon(asks, PhraseTable(asking), PhraseTable(telling))


@lru_cache(maxsize=2048)
def asks_of(text: str) -> tuple[Ask, ...]:
    """What a text asks for, in the order of the lexicon."""
    asks = lexicon().asks
    words = spelt_out(words_of(text))
    names = {name for found in lexicon().asking.find(words) for name in found.asks}
    return tuple(ask for name, ask in asks.items() if name in names)


@lru_cache(maxsize=2048)
def times_asked(text: str, name: str) -> int:
    """How often a text asks for one thing: "how many are done and how many cancelled"."""
    return sum(name in found.asks for found in lexicon().asking.find(words_of(text)))


@lru_cache(maxsize=2048)
def told_by(text: str) -> frozenset[str]:
    """The names of the asks that a text tells something about in words."""
    return lexicon().telling.all_in(words_of(text))


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as phrases are compared: by sound, without marks."""
    return tuple(spelling(token.key) for token in tokenize(text) if token.shape != "mark")


def words_before(text: str, at: int, most: int) -> tuple[str, ...]:
    """The last words of text[:at], as `words_of` gives them."""
    tokens, words = tokenize(text), deque[str]()
    index = bisect_right(tokens, at, key=lambda token: token.end)
    if index < len(tokens) and tokens[index].start < at:
        words.extend(words_of(text[tokens[index].start : at])[-most:])
    while index > 0 and len(words) < most:
        index -= 1
        if tokens[index].shape != "mark":
            words.appendleft(spelling(tokens[index].key))
    return tuple(words)


def spelt_out(words: Phrase) -> Phrase:
    """Words typed without some vowels ("chrge", "lgega", "warrnty") as asks spell them."""
    known = lexicon().asking.words
    return tuple(word if word in known else _spelt_out(word) for word in words)


@lru_cache(maxsize=2048)
def _spelt_out(word: str) -> str:
    bare = _VOWELS.sub("", word)
    if len(bare) < _SHORT or not (word.isascii() and word.isalpha()):
        return word
    fuller = [one for one in _by_consonants().get(bare, ()) if _is_within(word, one)]
    return min(fuller, key=lambda one: (len(one), one), default=word)


@cache
def _by_consonants() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for word in lexicon().asking.words:
        if word.isascii() and word.isalpha():
            found.setdefault(_VOWELS.sub("", word), []).append(word)
    return found


def _is_within(word: str, fuller: str) -> bool:
    """Whether a word is left of a fuller one when letters of it are dropped."""
    letters = iter(fuller)
    return all(letter in letters for letter in word)


def spelling(key: str) -> str:
    """A word by its sound; short ones as they stand, for "off" is not "of"."""
    return sound(key) if len(key) > _SHORT else key


def phrases(lines: str) -> tuple[Phrase, ...]:
    """Phrases parted by "|", each as its words by sound."""
    return tuple(words for line in lines.split("|") if (words := words_of(line)))
