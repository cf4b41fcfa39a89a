"""Finds how a figure follows from others: sums, differences, taxes, shares.

Parts of a bill combine only as bills do: prices add up, tax is taken of what is left after the
discount, shares are taken of what was paid. Any other sum that happens to fit proves nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations, permutations

_SHARES = frozenset(("discount", "refund", "tax", "advance", "paid", "remaining", "said"))
_GOODS = frozenset(("price", "subtotal", "advance"))
_WHOLES = frozenset(("price", "subtotal", "total", "paid", "said"))


@dataclass(frozen=True, slots=True)
class Known:
    """An amount that stands: in paise, the part it plays, and the row or line it belongs to."""

    paise: int
    role: str
    source: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Operations that the words around a figure speak of."""

    sums: bool = False
    differences: bool = False
    comparing: bool = False
    """Differences between the prices of two things."""
    taxes: bool = False
    shares: tuple[Decimal, ...] = ()
    """Percentages that may be taken of an amount."""
    on_top: bool = False
    """Whether such a percentage may come on top of the amount."""
    advances: bool = False
    """Whether shares may be taken of an advance."""
    quantities: tuple[int, ...] = ()
    parted: tuple[int, ...] = ()
    """Numbers that an amount may be divided by ("₹333 a visit")."""
    rates: tuple[Decimal, ...] = ()
    """Tax rates that may apply."""


def derive_amount(paise: int, known: Sequence[Known], allowed: Allowed) -> str | None:
    """How the amount follows from known ones ("₹2,400 x 50 %"); None when it does not."""
    for how, value in _candidates(known, allowed):
        if equal(paise, value):
            return how
    return None


def _candidates(known: Sequence[Known], allowed: Allowed) -> Iterable[tuple[str, Decimal | int]]:
    wholes = [
        entry for entry in known
        if entry.role in _WHOLES or entry.role == "asked"
        or (entry.role == "advance" and allowed.advances)
    ]  # fmt: skip
    for entry in wholes:
        yield from _shared(entry.paise, allowed)
    bases = list(_taxable(known))
    for quantity in allowed.quantities:
        for entry in known:
            if entry.role in ("price", "said", "tax", "convenience", "discount"):
                how = f"{quantity} x {rupees(entry.paise)}"
                yield how, quantity * entry.paise
                bases.append((how, quantity * entry.paise))
            if allowed.differences and entry.role in ("price", "said"):
                yield from _saved(quantity * entry.paise, entry, known)
    if allowed.differences:
        yield from _differences(known, allowed.comparing)
    yield from _against_budget(known) if allowed.comparing else ()
    if allowed.sums:
        yield from _bills(known)
        yield from _of_two_kinds(known, allowed.quantities)
    if allowed.sums or allowed.taxes:
        yield from _tax_sums(known)
    if allowed.taxes:
        yield from _taxed(known, [] if _taxed_sources(known) else bases, allowed.rates)


def _shared(whole: int, allowed: Allowed) -> Iterable[tuple[str, Decimal]]:
    """A share of a whole; the whole less that share, or with it on top."""
    for share in allowed.shares:
        yield f"{share} % of {rupees(whole)}", whole * share / 100
        if allowed.differences:
            yield f"{rupees(whole)} less {share} %", whole * (100 - share) / 100
        if allowed.on_top:
            yield f"{rupees(whole)} and {share} %", whole * (100 + share) / 100


def _against_budget(known: Sequence[Known]) -> Iterable[tuple[str, int]]:
    """How far a price lies from the sum that the question names."""
    for asked in (entry for entry in known if entry.role == "asked"):
        for entry in known:
            if entry.role in ("price", "total", "said") and entry.paise != asked.paise:
                how = f"{rupees(entry.paise)} against {rupees(asked.paise)}"
                yield how, abs(entry.paise - asked.paise)


def _of_two_kinds(
    known: Sequence[Known], quantities: Sequence[int]
) -> Iterable[tuple[str, int]]:  # fmt: skip
    """So many of one thing and so many of another."""
    prices = [entry for entry in known if entry.role == "price"]
    for one, other in permutations(prices, 2):
        for quantity in quantities if one.source != other.source else ():
            how = f"{quantity} x {rupees(one.paise)} + {rupees(other.paise)}"
            yield how, quantity * one.paise + other.paise


def _saved(whole: int, single: Known, known: Sequence[Known]) -> Iterable[tuple[str, int]]:
    """What a price for several is below so many single ones."""
    for other in known:
        if other.role == "price" and single.paise < other.paise < whole:
            yield f"{rupees(whole)} - {rupees(other.paise)}", whole - other.paise


