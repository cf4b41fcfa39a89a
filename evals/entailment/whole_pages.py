"""What the reader of whole answers learns from: a question, its evidence, and answers that take it
up or do not, on a page; answers to other questions among them.

Twins are labelled by their writers; from families of near asks, which have no evidence, any number
of pages is drawn. Whether an answer is true is no matter here.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.encoder.pieces import END, Pieces
from assistant.model import LANGUAGES, Language
from assistant.quality.entailment.page import WHOLE, cut_question, lay_out, marks_of
from assistant.quality.entailment.reader import FINE, UNBORNE
from evals.entailment.asks import Asked, Family
from evals.entailment.pages import UNKNOWN, Numbers, Sentence, reordered
from evals.entailment.writers import Labelled

_ALONE, _STRANGE = 0.12, 0.5
"""How often a page has no evidence, and how often an answer to another question of its file."""
_TWO, _CHATTY, _IDLE, _SAME_LANGUAGE = 0.35, 0.25, 0.5, 0.75
"""How often a page of a family asks two things, an answer says something idle as well, a page has
an answer that says nothing else, and an answer is in the question's language."""


@dataclass(frozen=True, slots=True)
class WholeSheet:
    """A question, maybe with evidence, and answers; whose it is."""

    held: Numbers
    said: tuple[Sentence, ...]
    file: str = ""


def whole_sheets(pieces: Pieces, twins: Iterable[Labelled]) -> Iterator[WholeSheet]:
    """A page a question of each file, with all answers to it."""
    asked: dict[tuple[str, str, str], list[Labelled]] = defaultdict(list)
    for twin in twins:
        asked[twin.file, twin.exchange.question, repr(twin.exchange.evidence)].append(twin)
    for (file, question, _), answers in asked.items():
        texts = [twin.exchange.answer for twin in answers]
        page = lay_out(pieces, question, answers[0].exchange.evidence, texts, WHOLE)
        said = tuple(
            _sentence(numbers, page.held, is_bad=twin.bad["relevancy"])
            for numbers, twin in zip(page.said, answers, strict=True)
        )
        yield WholeSheet(page.held, said, file)


def by_file(sheets: Iterable[WholeSheet]) -> Mapping[str, Sequence[WholeSheet]]:
    found: dict[str, list[WholeSheet]] = defaultdict(list)
    for sheet in sheets:
        found[sheet.file].append(sheet)
    return found


def mixed(
    sheet: WholeSheet, others: Mapping[str, Sequence[WholeSheet]], chance: random.Random
) -> WholeSheet:
    """The page with its rows in any order, or none, and now and then a stranger's answer."""
    opening = sheet.held.index(END) + 1
    held = reordered(sheet.held, opening, chance)
    if chance.random() < _ALONE:
        held = held[:opening]
    known = set(held)
    said = [replace(one, marks=marks_of(one.numbers, known)) for one in sheet.said]
    other = chance.choice(others[sheet.file])
    if chance.random() < _STRANGE and other.held[:opening] != sheet.held[:opening]:
        said.append(_sentence(chance.choice(other.said).numbers, held, is_bad=True))
    return replace(sheet, held=held, said=tuple(said))


def family_sheet(families: Sequence[Family], pieces: Pieces, chance: random.Random) -> WholeSheet:
    """A page of one family: one of its asks or two, answers to them, and to others of it."""
    family, strange = chance.sample(families, 2)
    asked = chance.choice(LANGUAGES)
    one, near = chance.sample(family.asks, 2)
    rest = [other for other in family.asks if other is not one and other is not near]
    question = chance.choice(one.ask[asked])
    if chance.random() < _TWO:
        question = _in_any_order(chance, question, chance.choice(near.ask[asked]))
        good: list[tuple[Asked, ...]] = [(one, near)] * 3
        bad: list[tuple[Asked, ...]] = [(one,), (near,), *((one, other) for other in rest[:1])]
    else:
        good, bad = [(one,), (one,), (one, near)], [(near,), *((other,) for other in rest[:2])]
    texts = [(_said(family, asks, asked, chance), False) for asks in good]
    texts += [(_said(family, asks, asked, chance), True) for asks in bad]
    if chance.random() < _IDLE:
        texts.append((chance.choice(family.idle[_spoken(asked, chance)]), True))
    else:
        other = chance.choice(strange.asks)
        texts.append((chance.choice(other.answer[_spoken(asked, chance)]), True))
    held = cut_question(pieces, question)
    said = (_sentence(pieces.cut(text, WHOLE), held, is_bad=bad) for text, bad in texts)
    return WholeSheet(held, tuple(said))


def _said(family: Family, asks: Sequence[Asked], asked: Language, chance: random.Random) -> str:
    spoken = _spoken(asked, chance)
    text = _in_any_order(chance, *(chance.choice(one.answer[spoken]) for one in asks))
    if chance.random() < _CHATTY:
        text = _in_any_order(chance, text, chance.choice(family.idle[spoken]))
    return text


def _spoken(asked: Language, chance: random.Random) -> Language:
    return asked if chance.random() < _SAME_LANGUAGE else chance.choice(LANGUAGES)


def _in_any_order(chance: random.Random, *texts: str) -> str:
    return " ".join(chance.sample(texts, len(texts)))


def _sentence(numbers: Sequence[int], held: Sequence[int], *, is_bad: bool) -> Sentence:
    """An answer, of whose pieces nothing is known."""
    found = tuple(numbers)
    marks, unknown = marks_of(found, set(held)), (UNKNOWN,) * len(found)
    return Sentence(found, marks, unknown, UNBORNE if is_bad else FINE)
