"""Says whose a row is: which of its fields names a customer, and whether that is another one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.model import Evidence
from assistant.quality.reading import field_names as names

_BARE = frozenset(("id", "no", "number"))
"""Says of any row which one it is, not whose."""
_WHOSE = frozenset(("to", "by", "for"))
_ID_LIKE = re.compile(r"^[\w-]*\d[\w-]*$")


def id_like(value: Any) -> bool:
    """Whether a value can name a customer: a whole number, or a text with a digit."""
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, int) or (isinstance(value, str) and bool(_ID_LIKE.match(value)))


def owner_names(evidence: Sequence[Evidence], customer: str | None) -> frozenset[str]:
    """Names under which some row holds the session's customer: they name owners everywhere. Tables
    whose rows are called by their customer are among them, with a # behind; plain figures are
    more often the row's own."""
    if customer is None:
        return frozenset()
    found = set()
    for entry in evidence:
        for name, value in _scalars(entry.fields):
            if str(value) != customer:
                continue
            words = names.words_of(name)
            unlike = names.NOT_OWNER if not words & names.OWNER else frozenset[str]()
            if not words & _WHOSE:  # "billed_to" names a person, "billed" a sum
                unlike |= names.MONEY | names.COUNTED
            if not words & unlike:
                found.add(name.rsplit(".", 1)[-1])
    sources = [_parts(entry.source) for entry in evidence]
    tables = {f"{table}#" for table, tail in sources if tail == customer and not tail.isdigit()}
    return frozenset(name for name in found if name.lower() not in _BARE) | tables


def _parts(source: str) -> tuple[str, str]:
    """Of "wallets/5531" the table and which of it."""
    table, _, tail = source.replace("/", "#", 1).partition("#")
    return table, tail


def _scalars(fields: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from _scalars(value, f"{prefix}{name}.")
        elif not isinstance(value, list | tuple):
            yield prefix + name, value


def is_foreign(
    source: str, fields: Mapping[str, Any], customer: str | None, owner_names: frozenset[str]
) -> bool:
    """Whether a row carries another customer's id."""
    if customer is None:
        return False
    people_table = bool(names.words_of(re.split(r"[#/\[]", source)[0]) & names.OWNER_TABLES)
    for path, value in _scalars(fields):
        parent, _, name = path.rpartition(".")
        if name.lower() in _BARE and parent:
            name = parent.rsplit(".", 1)[-1]
        words = names.words_of(name)
        named = name in owner_names or (
            words & names.OWNER and not words & names.NOT_OWNER - {"account"}
        )
        owner = named or (people_table and name.lower() in _BARE)
        if owner and id_like(value) and _same_shape(str(value), customer):
            return str(value) != customer
    table, tail = _parts(source)
    called = f"{table}#" in owner_names and id_like(tail) and _same_shape(tail, customer)
    return called and tail != customer


def _same_shape(one: str, other: str) -> bool:
    """Whether two values may be numbers of one series: "38" is no customer beside 3411."""
    if one.isdigit() != other.isdigit():
        return False
    return abs(len(one) - len(other)) < 2 if one.isdigit() else one[:1] == other[:1]
