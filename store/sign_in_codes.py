"""The six-digit codes that turn a guest into a known person, and how many may be asked for.

Keeps no code, only what recognises it. Draws nothing itself; clock and randomness are the caller's.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, func, insert, select, text, update

from store.database import Tx
from store.ids import Ids
from store.tables import sessions, sign_in_codes

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
class Drawn:
    """A sign-in code, and what it is kept under."""

    key: int
    digits: str


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


def place_of_chat(tx: Tx, conversation_id: int, most: int) -> Place:
    """From where a conversation is held: where its session was opened, or else by itself."""
    opened_from = tx.execute(_OPENED_FROM, {"conversation": conversation_id}).scalar()
    return Place(opened_from or f"conversation/{conversation_id}", most)


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


def _hash_code(secret: bytes, key: int, mobile: str, code: str) -> str:
    return hmac.new(secret, f"{key}:{mobile}:{code}".encode(), hashlib.sha256).hexdigest()
