"""One person's names outside: whom a host application means by its own name for them, and which
names lead to them.

A host's name is kept once, whichever channel it was used on. Linking needs proof of both sides: the
host's signature, and a session of the person or the number that the host has verified. Unlinking
takes the name away and nothing else: what was said stays with whoever said it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from store.accounts import Person, create_customer, user_by_mobile
from store.audit import record
from store.database import Tx
from store.ids import Ids
from store.tables import devices, identities, sessions, users

HOST, HOST_CHANNEL = "host", "WEB"


class LinkedElsewhereError(RuntimeError):
    """The name leads to somebody else."""


@dataclass(frozen=True, slots=True)
class Identity:
    id: int
    channel: str
    kind: str
    external_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Introduced:
    """Whom a host vouches for: its name for them, and what else it knows."""

    sub: str
    mobile: str | None = None
    name: str | None = None


_NAMED = (
    select(users.c.id, users.c.role, users.c.active)
    .join(identities, identities.c.user_id == users.c.id)
    .where(
        identities.c.channel == HOST_CHANNEL,
        identities.c.kind == HOST,
        identities.c.external_id == bindparam("sub"),
    )
)
_NAME = insert(identities)
_NEW = insert(users).returning(users.c.id)
_CALL = (
    update(users)
    .where(users.c.id == bindparam("person"), users.c.name.is_(None))
    .values(name=bindparam("shown"), updated_at=bindparam("at"))
)
_OF = (
    select(
        identities.c.id,
        identities.c.channel,
        identities.c.kind,
        identities.c.external_id,
        identities.c.created_at,
    )
    .where(identities.c.user_id == bindparam("person"))
    .order_by(identities.c.id)
)
_UNLINK = (
    delete(identities)
    .where(identities.c.id == bindparam("key"), identities.c.user_id == bindparam("person"))
    .returning(identities.c.channel, identities.c.kind)
)


def person_introduced(tx: Tx, ids: Ids, now: datetime, whom: Introduced) -> Person:
    """The person whom the host means: by its name, else by the number, else somebody new.

    Staff and inactive people are given as they are, and linked to nothing.
    """
    known = _by_name(tx, whom.sub)
    if known is not None:
        return known
    try:
        with tx.begin_nested():  # two first sign-ins at once leave one person
            person = _by_number_or_new(tx, now, whom)
            if person.active and person.role == "customer":
                _link(tx, ids, now, person.user_id, whom.sub)
            return person
    except IntegrityError:
        faster = _by_name(tx, whom.sub)
        if faster is None:
            raise
        return faster


def link_host(tx: Tx, ids: Ids, now: datetime, user_id: int, sub: str) -> None:
    """Let the host's name lead to a person who has proven who they are; again changes nothing.

    Raises:
        LinkedElsewhereError: it leads to somebody else.
    """
    known = _by_name(tx, sub)
    if known is None:
        try:
            with tx.begin_nested():
                _link(tx, ids, now, user_id, sub)
        except IntegrityError:
            known = _by_name(tx, sub)
    if known is not None and known.user_id != user_id:
        raise LinkedElsewhereError(sub)


def identities_of(tx: Tx, user_id: int) -> tuple[Identity, ...]:
    """Every name that leads to the person, the oldest first."""
    return tuple(Identity(*row) for row in tx.execute(_OF, {"person": user_id}))


def unlink(
    tx: Tx, ids: Ids, now: datetime, user_id: int, identity_id: int, keep_session: int
) -> bool:
    """Take one of the person's names away, and sign them out everywhere but in one session, for
    some of the others may have come by that name; False when they have no such name."""
    gone = tx.execute(_UNLINK, {"key": identity_id, "person": user_id}).first()
    if gone is None:
        return False
    others = (sessions.c.user_id == user_id) & (sessions.c.id != keep_session)
    tx.execute(delete(devices).where(devices.c.session_id.in_(select(sessions.c.id).where(others))))
    tx.execute(delete(sessions).where(others, sessions.c.kind == "customer"))
    _note(tx, ids, now, user_id, "unlink", gone.kind, gone.channel)
    return True


def _by_name(tx: Tx, sub: str) -> Person | None:
    row = tx.execute(_NAMED, {"sub": sub}).first()
    return None if row is None else Person(*row)


def _by_number_or_new(tx: Tx, now: datetime, whom: Introduced) -> Person:
    """Whoever has the number; but a number whose account the host calls otherwise has changed
    hands at the host, and nobody gets an account that was another's."""
    known = user_by_mobile(tx, whom.mobile) if whom.mobile else None
    if known is not None and _has_host_name(tx, known.user_id):
        known = None
    elif known is None and whom.mobile:
        known = Person(create_customer(tx, whom.mobile, now), "customer", True)
    if known is None:
        row = {"role": "customer", "name": whom.name, "created_at": now, "updated_at": now}
        return Person(tx.execute(_NEW, row).scalar_one(), "customer", True)
    if whom.name and known.role == "customer":
        tx.execute(_CALL, {"person": known.user_id, "shown": whom.name, "at": now})
    return known


def _has_host_name(tx: Tx, user_id: int) -> bool:
    return any(one.kind == HOST for one in identities_of(tx, user_id))


def _link(tx: Tx, ids: Ids, now: datetime, user_id: int, sub: str) -> None:
    name = {"channel": HOST_CHANNEL, "kind": HOST, "external_id": sub, "created_at": now}
    tx.execute(_NAME, {**name, "user_id": user_id})
    _note(tx, ids, now, user_id, "link", HOST, HOST_CHANNEL)


def _note(
    tx: Tx, ids: Ids, now: datetime, user_id: int, action: str, kind: str, channel: str
) -> None:
    detail = {"kind": kind, "channel": channel}
    subject = f"user/{user_id}"
    record(tx, ids, now, actor_id=None, action=action, subject=subject, detail=detail)
