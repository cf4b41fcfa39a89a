"""Checks the amounts and percentages of a reply: value, part of the bill, and arithmetic."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from assistant.language.tokens import keys, keys_in, tokenize
from assistant.model import Reason
from assistant.quality.facts import arithmetic
from assistant.quality.facts.attribution import ANCHORS, Placed, ruled_out
from assistant.quality.facts.bounds import beyond, beyond_share
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import MONEY_CUES
from assistant.quality.facts.derived import derive, known_amounts, worked_example
from assistant.quality.facts.operations import TAX_RATES
from assistant.quality.facts.parts import paise_of, part_fits, words_after, words_before
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.people import same_name
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row

_LIMITS = keys(
    """within under budget below upto tak तक andar अंदर बजट beyond over above me mein में se से par पर
    instead मिला mila claim"""
)
_FIRM = frozenset(("service", "variant", "identifier", "pincode", "code"))
_LOOSE = ANCHORS - _FIRM
_NAMING = keys("wala wali wale vala vali vale वाला वाली वाले one ones")
_WHOLE = keys("full whole entire complete completely पूरा पूरी पूरे poora pura poori puri poore")

_AROUND = 24
"""Letters around a rate in which a rule says what it does."""
_THINGS = frozenset(("service", "variant", "label"))
"""Facts that name what a price may be of."""
_IN_A_LIST = keys(", and aur और & / ; ₹ rs")
"""All that stands between the figures of one list."""
_LEAST_LISTED = 2
_IN_FIGURES = re.compile(r"[\d₹]")
"""What an amount in words alone ("four hundred") has none of."""
_HALF_TAXES = keys("cgst sgst सीजीएसटी एसजीएसटी")


def check_amount(case: Case) -> Reason | None:
    """An amount stands in the right row in the right part, in a rule, or follows from those."""
    paise = paise_of(case.fact.kind, case.fact.value)
    if case.fact.kind == "amount" and not _IN_FIGURES.search(case.fact.text):
        bound = beyond(case, Decimal(paise) / 100)  # "over four hundred jobs", no money
        if bound is not None:
            return case.supported(bound, "more than that")
    if _repeats_whole(case, paise):
        return case.refuted()
    for hit in case.one.fitting:
        if part_fits(case, hit):
            return case.supported(hit)
    loosely = _in_row_named(case) or _as_a_name(case) or _in_its_turn(case)
    if loosely is not None:
        return case.supported(loosely)
    passage = case.in_passage()
    if passage is not None:
        return case.supported(source=passage)
    how = derive(case, paise) or worked_example(case, paise)
    if how is not None:
        return case.supported(how=how)
    if case.echoed and (case.clause.denied or case.sentence_words & _LIMITS or _supposes(case)):
        return None
    return case.refuted()


def _in_row_named(case: Case) -> Hit | None:
    """ "₹249 in the men's": the row that a word beside the figure belongs to, of all in scope and
    of those that hold it, where only what was said in other clauses rules that row out."""
    own = {kind: facts for kind, facts in case.one.context.items() if kind in _FIRM}
    own["variant"] = tuple(item.fact for item in case.beside("variant"))  # none named before
    own = {kind: facts for kind, facts in own.items() if facts}
    for item in case.reply.placed:
        if item.clause == case.clause and item.fact.kind in _LOOSE and item.hits:
            own[item.fact.kind] = (*own.get(item.fact.kind, ()), item.fact)
    near = {word.removesuffix("'s") for word in words_before(case) | words_after(case)}
    others = frozenset[str]().union(*(_text_words(row) for row in case.one.scope))
    for hit in case.one.hits:
        if hit[1].kind != "amount" or ruled_out(hit[0], own) or hit in case.one.fitting:
            continue
        words = _text_words(hit[0]) - others
        if any(same_name(word, name) for word in near for name in words if len(word) > 3):
            return hit if part_fits(case, hit) else None
    return None


def _as_a_name(case: Case) -> Hit | None:
    """ "₹1,299 वाली": a price that says which one is meant."""
    after = case.near(0, 1)
    naming = bool(after) and after[0].key in _NAMING
    return next((hit for hit in case.one.hits if hit[1].role == "price"), None) if naming else None


def _in_its_turn(case: Case) -> Hit | None:
    """ "Basic, Standard and Premium are ₹120, ₹180 and ₹260": as many figures as things that were
    named before, each the figure of its own."""
    figures = [item for item in case.reply.figures if item.clause.sentence == case.clause.sentence]
    listed = _list_around(case, figures)
    first = listed[0].fact.start if listed else 0
    named = [
        item for item in case.reply.placed
        if item.fact.kind in _THINGS and item.fitting and item.fact.start < first
    ][-len(listed) :]  # fmt: skip
    if len(listed) < _LEAST_LISTED or len(named) != len(listed):
        return None
    at = next(at for at, item in enumerate(listed) if item.fact is case.fact)
    rows = {id(row) for row, _ in named[at].fitting}
    return next((hit for hit in case.one.hits if id(hit[0]) in rows), None)


def _list_around(case: Case, figures: Sequence[Placed]) -> list[Placed]:
    """The figures of a sentence that stand in one list with this one, nothing else between."""
    lists: list[list[Placed]] = [[]]
    for item in figures:
        between = case.reply.text[lists[-1][-1].fact.end : item.fact.start] if lists[-1] else ""
        words = {token.key for token in tokenize(between)}
        if lists[-1] and not words <= _IN_A_LIST:
            lists.append([])
        lists[-1].append(item)
    return next((found for found in lists if any(i.fact is case.fact for i in found)), [])


def _supposes(case: Case) -> bool:
    """ "15 % off ₹1,000", which the customer brought up and no row holds."""
    return not case.one.hits and bool(case.beside("percent", "fraction"))


def _text_words(row: Row) -> frozenset[str]:
    """The words of a row's short texts."""
    return frozenset(
        token.key
        for value in row.of("text") if len(value.value) < 40
        for token in tokenize(value.value) if token.shape == "word" and len(token.key) > 2
    )  # fmt: skip


