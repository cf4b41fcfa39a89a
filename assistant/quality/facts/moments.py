"""Tells whether a moment of a row is the one that a reply speaks of: the visit, or its payment.

It checks nothing by itself; days and hours are checked by their own modules.
"""

from collections.abc import Sequence
from functools import lru_cache

from assistant.language.tokens import keys
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import DATE_MARKS
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.values import Value

DENIALS = keys("nahi nahin नहीं nhi not na ना isn't isnt aren't wasn't won't unavailable")
_ENDED = frozenset(("completed", "valid", "due"))


def at_hand(case: Case) -> Sequence[Hit]:
    """The hits in rows that the anchors allow; all of them, where no row has a day or hour but such
    as the anchors rule out: the price of one thing, on the visit for another."""
    clocks = frozenset(("date", "time", "window"))
    dated = any(
        row.of(kind) for row in case.grounds.rows for kind in clocks
        if case.one.against[id(row)] <= clocks
    )  # fmt: skip
    return case.one.fitting if dated else case.one.hits


def event_fits(case: Case, hit: Hit) -> bool:
    """A day of payment or of cancelling is not the day of the visit, nor the other way round."""
    row, value = hit
    mine = _marks(value.words)
    kinds = ("date",) if value.kind == "date" else ("time", "window")
    held = [other for kind in kinds for other in row.of(kind)]
    if not mine and not any(_marks(other.words) for other in held):
        return True
    near = case.near_words(5, 4)
    others = [other for other in held if _is_another_moment(other, value)]
    plain = any(not _marks(other.words) for other in others)
    if not any(strong & near for _, _, strong in mine):
        named = [
            other for other in others
            if any(
                strong & near and (mine or role != "created")
                for role, _, strong in _marks(other.words)
            )
        ]  # fmt: skip
        if named and not any(_holds(case, other.value) for other in named):
            return False
    if not mine or not plain:
        return True
    words = case.clause_words | case.sentence_words
    if any(words & cues for _, cues, _ in mine):
        return True
    ends = [strong for role, _, strong in mine if role in _ENDED]
    return any(case.asked_words & strong for strong in ends)  # "19 May", asked when it ends


@lru_cache(maxsize=2048)
def _marks(words: frozenset[str]) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """The roles that the words of a field's name give a date: name, words that speak of it, sure
    words."""
    return tuple(
        (role, cues, strong) for role, fields, cues, strong in DATE_MARKS if words & fields
    )


def _is_another_moment(other: Value, value: Value) -> bool:
    """Whether a moment of the same row could have been meant instead."""
    if other.path == value.path:
        return False
    mine = value.value[0] if value.kind == "window" else value.value
    its = other.value[0] if other.kind == "window" else other.value
    return bool(mine != its)


def _holds(case: Case, value: object) -> bool:
    return value in case.fact.value or (
        case.fact.kind == "window" and any(value == window[0] for window in case.fact.value)
    )
