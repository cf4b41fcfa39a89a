"""Checks of people: reachable, at a real place, and staff only where staff belongs."""

from sqlalchemy import Column, Select, exists, or_, select

from store.rules import RULES
from store.tables import (
    addresses,
    bookings,
    complaint_updates,
    complaints,
    dialogues,
    payments,
    pincodes,
    priority_queue,
    reviews,
    sessions,
    staff_credentials,
    users,
)
from store.verify.check import MOBILE, Check


def _not_staff(column: Column[int], key: Column[int]) -> Select[int]:
    return select(key).join(users, users.c.id == column).where(users.c.role == "customer")


CHECKS = (
    Check(
        "user_mobile_form",
        "a mobile number is +91 and ten digits from 6 up",
        select(users.c.id).where(~users.c.mobile.regexp_match(MOBILE)),
    ),
    Check(
        "contact_mobile_form",
        "the contact of an address has a mobile number, unless it was erased",
        select(addresses.c.id).where(
            addresses.c.contact_mobile != "", ~addresses.c.contact_mobile.regexp_match(MOBILE)
        ),
    ),
    Check(
        "email_form",
        "an e-mail address has something on both sides of one @",
        select(users.c.id).where(~users.c.email.regexp_match("^[^@ ]+@[^@ ]+$")),
    ),
    Check(
        "wallet_within_limit",
        "a wallet holds no more than the rules allow, unless refunds have filled it",
        select(users.c.id).where(
            users.c.wallet_paise > RULES.max_wallet_paise,
            ~exists().where(
                payments.c.booking_id == bookings.c.id,
                bookings.c.user_id == users.c.id,
                payments.c.kind == "refund",
                payments.c.method == "wallet",
            ),
        ),
    ),
    Check(
        "address_is_where_its_pincode_is",
        "city and state of an address are those of its pincode",
        select(addresses.c.id)
        .outerjoin(pincodes, pincodes.c.pincode == addresses.c.pincode)
        .where(
            or_(
                pincodes.c.pincode.is_(None),
                pincodes.c.city != addresses.c.city,
                pincodes.c.state != addresses.c.state,
            )
        ),
    ),
    Check(
        "one_address_is_the_default",
        "whoever has addresses has one that is the default",
        select(users.c.id).where(
            users.c.active,
            exists().where(addresses.c.user_id == users.c.id),
            ~exists().where(addresses.c.user_id == users.c.id, addresses.c.is_default),
        ),
    ),
    Check(
        "staff_session_is_of_staff",
        "only staff has staff sessions",
        _not_staff(sessions.c.user_id, sessions.c.id).where(sessions.c.kind == "staff"),
    ),
    Check(
        "session_reads_own_conversation",
        "a session reads the conversation of its own customer",
        select(sessions.c.id)
        .join(dialogues, dialogues.c.id == sessions.c.conversation_id)
        .where(dialogues.c.user_id != sessions.c.user_id),
    ),
    *(
        Check(f"{name}_is_staff", meaning, _not_staff(column, key))
        for name, meaning, column, key in (
            (
                "credential_holder",
                "only staff signs in with a password",
                staff_credentials.c.user_id,
                staff_credentials.c.user_id,
            ),
            (
                "conversation_owner",
                "a conversation is taken over by staff",
                dialogues.c.owner_id,
                dialogues.c.id,
            ),
            (
                "complaint_assignee",
                "a complaint is assigned to staff",
                complaints.c.assigned_to_id,
                complaints.c.id,
            ),
            (
                "lease_holder",
                "a queue item is claimed by staff",
                priority_queue.c.leased_by_id,
                priority_queue.c.id,
            ),
            (
                "queue_reviewer",
                "a queue item is reviewed by staff",
                priority_queue.c.reviewed_by_id,
                priority_queue.c.id,
            ),
            ("reviewer", "reviews are by staff", reviews.c.reviewer_id, reviews.c.id),
        )
    ),
    Check(
        "internal_note_is_by_staff",
        "an internal note on a complaint is by staff",
        _not_staff(complaint_updates.c.author_id, complaint_updates.c.id).where(
            complaint_updates.c.internal
        ),
    ),
)
