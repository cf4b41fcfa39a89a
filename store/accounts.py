"""One customer's own rows: who they are, where they live, what they booked.

Every read of a booking names its owner in the same statement, so another person's booking is as
absent as one that never was.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Select, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from store.database import Tx
from store.tables import addresses, booking_items, bookings, providers, rate_cards, users


@dataclass(frozen=True, slots=True)
class Address:
    id: int
    line1: str
    line2: str | None
    city: str
    state: str
    pincode: str
    contact_name: str
    contact_mobile: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A person and their addresses, the default one first."""

    user_id: int
    name: str | None
    mobile: str | None
    email: str | None
    wallet_paise: int
    referral_code: str | None
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands behind a mobile number; an inactive one must not be let in."""

    user_id: int
    role: str
    active: bool


@dataclass(frozen=True, slots=True)
class BookingItem:
    """One job of a booking. `service` is its name as it was when booked."""

    id: int
    booking_id: int
    service_id: int
    rate_card_id: int
    service: str
    variant: str
    quantity: int
    price_paise: int
    discount_paise: int
    total_paise: int
    slot_start: datetime
    slot_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    provider_id: int | None
    provider: str | None
    status: str
    payment_status: str
    cancelled_by: str | None
    cancellation_reason: str | None
    refund_slot_start: datetime | None = None
    """The start that still decides a refund, after a move made too late to change it."""
    billed: bool = True
    """False once cancelled before anything was paid: it is on the bill no more."""

    @property
    def deciding_start(self) -> datetime:
        """The start from which the notice of a cancellation counts."""
        return self.refund_slot_start or self.slot_start

    @property
    def is_open(self) -> bool:
        """Still to be done, and not begun."""
        return self.status in ("pending", "accepted")


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking with its items, the earliest first, and the place where it is done."""

    id: int
    order_id: str
    invoice_number: str | None
    status: str
    payment_status: str
    payment_method: str
    settlement_status: str
    transaction_id: str | None
    refund_transaction_id: str | None
    subtotal_paise: int
    discount_paise: int
    convenience_paise: int
    sgst_rate_percent: int
    cgst_rate_percent: int
    igst_rate_percent: int
    sgst_paise: int
    cgst_paise: int
    igst_paise: int
    total_paise: int
    paid_paise: int
    remaining_paise: int
    refund_paise: int
    preferred_date: date
    preferred_slot_start: datetime
    instructions: str | None
    cancellation_reason: str | None
    cancelled_at: datetime | None
    created_at: datetime
    address_id: int
    city: str
    state: str
    pincode: str
    items: tuple[BookingItem, ...]


Rows: TypeAlias = Select[*tuple[Any, ...]]  # more columns than SQLAlchemy's types count

