"""The head of a conversation: beginning one, whose it is, and giving a guest's to who signed in.

Knows nothing of what is said in it; that is `store.chat`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, insert, select, update

from store.database import Tx
from store.ids import Ids
from store.prepared import Prepared
from store.tables import dialogues, handoffs, identities, users


class UnknownConversationError(LookupError):
    """No conversation has this key."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The head of one conversation; `position` is its place in the line, from 1, if it waits."""

    id: int
    user_id: int | None
    channel: str
    language: str
    owner: str
    owner_name: str | None
    last_seq: int
    position: int | None


_OPEN = Prepared(insert(dialogues))
_owner = users.alias("owner_person")
_own_place, _others = handoffs.alias("own_place"), handoffs.alias("others")
_position = (
    select(func.count())
    .select_from(_own_place)
    .join(_others, (_others.c.id <= _own_place.c.id) & (_others.c.state == "waiting"))
    .where(_own_place.c.conversation_id == dialogues.c.id, _own_place.c.state == "waiting")
    .scalar_subquery()
)
_DIALOGUE = Prepared(
    select(
        dialogues.c.id,
        dialogues.c.user_id,
        dialogues.c.channel,
        dialogues.c.language,
        dialogues.c.owner,
        _owner.c.name.label("owner_name"),
        dialogues.c.last_seq,
        case((dialogues.c.owner == "waiting", _position)).label("position"),
    )
    .outerjoin(_owner, _owner.c.id == dialogues.c.owner_id)
    .where(dialogues.c.id == bindparam("conversation"))
)
_NAMES_ADOPT = (
    update(identities)
    .where(
        identities.c.conversation_id == bindparam("conversation"), identities.c.user_id.is_(None)
    )
    .values(user_id=bindparam("person"))
)
_ADOPT = (
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"), dialogues.c.user_id.is_(None))
    .values(user_id=bindparam("person"))
)


def open_dialogue(
    tx: Tx,
    ids: Ids,
    now: datetime,
    channel: str,
    user_id: int | None = None,
    language: str = "en",
) -> int:
    """Begin a conversation; gives its key."""
    key = ids.draw()
    _OPEN.change(
        tx,
        {
            "id": key,
            "user_id": user_id,
            "channel": channel,
            "language": language,
            "created_at": now,
            "updated_at": now,
        },
    )
    return key


def dialogue(tx: Tx, conversation_id: int) -> Dialogue | None:
    row = _DIALOGUE.first(tx, {"conversation": conversation_id})
    return Dialogue(*row) if row else None


def adopt_dialogue(tx: Tx, conversation_id: int, user_id: int) -> bool:
    """Give a guest's conversation, and the names that lead to it, to the person who signed in;
    False when it has an owner."""
    given = {"conversation": conversation_id, "person": user_id}
    if tx.execute(_ADOPT, given).rowcount != 1:
        return False
    tx.execute(_NAMES_ADOPT, given)
    return True
