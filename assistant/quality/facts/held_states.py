"""Which states of rows a stated one may speak of: the refund's, the payment's, the visit's.

Whether they agree with it is for `check_status`.
"""

from collections.abc import Sequence

from assistant.language.tokens import keys
from assistant.quality.facts.assertions import count_said
from assistant.quality.facts.attribution import ruled_out
from assistant.quality.facts.case import Case
from assistant.quality.reading.rows import Row
from assistant.quality.reading.values import Value

_DOMAINS = {
    "refund": (
        frozenset(["refund", "refunds", "refunded", "returned", "reversal", "wallet"]),
        keys("refund refunds wapas वापस रिफंड रिफ़ंड वापसी vapas jama जमा credited"),
    ),
    "payment": (
        keys("payment payments pay paid gateway txn transaction transactions invoice part tx"),
        keys("payment payments pay paisa paise पेमेंट भुगतान transaction charge charged पैसे पैसा रकम "
             "paid invoice bill बिल advance kisht क़िस्त किस्त attempt"),
    ),
    "settlement": (frozenset(("settlement", "settle")), keys("settlement सेटलमेंट")),
    "quote": (frozenset(["quote", "quotes", "quotation"]), keys("quote quotation कोटेशन कोट")),
    "move": (
        frozenset(["reschedule", "reschedules", "changes", "moved", "assignment", "log"]),
        keys("reschedule rescheduled moved shifted badal badla बदल बदली बदला request रिक्वेस्ट आगे"),
    ),
}  # fmt: skip
_SORTS = frozenset(("type", "kind", "purpose", "reason"))
_OF_WHAT_IS_ASKED = frozenset(("pending", "in_progress", "failed", "due", "requested"))
"""States of a job and of money alike."""
_MONEY_STATES = frozenset(("paid", "refunded", "failed", "requested", "due", "deposited"))

Held = tuple[Row, str, Value]
"""A row, one of its states, and the value that tells it."""


def same_in_money(said: str, entry: Held) -> bool:
    """Of money moved, "completed" is paid or refunded."""
    pairs = {
        "payment": ({"completed", "paid"}, {"pending", "due"}),
        "refund": (
            {"completed", "refunded"},
            {"completed", "deposited"},
            {"in_progress", "requested"},
        ),
    }
    return {said, entry[1]} in pairs.get(_domain(entry) or "", ())


def states_meant(case: Case) -> list[Held]:
    """Statuses of the rows in scope, narrowed to what the words speak of: refund, payment, job."""
    counted = bool(count_said(case))
    found = statuses_of(_timed(case) or _meant(case), counted)
    if not found:
        firm = {
            kind: facts
            for kind, facts in case.one.context.items()
            if kind in ("service", "identifier", "code")
        }
        rows = [row for row in case.grounds.rows if not ruled_out(row, firm)]
        found = statuses_of(rows, counted)
    found = _of_the_part(case, found) or found
    words = case.near_words(7, 7)
    bare = not any(words & cues for _, cues in _DOMAINS.values()) and not case.beside("service")
    if bare and case.fact.value in _OF_WHAT_IS_ASKED:
        words = case.asked_words  # "it is still pending", asked about the refund
    for name, (_, cues) in _DOMAINS.items():
        if words & cues:
            narrowed = [entry for entry in found if _domain(entry) == name]
            if narrowed:
                return narrowed
    if case.fact.value in _MONEY_STATES:
        return found
    main = [entry for entry in found if _domain(entry) is None]
    return main or found


def _of_the_part(case: Case, found: Sequence[Held]) -> list[Held]:
    """ "the token of ₹2,500 is pending", of a row with a token_state and a balance_state: the state
    whose field is called as the sum's is."""
    told = [entry for entry in found if entry[2].kind == "status"]  # no "amount_paid"
    stems = {_part_of(value) for _, _, value in told}
    if len(stems) < 2:
        return []
    first, _ = case.span
    for item in case.beside("amount"):
        end = case.reply.token_range(item.fact.start, item.fact.end)[1]
        sums = {_part_of(value) for _, value in item.fitting} & stems
        if sums and 0 <= first - end <= 2:
            return [entry for entry in told if _part_of(entry[2]) in sums]
    return []


def _part_of(value: Value) -> str:
    """What a field is of, by the first word of its name: "token" of token_state."""
    return value.path.rpartition(".")[2].split("_")[0]


def _meant(case: Case) -> list[Row]:
    """Of each table's rows in scope, those that hold most of what is said beside."""
    here = [
        item for item in case.reply.by_clause[case.clause.first]
        if item.fact.kind in ("service", "identifier", "amount")
    ]  # fmt: skip
    shared = [
        sum(any(hit is row for hit, _ in item.hits) for item in here) for row in case.one.scope
    ]
    most: dict[str, int] = {}
    tables = [row.table for row in case.one.scope]
    for table, count in zip(tables, shared, strict=True):
        most[table] = max(most.get(table, 0), count)
    return [
        row for row, table, count in zip(case.one.scope, tables, shared, strict=True)
        if count == most[table]
    ]  # fmt: skip


def _timed(case: Case) -> list[Row]:
    """Rows of the very time that is said beside, when several could be meant."""
    rows = {
        id(row): row for item in case.beside("time") for row, _ in item.fitting
        if row.of("status") and row in case.one.scope
    }  # fmt: skip
    return list(rows.values())


def statuses_of(rows: Sequence[Row], counted: bool = False) -> list[Held]:
    """The statuses of rows; those that only a number implies ("212 done") when one is said."""
    return [
        (row, status, value)
        for row in rows
        for status, value in row.statuses
        if counted or value.kind != "number"
    ]


def _domain(entry: Held) -> str | None:
    row, _, value = entry
    words = value.words | frozenset(row.table.split("_"))
    if value.kind == "status":
        words |= {text.value.casefold() for text in row.of("text") if text.words & _SORTS}
    return next((name for name, (fields, _) in _DOMAINS.items() if words & fields), None)
