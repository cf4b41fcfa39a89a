"""Customer sessions, and the six-digit codes that turn a guest into a known person.

Keeps neither a token nor a code, only what recognises them: a session lasts longer than a backup
should be worth stealing. Draws nothing itself; clock and randomness are the caller's.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, delete, func, insert, select, text, update

from store.database import Tx
from store.ids import Ids
from store.prepared import Prepared
from store.tables import devices, sessions, sign_in_codes

SESSION_LIFETIME = timedelta(days=30)
CODE_LIFETIME = timedelta(minutes=5)
MOST_ATTEMPTS = 5
MOST_CODES_AN_HOUR = 5
MOST_CODES_FROM_ONE_PLACE = 60
"""Within an hour, unless told otherwise; behind one address there may be many people."""
HOUR = timedelta(hours=1)

Verdict = Literal["right", "wrong", "void"]
"""What became of a code that a person typed: "void" when there is none left to try."""


class TooManyCodesError(Exception):
    """A mobile number has had all the codes of this hour, or a place (`by_place`) has asked for all
    of its; `retry_after` tells when there is one again."""

    def __init__(self, retry_after: timedelta, *, by_place: bool = False) -> None:
        super().__init__(f"no further code for {int(retry_after.total_seconds())} s")
        self.retry_after = retry_after
        self.by_place = by_place


@dataclass(frozen=True, slots=True)
class Place:
    """From where a code is asked for: a name that says nothing else, and how many codes may be
    asked for from there within an hour."""

    name: str
    most: int


@dataclass(frozen=True, slots=True)
class Session:
    """A customer's session; a guest's has no user."""

    id: int
    user_id: int | None
    conversation_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sign-in code, and what it is kept under."""

    key: int
    digits: str


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
_END = delete(sessions).where(sessions.c.id == bindparam("key"))
_DEVICES_GO = delete(devices).where(devices.c.session_id == bindparam("key"))
_RENEW = (
    update(sessions)
    .where(sessions.c.id == bindparam("key"))
    .values(
        token_hash=bindparam("new_hash"),
        user_id=bindparam("person"),
        expires_at=bindparam("until"),
    )
)
_SIGN_IN = (
    update(sessions)
    .where(sessions.c.conversation_id == bindparam("conversation"), sessions.c.user_id.is_(None))
    .values(user_id=bindparam("person"))
)
# When the oldest of so many codes was drawn, if there were so many since then.
_OLDEST_OF = (
    select(sign_in_codes.c.created_at)
    .where(sign_in_codes.c.created_at > bindparam("since"))
    .order_by(sign_in_codes.c.id.desc())
    .offset(bindparam("most") - 1)
    .limit(1)
)
_FOR_MOBILE = _OLDEST_OF.where(sign_in_codes.c.mobile == bindparam("whose"))
_FROM_PLACE = _OLDEST_OF.where(sign_in_codes.c.asked_from == bindparam("whose"))
_OPENED_FROM = (
    select(sessions.c.opened_from)
    .where(sessions.c.conversation_id == bindparam("conversation"), sessions.c.kind == "customer")
    .order_by(sessions.c.id.desc())
    .limit(1)
)
_ISSUE = insert(sign_in_codes)
_NEWEST_CODE = (
    select(func.max(sign_in_codes.c.id))
    .where(sign_in_codes.c.mobile == bindparam("for_mobile"))
    .scalar_subquery()
)
_TRY = (
    update(sign_in_codes)
    .where(
        sign_in_codes.c.id == _NEWEST_CODE,
        sign_in_codes.c.attempts < MOST_ATTEMPTS,
        sign_in_codes.c.used_at.is_(None),
        sign_in_codes.c.expires_at > bindparam("now"),
    )
    .values(attempts=sign_in_codes.c.attempts + 1)
    .returning(sign_in_codes.c.id, sign_in_codes.c.code_hash)
)
_USE = (
    update(sign_in_codes)
    .where(sign_in_codes.c.id == bindparam("key"))
    .values(used_at=bindparam("now"))
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
    """The session is this person's from now on, under a new token; the old one is worthless. What
    hangs on it, the devices, stays."""
    token = _draw_token(token_bytes)
    until = now + SESSION_LIFETIME
    given = {"key": session.id, "person": user_id, "until": until}
    tx.execute(_RENEW, {**given, "new_hash": _hash_token(token)})
    return token


def end_session(tx: Tx, session: Session) -> None:
    """Make a session's token worthless at once; its devices are pushed to no more."""
    tx.execute(_DEVICES_GO, {"key": session.id})
    tx.execute(_END, {"key": session.id})


def sign_in_sessions(tx: Tx, conversation_id: int, user_id: int) -> None:
    """Make the guest's sessions of a conversation those of the person who proved a number in it."""
    tx.execute(_SIGN_IN, {"conversation": conversation_id, "person": user_id})


def place_of_chat(tx: Tx, conversation_id: int, most: int) -> Place:
    """From where a conversation is held: where its session was opened, or else by itself."""
    opened_from = tx.execute(_OPENED_FROM, {"conversation": conversation_id}).scalar()
    return Place(opened_from or f"conversation/{conversation_id}", most)


def issue_code(
    tx: Tx,
    ids: Ids,
    now: datetime,
    mobile: str,
    secret: bytes,
    below: Callable[[int], int],
    place: Place,
) -> str:
    """The digits of a code as `draw_code` draws it."""
    return draw_code(tx, ids, now, mobile, secret, below, place).digits


def draw_code(
    tx: Tx,
    ids: Ids,
    now: datetime,
    mobile: str,
    secret: bytes,
    below: Callable[[int], int],
    place: Place,
) -> Drawn:
    """A fresh code for `mobile` (+91 form); every earlier one is void from now on.

    Args:
        secret: keys the stored hash; without it a stolen table does not tell the codes.
        below: draws a number from 0 up to, not including, its argument.

    Raises:
        TooManyCodesError: this mobile has had five codes within the last hour, or the place all
            that may be asked for from there.
    """
    limits = ((_FOR_MOBILE, mobile, MOST_CODES_AN_HOUR), (_FROM_PLACE, place.name, place.most))
    for statement, whose, most in limits:
        if tx.dialect.name == "postgresql":  # two requests at once must not both be the last
            tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:whose))"), {"whose": whose})
        given = {"whose": whose, "most": most, "since": now - HOUR}
        oldest: datetime | None = tx.execute(statement, given).scalar()
        if oldest is not None:
            raise TooManyCodesError(oldest + HOUR - now, by_place=statement is _FROM_PLACE)
    key, code = ids.draw(), f"{below(1_000_000):06d}"
    tx.execute(
        _ISSUE,
        {
            "id": key,
            "mobile": mobile,
            "code_hash": _hash_code(secret, key, mobile, code),
            "expires_at": now + CODE_LIFETIME,
            "created_at": now,
            "asked_from": place.name,
        },
    )
    return Drawn(key, code)


def redeem_code(tx: Tx, now: datetime, mobile: str, code: str, secret: bytes) -> Verdict:
    """Try `code` against the newest one of `mobile`; the try counts whatever comes of it.

    A value and not an error, so that the caller's commit keeps the count of a wrong try.
    """
    tried = tx.execute(_TRY, {"for_mobile": mobile, "now": now}).first()
    if tried is None:
        return "void"
    given = _hash_code(secret, tried.id, mobile, code)
    if not hmac.compare_digest(given, tried.code_hash):
        return "wrong"
    tx.execute(_USE, {"key": tried.id, "now": now})
    return "right"


def _draw_token(token_bytes: Callable[[int], bytes]) -> str:
    return base64.urlsafe_b64encode(token_bytes(32)).rstrip(b"=").decode()


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hash_code(secret: bytes, key: int, mobile: str, code: str) -> str:
    return hmac.new(secret, f"{key}:{mobile}:{code}".encode(), hashlib.sha256).hexdigest()
