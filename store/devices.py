"""Where pushes go. A device is a push token on a session: it belongs to whoever is signed in there,
moves when somebody else signs in with it, and leaves when the session ends.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Insert, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from store.database import Tx
from store.ids import Ids
from store.tables import devices, dialogues, sessions


@dataclass(frozen=True, slots=True)
class Device:
    id: int
    platform: str
    push_token: str


def _registering(into: sqlite.Insert | postgresql.Insert) -> Insert:
    moved = {name: into.excluded[name] for name in ("session_id", "platform", "updated_at")}
    return into.on_conflict_do_update(index_elements=[devices.c.push_token], set_=moved)


_REGISTER = {
    "sqlite": _registering(sqlite.insert(devices)),
    "postgresql": _registering(postgresql.insert(devices)),
}
_FORGET = delete(devices).where(devices.c.push_token == bindparam("token"))
_FORGET_OWN = _FORGET.where(devices.c.session_id == bindparam("session"))
_REACHED = (
    select(devices.c.id, devices.c.platform, devices.c.push_token)
    .join(sessions, sessions.c.id == devices.c.session_id)
    .join(
        dialogues,
        or_(
            dialogues.c.id == sessions.c.conversation_id,
            dialogues.c.user_id == sessions.c.user_id,
        ),
    )
    .where(
        dialogues.c.id == bindparam("conversation"),
        or_(dialogues.c.user_id.is_(None), dialogues.c.user_id == sessions.c.user_id),
        sessions.c.expires_at > bindparam("now"),
    )
    .order_by(devices.c.id)
)


def register_device(
    tx: Tx, ids: Ids, now: datetime, session_id: int, platform: str, push_token: str
) -> None:
    """Let pushes for the session's customer go to this device, and for nobody else."""
    row = {
        "id": ids.draw(),
        "session_id": session_id,
        "platform": platform,
        "push_token": push_token,
        "created_at": now,
        "updated_at": now,
    }
    tx.execute(_REGISTER[tx.dialect.name], row)


def unregister_device(tx: Tx, session_id: int, push_token: str) -> bool:
    """Push there no more; False when the device is not the session's."""
    given = {"session": session_id, "token": push_token}
    return tx.execute(_FORGET_OWN, given).rowcount == 1


def forget_device(tx: Tx, push_token: str) -> None:
    """The push service says that there is no such device any more."""
    tx.execute(_FORGET, {"token": push_token})


def devices_for(tx: Tx, conversation_id: int, now: datetime) -> tuple[Device, ...]:
    """The devices on which the customer of a conversation is signed in now, the first one first."""
    given = {"conversation": conversation_id, "now": now}
    return tuple(Device(*row) for row in tx.execute(_REACHED, given))
