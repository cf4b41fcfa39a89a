"""Checks of handoffs: one owner at a time, who was called, came, spoke and left in this order."""

from sqlalchemy import and_, case, exists, or_, select

from store.staff import ROLES
from store.tables import conversations, dialogues, handoffs, inbox, staff_replies, users
from store.tables.handoffs import IS_OPEN
from store.verify.check import UNTIL, Check

_OWNED = dialogues.outerjoin(handoffs, and_(handoffs.c.conversation_id == dialogues.c.id, IS_OPEN))
_OWNER = case({"waiting": "waiting", "held": "staff"}, value=handoffs.c.state, else_="assistant")
_CALLED = handoffs.outerjoin(conversations, conversations.c.id == handoffs.c.message_id)
_SPOKEN = conversations.outerjoin(
    staff_replies, staff_replies.c.message_id == conversations.c.id
).outerjoin(handoffs, handoffs.c.id == staff_replies.c.handoff_id)
_reply = conversations.alias("reply")

CHECKS = (
    Check(
        "owner_agrees_with_handoff",
        "a conversation is the assistant's, waits, or is with the holder of its open handoff",
        select(dialogues.c.id)
        .select_from(_OWNED)
        .where(
            or_(
                dialogues.c.owner != _OWNER,
                dialogues.c.owner_id.is_distinct_from(handoffs.c.holder_id),
            )
        ),
    ),
    Check(
        "handoff_has_one_cause",
        "a handoff was called for by a reply of its conversation, or somebody took over",
        select(handoffs.c.id)
        .select_from(_CALLED)
        .where(
            or_(
                (handoffs.c.reason == "taken_over") == conversations.c.id.is_not(None),
                conversations.c.role != "assistant",
                conversations.c.conversation_id != handoffs.c.conversation_id,
            )
        ),
    ),
    Check(
        "handoff_goes_forward",
        "a handoff begins, is joined and ends in this order and not in the future",
        select(handoffs.c.id).where(
            or_(
                handoffs.c.waiting_since < handoffs.c.created_at,
                handoffs.c.joined_at < handoffs.c.created_at,
                handoffs.c.ended_at < handoffs.c.created_at,
                handoffs.c.ended_at < handoffs.c.joined_at,
                handoffs.c.created_at >= UNTIL,
                handoffs.c.ended_at >= UNTIL,
            )
        ),
    ),
    Check(
        "holder_is_staff",
        "only people who work here hold conversations",
        select(handoffs.c.id)
        .join(users, users.c.id == handoffs.c.holder_id)
        .where(users.c.role.not_in(ROLES)),
    ),
    Check(
        "person_speaks_in_their_turn",
        "what a person of ours said belongs to a handoff of that conversation and to its time",
        select(conversations.c.id)
        .select_from(_SPOKEN)
        .where(
            or_(
                (conversations.c.role == "agent") == handoffs.c.id.is_(None),
                handoffs.c.conversation_id != conversations.c.conversation_id,
                conversations.c.created_at < handoffs.c.joined_at,
                conversations.c.created_at > handoffs.c.ended_at,
            )
        ),
    ),
    Check(
        "unanswered_was_left_to_a_person",
        "a message is done without a reply only where a person had the conversation, or says why",
        select(inbox.c.id).where(
            inbox.c.state == "done",
            inbox.c.error.is_(None),
            ~exists().where(_reply.c.reply_to_id == inbox.c.message_id),
            ~exists().where(
                handoffs.c.conversation_id == inbox.c.conversation_id,
                handoffs.c.joined_at <= inbox.c.done_at,
            ),
        ),
    ),
)
