"""What providers report of their jobs: begun, done, or that they cannot come.

A job whose provider cannot come goes to another who is free then; if there is none it is cancelled
and all that was paid for it goes back. Refuses reports by anybody but the job's own provider.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, select, update

from store.accounts import Booking, BookingItem, booking_by_number
from store.cancellations import drop_items, refund_quote
from store.database import Tx
from store.events import EventError, is_known, keep
from store.lifecycle import settle
from store.notices import News, NewsKind
from store.refusals import PartlyPaidError, SlotTakenError
from store.slots import SLOT, free_providers, take_slot
from store.tables import booking_items, bookings, job_events, providers

JobEventKind = Literal["started", "completed", "cannot_come"]
_NO_PROVIDER = "No professional could come"


@dataclass(frozen=True, slots=True)
class JobEvent:
    """One report; `body_hash` tells a repetition from an abuse of the event's id."""

    event_id: str
    kind: JobEventKind
    order_id: str
    item_id: int
    provider_id: int
    occurred_at: datetime
    body_hash: str


@dataclass(frozen=True, slots=True)
class Job:
    """An open job as those who report on it name it."""

    order_id: str
    item_id: int
    provider_id: int
    service: str
    status: str
    slot_start: datetime


_LOCK = (
    select(bookings.c.user_id).where(bookings.c.order_id == bindparam("order")).with_for_update()
)
_SET = update(booking_items).where(booking_items.c.id == bindparam("item"))
_TIMES = _SET.values(
    status=bindparam("now_status"),
    started_at=bindparam("start"),
    ended_at=bindparam("end"),
    updated_at=bindparam("at"),
)
_REASSIGN = _SET.values(provider_id=bindparam("provider"), updated_at=bindparam("at"))
_COUNT = (
    update(providers)
    .where(providers.c.id == bindparam("provider"))
    .values(total_bookings=providers.c.total_bookings + 1, updated_at=bindparam("at"))
)
_OPEN_JOBS = (
    select(
        bookings.c.order_id,
        booking_items.c.id,
        booking_items.c.provider_id,
        booking_items.c.service_name,
        booking_items.c.status,
        booking_items.c.slot_start,
    )
    .join(bookings, bookings.c.id == booking_items.c.booking_id)
    .where(booking_items.c.status.in_(("accepted", "in_progress")))
    .order_by(booking_items.c.slot_start, booking_items.c.id)
    .limit(bindparam("most"))
)


def open_jobs(tx: Tx, limit: int = 100) -> tuple[Job, ...]:
    """Accepted jobs and those in progress, the earliest first."""
    return tuple(Job(*row) for row in tx.execute(_OPEN_JOBS, {"most": limit}))


def apply_job_event(tx: Tx, event: JobEvent, now: datetime) -> News | None:
    """Take the report in; the news for the customer, or None when it changed nothing.

    Raises:
        EventError: there is no such job, another event had its id, or it does not fit.
    """
    owner = tx.execute(_LOCK, {"order": event.order_id}).scalar_one_or_none()
    booking = booking_by_number(tx, owner, event.order_id) if owner is not None else None
    item = _item(booking, event)
    if booking is None or owner is None or item is None:
        raise EventError("unknown_subject", f"no job {event.item_id} in {event.order_id}")
    if is_known(tx, job_events, event.event_id, event.body_hash):
        return None
    if item.provider_id != event.provider_id:
        raise EventError("not_applicable", "the job is with another provider")
    row = asdict(event)
    del row["order_id"]
    keep(tx, job_events, row, now)
    if event.kind == "cannot_come":
        return _replace(tx, owner, booking, item, now)
    return _report(tx, owner, booking, item, event, now)


def _item(booking: Booking | None, event: JobEvent) -> BookingItem | None:
    items = booking.items if booking else ()
    return next((item for item in items if item.id == event.item_id), None)


def _report(
    tx: Tx, owner: int, booking: Booking, item: BookingItem, event: JobEvent, now: datetime
) -> News | None:
    """Begun or done; an end may be known before its beginning is."""
    times = _times(item, event)
    if times is None:
        return None
    status, start, end = times
    row = {"item": item.id, "now_status": status, "start": start, "end": end, "at": now}
    tx.execute(_TIMES, row)
    if status == item.status:
        return None
    if status == "completed":
        tx.execute(_COUNT, {"provider": event.provider_id, "at": now})
    settle(tx, booking.id, now)
    kind: NewsKind = "completed" if event.kind == "completed" else "started"
    return News(kind, owner, booking.order_id, item.id)


def _times(item: BookingItem, event: JobEvent) -> tuple[str, datetime, datetime | None] | None:
    """Status, beginning and end after the report; None when they are known."""
    at = event.occurred_at
    if item.status not in ("accepted", "in_progress", "completed"):
        raise EventError("not_applicable", f"the job is {item.status}")
    if at < item.slot_start - SLOT:
        raise EventError("impossible_time", "a job begins no earlier than a slot before its own")
    if event.kind == "completed":
        start = item.started_at or at
        if item.status == "completed":
            return None
        if at < start:
            raise EventError("impossible_time", "the job began later")
        return "completed", start, at
    if item.started_at is None:
        return "in_progress", at, None
    if item.status == "completed" and at < item.started_at:
        return "completed", at, item.ended_at
    return None


def _replace(tx: Tx, owner: int, booking: Booking, item: BookingItem, now: datetime) -> News:
    """Give the job to somebody else, or give it and the money up."""
    if not item.is_open:
        raise EventError("not_applicable", f"the job is {item.status}")
    if item.slot_start > now:
        try:
            free = free_providers(tx, item.service_id, booking.pincode, item.slot_start)
            take_slot(tx, free, lambda provider: _reassign(tx, item.id, provider, now))
            return News("reassigned", owner, booking.order_id, item.id)
        except SlotTakenError:
            pass
    try:
        offer = refund_quote(booking, (item.id,), now, percent=100)
    except PartlyPaidError as error:
        raise EventError("not_applicable", f"people must settle this: {error}") from error
    refund_id = drop_items(tx, owner, booking, offer, now, by="provider", reason=_NO_PROVIDER)
    return News(
        "cancelled_by_provider",
        owner,
        booking.order_id,
        item.id,
        payment_id=refund_id,
        amount_paise=offer.refund_paise or None,
    )


def _reassign(tx: Tx, item_id: int, provider: int, now: datetime) -> None:
    row: dict[str, Any] = {"item": item_id, "provider": provider, "at": now}
    tx.execute(_REASSIGN, row)
