"""Checks of the mobile channel: pushes go to customers, keys name messages of their person."""

from sqlalchemy import or_, select

from store.tables import conversations, devices, dialogues, message_keys, sessions
from store.verify.check import Check

_KEYED = message_keys.outerjoin(
    conversations, conversations.c.id == message_keys.c.message_id
).outerjoin(dialogues, dialogues.c.id == message_keys.c.conversation_id)

CHECKS = (
    Check(
        "device_is_a_customers",
        "a device is where a customer is signed in",
        select(devices.c.id)
        .outerjoin(sessions, sessions.c.id == devices.c.session_id)
        .where(sessions.c.kind.is_distinct_from("customer")),
    ),
    Check(
        "key_names_its_persons_message",
        "a key names a customer's message of its conversation, which is its person's",
        select(message_keys.c.id)
        .select_from(_KEYED)
        .where(
            or_(
                conversations.c.role != "user",
                conversations.c.conversation_id != message_keys.c.conversation_id,
                message_keys.c.user_id != dialogues.c.user_id,
            )
        ),
    ),
)
