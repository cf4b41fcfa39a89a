"""Tells which part of a bill the words around a figure speak of, and whether a value plays it.

Only words between the neighbouring figures count; "Discount: ₹200" is read across its colon.
"""

from functools import lru_cache

from assistant.language.tokens import keys
from assistant.quality.facts.attribution import Placed
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import MONEY_CUES, STRONG_CUES
from assistant.quality.reading import field_names as names
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.values import Value

MARKED = frozenset(
    ("strike", "discount", "tax", "convenience", "wallet", "remaining", "advance", "limit")
)
"""Parts that are quoted as what they are, and never as the price."""
_STRICT = frozenset(("strike", "discount", "limit"))
"""Marked parts that pass for a price when nothing says what they are."""
_ENDS = frozenset(".!?।\n,;+=|•)")
_LABELS = frozenset(":–—-−(→=")
_OF = keys("me mein m में")
_FROM = keys("se से")
_APART = keys("cgst sgst igst सीजीएसटी एसजीएसटी आईजीएसटी each half आधा aadha utna उतना 9 9%")
BEYOND = keys("""
    with incl including inclusive after baad बाद समेत samet saath sath साथ mila milakar
    मिलाकर मिला jodkar जोड़कर जुड़कर lagke lagkar लगकर लगाकर plus + bina बिना without
    before excl excluding extra pehle पहले less minus kam कम योग्य yogya taxable discounted
    """)
_POSTPOSITIONS = _OF | _FROM | keys("ka ki ke का की के")
_SHORT = keys("bina बिना without before after baad बाद excl excluding less minus pehle पहले")
"""Words that make a figure more or less than the part they stand beside."""
_AFTER_IT = keys("after baad बाद final total kul कुल pay price daam dena दाम कीमत देना")
"""Words of a question after what is left once the discount is taken."""
_CUES = {
    role: MONEY_CUES.get(role, frozenset[str]()) | STRONG_CUES.get(role, frozenset[str]())
    for role in MONEY_CUES.keys() | STRONG_CUES.keys()
}
_NONE: frozenset[str] = frozenset()
_NO_PART = keys("rs inr paise amount amt price rate rupees value total is in of per to for")
"""Words of field names that tell no part of a bill from another."""


def part_fits(case: Case, hit: Hit) -> bool:
    """Whether the value of evidence is the part that the words around the figure speak of."""
    row, value = hit
    if value.kind != "amount":  # the untyped reading of a field that is money is no second chance
        return not any(other.path == value.path for other in row.of("amount"))
    before, after = words_before(case), words_after(case)
    near = before | after
    role = value.role
    cues = _CUES.get(role, _NONE)
    own = not (cues.isdisjoint(near) and _names_part(value.path).isdisjoint(near))
    held = row.of("amount")
    if not own and _speaks_of_another(before, after, value, held, _paise_before(case)):
        return False
    if role == "tax" and near & STRONG_CUES["tax"] and not near & _APART:
        taxes = [other.value for other in held if other.role == "tax" and other.value > 0]
        return len(taxes) < 2 or value.value == sum(taxes)
    if own or role not in _STRICT:
        return True
    plain = [other.value for other in held if other.role not in MARKED]
    if not plain or value.value in plain:
        return True
    if role in ("tax", "discount") and case.sentence_words & MONEY_CUES[role]:
        return True
    if role == "discount" and case.asked_words & STRONG_CUES[role]:  # "₹1,800 mila tha"
        return not case.asked_words & _AFTER_IT
    return any(paise in plain for paise in _said_besides(case))


@lru_cache(maxsize=2048)
def _names_part(path: str) -> frozenset[str]:
    """The words of a field's name that tell its part of the bill."""
    return names.words_of(path.rpartition(".")[2]) - _NO_PART


