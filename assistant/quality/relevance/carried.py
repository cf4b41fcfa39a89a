"""What a question leaves to the conversation: "and its payment?", "and the second one?".

A question that names nothing itself is about what was spoken of before, or, where it asks for the
next one, about anything but that. Both are told only where evidence holds rows of several.
"""

from collections.abc import Mapping, Sequence

from assistant.language.tokens import keys, keys_in
from assistant.model import Exchange, Reason
from assistant.quality.grounding import facts_of
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.reader import Fact
from assistant.quality.relevance.constraints import Named, agree, named_in

_NAMING = frozenset(("service", "variant", "identifier", "code", "label", "person", "pincode"))
"""Kinds by which a text says of what it speaks."""
_THINGS = frozenset(("service", "identifier"))
_OTHER = keys(
    """other another else second next first last third rest remaining instead dusra dusri dusre
    doosra doosri doosre agla agli agle pehla pehli pehle baaki baki koi aur dono teeno sab saari
    all both any which दूसरा दूसरी दूसरे अगला अगली अगले पहला पहली पहले बाक़ी बाकी कोई दोनों तीनों सब
    सारी सभी कौन कौनसा कौनसी alag अलग what's more new नया नई naya nayi"""
)
"""Words that ask for more than what was spoken of."""
_SEVERAL = 2
"""Rows without which a reply cannot be about another of them."""
_SECOND = keys(
    """second other another dusra dusri dusre doosra doosri doosre दूसरा दूसरी दूसरे दुसरी दुसरा
    remaining बाक़ी बाकी baaki agli agla अगली अगला next"""
)


def carried_in(exchange: Exchange, asked: Sequence[Fact], grounds: Grounds) -> tuple[Named, ...]:
    """What the last lines speak of, where the question itself names nothing and asks for no
    other."""
    if len(grounds.rows) < _SEVERAL:
        return ()
    if any(fact.kind in _NAMING for fact in asked) or keys_in(exchange.question) & _OTHER:
        return ()
    found: list[Named] = []
    for _, text in exchange.context[-2:]:
        facts = [fact for fact in facts_of(text, grounds) if fact.kind in _THINGS]
        found += named_in(text, facts, grounds)
    return tuple(one for one in found if one.fact.kind in _THINGS)


def judge_carried(
    carried: Sequence[Named], said: Sequence[Fact], hits: Mapping[int, tuple[Hit, ...]]
) -> Reason | None:
    """A reason where the reply names another thing than the one spoken of, and never that."""
    fitting = {id(row) for one in carried for row in one.fitting}
    others = {id(row) for one in carried for row in one.others} - fitting
    naming = [fact for fact in said if fact.kind in _THINGS]
    if any(agree(one.fact, fact) for one in carried for fact in naming):
        return None
    for fact in naming:
        rows = {id(row) for row, _ in hits[id(fact)]}
        if rows and rows <= others:
            one = carried[0]
            return Reason(
                one.fact.text, "contradicted", f"constraint:{one.fact.kind}",
                one.fitting[0].source, None, fact.text,
            )  # fmt: skip
    return None


def judge_next(
    exchange: Exchange, said: Sequence[Fact], hits: Mapping[int, tuple[Hit, ...]], grounds: Grounds
) -> Reason | None:
    """A reason where the question asks for the other one and the reply tells the last one again."""
    if not exchange.context or exchange.context[-1][0] != "assistant":
        return None
    if not keys_in(exchange.question) & _SECOND:
        return None
    told = _rows_named(facts_of(exchange.context[-1][1], grounds), None, grounds)
    now = _rows_named(said, hits, grounds)
    tables = {row.table for row in grounds.rows if id(row) in told}
    left = [row for row in grounds.rows if row.table in tables and id(row) not in told]
    if len(told) == 1 and left and now and now <= told:
        source = left[0].source
        return Reason(
            exchange.question[:80], "contradicted", "constraint:row", source, None, "told before"
        )
    return None


def _rows_named(
    facts: Sequence[Fact], hits: Mapping[int, tuple[Hit, ...]] | None, grounds: Grounds
) -> set[int]:
    """The rows that single facts of a text stand in, and no other rows do."""
    found: set[int] = set()
    for fact in facts:
        rows = {id(row) for row, _ in (hits[id(fact)] if hits is not None else grounds.hits(fact))}
        if len(rows) == 1:
            found |= rows
    return found
