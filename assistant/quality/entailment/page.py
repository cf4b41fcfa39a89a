"""What the reader sees: question and evidence once, as text, and every sentence of an answer beside
them. It judges nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.encoder.pieces import START, Pieces
from assistant.model import Evidence

HELD, SAID, WHOLE, ASKED = 448, 48, 96, 64
"""Pieces of a question with its evidence, of a sentence, of a whole answer, and of a question, that
are read."""
BESIDE = 2
"""The mark of question and evidence. A piece of a sentence is marked 1 where they have it, too,
else 0."""
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\s]+")
_DAY = re.compile(
    r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\d-])"
    r"(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
"""A day, alone or with an hour, seconds and an offset, of which the hour alone is said."""
_WORDS = {None: "none", True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Page:
    """The numbers of pieces: of question and evidence, and of each sentence with its marks."""

    held: tuple[int, ...]
    said: tuple[tuple[int, ...], ...]
    marks: tuple[tuple[int, ...], ...]


def lay_out(
    pieces: Pieces, question: str, evidence: Iterable[Evidence], sentences: Sequence[str],
    longest: int = SAID,
) -> Page:  # fmt: skip
    """The question, none where it is empty, evidence from its beginning, as much as there is room
    for, and every sentence up to its `longest` pieces. What the customer says is so may be said,
    too."""
    held = list(cut_question(pieces, question)) if question.strip() else [START]
    for text in map(text_of, evidence):
        held += pieces.cut(text, HELD)[1:]
        if len(held) >= HELD:
            break
    held = held[:HELD]
    known = set(held)
    said = tuple(tuple(pieces.cut(sentence, longest)) for sentence in sentences)
    return Page(tuple(held), said, tuple(marks_of(numbers, known) for numbers in said))


def cut_question(pieces: Pieces, question: str) -> tuple[int, ...]:
    """The pieces with which a page begins where something was asked."""
    return tuple(pieces.cut(f"asked - {question}", ASKED))


def marks_of(numbers: Sequence[int], known: Set[int]) -> tuple[int, ...]:
    """The marks of a sentence's pieces beside those of question and evidence."""
    return tuple(int(number in known) for number in numbers)


def text_of(entry: Evidence) -> str:
    """A row with its fields' names, a rule as it stands; days by weekday and month."""
    source = re.sub(r"[_#/]+", " ", entry.source).strip()
    held = (entry.fields or {}).items()
    fields = "; ".join(f"{_named(name)}: {_plain(value)}" for name, value in held)
    parts = (fields, _DAY.sub(_day, entry.text or ""))
    return f"{source} - {' '.join(part for part in parts if part)}"


def _named(name: str) -> str:
    return _SPLIT.sub(" ", str(name)).strip()


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_named(name)} {_plain(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return _DAY.sub(_day, re.sub(r"\s+", " ", str(value)).strip()).replace("_", " ")


def _day(found: re.Match[str]) -> str:
    """2026-12-05T10:30:00: "Saturday 5 December 2026 10:30"; what is no day stays as it is."""
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return found[0]
    hour = f" {found[4]}" if found[4] else ""
    return f"{day:%A} {day.day} {day:%B} {day.year}{hour}"
