"""Grounding: the share of a reply's checkable facts that trace to the right row of evidence.

Every fact is held against the rows that the words around it speak of; a value that stands only in
another row, another part of the row or another customer's row does not count.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.model import Reason, Score
from assistant.quality.facts.attribution import Placed, place
from assistant.quality.facts.case import Case, Reply
from assistant.quality.facts.checks import check
from assistant.quality.facts.odd import find_odd
from assistant.quality.facts.statuses import DENIAL
from assistant.quality.reading.addresses import find_addresses
from assistant.quality.reading.clauses import Clause, cut
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.labels import find_codes, find_labels, find_names
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.mentions import find_areas, find_people, find_places
from assistant.quality.reading.nicknames import find_nicknames, rename
from assistant.quality.reading.reader import Fact, read_facts
from assistant.quality.reading.serials import find_serials

_EMPHASIS = re.compile(r"\*{2,3}|(?<![*\w])\*(?=\w)|(?<=\w)\*(?![*\w])|`")
"""Marks of Markdown around what they emphasize; "2 * 3" multiplies."""


@dataclass(frozen=True)
class Checked:
    """A fact of the reply, and how it stands."""

    placed: Placed
    reason: Reason


@dataclass(frozen=True)
class Examined:
    """A text read against evidence, once for all who judge it."""

    text: str
    grounds: Grounds
    clauses: tuple[Clause, ...]
    checked: tuple[Checked, ...]


def examine(text: str, grounds: Grounds, question: str = "") -> Examined:
    """Every checkable fact of the text with its verdict, in order."""
    text = unmarked(text)
    facts = facts_of(text, grounds)
    clauses = cut(text, tuple((fact.start, fact.end) for fact in facts))
    asked = facts_of(question, grounds) if question else ()
    placed = place(facts, clauses, grounds, text, asked)
    reply = Reply(text, placed, grounds, asked, question, clauses)
    verdicts = [(one, check(Case(one, reply))) for one in placed]
    reply.settled = True
    odd = find_odd(reply)
    verdicts = [
        (one, Case(one, reply).supported() if reason is None and _is_odd(one, odd) else reason)
        for one, reason in verdicts
    ]  # fmt: skip
    found = [
        Checked(one, _again(one, reply, _in_place(one, reply, reason, odd)))
        for one, reason in verdicts if reason is not None
    ]  # fmt: skip
    return Examined(text, grounds, clauses, tuple(found))


def _is_odd(one: Placed, odd: Mapping[int, Hit]) -> bool:
    """Whether it is the name of an element of a list, beside what another element holds."""
    return one.fact.start in odd and one.fact.kind == "label" and any(
        "[]" in path for path, _ in one.fact.value
    )  # fmt: skip


def _in_place(one: Placed, reply: Reply, reason: Reason, odd: Mapping[int, Hit]) -> Reason:
    """The verdict on a fact, refuted where all beside it speak of another row."""
    expected = odd.get(one.fact.start)
    if expected is None or reason.verdict != "supported":
        return reason
    return Case(one, reply).refuted(expected)


def _again(one: Placed, reply: Reply, reason: Reason) -> Reason:
    """The verdict on an amount or a day in the light of what was said after it."""
    if reason.verdict == "supported" or one.fact.kind not in ("amount", "date"):
        return reason
    return check(Case(one, reply)) or reason


def unmarked(text: str) -> str:
    """The text with spaces for marks of emphasis ("**four** visits"); every letter stays put."""
    if "*" not in text and "`" not in text:
        return text
    return _EMPHASIS.sub(lambda mark: " " * len(mark[0]), text)


def check_facts(text: str, grounds: Grounds, question: str = "") -> tuple[Checked, ...]:
    """The verdicts alone."""
    return examine(text, grounds, question).checked


def facts_of(text: str, grounds: Grounds) -> tuple[Fact, ...]:
    """All facts of a text, people and places among them."""
    if text not in grounds.read:
        named = find_names(text, grounds)
        serials = tuple(find_serials(text, grounds))
        plainly = read_facts(text, grounds.today)
        if serials:
            plainly = tuple(
                fact for fact in plainly if not any(_overlap(fact, serial) for serial in serials)
            )
        read = rename([*plainly, *serials], grounds)
        facts = list(read)
        if named:
            facts = [fact for fact in read if not any(_within(fact, name) for name in named)]
            facts += [name for name in named if not any(_overlap(name, fact) for fact in facts)]
        facts += find_places(text, facts)
        facts += find_nicknames(text, grounds, facts)
        facts += find_labels(text, grounds, facts)
        codes = tuple(find_codes(text, grounds, facts))
        named_rows = {code.start for code in codes}
        facts = [f for f in facts if f.kind != "identifier" or f.start not in named_rows]
        facts += codes
        facts += find_areas(text, facts)
        facts += find_people(text, grounds, facts)
        facts += find_addresses(text, grounds, facts)
        grounds.read[text] = tuple(sorted(facts, key=lambda fact: fact.start))
    return grounds.read[text]


def _within(fact: Fact, other: Fact) -> bool:
    return other.start <= fact.start and fact.end <= other.end


def _overlap(fact: Fact, other: Fact) -> bool:
    return other.start < fact.end and fact.start < other.end


def score_grounding(checked: Sequence[Checked]) -> Score:
    """The share of supported facts, denials aside; unscored when nothing checkable is stated."""
    reasons = tuple(item.reason for item in checked if item.reason.kind != DENIAL)
    if not reasons:
        return Score(None, (), "nothing checkable is said")
    supported = sum(reason.verdict == "supported" for reason in reasons)
    return Score(supported / len(reasons), reasons)
