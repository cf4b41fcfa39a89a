"""Checks what a reply says of the state of things: confirmed, paid, not yet started."""

from collections.abc import Sequence

from assistant.language.tokens import keys
from assistant.model import Reason
from assistant.quality.facts.assertions import BEGINNING, asserted, count_said, denied, put_down
from assistant.quality.facts.attribution import Placed
from assistant.quality.facts.case import Case, shown
from assistant.quality.facts.held_states import Held, same_in_money, states_meant, statuses_of
from assistant.quality.facts.rivals import RIVALS, comparable
from assistant.quality.reading import field_names as names
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import LACKING, SOFT, agrees, status_of
from assistant.quality.reading.values import Value

_ONES = keys(
    "one ones attempt attempts payment transaction try koshish कोशिश प्रयास wala wali wale "
    "वाला वाली वाले"
)
_COVERS = keys("warranty guarantee वारंटी वॉरंटी गारंटी coupon कूपन offer ऑफ़र ऑफर discount validity")
_COVER_FIELDS = frozenset(("warranty", "guarantee", "coupon", "offer", "promo", "discount", "code"))
_SOMEBODY = keys("aapne आपने you maine मैंने unhone उन्होंने i we humne हमने")
_OVER = names.ENDS | {"completed", "closed", "done", "resolved"}
_ASSIGNED = frozenset(("assigned", "assignee"))
_REMARKS = frozenset(("note", "notes", "remark", "remarks", "comment", "comments", "update"))
_LONG = 20
_LOOSE = frozenset(("paid", "completed", "confirmed", "pending"))
"""States that people also say of what no row has a state of."""
_MODES = keys("cheque cash upi card चेक कैश कार्ड नकद")
"""What is accepted, or not, as money."""
_RECEIVED = frozenset(("deposited", "refunded"))
"""The same of money sent back; who denies one denies the other."""
DENIAL = "denial"
"""The kind of a reason that a right state is denied: a matter of faithfulness, no fact made up."""


def check_status(case: Case) -> Reason | None:
    """A stated status against those of the rows it may speak of, with its denial."""
    said = case.fact.value
    if not asserted(case) or (said in SOFT and (_of_cover(case) or put_down(case))):
        return None
    if said == "assigned" and not denied(case) and any(map(_has_assignee, case.one.scope)):
        return case.supported()
    if said == "due" and denied(case) != _still_due(case):
        return case.supported()
    if said == "due" and _sum_beside(case):
        return None
    held = states_meant(case)
    if not held:
        return case.refuted() if _is_firm(case) and case.grounds.rows else None
    if _counts_such(case):
        return None
    return _against(case, held)


def _asked_as_open(case: Case, rivals: Sequence[Held]) -> bool:
    """ "your pending complaint", as the question calls it, of one that is being worked on."""
    asked = any(f.kind == "status" and f.value == "pending" for f in case.reply.asked)
    under_way = ("in_progress", "assigned", "accepted", "escalated")
    return case.fact.value == "pending" and asked and all(s in under_way for _, s, _ in rivals)


def _sum_beside(case: Case) -> bool:
    """ "₹7,440 बाकी", "due: ₹0": what is left, reckoned up beside the word, checked by itself."""
    first, last = case.span
    for item in case.reply.figures:
        start, end = case.reply.token_range(item.fact.start, item.fact.end)
        near = 0 <= start - last <= 1 or 0 <= first - end <= 1
        left = all(value.role == "remaining" for _, value in item.hits if value.kind == "amount")
        if near and item.clause.sentence == case.clause.sentence and left:
            return True
    return any(
        item.fact.kind == "amount" and item.fact.value == 0
        and item.clause.sentence == case.clause.sentence for item in case.reply.placed
    )  # fmt: skip


def _is_firm(case: Case) -> bool:
    """Whether what is said cannot well be said of anything that has no state in evidence."""
    said = case.fact.value
    loose = said in SOFT or said in _LOOSE or denied(case)
    return not (loose or _told(case) or _in_field_names(case) or case.sentence_words & _MODES)


