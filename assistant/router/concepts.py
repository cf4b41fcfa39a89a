"""What words mean across the three languages, by a hand-written table (concepts.toml).

It knows no slots and no intents; it only says that "radd", "रद्द" and "call off" are one thing.
"""

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from assistant.language.tokens import sound, tokenize


@lru_cache(maxsize=8192)
def spelling(key: str) -> str:
    """The key under which words are compared: romanised Hindi in one spelling."""
    return sound(key) if key.isascii() else key


def concepts(words: Sequence[str]) -> list[str]:
    """The meanings in a list of spellings, in order; words without one give none.

    Of phrases that begin at one word the longest counts, and its words count no more.
    """
    by_first = _table()
    found: list[str] = []
    at = 0
    while at < len(words):
        for phrase, concept in by_first.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                found.append(concept)
                at += len(phrase) - 1
                break
        at += 1
    return found


@cache
def _table() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """By first word: (phrase, concept), the longest first."""
    data = tomllib.loads((files(__package__) / "concepts.toml").read_text(encoding="utf-8"))
    table: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for concept, phrases in data.items():
        for phrase in phrases.split(","):
            words = tuple(
                spelling(token.key) for token in tokenize(phrase) if token.shape != "mark"
            )
            if words:
                table[words[0]].append((words, concept))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return dict(table)
