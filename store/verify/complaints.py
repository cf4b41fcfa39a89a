"""Checks of complaints: whose they are, their clocks, and a history that leads to their status."""

from sqlalchemy import and_, case, exists, func, or_, select

from store.rules import RULES
from store.tables import bookings, complaints, dialogues, users
from store.tables import complaint_escalations as escalations
from store.tables import complaint_updates as updates
from store.verify.check import UNTIL, Check, seconds

_IN_ORDER = (updates.c.created_at, updates.c.id)
_STAGE = {"open": 0, "in_progress": 1, "escalated": 1, "resolved": 2, "closed": 3}
_REOPENED = 1
"""Where a settled complaint stands that is taken up again."""
_HISTORY = select(
    updates.c.id,
    updates.c.complaint_id,
    updates.c.status,
    case(_STAGE, value=updates.c.status).label("stage"),
    func.lag(case(_STAGE, value=updates.c.status))
    .over(partition_by=updates.c.complaint_id, order_by=_IN_ORDER)
    .label("stage_before"),
    func.lead(updates.c.id)
    .over(partition_by=updates.c.complaint_id, order_by=_IN_ORDER)
    .label("next_id"),
).subquery("history")
_OVER = ("resolved", "closed")
_BEGAN = func.coalesce(complaints.c.reopened_at, complaints.c.created_at)

CHECKS = (
    Check(
        "escalation_follows_its_clock",
        "a complaint is called overdue after its time, and reopened after it was raised",
        select(complaints.c.id)
        .outerjoin(escalations, escalations.c.complaint_id == complaints.c.id)
        .where(
            or_(
                escalations.c.due_at > escalations.c.created_at,
                escalations.c.due_at < complaints.c.created_at,
                complaints.c.reopened_at < complaints.c.created_at,
            )
        ),
    ),
    Check(
        "complaint_number_form",
        "a complaint number is CC- and six digits",
        select(complaints.c.id).where(~complaints.c.number.regexp_match("^CC-[0-9]{6}$")),
    ),
    Check(
        "complaint_is_about_own_booking",
        "a complaint is about a booking of the person who complains, made before",
        select(complaints.c.id)
        .join(bookings, bookings.c.id == complaints.c.booking_id)
        .where(
            or_(
                bookings.c.user_id != complaints.c.user_id,
                bookings.c.created_at > complaints.c.created_at,
            )
        ),
    ),
    Check(
        "complaint_is_from_own_conversation",
        "a complaint was raised in a conversation of the person who complains",
        select(complaints.c.id)
        .join(dialogues, dialogues.c.id == complaints.c.conversation_id)
        .where(dialogues.c.user_id.is_distinct_from(complaints.c.user_id)),
    ),
    Check(
        "complaint_clock_fits_priority",
        "response and resolution are due as soon as the priority demands, counted from when it was"
        " raised or taken up again",
        select(complaints.c.id).where(
            or_(
                *(
                    and_(
                        complaints.c.priority == clock.priority,
                        or_(
                            *(
                                seconds(due) - seconds(_BEGAN) != hours * 3600
                                for due, hours in (
                                    (complaints.c.response_due_at, clock.response_hours),
                                    (complaints.c.resolution_due_at, clock.resolution_hours),
                                )
                            )
                        ),
                    )
                    for clock in RULES.complaint_clocks
                )
            )
        ),
    ),
    Check(
        "complaint_has_history",
        "a complaint has at least one update",
        select(complaints.c.id).where(~exists().where(updates.c.complaint_id == complaints.c.id)),
    ),
    Check(
        "last_update_has_the_status",
        "the last update of a complaint carries its status",
        select(complaints.c.id)
        .join(_HISTORY, _HISTORY.c.complaint_id == complaints.c.id)
        .where(_HISTORY.c.next_id.is_(None), _HISTORY.c.status != complaints.c.status),
    ),
    Check(
        "history_goes_forward",
        "open, then in progress or escalated, then resolved, then closed; or taken up again",
        select(updates.c.id)
        .join(_HISTORY, _HISTORY.c.id == updates.c.id)
        .join(complaints, complaints.c.id == updates.c.complaint_id)
        .where(
            _HISTORY.c.stage < _HISTORY.c.stage_before,
            or_(complaints.c.reopened_at.is_(None), _HISTORY.c.stage != _REOPENED),
        ),
    ),
    Check(
        "update_follows_complaint",
        "an update comes after its complaint and not in the future",
        select(updates.c.id)
        .join(complaints, complaints.c.id == updates.c.complaint_id)
        .where(or_(updates.c.created_at < complaints.c.created_at, updates.c.created_at >= UNTIL)),
    ),
    Check(
        "update_is_by_somebody_concerned",
        "a customer comments on their own complaints only",
        select(updates.c.id)
        .join(complaints, complaints.c.id == updates.c.complaint_id)
        .join(users, users.c.id == updates.c.author_id)
        .where(users.c.role == "customer", users.c.id != complaints.c.user_id),
    ),
    Check(
        "resolved_has_resolution",
        "a complaint that is over says how, after it was raised and not in the future",
        select(complaints.c.id).where(
            complaints.c.status.in_(_OVER),
            or_(
                complaints.c.resolution.is_(None),
                complaints.c.resolved_at < complaints.c.created_at,
                complaints.c.resolved_at >= UNTIL,
            ),
        ),
    ),
)
