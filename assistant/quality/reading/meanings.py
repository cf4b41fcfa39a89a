"""What words of the trade mean, whatever their language: "wapas", "वापस" and "refunded" are one.

The words are in meanings.txt; a word that is not there is found by its stem, or by its consonants
as they sound. It says nothing of whether something is denied.
"""

from collections.abc import Container, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from assistant.language.tokens import Token, fold
from assistant.quality.entailment.premises import skeleton, stem

_NONE = frozenset[str]()
_LONG = 5
"""Letters of a word without a known meaning from which on it tells something."""
_SOUNDING = 4
"""Letters of a word's consonants, the mark before them counted, from which on they tell it."""


@cache
def _table() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Meanings by word and stem, and by sound where that is not that of words of two meanings."""
    words: dict[str, set[str]] = {}
    for line in (files(__package__) / "meanings.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or ":" not in line:
            continue
        meaning, _, forms = line.partition(": ")
        for form in forms.split():
            for key in (fold(form), stem(fold(form))):
                words.setdefault(key, set()).add(meaning)
    sounds: dict[str, set[frozenset[str]]] = {}
    for word, meanings in words.items():
        sounds.setdefault(skeleton(word), set()).add(frozenset(meanings))
    alone = {
        sound: next(iter(found)) for sound, found in sounds.items()
        if len(found) == 1 and len(sound) >= _SOUNDING
    }  # fmt: skip
    return {word: frozenset(found) for word, found in words.items()}, alone


@lru_cache(maxsize=8192)
def meanings_of(word: str) -> frozenset[str]:
    """The meanings of a folded word."""
    words, sounds = _table()
    return words.get(word) or words.get(stem(word)) or sounds.get(skeleton(word)) or _NONE


def subjects_of(tokens: Sequence[Token], idle: Container[str]) -> frozenset[str]:
    """What words mean, or how the longer ones sound that mean nothing known; the keys in `idle`
    tell nothing."""
    found: set[str] = set()
    for token in tokens:
        if token.shape != "word" or token.key in idle:
            continue
        meant = meanings_of(token.key)
        found |= meant
        sounds = skeleton(stem(token.key))
        if not meant and len(token.key) >= _LONG and len(sounds) >= _SOUNDING:
            found.add(sounds)
    return frozenset(found)
