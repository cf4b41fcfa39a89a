"""Who or what a row refers to, or holds itself, where a reply names another row's."""

from collections.abc import Sequence

from assistant.quality.facts.attribution import ruled_out
from assistant.quality.facts.case import Case
from assistant.quality.reading.links import codes_of, is_of
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.rows import Row

_NAMING = frozenset(("service", "identifier", "code", "date", "window"))
_CALLING = frozenset(("identifier", "code"))


def another_worker(case: Case) -> Hit | None:
    """Whom the bookings spoken of refer to ("provider_id": "p_205"), where the person said is in
    the same table and none of them refers to that one."""
    if case.clause.denied or not case.one.hits:
        return None
    told = {kind: facts for kind, facts in case.one.context.items() if kind in _NAMING}
    telling = [row for row in case.grounds.rows if not ruled_out(row, told)]
    meant = [
        row for row in case.grounds.rows if _is_referred_to(row, telling, case.grounds.customer)
    ]
    said = [row for row, _ in case.one.hits]
    if not meant or any(row is other for row in said for other in meant):
        return None
    if any(row.table != meant[0].table for row in said):
        return None
    return next(((row, value) for row in meant for value in row.of(case.fact.kind)), None)


def _is_referred_to(row: Row, others: Sequence[Row], customer: str | None) -> bool:
    mine = codes_of(row) - {(customer or "").casefold()}
    return any(
        str(value.value).casefold() in mine and value.path != "source" and other is not row
        and is_of(row, value.path.rpartition(".")[2])
        for other in others for value in other.of("identifier")
    )  # fmt: skip


def anothers(case: Case) -> Hit | None:
    """What the row spoken of holds itself, where another row's pincode or phone is said."""
    if case.fact.kind == "phone":
        return _phone_of_the_named(case) or another_worker(case)
    return _pincode_of_the_called(case) if case.fact.kind == "pincode" else None


def _phone_of_the_named(case: Case) -> Hit | None:
    """The phone of who was named before, where it is nobody's of those."""
    named = [
        row for item in case.reply.placed
        if item.fact.kind == "person" and item.fact.start < case.fact.start
        for row, _ in item.hits
    ]  # fmt: skip
    theirs = [row for row, _ in case.one.hits]
    if not theirs or any(row is other or not row.of("person") for row in theirs for other in named):
        return None
    return next(((row, value) for row in named for value in row.of("phone")), None)


def _pincode_of_the_called(case: Case) -> Hit | None:
    """The pincode of the row that is called by its number, of which alone the reply speaks."""
    several = len({i.fact.value for i in case.reply.placed if i.fact.kind == "pincode"}) > 1
    if several or not case.one.hits or any(clause.asked for clause in case.reply.clauses):
        return None
    called = [
        row for row in case.grounds.rows
        if row.of("pincode") and _is_called(case, row)
        and case.one.against[id(row)] <= {"pincode"}
    ]  # fmt: skip
    tables = {row.table for row in called}
    if any(row.table not in tables and _is_on_offer(row) for row, _ in case.one.hits):
        return None
    held = [(row, value) for row in called for value in row.of("pincode")]
    return held[0] if held and all(v.value != case.fact.value for _, v in held) else None


def _is_on_offer(row: Row) -> bool:
    """Whether the row says what can be had there, and is nobody's address."""
    return any(row.of(kind) for kind in ("service", "amount", "window", "time"))


def _is_called(case: Case, row: Row) -> bool:
    """Whether one of the numbers said names the row."""
    return any(
        hit is row
        for kind in _CALLING for fact in case.one.context.get(kind, ())
        for hit, _ in case.grounds.hits(fact)
    )  # fmt: skip
