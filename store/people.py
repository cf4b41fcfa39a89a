"""Who there is to simulate: customers with a home and booking numbers, staff who review."""

from dataclasses import dataclass

from sqlalchemy import select

from store.database import Tx
from store.tables import addresses, bookings, users


@dataclass(frozen=True, slots=True)
class Resident:
    """A customer, the pincode of the default address, and the numbers of their bookings."""

    user_id: int
    pincode: str
    booking_numbers: tuple[str, ...]


def residents(tx: Tx) -> tuple[Resident, ...]:
    """All active customers with a default address, by id."""
    people = tx.execute(
        select(users.c.id, addresses.c.pincode)
        .join(addresses, addresses.c.user_id == users.c.id)
        .where(users.c.role == "customer", users.c.active, addresses.c.is_default)
        .order_by(users.c.id)
    ).all()
    numbers: dict[int, list[str]] = {}
    for row in tx.execute(select(bookings.c.user_id, bookings.c.order_id).order_by(bookings.c.id)):
        numbers.setdefault(row.user_id, []).append(row.order_id)
    return tuple(
        Resident(person.id, person.pincode, tuple(numbers.get(person.id, ()))) for person in people
    )


def staff_ids(tx: Tx) -> tuple[int, ...]:
    """Everybody who works here, by id."""
    found = tx.execute(
        select(users.c.id).where(users.c.role != "customer", users.c.active).order_by(users.c.id)
    )
    return tuple(found.scalars())
