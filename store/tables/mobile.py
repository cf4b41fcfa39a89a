"""The mobile channel's own: where pushes go, and the keys under which requests were taken."""

from sqlalchemy import Column, Index, String, Table, literal_column

from store.tables.types import choice, created, metadata, refers, timed, updated

devices = Table(
    "devices",
    metadata,
    timed(),
    # A device is where a session is signed in, so it has one person and leaves with the session.
    refers("session_id", "sessions.id"),
    choice("platform", "android", "ios", "web"),
    Column("push_token", String(1024), nullable=False, unique=True),
    created(),
    updated(),
)

message_keys = Table(
    "message_keys",
    metadata,
    timed(),
    refers("user_id", "users.id", nullable=True, index=False),
    refers("conversation_id", "dialogues.id", index=False),
    refers("message_id", "conversations.id"),
    Column("idempotency_key", String(200), nullable=False),
    created(),
)
IS_GUESTS = message_keys.c.user_id.is_(literal_column("NULL"))
Index(
    "uq_message_keys_of_person", message_keys.c.user_id, message_keys.c.idempotency_key, unique=True
)
Index(
    "uq_message_keys_of_guest",
    message_keys.c.conversation_id,
    message_keys.c.idempotency_key,
    unique=True,
    sqlite_where=IS_GUESTS,
    postgresql_where=IS_GUESTS,
)
Index("ix_message_keys_conversation_id", message_keys.c.conversation_id)
