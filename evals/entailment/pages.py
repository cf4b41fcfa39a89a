"""What the reader learns reading from: pages of evidence with sentences, each fine, a wrong fact or
never said, and of the false ones which pieces make them so.

Claims stand beside their twins, which differ from them in those pieces; rules are told in many
ways; now and then a sentence is another page's, or claims nothing at all, and a question stands
before the evidence. Whole answers are in `answer_pages`.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from assistant.encoder.pieces import END, Pieces
from assistant.model import LANGUAGES, Evidence, Language
from assistant.quality.entailment.page import HELD, cut_question, lay_out, marks_of
from assistant.quality.entailment.reader import FINE, UNBORNE, WRONG
from evals.entailment.frames import TO_READ, Claim, read_frames
from evals.entailment.rules import Rule, text_of

COURTESIES = Path(__file__).parent.parent / "data" / "courtesies.jsonl"
KEPT_BACK = frozenset(("negation_2", "chatty", "odd", "visits_people", "money"))
"""Writers whose frames are not learnt from, so that reading can be measured on them."""
UNKNOWN = -1
"""The label of what nothing is learnt from."""
_RULES, _PAIRS = (2, 3, 4), 6
"""How many rules a page of them has, and how many pairs of sentences."""
_BEYOND = 0.3
"""How often more is said than a rule says."""
_STRANGE, _COURTEOUS = 0.5, 0.6
"""How often a page has a stranger's sentence, and how often two that claim nothing."""
_ASKED = 0.5
"""How often the question is there."""
_BUCKET, _STEP = 30, 60
"""Batches whose sheets are sorted by size, and by how many pieces of sentences sizes differ."""

Numbers = tuple[int, ...]


class Courtesy(BaseModel):
    """A sentence that claims nothing of any case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: Language
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """The pieces of a sentence with their marks, what each of them is, and what it is itself."""

    numbers: Numbers
    marks: Numbers
    labels: Numbers
    label: int


class AnySheet(Protocol):
    """Evidence and sentences."""

    @property
    def held(self) -> Numbers: ...
    @property
    def said(self) -> tuple[Sentence, ...]: ...


P = TypeVar("P", bound=AnySheet)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Evidence, maybe after a question, and an even number of sentences about it: true and false by
    turns, then others."""

    writer: str
    held: Numbers
    said: tuple[Sentence, ...]
    asked: tuple[Numbers, ...] = ()
    """What may be asked there, one question of them."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All there is to learn from, as pieces."""

    sheets: tuple[Sheet, ...]
    rules: tuple[Rule, ...]
    courtesies: tuple[Numbers, ...]
    pieces: Pieces


def sheets_of(pieces: Pieces, folder: Path) -> Iterator[Sheet]:
    """The frames of a folder, two sheets each, so that sentences on one are of like lengths; where
    evidence is turned, two more."""
    for writer, frame in read_frames(folder):
        asked = tuple(cut_question(pieces, text) for text in frame.asked.values())
        for held, claims in frame.versions():
            order = sorted(claims, key=lambda claim: max(len(claim.true), len(claim.false)))
            half = (len(order) + 1) // 2
            for part in (order[:half], order[half:]):
                if part:
                    yield replace(_sheet(pieces, writer, held, part), asked=asked)


def _sheet(pieces: Pieces, writer: str, held: Sequence[Evidence], claims: Sequence[Claim]) -> Sheet:
    page = lay_out(pieces, "", held, [text for one in claims for text in (one.true, one.false)])
    said: list[Sentence] = []
    for at, claim in enumerate(claims):
        true, false = page.said[2 * at : 2 * at + 2]
        label = UNBORNE if claim.kind in TO_READ else WRONG
        said.append(Sentence(true, page.marks[2 * at], (FINE,) * len(true), FINE))
        faults = tuple(label if other else FINE for other in differing(true, false))
        said.append(Sentence(false, page.marks[2 * at + 1], faults, label))
    return Sheet(writer, page.held, tuple(said))


def differing(true: Sequence[int], false: Sequence[int]) -> list[bool]:
    """Which pieces of the one are not the other's; those about a gap where some were left out."""
    found = [False] * len(false)
    for how, _, _, start, end in SequenceMatcher(None, true, false, autojunk=False).get_opcodes():
        if how in ("replace", "insert"):
            found[start:end] = [True] * (end - start)
        elif how == "delete":
            for at in (start - 1, start):
                if 0 < at < len(false) - 1:
                    found[at] = True
    return found


