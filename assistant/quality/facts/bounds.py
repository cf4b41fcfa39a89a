"""Figures that are only said to be passed or not reached: "over 400 jobs", "आधे से ज़्यादा".

Finds the value that lies just beyond; says nothing of a figure that is said to be exact.
"""

from decimal import Decimal

from assistant.language.tokens import keys
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import MONEY_CUES
from assistant.quality.reading.matching import Hit

_OVER = keys("over above beyond upar ऊपर")
_AND_MORE = keys("+ plus")
"""After a figure; before it another is added to it."""
_THAN = keys("than se से")
_MORE = keys("more zyada jyada ज़्यादा ज्यादा adhik अधिक")
_LESS = keys("less kam कम fewer")
_UNDER = keys("under below almost nearly लगभग lagbhag")
_REACH, _ROUND = 25, 5
"""Percent that a share may lie beyond the one that is said, which is a multiple of so many."""


def beyond(case: Case, value: Decimal) -> Hit | None:
    """ "over 200", "300 से ज़्यादा": a round figure that a count of the right row lies just above."""
    if value % 10 or not _says_more(case):
        return None
    return next(
        (
            (row, held) for row in case.one.scope for held in row.of("number")
            if value < held.value <= value * Decimal("1.5")
            and not any(
                other.path == held.path for other in row.of("amount") if other.role != "price"
            )
        ),
        None,
    )  # fmt: skip


def beyond_share(case: Case) -> Hit | None:
    """ "more than half", of 60 %: a share of the right row that lies on the side that is said. The
    rate of a tax is exact."""
    said = Decimal(case.fact.value)
    if said % _ROUND or case.sentence_words & MONEY_CUES["tax"]:
        return None
    more, less = _says_more(case), _says_less(case)
    for row in case.one.scope if more or less else ():
        for held in row.of("percent"):
            past = Decimal(held.value) - said
            if (more and 0 < past <= _REACH) or (less and 0 < -past <= _REACH):
                return row, held
    return None


def _says_more(case: Case) -> bool:
    around = case.near_words(2, 2)
    more = around & _OVER or case.near_words(0, 1) & _AND_MORE
    return bool(more or (around & _THAN and around & _MORE))


def _says_less(case: Case) -> bool:
    around = case.near_words(2, 2)
    return bool(around & _UNDER or (around & _THAN and around & _LESS))
