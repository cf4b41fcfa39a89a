"""Cancelling single items or a whole booking, and what of the money paid goes back.

Items cancel singly, each by its own start; a whole booking by the earliest item that has not
started. A refund is requested here, never done, unless it goes to the wallet.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select, true, update

from store.accounts import Booking, BookingItem
from store.database import Tx
from store.lifecycle import lock_booking, settle
from store.money import Line, bill, percent_of, spread
from store.payments import Method, request_charge, request_refund, withdraw_charge
from store.refusals import (
    AlreadyEndedError,
    PartlyPaidError,
    RefundChangedError,
    UnknownError,
)
from store.rules import RULES
from store.tables import addresses, booking_items, bookings, business

RefundTo = Literal["source", "wallet"]
Canceller = Literal["customer", "provider", "ops"]
_MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What to cancel (no items: the whole booking) and what was said to come back for it."""

    user_id: int
    order_id: str
    item_ids: tuple[int, ...]
    refund_to: RefundTo
    reason: str | None
    shown_refund_paise: int


@dataclass(frozen=True, slots=True)
class RefundLine:
    """One item: its share of what was paid, and how much of that goes back, by which start."""

    item_id: int
    paid_paise: int
    percent: int
    refund_paise: int
    decided_by: datetime


@dataclass(frozen=True, slots=True)
class RefundQuote:
    """What cancelling would give back now. `percent` and `decided_by` are those of the earliest
    item; of a whole booking they hold for all of it."""

    lines: tuple[RefundLine, ...]
    percent: int
    decided_by: datetime
    paid_paise: int
    refund_paise: int
    whole: bool
    """Nothing of the booking is left to be done."""

    @property
    def item_ids(self) -> tuple[int, ...]:
        return tuple(line.item_id for line in self.lines)


_HOME_STATE = (
    select(addresses.c.state == business.c.state)
    .select_from(bookings.join(addresses).join(business, true()))
    .where(bookings.c.id == bindparam("booking"))
)
_CANCEL = (
    update(booking_items)
    .where(booking_items.c.id.in_(bindparam("items", expanding=True)))
    .values(
        status="cancelled",
        cancelled_by=bindparam("who"),
        cancellation_reason=bindparam("why"),
        updated_at=bindparam("at"),
    )
)
_UNBILL = (
    update(booking_items)
    .where(booking_items.c.id.in_(bindparam("items", expanding=True)))
    .values(billed=False)
)
_EXPLAIN = (
    update(bookings)
    .where(bookings.c.id == bindparam("booking"), bookings.c.status == "cancelled")
    .values(cancellation_reason=bindparam("why"))
)


def refund_quote(
    booking: Booking, item_ids: tuple[int, ...], now: datetime, percent: int | None = None
) -> RefundQuote:
    """What cancelling these items (none: the whole booking) would give back.

    Args:
        percent: the share that goes back whatever the notice, when it is not the customer who
            cancels.

    Raises:
        UnknownError: the booking has no such item.
        AlreadyEndedError: nothing of what is meant is still to be done.
        PartlyPaidError: only some items of a booking that is paid in part.
    """
    chosen = _chosen(booking, item_ids)
    stay = [item for item in booking.items if item.status != "cancelled" and item not in chosen]
    if stay and 0 < booking.paid_paise < booking.total_paise:
        raise PartlyPaidError(f"{booking.order_id} is paid in part")
    left = any(item.is_open for item in stay)
    shares = _shares(booking)
    earliest = min(item.deciding_start for item in chosen)
    lines = []
    for item in chosen:
        start = item.deciding_start if left else earliest
        hours = (start - now).total_seconds() / 3600
        share = RULES.refund_percent(hours) if percent is None else percent
        paid = shares.get(item.id, 0)
        lines.append(RefundLine(item.id, paid, share, percent_of(paid, share), start))
    first = min(lines, key=lambda line: line.decided_by)
    paid = sum(line.paid_paise for line in lines)
    refund = sum(line.refund_paise for line in lines) if left else percent_of(paid, first.percent)
    return RefundQuote(
        lines=tuple(lines),
        percent=first.percent,
        decided_by=first.decided_by,
        paid_paise=paid,
        refund_paise=refund,
        whole=not left,
    )


