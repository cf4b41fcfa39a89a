"""What people must look at, what they said of it, what was learnt from that, and how the data was
seeded.

A queue row points at one turn or at one complaint, never at both and never at nothing.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.tables.types import Document, Instant, choice, created, metadata, refers, timed, updated

priority_queue = Table(
    "priority_queue",
    metadata,
    timed(),
    refers("message_id", "conversations.id", nullable=True, index=False),
    refers("complaint_id", "complaints.id", nullable=True, index=False),
    refers("conversation_id", "dialogues.id", nullable=True),
    refers("user_id", "users.id", nullable=True),
    Column("intent", String(24)),
    Column("confidence", Float),
    Column("priority", Float, nullable=False),
    Column("parts", Document, nullable=False),
    Column("reasons", Document, nullable=False),
    choice("sentiment", "negative", "neutral", "positive", default="neutral"),
    Column("snippet", String(280), nullable=False),
    Column("blind", Boolean, nullable=False, server_default=text("false")),
    Column("sample_rate", Float, nullable=False, server_default=text("1")),
    choice("status", "waiting", "claimed", "reviewed", "dismissed", default="waiting"),
    refers("leased_by_id", "users.id", nullable=True),
    Column("leased_until", Instant),
    refers("reviewed_by_id", "users.id", nullable=True),
    Column("reviewed_at", Instant),
    choice("verdict", "good", "bad", "unsure", nullable=True),
    Column("action", String(60)),
    created(),
    updated(),
    UniqueConstraint("message_id"),
    UniqueConstraint("complaint_id"),
    CheckConstraint("(message_id IS NULL) <> (complaint_id IS NULL)", name="one_subject"),
    CheckConstraint("priority BETWEEN 0 AND 100", name="priority_in_range"),
    CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_in_range"),
    CheckConstraint("sample_rate > 0 AND sample_rate <= 1", name="sample_rate_in_range"),
    CheckConstraint(
        "(status = 'reviewed') = (reviewed_at IS NOT NULL AND reviewed_by_id IS NOT NULL"
        " AND verdict IS NOT NULL)",
        name="reviewed_is_signed",
    ),
    CheckConstraint(
        "(status = 'claimed') = (leased_by_id IS NOT NULL AND leased_until IS NOT NULL)",
        name="claimed_has_lease",
    ),
)
Index("ix_priority_queue_status_priority", priority_queue.c.status, priority_queue.c.priority)

reviews = Table(
    "reviews",
    metadata,
    timed(),
    refers("queue_id", "priority_queue.id"),
    refers("message_id", "conversations.id", nullable=True),
    refers("reviewer_id", "users.id"),
    *(
        choice(metric, "good", "bad", "unsure", nullable=True)
        for metric in ("grounding", "faithfulness", "relevancy")
    ),
    Column("reasons", Document, nullable=False),
    Column("corrected_answer", Text),
    Column("note", Text),
    created(),
    UniqueConstraint("queue_id", "reviewer_id"),
)

thresholds = Table(
    "thresholds",
    metadata,
    timed(),
    choice("metric", "grounding", "faithfulness", "relevancy"),
    Column("value", Float, nullable=False),
    Column("intent", String(24)),
    Column("channel", String(8)),
    Column("language", String(8)),
    Column("scorer_version", String(40), nullable=False),
    Column("curve", Document, nullable=False),
    Column("promise", Document, nullable=False),
    refers("approved_by_id", "users.id"),
    created(),
    refers("undone_by_id", "users.id", nullable=True),
    Column("undone_at", Instant),
    CheckConstraint("value BETWEEN 0 AND 1", name="value_in_range"),
    CheckConstraint("(undone_by_id IS NULL) = (undone_at IS NULL)", name="undone_is_signed"),
)

regression_cases = Table(
    "regression_cases",
    metadata,
    timed(),
    refers("review_id", "reviews.id", index=False),
    refers("added_by_id", "users.id"),
    created(),
    UniqueConstraint("review_id"),
)

seed_runs = Table(
    "seed_runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seed", Integer, nullable=False),
    Column("scale", Integer, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("counts", Document, nullable=False),
    created(),
    CheckConstraint("id = 1", name="single_row"),
)
