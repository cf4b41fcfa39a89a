"""Checks the amounts and percentages of a reply: value, part of the bill, and arithmetic."""

from assistant.language.tokens import keys
from assistant.model import Reason
from assistant.quality import arithmetic
from assistant.quality.case import Case
from assistant.quality.cues import MONEY_CUES
from assistant.quality.derived import derive, known_amounts
from assistant.quality.parts import paise_of, part_fits

_LIMITS = keys(
    """within under budget below upto tak तक andar अंदर बजट beyond over above me mein में se से par पर
    instead मिला mila claim"""
)
_WHOLE = keys("full whole entire complete completely पूरा पूरी पूरे poora pura poori puri poore")


def check_amount(case: Case) -> Reason | None:
    """An amount stands in the right row in the right part, in a rule, or follows from those."""
    paise = paise_of(case.fact.kind, case.fact.value)
    if _repeats_whole(case, paise):
        return case.refuted()
    for hit in case.one.fitting():
        if part_fits(case, hit):
            return case.supported(hit)
    passage = case.in_passage()
    if passage is not None:
        return case.supported(source=passage)
    how = derive(case, paise)
    if how is not None:
        return case.supported(how=how)
    if case.echoed and (case.clause.denied or case.sentence_words & _LIMITS):
        return None
    return case.refuted()


def _repeats_whole(case: Case, paise: int) -> bool:
    """ "half of the ₹2,400 is ₹2,400": a share is said, and the whole twice."""
    sentence = [item for item in case.reply.placed if item.clause.sentence == case.clause.sentence]
    shares = {item.fact.value for item in sentence if item.fact.kind in ("fraction", "percent")}
    shared = any(20 < share < 100 and share != 50 for share in shares)
    halved = 50 in shares
    same = [
        item for item in sentence
        if item.fact.kind in ("amount", "number") and item.fact is not case.fact
        and paise_of(item.fact.kind, item.fact.value) == paise
    ]  # fmt: skip
    if halved and same:  # both halves are the same, the whole then stands beside them
        return not any(
            paise_of(item.fact.kind, item.fact.value) == 2 * paise for item in case.reply.figures
        )
    return shared and bool(same) and paise >= 10_000


def check_percent(case: Case) -> Reason | None:
    """A percentage of evidence, of a rule, of the tax law, or of one amount over another."""
    fitting = case.one.fitting()
    if fitting:
        return case.supported(fitting[0])
    for passage in case.grounds.passages:
        for fact in passage.facts:
            if fact.kind in ("percent", "fraction", "number") and fact.value == case.fact.value:
                return case.supported(source=passage.source)
    if case.fact.value in (18, 9) and case.clause_words & MONEY_CUES["tax"]:
        return case.supported(how="the statutory rate")
    how = arithmetic.derive_percent(case.fact.value, known_amounts(case, case.one.scope))
    if how is not None:
        return case.supported(how=how)
    if case.fact.value == 100 and (case.fact.kind == "fraction" or case.grounds.words & _WHOLE):
        return None
    return case.refuted()
