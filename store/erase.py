"""Erasing a person: nothing that tells who they were stays, the accounts still add up.

What they said and everything drawn from it is deleted. Bookings, their items and complaints about
them stay as figures without a name, because invoices must be kept (CGST Act 2017, s. 36), and so do
payments and the events that moved them, which name nobody; of an address only the place stays,
which decides the tax. Refuses to touch what others wrote or own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, case, delete, exists, func, or_, select, union, update

from store.audit import record
from store.contacts import CODES
from store.database import Tx
from store.ids import Ids
from store.tables import (
    addresses,
    audit_log,
    booking_items,
    bookings,
    channel_events,
    complaint_updates,
    complaints,
    conversations,
    devices,
    dialogues,
    handoffs,
    identities,
    inbox,
    message_keys,
    outbox,
    priority_queue,
    regression_cases,
    reviews,
    sessions,
    sign_in_codes,
    staff_credentials,
    staff_replies,
    users,
)

ERASED = "erased"
"""Stands where a text is required."""


class UnknownUserError(LookupError):
    """Nobody has this key."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Rows deleted or made anonymous, by table; bookings that still wait to be served."""

    rows: Mapping[str, int]
    open_bookings: int


def erase_user(tx: Tx, ids: Ids, now: datetime, user_id: int) -> Erasure:
    """Erase a person and leave a line in the audit log that names the key only.

    Raises:
        UnknownUserError: nobody has this key.
    """
    person = tx.execute(select(users.c.mobile).where(users.c.id == user_id)).first()
    if person is None:
        raise UnknownUserError(f"there is no user {user_id}")
    if tx.dialect.name == "sqlite":  # or the bytes would stay in the file's free pages
        tx.exec_driver_sql("PRAGMA secure_delete = ON")
    rows = {
        **_delete_talk(tx, user_id, person.mobile),
        **_delete_access(tx, user_id, person.mobile),
        **_blank_accounts(tx, user_id, now),
    }
    waiting = select(func.count()).where(
        bookings.c.user_id == user_id, bookings.c.status.in_(("pending", "confirmed"))
    )
    counts = {table: count for table, count in rows.items() if count}
    record(tx, ids, now, actor_id=None, action="erase", subject=f"user/{user_id}", detail=counts)
    return Erasure(counts, tx.execute(waiting).scalar_one())


def _delete_talk(tx: Tx, user_id: int, mobile: str | None) -> dict[str, int]:
    """Every conversation of theirs, what waits or was sent, what staff noted about it, their names
    on channels, and the place to which codes for their number went."""
    said = _conversations_of(tx, user_id) + _place_for_codes(tx, mobile)
    messages = select(conversations.c.id).where(conversations.c.conversation_id.in_(said))
    raised = select(complaints.c.id).where(complaints.c.user_id == user_id)
    queued = select(priority_queue.c.id).where(
        or_(
            priority_queue.c.conversation_id.in_(said),
            priority_queue.c.message_id.in_(messages),
            priority_queue.c.complaint_id.in_(raised),
            priority_queue.c.user_id == user_id,
        )
    )
    tx.execute(
        update(complaints)
        .where(complaints.c.conversation_id.in_(said))
        .values(conversation_id=None)
    )
    about = or_(reviews.c.queue_id.in_(queued), reviews.c.message_id.in_(messages))
    judged = select(reviews.c.id).where(about)
    sessions_of_them = or_(sessions.c.user_id == user_id, sessions.c.conversation_id.in_(said))
    return _delete_all(
        tx,
        (regression_cases, regression_cases.c.review_id.in_(judged)),
        (reviews, about),
        (priority_queue, priority_queue.c.id.in_(queued)),
        (inbox, inbox.c.conversation_id.in_(said)),
        (outbox, outbox.c.conversation_id.in_(said)),
        (channel_events, channel_events.c.conversation_id.in_(said)),
        (
            identities,
            or_(identities.c.user_id == user_id, identities.c.conversation_id.in_(said)),
        ),
        (devices, devices.c.session_id.in_(select(sessions.c.id).where(sessions_of_them))),
        (sessions, sessions_of_them),
        (message_keys, message_keys.c.conversation_id.in_(said)),
        (staff_replies, staff_replies.c.message_id.in_(messages)),
        (handoffs, handoffs.c.conversation_id.in_(said)),
        (conversations, conversations.c.conversation_id.in_(said)),
        (dialogues, dialogues.c.id.in_(said)),
    )


