"""What services are called: the shipped names and phrases (services.toml) as plain values.

It matches nothing; `assistant.language.services` does.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.language.calendar_words import DAYPARTS, RELATIVE, WEEKDAYS
from assistant.language.detect import common_words


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
    moves: frozenset[str] = frozenset()
    """Groups that say that a house is moved, or a visit."""
    not_typos: frozenset[str] = frozenset()


@cache
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "services.toml").read_text(encoding="utf-8"))


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
        groups={name: tuple(words) for name, words in data["words"].items()},
        weak=frozenset(data["weak"]),
        places=frozenset(data["places"]),
        machines=frozenset(data["machines"]),
        parts=frozenset(data["parts"]),
        voids={group: tuple(voids) for group, voids in data["voids"].items()},
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