_BOOKING: Rows = (
    select(
        bookings.c.id,
        bookings.c.order_id,
        bookings.c.invoice_number,
        bookings.c.status,
        bookings.c.payment_status,
        bookings.c.payment_method,
        bookings.c.settlement_status,
        bookings.c.transaction_id,
        bookings.c.refund_transaction_id,
        bookings.c.subtotal_paise,
        bookings.c.discount_paise,
        bookings.c.convenience_paise,
        bookings.c.sgst_rate_percent,
        bookings.c.cgst_rate_percent,
        bookings.c.igst_rate_percent,
        bookings.c.sgst_paise,
        bookings.c.cgst_paise,
        bookings.c.igst_paise,
        bookings.c.total_paise,
        bookings.c.paid_paise,
        bookings.c.remaining_paise,
        bookings.c.refund_paise,
        bookings.c.preferred_date,
        bookings.c.preferred_slot_start,
        bookings.c.instructions,
        bookings.c.cancellation_reason,
        bookings.c.cancelled_at,
        bookings.c.created_at,
        bookings.c.address_id,
        addresses.c.city,
        addresses.c.state,
        addresses.c.pincode,
    )
    .select_from(bookings.join(addresses, addresses.c.id == bookings.c.address_id))
    .where(bookings.c.user_id == bindparam("user_id"))
)
_LAST_SLOT = (
    select(func.max(booking_items.c.slot_start))
    .where(booking_items.c.booking_id == bookings.c.id)
    .scalar_subquery()
)
_BOOKINGS_OF = _BOOKING.order_by(_LAST_SLOT.desc(), bookings.c.id.desc()).limit(
    bindparam("at_most")
)
_BOOKING_BY_NUMBER = _BOOKING.where(bookings.c.order_id == bindparam("order_id"))
_ITEMS_OF: Rows = (
    select(
        booking_items.c.id,
        booking_items.c.booking_id,
        rate_cards.c.subcategory_id,
        booking_items.c.rate_card_id,
        booking_items.c.service_name,
        booking_items.c.variant,
        booking_items.c.quantity,
        booking_items.c.price_paise,
        booking_items.c.discount_paise,
        booking_items.c.total_paise,
        booking_items.c.slot_start,
        booking_items.c.slot_end,
        booking_items.c.started_at,
        booking_items.c.ended_at,
        booking_items.c.provider_id,
        providers.c.name,
        booking_items.c.status,
        booking_items.c.payment_status,
        booking_items.c.cancelled_by,
        booking_items.c.cancellation_reason,
        booking_items.c.refund_slot_start,
        booking_items.c.billed,
    )
    .select_from(booking_items.join(rate_cards).outerjoin(providers))
    .where(booking_items.c.booking_id.in_(bindparam("booking_ids", expanding=True)))
    .order_by(booking_items.c.slot_start, booking_items.c.id)
)
_ACCOUNT = select(
    users.c.id,
    users.c.name,
    users.c.mobile,
    users.c.email,
    users.c.wallet_paise,
    users.c.referral_code,
).where(users.c.id == bindparam("user_id"))
_ADDRESSES_OF = (
    select(
        addresses.c.id,
        addresses.c.line1,
        addresses.c.line2,
        addresses.c.city,
        addresses.c.state,
        addresses.c.pincode,
        addresses.c.contact_name,
        addresses.c.contact_mobile,
        addresses.c.is_default,
    )
    .where(addresses.c.user_id == bindparam("user_id"))
    .order_by(addresses.c.is_default.desc(), addresses.c.id)
)
_PERSON = select(users.c.id, users.c.role, users.c.active).where(
    users.c.mobile == bindparam("mobile")
)
_NEW_CUSTOMER = insert(users).returning(users.c.id)


def bookings_of(tx: Tx, user_id: int, limit: int = 20) -> tuple[Booking, ...]:
    """The last `limit` bookings of `user_id`, the newest slot first."""
    return _read_bookings(tx, _BOOKINGS_OF, {"user_id": user_id, "at_most": limit})


def booking_by_number(tx: Tx, user_id: int, order_id: str) -> Booking | None:
    """The booking "CB-..." if it belongs to `user_id`; None for another's and for none alike."""
    found = _read_bookings(tx, _BOOKING_BY_NUMBER, {"user_id": user_id, "order_id": order_id})
    return found[0] if found else None


def account(tx: Tx, user_id: int) -> Account | None:
    """The person behind `user_id` with their addresses, or None."""
    row = tx.execute(_ACCOUNT, {"user_id": user_id}).first()
    if row is None:
        return None
    homes = tx.execute(_ADDRESSES_OF, {"user_id": user_id})
    return Account(*row, addresses=tuple(Address(*home) for home in homes))


def user_by_mobile(tx: Tx, mobile: str) -> Person | None:
    """Whoever has `mobile` (+91 form), staff and inactive people included, or None."""
    row = tx.execute(_PERSON, {"mobile": mobile}).first()
    return None if row is None else Person(*row)


def create_customer(tx: Tx, mobile: str, now: datetime) -> int:
    """A new customer with nothing but a proven mobile; its id.

    If somebody else created that customer a moment ago, theirs is returned.
    """
    try:
        with tx.begin_nested():
            row = {"mobile": mobile, "role": "customer", "created_at": now, "updated_at": now}
            return int(tx.execute(_NEW_CUSTOMER, row).scalar_one())
    except IntegrityError:
        return int(tx.execute(_PERSON, {"mobile": mobile}).one().id)


def _read_bookings(tx: Tx, statement: Rows, given: dict[str, Any]) -> tuple[Booking, ...]:
    headers = tx.execute(statement, given).all()
    if not headers:
        return ()
    items: dict[int, list[BookingItem]] = defaultdict(list)
    for row in tx.execute(_ITEMS_OF, {"booking_ids": [header.id for header in headers]}):
        items[row.booking_id].append(BookingItem(*row))
    return tuple(Booking(*(*header, tuple(items[header.id]))) for header in headers)
