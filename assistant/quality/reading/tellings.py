"""Finds the words that tell rows of one and the same service apart by what its name adds: "split"
and "window" of an AC service, "2 BHK" and "3 BHK" of a deep cleaning.

Such a word is a label even inside the name of a service, which means every one of these rows.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.language.tokens import Token, fold, keys, tokenize
from assistant.quality.reading.contrasts import COMMON
from assistant.quality.reading.people import skeleton
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row

_PROSE = keys(
    """with and for the per visit visits service services up upto to only one time basic standard
    premium labour work slot hour hours home full day extra other new old add on of in at no not"""
)
"""Words of names that a reply says of any of them."""
_LEAST_SOUND = 4
_MOST = 4
"""Rows of one service that may differ so; a longer list says its names in full."""

Name = tuple[str, str]
"""The path of a field and its folded text."""


def find_tellings(tokens: Sequence[Token], rows: Sequence[Row], text: str) -> Iterable[Fact]:
    """Labels over the words, and over a number with its unit, that one such name alone has."""
    groups = _names(rows)
    all_names = {name: _parts(name[1]) for names in groups for name in names}
    for names in (found for found in groups if 1 < len(found) <= _MOST):
        for index, token in enumerate(tokens):
            last = index + 1
            if token.shape == "number" and last < len(tokens):
                pair = (token.key, tokens[last].key)
                mine = [name for name, (_, pairs) in all_names.items() if pair in pairs]
                last += 1
            elif token.shape == "word":
                mine = [name for name, (words, _) in all_names.items() if _has(words, token)]
            else:
                continue
            if len(mine) == 1 and mine[0] in names:
                start, end = token.start, tokens[last - 1].end
                yield Fact("label", tuple(mine), start, end, text[start:end])


def _names(rows: Sequence[Row]) -> Sequence[Sequence[Name]]:
    """The names of the rows, those of one and the same service together; a row that lists several
    is called by none."""
    found: dict[tuple[str, frozenset[str]], dict[Name, None]] = {}
    for row in rows:
        for value in row.of("service"):
            texts = [held.value for held in row.of("text") if held.path == value.path]
            for held in texts if len(texts) == 1 else ():
                key = (value.path, row.service_keys)
                found.setdefault(key, {})[value.path, fold(held)] = None
    return [tuple(names) for names in found.values()]


def _parts(name: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The words of a name, and its numbers with the word behind each."""
    tokens = tokenize(name)
    words = {token.key for token in tokens if token.shape == "word" and len(token.key) > 2}
    pairs = {
        (one.key, other.key)
        for one, other in pairwise(tokens)
        if one.shape == "number" and other.shape == "word"
    }
    return frozenset(words - _PROSE - COMMON), frozenset(pairs)


def _has(words: frozenset[str], token: Token) -> bool:
    """The very word, or the same sounds in the other script."""
    if token.key in words:
        return True
    if token.key.isascii() or len(skeleton(token.key)) < 2:
        return False
    return any(
        len(word) >= _LEAST_SOUND and skeleton(word) == skeleton(token.key) for word in words
    )
