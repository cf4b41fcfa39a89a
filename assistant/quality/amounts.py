"""Checks the amounts and percentages of a reply: value, part of the bill, and arithmetic."""

from collections.abc import Iterable
from decimal import Decimal

from assistant.language.tokens import keys
from assistant.model import Reason
from assistant.quality import arithmetic
from assistant.quality.arithmetic import Allowed, Known
from assistant.quality.attribution import Hit
from assistant.quality.case import Case
from assistant.quality.cues import (
    DIFFERENCE_CUES,
    MONEY_CUES,
    ROUGH,
    STRONG_CUES,
    SUM_CUES,
    TAX_CUES,
)
from assistant.quality.evidence import Row
from assistant.quality.matching import implied_statuses

_MARKED = frozenset(
    ("strike", "discount", "tax", "convenience", "wallet", "remaining", "advance", "limit")
)
_LIMITS = keys(
    """within under budget below upto tak तक andar अंदर बजट beyond over above me mein में se से par पर
    instead मिला mila claim"""
)
_EACH = keys("each both dono दोनों har हर प्रत्येक apiece उतना utna")
_HALVES = keys("sgst cgst सीजीएसटी एसजीएसटी each half आधा aadha 9 utna उतना")
_REFUND_SHARE = keys("half aadha आधा आधे aadhe quarter chauthai चौथाई")


def check_amount(case: Case) -> Reason | None:
    """An amount stands in the right row in the right part, in a rule, or follows from those."""
    paise = case.fact.value if case.fact.kind == "amount" else int(case.fact.value * 100)
    if _repeats_whole(case, paise):
        return case.refuted()
    allowed = [hit for hit in case.one.fitting() if _role_fits(case, hit)]
    if allowed:
        return case.supported(allowed[0])
    passage = case.in_passage()
    if passage is not None:
        return case.supported(source=passage)
    how = _derived(case, paise)
    if how is None and case.clause_words & ROUGH:
        how = _rounded(case, paise)
    if how is not None:
        return case.supported(how=how)
    if case.echoed and (case.clause.denied or case.sentence_words & _LIMITS):
        return None
    return case.refuted()


def _repeats_whole(case: Case, paise: int) -> bool:
    """ "half of the ₹2,400 is ₹2,400": a share is said, and the whole twice."""
    sentence = [item for item in case.reply.placed if item.clause.sentence == case.clause.sentence]
    shared = any(
        (item.fact.kind == "fraction" and item.fact.value < 100)
        or (item.fact.kind == "percent" and 20 < item.fact.value < 100)
        for item in sentence
    )
    same = [
        item for item in sentence
        if item.fact.kind in ("amount", "number") and item.fact is not case.fact
        and _paise(item.fact.kind, item.fact.value) == paise
    ]  # fmt: skip
    return shared and bool(same) and paise >= 10_000


def _paise(kind: str, value: int | Decimal) -> int:
    return int(value) if kind == "amount" else int(value * 100)


def _role_fits(case: Case, hit: Hit) -> bool:
    """A marked part of a price (old price, tax ...) is quoted only as what it is, and where the
    words name a part that the row holds, the figure must be that part."""
    row, value = hit
    if value.kind != "amount":  # the untyped reading of a field that is money is no second chance
        return not any(other.path == value.path for other in row.of("amount"))
    role = value.role
    named = [
        part for part, words in STRONG_CUES.items()
        if case.near_words(4, 3) & words and part != role
    ]  # fmt: skip
    own = case.near_words(4, 4) & (
        MONEY_CUES.get(role, frozenset()) | STRONG_CUES.get(role, frozenset())
    )
    for part in named:
        held = [other for other in row.of("amount") if other.role == part and other.value > 0]
        if held and not own and all(other.value != value.value for other in held):
            return False
    if role not in _MARKED:
        return True
    plain = [other for other in row.of("amount") if other.role not in _MARKED]
    if not plain or any(other.value == value.value for other in plain):
        return True
    return bool(own) or (
        role in ("tax", "discount") and bool(case.sentence_words & MONEY_CUES[role])
    )


def known_amounts(case: Case, rows: Iterable[Row]) -> list[Known]:
    """Amounts that a derived figure may build on: the rows', the rules', and those already said."""
    known = [
        Known(value.value, value.role, f"{row.source}:{index}", value.path)
        for index, row in enumerate(rows)
        for value in row.of("amount")
    ]
    for passage in case.grounds.passages:
        known += [
            Known(fact.value, "convenience" if fact.value < 20_000 else "price", passage.source)
            for fact in passage.facts
            if fact.kind == "amount"
        ]
    for item in case.reply.placed:
        if item.fact.start >= case.fact.start or item.fact.start not in case.reply.supported:
            continue
        if item.fact.kind == "amount" or (item.fact.kind == "number" and item.fact.value >= 50):
            known.append(Known(_paise(item.fact.kind, item.fact.value), "said", "reply"))
    return list(dict.fromkeys(known))


def _operations(case: Case) -> Allowed:
    words = case.sentence_words
    sentence = [item for item in case.reply.placed if item.clause.sentence == case.clause.sentence]
    shares = {
        Decimal(item.fact.value) for item in sentence if item.fact.kind in ("fraction", "percent")
    }
    return Allowed(
        sums=bool(words & SUM_CUES),
        differences=bool(words & DIFFERENCE_CUES),
        taxes=bool(words & TAX_CUES),
        shares=tuple(sorted(shares - {Decimal(18), Decimal(9)})),
        quantities=tuple(sorted(_quantities(case))),
        rates=_rates(case),
    )


