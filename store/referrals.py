"""Who came to us by a customer's referral code."""

from sqlalchemy import bindparam, select

from store.database import Tx
from store.tables import users

_FRIENDS = (
    select(users.c.name)
    .where(users.c.referred_by_id == bindparam("user_id"), users.c.active)
    .order_by(users.c.created_at, users.c.id)
)


def friends_of(tx: Tx, user_id: int) -> tuple[str | None, ...]:
    """The names of those whom `user_id` referred, in the order in which they joined; None for
    somebody who has not said their name."""
    return tuple(tx.execute(_FRIENDS, {"user_id": user_id}).scalars())