def _repeats_whole(case: Case, paise: int) -> bool:
    """ "half of the ₹2,400 is ₹2,400": a share is said, and the whole twice."""
    sentence = case.reply.by_sentence[case.clause.sentence]
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
    value = case.fact.value
    other = _other_rate(case)
    if other is not None or _halved_tax(case) or _share_belied(case):
        return case.refuted(other)
    fitting = case.one.fitting
    if fitting:
        return case.supported(fitting[0])
    taxes = bool(case.clause_words & MONEY_CUES["tax"])
    off = not taxes and bool(case.near_words(4, 4) & MONEY_CUES["discount"])
    for passage in case.grounds.passages:
        for fact in passage.facts:
            held = fact.kind in ("percent", "fraction", "number") and fact.value == value
            if held and not (off and value in TAX_RATES and not _gives_off(passage.text, fact)):
                return case.supported(source=passage.source)
    if value in (18, 9) and taxes:
        return case.supported(how="the statutory rate")
    known = known_amounts(case, case.one.scope)
    how = arithmetic.derive_percent(value, known, _of_tax(case))
    if how is not None:
        return case.supported(how=how)
    rest = _rest_of_share(case) or (None if taxes else _of_the_figures_beside(case))
    if rest is not None:
        return case.supported(how=rest)
    passed = beyond_share(case)
    if passed is not None:
        return case.supported(passed, "more or less than that")
    if value == 100 and (case.fact.kind == "fraction" or case.grounds.words & _WHOLE):
        return None
    if case.fact.kind == "fraction" and not _tells_shares(case):
        return None
    return case.refuted()