def _speaks_of_another(
    before: frozenset[str],
    after: frozenset[str],
    value: Value,
    held: tuple[Value, ...],
    before_figure: int | None,
) -> bool:
    """Another part that the row holds is named, by its usual words or by its field's own; the
    figure before may be that part itself ("with ₹234 tax you paid ₹1,534")."""
    role = value.role
    if after & _OF and after & _FROM:  # "₹1,534 में से": the whole that a part is taken of
        return False
    near = before | after
    inside = bool(after & _OF)  # "₹2,500 में टैक्स नहीं है": the price that has it or not
    for part, words in STRONG_CUES.items():
        if part == "tax" and inside and not before & words:
            continue
        if part != role and not words.isdisjoint(near):
            others = [other.value for other in held if other.role == part and other.value > 0]
            if others and value.value not in others and before_figure not in others:
                return True
    mine = _own_words(value.path)
    if before & mine:
        return False
    return any(
        before & (_own_words(other.path) - mine) and other.value != value.value for other in held
    )


@lru_cache(maxsize=2048)
def _own_words(path: str) -> frozenset[str]:
    """The words of a field's name that tell it from other sums ("packing")."""
    own = names.words_of(path.rpartition(".")[2]) - names.MONEY
    return frozenset(word for word in own if len(word) > 3)


def held_part(case: Case) -> tuple[int, ...]:
    """The values of the part that the words name, in the row they speak of; empty when the row
    does not hold it, or a sum beyond it is meant ("with GST", "after the discount")."""
    near = words_before(case) | words_after(case)
    for part in ("tax", "convenience", "total") if case.one.scope else ():
        if part == "total" and near & MONEY_CUES["tax"] and near & _OF:  # "कर में कुल": of the tax
            continue
        if near & STRONG_CUES[part] and not near & (_SHORT if part == "total" else BEYOND):
            row = case.one.scope[0]
            return tuple(v.value for v in row.of("amount") if v.role == part and v.value > 0)
    return ()


def figure_before(case: Case) -> Placed | None:
    """The figure right before this one in its sentence."""
    before = [
        item for item in case.reply.figures
        if item.fact.start < case.fact.start and item.clause.sentence == case.clause.sentence
    ]  # fmt: skip
    return before[-1] if before else None


def _paise_before(case: Case) -> int | None:
    before = figure_before(case)
    return None if before is None else paise_of(before.fact.kind, before.fact.value)


def _said_besides(case: Case) -> set[int]:
    """The other figures of the reply, in paise."""
    return {
        paise_of(item.fact.kind, item.fact.value)
        for item in case.reply.figures
        if item.fact is not case.fact
    }


def paise_of(kind: str, value: object) -> int:
    """An amount or a bare figure of rupees, in paise."""
    return int(value) if kind == "amount" else int(value * 100)  # type: ignore[operator,call-overload]  # facts of these kinds hold int and Decimal


def words_before(case: Case, most: int = 5) -> frozenset[str]:
    """Words between the figure and what stands before it; a label's colon is no break."""
    tokens, taken = case.tokens, case.reply.figure_tokens
    found: set[str] = set()
    index = case.span[0] - 1
    crossed = False
    while index >= 0 and len(found) < most:
        token = tokens[index]
        if index in taken or token.text in _ENDS:
            break
        if "\n" in case.reply.text[token.end : tokens[index + 1].start]:
            break
        if index < case.clause.first and not crossed:
            if token.text not in _LABELS:
                break
            crossed = True
        if token.shape == "word":
            found.add(token.key)
        index -= 1
    return frozenset(found)


def words_after(case: Case, most: int = 4) -> frozenset[str]:
    """Words after the figure in its clause; those that lead straight to another figure are its."""
    tokens, taken = case.tokens, case.reply.figure_tokens
    found: set[str] = set()
    index = case.span[1]
    while index < case.clause.last and len(found) < most:
        token = tokens[index]
        if token.text in _ENDS or token.text in _LABELS:
            break
        if index in taken:
            return frozenset(found) if len(found) > 2 else frozenset(found) & _POSTPOSITIONS
        if token.shape == "word":
            found.add(token.key)
        index += 1
    return frozenset(found)
