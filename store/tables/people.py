"""People, the names they go by on each channel, where they live, and how they prove who they are.

A phone number is an attribute here, never a key; secrets are kept as hashes only.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.tables.types import (
    Document,
    Instant,
    Paise,
    at_least_zero,
    choice,
    created,
    metadata,
    refers,
    serial,
    timed,
    updated,
)

users = Table(
    "users",
    metadata,
    serial(),
    Column("mobile", String(13), unique=True),
    Column("email", String(254), unique=True),
    Column("name", String(120)),
    choice("role", "customer", "agent", "lead", "admin"),
    Column("wallet_paise", Paise, nullable=False, server_default=text("0")),
    Column("referral_code", String(12), unique=True),
    refers("referred_by_id", "users.id", nullable=True),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    created(),
    updated(),
    *at_least_zero("wallet_paise"),
    CheckConstraint("referred_by_id <> id", name="not_referred_by_self"),
)

staff_credentials = Table(
    "staff_credentials",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    created(),
    updated(),
)

identities = Table(
    "identities",
    metadata,
    serial(),
    refers("user_id", "users.id", nullable=True),
    choice("channel", "WEB", "MOBILE", "WHATSAPP"),
    Column("kind", String(20), nullable=False),
    Column("external_id", String(200), nullable=False),
    created(),
    refers("conversation_id", "dialogues.id", nullable=True),
    UniqueConstraint("channel", "kind", "external_id"),
    CheckConstraint("user_id IS NOT NULL OR conversation_id IS NOT NULL", name="names_somebody"),
)

addresses = Table(
    "addresses",
    metadata,
    serial(),
    refers("user_id", "users.id"),
    Column("line1", String(200), nullable=False),
    Column("line2", String(200)),
    Column("city", String(60), nullable=False),
    Column("state", String(60), nullable=False),
    Column("pincode", String(6), nullable=False, index=True),
    Column("contact_name", String(120), nullable=False),
    Column("contact_mobile", String(13), nullable=False),
    Column("is_default", Boolean, nullable=False, server_default=text("false")),
    created(),
    updated(),
    CheckConstraint("length(pincode) = 6", name="six_digits"),
)
Index(
    "uq_addresses_one_default",
    addresses.c.user_id,
    unique=True,
    sqlite_where=addresses.c.is_default,
    postgresql_where=addresses.c.is_default,
)

sessions = Table(
    "sessions",
    metadata,
    timed(),
    Column("token_hash", String(64), nullable=False, unique=True),
    choice("kind", "customer", "staff"),
    refers("user_id", "users.id", nullable=True),
    refers("conversation_id", "dialogues.id", nullable=True),
    Column("csrf_token", String(64)),
    Column("expires_at", Instant, nullable=False, index=True),
    created(),
    Column("opened_from", String(40)),
    Column("former_hash", String(64), index=True),
    CheckConstraint("kind <> 'staff' OR user_id IS NOT NULL", name="staff_is_a_user"),
)

sign_in_codes = Table(
    "sign_in_codes",
    metadata,
    timed(),
    Column("mobile", String(13), nullable=False, index=True),
    Column("code_hash", String(64), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    created(),
    Column("asked_from", String(40), index=True),
)

audit_log = Table(
    "audit_log",
    metadata,
    timed(),
    refers("actor_id", "users.id", nullable=True),
    Column("action", String(60), nullable=False),
    Column("subject", String(120), nullable=False, index=True),
    Column("detail", Document),
    Column("note", Text),
    created(),
)
