"""Everything that a customer can have changed, as values: shown, confirmed, kept and performed.

An action is kept as JSON while it waits for a yes and in the log once it was performed; refuses
JSON that is not exactly one of them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from store.addresses import DefaultAddress, NewAddress, add_address, set_default
from store.cancellations import Cancellation, cancel
from store.complaints import NewComplaint, Remark, add_remark, raise_complaint
from store.database import Tx
from store.moves import Move, move_item
from store.orders import Order, place_order
from store.refusals import RefusedError

Action: TypeAlias = (
    Order | Move | Cancellation | NewComplaint | Remark | NewAddress | DefaultAddress
)

_READERS: Mapping[str, TypeAdapter[Any]] = {
    "order": TypeAdapter(Order),
    "move": TypeAdapter(Move),
    "cancellation": TypeAdapter(Cancellation),
    "complaint": TypeAdapter(NewComplaint),
    "remark": TypeAdapter(Remark),
    "address": TypeAdapter(NewAddress),
    "default_address": TypeAdapter(DefaultAddress),
}
_KINDS: Mapping[type, str] = {
    Order: "order",
    Move: "move",
    Cancellation: "cancellation",
    NewComplaint: "complaint",
    Remark: "remark",
    NewAddress: "address",
    DefaultAddress: "default_address",
}


class ActionError(ValueError):
    """A document that describes no action."""


def perform(tx: Tx, action: Action, now: datetime) -> str:
    """Make the change; the number or key of what it made or changed.

    Raises:
        RefusedError: it cannot be made as it was confirmed; roll back to before this call.
    """
    match action:
        case Order():
            return place_order(tx, action, now)
        case Move():
            move_item(tx, action, now)
            return action.order_id
        case Cancellation():
            cancel(tx, action, now)
            return action.order_id
        case NewComplaint():
            return raise_complaint(tx, action, now)
        case Remark():
            add_remark(tx, action, now)
            return action.number
        case NewAddress():
            return str(add_address(tx, action, now))
        case DefaultAddress():
            set_default(tx, action, now)
            return str(action.address_id)


def to_json(action: Action) -> dict[str, Any]:
    """`{"kind": ..., ...}` of JSON values; times as ISO 8601 with their offset."""
    kind = _KINDS[type(action)]
    return {"kind": kind, **_READERS[kind].dump_python(action, mode="json")}


def from_json(document: Mapping[str, Any]) -> Action:
    """The action that `to_json` wrote.

    Raises:
        ActionError: it is none.
    """
    fields = dict(document)
    reader = _READERS.get(str(fields.pop("kind", None)))
    if reader is None:
        raise ActionError(f"no action of the kind {document.get('kind')!r}")
    try:
        action: Action = reader.validate_python(fields)
    except ValidationError as error:
        raise ActionError(str(error)) from error
    return action


def performed(action: Action, outcome: str | RefusedError) -> dict[str, Any]:
    """What the log keeps of an action (`conversations.action`): the action as it was confirmed,
    and either what came of it ("done") or the name of the refusal ("refused")."""
    if isinstance(outcome, RefusedError):
        return {"action": to_json(action), "refused": type(outcome).__name__}
    return {"action": to_json(action), "done": outcome}
