"""Holds what a reply says is included, or not, against the lists of a row: "the balcony is not part
of it", of a service whose `includes` names it.

The row meant is the one whose name the sentence says most of, or what was said before, or the
question; where lists of several would answer otherwise, nothing is said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.tokens import fold, keys, keys_in, tokenize
from assistant.model import Reason
from assistant.quality.entailment.premises import skeleton
from assistant.quality.reading.clauses import DENYING, Clause
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.meanings import meanings_of
from assistant.quality.reading.rows import Row

_IN = re.compile(r"(?:^|[._])(?:(?:what.?s?_?)?inclu|cover|scope|steps|benefit)", re.I)
_OUT = re.compile(r"exclu|not_?(?:inclu|cover)|without", re.I)
_SAYS = keys(
    """include includes included including cover covers covered part comes shamil shaamil shamill
    शामिल सम्मिलित कवर cover hissa हिस्सा"""
)
_APART = keys("extra separate separately alag अलग exclude excludes excluded except excluding")
_SMALL = keys(
    """the and with for your our from per one all any ka ki ke aur ya of in on का की के और या से में
    cleaning service check सफ़ाई सफाई safai"""
)
_LONGEST, _LEAST = 60, 2
"""Letters of a listed thing, and sounds of a word that is known by them alone."""


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that a row lists as included or not."""

    row: Row
    path: str
    words: tuple[str, ...]
    included: bool


def inclusions(
    text: str, clauses: Sequence[Clause], grounds: Grounds, question: str
) -> Iterable[Reason]:
    """Clauses that say of a listed thing that it is included, or not; supported or contradicted."""
    held = [one for row in grounds.rows for one in _held(row)]
    if not held or _SAYS.isdisjoint(keys_in(text)):
        return
    for clause in clauses:
        said = text[clause.start : clause.end]
        words = keys_in(said)
        if clause.asked or clause.supposed or _SAYS.isdisjoint(words):
            continue
        spoken = [token.text for token in tokenize(said) if token.shape == "word"]
        named = [one for one in held if _names(spoken, one.words)]
        meant = _of_the_row(named, grounds.rows, (said, text[: clause.start], question))
        if not meant or len({one.included for one in meant}) > 1:
            continue
        denied = not (DENYING | _APART).isdisjoint(words)
        so = meant[0].included != denied
        yield Reason(
            said.strip(), "supported" if so else "contradicted", "inclusion",
            meant[0].row.source, meant[0].path,
        )  # fmt: skip


def _held(row: Row) -> Iterable[Held]:
    for value in row.of("text"):
        field = value.path.lower()
        out = bool(_OUT.search(field))
        if not out and not _IN.search(field):
            continue
        for part in value.value.split(","):
            words = tuple(
                token.text for token in tokenize(part)
                if token.shape == "word" and len(token.key) > 2 and token.key not in _SMALL
            )  # fmt: skip
            if words and len(part) < _LONGEST:
                yield Held(row, value.path, words, not out)


def _names(spoken: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every word of the thing is said, in either script."""
    return all(any(_alike(word, other) for other in spoken) for word in words)


@lru_cache(maxsize=16384)
def _alike(word: str, other: str) -> bool:
    """One word in either number, script or language."""
    one, two = fold(word).removesuffix("s"), fold(other).removesuffix("s")
    sounds = skeleton(one)
    return (
        one == two
        or (len(sounds) > _LEAST and sounds == skeleton(two))
        or (one.isascii() != two.isascii() and not meanings_of(one).isdisjoint(meanings_of(two)))
    )


def _of_the_row(
    named: Sequence[Held], every: Sequence[Row], texts: Sequence[str]
) -> Sequence[Held]:
    """What is named of the row that is spoken of."""
    rows = {id(row): row for row in every if _called(row)}
    if len(rows) < 2 or not named:
        return named
    for text in texts:
        said = [token.text for token in tokenize(text) if token.shape == "word"]
        much = {at: _said_of(row, rows, said) for at, row in rows.items()}
        most = [at for at, share in much.items() if share == max(much.values()) and share]
        if most:
            return [one for one in named if id(one.row) in most]
    return ()


def _said_of(row: Row, rows: Mapping[int, Row], said: Sequence[str]) -> float:
    """The share of the words of a row's names, of those that not all rows have, that is said."""
    mine, others = _called(row), [_called(other) for other in rows.values() if other is not row]
    own = {word for word in mine if not all(word in other for other in others)}
    return sum(any(_alike(word, other) for other in said) for word in own) / (len(own) or 1)


def _called(row: Row) -> frozenset[str]:
    """The words of the names of a row."""
    return frozenset(
        token.key for value in row.of("text")
        if re.search(r"name|service|title|plan|package|variant|tier", value.path, re.I)
        for token in tokenize(value.value) if token.shape == "word"
    )  # fmt: skip
