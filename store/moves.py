"""Moving one item to another slot: free of charge until shortly before its start.

A move made with less notice than a full refund needs leaves the refund to the original start.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from sqlalchemy import bindparam, func, select, update

from store.accounts import Booking, BookingItem
from store.database import Tx
from store.lifecycle import lock_booking
from store.refusals import AlreadyEndedError, TooLateError, UnknownError
from store.rules import RULES
from store.slots import SLOT, check_slot, free_providers, take_slot
from store.tables import booking_items, bookings

_INDIA = ZoneInfo(RULES.time_zone)


@dataclass(frozen=True, slots=True)
class Move:
    """Which item goes to which slot."""

    user_id: int
    order_id: str
    item_id: int
    slot_start: AwareDatetime


_MOVE = (
    update(booking_items)
    .where(booking_items.c.id == bindparam("item"))
    .values(
        provider_id=bindparam("provider"),
        slot_start=bindparam("start"),
        slot_end=bindparam("end"),
        refund_slot_start=bindparam("refund_start"),
        updated_at=bindparam("at"),
    )
)
_FIRST_SLOT = select(func.min(booking_items.c.slot_start)).where(
    booking_items.c.booking_id == bindparam("booking"), booking_items.c.status != "cancelled"
)
_PREFER = (
    update(bookings)
    .where(bookings.c.id == bindparam("booking"))
    .values(
        preferred_slot_start=bindparam("start"),
        preferred_date=bindparam("day"),
        updated_at=bindparam("at"),
    )
)


def may_move(item: BookingItem, now: datetime) -> bool:
    """Whether there is still time to move an open item."""
    return RULES.may_move((item.slot_start - now).total_seconds() / 3600)


def move_item(tx: Tx, move: Move, now: datetime) -> None:
    """Move as confirmed, with the same provider if free then, else with the best who is.

    Raises:
        UnknownError: the booking or the item is not theirs.
        AlreadyEndedError: the item has started, ended or been cancelled.
        TooLateError: its start is too close.
        SlotTakenError: nobody can come at the new time.
    """
    booking = lock_booking(tx, move.user_id, move.order_id)
    item = _item(booking, move)
    if not item.is_open:
        raise AlreadyEndedError(f"item {item.id} is {item.status}")
    if not may_move(item, now):
        raise TooLateError(f"item {item.id} starts at {item.slot_start.isoformat()}")
    if move.slot_start == item.slot_start:
        return
    check_slot(move.slot_start, now)
    free = free_providers(tx, item.service_id, booking.pincode, move.slot_start)
    same_first = sorted(free, key=lambda provider: provider != item.provider_id)
    row = {
        "item": item.id,
        "start": move.slot_start,
        "end": move.slot_start + SLOT,
        "refund_start": _refund_start(item, now),
        "at": now,
    }
    take_slot(tx, same_first, lambda provider: _write(tx, {**row, "provider": provider}))
    first = tx.execute(_FIRST_SLOT, {"booking": booking.id}).scalar_one()
    day = first.astimezone(_INDIA).date()
    tx.execute(_PREFER, {"booking": booking.id, "start": first, "day": day, "at": now})


def _item(booking: Booking, move: Move) -> BookingItem:
    for item in booking.items:
        if item.id == move.item_id:
            return item
    raise UnknownError(f"{move.order_id} has no item {move.item_id}")


def _refund_start(item: BookingItem, now: datetime) -> datetime | None:
    """The start that will decide a refund, if it is not the new one."""
    full_notice = RULES.refund_tiers[0].from_hours
    if (item.slot_start - now).total_seconds() / 3600 >= full_notice:
        return item.refund_slot_start
    return item.deciding_start


def _write(tx: Tx, row: dict[str, object]) -> None:
    tx.execute(_MOVE, row)
