"""Lanes: which worker answers in a conversation just now, where several could.

A lease saves double work; that nothing is answered twice or out of order does not hang on it, the
commit that answers sees to that. So a worker that hangs or dies only delays: its lease runs out.
The commit that answers gives the lane back (`store.turns.write_turn`), and so does one that leaves
a message unanswered for good.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update

from store.database import Tx, driver_of
from store.prepared import Prepared
from store.tables import dialogues, inbox
from store.tables.chat import IS_PENDING

LEASE = timedelta(seconds=15)

_IS_FREE = or_(dialogues.c.leased_until.is_(None), dialogues.c.leased_until <= bindparam("now"))
_TAKE = Prepared(
    update(dialogues)
    .where(
        dialogues.c.id == bindparam("conversation"),
        or_(_IS_FREE, dialogues.c.leased_by == bindparam("holder")),
    )
    .values(leased_by=bindparam("worker"), leased_until=bindparam("until"))
)
_GIVE_BACK = Prepared(
    update(dialogues)
    .where(
        dialogues.c.id == bindparam("conversation"), dialogues.c.leased_by == bindparam("holder")
    )
    .values(leased_by=None, leased_until=None)
)
_FREE = (
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"))
    .values(leased_by=None, leased_until=None)
)
_PENDING = Prepared(
    select(inbox.c.conversation_id)
    .join(dialogues, dialogues.c.id == inbox.c.conversation_id)
    .where(IS_PENDING, _IS_FREE)
    .group_by(inbox.c.conversation_id)
    .order_by(func.min(inbox.c.id))
)


def take_lane(tx: Tx, conversation_id: int, worker: str, now: datetime) -> bool:
    """Have the lane for a while; False when another worker has it."""
    if tx.dialect.name == "postgresql":  # losing a lease in a crash is no loss: wait for no disk
        driver_of(tx).execute("SET LOCAL synchronous_commit = off")
    values = {"worker": worker, "holder": worker, "now": now, "until": now + LEASE}
    return _TAKE.change(tx, {"conversation": conversation_id, **values}) == 1


def give_lane_back(tx: Tx, conversation_id: int, worker: str) -> None:
    """Let others try at once."""
    _GIVE_BACK.change(tx, {"conversation": conversation_id, "holder": worker})


def free_lane(tx: Tx, conversation_id: int) -> None:
    """Whoever had the lane is done in it: what comes next may be anybody's, at once."""
    tx.execute(_FREE, {"conversation": conversation_id})


def free_lanes_with_messages(tx: Tx, now: datetime) -> list[int]:
    """Every conversation that holds an unanswered message and in which nobody is at work, the one
    that has waited longest first."""
    return [row.conversation_id for row in _PENDING.all(tx, {"now": now})]
