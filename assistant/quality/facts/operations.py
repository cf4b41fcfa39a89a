"""What the words around an amount allow to be reckoned: sums, taxes, shares, counts and rates.

It reckons nothing itself.
"""

from decimal import Decimal

from assistant.language.numbers import unit_value
from assistant.language.tokens import keys
from assistant.quality.facts.arithmetic import Allowed
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import (
    COMPARING,
    DIFFERENCE_CUES,
    INFERRING,
    MONEY_CUES,
    SPENT_CUES,
    SUM_CUES,
    TAX_CUES,
)

EACH = keys("each both dono दोनों har हर प्रत्येक apiece उतना utna")
_BOTH = keys("both dono दोनों")
_HALVES = keys("sgst cgst सीजीएसटी एसजीएसटी each half आधा aadha 9 utna उतना")
_LESS = keys("off discount discounted छूट chhoot डिस्काउंट cheaper")
_ON_TOP = keys(
    """+ bonus surge surcharge extra more higher increase increased zyada jyada ज़्यादा ज्यादा
    mehngi mehnga mehnge महँगी महंगी महँगा महंगा महँगे महंगे badh badhkar बढ़ बढ़कर बोनस"""
)
_PARTS = {
    "advance": frozenset(("advance",)),
    "discount": frozenset(("discount", "off")),
    "refund": frozenset(("refund",)),
}
"""How fields are called that hold a share of a sum."""
_QUANTITIES = frozenset(("qty", "quantity", "count", "units", "rooms", "flats", "people"))
_PER = keys("a an per each apiece har हर प्रति prati ek एक")
_ADDING = keys("plus added adding जोड़ें जोड़कर")
_APIECE = keys("per each apiece har हर प्रति prati")
_HOURLY = keys("hour hourly hr ghanta ghante घंटा घंटे")
_MEASURES = keys(
    "square sq sqft foot feet ft gaj km kilometre kilometer litre liter metre meter kg kilo "
    "वर्ग फ़ुट फुट फ़ीट फीट गज किमी किलोमीटर लीटर मीटर किलो"
)
_SIZES = frozenset(
    ("sqft", "sq", "ft", "area", "km", "distance", "litre", "litres", "liter", "metre", "meter",
     "kg", "weight", "size", "capacity")
)  # fmt: skip
"""Words of fields that tell how large a thing is."""
_INSTALMENTS = keys("emi instalment instalments installment kisht kist किस्त क़िस्त ईएमआई monthly")
TAX_RATES = frozenset((Decimal(5), Decimal(9), Decimal(12), Decimal(18), Decimal(28)))
_ADVANCE = keys("advance एडवांस deposit token अग्रिम peshgi")


def operations_of(case: Case) -> Allowed:
    """What may be done to the amounts known, to come to the one that is said."""
    words = case.figure_words
    infers = bool(words & INFERRING)
    percents = [item for item in case.reply.placed if item.fact.kind in ("fraction", "percent")]
    shares = _shares_of_rows(case) | {
        Decimal(item.fact.value)
        for item in percents
        if item.fact.start < case.fact.start or item.clause.sentence == case.clause.sentence
    }
    return Allowed(
        sums=infers
        or bool(words & SUM_CUES or case.sentence_words & _ADDING or case.asked_words & SPENT_CUES),
        differences=infers or bool(words & DIFFERENCE_CUES),
        comparing=bool((words | case.asked_words) & COMPARING),
        taxes=bool(words & TAX_CUES or case.sentence_words & MONEY_CUES["tax"])
        or ((infers or _is_added(case)) and bool(case.reply.words & MONEY_CUES["tax"]))
        or _rate_beside(case),
        shares=tuple(sorted(share for share in shares - {Decimal(18), Decimal(9)} if share)),
        on_top=bool(case.sentence_words & _ON_TOP),
        advances=bool(case.sentence_words & _ADVANCE),
        quantities=tuple(sorted(_quantities(case))),
        parted=_parted(case),
        rates=_rates(case),
    )


def _is_added(case: Case) -> bool:
    """ "₹3,150 plus ₹567", where the tax was spoken of before."""
    return bool(case.near_words(1, 0) & _ADDING)


def _rate_beside(case: Case) -> bool:
    """ "₹23,400. 18% ke saath ₹27,612": the rate of a row's tax, named by its figure alone."""
    return any(
        value.words & MONEY_CUES["tax"]
        for item in case.beside("percent") for _, value in item.fitting
    )  # fmt: skip


def _shares_of_rows(case: Case) -> set[Decimal]:
    """Percentages that the words around speak of: an advance of 30 %, so much off; a rule's only
    where it takes something off."""
    found = {
        Decimal(value.value)
        for row in case.grounds.rows
        for value in row.of("percent")
        for part, named in _PARTS.items()
        if value.words & named and case.figure_words & MONEY_CUES[part]
    }
    if case.figure_words & MONEY_CUES["discount"]:
        found |= {
            Decimal(fact.value) for passage in case.grounds.passages
            if passage.words & _LESS for fact in passage.facts if fact.kind == "percent"
        }  # fmt: skip
    return found


def _parted(case: Case) -> tuple[int, ...]:
    """Counts of the row, where the words divide a sum among them."""
    instalments = bool(case.sentence_words & _INSTALMENTS)
    if not (instalments or case.near_words(1, 2) & _PER or case.near_words(3, 0) & _APIECE):
        return ()
    counts = {value.value for row in case.one.scope for value in row.of("number")}
    if instalments:
        counts |= {length.low for length in case.reply.said_lengths if length.unit == "month"}
    if case.near_words(3, 4) & _HOURLY:
        counts |= {length.low for length in case.reply.said_lengths if length.unit == "hour"}
    few = {int(count) for count in counts if 2 <= count <= 20}
    measures = case.near_words(3, 4) & _MEASURES
    sizes = {
        int(value.value) for row in case.one.scope for value in row.of("number")
        if measures and value.words & _SIZES and value.value > 1
    }  # fmt: skip
    return tuple(sorted(few | sizes))


def _quantities(case: Case) -> set[int]:
    found = {
        int(item.fact.value)
        for item in case.reply.placed
        if item.fact.kind == "number" and item.clause.sentence == case.clause.sentence
    }
    found |= {int(fact.value) for fact in case.reply.asked if fact.kind == "number"}
    for word in case.figure_words | case.asked_words:
        value = unit_value(word)
        if value is not None:
            found.add(int(value))
    found |= {
        int(value.value)
        for row in case.one.scope
        for value in row.of("number")
        if value.words & _QUANTITIES
    }
    if case.clause_words & EACH or case.sentence_words & _BOTH:
        found.add(2)
    return {quantity for quantity in found if 2 <= quantity < 10_000}


def _rates(case: Case) -> tuple[Decimal, ...]:
    said = [item.fact.value for item in case.beside("percent") if item.fact.value in TAX_RATES]
    if said:
        return tuple(said)
    if case.near_words(4, 4) & _HALVES:
        return (Decimal(9), Decimal(18))
    held = {
        value.value for row in case.one.scope for value in row.of("percent")
        if value.value in TAX_RATES
    } | {
        fact.value for passage in case.grounds.passages
        if passage.words & MONEY_CUES["tax"] for fact in passage.facts
        if fact.kind == "percent" and fact.value in TAX_RATES
    }  # fmt: skip
    return tuple(sorted(held - {Decimal(9)})) or (Decimal(18),)
