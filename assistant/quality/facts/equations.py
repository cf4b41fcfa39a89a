"""Follows what a reply reckons before the reader's eyes: "6,200 − (4 × 200) = ₹5,400", "5 left
(12 − 7)".

Every figure that goes into it must stand in evidence, in the question or right in the reply; what
only adds up proves nothing. Reads a text once from left to right, however odd it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache
from itertools import pairwise

from assistant.language.tokens import ascii_digits
from assistant.quality.facts.arithmetic import equal
from assistant.quality.facts.case import Case
from assistant.quality.facts.parts import paise_of
from assistant.quality.reading.reader import Fact

_PIECE = re.compile(
    r"(?P<figure>\d[\d,]*(?:\.\d+)?%?)|(?P<money>₹|(?i:rs|inr)\b\.?|/-)"
    r"|(?P<sign>[+×*÷=()%]|(?<=\s)[-−–/](?=\s)|(?<=\s)[xX](?=\s))"
    r"|(?P<word>[^\W\d]+|[\u0900-\u097f]+)|(?P<other>\S)"
)
_SIGNS = {"−": "-", "–": "-", "×": "*", "x": "*", "X": "*", "÷": "/"}
_OPERATORS = frozenset("+-*/")
_UNIT_WORDS = 2
"""Words behind a figure that say of what it is: "240 sq ft x 9"."""
_BETWEEN = 4
"""Words between a figure and the bracket that reckons it."""
_LONGEST = 40
"""Figures and signs of one sum at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A figure, a sign or a word, with its place in the text."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Equation:
    """Where the result of a sum stands, where the sum does, and its figures and signs."""

    start: int
    end: int
    first: int
    last: int
    parts: tuple[str, ...]


def worked_out(case: Case) -> str | None:
    """The sum that a figure is the result of, as the reply writes it; None where it writes none, or
    one that does not come out or is made of figures from nowhere."""
    for one in equations(case.reply.text):
        if case.fact.start <= one.start < case.fact.end:
            figures = {_value(part) for part in one.parts if part[0].isdigit()}
            if figures <= _known(case) and _comes_to(one.parts, _said(case.fact)):
                return " ".join(one.parts)
    return None


def goes_into_one(case: Case) -> str | None:
    """The sum that a figure of evidence goes into, as the reply writes it, if it comes out."""
    text = case.reply.text
    for one in equations(text):
        inside = one.first <= case.fact.start and case.fact.end <= one.last
        comes_out = inside and _comes_to(one.parts, _value(ascii_digits(text[one.start : one.end])))
        if comes_out and _said(case.fact) in _known(case):
            return " ".join(one.parts)
    return None


@lru_cache(maxsize=512)
def equations(text: str) -> tuple[Equation, ...]:
    """The sums that a text writes out, by "=" or in the bracket behind their result."""
    pieces = tuple(_pieces(ascii_digits(text)))
    return (*_equated(pieces), *_bracketed(pieces))


def _pieces(text: str) -> Iterator[Piece]:
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "money":
            sign = _SIGNS.get(match[0], match[0])
            yield Piece(kind, sign, match.start(), match.end())


def _equated(pieces: Sequence[Piece]) -> Iterator[Equation]:
    for run in _runs(pieces):
        sides: list[list[Piece]] = [[]]
        for piece in run:
            if piece.text == "=":
                sides.append([])
            else:
                sides[-1].append(piece)
        for left, right in pairwise(sides):
            for reckoned, result in ((left, right), (right, left)):
                if len(result) == 1 and result[0].kind == "figure" and _operates(reckoned):
                    yield _equation(result[0], reckoned)


def _bracketed(pieces: Sequence[Piece]) -> Iterator[Equation]:
    result: Piece | None = None
    words = 0
    for at, piece in enumerate(pieces):
        if piece.kind == "figure":
            result, words = piece, 0
        elif piece.kind == "word":
            words += 1
        elif piece.text == "(" and result is not None and words <= _BETWEEN:
            inside = next(_runs(_within(pieces, at)), [])
            if _operates(inside):
                yield _equation(result, inside)
            result = None
        else:
            result = None


