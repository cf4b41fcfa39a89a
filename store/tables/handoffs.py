"""Conversations in people's hands: who asked for one, who has it and until when, how it ended.

A row is one episode, from the wish for a person to the hand-back. `dialogues.owner` says whose the
conversation is now; the row says since when and why. The keys are drawn in the order of asking, so
they are the order of the line as well.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    literal_column,
    text,
)

from store.tables.types import Instant, Key, choice, created, metadata, refers, timed

handoffs = Table(
    "handoffs",
    metadata,
    timed(),
    refers("conversation_id", "dialogues.id"),
    # The reply that called for a person; none when somebody took the conversation over.
    refers("message_id", "conversations.id", nullable=True),
    choice("reason", "asked", "stuck", "taken_over"),
    choice("state", "waiting", "held", "ended"),
    refers("holder_id", "users.id", nullable=True),
    Column("leased_until", Instant),
    # Since when it is in the line, this time; its place there is its key.
    Column("waiting_since", Instant, nullable=False),
    Column("joined_at", Instant),
    # 0: nobody was called; 1: it is in the priority queue; 2: leads were called.
    Column("escalated", Integer, nullable=False, server_default=text("0")),
    Column("summary", Text),
    Column("ended_at", Instant),
    created(),
    CheckConstraint(
        "(state = 'held') = (holder_id IS NOT NULL AND leased_until IS NOT NULL)",
        name="held_has_lease",
    ),
    CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_has_time"),
    CheckConstraint("state <> 'held' OR joined_at IS NOT NULL", name="held_was_joined"),
    CheckConstraint("escalated BETWEEN 0 AND 2", name="escalated_in_range"),
)
IS_OPEN = handoffs.c.state != literal_column("'ended'")
Index(
    "uq_handoffs_one_open",
    handoffs.c.conversation_id,
    unique=True,
    sqlite_where=IS_OPEN,
    postgresql_where=IS_OPEN,
)
Index("ix_handoffs_open", handoffs.c.id, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)

staff_replies = Table(
    "staff_replies",
    metadata,
    Column("message_id", Key, ForeignKey("conversations.id"), primary_key=True),
    refers("handoff_id", "handoffs.id"),
    # Makes a reply that is sent again the same reply.
    Column("external_id", String(200), nullable=False, unique=True),
)