def _taxed_sources(known: Sequence[Known]) -> set[str]:
    """Rows that say their tax; none is reckoned for them. What was said may stand on any."""
    found = {entry.source for entry in known if entry.role == "tax" and entry.paise}
    return found | {"reply"} if found else found


def _taxed(
    known: Sequence[Known], bases: Sequence[tuple[str, int]], rates: Sequence[Decimal]
) -> Iterable[tuple[str, Decimal | int]]:
    """The tax of each base, and the base with it, with and without a further charge."""
    extras = [entry.paise for entry in known if entry.role == "convenience"]
    for how, base in bases:
        for rate in rates:
            yield f"{rate} % of {how}", base * rate / 100
            whole = base * (100 + rate) / 100
            yield f"{how} + {rate} %", whole
            for extra in extras:
                yield f"{how} + {rate} % + {rupees(extra)}", whole + extra


_LEFT = {
    "total": ("paid", "advance", "discount"),
    "subtotal": ("discount",),
    "price": ("discount",),
}


def left_after_two(paise: int, known: Sequence[Known]) -> str | None:
    """What is left of a row's total after two further sums of the row; for where a word says that
    something is left."""
    for whole in (entry for entry in known if entry.role == "total"):
        parts = [e for e in known if e.source == whole.source and 0 < e.paise < whole.paise]
        for one, other in combinations(parts, 2):
            if paise == whole.paise - one.paise - other.paise:
                return f"{rupees(whole.paise)} - {rupees(one.paise)} - {rupees(other.paise)}"
    return None


def left_of_row(paise: int, known: Sequence[Known]) -> str | None:
    """What is left of a row's total after what was paid, or of its goods after the discount;
    needs no word to say so."""
    for whole in known:
        for part in known:
            if (
                part.role in _LEFT.get(whole.role, ())
                and part.source == whole.source
                and 0 < part.paise < whole.paise
                and equal(paise, whole.paise - part.paise)
            ):
                return f"{rupees(whole.paise)} - {rupees(part.paise)}"
    return None


def infer(paise: int, known: Sequence[Known], allowed: Allowed, across: bool) -> str | None:
    """How an amount that stands nowhere follows from any known ones, whatever their parts.

    Args:
        across: sums and differences over two rows need no word that speaks of them.
    """
    entries = {entry.paise: entry for entry in known if entry.paise > 0 and entry.role != "asked"}
    taxed = _taxed_sources(known)
    for entry in entries.values():
        for how, value in _from_one(entry, allowed, entry.source not in taxed):
            if equal(paise, value):
                return f"{rupees(entry.paise)} {how}"
    for one, other in combinations(entries.values(), 2):
        apart = across and one.source != other.source
        difference = abs(one.paise - other.paise)
        compared = allowed.comparing or not _sold_apart(one, other)
        if (allowed.differences or apart) and compared and equal(paise, difference):
            high, low = max(one.paise, other.paise), min(one.paise, other.paise)
            return f"{rupees(high)} - {rupees(low)}"
        if (allowed.sums or apart) and equal(paise, one.paise + other.paise):
            return f"{rupees(one.paise)} + {rupees(other.paise)}"
    return None


def _from_one(entry: Known, allowed: Allowed, taxable: bool) -> Iterable[tuple[str, Decimal]]:
    """What may be made of one amount: so many of it, a part, a share, tax."""
    if entry.role not in _WHOLES:
        return
    whole = Decimal(entry.paise)
    for quantity in allowed.quantities:
        yield f"x {quantity}", whole * quantity
    for count in allowed.parted:
        yield f"/ {count}", whole / count
    for share in allowed.shares:
        yield f"x {share} %", whole * share / 100
        if allowed.differences:
            yield f"less {share} %", whole * (100 - share) / 100
    for rate in allowed.rates if allowed.taxes and taxable else ():
        yield f"with {rate} %", whole * (100 + rate) / 100
        yield f"x {rate} %", whole * rate / 100


def _sold_apart(one: Known, other: Known) -> bool:
    """Prices of two things: their difference is a comparison, never a saving."""
    goods = ("price", "strike", "discount")
    return one.source != other.source and one.role in goods and other.role in goods


