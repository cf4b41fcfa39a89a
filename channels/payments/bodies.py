"""The JSON of events, as senders write it and as the store takes it."""

import hashlib
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from store.jobs import JobEvent
from store.payment_events import PaymentEvent

Name = Annotated[str, Field(min_length=1, pattern=r"^[!-~]+$")]
"""Printable ASCII without spaces."""
Key = Annotated[int, Field(ge=1, lt=2**63)]


class PaymentEventBody(BaseModel):
    """`amount_paise` is all that has moved so far; `transaction_id` is the payment side's name."""

    id: Annotated[Name, Field(max_length=120)]
    type: Literal["paid", "partial", "failed", "refunded"]
    payment_id: Key
    amount_paise: Annotated[int, Field(ge=0, lt=2**53)]
    transaction_id: Annotated[Name, Field(max_length=40)]
    occurred_at: AwareDatetime

    def event(self, raw: bytes) -> PaymentEvent:
        return PaymentEvent(
            self.id,
            self.type,
            self.payment_id,
            self.amount_paise,
            self.transaction_id,
            self.occurred_at,
            hashlib.sha256(raw).hexdigest(),
        )


class JobEventBody(BaseModel):
    """A provider begins a job, has done it, or cannot come."""

    id: Annotated[Name, Field(max_length=120)]
    type: Literal["started", "completed", "cannot_come"]
    order_id: Annotated[Name, Field(max_length=24)]
    item_id: Key
    provider_id: Key
    occurred_at: AwareDatetime

    def event(self, raw: bytes) -> JobEvent:
        return JobEvent(
            self.id,
            self.type,
            self.order_id,
            self.item_id,
            self.provider_id,
            self.occurred_at,
            hashlib.sha256(raw).hexdigest(),
        )


class EventAnswer(BaseModel):
    """`changed`: something is otherwise now; false for a repetition and for what was known."""

    changed: bool
