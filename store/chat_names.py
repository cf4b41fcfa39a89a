"""Lines of the log by the names that a channel has for them: what customers point at when they
react to, answer or delete a message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, select, update

from store.database import Tx
from store.tables import conversations, inbox, outbox
from store.tables.chat import IS_PENDING

WITHDRAWN = "🗑️"


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its place."""

    message_id: int
    conversation_id: int
    seq: int


_LINE = select(conversations.c.id, conversations.c.conversation_id, conversations.c.seq)
_OURS = _LINE.join(outbox, outbox.c.message_id == conversations.c.id).where(
    outbox.c.external_id == bindparam("name")
)
_THEIRS = _LINE.join(inbox, inbox.c.message_id == conversations.c.id).where(
    inbox.c.channel == bindparam("on_channel"), inbox.c.external_id == bindparam("name")
)
_NAMES_OF_OURS = select(outbox.c.external_id).where(
    outbox.c.external_id.in_(bindparam("names", expanding=True))
)
_ATTACHED = select(conversations.c.attachment).where(
    conversations.c.id == bindparam("key"),
    conversations.c.channel == bindparam("on_channel"),
    conversations.c.role == "user",
)
_WITHDRAW = (
    update(conversations)
    .where(
        conversations.c.id == bindparam("key"),
        ~exists().where(inbox.c.message_id == conversations.c.id, IS_PENDING),
    )
    .values(text=WITHDRAWN, attachment=None)
)


def reply_named(tx: Tx, external_id: str) -> Line | None:
    """The message of ours that a channel calls so."""
    row = tx.execute(_OURS, {"name": external_id}).first()
    return Line(*row) if row else None


def names_of_ours(tx: Tx, external_ids: Sequence[str]) -> frozenset[str]:
    """Those of the names that are of messages of ours."""
    return frozenset(tx.execute(_NAMES_OF_OURS, {"names": list(external_ids)}).scalars())


def message_named(tx: Tx, channel: str, external_id: str) -> Line | None:
    """The customer's message that a channel calls so."""
    row = tx.execute(_THEIRS, {"on_channel": channel, "name": external_id}).first()
    return Line(*row) if row else None


def attachment_of(tx: Tx, channel: str, message_id: int) -> Any:
    """What came with a customer's message on a channel, by reference; None for nothing."""
    row = tx.execute(_ATTACHED, {"key": message_id, "on_channel": channel}).first()
    return row.attachment if row else None


def withdraw(tx: Tx, message_id: int) -> bool:
    """Forget what a customer has deleted; False for what is still to be answered, which stays."""
    return tx.execute(_WITHDRAW, {"key": message_id}).rowcount == 1
