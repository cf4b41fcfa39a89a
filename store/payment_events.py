"""What the payment side says has moved, and nothing else, makes a card or UPI payment so.

An event counts once however often it comes, and events may come in any order: amounts are
cumulative and only grow, a failure never outweighs money, and what comes for a withdrawn charge
goes back. So every order of the same events ends in the same state.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select

from store.database import Tx
from store.events import EventError, is_known, keep
from store.lifecycle import settle
from store.notices import News, NewsKind
from store.payments import Payment, State, move_money, payment_by_id, request_refund
from store.tables import bookings, payment_events, payments

PaymentEventKind = Literal["paid", "partial", "failed", "refunded"]


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """One event. `amount_paise` is all that has moved so far for this payment; `reference` is the
    payment side's name for it; `body_hash` tells a repetition from an abuse of the event's id."""

    event_id: str
    kind: PaymentEventKind
    payment_id: int
    amount_paise: int
    reference: str
    occurred_at: datetime
    body_hash: str


_LOCK = (
    select(bookings.c.user_id)
    .join(payments, payments.c.booking_id == bookings.c.id)
    .where(payments.c.id == bindparam("payment"))
    .with_for_update(of=bookings)
)
_NAMESAKE = select(payments.c.id).where(
    payments.c.reference == bindparam("name"), payments.c.id != bindparam("payment")
)


def apply_event(tx: Tx, event: PaymentEvent, now: datetime) -> News | None:
    """Take the event in; the news for the customer, or None when it changed nothing.

    Raises:
        EventError: there is no such payment, another event had its id, or it does not fit.
    """
    owner = tx.execute(_LOCK, {"payment": event.payment_id}).scalar_one_or_none()
    payment = payment_by_id(tx, event.payment_id)
    if owner is None or payment is None:
        raise EventError("unknown_subject", f"there is no payment {event.payment_id}")
    if is_known(tx, payment_events, event.event_id, event.body_hash):
        return None
    _check(tx, payment, event)
    keep(tx, payment_events, asdict(event), now)
    state, moved = _after(payment, event)
    if (state, moved) == (payment.state, payment.moved_paise):
        return None
    whole = event.kind in ("paid", "refunded")
    reference = event.reference if whole else payment.reference
    move_money(tx, payment.id, state, moved, reference, now)
    told, told_of, amount = _told(payment, state), payment.id, moved or payment.amount_paise
    if state == "void":
        amount = moved - payment.moved_paise
        told_of = request_refund(
            tx,
            payment.booking_id,
            payment.method,
            amount,
            now,
            user_id=owner,
            returns_id=payment.id,
        )
    settle(tx, payment.booking_id, now)
    return News(told, owner, payment.order_id, payment_id=told_of, amount_paise=amount)


def _check(tx: Tx, payment: Payment, event: PaymentEvent) -> None:
    fitting = ("refunded", "failed") if payment.kind == "refund" else ("paid", "partial", "failed")
    if event.kind not in fitting or payment.method == "cash":
        raise EventError(
            "not_applicable", f"a {payment.kind} by {payment.method} is never {event.kind}"
        )
    asked, said = payment.amount_paise, event.amount_paise
    if event.kind in ("paid", "refunded") and said != asked:
        raise EventError("amount_differs", f"{asked} paise were asked for, not {said}")
    if event.kind == "partial" and not 0 < said < asked:
        raise EventError("amount_differs", f"{said} paise are no part of {asked}")
    name = {"name": event.reference, "payment": payment.id}
    if event.kind != "failed" and tx.execute(_NAMESAKE, name).first() is not None:
        raise EventError("not_applicable", f"{event.reference} is another payment's name")


def _after(payment: Payment, event: PaymentEvent) -> tuple[State, int]:
    """State and amount with this event: each the greater of what was known and what is said."""
    moved = max(payment.moved_paise, 0 if event.kind == "failed" else event.amount_paise)
    if payment.state == "void":
        return "void", moved
    if moved == payment.amount_paise:
        return "done", moved
    failed = not moved and "failed" in (event.kind, payment.state)
    return "failed" if failed else "requested", moved


def _told(payment: Payment, state: State) -> NewsKind:
    if payment.kind == "refund":
        return "refunded" if state == "done" else "refund_failed"
    told: dict[State, NewsKind] = {"done": "paid", "failed": "payment_failed", "void": "returned"}
    return told.get(state, "partly_paid")
