"""Checks of the message log and its boxes: nothing lost, nothing doubled, every score explained."""

from sqlalchemy import and_, exists, func, or_, select

from store.tables import conversations, dialogues, inbox, outbox
from store.verify.check import UNTIL, UNTOUCHED, Check

_METRICS = ("grounding", "faithfulness", "relevancy")

_asked = conversations.alias("asked")
_ANSWERS = conversations.join(_asked, _asked.c.id == conversations.c.reply_to_id)
_NUMBERED = (
    select(
        conversations.c.conversation_id,
        func.min(conversations.c.seq).label("first"),
        func.max(conversations.c.seq).label("last"),
        func.count().label("many"),
    )
    .group_by(conversations.c.conversation_id)
    .subquery("numbered")
)
_HEADS = dialogues.outerjoin(_NUMBERED, _NUMBERED.c.conversation_id == dialogues.c.id)
_IN_DIALOGUE = conversations.join(dialogues, dialogues.c.id == conversations.c.conversation_id)
_TAKEN_IN = inbox.join(conversations, conversations.c.id == inbox.c.message_id)
_SENT_OUT = outbox.join(conversations, conversations.c.id == outbox.c.message_id)
_IS_ANSWERED = exists().where(_asked.c.reply_to_id == inbox.c.message_id)

CHECKS = (
    Check(
        "messages_are_numbered_without_gaps",
        "the messages of a conversation are numbered 1, 2, 3, ...",
        select(dialogues.c.id)
        .select_from(_HEADS)
        .where(or_(_NUMBERED.c.first != 1, _NUMBERED.c.last != _NUMBERED.c.many)),
    ),
    Check(
        "head_knows_the_last_number",
        "a conversation's head knows the number of its last message",
        select(dialogues.c.id)
        .select_from(_HEADS)
        .where(dialogues.c.last_seq != func.coalesce(_NUMBERED.c.last, 0)),
    ),
    Check(
        "reply_answers_an_earlier_message",
        "a reply answers an earlier customer's message of the same conversation and turn",
        select(conversations.c.id)
        .select_from(_ANSWERS)
        .where(
            or_(
                _asked.c.role != "user",
                _asked.c.conversation_id != conversations.c.conversation_id,
                _asked.c.seq >= conversations.c.seq,
                _asked.c.turn_id != conversations.c.turn_id,
                _asked.c.created_at > conversations.c.created_at,
            )
        ),
    ),
    Check(
        "message_agrees_with_conversation",
        "a message has the channel of its conversation and, once signed in, its customer",
        select(conversations.c.id)
        .select_from(_IN_DIALOGUE)
        .where(
            or_(
                conversations.c.channel != dialogues.c.channel,
                and_(
                    conversations.c.role.in_(("user", "assistant")),
                    conversations.c.user_id.is_not(None),
                    conversations.c.user_id.is_distinct_from(dialogues.c.user_id),
                ),
            )
        ),
    ),
    Check(
        "message_lies_in_the_past",
        "nobody has said anything in the future",
        select(conversations.c.id).where(conversations.c.created_at >= UNTIL),
    ),
    Check(
        "reply_is_traceable",
        "a reply says how it came about: intent, confidence, language, evidence and gate",
        select(conversations.c.id).where(
            conversations.c.role == "assistant",
            or_(
                *(
                    conversations.c[name].is_(None)
                    for name in ("intent", "confidence", "language", "evidence", "gate")
                )
            ),
        ),
    ),
    Check(
        "only_replies_are_scored",
        "only the assistant's messages carry scores",
        select(conversations.c.id).where(
            conversations.c.role != "assistant",
            or_(*(conversations.c[metric].is_not(None) for metric in _METRICS)),
        ),
    ),
    *(
        Check(
            f"{metric}_is_scored_or_says_why_not",
            f"{metric} has either a value or the reason why it has none",
            select(conversations.c.id).where(
                conversations.c.role == "assistant",
                conversations.c[metric].is_(None)
                == conversations.c.score_reasons["unscored"][metric].as_string().is_(None),
            ),
        )
        for metric in _METRICS
    ),
    Check(
        "flag_has_reason",
        "a flagged reply says why; nothing else does",
        select(conversations.c.id).where(
            conversations.c.flagged == conversations.c.flag_reason.is_(None)
        ),
    ),
    Check(
        "only_replies_are_flagged",
        "what customers write is never flagged",
        select(conversations.c.id).where(
            conversations.c.flagged, conversations.c.role != "assistant"
        ),
    ),
    Check(
        "only_replies_act",
        "a change is made by a reply, in a conversation of somebody we know",
        select(conversations.c.id).where(
            conversations.c.action.is_not(None),
            or_(conversations.c.role != "assistant", conversations.c.user_id.is_(None)),
        ),
    ),
    Check(
        "message_was_taken_in",
        "every customer's message came through the inbox",
        select(conversations.c.id).where(
            conversations.c.role == "user",
            ~exists().where(inbox.c.message_id == conversations.c.id),
        ),
    ),
    Check(
        "inbox_holds_customers_messages",
        "the inbox points at a customer's message of its conversation and channel",
        select(inbox.c.id)
        .select_from(_TAKEN_IN)
        .where(
            or_(
                conversations.c.role != "user",
                conversations.c.conversation_id != inbox.c.conversation_id,
                conversations.c.channel != inbox.c.channel,
            )
        ),
    ),
    Check(
        "inbox_agrees_with_log",
        "a message that waits has no reply; one that is done has its time and, as seeded, a reply",
        select(inbox.c.id).where(
            or_(
                and_(inbox.c.state == "pending", _IS_ANSWERED),
                and_(inbox.c.state == "done", inbox.c.done_at.is_(None)),
                and_(inbox.c.state == "done", ~_IS_ANSWERED, UNTOUCHED),
            )
        ),
    ),
    Check(
        "reply_goes_out",
        "every reply was handed to the outbox",
        select(conversations.c.id).where(
            conversations.c.role == "assistant",
            ~exists().where(outbox.c.message_id == conversations.c.id),
        ),
    ),
    Check(
        "outbox_holds_our_messages",
        "the outbox points at a message to the customer of its conversation and channel",
        select(outbox.c.id)
        .select_from(_SENT_OUT)
        .where(
            or_(
                conversations.c.role == "user",
                conversations.c.conversation_id != outbox.c.conversation_id,
                conversations.c.channel != outbox.c.channel,
            )
        ),
    ),
    Check(
        "sent_has_time",
        "what was sent says when",
        select(outbox.c.id).where(
            outbox.c.state.in_(("sent", "delivered", "read")), outbox.c.sent_at.is_(None)
        ),
    ),
)