def _other_rate(case: Case) -> Hit | None:
    """ "18 % off", of a row whose tax is 18 % and whose discount another share: the rate of what
    the words right beside the figure speak of, where the figure is only that of the other."""
    near = case.near_words(3, 3)
    spoken = [part for part in ("tax", "discount") if near & MONEY_CUES[part]]
    if len(spoken) != 1 or any(value.words & MONEY_CUES[spoken[0]] for _, value in case.one.hits):
        return None
    rows = {id(row): row for row, _ in case.one.fitting}
    held = [
        (row, value) for row in rows.values() for value in row.of("percent")
        if value.words & MONEY_CUES[spoken[0]]
    ]  # fmt: skip
    return held[0] if held else None


def _gives_off(text: str, fact: Fact) -> bool:
    """ "12% off": a rate that a rule gives away, though it is one of the tax, too."""
    around = f"{text[: fact.start][-_AROUND:]} {text[fact.end :][:_AROUND]}"
    return not MONEY_CUES["discount"].isdisjoint(keys_in(around))


def _rest_of_share(case: Case) -> str | None:
    """ "30 % is kept, 70 % comes back": what a rule's share that stands beside leaves."""
    rest = 100 - Decimal(case.fact.value)
    for item in case.reply.placed:
        if (
            item.fact.kind in ("percent", "fraction") and item.fact.start in case.reply.supported
            and item.clause.sentence == case.clause.sentence
            and Decimal(item.fact.value) == rest and rest not in TAX_RATES
        ):  # fmt: skip
            return f"100 % less {rest} %"
    return None


def _of_the_figures_beside(case: Case) -> str | None:
    """ "75 %: ₹4,800 of the ₹6,400": what one figure of the sentence is of another, or falls short
    of it, both right."""
    beside = {
        paise_of(item.fact.kind, item.fact.value) for item in case.reply.figures
        if item.clause.sentence == case.clause.sentence and item.hits
    }  # fmt: skip
    said = Decimal(case.fact.value)
    for low, high in combinations(sorted(beside), 2):
        share = Decimal(low) * 100 / high if low > 0 else Decimal(0)
        if share and min(abs(share - said), abs(100 - share - said)) < Decimal("0.5"):
            return f"{arithmetic.rupees(low)} of {arithmetic.rupees(high)}"
    return None


def _of_tax(case: Case) -> bool:
    return bool((case.sentence_words | case.asked_words) & MONEY_CUES["tax"])


def _tells_shares(case: Case) -> bool:
    """Whether evidence speaks of shares at all, a tax's rate aside; else "half now" or "a third
    one" states none."""
    taxes = MONEY_CUES["tax"]
    rows = any(not value.words & taxes for row in case.grounds.rows for value in row.of("percent"))
    return rows or any(
        fact.kind in ("percent", "fraction") and fact.value not in TAX_RATES
        for passage in case.grounds.passages
        for fact in passage.facts
    )


def _halved_tax(case: Case) -> bool:
    """ "CGST 18 %": the halves of the tax are 9 % each."""
    return case.fact.value == 18 and bool(case.near_words(2, 0) & _HALF_TAXES)


def _share_belied(case: Case) -> bool:
    """ "25 %, that is ₹500 of the ₹1,000": the amounts beside say another share of the rules."""
    said = Decimal(case.fact.value)
    shares = {
        Decimal(fact.value)
        for passage in case.grounds.passages
        for fact in passage.facts
        if fact.kind in ("percent", "fraction") and 20 < fact.value < 100
    }
    if said not in shares | {Decimal(100)} or said in TAX_RATES:
        return False
    beside = [
        item for item in case.reply.figures
        if abs(item.clause.sentence - case.clause.sentence) <= 1
    ]  # fmt: skip
    sums = [paise_of(item.fact.kind, item.fact.value) for item in beside]
    ratios = {Decimal(low) * 100 / high for low in sums for high in sums if 0 < low < high}
    others = {
        Decimal(item.fact.value) for item in case.reply.placed
        if item.fact.kind in ("percent", "fraction") and item.fact is not case.fact
    }  # fmt: skip
    belying = ratios & shares
    if all(item.clause.sentence == case.clause.sentence for item in beside):
        others = set()
    return bool(belying) and not belying & others and not ratios & {said, 100 - said}
