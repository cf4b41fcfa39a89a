"""Finds the words that tell rows of one and the same service apart by what its name adds: "split"
and "window" of an AC service, "2 BHK" and "3 BHK" of a deep cleaning.

Such a word is a label even inside the name of a service, which means every one of these rows.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import combinations, pairwise

from assistant.language.numbers import unit_value
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

_DENIED = keys("no not without bina बिना")
_DENIED_BEHIND = keys("nahi nahin nhi नहीं नही")
_BOTH = 2
_COMPARED = keys(
    """cheaper cheapest costlier dearer than versus vs both difference sasta saste sasti mehnga
    mehenga mehngi banaam dono farak fark antar सस्ता सस्ती सस्ते महंगा महँगा महंगी बनाम दोनों फ़र्क़ अंतर"""
)
Name = tuple[str, str]
"""The path of a field and its folded text."""
Parts = tuple[frozenset[str], frozenset[tuple[str, str]]]


def find_tellings(
    tokens: Sequence[Token], rows: Sequence[Row], text: str, services: Sequence[Fact]
) -> Sequence[Fact]:
    """Labels over the words, and over a number with its unit, that one such name alone has; none
    where several services are named, or one name is compared with what is not named.

    Args:
        services: the services that the text names.
    """
    if any(one.value.isdisjoint(other.value) for one, other in combinations(services, 2)):
        return ()
    groups = _names(rows)
    told = {name for names in groups if 1 < len(names) <= _MOST for name in names}
    if not told:
        return ()
    parts = {name: _parts(name[1]) for names in groups for name in names}
    found = list(_told(tokens, told, parts, text))
    compared = any(token.key in _COMPARED for token in tokens)
    return () if compared and len({fact.value for fact in found}) < _BOTH else found


def _told(
    tokens: Sequence[Token], told: Set[Name], parts: Mapping[Name, Parts], text: str
) -> Iterable[Fact]:
    for index, token in enumerate(tokens):
        last = index + 1
        if token.shape == "number" and last < len(tokens):
            pair = (token.key, tokens[last].key)
            mine = [name for name, (_, pairs) in parts.items() if pair in pairs]
            last += 1
        elif token.shape == "word" and unit_value(token.key) is None:
            mine = [name for name, (words, _) in parts.items() if _has(words, token)]
        else:
            continue
        around = {word.key for word in tokens[max(0, index - 1) : index]}
        behind = {word.key for word in tokens[last : last + 1]}
        if around & _DENIED or behind & _DENIED_BEHIND:  # "no contract", "window nahi"
            continue
        if len(mine) == 1 and mine[0] in told:
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


def _parts(name: str) -> Parts:
    """The words of a name, and its numbers with the word behind each."""
    tokens = tokenize(name)
    words = {token.key for token in tokens if token.shape == "word" and len(token.key) > 2}
    pairs = {
        (one.key, other.key)
        for one, other in pairwise(tokens)
        if one.shape == "number" and other.shape == "word"
    }
    return frozenset(_one(word) for word in words - _PROSE - COMMON), frozenset(pairs)


def _one(word: str) -> str:
    """One of what a word names: "bathrooms" tell nothing from a bathroom."""
    return word.removesuffix("s") if word.isascii() else word


def _has(words: frozenset[str], token: Token) -> bool:
    """The very word, or the same sounds in the other script."""
    if _one(token.key) in words:
        return True
    if token.key.isascii() or len(skeleton(token.key)) < 2:
        return False
    return any(
        len(word) >= _LEAST_SOUND and skeleton(word) == skeleton(token.key) for word in words
    )