def _quantities(case: Case) -> set[int]:
    found = set()
    for item in case.beside("number"):
        found.add(int(item.fact.value))
    for item in case.reply.placed:
        glued = (
            abs(item.clause.first - case.clause.last) < 2 or item.clause.last == case.clause.first
        )
        if item.fact.kind == "number" and glued and item.clause.sentence == case.clause.sentence:
            found.add(int(item.fact.value))
    found |= {int(fact.value) for fact in case.reply.asked if fact.kind == "number"}
    found |= {
        int(value.value)
        for row in case.one.scope
        for value in row.of("number")
        if value.words & {"qty", "quantity", "count", "units", "rooms", "flats", "people"}
    }
    if case.clause_words & _EACH:
        found.add(2)
    return {quantity for quantity in found if 2 <= quantity < 10_000}


def _rates(case: Case) -> tuple[Decimal, ...]:
    said = [
        item.fact.value for item in case.beside("percent") if item.fact.value in (5, 9, 12, 18, 28)
    ]
    if said:
        return tuple(said)
    if case.near_words(4, 4) & _HALVES:
        return (Decimal(9), Decimal(18))
    return (Decimal(18),)


def _derived(case: Case, paise: int) -> str | None:
    operations = _operations(case)
    how = arithmetic.derive_amount(paise, known_amounts(case, case.one.scope), operations)
    if how is not None:
        return how
    if operations.sums or operations.differences:
        how = _run(case, paise)
        if how is not None:
            return how
    for row in case.reply.mentioned:
        how = arithmetic.derive_amount(paise, known_amounts(case, [row]), operations)
        if how is not None:
            return how
    if case.clause_words & DIFFERENCE_CUES:
        prices = sorted(
            {v.value for row in case.grounds.rows for v in row.of("amount") if v.role == "price"}
        )
        for low in prices:
            if low + paise in prices:
                return f"{arithmetic.rupees(low + paise)} - {arithmetic.rupees(low)}"
    return _column(case, paise, operations)


def _run(case: Case, paise: int) -> str | None:
    """The figure as the sum of those said right before or after it."""
    amounts = [
        item for item in case.reply.placed
        if item.fact.kind == "amount" or (item.fact.kind == "number" and item.fact.value >= 20)
    ]  # fmt: skip
    said = [
        (
            _paise(item.fact.kind, item.fact.value),
            bool(Case(item, case.reply).near_words(2, 2) & _OFF),
        )
        for item in amounts
    ]
    position = next(at for at, item in enumerate(amounts) if item.fact is case.fact)
    for total in arithmetic.runs(said, position):
        if arithmetic.equal(paise, total):
            return "sum of the figures beside it"
        for rate in _rates(case):
            taxed = arithmetic.equal(paise, total * (100 + rate) / 100)
            if case.clause_words & MONEY_CUES["tax"] and taxed:
                return f"sum of the figures beside it + {rate} %"
    return None


_OFF = keys("less minus discount off कम kam ghata घटा घटाकर chhoot छूट छुट katke - −")


def _column(case: Case, paise: int, operations: Allowed) -> str | None:
    """The sum of one field over a group of rows: those named, all, the standing, the coming."""
    if not operations.sums:
        return None
    now = case.grounds.now
    rows = case.grounds.rows
    groups = [
        case.reply.mentioned,
        rows,
        [row for row in rows if not any(s == "cancelled" for s, _ in implied_statuses(row))],
        [row for row in rows if now and any(v.value >= now.date() for v in row.of("date"))],
        [row for row in rows if now and any(v.value < now.date() for v in row.of("date"))],
    ]
    for status in {status for row in rows for status, _ in implied_statuses(row)}:
        groups.append([row for row in rows if any(s == status for s, _ in implied_statuses(row))])
    for group in groups:
        columns: dict[str, list[int]] = {}
        for row in group:
            for value in row.of("amount"):
                columns.setdefault(value.path.split("[")[0] + value.path.split("]")[-1], []).append(
                    value.value
                )
        for path, amounts in columns.items():
            if len(amounts) < 2:
                continue
            total = sum(amounts)
            if arithmetic.equal(paise, total):
                return f"sum of {len(amounts)} {path}"
            for rate in operations.rates if operations.taxes else ():
                if arithmetic.equal(paise, total * (100 + rate) / 100) or (
                    arithmetic.equal(paise, total * rate / 100)
                ):
                    return f"sum of {len(amounts)} {path}, {rate} %"
    return None


def _rounded(case: Case, paise: int) -> str | None:
    """A round figure near an exact one: "about twelve hundred", "डेढ़ सौ से एक रुपया कम"."""
    if paise <= 500:
        return "a rupee or so"
    for known in known_amounts(case, case.one.scope):
        near = abs(known.paise - paise) * 100 <= known.paise
        if known.paise and paise % 5000 == 0 and near:
            return f"about {arithmetic.rupees(known.paise)}"
    return None


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
    if case.fact.kind == "fraction" and case.fact.value == 100:
        return None
    return case.refuted()
