"""What is stuck: messages that could not be answered (parked), and messages given up (dead).

None of it is lost: people see it, have it tried again, or let it be, and it is on record who did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, Update, bindparam, literal, null, select, union_all, update

from store.audit import record
from store.database import Tx
from store.ids import Ids
from store.lanes import free_lane
from store.tables import conversations, inbox, outbox
from store.tables.chat import IS_DEAD, IS_PARKED, IS_PENDING

Box = Literal["inbox", "outbox"]
BOXES: tuple[Box, ...] = ("inbox", "outbox")


class NotStuckError(LookupError):
    """There is no such message, or it is not stuck (any more)."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message that nobody will see to unless somebody looks at it."""

    box: Box
    id: int
    conversation_id: int
    seq: int
    channel: str
    text: str
    attempts: int
    error: str | None
    since: datetime
    """When it came in, or should have gone out first."""


def _held_in(box: Box, table: Any, condition: Any, since: Any) -> Select[Any]:
    return (
        select(
            literal(box).label("box"),
            table.c.id.label("id"),
            table.c.conversation_id,
            conversations.c.seq,
            table.c.channel,
            conversations.c.text,
            table.c.attempts,
            table.c.error,
            since.label("since"),
        )
        .join(conversations, conversations.c.id == table.c.message_id)
        .where(condition)
    )


_STUCK = (
    union_all(
        _held_in("inbox", inbox, IS_PARKED, inbox.c.received_at),
        _held_in("outbox", outbox, IS_DEAD, outbox.c.created_at),
    )
    .order_by("since")
    .limit(bindparam("most"))
)
_OLDEST = (
    select(inbox.c.id)
    .where(inbox.c.conversation_id == bindparam("conversation"), IS_PENDING)
    .order_by(inbox.c.id)
    .limit(1)
    .scalar_subquery()
)
_FAIL = (
    update(inbox)
    .where(inbox.c.id == _OLDEST)
    .values(attempts=inbox.c.attempts + 1, error=bindparam("why"))
    .returning(inbox.c.id, inbox.c.attempts)
)
_PARK = update(inbox).where(inbox.c.id == bindparam("key"), IS_PENDING).values(state="parked")
_PARKED = update(inbox).where(inbox.c.id == bindparam("key"), IS_PARKED)
_GIVEN_UP = update(outbox).where(outbox.c.id == bindparam("key"), IS_DEAD)
_REPLAY: Mapping[Box, Update] = {
    "inbox": _PARKED.values(state="pending", attempts=0, error=null()),
    "outbox": _GIVEN_UP.values(
        state="pending",
        attempts=0,
        error=null(),
        next_attempt_at=bindparam("now", type_=outbox.c.next_attempt_at.type),
    ),
}
_DISCARD: Mapping[Box, Update] = {
    "inbox": _PARKED.values(
        state="done",
        done_at=bindparam("now", type_=inbox.c.done_at.type),
        error=bindparam("why"),
    ),
    "outbox": _GIVEN_UP.values(state="failed", error=bindparam("why")),
}


def stuck(tx: Tx, limit: int = 200) -> tuple[Stuck, ...]:
    """The oldest stuck messages of both boxes."""
    return tuple(Stuck(**row._mapping) for row in tx.execute(_STUCK, {"most": limit}))


def fail_or_park(tx: Tx, conversation_id: int, why: str, most: int) -> bool:
    """Count that the oldest waiting message of a conversation broke the one who answers; at the
    `most`-th time it is parked, and the next message has its turn. Gives whether it is."""
    row = tx.execute(_FAIL, {"conversation": conversation_id, "why": why[:2000]}).first()
    if row is None or row.attempts < most:
        return False
    free_lane(tx, conversation_id)
    tx.execute(_PARK, {"key": row.id})
    return True


def replay(tx: Tx, ids: Ids, now: datetime, box: Box, key: int, actor_id: int | None) -> None:
    """Have it tried again, as if it had never been.

    Raises:
        NotStuckError: it is not stuck.
    """
    _settle(tx, _REPLAY[box], {"key": key, "now": now} if box == "outbox" else {"key": key})
    record(tx, ids, now, actor_id=actor_id, action="replay", subject=f"{box}/{key}")


def discard(
    tx: Tx, ids: Ids, now: datetime, box: Box, key: int, actor_id: int | None, why: str
) -> None:
    """Let it be: it will not be answered, or not be sent; `why` goes on record.

    Raises:
        NotStuckError: it is not stuck.
    """
    values: dict[str, Any] = {"key": key, "why": f"discarded: {why}"[:2000]}
    _settle(tx, _DISCARD[box], {**values, "now": now} if box == "inbox" else values)
    detail = {"why": why}
    record(tx, ids, now, actor_id=actor_id, action="discard", subject=f"{box}/{key}", detail=detail)


def _settle(tx: Tx, change: Update, values: Mapping[str, Any]) -> None:
    if tx.execute(change, values).rowcount != 1:
        raise NotStuckError("there is no such message that is stuck")
