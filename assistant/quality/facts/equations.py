"""Follows what a reply reckons before the reader's eyes: "6,200 − (4 × 200) = ₹5,400", "5 left
(12 − 7)".

Every figure that goes into it must stand in evidence, in the question or right in the reply; what
only adds up proves nothing.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation

from assistant.language.tokens import ascii_digits
from assistant.quality.facts.case import Case
from assistant.quality.facts.parts import paise_of
from assistant.quality.reading.reader import Fact

_FIGURE = r"(?:₹|rs\.?|inr)?\s*\d[\d,]*(?:\.\d+)?(?:/-)?\s*%?"
_UNIT = r"(?:\s(?!x\s)[a-z\u0900-\u097f]+\.?){0,2}"
_SIGN = r"\s*\)*(?:\s+[-−–/]\s+|\s*[+×*÷]\s*|\s+x\s+)\(*\s*"
_SUM = rf"\(*{_FIGURE}{_UNIT}(?:{_SIGN}{_FIGURE}{_UNIT})+\)*"
_EQUAL = re.compile(rf"(?P<sum>{_SUM})\s*=\s*(?P<result>{_FIGURE})", re.I)
_BRACKETS = re.compile(rf"(?P<result>{_FIGURE})[^\d()=]{{0,24}}\((?P<sum>{_SUM})\)", re.I)
_PARTS = re.compile(r"\d[\d,]*(?:\.\d+)?\s*%?|[-−–/+×*÷()]|\bx\b", re.I)
_SIGNS = {"−": "-", "–": "-", "×": "*", "x": "*", "÷": "/"}
_CENT = Decimal("0.5")
"""How far a result may be off, for people round to whole rupees."""


def worked_out(case: Case) -> str | None:
    """The sum that a figure is the result of, as the reply writes it; None where it writes none, or
    one that does not come out or is made of figures from nowhere."""
    text = ascii_digits(case.reply.text)
    for pattern in (_EQUAL, _BRACKETS):
        for match in pattern.finditer(text):
            if not match.start("result") <= case.fact.end <= match.end("result") + 1:
                continue
            parts = [_SIGNS.get(part.lower(), part) for part in _PARTS.findall(match["sum"])]
            figures = {_value(part) for part in parts if part[0].isdigit()}
            if figures <= _known(case) and _comes_to(parts, _said(case.fact)):
                return match["sum"].strip()
    return None


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
    right = [
        item.fact for item in case.reply.placed if item.fact.start in case.reply.supported
    ]  # fmt: skip
    for fact in (*told, *case.reply.asked, *right):
        if fact.kind in ("amount", "number", "percent", "fraction", "duration"):
            found.add(_said(fact) if fact.kind in ("amount", "number", "duration") else fact.value)
    return found


def _value(figure: str) -> Decimal:
    return Decimal(figure.replace(",", "").rstrip("% "))


def _comes_to(parts: list[str], said: Decimal) -> bool:
    waiting = iter([*parts, ""])
    try:
        value, rest = _added(next(waiting), waiting)
    except (StopIteration, InvalidOperation, DivisionByZero):
        return False
    return not rest and abs(value - said) <= _CENT


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
    if part == "(":
        value, closing = _added(next(waiting), waiting)
        if closing != ")":
            raise InvalidOperation
        return value, False, next(waiting)
    if not part[:1].isdigit():
        raise InvalidOperation
    share = part.endswith("%")
    return (_value(part) / 100 if share else _value(part)), share, next(waiting)