def _within(pieces: Sequence[Piece], opened: int) -> Sequence[Piece]:
    """What stands between a bracket and the one that closes it; empty where none does."""
    depth = 0
    for at in range(opened, min(len(pieces), opened + _LONGEST)):
        depth += (pieces[at].text == "(") - (pieces[at].text == ")")
        if not depth:
            return pieces[opened + 1 : at]
    return ()


def _runs(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Stretches of figures and signs; a word or two behind a figure are its unit."""
    run: list[Piece] = []
    words = 0
    for piece in pieces:
        after_figure = bool(run) and run[-1].kind == "figure"
        if piece.kind == "word" and after_figure and words < _UNIT_WORDS:
            words += 1
            continue
        broken = piece.kind in ("word", "other") or (piece.kind == "figure" and after_figure)
        if broken or len(run) >= _LONGEST:
            yield run
            run = []
        words = 0
        if piece.kind in ("figure", "sign"):
            run.append(piece)
    yield run


def _operates(run: Sequence[Piece]) -> bool:
    return any(piece.text in _OPERATORS for piece in run)


def _equation(result: Piece, run: Sequence[Piece]) -> Equation:
    parts = tuple(piece.text for piece in run)
    return Equation(result.start, result.end, run[0].start, run[-1].end, parts)


def _said(fact: Fact) -> Decimal:
    low = getattr(fact.value, "low", None)  # a length
    return Decimal(low) if low is not None else Decimal(paise_of(fact.kind, fact.value)) / 100


def _known(case: Case) -> set[Decimal]:
    """Every figure at hand, money in rupees."""
    found: set[Decimal] = set()
    for row in (*case.grounds.rows, case.grounds.session):
        for value in row.values:
            if value.kind == "amount":
                found.add(Decimal(value.value) / 100)
            elif value.kind in ("number", "percent", "count"):
                found.add(Decimal(value.value))
            elif value.kind == "duration":
                found.add(value.value[0])
    told = [fact for passage in case.grounds.passages for fact in passage.facts]
    right = [item.fact for item in case.reply.placed if item.fact.start in case.reply.supported]
    for fact in (*told, *case.reply.asked, *right):
        if fact.kind in ("amount", "number", "duration"):
            found.add(_said(fact))
        elif fact.kind in ("percent", "fraction"):
            found.add(Decimal(fact.value))
    return found


def _value(figure: str) -> Decimal:
    return Decimal(figure.replace(",", "").rstrip("%"))


def _comes_to(parts: Sequence[str], said: Decimal) -> bool:
    waiting = iter([*parts, ""])
    try:
        value, rest = _added(next(waiting), waiting)
        return not rest and equal(int(said * 100), value * 100)
    except (StopIteration, InvalidOperation, DivisionByZero):
        return False


def _added(part: str, waiting: Iterator[str]) -> tuple[Decimal, str]:
    """The value of what is added and taken off, and the part behind it."""
    value, _, part = _multiplied(part, waiting)
    while part in ("+", "-"):
        sign = 1 if part == "+" else -1
        other, share, part = _multiplied(next(waiting), waiting)
        value += sign * (value * other if share else other)
    return value, part


def _multiplied(part: str, waiting: Iterator[str]) -> tuple[Decimal, bool, str]:
    """The same of what is multiplied and divided; whether it is a bare percentage."""
    value, share, part = _single(part, waiting)
    while part in ("*", "/"):
        other, _, after = _single(next(waiting), waiting)
        value, share = (value * other if part == "*" else value / other), False
        part = after
    return value, share, part


def _single(part: str, waiting: Iterator[str]) -> tuple[Decimal, bool, str]:
    """A figure or a bracket; brackets lie in each other no deeper than a run is long."""
    if part == "(":
        value, closing = _added(next(waiting), waiting)
        if closing != ")":
            raise InvalidOperation
        return value, False, next(waiting)
    if not part[:1].isdigit():
        raise InvalidOperation
    share = part.endswith("%")
    return (_value(part) / 100 if share else _value(part)), share, next(waiting)
