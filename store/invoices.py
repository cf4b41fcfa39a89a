"""A bill as it is printed: supplier, customer, lines and taxes of one booking."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from store.accounts import Address, Booking, BookingItem, account, booking_by_number
from store.catalogue import Business
from store.database import Tx
from store.payments import payments_of_booking
from store.tables import bookings, business


@dataclass(frozen=True, slots=True)
class Invoice:
    """`booking` holds the lines and sums; `number` is there only once it is paid in full."""

    supplier: Business
    customer: str | None
    address: Address
    booking: Booking
    issued_at: datetime

    @property
    def number(self) -> str | None:
        return self.booking.invoice_number

    @property
    def lines(self) -> tuple[BookingItem, ...]:
        return tuple(item for item in self.booking.items if item.billed)

    @property
    def taxable_paise(self) -> int:
        booking = self.booking
        return booking.subtotal_paise - booking.discount_paise + booking.convenience_paise


_SUPPLIER = select(business.c.name, business.c.state, business.c.gstin)
_OWNER = select(bookings.c.user_id, bookings.c.order_id).where(bookings.c.id == bindparam("id"))


def invoice_of(tx: Tx, booking_id: int) -> Invoice | None:
    """The invoice of a booking; None when there is no such booking or it has no number yet."""
    owner = tx.execute(_OWNER, {"id": booking_id}).first()
    if owner is None:
        return None
    booking = booking_by_number(tx, owner.user_id, owner.order_id)
    person = account(tx, owner.user_id)
    if booking is None or booking.invoice_number is None or person is None:
        return None
    address = next(home for home in person.addresses if home.id == booking.address_id)
    supplier = Business(*tx.execute(_SUPPLIER).one())
    return Invoice(supplier, person.name, address, booking, _issued_at(tx, booking))


def _issued_at(tx: Tx, booking: Booking) -> datetime:
    """When the last of the money came in or, if some is still owed, when the last job was done."""
    charges = [row for row in payments_of_booking(tx, booking.id) if row.kind == "charge"]
    came = [row.updated_at for row in charges if row.state == "done"]
    done = [item.ended_at for item in booking.items if item.ended_at is not None]
    return max(came or done, default=booking.created_at)
