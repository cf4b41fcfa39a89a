"""Finds the odd one out: the fact of a sentence that is of another row than all that is beside it.

"Ravi comes tomorrow at ten for the Geyser Repair" names one row by service, day and hour; where
that row has another person, Ravi is wrong, though some row holds him. Sentences that speak of
several things are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.language.tokens import keys
from assistant.quality.facts.attribution import Placed
from assistant.quality.facts.case import Reply
from assistant.quality.facts.cues import ANOTHER
from assistant.quality.reading import field_names as names
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.rows import Row

_ODD = ("person", "variant", "label", "pincode", "phone", "amount")
"""Kinds that may be out of place, in the order in which they are looked at."""
_NAMING = frozenset(("service", "identifier", "variant", "person", "pincode", "date", "label"))
"""Kinds of which a sentence on one thing names one."""
_TELLING = _NAMING | {"time", "window", "amount", "phone"}
_BEFORE = keys(
    "last earlier previous before pehle pichhli pichli pichhla पहले पिछली पिछला was were tha"
)
_ELSEWHERE = ANOTHER | _BEFORE
_ENOUGH = 2
"""How many other facts must agree on a row; a label counts for so many."""


def find_odd(reply: Reply) -> dict[int, Hit]:
    """Where each odd fact starts, with a value of its kind that the row meant holds."""
    found: dict[int, Hit] = {}
    turns = not _ELSEWHERE.isdisjoint(reply.words)
    for sentence, inside in reply.by_sentence.items():
        clauses = reply.sentences[sentence]
        tokens = reply.tokens[clauses[0].first : clauses[-1].last] if turns else ()
        elsewhere = any(token.key in _ELSEWHERE for token in tokens)
        if not elsewhere and not any(clause.asked for clause in clauses):
            found.update(_in_sentence(inside, reply))
    return found


def _in_sentence(inside: Sequence[Placed], reply: Reply) -> Iterable[tuple[int, Hit]]:
    told = [item for item in inside if item.fact.kind in _TELLING and item.hits]
    if len({item.fact.kind for item in told}) < 2:
        return  # nothing stands beside that could speak of another row
    values: defaultdict[str, set[Any]] = defaultdict(set)
    for item in told:
        said = values[_sort_of(item)]
        if item.fact.kind != "date" or all(set(item.fact.value).isdisjoint(day) for day in said):
            said.add(item.fact.value)  # "parso yani 26 November" is one day
    if any(len(said) > 1 and sort.split()[0] in _NAMING for sort, said in values.items()):
        return
    many = [item for item in told if len(values[_sort_of(item)]) > 1]
    told = [item for item in told if len(values[_sort_of(item)]) == 1]
    asked = _asked_rows(reply) if not values["service"] and not values["identifier"] else None
    for item in sorted(
        (i for i in told if i.fact.kind in _ODD), key=lambda i: _ODD.index(i.fact.kind)
    ):
        others = [other for other in told if _sort_of(other) != _sort_of(item)]
        weight = sum(_ENOUGH if other.fact.kind == "label" else 1 for other in others)
        meant = _common(others, asked)
        if weight < _ENOUGH or not meant or any(row in meant for row, _ in item.hits):
            continue
        if any(all(row not in meant for row, _ in other.hits) for other in many):
            return  # two prices, each of another row: several things
        tables = {row.table for row, _ in item.hits}
        held = [_own(row, item.fact.kind) for row in meant if row.table in tables]
        if held and all(value is not None for value in held):
            yield item.fact.start, next(hit for hit in held if hit is not None)
            return


def _sort_of(item: Placed) -> str:
    """The kind of a fact, and of a label the fields that hold it: two may name one thing."""
    if item.fact.kind != "label":
        return item.fact.kind
    return " ".join(("label", *sorted({path for path, _ in item.fact.value})))


def _asked_rows(reply: Reply) -> list[Row] | None:
    """The rows of the service or number that the question names; None when it names none."""
    named = [
        [row for row, _ in reply.grounds.hits(fact)]
        for fact in reply.asked if fact.kind in ("service", "identifier")
    ]  # fmt: skip
    return next((rows for rows in named if rows), None)


def _common(others: Sequence[Placed], asked: list[Row] | None) -> list[Row]:
    """The rows that hold all the others, of those asked for, where they are of their tables."""
    tables = {row.table for other in others for row, _ in other.hits}
    left = asked if asked and any(row.table in tables for row in asked) else None
    for other in others:
        rows = [row for row, _ in other.hits]
        left = [row for row in (left if left is not None else rows) if row in rows]
    return left or []


def _own(row: Row, kind: str) -> Hit | None:
    """The row's own value of a kind, or its empty field for one."""
    for value in row.of(kind):
        return row, value
    for value in row.of("none"):
        if kind == "person" and value.words & names.PERSON:
            return row, value
    for value in row.of("text") if kind == "label" else ():
        return row, value
    return None
