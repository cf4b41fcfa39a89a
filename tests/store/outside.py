"""The outside world of a test: a payment side and providers whose events all have names."""

from datetime import datetime, timedelta
from itertools import count

from store.accounts import Booking, BookingItem
from store.database import Tx
from store.jobs import JobEvent, JobEventKind, apply_job_event
from store.notices import News
from store.payment_events import PaymentEvent, PaymentEventKind, apply_event
from store.payments import Payment, payments_of
from tests.store.shopping import reread

_number = count(1)


def event_of(
    payment: Payment,
    kind: PaymentEventKind,
    now: datetime,
    amount_paise: int | None = None,
    reference: str | None = None,
) -> PaymentEvent:
    name = f"evt-{next(_number)}"
    return PaymentEvent(
        event_id=name,
        kind=kind,
        payment_id=payment.id,
        amount_paise=payment.amount_paise if amount_paise is None else amount_paise,
        reference=reference or f"gw-{payment.id}",
        occurred_at=now - timedelta(seconds=1),
        body_hash=name,
    )


def happened(
    tx: Tx,
    payment: Payment,
    kind: PaymentEventKind,
    now: datetime,
    amount_paise: int | None = None,
) -> News | None:
    return apply_event(tx, event_of(payment, kind, now, amount_paise), now)


def charge_of(tx: Tx, user_id: int, booking: Booking) -> Payment:
    """The charge that counts."""
    rows = payments_of(tx, user_id, booking.order_id)
    return next(row for row in rows if row.kind == "charge" and row.state != "void")


def refund_of(tx: Tx, user_id: int, booking: Booking) -> Payment:
    """The last refund that was asked for."""
    rows = payments_of(tx, user_id, booking.order_id)
    return [row for row in rows if row.kind == "refund"][-1]


def pay(tx: Tx, user_id: int, booking: Booking, now: datetime) -> Booking:
    happened(tx, charge_of(tx, user_id, booking), "paid", now)
    return reread(tx, user_id, booking.order_id)


def report_of(booking: Booking, item: BookingItem, kind: JobEventKind, at: datetime) -> JobEvent:
    name = f"job-{next(_number)}"
    assert item.provider_id is not None
    return JobEvent(name, kind, booking.order_id, item.id, item.provider_id, at, name)


def reported(
    tx: Tx, booking: Booking, item: BookingItem, kind: JobEventKind, at: datetime
) -> News | None:
    return apply_job_event(tx, report_of(booking, item, kind, at), at)
