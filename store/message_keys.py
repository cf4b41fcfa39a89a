"""Keys under which requests to say something were taken: the same key is the same message.

A key is its person's own; a guest's is the conversation's. Kept as long as the message is, so a
copy that comes a week later is still a copy.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from store.database import Tx
from store.ids import Ids
from store.tables import conversations, message_keys


class KeyTakenError(RuntimeError):
    """Another request under this key was faster; the unit of work must be dropped and done anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A customer's message as it was taken."""

    id: int
    conversation_id: int
    seq: int
    text: str
    chosen: str | None
    created_at: datetime


_KEPT: Select[int, int, int, str, str, datetime] = select(
    conversations.c.id,
    conversations.c.conversation_id,
    conversations.c.seq,
    conversations.c.text,
    conversations.c.chosen,
    conversations.c.created_at,
)
_BY_ID = _KEPT.where(conversations.c.id == bindparam("message"))
_UNDER = _KEPT.join(message_keys, message_keys.c.message_id == conversations.c.id).where(
    message_keys.c.idempotency_key == bindparam("key")
)
_OF_PERSON = _UNDER.where(message_keys.c.user_id == bindparam("person"))
_OF_GUEST = _UNDER.where(
    message_keys.c.conversation_id == bindparam("conversation"), message_keys.c.user_id.is_(None)
)
_KEEP = insert(message_keys)


def kept_message(tx: Tx, message_id: int) -> Kept:
    return Kept(*tx.execute(_BY_ID, {"message": message_id}).one())


def message_under(tx: Tx, user_id: int | None, conversation_id: int, key: str) -> Kept | None:
    """What the person, or the guest of this conversation, has said under the key."""
    if user_id is None:
        row = tx.execute(_OF_GUEST, {"conversation": conversation_id, "key": key}).first()
    else:
        row = tx.execute(_OF_PERSON, {"person": user_id, "key": key}).first()
    return None if row is None else Kept(*row)


def keep_key(tx: Tx, ids: Ids, now: datetime, user_id: int | None, message: Kept, key: str) -> None:
    """Remember that the message was said under the key.

    Raises:
        KeyTakenError: it was taken a moment ago.
    """
    row = {
        "id": ids.draw(),
        "user_id": user_id,
        "conversation_id": message.conversation_id,
        "message_id": message.id,
        "idempotency_key": key,
        "created_at": now,
    }
    try:
        tx.execute(_KEEP, row)
    except IntegrityError as error:
        raise KeyTakenError(key) from error