def rule_sheet(sources: Sources, chance: random.Random) -> Sheet:
    """Some rules, and sentences of which one says the same and one another version or more. Which
    pieces make the difference is not known."""
    held = [(rule, chance.choice(rule.variants))
            for rule in chance.sample(sources.rules, chance.choice(_RULES))]  # fmt: skip
    evidence = [Evidence("policy", text=text_of(variant, chance)) for _, variant in held]
    pairs = []
    for _ in range(_PAIRS):
        rule, variant = chance.choice(held)
        language = chance.choice(LANGUAGES)
        others = [one.said for one in rule.variants if one is not variant]
        goes_beyond = chance.random() < _BEYOND and variant is rule.variants[0]
        other = rule.beyond if goes_beyond else chance.choice(others)
        pairs.append((chance.choice(variant.said[language]), chance.choice(other[language])))
    page = lay_out(sources.pieces, "", evidence, [text for pair in pairs for text in pair])
    said = tuple(
        Sentence(numbers, marks, (UNKNOWN,) * len(numbers), UNBORNE if at % 2 else FINE)
        for at, (numbers, marks) in enumerate(zip(page.said, page.marks, strict=True))
    )
    return Sheet("rules", page.held, said)


def in_batches(sheets: Sequence[P], pages: int, chance: random.Random) -> Iterator[list[P]]:
    """All sheets once, so many at a time and those of like sizes together, in any order."""
    size = pages * _BUCKET
    for start in range(0, len(sheets), size):
        bucket = sorted(sheets[start : start + size], key=_size_of)
        cut = [bucket[at : at + pages] for at in range(0, len(bucket), pages)]
        chance.shuffle(cut)
        yield from cut


def _size_of(page: AnySheet) -> tuple[int, int]:
    longest = max(len(one.numbers) for one in page.said)
    return len(page.said) * longest // _STEP, len(page.held)


def shuffled(sources: Sources, share: float, chance: random.Random) -> list[Sheet]:
    """All sheets once, and such a share of rules, in any order, with questions, strangers and
    courtesies."""
    many = int(len(sources.sheets) * share / (1 - share))
    sheets = [*sources.sheets, *(rule_sheet(sources, chance) for _ in range(many))]
    true = [one.numbers for sheet in sources.sheets for one in sheet.said if one.label == FINE]
    found = [_mixed(sheet, true, sources.courtesies, chance) for sheet in sheets]
    chance.shuffle(found)
    return found


def _mixed(
    sheet: Sheet, true: Sequence[Numbers], courtesies: Sequence[Numbers], chance: random.Random
) -> Sheet:
    sheet = replace(sheet, held=reordered(sheet.held, 1, chance))
    sheet = _with_question(sheet, chance)
    said, known = list(sheet.said), set(sheet.held)
    if chance.random() < _STRANGE:
        numbers = chance.choice(true)
        labels = (UNKNOWN,) * len(numbers)
        at = 2 * chance.randrange(len(said) // 2) + 1
        said[at] = Sentence(numbers, marks_of(numbers, known), labels, UNBORNE)
    if courtesies and chance.random() < _COURTEOUS:
        said += [
            Sentence(numbers, marks_of(numbers, known), (FINE,) * len(numbers), FINE)
            for numbers in chance.choices(courtesies, k=2)
        ]
    return replace(sheet, said=tuple(said))


def reordered(held: Numbers, opening: int, chance: random.Random) -> Numbers:
    """The same rows and passages in another order, after so many pieces that open the page."""
    rows, row = [], list[int]()
    for number in held[opening:]:
        row.append(number)
        if number == END:
            rows.append(row)
            row = []
    chance.shuffle(rows)
    return (*held[:opening], *(number for one in (*rows, row) for number in one))


def _with_question(sheet: Sheet, chance: random.Random) -> Sheet:
    if not sheet.asked or chance.random() > _ASKED:
        return sheet
    held = (*chance.choice(sheet.asked), *sheet.held[1:])[:HELD]
    known = set(held)
    said = (replace(one, marks=marks_of(one.numbers, known)) for one in sheet.said)
    return replace(sheet, held=held, said=tuple(said))
