"""The professional behind a job, as the customer may see them. Never gives a phone number."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, select

from store.database import Tx
from store.tables import providers


@dataclass(frozen=True, slots=True)
class Profile:
    """`rating` is out of 5, with one decimal; `total_bookings` counts the jobs done with us."""

    id: int
    name: str
    rating: Decimal
    total_bookings: int
    verified: bool


_PROFILE = select(
    providers.c.id,
    providers.c.name,
    providers.c.rating_tenths,
    providers.c.total_bookings,
    providers.c.verified,
).where(providers.c.id == bindparam("id"))


def provider_profile(tx: Tx, provider_id: int) -> Profile | None:
    row = tx.execute(_PROFILE, {"id": provider_id}).first()
    if row is None:
        return None
    rating = Decimal(row.rating_tenths) / 10
    return Profile(row.id, row.name, rating, row.total_bookings, row.verified)
