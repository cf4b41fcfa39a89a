"""Finds parts of addresses that evidence has otherwise: "Sector 5" where rows have Sector 4, a
"Nagar" where they know of other quarters alone. Where nothing of the sort stands in evidence, it
says nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from assistant.language.tokens import Token, fold, keys, keys_in, tokenize
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.people import same_name, skeleton
from assistant.quality.reading.reader import Fact

_NUMBERED = """sector सेक्टर | phase फ़ेज़ फेज | tower टावर | block ब्लॉक | wing विंग | flat फ़्लैट फ्लैट |
    gate गेट | lane गली gali | plot प्लॉट | city सिटी | floor मंज़िल मंजिल | villa विला | stage स्टेज |
    ward वार्ड | apartment अपार्टमेंट"""
_QUARTERS = """nagar नगर | vihar विहार | colony कॉलोनी कालोनी | enclave एन्क्लेव एनक्लेव | puram पुरम |
    layout लेआउट | kunj कुंज | ganj गंज | bagh बाग़ बाग | puri पुरी | marg मार्ग | chowk चौक"""
_NO_NAMES = keys(
    """your my our the this that same which his her their in at to of and near new aapke aapki apne
    mere hamare is us isi usi kis kisi ek aur ke ki ka se me mein आपके आपकी अपने मेरे हमारे इस उस इसी
    उसी किस किसी एक और के की का से में है पूरी पुरी"""
)
_NUMBER = re.compile(r"\d{1,4}|[A-Za-z]\d{0,3}|\d{1,3}[A-Za-z]")
_JOINING = frozenset("-–.#")


def find_addresses(text: str, grounds: Grounds, taken: Sequence[Fact]) -> Iterable[Fact]:
    """Numbered parts and quarters that evidence holds none of, though it holds their like."""
    kinds, quarters = _kinds(_NUMBERED), _kinds(_QUARTERS)
    said = keys_in(text)
    if kinds.keys().isdisjoint(said) and quarters.keys().isdisjoint(said):
        return
    tokens = tokenize(text)
    for at, token in enumerate(tokens):
        if token.key in kinds and (number := _number_after(tokens, at)) is not None:
            held = _held(grounds).get(kinds[token.key], frozenset())
            if held and number.key not in held:
                yield _place(text, token, number)
        elif at and token.key in quarters and _is_foreign(tokens, at, grounds, taken):
            yield _place(text, tokens[at - 1], token)


def _place(text: str, first: Token, last: Token) -> Fact:
    said = text[first.start : last.end]
    return Fact("place", fold(said), first.start, last.end, said)


def _is_foreign(tokens: Sequence[Token], at: int, grounds: Grounds, taken: Sequence[Fact]) -> bool:
    """Whether a name stands before the word for a quarter that evidence does not know, though it
    knows of quarters."""
    before = tokens[at - 1]
    if before.shape != "word" or before.key in _NO_NAMES:
        return False
    if before.text.isascii() and not before.text[0].isupper():
        return False
    if any(fact.start < tokens[at].end and before.start < fact.end for fact in taken):
        return False
    known, quarters = False, set[str]()
    for held in map(tokenize, _texts(grounds)):
        known |= any(same_name(before.text, token.text) for token in held)
        quarters |= {one.text for one, two in pairwise(held) if two.key in _kinds(_QUARTERS)}
    return bool(quarters) and not known and not any(_alike(before.text, q) for q in quarters)


def _alike(said: str, held: str) -> bool:
    """Whether names in two scripts may be one: they begin with one sound, or one is letters only
    ("एचएसआर" of HSR)."""
    if said.isascii() == held.isascii():
        return False
    return said.isupper() or held.isupper() or skeleton(said)[:1] == skeleton(held)[:1]


def _number_after(tokens: Sequence[Token], at: int) -> Token | None:
    """The number or the letter right behind a word; a letter only as a name is written."""
    at += 1
    while at < len(tokens) and tokens[at].text in _JOINING:
        at += 1
    if at >= len(tokens) or not _NUMBER.fullmatch(tokens[at].text):
        return None
    text = tokens[at].text
    share = at + 1 < len(tokens) and tokens[at + 1].text == "%"  # "flat 20 % off"
    return None if share or (text.isalpha() and not text.isupper()) else tokens[at]


def _held(grounds: Grounds) -> Mapping[str, frozenset[str]]:
    return _numbers_of(tuple(_texts(grounds)))


@lru_cache(maxsize=256)
def _numbers_of(texts: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """The numbers that stand behind each word for a numbered part."""
    kinds = _kinds(_NUMBERED)
    found: dict[str, set[str]] = {}
    for text in texts:
        tokens = tokenize(text)
        for at, token in enumerate(tokens):
            if token.key in kinds and (number := _number_after(tokens, at)) is not None:
                found.setdefault(kinds[token.key], set()).add(number.key)
    return {kind: frozenset(numbers) for kind, numbers in found.items()}


def _texts(grounds: Grounds) -> Iterable[str]:
    for row in (*grounds.rows, grounds.session):
        yield from (value.value for value in row.of("text"))
    yield from (passage.text for passage in grounds.passages)


@cache
def _kinds(table: str) -> Mapping[str, str]:
    return {fold(word): line.split()[0] for line in table.split("|") for word in line.split()}
