"""Cuts a text of any of the three languages into tokens with offsets and a spelling-free key.

It knows shapes (clock, date, identifier, number, word), not meanings.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = {ord("०") + i: str(i) for i in range(10)}
_NUKTA = {0x0958 + i: letter for i, letter in enumerate("कखगजडढफय")}
_FOLD = {
    **_NUKTA,
    0x093C: None,  # nukta: people type it or not
    0x200C: None,
    0x200D: None,
    ord("ँ"): "ं",
    ord("ण"): "न",  # घण्टा / घन्टा / घंटा meet below
    ord("ऑ"): "आ",
    ord("ॉ"): "ा",
    ord("ॅ"): "े",
    0x0929: "न",
}
_HALF_NASAL = re.compile("[नमङञ]्(?=[क-ह])")

_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PLAIN = r"""
    (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*|[\u0900-\u0963\u0971-\u097f\u200c\u200d]+)
  | (?P<mark>[^\s])
"""
_TOKEN = re.compile(
    rf"""
    (?P<iso>\d{{4}}-\d\d-\d\d(?:[T\ ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d))
  | (?P<email>[\w.+-]+@[\w-]+\.[\w.]+)
  | (?P<phone>(?<![\w])(?:\+91[-\ ]?|0)?[6-9]\d{{4}}[-\ ]?\d{{5}}(?!\d))
  | (?P<dmy>(?<![\d/.-])\d{{1,2}}(?:/\d{{1,2}}/(?:\d{{4}}|\d\d)|-\d{{1,2}}-\d{{4}}
        |\.\d{{1,2}}\.\d{{4}}|/\d{{1,2}})(?![\d/]))
  | (?P<id>(?<![\w])(?!(?i:rs|inr|{_MONTH})[a-z]*[-.]?\d)(?!(?i:to|or|and|se|ya)-)
        [A-Za-z]{{1,8}}(?:[-_/\#]{{1,2}}[A-Za-z]{{1,6}})?[-_/\#]{{0,2}}(?=[\w/-]*\d[\w/-]*\d)\d\w*
        (?:[-_/]\w+)*)
  | (?P<clock>(?<![\d.,])\d{{1,2}}:\d\d(?!\d))
  | (?P<number>\d{{1,3}}(?:,\d{{2,3}})*,\d{{3}}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)
  | {_PLAIN}
    """,
    re.X,
)
_PLAIN_TOKEN = re.compile(_PLAIN, re.X)
_FIGURED = re.compile(r"[\d@]")
"""What a text must hold for any token but words and marks."""
_DEVANAGARI_WORD = re.compile(r"[\u0900-\u0963\u0971-\u097f\u200c\u200d]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `key` is what tables are looked up by: lower case, Devanagari without nukta."""

    shape: str
    text: str
    key: str
    start: int
    end: int


def ascii_digits(text: str) -> str:
    """The text with Devanagari digits as ASCII ones; offsets stay."""
    return text if text.isascii() else text.translate(_DIGITS)


def fold(word: str) -> str:
    """One spelling for words that people write in several: case, nukta, half nasals."""
    if word.isascii():
        return word.lower()
    folded = word.translate(_FOLD)
    return _HALF_NASAL.sub("ं", folded).lower().replace("’", "'")


def keys(words: str) -> frozenset[str]:
    """The words of a blank-separated list under their keys, for tables of words."""
    return frozenset(fold(word) for word in words.split())


def sound(word: str) -> str:
    """A romanised Hindi word without its spelling habits: "hazaar", "hajar" -> "hajar"."""
    for old, new in _SOUNDS:
        word = word.replace(old, new)
    word = _DOUBLE.sub(r"\1", word)
    if len(word) > 3 and word[-1] == "h" and word[-2] in "aeiou":
        word = word[:-1]
    return word


_SOUNDS = (
    ("chch", "ch"),
    ("chh", "ch"),
    ("aa", "a"),
    ("ee", "i"),
    ("oo", "u"),
    ("ou", "u"),
    ("ph", "f"),
    ("z", "j"),
    ("w", "v"),
    ("q", "k"),
)
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1")


@lru_cache(maxsize=2048)
def keys_in(text: str) -> frozenset[str]:
    """The keys of a text's tokens."""
    return frozenset([token.key for token in tokenize(text)])


@lru_cache(maxsize=2048)
def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a text in order, without white space."""
    plain = ascii_digits(text)
    token_at = (_TOKEN if _FIGURED.search(plain) else _PLAIN_TOKEN).search
    tokens: list[Token] = []
    position = 0
    while True:
        match = token_at(plain, position)
        if match is None:
            return tuple(tokens)
        shape = match.lastgroup or "mark"
        start, end = match.span()
        if shape in ("word", "mark") and "\u0900" <= plain[start] <= "\u097f":
            # \w stops at Devanagari vowel signs, which are marks to Python's re
            run = _DEVANAGARI_WORD.match(plain, start)
            if run is not None:
                shape, end = "word", run.end()
        piece = plain[start:end]
        tokens.append(Token(shape, piece, fold(piece), start, end))
        position = end
