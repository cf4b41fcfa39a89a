"""The message log and the two boxes around it: what came in, what must go out; and what a channel
tells us that is no message: events, and alarms about the channel itself.

`dialogues` is the head of one conversation and its lane: whoever writes a message updates that
row first, so messages of a conversation are numbered in the order in which they commit.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from store.tables.types import (
    Document,
    Instant,
    Key,
    choice,
    created,
    metadata,
    refers,
    timed,
    updated,
)

CHANNELS = ("WEB", "MOBILE", "WHATSAPP")
LANGUAGES = ("en", "hinglish", "hi")

dialogues = Table(
    "dialogues",
    metadata,
    timed(),
    refers("user_id", "users.id", nullable=True),
    choice("channel", *CHANNELS),
    choice("language", *LANGUAGES, default="en"),
    choice("owner", "assistant", "waiting", "staff", default="assistant"),
    refers("owner_id", "users.id", nullable=True),
    Column("state", Document),
    Column("last_seq", Integer, nullable=False, server_default=text("0")),
    created(),
    updated(),
    Column("heard_at", Instant),
    Column("leased_by", String(40)),
    Column("leased_until", Instant),
    CheckConstraint("(owner = 'staff') = (owner_id IS NOT NULL)", name="staff_owner_is_named"),
)
# Conditions of partial indexes hold literals: a database uses such an index only for a query that
# says the same, and a bound parameter could be anything.
HANDED_OVER = dialogues.c.owner != literal_column("'assistant'")
Index(
    "ix_dialoguesHANDED_OVER",
    dialogues.c.owner,
    sqlite_where=HANDED_OVER,
    postgresql_where=HANDED_OVER,
)

conversations = Table(
    "conversations",
    metadata,
    timed(),
    refers("conversation_id", "dialogues.id", index=False),
    Column("seq", Integer, nullable=False),
    Column("turn_id", Key, nullable=False),
    refers("reply_to_id", "conversations.id", nullable=True, index=False),
    refers("user_id", "users.id", nullable=True),
    choice("role", "user", "assistant", "agent", "system"),
    choice("channel", *CHANNELS),
    choice("language", *LANGUAGES, nullable=True),
    Column("text", Text, nullable=False),
    Column("choices", Document),
    Column("chosen", String(200)),
    Column("intent", String(24)),
    Column("confidence", Float),
    Column("slots", Document),
    Column("evidence", Document),
    Column("draft", Text),
    choice("gate", "passed", "repaired", "clarified", "handed_off", nullable=True),
    Column("gate_report", Document),
    Column("grounding", Float),
    Column("faithfulness", Float),
    Column("relevancy", Float),
    Column("score_reasons", Document),
    Column("scorer_version", String(40)),
    Column("router_version", String(40)),
    Column("scored_ms", Float),
    Column("response_ms", Float),
    Column("flagged", Boolean, nullable=False, server_default=text("false")),
    Column("flag_reason", Text),
    Column("model", String(80)),
    Column("cost_paise", Integer),
    Column("feedback", String(4)),
    Column("feedback_comment", Text),
    choice("origin", "live", "seed", "seed_fault", "replica", default="live"),
    created(),
    Column("action", Document),
    Column("attachment", Document),
    Column("context", Document),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("reply_to_id"),
    CheckConstraint("seq > 0", name="seq_from_one"),
    CheckConstraint("(role = 'assistant') = (reply_to_id IS NOT NULL)", name="answers_a_message"),
    CheckConstraint("feedback IN ('up', 'down')", name="feedback_known"),
    *(
        CheckConstraint(f"{metric} BETWEEN 0 AND 1", name=f"{metric}_in_range")
        for metric in ("confidence", "grounding", "faithfulness", "relevancy")
    ),
    CheckConstraint(
        "role <> 'assistant' OR (score_reasons IS NOT NULL AND scorer_version IS NOT NULL"
        " AND router_version IS NOT NULL)",
        name="scores_are_explained",
    ),
)
Index("ix_conversations_created_at", conversations.c.created_at)

inbox = Table(
    "inbox",
    metadata,
    timed(),
    refers("conversation_id", "dialogues.id", index=False),
    refers("message_id", "conversations.id"),
    choice("channel", *CHANNELS),
    Column("external_id", String(200), nullable=False),
    choice("state", "pending", "done", "parked", default="pending"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
    UniqueConstraint("channel", "external_id"),
)
IS_PENDING = inbox.c.state == literal_column("'pending'")
Index(
    "ix_inbox_pending",
    inbox.c.conversation_id,
    inbox.c.id,
    sqlite_where=IS_PENDING,
    postgresql_where=IS_PENDING,
)

IS_PARKED = inbox.c.state == literal_column("'parked'")
Index("ix_inbox_parked", inbox.c.id, sqlite_where=IS_PARKED, postgresql_where=IS_PARKED)

outbox = Table(
    "outbox",
    metadata,
    timed(),
    refers("conversation_id", "dialogues.id", index=False),
    refers("message_id", "conversations.id", index=False),
    choice("channel", *CHANNELS),
    choice(
        "state",
        "pending",
        "unknown",
        "sent",
        "delivered",
        "read",
        "failed",
        "dead",
        default="pending",
    ),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", Instant, nullable=False),
    Column("external_id", String(200), unique=True),
    Column("error", Text),
    Column("sent_at", Instant),
    created(),
    Column("parts_sent", Integer, nullable=False, server_default=text("0")),
    Column("error_code", Integer),
    UniqueConstraint("message_id"),
)
IS_UNSENT = outbox.c.state == literal_column("'pending'")
IS_UNKNOWN = outbox.c.state == literal_column("'unknown'")
IS_DEAD = outbox.c.state == literal_column("'dead'")
Index(
    "ix_outbox_pending",
    outbox.c.next_attempt_at,
    outbox.c.id,
    sqlite_where=IS_UNSENT,
    postgresql_where=IS_UNSENT,
)
Index(
    "ix_outbox_lane",
    outbox.c.conversation_id,
    outbox.c.id,
    sqlite_where=IS_UNSENT,
    postgresql_where=IS_UNSENT,
)
Index("ix_outbox_unknown", outbox.c.id, sqlite_where=IS_UNKNOWN, postgresql_where=IS_UNKNOWN)
Index("ix_outbox_dead", outbox.c.id, sqlite_where=IS_DEAD, postgresql_where=IS_DEAD)

duties = Table(
    "duties",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("holder", String(40), nullable=False),
    Column("held_until", Instant, nullable=False),
)

channel_events = Table(
    "channel_events",
    metadata,
    timed(),
    choice("channel", *CHANNELS),
    Column("kind", String(60), nullable=False),
    Column("external_id", String(300), nullable=False),
    refers("conversation_id", "dialogues.id", nullable=True),
    Column("detail", Document),
    created(),
    UniqueConstraint("channel", "external_id"),
)

channel_alarms = Table(
    "channel_alarms",
    metadata,
    timed(),
    choice("channel", *CHANNELS),
    choice("kind", "stop", "slow"),
    Column("code", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Column("times", Integer, nullable=False, server_default=text("1")),
    Column("until", Instant, nullable=False),
    Column("cleared_at", Instant),
    created(),
    updated(),
    CheckConstraint("times > 0", name="times_from_one"),
)
IS_ON = channel_alarms.c.cleared_at.is_(None)
Index(
    "uq_channel_alarms_one_on",
    channel_alarms.c.channel,
    channel_alarms.c.kind,
    unique=True,
    sqlite_where=IS_ON,
    postgresql_where=IS_ON,
)