def _against(case: Case, held: Sequence[Held]) -> Reason | None:
    """The verdict where some row may be meant that has a state."""
    said = case.fact.value
    agreeing = [
        entry for entry in held
        if (agrees(said, entry[1]) and not _outdated(said, entry)) or same_in_money(said, entry)
    ]  # fmt: skip
    if (count_said(case) or 0) > 1:
        return _check_counted(case, agreeing)
    if count_said(case) == 1 and any(
        agrees(said, status) for _, status, _ in statuses_of(case.grounds.rows)
    ):  # "one was cancelled": of all of them
        return case.supported()
    if denied(case) and said not in LACKING:
        return _check_denied(case, held, agreeing)
    if agreeing:
        return case.supported((agreeing[0][0], agreeing[0][2]))
    named = _of_the_table_named(case)
    if named is not None:
        return case.supported(named)
    rivals = [
        entry for entry in held
        if comparable(said, entry[1]) and not _denies_nothing(said, entry[2])
    ]  # fmt: skip
    if not rivals or _told(case) or _once(case, rivals) or _untyped(case, rivals):
        return None
    if said in SOFT and not any(status in RIVALS.get(said, ()) for _, status, _ in rivals):
        return None
    if _names_one(case) or _asked_as_open(case, rivals):
        return None
    row, _, value = rivals[0]
    return case.refuted((row, value))


def _of_the_table_named(case: Case) -> Hit | None:
    """ "order OR-77 remains pending", of payments and orders that share a number: the row of the
    table that the word before the number names."""
    for item in case.beside("identifier"):
        start, _ = case.reply.token_range(item.fact.start, item.fact.end)
        before = {token.key for token in case.tokens[max(case.clause.first, start - 2) : start]}
        for row, _ in item.hits:
            tables = {word.removesuffix("s") for word in row.table.split("_")}
            if not before & tables:
                continue
            for status, value in row.statuses:
                if agrees(case.fact.value, status):
                    return row, value
    return None


def _in_field_names(case: Case) -> bool:
    """ "4 closed visits", of a list that is called so."""
    words = {token.key for token in case.tokens[case.span[0] : case.span[1]]}
    return any(words & value.words for row in case.grounds.rows for value in row.values)


def _counts_such(case: Case) -> bool:
    """ "seventeen flats are completed", of a field that counts those done."""
    return any(
        agrees(case.fact.value, status_of(word) or "")
        for item in case.beside("number") for _, value in item.hits for word in value.words
    )  # fmt: skip


def _untyped(case: Case, rivals: Sequence[Held]) -> bool:
    """Whether the row most likely meant has a state that nothing here reads, so that only another
    row of its table speaks against what is said."""
    first = next((row for row in case.one.scope if row.table == rivals[0][0].table), rivals[0][0])
    untold = not first.of("status") and any(v.words & names.STATES for v in first.of("text"))
    return untold and first is not rivals[0][0]


def _has_assignee(row: Row) -> bool:
    """Whether the row names somebody, or holds a field of who it is assigned to."""
    return bool(row.of("person")) or any(value.words & _ASSIGNED for value in row.of("text"))


def _still_due(case: Case) -> bool:
    """Whether a row in scope holds a sum that is left to pay."""
    return any(v.role == "remaining" and v.value for r in case.one.scope for v in r.of("amount"))


def _denies_nothing(said: str, value: Value) -> bool:
    """That something was paid denies no state of the visit, and a past day no completion."""
    if value.kind == "amount":
        return said not in ("paid", "due", "refunded", "failed", "pending")
    return value.kind == "date" and said == "completed"


def _names_one(case: Case) -> bool:
    """ "the failed attempt": which one is meant, where some own row is such."""
    after = {token.key for token in case.tokens[case.span[1] : case.span[1] + 2]}
    return bool(after & _ONES) and any(
        agrees(case.fact.value, status) for _, status, _ in statuses_of(case.grounds.rows)
    )


