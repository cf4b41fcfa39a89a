"""Which of the things that a question asks for an answer leaves open.

A part is answered by a fact of the sort that it wants, by words that only it has, or by what
evidence holds of it. It weighs nothing.
"""

from collections import Counter
from collections.abc import Sequence

from assistant.language.tokens import keys, tokenize
from assistant.model import Exchange
from assistant.quality.grounding import Examined, facts_of
from assistant.quality.reading.reader import Fact
from assistant.quality.stack.meant import piece
from assistant.quality.stack.questions import SORTS, Part, parts_of

_FACTS = {
    "money": frozenset(("amount", "percent", "fraction")),
    "moment": frozenset(("date", "time", "window", "daypart", "duration", "period")),
    "person": frozenset(("person",)),
    "figure": frozenset(("number", "count", "duration", "percent", "amount", "rating", "measure")),
    "count": frozenset(("number", "count", "duration", "percent", "rating", "measure")),
    "phone": frozenset(("phone",)),
    "place": frozenset(("place", "pincode", "label", "city", "identifier")),
    "state": frozenset(("status", "date", "time", "window", "person")),
}
"""Kinds of facts by the sort of value that they are."""
_WHOSE = frozenset(("=company", "=customer", "=professional", "=person", "=helper", "=bank"))
"""Who it is, without a name."""
_POLAR = keys("yes yep yeah haan han haa ha ho ji no nope nahi nahin nhi nai हाँ हां हा नहीं नही जी "
              "bilkul sure")  # fmt: skip
_TOLD, _HELD = 0.7, 1.6
"""How far a fact of the sort wanted covers a part, and what words of evidence count beside own."""
_OPEN = 0.1


def open_features(exchange: Exchange, examined: Examined) -> dict[str, float]:
    """How far each part of the question is covered, in a fixed order."""
    parts = parts_of(exchange)
    fresh = _fresh(exchange, examined)
    said = piece(exchange.answer).forms
    worded = [_worded(part, said) for part in parts]
    told = [_is_told(part, fresh, said) for part in parts]
    cover = [max(word, _TOLD * fact) for word, fact in zip(worded, told, strict=True)]
    left = [part for part, value in zip(parts, cover, strict=True) if value < _OPEN]
    missing = [
        word for part, word, fact in zip(parts, worded, told, strict=True)
        if part.wants and not fact
    ]  # fmt: skip
    polar = any(token.key in _POLAR for token in tokenize(exchange.answer)[:4])
    return {
        "asked_parts": float(len(parts)),
        "asked_several": float(len(parts) > 1),
        "asked_whether": float(sum(not part.wants for part in parts)),
        "open_parts": float(len(left)),
        "open_share": len(left) / (1 + len(parts)),
        "open_least": min(cover, default=1.0),
        "open_mean": sum(cover) / len(cover) if cover else 1.0,
        "open_last": cover[-1] if cover else 1.0,
        "open_first": cover[0] if cover else 1.0,
        "open_known": float(sum(bool(part.held) for part in left)),
        "open_wanted": float(len(missing)),
        "open_wanted_bare": float(sum(word < _OPEN for word in missing)),
        "open_whether": float(sum(not part.wants for part in left)),
        "open_beside": float(0 < len(left) < len(parts)),
        "open_all": float(0 < len(left) == len(parts)),
        "open_polar": float(polar),
        "open_unpolar": float(not polar and any(not part.wants for part in left)),
        **_short(parts, fresh),
    }


def _fresh(exchange: Exchange, examined: Examined) -> list[Fact]:
    """The facts of the answer that the question did not say itself."""
    asked = facts_of(exchange.question, examined.grounds)
    return [
        fact for fact in facts_of(exchange.answer, examined.grounds)
        if not any(fact.kind == one.kind and fact.value == one.value for one in asked)
    ]  # fmt: skip


def _is_told(part: Part, fresh: Sequence[Fact], said: frozenset[str]) -> bool:
    if part.wants == "person" and not _WHOSE.isdisjoint(said):
        return True
    return bool(part.wants) and any(fact.kind in _FACTS[part.wants] for fact in fresh)


def _worded(part: Part, said: frozenset[str]) -> float:
    held = min(1.0, _HELD * _share(part.held, said))
    return max(_share(part.forms, said), held * 0.8)


def _share(part: frozenset[str], said: frozenset[str]) -> float:
    return len(part & said) / len(part) if part else 0.0


def _short(parts: Sequence[Part], fresh: Sequence[Fact]) -> dict[str, float]:
    """Of each sort, how many fewer values are told than wanted."""
    wanted = Counter(dict.fromkeys(SORTS, 0))
    for part in parts:
        if part.wants:
            wanted[part.wants] += 1 + part.both
    said = {
        sort: len({(fact.kind, fact.value) for fact in fresh if fact.kind in _FACTS[sort]})
        for sort in SORTS
    }
    found = {f"short_{sort}": float(max(0, wanted[sort] - said[sort])) for sort in SORTS}
    found["short_any"] = float(any(wanted[sort] > said[sort] for sort in SORTS))
    found["short_again"] = float(any(wanted[sort] > said[sort] > 0 for sort in SORTS))
    return found
