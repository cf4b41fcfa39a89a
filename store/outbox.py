"""What must still go out, and what became of it. Sends nothing itself.

A row is `pending` until it is handed over, then `sent`, `delivered`, `read` as the channel reports,
or `failed` when the channel refuses it for this person and `dead` when it is given up here. A
channel that cannot be asked twice claims a row first: it is `unknown` from before the attempt until
its outcome is known, so a crash in between leaves a question and never a second copy.

Sockets are handed a line as it is written, and say that they took it. Only what none has taken
after a while is due: for the channel's sender to see to, or to wait in the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, exists, func, insert, select, update

from store.chat import Message, messages_selection, read_message
from store.database import Tx, tell_after_commit
from store.ids import Ids
from store.live import notify
from store.prepared import Prepared
from store.tables import conversations, outbox
from store.tables.chat import IS_DEAD, IS_PARKED, IS_PENDING, IS_UNKNOWN, IS_UNSENT

LIVE = frozenset(("WEB", "MOBILE"))
"""The channels whose customers have sockets."""
TAKEN_WITHIN = timedelta(seconds=2)
"""A line that no open socket has taken for so long has to be seen to otherwise."""


@dataclass(frozen=True, slots=True)
class Written:
    """News of a line that goes to a customer; `message` is the line itself where it is at hand."""

    conversation_id: int
    seq: int
    channel: str
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way; `attempts` counts the tries that failed, `parts_sent` how many of the
    messages that the channel makes of it have gone, `error_code` is what the channel complained of
    last."""

    id: int
    channel: str
    attempts: int
    parts_sent: int
    error_code: int | None
    message: Message


@dataclass(frozen=True, slots=True)
class Lag:
    """How far delivery is behind, and what nobody sees to any more."""

    pending: int
    unknown: int
    dead: int
    waiting: int
    """Customers' messages that have no answer yet."""
    parked: int
    oldest: datetime | None


_earlier = outbox.alias("earlier")
_WAITS_ITS_TURN = exists().where(
    _earlier.c.conversation_id == outbox.c.conversation_id,
    _earlier.c.state == "pending",
    _earlier.c.id < outbox.c.id,
    _earlier.c.next_attempt_at > bindparam("now"),
)
_DUE = Prepared(
    messages_selection()
    .add_columns(
        outbox.c.id.label("outbox_id"),
        outbox.c.channel,
        outbox.c.attempts,
        outbox.c.parts_sent,
        outbox.c.error_code,
    )
    .join(outbox, outbox.c.message_id == conversations.c.id)
    .where(
        IS_UNSENT,
        outbox.c.channel == bindparam("by_channel"),
        outbox.c.next_attempt_at <= bindparam("now"),
        ~_WAITS_ITS_TURN,
    )
    .order_by(outbox.c.id + 0)  # else SQLite goes through all that was ever sent, by its key
    .limit(bindparam("most"))
)
_OPEN = outbox.c.state.in_(("pending", "unknown"))
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("keys", expanding=True)), IS_UNSENT)
    .values(state="unknown")
    .returning(outbox.c.id)
)
_SENT = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("keys", expanding=True)), _OPEN)
    .values(state="sent", sent_at=bindparam("at"))
)
_TAKEN = (
    update(outbox)
    .where(outbox.c.message_id.in_(bindparam("keys", expanding=True)), IS_UNSENT)
    .values(state="sent", sent_at=bindparam("at"))
)
_UNTAKEN = (
    select(outbox.c.conversation_id, func.max(conversations.c.seq).label("seq"))
    .join(conversations, conversations.c.id == outbox.c.message_id)
    .where(IS_UNSENT, outbox.c.channel.in_(sorted(LIVE)))
    .group_by(outbox.c.conversation_id)
)
_SENT_AS = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), _OPEN)
    .values(state="sent", sent_at=bindparam("at"), external_id=bindparam("name"))
)
_PART_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), _OPEN)
    .values(state="pending", parts_sent=outbox.c.parts_sent + 1)
)
_ALL_SENT = (
    update(outbox).where(outbox.c.state == "pending").values(state="sent", sent_at=bindparam("at"))
)
_PUT_BACK = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), _OPEN)
    .values(
        state="pending",
        attempts=outbox.c.attempts + bindparam("tries"),
        next_attempt_at=bindparam("again_at"),
        error=bindparam("why"),
        error_code=bindparam("code"),
    )
)
_GIVE_UP = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), _OPEN)
    .values(
        state=bindparam("as_state"),
        attempts=outbox.c.attempts + 1,
        error=bindparam("why"),
        error_code=bindparam("code"),
    )
)
_IN_DOUBT = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), _OPEN)
    .values(state="unknown", error=bindparam("why"))
)
_LAG = select(
    select(func.count()).where(IS_UNSENT).scalar_subquery().label("pending"),
    select(func.count()).where(IS_UNKNOWN).scalar_subquery().label("unknown"),
    select(func.count()).where(IS_DEAD).scalar_subquery().label("dead"),
    select(func.count()).where(IS_PENDING).scalar_subquery().label("waiting"),
    select(func.count()).where(IS_PARKED).scalar_subquery().label("parked"),
    select(func.min(outbox.c.created_at)).where(IS_UNSENT).scalar_subquery().label("oldest"),
)
_SEND_OUT = Prepared(insert(outbox))


