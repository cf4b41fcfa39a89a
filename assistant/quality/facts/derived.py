"""Finds how an amount of a reply follows from the rows its clause speaks of and from what it said.

The words around a figure say what kind of sum it may be; a value that stands in another row of
evidence is taken for that row's and never for a lucky sum.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.language.numbers import unit_value
from assistant.language.tokens import keys
from assistant.quality.facts import arithmetic
from assistant.quality.facts.arithmetic import Allowed, Known
from assistant.quality.facts.attribution import Placed, ruled_out
from assistant.quality.facts.bills import reckoned
from assistant.quality.facts.case import LEAST_FIGURE, Case
from assistant.quality.facts.columns import sum_of_column
from assistant.quality.facts.cues import MONEY_CUES, ROUGH, STRONG_CUES
from assistant.quality.facts.operations import EACH, operations_of
from assistant.quality.facts.parts import figure_before, held_part, paise_of
from assistant.quality.facts.rates import apart_from_another, half_of, share_now, with_own_tax
from assistant.quality.reading.rows import Row

_EXAMPLES = keys("example e.g jaise जैसे say suppose maan मान udaharan उदाहरण misaal मिसाल")
_OFF = keys("less minus discount off कम kam ghata घटा घटाकर chhoot छूट छुट katke")
_BELOW_IT = keys("में से me se mein")
_THAN_IT = keys("of than under below")
_KAM = keys("कम kam short less under below")
_FEW_RUPEES = 20
_MINUS = frozenset("-−–")


def derive(case: Case, paise: int) -> str | None:
    """How the amount follows, in words for people; None when nothing gives it."""
    less = _short_by(case)
    if less is None:
        return _derive(case, paise)
    held = any(entry.paise == paise - less for entry in known_amounts(case, case.one.scope))
    how = f"less {arithmetic.rupees(less)}" if held else _derive(case, paise - less)
    return how if held or how is None else f"{how}, and {arithmetic.rupees(less)} more"


def _short_by(case: Case) -> int | None:
    """What a round sum is said to be more than meant: "चौदह सौ में एक रुपया कम", "a rupee short of
    1,400"."""
    first, last = case.span
    after = [token.key for token in case.tokens[last : last + 5]]
    before = [token.key for token in case.tokens[max(0, first - 5) : first]]
    if after[:1] and after[0] in _BELOW_IT and not _KAM.isdisjoint(after[1:]):
        words = after[1:]
    elif before[-1:] and before[-1] in _THAN_IT and not _KAM.isdisjoint(before[:-1]):
        words = before[:-1]
    else:
        return None
    named = [unit_value(word) or (Decimal(word) if word.isdecimal() else None) for word in words]
    found = [value for value in named if value is not None and value < _FEW_RUPEES]
    return int(found[0] * 100) if found else None


def _derive(case: Case, paise: int) -> str | None:
    allowed = operations_of(case)
    known = known_amounts(case, case.one.scope)
    how = half_of(case, paise, known, allowed)
    if how is not None:
        return how
    held = held_part(case)
    if held and paise not in held:
        return _of_parts(case, paise, held, allowed)
    how = arithmetic.left_of_row(paise, known) or arithmetic.derive_amount(paise, known, allowed)
    if how is None and case.sentence_words & MONEY_CUES["remaining"]:
        how = arithmetic.left_after_two(paise, known)
    if how is None and (allowed.sums or allowed.differences or _behind_what_goes_off(case)):
        how = _run(case, paise, allowed)
    if how is None:
        how = sum_of_column(case, paise, allowed)
    if how is None and not _stands_elsewhere(case):
        how = arithmetic.infer(paise, known, allowed, across=not _is_price(case))
    if how is None:
        how = _of_others(case, paise, allowed)
    if how is None and not _stands_elsewhere(case):
        how = with_own_tax(case, paise) or apart_from_another(case, paise)
        how = how or share_now(case, paise)
    if how is None and not _stands_elsewhere(case):
        how = reckoned(case, paise, known_amounts(case, _rows_asked(case)))
    if how is None and case.clause_words & ROUGH:
        how = _rounded(known, paise, allowed.rates if allowed.taxes else ())
    return how


def _rows_asked(case: Case) -> tuple[Row, ...]:
    """The rows in scope and those that the reply names; where it names none, those of the things
    that the question does."""
    kinds = ("service", "label", "variant")
    naming = any(item.fact.kind in kinds for item in case.reply.placed)
    named = [
        row for fact in case.reply.asked if fact.kind in kinds and not naming
        for row, _ in case.grounds.hits(fact)
    ]  # fmt: skip
    said = {"variant": tuple(i.fact for i in case.reply.placed if i.fact.kind == "variant")}
    mentioned = [
        row for row in case.reply.mentioned if not (said["variant"] and ruled_out(row, said))
    ]
    rows = (*case.one.scope, *named, *mentioned)
    return tuple({id(row): row for row in rows}.values())


