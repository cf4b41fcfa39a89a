"""Sessions of the console: who is signed in, until when, and the token their changes must name.

Keeps no token, only what recognises it. Whoever leaves or is dismissed is out at once.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select

from store.audit import record
from store.database import Tx
from store.ids import Ids
from store.staff import ROLES, Role
from store.tables import sessions, users

SESSION_LIFETIME = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class StaffSession:
    """Somebody signed in to the console."""

    id: int
    user_id: int
    name: str
    email: str
    role: Role
    csrf_token: str
    expires_at: datetime

    def may_act_as(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


_OPEN = insert(sessions)
_SESSIONS = (
    select(
        sessions.c.id,
        sessions.c.user_id,
        func.coalesce(users.c.name, users.c.email).label("name"),
        users.c.email,
        users.c.role,
        sessions.c.csrf_token,
        sessions.c.expires_at,
    )
    .join(users, users.c.id == sessions.c.user_id)
    .where(
        sessions.c.kind == "staff",
        sessions.c.expires_at > bindparam("now"),
        users.c.active,
        users.c.role.in_(ROLES),
    )
)
_BY_TOKEN = _SESSIONS.where(sessions.c.token_hash == bindparam("hash"))
_BY_KEY = _SESSIONS.where(sessions.c.id == bindparam("key"))
_END = delete(sessions).where(sessions.c.id == bindparam("key"))
_FORGET = delete(sessions).where(
    sessions.c.kind == "staff", sessions.c.expires_at <= bindparam("now")
)


def open_staff_session(
    tx: Tx, ids: Ids, now: datetime, token_bytes: Callable[[int], bytes], user_id: int
) -> str:
    """Sign somebody in; gives the session's token, which is kept nowhere else."""
    token = draw_token(token_bytes)
    tx.execute(_FORGET, {"now": now})
    tx.execute(
        _OPEN,
        {
            "id": ids.draw(),
            "token_hash": _hash_token(token),
            "kind": "staff",
            "user_id": user_id,
            "csrf_token": draw_token(token_bytes),
            "expires_at": now + SESSION_LIFETIME,
            "created_at": now,
        },
    )
    record(tx, ids, now, actor_id=user_id, action="sign_in", subject=f"user/{user_id}")
    return token


def staff_session(tx: Tx, now: datetime, token: str) -> StaffSession | None:
    """Whose session the token is; None when it has ended or its owner may no longer enter."""
    row = tx.execute(_BY_TOKEN, {"hash": _hash_token(token), "now": now}).first()
    return None if row is None else StaffSession(**row._mapping)


def staff_session_by_key(tx: Tx, now: datetime, key: int) -> StaffSession | None:
    """The session with this key, as `staff_session`; who asks must have another proof of it."""
    row = tx.execute(_BY_KEY, {"key": key, "now": now}).first()
    return None if row is None else StaffSession(**row._mapping)


def sign_out(tx: Tx, ids: Ids, now: datetime, session: StaffSession) -> None:
    """End a session: its token is worthless from here on."""
    tx.execute(_END, {"key": session.id})
    person = session.user_id
    record(tx, ids, now, actor_id=person, action="sign_out", subject=f"user/{person}")


def draw_token(token_bytes: Callable[[int], bytes]) -> str:
    """256 random bits in URL-safe letters."""
    return base64.urlsafe_b64encode(token_bytes(32)).rstrip(b"=").decode()


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
