"""What is owed, what has moved, and the events from outside that said so.

A booking has one charge that counts; a withdrawn one is `void`, and what still comes in for it
goes back. Numbers that must not repeat are counted here too.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    literal_column,
)

from store.tables.types import (
    Instant,
    Paise,
    choice,
    created,
    metadata,
    refers,
    serial,
    updated,
)

PAYMENT_KINDS = ("charge", "refund")
PAYMENT_STATES = ("requested", "done", "failed", "void")
PAYMENT_EVENTS = ("paid", "partial", "failed", "refunded")
JOB_EVENTS = ("started", "completed", "cannot_come")

payments = Table(
    "payments",
    metadata,
    serial(),
    refers("booking_id", "bookings.id"),
    choice("kind", *PAYMENT_KINDS),
    choice("method", "card", "upi", "wallet", "cash"),
    choice("state", *PAYMENT_STATES),
    Column("amount_paise", Paise, nullable=False),
    Column("moved_paise", Paise, nullable=False),
    Column("reference", String(40), unique=True),
    refers("returns_id", "payments.id", nullable=True),
    created(),
    updated(),
    CheckConstraint("amount_paise > 0", name="amount_positive"),
    CheckConstraint("moved_paise BETWEEN 0 AND amount_paise", name="moved_within_amount"),
    CheckConstraint(
        "state = 'void' OR (state = 'done') = (moved_paise = amount_paise)", name="done_is_moved"
    ),
    CheckConstraint("state <> 'failed' OR moved_paise = 0", name="failed_moved_nothing"),
    CheckConstraint(
        "kind = 'charge' OR (state <> 'void' AND moved_paise IN (0, amount_paise))",
        name="refund_is_whole",
    ),
    CheckConstraint("kind = 'refund' OR returns_id IS NULL", name="only_refunds_return"),
)
_counts = (payments.c.kind == literal_column("'charge'")) & (
    payments.c.state != literal_column("'void'")
)
Index(
    "uq_payments_one_charge",
    payments.c.booking_id,
    unique=True,
    sqlite_where=_counts,
    postgresql_where=_counts,
)

refund_items = Table(
    "refund_items",
    metadata,
    Column("item_id", ForeignKey("booking_items.id"), primary_key=True),
    refers("refund_id", "payments.id"),
)

payment_events = Table(
    "payment_events",
    metadata,
    serial(),
    Column("event_id", String(120), nullable=False, unique=True),
    refers("payment_id", "payments.id"),
    choice("kind", *PAYMENT_EVENTS),
    Column("amount_paise", Paise, nullable=False),
    Column("reference", String(40)),
    Column("body_hash", String(64), nullable=False),
    Column("occurred_at", Instant, nullable=False),
    created(),
)

job_events = Table(
    "job_events",
    metadata,
    serial(),
    Column("event_id", String(120), nullable=False, unique=True),
    refers("item_id", "booking_items.id"),
    refers("provider_id", "providers.id"),
    choice("kind", *JOB_EVENTS),
    Column("body_hash", String(64), nullable=False),
    Column("occurred_at", Instant, nullable=False),
    created(),
)

number_series = Table(
    "number_series",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("last_number", Integer, nullable=False),
)
