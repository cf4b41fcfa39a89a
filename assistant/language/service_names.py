"""What services are called: the shipped names and phrases (services.toml) as plain values.

It matches nothing; `assistant.language.services` does.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.language.calendar_words import DAYPARTS, RELATIVE, WEEKDAYS
from assistant.language.detect import common_words
from assistant.language.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Entry:
    """One service ("category-slug/sub-slug") or category ("category-slug") and what it is called.

    `names` match as a whole; `phrases` are "{noun}" or "{noun} + {cue}" over the word groups.
    """

    key: str
    names: tuple[str, ...]
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word groups that phrases speak of, and the words that only look like typos."""

    groups: Mapping[str, tuple[str, ...]]
    weak: frozenset[str] = frozenset()
    """Groups that count as cues only when no other cue stands near."""
    places: frozenset[str] = frozenset()
    """Groups of things that something else is in or on: the kitchen of "kitchen ka nal"."""
    machines: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    """Groups that, right beside a machine, are parts of it: the door of "fridge ka darwaza"."""
    voids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By group: the groups beside which it means something else ("shifting" beside "slot")."""
    loads: frozenset[str] = frozenset()
    """Groups of things that are loaded with a household."""
    carriers: frozenset[str] = frozenset()
    afar: frozenset[str] = frozenset()
    """Groups that say that what is carried goes far, or all together."""
    works: frozenset[str] = frozenset()
    """Groups of what is done to a thing that stays where it is."""
    moves: frozenset[str] = frozenset()
    """Groups that say that a house is moved, or a visit."""
    nothing: frozenset[str] = frozenset()
    """Groups beside which no noun names a service: who asks how to do it, or for work."""
    heard: frozenset[str] = frozenset()
    """Words that are known by their sound, and that no slip is repaired to."""
    not_typos: frozenset[str] = frozenset()


@cache
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "services.toml").read_text(encoding="utf-8"))


@cache
def _neighbours() -> Mapping[str, Sequence[str]]:
    path = files(__package__) / "neighbours.toml"
    words: Mapping[str, Sequence[str]] = tomllib.loads(path.read_text(encoding="utf-8"))["words"]
    return words


def shipped_entries() -> tuple[Entry, ...]:
    """The services and categories of the shipped catalogue, in its order."""
    data = _shipped()
    return tuple(
        Entry(key, tuple(row["names"]), tuple(row["phrases"]))
        for table in ("services", "categories")
        for key, row in data[table].items()
    )


def shipped_vocabulary() -> Vocabulary:
    """The word groups that their phrases speak of."""
    data = _shipped()
    return Vocabulary(
        groups={
            name: (*words, *_neighbours().get(name, ())) for name, words in data["words"].items()
        },
        nothing=frozenset(data["nothing"]),
        heard=frozenset(
            word
            for words in _neighbours().values()
            for phrase in words
            for word in words_in(phrase)
        ),
        weak=frozenset(data["weak"]),
        places=frozenset(data["places"]),
        machines=frozenset(data["machines"]),
        parts=frozenset(data["parts"]),
        voids={group: tuple(voids) for group, voids in data["voids"].items()},
        loads=frozenset(data["loads"]),
        carriers=frozenset(data["carriers"]),
        afar=frozenset(data["afar"]),
        works=frozenset(data["works"]),
        moves=frozenset(data["moves"]),
        not_typos=common_words().union(data["not_typos"], WEEKDAYS, RELATIVE, DAYPARTS),
    )


@cache
def shipped_names() -> tuple[tuple[str, str], ...]:
    """(key, English name) of every service of the shipped catalogue."""
    return tuple(
        (entry.key, _english_name(entry)) for entry in shipped_entries() if "/" in entry.key
    )


def _english_name(entry: Entry) -> str:
    """The first name in Latin letters, else the key's own words."""
    slug = entry.key.rsplit("/", 1)[-1].replace("-", " ").title()
    return next((name for name in entry.names if name.isascii()), slug)


def plain(key: str) -> str:
    """A token's key without the possessive, so that "women's" is "women"."""
    return key.removesuffix("'s").replace("'", "")


def words_in(phrase: str) -> tuple[str, ...]:
    """The words of a name, as texts are compared with it."""
    return tuple(plain(token.key) for token in tokenize(phrase) if token.shape != "mark")


def singles(phrases: Iterable[str]) -> set[str]:
    """Those of the phrases that are one word."""
    return {words[0] for words in map(words_in, phrases) if len(words) == 1}
