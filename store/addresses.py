"""A customer's addresses: adding one, and choosing which is the default.

City and state come from the pincode, which must be one where somebody works.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, insert, select, update

from store.database import Tx
from store.refusals import NotServedError, UnknownError
from store.tables import addresses, pincodes, users


@dataclass(frozen=True, slots=True)
class NewAddress:
    """`contact_mobile` in +91 form."""

    user_id: int
    line1: str
    line2: str | None
    pincode: str
    contact_name: str
    contact_mobile: str
    make_default: bool


@dataclass(frozen=True, slots=True)
class DefaultAddress:
    """Which of their addresses is meant when none is named."""

    user_id: int
    address_id: int


_PLACE = select(pincodes.c.city, pincodes.c.state).where(pincodes.c.pincode == bindparam("code"))
_PERSON = select(users.c.id).where(users.c.id == bindparam("person"), users.c.active)
_LOCK_PERSON = _PERSON.with_for_update()
_HAS_DEFAULT = select(
    exists().where(addresses.c.user_id == bindparam("person"), addresses.c.is_default)
)
_NO_DEFAULT = (
    update(addresses)
    .where(addresses.c.user_id == bindparam("person"), addresses.c.is_default)
    .values(is_default=False, updated_at=bindparam("at"))
)
_OWN = select(addresses.c.id).where(
    addresses.c.id == bindparam("address"), addresses.c.user_id == bindparam("person")
)
_SET_DEFAULT = (
    update(addresses)
    .where(addresses.c.id == bindparam("address"))
    .values(is_default=True, updated_at=bindparam("at"))
)
_ADD = insert(addresses).returning(addresses.c.id)


def add_address(tx: Tx, new: NewAddress, now: datetime) -> int:
    """Add an address; the first one is the default whatever was wished. Its key.

    Raises:
        NotServedError: the pincode is not one of ours.
        UnknownError: there is no such active person.
    """
    place = tx.execute(_PLACE, {"code": new.pincode}).first()
    if place is None:
        raise NotServedError(f"nobody works at {new.pincode!r}")
    _lock(tx, new.user_id)
    person = {"person": new.user_id}
    is_default = new.make_default or not tx.execute(_HAS_DEFAULT, person).scalar_one()
    if is_default:
        tx.execute(_NO_DEFAULT, {**person, "at": now})
    row = {
        "user_id": new.user_id,
        "line1": new.line1[:200],
        "line2": new.line2[:200] if new.line2 else None,
        "city": place.city,
        "state": place.state,
        "pincode": new.pincode,
        "contact_name": new.contact_name[:120],
        "contact_mobile": new.contact_mobile,
        "is_default": is_default,
        "created_at": now,
        "updated_at": now,
    }
    return int(tx.execute(_ADD, row).scalar_one())


def set_default(tx: Tx, change: DefaultAddress, now: datetime) -> None:
    """Make one of their addresses the default.

    Raises:
        UnknownError: it is not theirs.
    """
    _lock(tx, change.user_id)
    own = {"address": change.address_id, "person": change.user_id}
    if tx.execute(_OWN, own).first() is None:
        raise UnknownError(f"no address {change.address_id}")
    tx.execute(_NO_DEFAULT, {"person": change.user_id, "at": now})
    tx.execute(_SET_DEFAULT, {"address": change.address_id, "at": now})


def _lock(tx: Tx, user_id: int) -> None:
    """Two changes of one person's default come one after the other."""
    if tx.execute(_LOCK_PERSON, {"person": user_id}).first() is None:
        raise UnknownError(f"no active user {user_id}")