def _of_cover(case: Case) -> bool:
    """ "the warranty is running": a cover or an offer that has no state in the rows."""
    near = case.near_words(5, 1) & _COVERS
    alone = all(item.clause != case.clause or item.fact is case.fact for item in case.reply.placed)
    if alone and case.clause.sentence == 0:  # "yes, it is running": what was asked about
        near |= case.asked_words & _COVERS
    return bool(near) and not any(
        value.words & _COVER_FIELDS for row in case.one.scope for value in row.of("status")
    )


def _outdated(said: str, entry: Held) -> bool:
    """A step only implied by its date ("raised_on") that the row's own status has overtaken."""
    row, status, value = entry
    return (
        said != status and value.kind != "status"
        and any(not agrees(said, held.value) for held in row.of("status"))
    )  # fmt: skip


def _check_counted(case: Case, agreeing: Sequence[Held]) -> Reason | None:
    """ "two are done": as many rows of all are."""
    own_figure = (count_said(case) or 0) > len(case.grounds.rows)
    if own_figure or any(item.hits for item in case.beside("number")):
        return None  # "has done 212 jobs": a figure of its own
    if agreeing and len({id(row) for row, _, _ in agreeing}) >= min(2, len(case.one.scope)):
        return case.supported((agreeing[0][0], agreeing[0][2]))
    if case.fact.value in ("in_progress", "ongoing", "running", "due"):
        return None
    if case.fact.value in SOFT and not any(
        status in RIVALS.get(case.fact.value, ()) for _, status, _ in statuses_of(case.one.scope)
    ):
        return None
    everywhere = statuses_of(case.grounds.rows)
    if len({id(row) for row, status, _ in everywhere if agrees(case.fact.value, status)}) > 1:
        return case.supported()
    return case.refuted()


def _told(case: Case) -> bool:
    """A longer text of evidence, or a remark, says the same in its own words."""
    return any(
        (len(value.value) > _LONG or value.words & _REMARKS)
        and case.fact.text.casefold() in value.value.casefold()
        and not any(state.path == value.path for state in row.of("status"))
        for row in case.grounds.rows
        for value in row.of("text")
    )


def _once(case: Case, held: Sequence[Held]) -> bool:
    """A step that lies behind: what was booked or begun has since gone on."""
    statuses = {status for _, status, _ in held}
    words = {token.key for token in case.tokens[case.span[0] : case.span[1]]}
    if case.fact.value == "in_progress" and words & BEGINNING:
        moments = case.beside("time", "date", "window")
        return (
            bool(moments)
            and "completed" in statuses
            and not any(_is_an_end(moment) for moment in moments)
        )
    return "booked" in words and bool(statuses & {"completed", "in_progress"})


def _is_an_end(moment: Placed) -> bool:
    """A day or an hour that rows hold only as that at which something was over."""
    return bool(moment.hits) and all(value.words & _OVER for _, value in moment.hits)


def _check_denied(case: Case, held: Sequence[Held], agreeing: Sequence[Held]) -> Reason | None:
    """Denied though every row that may be meant says so."""
    if case.clause_words & _SOMEBODY:
        return None
    rivals = [entry for entry in held if comparable(case.fact.value, entry[1])]
    said = case.fact.value
    wrong = [
        entry for entry in agreeing
        if entry[1] == said or (said in _RECEIVED and entry[1] in _RECEIVED)
        or same_in_money(said, entry)
    ]  # fmt: skip
    if not wrong:
        return case.supported()
    if any(entry[1] != case.fact.value for entry in rivals):
        return None if wrong[0][0] is not held[0][0] else _denied_wrongly(case, wrong[0], rivals)
    return _denied_wrongly(case, wrong[0], ())


def _denied_wrongly(case: Case, wrong: Held, rivals: Sequence[Held]) -> Reason | None:
    row, _, value = wrong
    if value.kind == "amount" and any(
        other.value > value.value and other.role in ("price", "total") for other in row.of("amount")
    ):  # "the balance is not cleared", of which a part was paid
        return None
    if any(entry[0] is not row and entry[1] != case.fact.value for entry in rivals):
        return None
    return Reason(
        f"not {case.fact.text}", "contradicted", DENIAL, row.source, value.path, shown(value)
    )
