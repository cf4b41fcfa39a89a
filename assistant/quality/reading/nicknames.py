"""Finds what a reply calls a thing short of its name: a word that its row alone has ("almari"), its
trade with "wala" behind it, ladies' or gents'. Only evidence tells which thing is meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.language.services import shipped_lexicon
from assistant.language.tokens import Token, keys, keys_in, tokenize
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.reader import DOINGS, Fact, stood_on
from assistant.quality.reading.rows import GENDERS, Row

_ONE = keys("wala wale wali wala vale vali वाला वाले वाली one ones job visit")
_COMING = keys(
    "keh kah kaha bol bola bolke aaya aaye aayi aa aana gaya bhaiya bhai कह कहा बोल बोला आया आए आ "
    "गया भैया भाई came said told"
)
"""After "wala": whoever does such work, and no thing."""
_INITIALS = re.compile("[a-z]{1,2}")
""" "AC wala": the man, as often as the thing."""
_SECTION = keys("salon parlour parlor सैलून सलून पार्लर")
_STOPS = re.compile(r"[.?!।\n]\s*")
_GENDERED = frozenset().union(*GENDERS.values())
_NEAR = 4
_NAME = 60
"""Letters that the name of a thing has at most."""


def rename(facts: Sequence[Fact], grounds: Grounds) -> list[Fact]:
    """The facts, services that no row has being those of the rows that use the very words of them,
    and none reaching over the end of a sentence."""
    return [_renamed(fact, grounds) if fact.kind == "service" else fact for fact in facts]


def _renamed(said: Fact, grounds: Grounds) -> Fact:
    fact = _within_sentence(said)
    owners = frozenset() if grounds.hits(fact) else _users_of(fact.text, grounds.rows)
    return Fact("service", owners or fact.value, fact.start, fact.end, fact.text)


def _within_sentence(fact: Fact) -> Fact:
    """ "Gents or ladies? Gents' haircut": the last sentence alone, where it names something."""
    start = max((stop.end() for stop in _STOPS.finditer(fact.text)), default=0)
    spans = shipped_lexicon().find(fact.text[start:], repair=False) if start else ()
    if not spans or not spans[0].keys:
        return fact
    at = fact.start + start
    return Fact("service", frozenset(spans[0].keys), at, fact.end, fact.text[start:])


def _users_of(text: str, rows: Sequence[Row]) -> frozenset[str]:
    """The services of the rows, of some but not all, whose short texts hold all words of a text."""
    words = {token.key for token in tokenize(text) if token.shape == "word"}
    users = [
        row for row in rows if row.service_keys and any(
            len(value.value) < _NAME and words <= {token.key for token in tokenize(value.value)}
            for value in row.of("text")
        )
    ]  # fmt: skip
    served = sum(bool(row.service_keys) for row in rows)
    if not words or len(users) >= max(served, 2):
        return frozenset()
    others = _all_keys(row for row in rows if row not in users)
    return _all_keys(users) - others or _all_keys(users)


def find_nicknames(text: str, grounds: Grounds, taken: Sequence[Fact]) -> Iterable[Fact]:
    """Words for one of several things: "darwaze wala kaam", "the door one", "ladies ka"."""
    if len(grounds.rows) < 2:
        return
    tokens = tokenize(text)
    words = [token.key.removesuffix("'s").removesuffix("’s") for token in tokens]
    if _GENDERED.isdisjoint(words) and _ONE.isdisjoint(keys_in(text)):
        return
    held = stood_on(tokens, taken)
    named = stood_on(tokens, (fact for fact in taken if fact.kind == "service"))
    salons = _salons(grounds.rows)
    for at, token in enumerate(tokens):
        if at in held or token.shape != "word":
            continue
        word = words[at]
        meant = next((salons[name] for name, words in GENDERS.items() if word in words), None)
        if meant and not named.isdisjoint(range(at + 1, at + _NEAR)):
            continue  # "gents ka haircut", which names it
        if meant and _SECTION & {token.key for token in tokens[max(0, at - 2) : at]}:
            continue  # "Salon for Women", where the service named stands
        if not meant and token.key not in DOINGS and _is_one(tokens, at):
            meant = _of_trade(token.text, grounds.rows)
        if meant:
            yield Fact("service", meant, token.start, token.end, token.text)


def _salons(rows: Sequence[Row]) -> Mapping[str, frozenset[str]]:
    """The services for men and for women, where rows have both; else none."""
    every = _all_keys(rows)
    found = {name: frozenset(key for key in every if f"-{name}/" in key) for name in GENDERS}
    plain = all(len({f"-{name}/" in key for key in row.service_keys}) < 2
                for row in rows for name in GENDERS)  # fmt: skip
    return found if plain and all(found.values()) else dict.fromkeys(found, frozenset())


def _is_one(tokens: Sequence[Token], at: int) -> bool:
    after = [token.key for token in tokens[at + 1 : at + 3]]
    named = bool(after) and after[0] in _ONE and after[-1] not in _COMING
    return named and not _INITIALS.fullmatch(tokens[at].key)


def _of_trade(word: str, rows: Sequence[Row]) -> frozenset[str]:
    """The services of the rows that a word alone may mean; none when it may mean all of them."""
    spans = shipped_lexicon().find(word, repair=False)
    keys_of = frozenset(key for span in spans for key in span.keys)
    users = [row for row in rows if not row.service_keys.isdisjoint(keys_of)]
    served = {row.service_keys for row in rows if row.service_keys}
    meant = {row.service_keys for row in users}
    return _all_keys(users) & keys_of if 0 < len(meant) < len(served) else frozenset()


def _all_keys(rows: Iterable[Row]) -> frozenset[str]:
    return frozenset(key for row in rows for key in row.service_keys)
