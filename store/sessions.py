"""Customer sessions: who speaks, and in which conversation, by a token.

Keeps no token, only what recognises it: a session lasts longer than a backup should be worth
stealing. A token that was replaced opens nothing; it only tells whoever proves to be its person
which session is in its place, for that one's token may be lost on its way. Draws nothing itself;
clock and randomness are the caller's.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from store.database import Tx
from store.ids import Ids
from store.prepared import Prepared
from store.tables import devices, sessions

SESSION_LIFETIME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Session:
    """A customer's session; a guest's has no user."""

    id: int
    user_id: int | None
    conversation_id: int
    expires_at: datetime


_OPEN = Prepared(insert(sessions))
_BY_TOKEN = Prepared(
    select(
        sessions.c.id, sessions.c.user_id, sessions.c.conversation_id, sessions.c.expires_at
    ).where(
        sessions.c.token_hash == bindparam("hash"),
        sessions.c.kind == "customer",
        sessions.c.expires_at > bindparam("now"),
    )
)
_IN_PLACE_OF = (
    select(sessions.c.id, sessions.c.user_id, sessions.c.conversation_id, sessions.c.expires_at)
    .where(
        sessions.c.former_hash == bindparam("hash"),
        sessions.c.kind == "customer",
        sessions.c.user_id == bindparam("person"),
        sessions.c.expires_at > bindparam("now"),
    )
    .order_by(sessions.c.id)
    .limit(1)
    .with_for_update()  # else of two heirs at once neither sees what the other was left
)
_INHERIT = (
    update(sessions)
    .where(sessions.c.id == bindparam("key"))
    .values(former_hash=bindparam("former"))
)
_DEVICES_MOVE = (
    update(devices)
    .where(
        devices.c.session_id.in_(
            select(sessions.c.id).where(
                sessions.c.former_hash == bindparam("former"),
                sessions.c.user_id == bindparam("person"),
            )
        )
    )
    .values(session_id=bindparam("heir"))
)
_END = delete(sessions).where(sessions.c.id == bindparam("key"))
_DEVICES_GO = delete(devices).where(devices.c.session_id == bindparam("key"))
_RENEW = (
    update(sessions)
    .where(sessions.c.id == bindparam("key"))
    .values(
        token_hash=bindparam("new_hash"),
        former_hash=sessions.c.token_hash,
        user_id=bindparam("person"),
        expires_at=bindparam("until"),
    )
)
_SIGN_IN = (
    update(sessions)
    .where(sessions.c.conversation_id == bindparam("conversation"), sessions.c.user_id.is_(None))
    .values(user_id=bindparam("person"))
)


def open_session(
    tx: Tx,
    ids: Ids,
    now: datetime,
    token_bytes: Callable[[int], bytes],
    *,
    user_id: int | None,
    conversation_id: int,
    opened_from: str | None = None,
) -> str:
    """Begin a session on a conversation; gives its token, which is kept nowhere else.

    Args:
        opened_from: the name of the place, for the codes that are asked for within the chat.
    """
    token = _draw_token(token_bytes)
    _OPEN.change(
        tx,
        {
            "id": ids.draw(),
            "token_hash": _hash_token(token),
            "kind": "customer",
            "user_id": user_id,
            "conversation_id": conversation_id,
            "expires_at": now + SESSION_LIFETIME,
            "created_at": now,
            "opened_from": opened_from,
        },
    )
    return token


def session_by_token(tx: Tx, token: str, now: datetime) -> Session | None:
    """The session of `token`, or None when there is none or it has expired."""
    row = _BY_TOKEN.first(tx, {"hash": _hash_token(token), "now": now})
    return None if row is None else Session(*row)


def renew_session(
    tx: Tx, session: Session, now: datetime, token_bytes: Callable[[int], bytes], user_id: int
) -> str:
    """The session is this person's from now on, under a new token; the old one opens nothing. What
    hangs on it, the devices, stays."""
    token = _draw_token(token_bytes)
    until = now + SESSION_LIFETIME
    given = {"key": session.id, "person": user_id, "until": until}
    tx.execute(_RENEW, {**given, "new_hash": _hash_token(token)})
    return token


def session_in_place_of(tx: Tx, token: str, now: datetime, user_id: int) -> Session | None:
    """The session for which `token` was renewed away, if it is this person's; the first, if there
    are several. A person who comes with the same again waits until this unit of work is over."""
    asked = {"hash": _hash_token(token), "now": now, "person": user_id}
    row = tx.execute(_IN_PLACE_OF, asked).first()
    return None if row is None else Session(*row)


def inherit_devices(tx: Tx, former_token: str, heir: Session) -> None:
    """`heir`, too, stands in the place of `former_token`, and what hangs on the others is its own.
    Their tokens may have reached nobody, or another tab, and so they stay good."""
    given = {"former": _hash_token(former_token), "person": heir.user_id}
    tx.execute(_DEVICES_MOVE, {**given, "heir": heir.id})
    tx.execute(_INHERIT, {"key": heir.id, "former": given["former"]})


def end_session(tx: Tx, session: Session) -> None:
    """Make a session's token worthless at once; its devices are pushed to no more."""
    tx.execute(_DEVICES_GO, {"key": session.id})
    tx.execute(_END, {"key": session.id})


def sign_in_sessions(tx: Tx, conversation_id: int, user_id: int) -> None:
    """Make the guest's sessions of a conversation those of the person who proved a number in it."""
    tx.execute(_SIGN_IN, {"conversation": conversation_id, "person": user_id})


def _draw_token(token_bytes: Callable[[int], bytes]) -> str:
    return base64.urlsafe_b64encode(token_bytes(32)).rstrip(b"=").decode()


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
