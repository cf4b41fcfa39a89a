"""What a rate or the same field of another row gives: a price with the tax of its row, how far two
prices lie apart, equal halves, the share of a graded rule that holds now, how long several take.

A share counts only where the hours left say that it is the one that holds; no other rule is read.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.language.durations import Duration
from assistant.language.tokens import keys
from assistant.quality.facts.arithmetic import Allowed, Known, derive_amount, equal, rupees
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import COMPARING, MONEY_CUES
from assistant.quality.facts.parts import paise_of, words_before
from assistant.quality.reading.rows import Row
from assistant.quality.reading.tiers import read_tiers
from assistant.quality.reading.values import Value

_PLAIN = frozenset(("price", "subtotal", "total", "advance"))
_HALF = keys("""sgst cgst सीजीएसटी एसजीएसटी half halves aadha aadhe आधा आधे equal equally
    barabar बराबर two दो do each central state lots parts""")
_UNTAXED = keys("before without excl excluding pehle पहले bina बिना plus + taxable base net मूल")
_EACH = re.compile(r"_(?:per|each)_([a-z]+?)s?$")
_ONE_MORE = keys("aur और")
_LATER = keys("later then after afterwards next phir fir फिर baad बाद")
_NOW = keys("now today abhi aaj अभी आज")
_COSTS = keys("lagenge lagega lagte लगेंगे लगेगा लगते dene देने padenge पड़ेंगे")


def half_of(case: Case, paise: int, known: Sequence[Known], allowed: Allowed) -> str | None:
    """ "₹135 + ₹135", "CGST ₹234": half of a tax, or of a sum that was said to fall in two."""
    parted = bool(case.clause_words & _HALF)
    twice = sum(
        paise_of(item.fact.kind, item.fact.value) == paise for item in case.reply.figures
    ) > 1  # fmt: skip
    if not (parted or twice) or case.one.fitting:
        return None
    taxes = {entry.paise for entry in known if entry.role == "tax"}
    said = {entry.paise for entry in known if entry.role == "said"} if parted or twice else set()
    if 2 * paise in taxes | said:
        return f"half of {rupees(2 * paise)}"
    taxing = case.sentence_words & MONEY_CUES["tax"]
    return derive_amount(2 * paise, known, Allowed(taxes=True, rates=allowed.rates)) if (
        taxing and twice
    ) else None  # fmt: skip


def time_of_all(case: Case, minutes: Decimal) -> str | None:
    """ "70 minutes a bathroom, 140 for both": what each takes, as often as its row counts them."""
    for row in case.one.scope:
        for value in row.of("duration"):
            each = _EACH.search(value.path)
            if each is None:
                continue
            size, unit = value.value
            counted = re.compile(rf"(?:\w+_)?{each[1]}(?:e?s)?(?:_count)?$")
            for many in row.of("number"):
                if many.path == value.path or not counted.match(many.path):
                    continue
                if minutes == Duration(size, size, unit).minutes()[0] * many.value:
                    return f"{many.value} × {size} {unit}"
    return None


def with_own_tax(case: Case, paise: int) -> str | None:
    """A price of a row in scope with the tax at that row's own rate."""
    if (words_before(case) | case.near_words(0, 2)) & _UNTAXED:
        return None
    for row in case.one.scope:
        rate = _rate(row)
        for value in row.of("amount") if rate else ():
            if value.role in _PLAIN and equal(paise, Decimal(value.value) * (100 + rate) / 100):
                return f"{rupees(value.value)} + {rate} %"
    return None


def apart_from_another(case: Case, paise: int) -> str | None:
    """How far one field lies from the same field of another row, with the tax of both or without;
    one of the two rows is spoken of."""
    after = [token.key for token in case.near(0, 2)]
    more = len(after) > 1 and after[0] in _ONE_MORE and after[1] in _COSTS
    if not (case.clause_words & COMPARING or more):
        return None
    near = (*case.one.scope[:4], *case.reply.mentioned)
    mine = [(row, value) for row in near for value in row.of("amount")]
    for row, value in mine:
        for other in case.grounds.rows:
            for its in other.of("amount") if other is not row else ():
                if _leaf(its) != _leaf(value):
                    continue
                gap = Decimal(abs(value.value - its.value))
                rates = {_rate(row)} & {_rate(other)}
                if gap and any(
                    equal(paise, gap * (100 + rate) / 100) for rate in (Decimal(0), *rates)
                ):
                    return f"{rupees(value.value)} against {rupees(its.value)}"
    return None


def share_now(case: Case, paise: int) -> str | None:
    """The share of what was paid that a graded rule gives back, or keeps, at this hour."""
    now = case.grounds.now
    for row in case.one.scope if now is not None else ():
        paid = [v.value for v in row.of("amount") if v.role in ("paid", "total", "price")]
        hours = [
            Decimal((moment - now).total_seconds()) / 3600
            for moment, _ in row.moments if now is not None and moment > now
        ]  # fmt: skip
        tiers = [tier for p in case.grounds.passages for tier in read_tiers(p.text)]
        shares = {tier.percent for tier in tiers if hours and tier.holds(min(hours))}
        if shares and case.sentence_words & _LATER and not case.sentence_words & _NOW:
            parts = {tier.percent for tier in tiers if tier.percent < max(shares)}
            paid_in = [v.value for v in row.of("amount") if v.role in ("paid", "advance")] or paid
            for whole in paid_in:
                for part in parts:
                    if part and equal(paise, whole * part / 100):
                        return f"{part} % of {rupees(whole)}, later"
        for whole in paid:
            for share in shares:
                if any(equal(paise, whole * part / 100) for part in (share, 100 - share) if part):
                    return f"{share} % of {rupees(whole)}"
    return None


def _leaf(value: Value) -> str:
    return value.path.rpartition(".")[2]


def _rate(row: Row) -> Decimal:
    """The tax rate that a row holds, its halves together; 0 where it has none or states its tax."""
    if any(value.role == "tax" and value.value for value in row.of("amount")):
        return Decimal(0)
    rates = [Decimal(value.value) for value in row.of("percent") if value.words & MONEY_CUES["tax"]]
    return sum(rates, Decimal(0))
