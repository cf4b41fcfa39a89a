"""Checks the bare figures of a reply: ratings, counts of a field, counts of what is listed.

A figure that nothing gives a meaning to is left alone.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.language.tokens import ascii_digits, keys, tokenize
from assistant.model import Reason
from assistant.quality.facts.amounts import check_amount
from assistant.quality.facts.bounds import beyond
from assistant.quality.facts.case import Case
from assistant.quality.facts.derived import derive
from assistant.quality.facts.elements import of_elements
from assistant.quality.facts.members import of_list, of_share
from assistant.quality.facts.parts import paise_of
from assistant.quality.facts.tallies import (
    COMING,
    COUNTED,
    LONGEST_NAME,
    STANDING,
    YEARS,
    check_count,
    leaves,
)
from assistant.quality.reading import field_names as names
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.people import same_name
from assistant.quality.reading.rows import Row
from assistant.quality.reading.values import Value

_SETS = COMING | keys("open khuli खुली खुले pending cancelled confirmed raised done hui हुई")
_MONEY_NEAR = keys("kam कम off discount bachat बचत save saved छूट rupay extra")
_RATING = keys("rating rated stars star score रेटिंग स्टार सितारे rate")
_OUT_OF = frozenset((("out", "of"), ("में", "से"), ("me", "se"), ("mein", "se")))
_LEAST = keys("least above over minimum up upar ऊपर upwards")
_FIGURES = re.compile(r"(?<!\d)\d+(?!\d)")
_LEFT = STANDING | keys("free open vacant empty unused available khali khaali खाली ख़ाली")
_QUANTITIES = frozenset(("qty", "quantity", "count", "units"))
_LEAST_NAME = 4
_MEASURES = keys(
    "kg gb mb tb km cm mm ml litre litres liter liters ltr sqft watt watts kw mbps ton"
)
"""Units of measure, as they are said and as fields are called by them."""


def check_number(case: Case) -> Reason | None:
    """A bare figure: an amount when large, a rating when broken, else a count of something."""
    value = case.fact.value
    if case.echoed or _is_year(case) or _is_scale(case) or _in_a_text(case) or _in_a_name(case):
        return None
    code = _as_code(case)
    if code is not None:
        return code
    bound = beyond(case, value)
    if bound is not None:
        return case.supported(bound, "more than that")
    if value >= 100 or (value >= 50 and value != int(value)):
        return _counted_large(case) or check_amount(case)
    if value != int(value):
        unit = case.near_words(0, 1) & _MEASURES
        return _measured(case, unit) if unit else _rating(case)
    if value >= 20 and case.near_words(1, 2) & _MONEY_NEAR:
        return check_amount(case)
    if value < 2 and case.fact.text.isalpha():
        return None
    if case.near_words(2, 3) & _LEAST and case.in_passage() is not None:
        return case.supported(source=case.in_passage())
    if case.near_words(3, 3) & _LEFT and _is_left_within(case):
        return case.supported(how="what is left")
    named = (
        of_elements(case)
        or _of_field(case)
        or _of_item(case)
        or of_list(case)
        or of_share(case)
        or _called_so(case)
    )
    if named is not None:
        return named
    if case.near_words(0, 3) & COUNTED or case.near_words(0, 2) & _SETS:
        return check_count(case)
    return None


def _as_code(case: Case) -> Reason | None:
    """ "complaint 3307": the number by which a row is called."""
    same = (item for item in case.beside("code") if item.fact.start == case.fact.start)
    named = next(same, None)
    if named is None:
        return None
    return case.supported(named.fitting[0]) if named.fitting else case.refuted()


def _is_year(case: Case) -> bool:
    """ "2026 में": a year of some date of evidence, or this one."""
    if case.fact.value not in YEARS or case.fact.value != int(case.fact.value):
        return False
    years = {value.value.year for row in case.grounds.rows for value in row.of("date")}
    if case.grounds.now is not None:
        years |= {case.grounds.now.year, case.grounds.now.year - 1, case.grounds.now.year + 1}
    spans = {int(one.low) for one in case.reply.rule_lengths if one.unit == "year"}
    years |= {year + span for year in years for span in spans}
    years |= {int(value.value) for value in case.grounds.session.of("number")}
    return int(case.fact.value) in years


def _is_scale(case: Case) -> bool:
    """ "4.9 out of 5", "5 में से 4.9": what ratings are given of."""
    if case.fact.value not in (5, 10):
        return False
    first, last = case.span
    before = tuple(token.key for token in case.tokens[max(0, first - 2) : first])
    after = tuple(token.key for token in case.tokens[last : last + 2])
    rated = any(0 < item.fact.value <= case.fact.value for item in case.beside("number"))
    return rated and (before in _OUT_OF or before[-1:] == ("/",) or after in _OUT_OF)


def _in_a_text(case: Case) -> bool:
    """Part of an address or a name of evidence ("बी-704"), which counts nothing."""
    figures = case.fact.text
    return len(figures) > 1 and figures.isdecimal() and any(
        value.kind == "text" and not value.path.endswith("#")
        and not any(other.path == value.path for other in row.of("number"))
        and figures in _FIGURES.findall(ascii_digits(value.value))
        for row in (*case.grounds.rows, case.grounds.session)
        for value in row.values
    )  # fmt: skip


def _in_a_name(case: Case) -> bool:
    """ "Nifty 50": a figure of a name of evidence, behind the word that stands before it there."""
    first, _ = case.span
    before = case.tokens[first - 1].key if first else ""
    pair = (before, ascii_digits(case.fact.text))
    return before.isalpha() and any(
        pair in pairwise(token.key for token in tokenize(value.value))
        for row in case.grounds.rows
        for value in row.of("text")
        if not value.value.isdecimal() and case.fact.text in value.value
    )


def _counted_large(case: Case) -> Reason | None:
    """A large count ("312 jobs") of a row that the reply names, compared with another's."""
    counts = [hit for hit in case.one.hits if hit[1].kind in ("number", "count")]
    if not counts or any(hit[1].kind == "amount" for hit in case.one.hits):
        return None
    return _supported_if_named(case, counts)


