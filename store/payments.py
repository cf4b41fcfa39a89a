"""Payments of a booking: what was asked for, what has moved, and the wallet.

Asks and notes only. Whether a card or UPI payment has moved is said by the payment side's events
(`store.payment_events`); what follows for the booking is `store.lifecycle`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, bindparam, insert, select, update

from store.database import Tx
from store.refusals import WalletTooLowError
from store.tables import bookings, payments, refund_items, users

Method = Literal["card", "upi", "wallet", "cash"]
Kind = Literal["charge", "refund"]
State = Literal["requested", "done", "failed", "void"]


@dataclass(frozen=True, slots=True)
class Payment:
    """Money asked for or due back. `moved_paise` is what the payment side says has moved so far;
    `reference` is its name for the whole payment. A refund with `returns_id` gives back what came
    for a charge that was no longer wanted."""

    id: int
    booking_id: int
    order_id: str
    kind: Kind
    method: Method
    state: State
    amount_paise: int
    moved_paise: int
    reference: str | None
    returns_id: int | None
    created_at: datetime
    updated_at: datetime


def _selection() -> Select[Any]:
    return select(
        payments.c.id,
        payments.c.booking_id,
        bookings.c.order_id,
        payments.c.kind,
        payments.c.method,
        payments.c.state,
        payments.c.amount_paise,
        payments.c.moved_paise,
        payments.c.reference,
        payments.c.returns_id,
        payments.c.created_at,
        payments.c.updated_at,
    ).join(bookings, bookings.c.id == payments.c.booking_id)


_OF_BOOKING = (
    _selection()
    .where(payments.c.booking_id == bindparam("booking"))
    .order_by(payments.c.created_at, payments.c.id)
)
_OF_ORDER = (
    _selection()
    .where(bookings.c.order_id == bindparam("order"), bookings.c.user_id == bindparam("person"))
    .order_by(payments.c.created_at, payments.c.id)
)
_OPEN = (
    _selection()
    .where(payments.c.state.in_(("requested", "failed")), payments.c.method != "cash")
    .order_by(payments.c.id)
    .limit(bindparam("most"))
)
_BY_ID = _selection().where(payments.c.id == bindparam("payment"))
_DEBIT = (
    update(users)
    .where(users.c.id == bindparam("person"), users.c.wallet_paise >= bindparam("amount"))
    .values(wallet_paise=users.c.wallet_paise - bindparam("amount"), updated_at=bindparam("at"))
)
_CREDIT = (
    update(users)
    .where(users.c.id == bindparam("person"))
    .values(wallet_paise=users.c.wallet_paise + bindparam("amount"), updated_at=bindparam("at"))
)
_ASK = insert(payments).returning(payments.c.id)
_WITHDRAW = (
    update(payments)
    .where(
        payments.c.booking_id == bindparam("booking"),
        payments.c.kind == "charge",
        payments.c.state.in_(("requested", "failed")),
    )
    .values(state="void", updated_at=bindparam("at"))
)
_MOVE = (
    update(payments)
    .where(payments.c.id == bindparam("payment"))
    .values(
        state=bindparam("now_state"),
        moved_paise=bindparam("now_moved"),
        reference=bindparam("now_reference"),
        updated_at=bindparam("at"),
    )
)
_REFUND_ITEMS = insert(refund_items)


def payments_of(tx: Tx, user_id: int, order_id: str) -> tuple[Payment, ...]:
    """The payments of somebody's own booking, oldest first; none for another's or no booking."""
    return _read(tx, _OF_ORDER, {"order": order_id, "person": user_id})


def payments_of_booking(tx: Tx, booking_id: int) -> tuple[Payment, ...]:
    return _read(tx, _OF_BOOKING, {"booking": booking_id})


def open_payments(tx: Tx, limit: int = 100) -> tuple[Payment, ...]:
    """What the payment side has still to move, oldest first; cash needs none of it."""
    return _read(tx, _OPEN, {"most": limit})


def payment_by_id(tx: Tx, payment_id: int) -> Payment | None:
    found = _read(tx, _BY_ID, {"payment": payment_id})
    return found[0] if found else None


def request_charge(
    tx: Tx, booking_id: int, method: Method, amount_paise: int, now: datetime, *, done: bool = False
) -> int:
    """Ask for the whole amount; `done` when it has moved already. The payment's key."""
    return _ask(tx, booking_id, "charge", method, amount_paise, now, done=done)


def withdraw_charge(tx: Tx, booking_id: int, now: datetime) -> None:
    """Ask for nothing more; what has come in stays paid, what still comes will be given back."""
    tx.execute(_WITHDRAW, {"booking": booking_id, "at": now})


def request_refund(
    tx: Tx,
    booking_id: int,
    method: Method,
    amount_paise: int,
    now: datetime,
    *,
    user_id: int,
    item_ids: tuple[int, ...] = (),
    returns_id: int | None = None,
) -> int:
    """Ask for money to go back, for these items or as all that came for a charge. The wallet gets
    it at once; a card or UPI account when the payment side says so. The payment's key."""
    to_wallet = method == "wallet"
    key = _ask(
        tx, booking_id, "refund", method, amount_paise, now, done=to_wallet, returns_id=returns_id
    )
    if item_ids:
        tx.execute(_REFUND_ITEMS, [{"item_id": item, "refund_id": key} for item in item_ids])
    if to_wallet:
        tx.execute(_CREDIT, {"person": user_id, "amount": amount_paise, "at": now})
    return key


def move_money(
    tx: Tx, payment_id: int, state: State, moved_paise: int, reference: str | None, now: datetime
) -> None:
    """Note how a payment stands now."""
    tx.execute(
        _MOVE,
        {
            "payment": payment_id,
            "now_state": state,
            "now_moved": moved_paise,
            "now_reference": reference,
            "at": now,
        },
    )


def debit_wallet(tx: Tx, user_id: int, amount_paise: int, now: datetime) -> None:
    """Raises WalletTooLowError: there is less in it."""
    done = tx.execute(_DEBIT, {"person": user_id, "amount": amount_paise, "at": now})
    if done.rowcount != 1:
        raise WalletTooLowError(f"the wallet does not hold {amount_paise} paise")


def _ask(
    tx: Tx,
    booking_id: int,
    kind: Kind,
    method: Method,
    amount_paise: int,
    now: datetime,
    *,
    done: bool,
    returns_id: int | None = None,
) -> int:
    row = {
        "booking_id": booking_id,
        "kind": kind,
        "method": method,
        "state": "done" if done else "requested",
        "amount_paise": amount_paise,
        "moved_paise": amount_paise if done else 0,
        "returns_id": returns_id,
        "created_at": now,
        "updated_at": now,
    }
    return int(tx.execute(_ASK, row).scalar_one())


def _read(tx: Tx, statement: Select[Any], given: dict[str, object]) -> tuple[Payment, ...]:
    return tuple(Payment(**row) for row in tx.execute(statement, given).mappings())
