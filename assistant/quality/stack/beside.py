"""Each claim of an answer beside the piece of evidence that speaks most of the same: what they
share, what is new, which signs are opposite, what one means and the other does not; and its words
and neighbouring words as they stand.

A bare yes or no claims what the question asked. One function for training and for judging; it
weighs nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from assistant.language.tokens import keys
from assistant.model import Evidence, Exchange
from assistant.quality.stack.meant import (
    EVERYWHERE,
    Piece,
    claims_of,
    field_piece,
    flat,
    parts_in,
    piece,
)
from assistant.quality.stack.questions import parts_of, words_in
from assistant.quality.stack.signs import SIGNED, WHEN, WHO, Signs, signs_of

_YES = keys("yes yep yeah yup haan han ha haa ho हाँ हां हा bilkul sure ji जी")
_NO = keys("no nope nahi nahin nhi nai नहीं नही")
_NUMBER, _LITTLE, _ASKED = 1.2, 0.35, 0.3
"""What a shared number weighs, a meaning that stands everywhere, and a form of the question."""
_MOST, _SECOND = 4.0, 0.6
_BARE = 4
"""Words up to which a yes or no claims what was asked."""
_NOTHING = frozenset(("no", "false", "none", "nahi", "0", "null"))


@dataclass(frozen=True, slots=True)
class Held:
    """A piece of evidence and its signs."""

    piece: Piece
    signs: Signs
    is_rule: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with all that is to be said of it, by name."""

    text: str
    found: Mapping[str, float]


def claims_beside(exchange: Exchange) -> tuple[Claim, ...]:
    """The claims of an answer, in order; what is asked back is none."""
    held = tuple(_held(exchange.evidence))
    counts = Counter(form for one in held for form in one.piece.forms)
    asked = [part.text for part in parts_of(exchange) if not part.wants]
    weights = _Weights(held, counts, piece(exchange.question))
    found = []
    for text in claims_of(exchange.answer):
        if text[-1:] != "?":
            meant = _spelled_out(text, asked)
            found.append(Claim(text, dict(_features(meant, weights))))
    return tuple(found)


class _Weights:
    """What a form weighs among the pieces of evidence."""

    def __init__(self, held: Sequence[Held], counts: Mapping[str, int], asked: Piece) -> None:
        self.held = held
        self.asked = asked
        self.known = frozenset(counts)
        self.numbers = frozenset(number for one in held for number in one.piece.numbers)
        self._counts = counts

    def of(self, forms: Iterable[str]) -> float:
        return sum(self._of(form) for form in sorted(forms))

    def _of(self, form: str) -> float:
        much = _LITTLE if form in EVERYWHERE else 1.0
        return much * math.log(1 + (len(self.held) + 1) / (1 + self._counts.get(form, 0)))

    def nearest(self, said: Piece) -> list[tuple[float, float, Held]]:
        """The pieces that share something with a claim, the nearest first."""
        found = []
        for one in self.held:
            shared = self.of(said.forms & one.piece.forms)
            shared += _NUMBER * len(said.numbers & one.piece.numbers)
            asked = self.of((self.asked.forms & one.piece.forms) - said.forms)
            near = (shared + _ASKED * asked) / math.sqrt(4 + len(one.piece.forms))
            if near:
                found.append((near, shared, one))
        return sorted(found, key=lambda item: -item[0])


def _spelled_out(text: str, asked: Sequence[str]) -> str:
    """A bare "yes" or "no" with what was asked: "no, is it safe"."""
    words = words_in(text)
    if not asked or not words or len(words) > _BARE or piece(text).words > 1:
        return text
    if words[0] in _NO:
        return f"{text}: not {asked[0]}"
    return f"{text}: {asked[0]}" if words[0] in _YES else text