def _supported_if_named(case: Case, hits: list[Hit]) -> Reason | None:
    named = {id(row) for item in case.reply.placed if item.fact.kind in ("person", "service")
             for row, _ in item.fitting}  # fmt: skip
    return next((case.supported(hit) for hit in hits if id(hit[0]) in named), None)


def _rating(case: Case) -> Reason | None:
    fitting = case.one.fitting
    if fitting:
        return case.supported(fitting[0])
    how = derive(case, paise_of("number", case.fact.value))
    if how is not None:
        return case.supported(how=how)
    rated = any(
        value.value <= 5 and value.value != int(value.value)
        for row in case.one.scope
        for value in row.of("number")
    )
    if case.fact.value <= 5 and (rated or case.clause_words & _RATING):
        return case.refuted()
    return None


def _of_field(case: Case) -> Reason | None:
    """ "crew of 2": a figure beside the very name of a field must be that field's."""
    near = case.near_words(2, 2)
    unit = case.near_words(0, 1) & _MEASURES
    if unit:
        return _measured(case, unit)
    held = [
        (row, value)
        for row in case.one.scope
        for value in row.of("number")
        if any(not near.isdisjoint(_forms(word)) and len(word) > 3 for word in value.words)
        and not any(money.path == value.path for money in row.of("amount"))
        and not _is_of_a_name(row, value)
    ]
    if not held:
        return None
    for row, value in held:
        if value.value == case.fact.value:
            return case.supported((row, value))
    if case.near_words(2, 3) & STANDING and _is_left_of(case, held):
        return case.supported(how="what is left")
    passage = case.in_passage()
    if passage is not None:  # "at most three times", of a rule
        return case.supported(source=passage)
    counts = {value.value for _, value in held}
    if len(counts) == 1:
        return case.refuted(held[0])
    behind = case.near_words(0, 1)
    right_behind = any(not behind.isdisjoint(_forms(word)) for word in held[0][1].words)
    if right_behind and case.fact.value != sum(counts):
        return case.refuted(held[0])
    return None


def _is_of_a_name(row: Row, value: Value) -> bool:
    """Whether a figure only stands in a text ("Home+ 12", "painting, 2 rooms")."""
    return any(
        any(letter.isalpha() for letter in text.value)
        for text in row.of("text") if text.path == value.path
    )  # fmt: skip


def _measured(case: Case, unit: frozenset[str]) -> Reason | None:
    """ "15 kg", "0.6 GB": what a field of that measure holds, or what one leaves of another."""
    held = [
        (row, value) for row in (*case.one.scope, *case.reply.mentioned)
        for value in row.of("number") if value.words & unit
    ]  # fmt: skip
    for row, value in held:
        if value.value == case.fact.value:
            return case.supported((row, value))
    if held and leaves({value.value for _, value in held}, case.fact.value):
        return case.supported(how="what is left")
    return case.refuted(held[0]) if held and not case.echoed else None


def _forms(word: str) -> tuple[str, str]:
    """A field's word, and one of what it counts: "visits", "do visit"."""
    return word, word.removesuffix("s")


def _is_left_of(case: Case, held: Sequence[Hit]) -> bool:
    """ "5 sessions left", of a row that counts 12 in all and 7 used: what one of the fields called
    so leaves of another of the same row."""
    return any(
        one is other and high.value - low.value == case.fact.value
        for one, high in held for other, low in held if low.value > 0
    )  # fmt: skip


def _is_left_within(case: Case) -> bool:
    """ "6 are free", of {"seats": {"total": 25, "assigned": 19}}: what one count of a group leaves
    of another."""
    groups: dict[tuple[int, str], list[Decimal]] = {}
    for row in case.one.scope:
        for value in row.of("number"):
            group, _, _ = value.path.rpartition(".")
            if group:
                groups.setdefault((id(row), group), []).append(value.value)
    return any(leaves(counts, case.fact.value) for counts in groups.values())


def _called_so(case: Case) -> Reason | None:
    """ "three electricians", "chhe helper": so many as the field has that is called by the next
    word, whatever else it might count."""
    after = [token.key for token in case.near(0, 1) if token.shape == "word"]
    if not after or len(after[0]) < _LEAST_NAME or after[0] in COUNTED:
        return None
    stem = after[0].removesuffix("s")
    held = [
        (row, value)
        for row in case.one.scope
        for value in row.of("number")
        if value.value < 100 and not value.words & names.MONEY
        and stem in {word.removesuffix("s") for word in value.words}
    ]  # fmt: skip
    right = next((hit for hit in held if hit[1].value == case.fact.value), None)
    if right is not None:
        return case.supported(right)
    return case.refuted(held[0]) if len({value.value for _, value in held}) == 1 else None


def _of_item(case: Case) -> Reason | None:
    """ "4 helpers", where a row of the helpers holds a quantity."""
    behind = [token.text for token in case.near(0, 2) if token.shape == "word"]
    held = [
        (row, value)
        for row in case.one.scope
        for value in row.of("number")
        if value.words & _QUANTITIES and any(
            same_name(word, token.text)
            for text in row.of("text") if len(text.value) < LONGEST_NAME
            for token in tokenize(text.value)
            for word in behind if len(word) > 3
        )
    ]  # fmt: skip
    for hit in held:
        if hit[1].value == case.fact.value:
            return case.supported(hit)
    return case.refuted(held[0]) if len(held) == 1 else None