def cancel(tx: Tx, cancellation: Cancellation, now: datetime) -> None:
    """Cancel as confirmed.

    Raises:
        UnknownError: the booking or an item of it is not theirs.
        AlreadyEndedError, PartlyPaidError: see `refund_quote`.
        RefundChangedError: another amount was shown.
    """
    booking = lock_booking(tx, cancellation.user_id, cancellation.order_id)
    offer = refund_quote(booking, cancellation.item_ids, now)
    if offer.refund_paise != cancellation.shown_refund_paise:
        raise RefundChangedError(cancellation.shown_refund_paise, offer.refund_paise)
    drop_items(
        tx,
        cancellation.user_id,
        booking,
        offer,
        now,
        by="customer",
        reason=cancellation.reason,
        refund_to=cancellation.refund_to,
    )


def drop_items(
    tx: Tx,
    user_id: int,
    booking: Booking,
    offer: RefundQuote,
    now: datetime,
    *,
    by: Canceller,
    reason: str | None,
    refund_to: RefundTo = "source",
) -> int | None:
    """Cancel the items of `offer`, ask for its refund, and stop asking for what is not owed; the
    refund's key, if there is one."""
    refund_id = None
    why = reason[:_MOST_REASON] if reason else None
    items = list(offer.item_ids)
    tx.execute(_CANCEL, {"items": items, "who": by, "why": why, "at": now})
    if offer.refund_paise:
        method = _method(booking, refund_to)
        refund_id = request_refund(
            tx,
            booking.id,
            method,
            offer.refund_paise,
            now,
            user_id=user_id,
            item_ids=offer.item_ids,
        )
    if booking.paid_paise < booking.total_paise:
        withdraw_charge(tx, booking.id, now)
        rest = [item for item in booking.items if item.billed and item.id not in offer.item_ids]
        if any(item.status != "cancelled" for item in rest):
            tx.execute(_UNBILL, {"items": items})
            _bill(tx, booking, rest, now)
    settle(tx, booking.id, now)
    tx.execute(_EXPLAIN, {"booking": booking.id, "why": why})
    return refund_id


def _chosen(booking: Booking, item_ids: tuple[int, ...]) -> list[BookingItem]:
    if set(item_ids) - {item.id for item in booking.items}:
        raise UnknownError(f"{booking.order_id} has no such item")
    chosen = [item for item in booking.items if not item_ids or item.id in item_ids]
    still_open = [item for item in chosen if item.is_open]
    if not still_open or (item_ids and len(still_open) < len(chosen)):
        raise AlreadyEndedError(f"nothing of it in {booking.order_id} is still to be done")
    return still_open


def _shares(booking: Booking) -> dict[int, int]:
    """What was paid, divided over the items of the bill; the parts add up to it exactly."""
    billed = [item for item in booking.items if item.billed]
    weights = [item.total_paise for item in billed]
    if not any(weights):
        weights = [1] * len(billed)
    parts = spread(booking.paid_paise, weights)
    return {item.id: part for item, part in zip(billed, parts, strict=True)}


def _method(booking: Booking, refund_to: RefundTo) -> Method:
    """Cash cannot be sent back, so the wallet gets it."""
    if refund_to == "wallet" or booking.payment_method == "cash":
        return "wallet"
    method: Method = booking.payment_method  # type: ignore[assignment]  # a CHECK keeps it to four
    return method


def _bill(tx: Tx, booking: Booking, rest: list[BookingItem], now: datetime) -> None:
    """Nothing was paid yet: the others alone are billed, and asked for anew."""
    same_state = bool(tx.execute(_HOME_STATE, {"booking": booking.id}).scalar_one())
    total = bill(
        [Line(item.price_paise, item.quantity) for item in rest],
        sum(item.discount_paise for item in rest),
        booking.convenience_paise,
        same_state,
    )
    tx.execute(
        update(bookings)
        .where(bookings.c.id == booking.id)
        .values(**total.columns(), remaining_paise=total.total_paise)
    )
    method: Method = booking.payment_method  # type: ignore[assignment]
    request_charge(tx, booking.id, method, total.total_paise, now)
