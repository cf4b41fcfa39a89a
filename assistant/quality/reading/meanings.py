"""What words of the trade mean, whatever their language: "wapas", "वापस" and "refunded" are one.

The words are in meanings.txt; a word that is not there is found by its stem, or by its consonants
as they sound. It says nothing of whether something is denied.
"""

from functools import cache, lru_cache
from importlib.resources import files

from assistant.language.tokens import fold
from assistant.quality.entailment.premises import skeleton, stem

_NONE = frozenset[str]()
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
