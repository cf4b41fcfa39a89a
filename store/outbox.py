"""What must still go out, and what became of it. Sends nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from store.chat import Message, messages_selection, read_message
from store.database import Tx
from store.ids import Ids
from store.prepared import Prepared
from store.tables import conversations, outbox
from store.tables.chat import IS_DEAD, IS_UNSENT


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way; `attempts` counts the tries that failed."""

    id: int
    channel: str
    attempts: int
    message: Message


@dataclass(frozen=True, slots=True)
class Lag:
    """How far delivery is behind."""

    pending: int
    dead: int
    oldest: datetime | None


_DUE = Prepared(
    messages_selection()
    .add_columns(outbox.c.id.label("outbox_id"), outbox.c.channel, outbox.c.attempts)
    .join(outbox, outbox.c.message_id == conversations.c.id)
    .where(IS_UNSENT, outbox.c.next_attempt_at <= bindparam("now"))
    .order_by(outbox.c.next_attempt_at, outbox.c.id)
    .limit(bindparam("most"))
)
_SENT = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("keys", expanding=True)), outbox.c.state == "pending")
    .values(state="sent", sent_at=bindparam("at"))
)
_ALL_SENT = (
    update(outbox).where(outbox.c.state == "pending").values(state="sent", sent_at=bindparam("at"))
)
_RETRY = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), outbox.c.state == "pending")
    .values(
        attempts=outbox.c.attempts + 1,
        next_attempt_at=bindparam("again_at"),
        error=bindparam("why"),
    )
)
_DEAD = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), outbox.c.state == "pending")
    .values(state="dead", attempts=outbox.c.attempts + 1, error=bindparam("why"))
)
_LAG = select(
    select(func.count()).where(IS_UNSENT).scalar_subquery().label("pending"),
    select(func.count()).where(IS_DEAD).scalar_subquery().label("dead"),
    select(func.min(outbox.c.created_at)).where(IS_UNSENT).scalar_subquery().label("oldest"),
)
_SEND_OUT = Prepared(insert(outbox))


def put_out(
    tx: Tx, ids: Ids, conversation_id: int, message_id: int, channel: str, now: datetime
) -> None:
    """Have a logged message delivered by its channel's sender."""
    _SEND_OUT.change(
        tx,
        {
            "id": ids.draw(),
            "conversation_id": conversation_id,
            "message_id": message_id,
            "channel": channel,
            "next_attempt_at": now,
            "created_at": now,
        },
    )


def due(tx: Tx, now: datetime, limit: int = 200) -> tuple[Outgoing, ...]:
    """The messages to send now, oldest first."""
    return tuple(
        Outgoing(row.outbox_id, row.channel, row.attempts, read_message(row))
        for row in _DUE.all(tx, {"now": now, "most": limit})
    )


def mark_sent(tx: Tx, keys: Sequence[int], now: datetime) -> None:
    if keys:
        tx.execute(_SENT, {"keys": list(keys), "at": now})


def mark_all_sent(tx: Tx, now: datetime) -> None:
    """Declare everything delivered: for a history that was never live."""
    tx.execute(_ALL_SENT, {"at": now})


def mark_retry(tx: Tx, key: int, again_at: datetime, why: str) -> None:
    tx.execute(_RETRY, {"key": key, "again_at": again_at, "why": why[:2000]})


def mark_dead(tx: Tx, key: int, why: str) -> None:
    """Give a message up, visibly: it is counted in `lag` until somebody looks at it."""
    tx.execute(_DEAD, {"key": key, "why": why[:2000]})


def lag(tx: Tx) -> Lag:
    return Lag(**tx.execute(_LAG).one()._mapping)