def worked_example(case: Case, paise: int) -> str | None:
    """ "on ₹2,000, for example, 20 % would be ₹400 off": any whole, and a share of a rule."""
    if not case.sentence_words & _EXAMPLES:
        return None
    rows = case.one.scope or case.grounds.rows
    shares = {Decimal(value.value) for row in rows for value in row.of("percent")}
    shares |= {
        Decimal(fact.value) for passage in case.grounds.passages for fact in passage.facts
        if fact.kind in ("percent", "fraction")
    }  # fmt: skip
    sums = {
        paise_of(item.fact.kind, item.fact.value) for item in case.reply.figures
        if item.clause.sentence == case.clause.sentence
    }  # fmt: skip
    for other in sums:
        for share in shares:
            low, high = sorted((paise, other))
            if 100 * low in (high * share, high * (100 - share)):
                return f"an example of {share} %"
    return None


def _of_parts(case: Case, paise: int, held: tuple[int, ...], allowed: Allowed) -> str | None:
    """What may be said of a part that the row holds with other values: their sum, or a total over
    several rows."""
    if len(held) > 1 and paise == sum(held):
        return f"sum of {len(held)} parts"
    if case.figure_words & STRONG_CUES["total"]:
        return _run(case, paise, allowed) or sum_of_column(case, paise, allowed)
    return sum_of_column(case, paise, Allowed()) if len(case.reply.mentioned) > 1 else None


def _of_others(case: Case, paise: int, allowed: Allowed) -> str | None:
    """Shares and savings of each of several rows named; the difference to a price of its kind."""
    each = bool(case.figure_words & EACH)
    if each or len(case.reply.mentioned) > 1:
        narrow = Allowed(differences=allowed.differences, shares=allowed.shares if each else ())
        for row in case.reply.mentioned:
            how = arithmetic.derive_amount(paise, _of_row(row), narrow)
            if how is not None:
                return how
    if allowed.differences and paise == _saved_in_all(case):
        return "what is saved on all"
    if not allowed.comparing:
        return None
    near = case.one.scope[:4] or case.reply.mentioned
    kinds = {key for row in near for key in row.service_keys}
    kin = [row for row in case.grounds.rows if not row.service_keys.isdisjoint(kinds)]
    prices = {v.value for row in kin for v in row.of("amount") if v.role == "price"}
    said = prices & {
        paise_of(item.fact.kind, item.fact.value) for item in case.reply.figures
        if item.fact.start < case.fact.start and item.clause.sentence == case.clause.sentence
    }  # fmt: skip
    for price in said or prices & {entry.paise for entry in known_amounts(case, near)}:
        for low, high in ((price, price + paise), (price - paise, price)):
            if low in prices and high in prices:
                return f"{arithmetic.rupees(high)} - {arithmetic.rupees(low)}"
    return None


def _saved_in_all(case: Case) -> int:
    """Old prices less new ones over the rows that the reply names; 0 when one row has no both."""
    saved = []
    for row in case.reply.mentioned:
        held = {
            role: max((v.value for v in row.of("amount") if v.role == role), default=0)
            for role in ("strike", "price")
        }
        saved.append(held["strike"] - held["price"] if all(held.values()) else 0)
    return sum(saved) if len(saved) > 1 and all(saved) else 0


def _of_row(row: Row) -> list[Known]:
    """The amounts of a row; a list price with no other beside it is the price."""
    amounts = row.of("amount")
    priced = any(value.role in ("price", "total", "subtotal") for value in amounts)
    return [
        Known(
            value.value,
            "price" if value.role == "strike" and not priced else value.role,
            row.source + value.path.rpartition("]")[0],
            value.path,
        )
        for value in amounts
    ]


def known_amounts(case: Case, rows: Iterable[Row]) -> list[Known]:
    """Amounts that a derived figure may build on: the rows', the rules', and those already said."""
    known = [entry for row in rows for entry in _of_row(row)]
    for passage in case.grounds.passages:
        known += [
            Known(fact.value, "convenience" if fact.value < 20_000 else "price", passage.source)
            for fact in passage.facts
            if fact.kind == "amount"
        ]
    for item in case.reply.figures:
        start = item.fact.start
        if start not in case.reply.supported or (
            start >= case.fact.start and not _settled(case, item)
        ):
            continue
        hit = case.reply.supported[start]
        paise = paise_of(item.fact.kind, item.fact.value)
        if hit is not None and hit[1].kind == "amount":
            row, value = hit
            source = row.source + value.path.rpartition("]")[0]
            known.append(Known(value.value, value.role, source, value.path))
        else:
            known.append(Known(paise, "said", "reply"))
    known += [
        Known(paise_of(fact.kind, fact.value), "asked", "question")
        for fact in case.reply.asked
        if fact.kind == "amount" or (fact.kind == "number" and fact.value >= LEAST_FIGURE)
    ]
    return list(dict.fromkeys(known))