def _taxable(known: Sequence[Known]) -> Iterable[tuple[str, int]]:
    """What tax may be taken of: prices, less the discount of their row when it has one."""
    for entry in known:
        if entry.role not in ("price", "subtotal", "said", "total"):
            continue
        cuts = [
            cut for cut in known
            if cut.role == "discount" and 0 < cut.paise < entry.paise and cut.source == entry.source
        ]  # fmt: skip
        if not cuts:
            yield rupees(entry.paise), entry.paise
        for cut in cuts:
            yield f"({rupees(entry.paise)} - {rupees(cut.paise)})", entry.paise - cut.paise


def _tax_sums(known: Sequence[Known]) -> Iterable[tuple[str, int]]:
    """Central and state tax of one row together."""
    for source in {entry.source for entry in known if entry.role == "tax"}:
        taxed = [e.paise for e in known if e.source == source and e.role == "tax" and e.paise]
        if len(taxed) > 1:
            yield "sum of the taxes", sum(taxed)


_MINUENDS = {
    "strike": ("price", "subtotal", "discount", "paid"),
    "price": ("discount", "price", "advance", "paid", "wallet", "refund", "said"),
    "subtotal": ("discount", "price"),
    "total": ("paid", "advance", "remaining", "refund", "price", "wallet", "total", "said"),
    "paid": ("refund", "price", "total", "paid"),
    "wallet": ("price", "total", "remaining", "paid"),
    "limit": ("price", "total", "subtotal", "said", "asked"),
    "asked": ("discount", "price", "total", "wallet", "limit"),
    "said": ("said", "price", "discount", "paid", "advance", "wallet", "total", "limit"),
}


def _differences(known: Sequence[Known], comparing: bool) -> Iterable[tuple[str, int]]:
    for one in known:
        for other in known:
            if other.role not in _MINUENDS.get(one.role, ()) or not one.paise > other.paise > 0:
                continue
            if not comparing and _sold_apart(one, other):
                continue
            yield f"{rupees(one.paise)} - {rupees(other.paise)}", one.paise - other.paise


def _bills(known: Sequence[Known]) -> Iterable[tuple[str, int]]:
    """The total of one row's parts: goods less discount plus taxes and charges."""
    by_source: dict[str, list[Known]] = {}
    for entry in known:
        by_source.setdefault(entry.source, []).append(entry)
    for entries in by_source.values():
        taxes = sum(entry.paise for entry in entries if entry.role == "tax")
        charge = sum(entry.paise for entry in entries if entry.role == "convenience")
        cuts = [0, *(entry.paise for entry in entries if entry.role == "discount")]
        for goods in entries:
            if goods.role not in _GOODS:
                continue
            for cut in cuts:
                how = f"{rupees(goods.paise)} - {rupees(cut)} + {rupees(taxes)} + {rupees(charge)}"
                for extra in {taxes + charge - cut, taxes - cut} - {0}:
                    yield how, goods.paise + extra
        parts = [entry.paise for entry in entries if entry.role in ("paid", "remaining", "advance")]
        if len(parts) == 2:
            yield "paid and remaining", sum(parts)


def runs(said: Sequence[tuple[int, bool]], position: int) -> Iterable[tuple[int, range]]:
    """Sums of the figures that stand right before or right after a place in the reply, with the
    places summed; each figure is (paise, whether it is taken off)."""
    for step, end in ((-1, -1), (1, len(said))):
        total = 0
        for count, at in enumerate(range(position + step, end, step)[:6]):
            paise, off = said[at]
            total += -paise if off else paise
            if count:
                yield total, range(position + step, at + step, step)


def equal(said: int, exact: Decimal | int) -> bool:
    """Whether a figure is the exact one, or that rounded to whole rupees as people do."""
    rounded = int(Decimal(exact).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if said == rounded:
        return True
    return said % 100 == 0 and rounded % 100 != 0 and abs(said - rounded) <= 50


def rupees(paise: int) -> str:
    """An amount for people."""
    return f"₹{Decimal(paise) / 100:,.2f}".removesuffix(".00")


def derive_percent(percent: Decimal, known: Sequence[Known], taxes: bool) -> str | None:
    """The percentage as one amount over another, or as what one falls short of another; a tax
    only where the words speak of `taxes`."""
    for whole in known:
        for part in known:
            if whole.paise <= part.paise or part.paise <= 0:
                continue
            if part.role == "tax" and not (taxes and whole.role != "total"):
                continue
            if part.role in _SHARES:
                shares = [part.paise]
            elif whole.role == "strike" or (whole.role, whole.source) == (part.role, part.source):
                shares = [whole.paise - part.paise]
            else:
                continue
            for share in shares:
                if abs(Decimal(share) * 100 / whole.paise - percent) < Decimal("0.5"):
                    return f"{rupees(share)} of {rupees(whole.paise)}"
    return None
