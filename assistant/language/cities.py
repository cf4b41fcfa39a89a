"""Finds Indian cities under the names that people use ("Bombay", "Bangalore", "गुड़गांव")."""

import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA

from assistant.language.spans import Span
from assistant.language.tokens import tokenize


@lru_cache(maxsize=2048)
def find_cities(text: str) -> tuple[Span, ...]:
    """Cities in order; `value` is the official English name, whatever was written. Of the kind
    "locality" are those that only a part of them names ("HSR Layout")."""
    tokens = [token for token in tokenize(text) if token.shape != "mark"]
    by_first = _names()
    found = []
    at = 0
    while at < len(tokens):
        for words, city, kind in by_first.get(_known(tokens[at].key), ()):
            if tuple(token.key for token in tokens[at + 1 : at + len(words)]) == words[1:]:
                start, end = tokens[at].start, tokens[at + len(words) - 1].end
                found.append(Span(kind, city, start, end, text[start:end]))
                at += len(words) - 1
                break
        at += 1
    return tuple(found)


_LEAST_REPAIRED = 7
"""Letters of a word that may be a city misspelt; shorter ones are too near to other words."""


@lru_cache(maxsize=8192)
def _known(word: str) -> str:
    """The name that a long word with one slip stands for, or the word itself."""
    names = _names()
    if len(word) < _LEAST_REPAIRED or word in names or not word.isascii():
        return word
    near = (
        name
        for name in _repairable().get(word[0], ())
        if OSA.distance(word, name, score_cutoff=1) <= 1
    )
    return min(near, default=word)


@cache
def _repairable() -> dict[str, list[str]]:
    """By first letter: the names of one long word."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, entries in _names().items():
        if len(name) >= _LEAST_REPAIRED and len(entries[0][0]) == 1:
            found[name[0]].append(name)
    return dict(found)


@cache
def _names() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """By first word: (words, city, kind), the longest first."""
    data = tomllib.loads((files(__package__) / "cities.toml").read_text(encoding="utf-8"))
    localities = data.pop("localities")
    names: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    for kind, table in (("city", data), ("locality", localities)):
        for city, aliases in table.items():
            for alias in (city, *aliases) if kind == "city" else aliases:
                words = tuple(token.key for token in tokenize(alias) if token.shape != "mark")
                names[words[0]].append((words, city, kind))
    for entries in names.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return dict(names)