def _settled(case: Case, item: Placed) -> bool:
    """Whether what is said later stands without this figure: in a row, or as a sum of rows."""
    start = item.fact.start
    return case.reply.settled and start != case.fact.start and (
        case.reply.supported.get(start) is not None or start in case.reply.summed
    )  # fmt: skip


def _is_price(case: Case) -> bool:
    """Whether the figure stands right behind the name of a thing, and so is its price."""
    first = case.span[0]
    return any(
        0 <= first - case.reply.token_range(item.fact.start, item.fact.end)[1] <= 3
        for item in case.beside("service", "variant", "label")
    )


def _stands_elsewhere(case: Case) -> bool:
    """Whether the very amount is held by some row, own or another customer's."""
    if case.one.hits:
        return True
    paise = paise_of(case.fact.kind, case.fact.value)
    return any(value.value == paise for row in case.grounds.foreign for value in row.of("amount"))


def _run(case: Case, paise: int, allowed: Allowed) -> str | None:
    """The figure as the sum of those said right before or after it."""
    figures = case.reply.figures
    figures = tuple(item for item in figures if item.fact is case.fact or not _struck(item))
    said = [(paise_of(item.fact.kind, item.fact.value), _taken_off(item, case)) for item in figures]
    position = next((at for at, item in enumerate(figures) if item.fact is case.fact), None)
    if position is None:
        return None
    for total, summed in arithmetic.runs(said, position):
        if not all(_stands(figures[at], case) for at in summed):
            continue  # a part that stands on nothing but the whole says nothing of it
        if arithmetic.equal(paise, total):
            if all(figures[at].fitting for at in summed):
                case.reply.summed.add(case.fact.start)
            return "sum of the figures beside it"
        for rate in allowed.rates if case.clause_words & MONEY_CUES["tax"] else ():
            if arithmetic.equal(paise, total * (100 + rate) / 100):
                return f"sum of the figures beside it + {rate} %"
    return None


def _stands(item: Placed, case: Case) -> bool:
    """Whether evidence holds a figure, or it was found to follow from some that it holds."""
    return bool(item.hits) or item.fact.start in case.reply.supported


def _behind_what_goes_off(case: Case) -> bool:
    """ "₹3,100; ₹100 comes off: ₹3,000"."""
    before = figure_before(case)
    return before is not None and _taken_off(before, case)


def _struck(item: Placed) -> bool:
    """Whether a figure is only ever an old price, which no sum holds."""
    roles = {value.role for _, value in item.hits if value.kind == "amount"}
    return roles == {"strike"}


def _taken_off(item: Placed, case: Case) -> bool:
    """Whether a figure is said to be taken off: "− ₹200", "less 200"."""
    first, last = case.reply.token_range(item.fact.start, item.fact.end)
    tokens = case.tokens
    if first and tokens[first - 1].text in _MINUS:
        glued = tokens[first - 1].end == item.fact.start
        return glued and (first < 2 or tokens[first - 2].end < tokens[first - 1].start)
    start = max(item.clause.first, first - 2)
    if first and tokens[first - 1].text == ":":  # "Less discount: 1,000"
        start = max(0, first - 3)
    if not case.reply.figure_tokens.isdisjoint(range(start, first)):  # "₹100 comes off: ₹3,000"
        start = first
    near = (*tokens[start:first], *tokens[last : min(last + 2, item.clause.last)])
    return any(token.key in _OFF for token in near)


def _rounded(known: Sequence[Known], paise: int, rates: Sequence[Decimal]) -> str | None:
    """A round figure near an exact one, or near that with its tax: "about twelve hundred", "डेढ़ सौ
    से एक रुपया कम"."""
    if paise <= 500:
        return "a rupee or so"
    for entry in known:
        near = abs(entry.paise - paise) * 100 <= entry.paise
        if entry.paise and paise % 5000 == 0 and near:
            return f"about {arithmetic.rupees(entry.paise)}"
        for rate in rates if entry.role in ("price", "subtotal", "said") else ():
            taxed = entry.paise * (100 + rate) / 100
            if paise % 5000 == 0 and abs(taxed - paise) * 100 <= taxed:
                return f"about {arithmetic.rupees(entry.paise)} + {rate} %"
    return None
