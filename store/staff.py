"""The people who work at the console: their accounts, their passwords and their sessions.

Keeps neither a password nor a token, only what recognises them. Checking a password takes time on
purpose (Argon2id, RFC 9106): callers do it between two units of work, never inside one.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from store.audit import record
from store.database import Tx
from store.ids import Ids, least_key
from store.tables import audit_log, staff_credentials, users

Role = Literal["agent", "lead", "admin"]
ROLES: tuple[Role, ...] = ("agent", "lead", "admin")
"""Each may do what those before it may."""

FEWEST_CHARACTERS = 12
MOST_CHARACTERS = 200
MOST_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)


HASHER = PasswordHasher()
"""With the parameters that RFC 9106 recommends where memory is scarce: 64 MiB, three passes."""


class StaffError(ValueError):
    """An account cannot be made as asked; the message says why."""


class TooManyAttemptsError(Exception):
    """This email has had its wrong passwords for now; `retry_after` tells how long."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__("too many wrong passwords")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here."""

    user_id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is checked against."""

    user_id: int
    password_hash: str


_PERSON = (
    select(users.c.id, users.c.role, staff_credentials.c.user_id.label("has_password"))
    .outerjoin(staff_credentials, staff_credentials.c.user_id == users.c.id)
    .where(users.c.email == bindparam("for_email"))
)
_ADD_PERSON = insert(users).returning(users.c.id)
_CHANGE_PERSON = (
    update(users)
    .where(users.c.id == bindparam("person"))
    .values(name=bindparam("new_name"), role=bindparam("new_role"), updated_at=bindparam("at"))
)
_ADD_PASSWORD = insert(staff_credentials)
_CHANGE_PASSWORD = (
    update(staff_credentials)
    .where(staff_credentials.c.user_id == bindparam("person"))
    .values(password_hash=bindparam("hash"), updated_at=bindparam("at"))
)
_UNOPENED = (
    select(users.c.email, users.c.name)
    .where(users.c.role == "admin", users.c.email.is_not(None), users.c.name.is_not(None))
    .where(~select(staff_credentials.c.user_id).exists())
    .order_by(users.c.id)
    .limit(1)
)
_CREDENTIALS = (
    select(users.c.id.label("user_id"), staff_credentials.c.password_hash)
    .join(staff_credentials, staff_credentials.c.user_id == users.c.id)
    .where(users.c.email == bindparam("for_email"), users.c.active, users.c.role.in_(ROLES))
)
_COLLEAGUES = (
    select(
        users.c.id.label("user_id"),
        func.coalesce(users.c.name, users.c.email).label("name"),
        users.c.role,
    )
    .where(users.c.active, users.c.role.in_(ROLES))
    .order_by("name", users.c.id)
)
_FAILURES = (
    select(audit_log.c.created_at)
    .where(
        audit_log.c.id >= bindparam("since_key"),  # the range of keys spares an index on the time
        audit_log.c.created_at > bindparam("since"),
        audit_log.c.action == "sign_in_failed",
        audit_log.c.subject == bindparam("for_subject"),
    )
    .order_by(audit_log.c.id.desc())
    .limit(MOST_FAILURES)
)


def add_staff(
    tx: Tx,
    now: datetime,
    email: str,
    name: str,
    role: str,
    password: str,
    hasher: PasswordHasher = HASHER,
) -> int:
    """Make an account; gives its user's key. Staff who are on file without a password (imported,
    seeded) get this one, with the name and role given here.

    Raises:
        StaffError: the email, name, role or password will not do, or the email is taken.
    """
    email, name = _fold(email), name.strip()
    if role not in ROLES:
        raise StaffError(f"the role must be one of {', '.join(ROLES)}, not {role!r}")
    if not name or len(name) > 120 or not name.isprintable():
        raise StaffError("a name of 1 to 120 characters is needed")
    local, _, domain = email.partition("@")
    if not local or not domain or len(email) > 254 or not email.isprintable() or " " in email:
        raise StaffError(f"not an email address: {email!r}")
    if not FEWEST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise StaffError(
            f"the password must have {FEWEST_CHARACTERS} to {MOST_CHARACTERS} characters"
        )
    known = tx.execute(_PERSON, {"for_email": email}).first()
    if known is None:
        person = {"email": email, "name": name, "role": role, "created_at": now, "updated_at": now}
        user_id = tx.execute(_ADD_PERSON, person).scalar_one()
    elif known.role in ROLES and known.has_password is None:
        user_id = known.id
        tx.execute(
            _CHANGE_PERSON, {"person": user_id, "new_name": name, "new_role": role, "at": now}
        )
    else:
        raise StaffError(f"{email} has an account already")
    row = {
        "user_id": user_id,
        "password_hash": hasher.hash(_normalise(password)),
        "created_at": now,
        "updated_at": now,
    }
    try:
        tx.execute(_ADD_PASSWORD, row)
    except IntegrityError:  # another process has done it this very moment
        raise StaffError(f"{email} has an account already") from None
    return int(user_id)


def unopened_admin(tx: Tx) -> tuple[str, str] | None:
    """Email and name of the first admin on file, as long as nobody at all can sign in."""
    row = tx.execute(_UNOPENED).first()
    return None if row is None else (row.email, row.name)


def colleagues(tx: Tx) -> tuple[Colleague, ...]:
    """Everybody who works here, by name."""
    return tuple(Colleague(**row) for row in tx.execute(_COLLEAGUES).mappings())


def credentials_of(tx: Tx, email: str) -> Credentials | None:
    """What to check a password against; None for strangers, customers and people who left."""
    if "\x00" in email:  # PostgreSQL's text cannot hold it, so nobody has it
        return None
    row = tx.execute(_CREDENTIALS, {"for_email": _fold(email)}).first()
    return None if row is None else Credentials(**row._mapping)


def is_right(hasher: PasswordHasher, found: Credentials | None, password: str) -> bool:
    """Check a password; takes as long when there is nothing to check it against."""
    if found is None:
        hasher.hash(_normalise(password))
        return False
    try:
        return hasher.verify(found.password_hash, _normalise(password))
    except (VerificationError, InvalidHashError):
        return False


def fresh_hash(hasher: PasswordHasher, found: Credentials, password: str) -> str | None:
    """The password hashed again when the stored hash is weaker than `hasher` makes them now."""
    if not hasher.check_needs_rehash(found.password_hash):
        return None
    return hasher.hash(_normalise(password))


def replace_hash(tx: Tx, now: datetime, user_id: int, password_hash: str) -> None:
    tx.execute(_CHANGE_PASSWORD, {"person": user_id, "hash": password_hash, "at": now})


def check_attempts(tx: Tx, now: datetime, email: str) -> None:
    """Refuse a sign-in after five wrong passwords within a quarter of an hour.

    Raises:
        TooManyAttemptsError: there were as many.
    """
    since = now - FAILURE_WINDOW
    failures = tx.execute(
        _FAILURES,
        {"since_key": least_key(since), "since": since, "for_subject": _subject(email)},
    )
    times = failures.scalars().all()
    if len(times) == MOST_FAILURES:
        raise TooManyAttemptsError(times[-1] - since)


def record_failure(tx: Tx, ids: Ids, now: datetime, email: str, found: Credentials | None) -> None:
    """Count a wrong password. What was typed is kept as a hash only: it may be a password."""
    actor_id = found.user_id if found else None
    record(tx, ids, now, actor_id=actor_id, action="sign_in_failed", subject=_subject(email))


def _fold(email: str) -> str:
    return email.strip().lower()


def _normalise(password: str) -> str:
    """The same password typed on another keyboard is the same (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _subject(email: str) -> str:
    return f"email/{hashlib.sha256(_fold(email).encode()).hexdigest()[:32]}"
