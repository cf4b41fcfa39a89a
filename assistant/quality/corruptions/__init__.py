"""Corrupts one thing in a good reply, by kind: for the mutation test and for the simulated history.

Values come from plausible neighbours (the row beside, a transposed digit, another real status) in
the writing of the reply, and only where they are surely wrong. No scorer is asked: what a scorer
cannot see is corrupted just as well.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant.model import Evidence, Metric
from assistant.quality.corruptions.held import Cell, Held, OwnRow
from assistant.quality.corruptions.moments import wrong_date, wrong_time
from assistant.quality.corruptions.reply import Edit, Reply
from assistant.quality.corruptions.texts import (
    aside,
    false_sum,
    flipped,
    misstated_rule,
    off_topic,
    other_row,
    promise,
    refusal,
)
from assistant.quality.corruptions.values import (
    value_of_other,
    wrong_amount,
    wrong_digit,
    wrong_pincode,
    wrong_service,
    wrong_status,
    wrong_sum,
)

_FACT: frozenset[Metric] = frozenset(("grounding", "faithfulness"))
_CLAIM: frozenset[Metric] = frozenset(("faithfulness",))
_ANSWER: frozenset[Metric] = frozenset(("relevancy",))

HURTS: Mapping[str, frozenset[Metric]] = {
    "amount": _FACT,
    "digit": _FACT,
    "date": _FACT,
    "time": _FACT,
    "status": _FACT,
    "service": _FACT,
    "pincode": _FACT,
    "negation": _CLAIM,
    "other_person": _FACT,
    "promise": _CLAIM,
    "arithmetic": _FACT,
    "policy": _CLAIM,
    "off_topic": _ANSWER,
    "wrong_intent": _ANSWER,
    "ignored_constraint": _ANSWER,
    "needless_refusal": _ANSWER,
}
"""The metrics that a reply with the fault deserves to be bad in."""
KINDS: tuple[str, ...] = tuple(HURTS)


@dataclass(frozen=True, slots=True)
class Corrupted:
    """A reply with one fault: the text `before` became `after`, in the answer or, for a row given
    to another customer, in the evidence."""

    answer: str
    evidence: tuple[Evidence, ...]
    kind: str
    before: str
    after: str


def corrupt(
    kind: str,
    question: str,
    answer: str,
    evidence: Sequence[Evidence],
    now: datetime | None,
    chance: random.Random,
) -> Corrupted | None:
    """The reply with one fault of the kind; None when nothing in it can be surely wrong that way.

    `now` (local) anchors "tomorrow" where no session row does. The same `chance` gives the same
    fault.

    Raises:
        KeyError: no such kind.
    """
    make = _MAKERS[kind]
    reply = Reply(question, answer, Held(evidence, question, now), chance)
    if kind == "other_person" and chance.random() < 0.5:
        given = _given_away(reply, tuple(evidence))
        if given is not None:
            return given
    edit = make(reply)
    if edit is None:
        return _given_away(reply, tuple(evidence)) if kind == "other_person" else None
    changed = answer[: edit.start] + edit.text + answer[edit.end :]
    if changed == answer:
        return None
    return Corrupted(changed, tuple(evidence), kind, answer[edit.start : edit.end], edit.text)


def _given_away(reply: Reply, evidence: tuple[Evidence, ...]) -> Corrupted | None:
    """The reply as it is, with the rows that it speaks of now another customer's.

    Only where a number of the booking or an amount of the reply stands in no row that is left.
    """
    held = reply.held
    given = [row for row in held.own if row.owner is not None and _is_told(reply, row)]
    if not given:
        return None
    kept = [row for row in held.own if row not in given]
    if any(_is_told(reply, row) for row in kept) or any(_is_in(reply, text) for text in held.texts):
        return None
    strangers = [row.owner.value for row in held.rows if row.foreign and row.owner is not None]
    stranger = strangers[0] if strangers else _other_id(held.customer, reply.chance)
    changed = list(evidence)
    for row in given:
        assert row.owner is not None
        fields = _with_owner(evidence[row.index].fields, row.owner, stranger)
        changed[row.index] = replace(evidence[row.index], fields=fields)
    return Corrupted(
        reply.answer, tuple(changed), "other_person", str(held.customer), str(stranger)
    )


def _is_told(reply: Reply, row: OwnRow) -> bool:
    """Whether the answer states a figure of the row: an amount, a booking number."""
    return any(_is_figure(cell) and _states(reply.answer, cell) for cell in row.cells)


def _is_figure(cell: Cell) -> bool:
    paise = cell.paise()
    return not cell.is_owner() and (
        (paise is not None and paise >= 5000 and "pin" not in cell.name)
        or (
            isinstance(cell.value, str)
            and "-" in cell.value
            and sum(map(str.isdigit, cell.value)) > 3
        )
    )


def _states(answer: str, cell: Cell) -> bool:
    if str(cell.value) in answer:
        return True
    paise = cell.paise()
    plain = answer.replace(",", "")
    return paise is not None and (str(paise // 100) in plain)


def _is_in(reply: Reply, text: str) -> bool:
    """Whether a passage of evidence could support the reply's figures instead."""
    return any(
        _is_figure(cell) and _states(text, cell) for row in reply.held.own for cell in row.cells
    )


def _other_id(customer: Any, chance: random.Random) -> Any:
    step = chance.choice((7, 16, 23, 118))
    if isinstance(customer, int):
        return customer + step
    digits = "".join(letter for letter in str(customer) if letter.isdigit())
    return str(customer).replace(digits, str(int(digits) + step)) if digits else f"{customer}{step}"


def _with_owner(fields: Mapping[str, Any], owner: Cell, stranger: Any) -> dict[str, Any]:
    head, _, rest = owner.path.partition(".")
    inner = Cell(rest, owner.value)
    return {
        name: (_with_owner(value, inner, stranger) if rest else stranger) if name == head else value
        for name, value in fields.items()
    }


def _wrong_arithmetic(reply: Reply) -> Edit | None:
    return wrong_sum(reply) or false_sum(reply)


_MAKERS: Mapping[str, Callable[[Reply], Edit | None]] = {
    "amount": wrong_amount,
    "digit": wrong_digit,
    "date": wrong_date,
    "time": wrong_time,
    "status": wrong_status,
    "service": wrong_service,
    "pincode": wrong_pincode,
    "negation": flipped,
    "other_person": value_of_other,
    "promise": promise,
    "arithmetic": _wrong_arithmetic,
    "policy": misstated_rule,
    "off_topic": off_topic,
    "wrong_intent": aside,
    "ignored_constraint": other_row,
    "needless_refusal": refusal,
}
