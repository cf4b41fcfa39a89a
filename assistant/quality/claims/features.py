"""What a sentence of a reply looks like beside its evidence, as hashed features.

One function for training and for judging, so that both see the same: the words, whether evidence
or question knows them, what they mean, whether they are denied, and what rows hold of states.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from assistant.language.tokens import keys_in, tokenize
from assistant.quality.grounding import Examined
from assistant.quality.reading.clauses import DENYING, Clause
from assistant.quality.reading.concepts import concepts_in

DIMENSIONS = 1 << 15
_MANY = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence at text[start:end]."""

    start: int
    end: int


def stretches(clauses: Sequence[Clause]) -> tuple[Stretch, ...]:
    """The sentences that clauses make up, in order."""
    spans: dict[int, Stretch] = {}
    for clause in clauses:
        first = spans.get(clause.sentence)
        start = first.start if first is not None else clause.start
        spans[clause.sentence] = Stretch(start, clause.end)
    return tuple(spans.values())


@dataclass(frozen=True)
class Setting:
    """What all sentences of a reply stand beside: known and asked words, states, rules."""

    known: frozenset[str]
    asked: frozenset[str]
    asked_about: frozenset[str]
    ruled: frozenset[str]
    states: frozenset[str]
    flags: frozenset[str]


def setting_of(examined: Examined, question: str) -> Setting:
    grounds = examined.grounds
    states = {status for row in grounds.rows for status, _ in row.statuses}
    flags = {
        f"{word}={value.value}"
        for row in grounds.rows
        for value in row.of("flag")
        for word in value.words
    }
    return Setting(
        known=grounds.words,
        asked=keys_in(question),
        asked_about=concepts_in(question),
        ruled=frozenset().union(*(concepts_in(p.text) for p in grounds.passages)),
        states=frozenset(states),
        flags=frozenset(flags),
    )


def positions(examined: Examined, setting: Setting, stretch: Stretch) -> list[int]:
    """Where the features of one sentence lie among `DIMENSIONS`, each once, in order."""
    return hashed(_named(examined, setting, stretch), DIMENSIONS)


def hashed(named: Iterable[str], dimensions: int) -> list[int]:
    """Where names lie among so many places, a power of two: each place once, in order (the hashing
    trick; Weinberger et al., 2009)."""
    return sorted({crc32(name.encode()) & (dimensions - 1) for name in named})


def _named(examined: Examined, setting: Setting, stretch: Stretch) -> list[str]:
    """The names of the features, in any order; one may come twice."""
    text = examined.text[stretch.start : stretch.end]
    words = [token.key for token in tokenize(text) if token.shape == "word"]
    denied = "+" if DENYING.isdisjoint(words) else "-"
    found = [f"denied {denied}"]
    if words and stretch.start == 0:
        found.append(f"first {words[0]}{denied}")
    found += words
    known, asked = setting.known, setting.asked
    found += [
        f"{word} {'known' if word in known else 'asked' if word in asked else 'new'}"
        for word in words
    ]
    found += [f"{left} {right}" for left, right in pairwise(words)]
    found += [f"held {state}{denied}" for state in setting.states]
    found += [f"flag {flag}{denied}" for flag in setting.flags]
    for meaning in concepts_in(text):
        ruled, wanted = meaning in setting.ruled, meaning in setting.asked_about
        found.append(f"={meaning} {ruled} {wanted}{denied}")
        found += [f"={meaning} {state}{denied}" for state in setting.states]
    found += _facts(examined, stretch, denied)
    return found


def _facts(examined: Examined, stretch: Stretch, denied: str) -> Iterable[str]:
    inside = [
        item for item in examined.checked if stretch.start <= item.placed.fact.start < stretch.end
    ]
    for item in inside:
        yield f"fact {item.placed.fact.kind} {item.reason.verdict}{denied}"
    yield f"facts {min(_MANY, len(inside))}{denied}"
    grounds = examined.grounds
    yield f"evidence {bool(grounds.rows)} {bool(grounds.passages)}"
