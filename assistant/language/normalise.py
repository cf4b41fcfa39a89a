"""Brings any text into the one form that everything else reads. Refuses nothing: what cannot be
text (controls, lone surrogates, direction marks) falls away."""

import re
import unicodedata

# Joiners matter inside Devanagari words and inside emoji, nowhere else.
_JOINERS = "\u200c\u200d"
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co"))
_BLANKS = re.compile(r"\s+")
_PLAIN = re.compile(r"[\x20-\x7e]*")


def normalise(text: str) -> str:
    """The text in NFC without controls, direction marks, zero-width characters and lone surrogates,
    every run of white space one blank. Idempotent."""
    if _PLAIN.fullmatch(text):
        return _BLANKS.sub(" ", text).strip()
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    kept: list[str] = []
    for letter in _BLANKS.sub(" ", unicodedata.normalize("NFC", text)):
        if letter in _JOINERS:
            if kept and _joinable(kept[-1]):
                kept.append(letter)
        elif unicodedata.category(letter) not in _DROPPED:
            kept.append(letter)
    composed = unicodedata.normalize("NFC", "".join(kept))
    return _BLANKS.sub(" ", composed).strip().rstrip(_JOINERS)


def _joinable(letter: str) -> bool:
    return (
        "\u0900" <= letter <= "\u097f" or unicodedata.category(letter) == "So" or letter == "\ufe0f"
    )
