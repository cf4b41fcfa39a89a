"""The task in progress: what a customer wants done over several messages, as far as it is known.

Values that are kept as JSON with the conversation. Nothing here reads, asks or changes anything;
`shown` is the action exactly as the customer saw it, and only a yes to that very message counts.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from store.addresses import DefaultAddress, NewAddress
from store.cancellations import Cancellation, RefundTo
from store.complaints import NewComplaint, Remark
from store.moves import Move
from store.orders import Order
from store.payments import Method

SILENCE = dt.timedelta(days=3)
"""After so long without a word about a task, the customer is asked before it goes on."""


class Wish(BaseModel):
    """A message that has to wait for something before it is answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    intent: str
    chosen: str | None = None


class _Task(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: str | None = None
    """What the last reply about it asked for, in the words of the task: "slot", "confirm" ..."""
    touched_at: AwareDatetime | None = None
    """When it was last gone on with; the turn keeps it."""
    next: Wish | None = None
    """What the customer wanted in the same breath; its turn comes when this is done."""


class TimeWish(BaseModel):
    """When it should be, as far as it was said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: dt.date | None = None
    days: tuple[dt.date, ...] = ()
    """The days that it may be, where what was said reads in several ways."""
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    hours: tuple[dt.time, ...] = ()
    """The hours that it may be, likewise."""


class BookTask(_Task):
    """A new booking."""

    kind: Literal["book"] = "book"
    services: tuple[str, ...] = ()
    """Keys of the services that it may be; one when it is settled."""
    category: str | None = None
    variant: str | None = None
    quantity: int = 1
    pincode: str | None = None
    """Where it should be, as long as no address says so."""
    city: str | None = None
    address_id: int | None = None
    address_wish: Literal["choose", "new"] | None = None
    """What the customer wants instead of the address that is known."""
    wish: TimeWish = TimeWish()
    slot_start: AwareDatetime | None = None
    payment_method: Method | None = None
    shown: Order | None = None


class RescheduleTask(_Task):
    """Moving one job of a booking."""

    kind: Literal["reschedule"] = "reschedule"
    number: str | None = None
    item_id: int | None = None
    wish: TimeWish = TimeWish()
    slot_start: AwareDatetime | None = None
    shown: Move | None = None


class CancelTask(_Task):
    """Calling off a booking or one job of it."""

    kind: Literal["cancel"] = "cancel"
    number: str | None = None
    item_ids: tuple[int, ...] | None = None
    """None: not said; empty: the whole booking."""
    refund_to: RefundTo | None = None
    reason: str | None = None
    shown: Cancellation | None = None


class ComplaintTask(_Task):
    """Raising a complaint about a booking, or adding a remark to one."""

    kind: Literal["complaint"] = "complaint"
    number: str | None = None
    """The booking's."""
    complaint_number: str | None = None
    type: str | None = None
    description: str | None = None
    shown: NewComplaint | Remark | None = None


class AddressTask(_Task):
    """A new address, or another default one."""

    kind: Literal["address"] = "address"
    address_id: int | None = None
    line1: str | None = None
    line2: str | None = None
    pincode: str | None = None
    contact_name: str | None = None
    make_default: bool = False
    shown: NewAddress | DefaultAddress | None = None
    then: BookTask | None = None
    """The booking that goes on with the new address."""


Errand = Annotated[
    BookTask | RescheduleTask | CancelTask | ComplaintTask | AddressTask,
    Field(discriminator="kind"),
]
"""A task that somebody who is signed in has."""


class SignInTask(_Task):
    """A guest proves a mobile number; then what led here goes on by itself."""

    kind: Literal["sign_in"] = "sign_in"
    mobile: str | None = None
    """In +91 form; set once a code is on its way to it."""
    tries: int = 0
    """Codes typed wrongly or numbers that were none."""
    wish: Wish | None = None
    then: Errand | None = None
    shown: None = None


Task = Annotated[
    BookTask | RescheduleTask | CancelTask | ComplaintTask | AddressTask | SignInTask,
    Field(discriminator="kind"),
]

_INTENTS = {
    "book": "book",
    "reschedule": "reschedule",
    "cancel": "cancel",
    "complaint": "complaint_raise",
    "address": "address",
}


def intent_of(task: Task) -> str:
    """The intent that a message is logged with when it goes on with the task; signing in serves
    what led to it."""
    if isinstance(task, SignInTask):
        if task.wish is not None:
            return task.wish.intent
        return "help" if task.then is None else _INTENTS[task.then.kind]
    return _INTENTS[task.kind]


def is_stale(task: Task, now: dt.datetime) -> bool:
    """Whether so much time has passed that it must not go on unasked."""
    return task.touched_at is not None and now - task.touched_at > SILENCE