def _features(text: str, weights: _Weights) -> Iterable[tuple[str, float]]:
    said, signs = piece(text), signs_of(text)
    new = said.forms - weights.known - weights.asked.forms
    yield "bias", 1.0
    yield "words", math.log1p(said.words)
    yield "numbers", float(len(said.numbers))
    yield "denied", float(signs.denied)
    yield "new_meant", float(sum(form[0] == "=" for form in new))
    yield "new_stem", float(sum(form[0] not in "=~" for form in new))
    yield "new_share", len(new) / (1 + len(said.forms))
    yield "asked_share", len(said.forms & weights.asked.forms) / (1 + len(said.forms))
    yield "new_numbers", float(len(said.numbers - weights.numbers))
    yield from ((f"new {form}", 1.0) for form in sorted(new))
    yield from ((f"says {name} {sign}", 1.0) for name, sign in signs.signed.items())
    yield from ((f"says {name}", 1.0) for name in sorted(signs.who | signs.when))
    yield "says only", float(signs.only)
    yield from ((f"says {words}", 1.0) for words in sorted(_wording(text)))
    near = weights.nearest(said)
    if not near:
        yield "alone", 1.0
        return
    whole = weights.of(said.forms) + _NUMBER * len(said.numbers)
    yield from _beside(said, signs, near[0], whole)
    for at, (much, _, other) in enumerate(near[1:3]):
        if much > _SECOND * near[0][0]:
            yield f"other{at} turned", float(signs.denied != other.piece.denied)
            yield f"other{at} cost", float(_opposite("cost", signs, other.signs))


def _wording(text: str) -> set[str]:
    """Its words, quoted, and every two that stand side by side, or at its ends."""
    words = words_in(text)
    pairs = zip(("", *words), (*words, ""), strict=True)
    return {f'"{word}"' for word in words} | {f'"{one} {other}"' for one, other in pairs}


def _beside(
    said: Piece, signs: Signs, nearest: tuple[float, float, Held], whole: float
) -> Iterable[tuple[str, float]]:
    """A claim and the nearest piece: how near, what is turned, who and when is another."""
    near, shared, held = nearest
    share = min(1.0, shared / (whole + 0.5))
    turned = signs.denied != held.piece.denied
    yield "share", share
    yield "near", min(_MOST, near)
    yield "rule", float(held.is_rule)
    yield "turned", float(turned)
    yield "turned_much", turned * share
    yield "turned_said", float(turned and signs.denied)
    for name in SIGNED:
        mine, theirs = signs.signed[name], held.signs.signed[name]
        yield f"{name} opposite", float(mine * theirs < 0)
        yield f"{name} opposite_much", share * (mine * theirs < 0)
        yield f"{name} same", float(mine * theirs > 0)
        yield f"{name} alone", float(mine != 0 and theirs == 0)
    for one, other in permutations(WHO, 2):
        apart = one in signs.who - held.signs.who and other in held.signs.who - signs.who
        yield f"{one} for {other}", float(apart)
    for name in WHEN:
        yield f"{name} new", float(name in signs.when - held.signs.when)
        yield f"{name} left", float(name in held.signs.when - signs.when)
    yield "only new", float(signs.only > held.signs.only)
    yield "only left", float(signs.only < held.signs.only)
    yield from _meanings(said, signs, held.piece, turned)


def _meanings(said: Piece, signs: Signs, held: Piece, turned: bool) -> Iterable[tuple[str, float]]:
    """What both mean, what one alone does, and what may stand for what."""
    mine = sorted(form for form in said.forms if form[0] == "=")
    theirs = sorted(form for form in held.forms - said.forms if form[0] == "=")
    for form in mine:
        if form in held.forms:
            yield f"both {form} {turned}", 1.0
            continue
        yield f"mine {form} {signs.denied}", 1.0
        yield from ((f"{form} for {other}", 1.0) for other in theirs)
    yield from ((f"theirs {form}", 1.0) for form in theirs)


def _opposite(name: str, one: Signs, other: Signs) -> bool:
    return one.signed[name] * other.signed[name] < 0


def _held(evidence: Sequence[Evidence]) -> Iterable[Held]:
    """Parts of passages and single fields, as they would be said."""
    for entry in evidence:
        if entry.source.split("#")[0] == "session":
            continue
        for part in parts_in(entry.text or ""):
            yield Held(piece(part), signs_of(part), is_rule=True)
        for name, value in flat(entry.fields, "") if entry.fields else ():
            plain = re.sub(r"[_\W]+", " ", name)
            said = str(value).replace("_", " ")
            denied = said.casefold() in _NOTHING
            text = f"{plain} {'not' if denied else said}"
            yield Held(field_piece(name, value), signs_of(text), is_rule=False)
