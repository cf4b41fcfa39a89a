"""What a customer has reckoned up for them: so many of this and of that, less a share or what was
paid, with the tax or without.

Only amounts, shares and numbers that question and evidence hold are used, in the order in which a
bill has them; it looks at no figure that stands in some row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from assistant.language.numbers import find_numbers
from assistant.language.tokens import keys, tokenize
from assistant.quality.facts.arithmetic import Known, equal, rupees
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import MONEY_CUES
from assistant.quality.facts.parts import paise_of
from assistant.quality.reading.people import same_name

_PRICES = frozenset(("price", "total", "subtotal", "asked"))
_CUTS = frozenset(("discount", "advance", "paid", "wallet", "refund"))
_RATES = frozenset(map(Decimal, (5, 12, 18, 28)))
_TAXES = _RATES | {rate / 2 for rate in _RATES}
_PARTS = keys("instalment instalments installment installments emi kisht kist किस्त किस्तों किश्त "
              "किश्तों किश्तें किस्तें each prati प्रति प्रत्येक har हर half आधा aadha")  # fmt: skip
_MANY = 10_000
_NAME = 60
"""Letters that the name of a thing has at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sum and how it comes about; the row it is of, and whether it is just what stands there."""

    how: str
    sum: Decimal
    source: str = ""
    plain: bool = False


def reckoned(case: Case, paise: int, known: Sequence[Known]) -> str | None:
    """How the amount comes about as a bill, in words for people; None when it does not."""
    prices = [entry for entry in known if entry.role in _PRICES and entry.paise > 0]
    counts = _counts_by_row(case, prices)
    lines = list(_lines(prices, counts))
    bases = [*lines, *_sums(prices, counts)]
    shared = list(_shared(case, bases))
    many = (base for base in bases if not base.plain)
    made = (*many, *_less(case, bases, known), *shared, *_taxed(case, [*bases, *shared]))
    return next((line.how for line in made if equal(paise, line.sum)), None)


def _counts(case: Case) -> tuple[int, ...]:
    """Numbers of things that the question names."""
    said = {number.value for number in find_numbers(case.reply.question)}
    return tuple(sorted(int(count) for count in said if 1 < count <= _MANY and count == int(count)))


def _counts_by_row(case: Case, prices: Sequence[Known]) -> Mapping[str, tuple[int, ...]]:
    """Of each row how many the question may mean: the numbers right before a word of its own,
    else all that are before no other row's."""
    question = case.reply.question
    spans = list(find_numbers(question))
    ends = [*(span.start for span in spans), len(question)][1:] if spans else []
    behind = [
        (int(span.value), [token.text for token in tokenize(question[span.end : end])])
        for span, end in zip(spans, ends, strict=True)
    ]
    every = _counts(case)
    rows = {row.source: row for row in case.grounds.rows}
    own: dict[str, tuple[int, ...]] = {}
    for source in {entry.source for entry in prices if entry.source in rows}:
        words = {
            token.text for value in rows[source].of("text") if len(value.value) < _NAME
            for token in tokenize(value.value) if len(token.text) > 2 and token.shape == "word"
        }  # fmt: skip
        own[source] = tuple(
            count for count, after in behind
            if any(same_name(one, other) for one in after for other in words)
        )  # fmt: skip
    taken = {count for found in own.values() for count in found}
    free = tuple(count for count in every if count not in taken)
    return {entry.source: own.get(entry.source) or free for entry in prices}


def _lines(prices: Sequence[Known], counts: Mapping[str, tuple[int, ...]]) -> Iterable[Line]:
    for entry in prices:
        yield Line(rupees(entry.paise), Decimal(entry.paise), entry.source, plain=True)
        for count in counts[entry.source] if entry.role == "price" else ():
            how = f"{count} x {rupees(entry.paise)}"
            yield Line(how, Decimal(count * entry.paise), entry.source)


def _sums(prices: Sequence[Known], counts: Mapping[str, tuple[int, ...]]) -> Iterable[Line]:
    """So many of one thing and so many of another."""
    goods = [entry for entry in prices if entry.role == "price"][:8]
    for one, other in combinations(goods, 2):
        if one.source == other.source:
            continue
        for first, second in product((*counts[one.source], 1), (*counts[other.source], 1)):
            if max(first, second) > 1:
                how = f"{first} x {rupees(one.paise)} + {second} x {rupees(other.paise)}"
                yield Line(how, Decimal(first * one.paise + second * other.paise))


def _less(case: Case, bases: Sequence[Line], known: Sequence[Known]) -> Iterable[Line]:
    """Less what is taken off in the same row, or is said to be; one or two of it."""
    cuts = [entry for entry in known if entry.role in _CUTS and entry.paise > 0]
    said = {paise_of(item.fact.kind, item.fact.value) for item in case.reply.figures}
    for base in bases:
        mine = {cut.paise for cut in cuts if cut.source == base.source or cut.paise in said}
        for cut in mine:
            yield Line(f"{base.how} - {rupees(cut)}", base.sum - cut)
        for one, other in combinations(sorted(mine), 2):
            how = f"{base.how} - {rupees(one)} - {rupees(other)}"
            yield Line(how, base.sum - one - other)


def _shared(case: Case, bases: Sequence[Line]) -> Iterable[Line]:
    """A share of it, or all but that share; one of equal parts."""
    for share in sorted(share for share in _shares(case) if 0 < share < 100):
        for base in bases:
            yield Line(f"{base.how} less {share} %", base.sum * (100 - share) / 100)
            yield Line(f"{share} % of {base.how}", base.sum * share / 100)
    if (case.asked_words | case.sentence_words) & _PARTS:
        for count in _counts(case):
            yield from (Line(f"{base.how} / {count}", base.sum / count) for base in bases)


def _shares(case: Case) -> set[Decimal]:
    """Those that the answer says; else those of rows, rules and the question, without the tax."""
    said = {
        Decimal(item.fact.value) for item in case.reply.placed
        if item.fact.kind in ("percent", "fraction")
    } - _TAXES  # fmt: skip
    if said:
        return said
    taxing = MONEY_CUES["tax"]
    found = {
        Decimal(value.value) for row in case.grounds.rows for value in row.of("percent")
        if not value.words & taxing
    }  # fmt: skip
    for passage in case.grounds.passages:
        taxed = any(token.key in taxing for token in tokenize(passage.text))
        found |= {
            Decimal(fact.value) for fact in passage.facts
            if fact.kind in ("percent", "fraction") and not (taxed and fact.value in _TAXES)
        }  # fmt: skip
    asked = {Decimal(f.value) for f in case.reply.asked if f.kind in ("percent", "fraction")}
    return found | (asked - _TAXES if case.asked_words & taxing else asked)


def _taxed(case: Case, bases: Sequence[Line]) -> Iterable[Line]:
    """With the tax, or what is without it in a sum that has it."""
    if not (case.asked_words | case.sentence_words) & MONEY_CUES["tax"]:
        return
    held = {Decimal(v.value) for row in case.grounds.rows for v in row.of("percent")}
    facts = [fact for p in case.grounds.passages for fact in p.facts if fact.kind == "percent"]
    held |= {Decimal(fact.value) for fact in facts}
    for rate in held & _RATES:
        for base in bases:
            yield Line(f"{base.how} + {rate} %", base.sum * (100 + rate) / 100)
            yield Line(f"{base.how} without {rate} %", base.sum * 100 / (100 + rate))
            yield Line(f"{rate} % inside {base.how}", base.sum * rate / (100 + rate))
