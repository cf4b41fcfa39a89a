"""Whether a reply speaks of what the question named: this service, pincode, day, number.

A constraint counts only where the evidence can tell it apart: some row fits it. Then a reply that
stands on rows with another value, and on none that fits, has ignored it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.language.services import shipped_lexicon
from assistant.model import Reason
from assistant.quality.attribution import Hit, hits_of
from assistant.quality.evidence import Grounds, Row
from assistant.quality.reader import Fact

KINDS = ("identifier", "service", "variant", "pincode", "date", "place", "label")
_PLAIN = re.compile(r"[^0-9A-Z]")
_TELLING = frozenset(
    ("amount", "date", "time", "window", "identifier", "person", "status", "percent", "service",
     "variant", "pincode", "phone", "number", "label")
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """One thing the question names, the rows that fit it, and those that hold another."""

    fact: Fact
    fitting: tuple[Row, ...]
    others: tuple[Row, ...]


def named_in(question: str, facts: Sequence[Fact], grounds: Grounds) -> tuple[Named, ...]:
    """What the question names and the evidence can tell apart, in order."""
    wanted = [fact for fact in facts if fact.kind in KINDS]
    if not any(fact.kind == "service" for fact in wanted):
        wanted += _categories(question)
    found = []
    for fact in wanted:
        fitting = tuple(row for row in grounds.rows if fits(row, fact))
        if fitting:
            tables = {_table(row) for row in fitting}
            others = tuple(
                row
                for row in grounds.rows
                if row.of(fact.kind) and not fits(row, fact)
                and (fact.kind != "date" or _table(row) in tables)
            )  # fmt: skip
            found.append(Named(fact, fitting, others))
    return tuple(found)


def fits(row: Row, fact: Fact) -> bool:
    """Whether the row holds what the fact says."""
    return bool(hits_of(fact, (row,)))


def candidates(named: Sequence[Named], grounds: Grounds) -> tuple[Row, ...]:
    """Rows that the question may mean: those that hold nothing other than what it names; when no
    row fits all of it, those that fit the service or number."""
    for kinds in (KINDS, ("identifier", "service"), ()):
        left = _not_ruled_out([one for one in named if one.fact.kind in kinds], grounds)
        if left:
            return left
    return grounds.rows


def _not_ruled_out(named: Sequence[Named], grounds: Grounds) -> tuple[Row, ...]:
    by_kind = _by_kind(named)
    return tuple(
        row
        for row in grounds.rows
        if not any(
            all(any(row is other for other in one.others) for one in ones)
            for ones in by_kind.values()
        )
    )


def is_unknown(fact: Fact, grounds: Grounds) -> bool:
    """Whether the fact is a number that no row of the customer's holds, not even in part."""
    if fact.kind != "identifier":
        return False
    digits = _PLAIN.sub("", fact.value.upper())
    return not any(
        digits in _PLAIN.sub("", str(value.value).upper())
        for row in grounds.rows
        if not any(value.value == "not_found" or value.value is False for value in row.values)
        for value in row.of("identifier")
    )


def _by_kind(named: Sequence[Named]) -> Mapping[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for one in named:
        found.setdefault(one.fact.kind, []).append(one)
    return found


def judge_constraints(
    named: Sequence[Named],
    said: Sequence[Fact],
    found: Mapping[int, tuple[Hit, ...]],
) -> Iterable[Reason]:
    """A reason for every constraint: met, ignored, or one of several left out.

    `found` are the hits of the said facts by their identity.
    """
    hits = [
        (fact, {id(row) for row, _ in found[id(fact)]}) for fact in said if fact.kind in _TELLING
    ]
    by_kind = _by_kind(named)
    for kind, ones in by_kind.items():
        fitting = {id(row) for one in ones for row in one.fitting}
        others = {id(row) for one in ones for row in one.others} - fitting
        on = [fact for fact, rows in hits if rows & fitting and not rows & others]
        off = [fact for fact, rows in hits if rows & others and not rows & fitting]
        if kind in ("service", "variant", "pincode"):
            mentioned = [fact for fact in said if fact.kind == kind]
            spoken = [f for f in mentioned if any(_agree(one.fact, f) for one in ones)]
        else:
            spoken = []
        claim = ones[0].fact.text
        if off and not on and not spoken:
            yield Reason(
                claim,
                "contradicted",
                f"constraint:{kind}",
                ones[0].fitting[0].source,
                None,
                off[0].text,
            )
        else:
            yield Reason(claim, "supported", f"constraint:{kind}", ones[0].fitting[0].source)
            yield from _left_out(ones, hits, said)


def _left_out(
    ones: Sequence[Named], hits: Sequence[tuple[Fact, set[int]]], said: Sequence[Fact]
) -> Iterable[Reason]:
    """Of several things of a kind, those that the reply does not speak of."""
    if len(ones) < 2:
        return
    for one in ones:
        mine = {id(row) for row in one.fitting}
        theirs = {id(row) for other in ones if other is not one for row in other.fitting}
        if mine & theirs:
            continue
        if any(_agree(one.fact, fact) for fact in said if fact.kind == one.fact.kind):
            continue
        if not any(rows & mine and not rows & theirs for _, rows in hits):
            yield Reason(
                one.fact.text, "unsupported", f"constraint:{one.fact.kind}", one.fitting[0].source
            )


def _agree(one: Fact, other: Fact) -> bool:
    if one.kind in ("service", "date"):
        return bool(set(one.value) & set(other.value))
    return bool(one.value == other.value)


def _categories(question: str) -> Iterable[Fact]:
    """A whole category named ("my plumber") stands for any of its services."""
    lexicon = shipped_lexicon()
    for span in lexicon.find(question, repair=False):
        keys = frozenset(key for slug in span.categories for key in lexicon.services_of(slug))
        if keys:
            yield Fact("service", keys, span.start, span.end, span.text)


def _table(row: Row) -> str:
    return row.source.split("#")[0].split("/")[0]
