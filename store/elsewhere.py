"""What a person has left unfinished in another conversation, and moving it away from there.

It is taken only from a conversation in which nothing happens: no message waits, none came since it
was seen. Whoever takes it does so in the commit that goes on with it, so that it is never in two
places.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update

from store.database import Tx
from store.prepared import Prepared
from store.tables import dialogues, inbox
from store.tables.chat import IS_PENDING

LATEST = 3
"""So many of the person's other conversations are looked into."""


@dataclass(frozen=True, slots=True)
class Left:
    """The state of another conversation as it stood after line `last_seq`, last touched then."""

    conversation_id: int
    last_seq: int
    touched_at: datetime
    state: Mapping[str, Any]


_IS_BUSY = exists().where(inbox.c.conversation_id == dialogues.c.id, IS_PENDING)
_OTHERS = Prepared(
    select(dialogues.c.id, dialogues.c.last_seq, dialogues.c.updated_at, dialogues.c.state)
    .where(
        dialogues.c.user_id == bindparam("person"),
        dialogues.c.id != bindparam("conversation"),
        dialogues.c.owner == "assistant",
        dialogues.c.updated_at >= bindparam("since"),
        ~_IS_BUSY,
    )
    .order_by(dialogues.c.updated_at.desc())
    .limit(LATEST)
)
_TAKE = (
    update(dialogues)
    .where(
        dialogues.c.id == bindparam("conversation"),
        dialogues.c.last_seq == bindparam("seen_seq"),
        dialogues.c.updated_at == bindparam("seen_at"),
        dialogues.c.owner == "assistant",
        ~_IS_BUSY,
    )
    .values(state=bindparam("new_state"), updated_at=bindparam("now"))
)


def left_elsewhere(tx: Tx, user_id: int, conversation_id: int, since: datetime) -> tuple[Left, ...]:
    """The person's other quiet conversations of late, the latest first."""
    given = {"person": user_id, "conversation": conversation_id, "since": since}
    return tuple(
        Left(row.id, row.last_seq, row.updated_at, row.state or {})
        for row in _OTHERS.all(tx, given)
    )


def take_task(tx: Tx, left: Left, now: datetime) -> bool:
    """Take the task out of that conversation; False when something happened there meanwhile, or
    another has taken it."""
    state = {name: value for name, value in left.state.items() if name != "task"}
    given = {"conversation": left.conversation_id, "seen_seq": left.last_seq, "now": now}
    return (
        tx.execute(_TAKE, {**given, "seen_at": left.touched_at, "new_state": state}).rowcount == 1
    )
