"""What the console says of complaints in JSON."""

from datetime import datetime

from pydantic import BaseModel

from channels.console.wire import Key, Read


class ComplaintRowAnswer(Read):
    """One line of the list; `clock` runs until `due_at` (null: it is settled)."""

    number: str
    order_id: str
    type: str
    subject: str
    priority: str
    status: str
    customer: str | None
    customer_id: Key
    conversation_id: Key | None
    assigned: str | None
    assigned_id: Key | None
    clock: str | None
    due_at: datetime | None
    overdue: bool
    response_due_at: datetime
    resolution_due_at: datetime
    resolved_at: datetime | None
    reopened_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ComplaintTallyAnswer(Read):
    """How many are not settled, and how many of them are overdue."""

    unsettled: int
    overdue: int


class ComplaintsAnswer(BaseModel):
    """A page of complaints, the one due first on top."""

    items: tuple[ComplaintRowAnswer, ...]
    next_cursor: str | None
    tally: ComplaintTallyAnswer


class HistoryLineAnswer(Read):
    """Something that was said, or done (`action`)."""

    author: str | None
    by_customer: bool
    comment: str | None
    action: str | None
    status: str | None
    internal: bool
    created_at: datetime


class ComplaintFileAnswer(Read):
    """Everything about one complaint."""

    row: ComplaintRowAnswer
    description: str
    resolution: str | None
    history: tuple[HistoryLineAnswer, ...]