def put_out(tx: Tx, ids: Ids, written: Written, message_id: int, now: datetime) -> None:
    """Have a line of the log shown by the open sockets and delivered by its channel's sender."""
    live = written.channel in LIVE
    _SEND_OUT.change(
        tx,
        {
            "id": ids.draw(),
            "conversation_id": written.conversation_id,
            "message_id": message_id,
            "channel": written.channel,
            "next_attempt_at": now + TAKEN_WITHIN if live else now,
            "created_at": now,
        },
    )
    tell_after_commit(tx, written)
    notify(tx, "converge_said", written.conversation_id, written.seq)


def due(tx: Tx, channel: str, now: datetime, limit: int = 200) -> tuple[Outgoing, ...]:
    """The messages of a channel to send now, oldest first; none whose predecessor in the
    conversation waits for a later try."""
    return tuple(
        Outgoing(
            row.outbox_id,
            row.channel,
            row.attempts,
            row.parts_sent,
            row.error_code,
            read_message(row),
        )
        for row in _DUE.all(tx, {"by_channel": channel, "now": now, "most": limit})
    )


def claim(tx: Tx, keys: Sequence[int]) -> frozenset[int]:
    """Take messages to send, before sending; gives those that nobody else had taken."""
    return frozenset(tx.execute(_CLAIM, {"keys": list(keys)}).scalars()) if keys else frozenset()


def mark_sent(tx: Tx, keys: Sequence[int], now: datetime) -> None:
    if keys:
        tx.execute(_SENT, {"keys": list(keys), "at": now})


def untaken(tx: Tx) -> tuple[tuple[int, int], ...]:
    """The conversations with lines that no socket has taken, as (conversation, last such seq)."""
    return tuple((row.conversation_id, row.seq) for row in tx.execute(_UNTAKEN))


def mark_taken(tx: Tx, message_ids: Sequence[int], now: datetime) -> None:
    """Open sockets were sent these messages."""
    if message_ids:
        tx.execute(_TAKEN, {"keys": list(message_ids), "at": now})


def mark_sent_as(tx: Tx, key: int, external_id: str, now: datetime) -> None:
    """Sent, under a name by which the channel will report on it."""
    tx.execute(_SENT_AS, {"key": key, "name": external_id, "at": now})


def mark_part_sent(tx: Tx, key: int) -> None:
    """One of the messages that the channel makes of it has gone; the next is due."""
    tx.execute(_PART_SENT, {"key": key})


def mark_all_sent(tx: Tx, now: datetime) -> None:
    """Declare everything delivered: for a history that was never live."""
    tx.execute(_ALL_SENT, {"at": now})


def mark_retry(
    tx: Tx, key: int, again_at: datetime, why: str, code: int | None = None, *, counted: bool = True
) -> None:
    """Due again later; `counted` as a try that failed."""
    given = {"key": key, "again_at": again_at, "why": why[:2000], "code": code}
    tx.execute(_PUT_BACK, {**given, "tries": int(counted)})


def mark_given_up(
    tx: Tx, key: int, state: Literal["failed", "dead"], why: str, code: int | None = None
) -> None:
    """Give a message up, visibly: what is dead is counted in `lag` until somebody looks at it."""
    tx.execute(_GIVE_UP, {"key": key, "as_state": state, "why": why[:2000], "code": code})


def mark_in_doubt(tx: Tx, key: int, why: str) -> None:
    """Nobody knows whether it went; only a report of the channel will tell."""
    tx.execute(_IN_DOUBT, {"key": key, "why": why[:2000]})


def lag(tx: Tx) -> Lag:
    return Lag(**tx.execute(_LAG).one()._mapping)
