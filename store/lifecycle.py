"""What a booking is, given its items and its payments: one derivation, made after every change.

Status, amounts paid and refunded, invoice and settlement are never set by hand, so they cannot
contradict the rows they follow from, in whatever order those came about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from store.accounts import Booking, booking_by_number
from store.database import Tx
from store.numbers import next_invoice_number
from store.payments import Payment, move_money, payments_of_booking
from store.refusals import UnknownError
from store.tables import booking_items, bookings, refund_items

_LOCK = (
    select(bookings.c.id)
    .where(bookings.c.user_id == bindparam("person"), bookings.c.order_id == bindparam("order"))
    .with_for_update()
)
_HEAD = (
    select(
        bookings.c.status,
        bookings.c.payment_status,
        bookings.c.payment_method,
        bookings.c.total_paise,
        bookings.c.invoice_number,
        bookings.c.settlement_status,
        bookings.c.transaction_id,
        bookings.c.refund_transaction_id,
        bookings.c.cancelled_at,
    )
    .where(bookings.c.id == bindparam("booking"))
    .with_for_update()
)
_ITEMS = (
    select(
        booking_items.c.id,
        booking_items.c.status,
        booking_items.c.payment_status,
        booking_items.c.billed,
        refund_items.c.refund_id,
    )
    .outerjoin(refund_items, refund_items.c.item_id == booking_items.c.id)
    .where(booking_items.c.booking_id == bindparam("booking"))
    .order_by(booking_items.c.id)
)
_SET_ITEM = (
    update(booking_items)
    .where(booking_items.c.id == bindparam("item"))
    .values(
        status=bindparam("now_status"),
        payment_status=bindparam("now_payment"),
        updated_at=bindparam("at"),
    )
)


@dataclass(frozen=True, slots=True)
class _Money:
    """What the payments of a booking come to."""

    paid_paise: int
    refund_paise: int
    refund_open: bool
    charge: Payment | None
    """The one that counts, if any is not withdrawn."""
    refunds: tuple[Payment, ...]
    """Those that are done, oldest first."""


def lock_booking(tx: Tx, user_id: int, order_id: str) -> Booking:
    """Somebody's own booking, as it stays until the commit unless we change it.

    Raises:
        UnknownError: none of theirs has this number.
    """
    tx.execute(_LOCK, {"person": user_id, "order": order_id})
    booking = booking_by_number(tx, user_id, order_id)
    if booking is None:
        raise UnknownError(f"no booking {order_id}")
    return booking


def settle(tx: Tx, booking_id: int, now: datetime) -> None:
    """Bring a booking's header and the states of its items in line with what happened."""
    head = tx.execute(_HEAD, {"booking": booking_id}).one()
    items = tx.execute(_ITEMS, {"booking": booking_id}).all()
    money = _money(payments_of_booking(tx, booking_id))
    status = _status(head, [item.status for item in items], money)
    if status == "completed" and money.charge is not None and _is_due_in_cash(money.charge):
        charge = money.charge
        move_money(tx, charge.id, "done", charge.amount_paise, None, now)
        money = _money(payments_of_booking(tx, booking_id))
    payment = _payment_status(head, status, money)
    tx.execute(
        update(bookings)
        .where(bookings.c.id == booking_id)
        .values(**_columns(tx, head, status, payment, money, now), updated_at=now)
    )
    refunded = {refund.id for refund in money.refunds}
    for item in items:
        _set_item(tx, item, status, payment, now, refunded=item.refund_id in refunded)


def _set_item(
    tx: Tx, item: Any, status: str, payment: str, now: datetime, *, refunded: bool
) -> None:
    """An item is accepted once its booking is confirmed, and paid as its booking is while it is on
    the bill."""
    confirmed = item.status == "pending" and status in ("confirmed", "in_progress")
    item_status = "accepted" if confirmed else item.status
    item_payment = "paid" if payment == "refunded" else payment
    if refunded or not item.billed:
        item_payment = "refunded" if refunded else item.payment_status
    if (item_status, item_payment) != (item.status, item.payment_status):
        tx.execute(
            _SET_ITEM,
            {
                "item": item.id,
                "now_status": item_status,
                "now_payment": item_payment,
                "at": now,
            },
        )


def _status(head: Any, items: Sequence[str], money: _Money) -> str:
    kinds = set(items)
    if kinds == {"cancelled"}:
        return "cancelled"
    if kinds <= {"completed", "cancelled"}:
        return "completed"
    if kinds & {"in_progress", "completed"}:
        return "in_progress"
    payable = head.payment_method == "cash" or money.paid_paise == head.total_paise
    return "confirmed" if head.status == "pending" and payable else str(head.status)


def _is_due_in_cash(charge: Payment) -> bool:
    return charge.method == "cash" and charge.state == "requested"


def _money(rows: Sequence[Payment]) -> _Money:
    charges = [row for row in rows if row.kind == "charge"]
    returned = [row for row in rows if row.kind == "refund" and row.returns_id is not None]
    refunds = [row for row in rows if row.kind == "refund" and row.returns_id is None]
    done = [row for row in refunds if row.state == "done"]
    return _Money(
        paid_paise=sum(row.moved_paise for row in charges)
        - sum(row.amount_paise for row in returned),
        refund_paise=sum(row.amount_paise for row in done),
        refund_open=len(done) < len(refunds),
        charge=next((row for row in charges if row.state != "void"), None),
        refunds=tuple(done),
    )


def _payment_status(head: Any, status: str, money: _Money) -> str:
    if status == "cancelled" and money.refund_paise and not money.refund_open:
        return "refunded"
    if money.paid_paise == head.total_paise:
        return "paid"
    if money.charge is not None:
        return "failed" if money.charge.state == "failed" else "pending"
    return str(head.payment_status)


def _columns(
    tx: Tx, head: Any, status: str, payment: str, money: _Money, now: datetime
) -> dict[str, Any]:
    settlement, invoice = head.settlement_status, head.invoice_number
    if status == "completed" and settlement == "pending":
        settlement = "in_progress"
    if invoice is None and (money.paid_paise == head.total_paise or status == "completed"):
        invoice = next_invoice_number(tx, now)
    charge = money.charge.reference if money.charge else None
    refund = money.refunds[-1].reference if money.refunds else None
    return {
        "status": status,
        "payment_status": payment,
        "paid_paise": money.paid_paise,
        "remaining_paise": head.total_paise - money.paid_paise,
        "refund_paise": money.refund_paise,
        "invoice_number": invoice,
        "settlement_status": settlement,
        "transaction_id": charge or head.transaction_id,
        "refund_transaction_id": refund or head.refund_transaction_id,
        "cancelled_at": (head.cancelled_at or now) if status == "cancelled" else None,
    }