def _conversations_of(tx: Tx, user_id: int) -> list[int]:
    """Their conversations, and those that they held as a guest before signing in."""
    as_guest = union(
        select(conversations.c.conversation_id).where(
            conversations.c.user_id == user_id, conversations.c.role.in_(("user", "assistant"))
        ),
        select(sessions.c.conversation_id).where(sessions.c.user_id == user_id),
    )
    own = select(dialogues.c.id).where(
        or_(
            dialogues.c.user_id == user_id,
            dialogues.c.user_id.is_(None) & dialogues.c.id.in_(as_guest),
        )
    )
    return list(tx.execute(own).scalars())


def _place_for_codes(tx: Tx, mobile: str | None) -> list[int]:
    phone = (mobile or "").removeprefix("+")
    place = select(identities.c.conversation_id).where(
        identities.c.kind == CODES, identities.c.external_id == phone
    )
    return list(tx.execute(place).scalars())


def _delete_access(tx: Tx, user_id: int, mobile: str | None) -> dict[str, int]:
    """Codes, passwords, and addresses where nothing was ever done."""
    used = exists().where(bookings.c.address_id == addresses.c.id) | exists().where(
        booking_items.c.address_id == addresses.c.id
    )
    return _delete_all(
        tx,
        (sign_in_codes, sign_in_codes.c.mobile == mobile),
        (staff_credentials, staff_credentials.c.user_id == user_id),
        (addresses, (addresses.c.user_id == user_id) & ~used),
    )


def _blank_accounts(tx: Tx, user_id: int, now: datetime) -> dict[str, int]:
    """Empty every text that is or may hold something personal, in the rows that must stay."""
    of_them = complaint_updates.c.complaint_id.in_(
        select(complaints.c.id).where(complaints.c.user_id == user_id)
    )
    about_them = audit_log.c.subject == f"user/{user_id}"
    blank: Iterable[tuple[Table, ColumnElement[bool], dict[str, Any]]] = (
        (
            addresses,
            addresses.c.user_id == user_id,
            {"line1": ERASED, "line2": None, "contact_name": ERASED, "contact_mobile": ""},
        ),
        (
            bookings,
            bookings.c.user_id == user_id,
            {"instructions": None, "cancellation_reason": None},
        ),
        (booking_items, booking_items.c.user_id == user_id, {"cancellation_reason": None}),
        (
            complaints,
            complaints.c.user_id == user_id,
            {
                "subject": ERASED,
                "description": ERASED,
                "resolution": case((complaints.c.resolution.is_not(None), ERASED)),
                "conversation_id": None,
            },
        ),
        (complaint_updates, of_them, {"comment": ERASED, "attachments": None}),
        (audit_log, about_them, {"detail": None, "note": None}),
        (
            users,
            users.c.id == user_id,
            {"mobile": None, "email": None, "name": None, "referral_code": None, "active": False},
        ),
    )
    counts = {}
    for table, condition, values in blank:
        stamp = {"updated_at": now} if "updated_at" in table.c else {}
        done = tx.execute(update(table).where(condition).values(**values, **stamp))
        counts[table.name] = done.rowcount
    return counts


def _delete_all(tx: Tx, *steps: tuple[Table, ColumnElement[bool]]) -> dict[str, int]:
    return {
        table.name: tx.execute(delete(table).where(condition)).rowcount
        for table, condition in steps
    }
