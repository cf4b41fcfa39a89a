"""Tells in which of the three languages a message is written: by script, then by small words.

Refuses to guess from words that both languages use: such a message is in the language of the
conversation so far.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from assistant.language.tokens import tokenize
from assistant.model import Language

_LATIN = re.compile(r"[A-Za-z]")
_DEVANAGARI = re.compile(r"[\u0904-\u0939\u0958-\u0961\u0972-\u097f]")


def detect(text: str, previous: Language | None = None) -> Language:
    """The language of `text`; `previous` is the conversation's, for messages that do not tell
    ("ok", "CB-104233", "price?"). Without either it is English. Never raises."""
    devanagari = len(_DEVANAGARI.findall(text))
    latin = len(_LATIN.findall(text))
    if devanagari and 2 * devanagari >= latin:
        return "hi"
    if devanagari:
        return "hinglish"
    hinglish, english = _votes(text)
    if hinglish > english or (hinglish and 2 * hinglish >= english):
        return "hinglish"
    if english or previous is None:
        return "en"
    return previous


def common_words() -> frozenset[str]:
    """Small words of English and Hinglish, which are never anything else misspelt."""
    hinglish, english, _ = _words()
    return hinglish | english


def _votes(text: str) -> tuple[int, int]:
    """How many words speak for Hinglish and how many for English."""
    hinglish_words, english_words, ending = _words()
    hinglish = english = 0
    for token in tokenize(text):
        if token.shape != "word":
            continue
        word = token.key
        if word in hinglish_words:
            hinglish += 1
        elif word in english_words:
            english += 1
        elif len(word) > 4 and ending.search(word):
            hinglish += 1
    return hinglish, english


@cache
def _words() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    text = (files(__package__) / "languages.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return (
        frozenset(data["hinglish"].split()),
        frozenset(data["english"].split()),
        re.compile(data["hindi_ending"] + "$"),
    )
