"""Whether a reply speaks of what the question named: this service, pincode, day, number, week.

A constraint counts only where the evidence can tell it apart: some row fits it. Then a reply that
stands on rows that fit less, and on none of those that fit best, has ignored it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.language.services import shipped_lexicon
from assistant.language.tokens import fold, keys, tokenize
from assistant.model import Reason
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.periods import find_periods
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row

KINDS = ("identifier", "service", "variant", "pincode", "date", "period", "place", "label", "code")
_NARROWING = frozenset(("identifier", "code", "service", "pincode", "date"))
"""Kinds that a reply can hardly answer without speaking of what fits them."""
_NOT_BEFORE = keys("not except without than instead")
_NOT_AFTER = keys("nahi nahin nhi नहीं नही wala-nahi")
_OR = keys("or ya या")
_CHANGING = keys("se से to into")
"""Between a thing and what it is changed to: "Standard se Premium"."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN = re.compile(r"[^0-9A-Z]")
_TELLING = frozenset(
    ("amount", "date", "time", "window", "identifier", "person", "status", "percent", "service",
     "variant", "pincode", "phone", "number", "label", "place", "duration", "code")
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """One thing the question names, the rows that fit it, and those that hold another."""

    fact: Fact
    fitting: tuple[Row, ...]
    others: tuple[Row, ...]


def named_in(question: str, facts: Sequence[Fact], grounds: Grounds) -> tuple[Named, ...]:
    """What the question names and the evidence can tell apart, in order."""
    wanted = [fact for fact in facts if fact.kind in KINDS and not _is_denied(question, fact)]
    if not any(fact.kind == "service" for fact in wanted):
        wanted += _categories(question)
    if grounds.now is not None and not any(fact.kind == "date" for fact in wanted):
        wanted += find_periods(question, grounds.now.date())
    found = []
    for fact in wanted:
        fitting = tuple(row for row in grounds.rows if fits(row, fact, grounds))
        if fitting:
            found.append(Named(fact, fitting, _others(fact, fitting, grounds.rows)))
    return tuple(found)


def _is_denied(question: str, fact: Fact) -> bool:
    """ "not premium", "premium nahi": named only to be ruled out."""
    before, after = question[: fact.start].split(), question[fact.end :].split()
    return bool(
        (before and fold(before[-1]) in _NOT_BEFORE) or (after and fold(after[0]) in _NOT_AFTER)
    )


def fits(row: Row, fact: Fact, grounds: Grounds) -> bool:
    """Whether the row holds what the fact says."""
    if fact.kind == "period":
        start, end = fact.value
        return any(start <= value.value <= end for value in row.of("date"))
    if fact.kind == "date" and any(day.isoformat() in row.source for day in fact.value):
        return True
    return any(hit is row for hit, _ in grounds.hits(fact))


def _others(fact: Fact, fitting: Sequence[Row], rows: Sequence[Row]) -> tuple[Row, ...]:
    dated = fact.kind in ("date", "period")
    tables = {row.table for row in fitting}
    known = {id(row) for row in fitting}
    return tuple(
        row
        for row in rows
        if (row.of("date" if dated else fact.kind) or (dated and _ISO.search(row.source)))
        and id(row) not in known
        and (not dated or row.table in tables)
    )


def candidates(named: Sequence[Named], grounds: Grounds) -> tuple[Row, ...]:
    """Rows that the question may mean: those that hold nothing other than what it names; when no
    row fits all of it, those that fit the service or number."""
    for kinds in (KINDS, ("identifier", "code", "service"), ()):
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


def judge_constraints(
    named: Sequence[Named],
    said: Sequence[Fact],
    found: Mapping[int, tuple[Hit, ...]],
    question: str,
    words: frozenset[str],
    answered: bool = False,
) -> Iterable[Reason]:
    """A reason for every kind of constraint: met, ignored, not spoken of, or one of several left
    out. `found` are the hits of the said facts by their identity, `words` those of the reply,
    `answered` whether the reply keeps to what was asked: it need not name then for what."""
    hits = [
        (fact, frozenset(id(row) for row, _ in found[id(fact)]))
        for fact in said
        if fact.kind in _TELLING
    ]
    for ones in _by_kind(named).values():
        yield from _judge(ones, hits, question, words, answered)
    worse = _off_best(named, hits)
    if worse is not None:
        yield worse


def elsewhere(
    asked: Sequence[Fact], named: Sequence[Named], said: Sequence[Fact], kinds: frozenset[str]
) -> Iterable[Reason]:
    """What the question names, no evidence fits and the reply silently answers for another."""
    live = {one.fact.kind for one in named}
    for kind in sorted(kinds - live):
        wanted = [fact for fact in asked if fact.kind == kind and not _is_request(fact)]
        given = [fact for fact in said if fact.kind == kind]
        if wanted and given and not any(agree(one, other) for one in wanted for other in given):
            yield Reason(
                wanted[0].text, "unsupported", f"constraint:{kind}", None, None, given[0].text
            )


def _is_request(fact: Fact) -> bool:
    """ "bata do tarikh": the "do" is no two, it asks for the date."""
    return fact.text.split()[0] in ("do", "दो")


def _judge(
    ones: Sequence[Named],
    hits: Sequence[tuple[Fact, frozenset[int]]],
    question: str,
    words: frozenset[str],
    answered: bool,
) -> Iterable[Reason]:
    """One kind of constraint: `ones` are all that the question named of it."""
    fitting = {id(row) for one in ones for row in one.fitting}
    others = {id(row) for one in ones for row in one.others} - fitting
    on = any(rows & fitting and not rows & others for _, rows in hits) or bool(
        _told_most(hits) & fitting
    )
    off = next((fact for fact, rows in hits if rows & others and not rows & fitting), None)
    spoken = any(agree(one.fact, fact) for one in ones for fact, _ in hits)
    first = ones[0]
    kind, source = f"constraint:{first.fact.kind}", first.fitting[0].source
    if off is not None and not on and not spoken:
        yield Reason(first.fact.text, "contradicted", kind, source, None, off.text)
        return
    called = any({token.key for token in tokenize(one.fact.text)} <= words for one in ones)
    if not (on or spoken or off or called) and first.fact.kind in _NARROWING:
        stands = answered or any(rows for _, rows in hits)  # on what may belong to it
        yield Reason(first.fact.text, "not_checkable" if stands else "unsupported", kind, source)
        return
    yield Reason(first.fact.text, "supported", kind, source)
    for one in ones if len(ones) > 1 and not _are_alternatives(ones, question) else ():
        mine = {id(row) for row in one.fitting}
        theirs = {
            id(row) for other in ones for row in other.fitting if other.fitting != one.fitting
        }
        own = mine - theirs
        if not own or any(agree(one.fact, fact) for fact, _ in hits):
            continue
        if not any(rows & own and not rows & theirs for _, rows in hits):
            loosely = first.fact.kind in ("date", "place") or (
                first.fact.kind == "label" and answered
            )
            yield Reason(
                one.fact.text, "not_checkable" if loosely else "unsupported", kind,
                one.fitting[0].source,
            )  # fmt: skip


def _told_most(hits: Sequence[tuple[Fact, frozenset[int]]]) -> frozenset[int]:
    """The rows that hold most of what the reply says."""
    counts = Counter(row for _, rows in hits for row in rows)
    most = max(counts.values(), default=0)
    return frozenset(row for row, count in counts.items() if count == most and most > 1)


def _are_alternatives(ones: Sequence[Named], question: str) -> bool:
    """ "painting or plumbing?": one of them is the answer."""
    gaps = [
        {token.key for token in tokenize(question[one.fact.end : other.fact.start])}
        for one, other in pairwise(ones)
    ]
    return any(gap & _OR or (gap and gap <= _CHANGING) for gap in gaps)


def _off_best(named: Sequence[Named], hits: Sequence[tuple[Fact, frozenset[int]]]) -> Reason | None:
    """Within a table: the reply stands on rows that fit less than others do."""
    count: dict[int, int] = {}
    rows: dict[int, Row] = {}
    for one in named:
        for row in one.fitting:
            count[id(row)] = count.get(id(row), 0) + 1
            rows[id(row)] = row
        for row in one.others:
            count.setdefault(id(row), 0)
            rows[id(row)] = row
    tables: dict[str, set[int]] = {}
    for key, row in rows.items():
        tables.setdefault(row.table, set()).add(key)
    for members in tables.values():
        most = max(count[key] for key in members)
        best = {key for key in members if count[key] == most}
        worse = members - best
        if not worse:
            continue
        on = any(held & best and not held & worse for _, held in hits) or all(
            any(agree(one.fact, fact) for fact, _ in hits)
            for one in named
            if any(id(row) in best for row in one.fitting)
        )
        off = next((fact for fact, held in hits if held & worse and not held & best), None)
        if off is not None and not on:
            row = next(row for key, row in rows.items() if key in best)
            return Reason(off.text, "contradicted", "constraint:row", row.source, None, off.text)
    return None


def agree(one: Fact, other: Fact) -> bool:
    """Whether two facts of a kind name the same thing."""
    if one.kind != other.kind:
        return False
    if one.kind in ("service", "date"):
        return bool(set(one.value) & set(other.value))
    if one.kind == "identifier":
        return one.value in other.value or other.value in one.value
    return bool(one.value == other.value)


def _by_kind(named: Sequence[Named]) -> Mapping[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for one in named:
        found.setdefault(one.fact.kind, []).append(one)
    return found


def _categories(question: str) -> Iterable[Fact]:
    """A whole category named ("my plumber") stands for any of its services."""
    lexicon = shipped_lexicon()
    for span in lexicon.find(question, repair=False):
        keys = frozenset(key for slug in span.categories for key in lexicon.services_of(slug))
        if keys:
            yield Fact("service", keys, span.start, span.end, span.text)
