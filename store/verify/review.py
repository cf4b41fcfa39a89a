"""Checks of the priority queue and the reviews: the exact turn, with reasons, signed."""

from sqlalchemy import exists, or_, select

from store.tables import complaints, conversations, dialogues, reviews
from store.tables import priority_queue as queue
from store.verify.check import Check, as_text

_ABOUT_TURN = queue.join(conversations, conversations.c.id == queue.c.message_id)
_ABOUT_COMPLAINT = queue.join(complaints, complaints.c.id == queue.c.complaint_id)

CHECKS = (
    Check(
        "queue_points_at_a_reply",
        "a queued turn is a reply of that very conversation",
        select(queue.c.id)
        .select_from(_ABOUT_TURN)
        .where(
            or_(
                conversations.c.role != "assistant",
                conversations.c.conversation_id.is_distinct_from(queue.c.conversation_id),
            )
        ),
    ),
    Check(
        "queue_agrees_with_turn",
        "a queued turn has the customer and the intent of its reply",
        select(queue.c.id)
        .select_from(_ABOUT_TURN)
        .where(
            or_(
                queue.c.user_id.is_distinct_from(conversations.c.user_id),
                queue.c.intent.is_distinct_from(conversations.c.intent),
            )
        ),
    ),
    Check(
        "queue_agrees_with_complaint",
        "a queued complaint has the customer and the conversation of the complaint",
        select(queue.c.id)
        .select_from(_ABOUT_COMPLAINT)
        .where(
            or_(
                queue.c.user_id.is_distinct_from(complaints.c.user_id),
                queue.c.conversation_id != complaints.c.conversation_id,
            )
        ),
    ),
    Check(
        "queue_has_reasons",
        "a queue item says why it is there and of what its priority is made",
        select(queue.c.id).where(
            or_(
                as_text(queue.c.reasons).in_(("[]", "null")),
                as_text(queue.c.parts).in_(("{}", "null")),
            )
        ),
    ),
    Check(
        "flagged_is_queued",
        "every flagged reply is in the queue",
        select(conversations.c.id).where(
            conversations.c.flagged,
            ~exists().where(queue.c.message_id == conversations.c.id),
        ),
    ),
    Check(
        "reviewed_has_review",
        "a reviewed item has the review of the person who signed it",
        select(queue.c.id).where(
            queue.c.status == "reviewed",
            ~exists().where(
                reviews.c.queue_id == queue.c.id, reviews.c.reviewer_id == queue.c.reviewed_by_id
            ),
        ),
    ),
    Check(
        "reviewed_after_queued",
        "an item is reviewed after it was queued",
        select(queue.c.id).where(queue.c.reviewed_at < queue.c.created_at),
    ),
    Check(
        "review_is_of_the_queued_turn",
        "a review is of the turn that its queue item points at",
        select(reviews.c.id)
        .join(queue, queue.c.id == reviews.c.queue_id)
        .where(reviews.c.message_id.is_distinct_from(queue.c.message_id)),
    ),
    Check(
        "handed_over_has_reason",
        "a conversation that waits for staff has a message in it",
        select(dialogues.c.id).where(
            dialogues.c.owner == "waiting",
            ~exists().where(conversations.c.conversation_id == dialogues.c.id),
        ),
    ),
)
