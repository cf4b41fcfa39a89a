"""Bookings, their items and the complaints about them.

Sums, GST and slot occupation are constraints here as far as one row can tell; `store.verify`
checks what spans rows.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
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

BOOKING_STATUSES = ("pending", "confirmed", "in_progress", "completed", "cancelled")
ITEM_STATUSES = ("pending", "accepted", "in_progress", "completed", "cancelled")
PAYMENT_STATUSES = ("pending", "paid", "failed", "refunded")
COMPLAINT_STATUSES = ("open", "in_progress", "resolved", "closed", "escalated")
COMPLAINT_TYPES = (
    "service_quality",
    "provider_behavior",
    "billing",
    "delay",
    "cancellation_issue",
    "refund_issue",
    "other",
)

bookings = Table(
    "bookings",
    metadata,
    serial(),
    refers("user_id", "users.id"),
    refers("address_id", "addresses.id"),
    Column("order_id", String(24), nullable=False, unique=True),
    Column("invoice_number", String(24), unique=True),
    choice("status", *BOOKING_STATUSES),
    choice("payment_status", *PAYMENT_STATUSES),
    choice("payment_method", "card", "upi", "wallet", "cash"),
    Column("transaction_id", String(40), unique=True),
    Column("refund_transaction_id", String(40), unique=True),
    Column("subtotal_paise", Paise, nullable=False),
    Column("discount_paise", Paise, nullable=False, server_default=text("0")),
    Column("convenience_paise", Paise, nullable=False, server_default=text("0")),
    Column("sgst_rate_percent", Integer, nullable=False),
    Column("cgst_rate_percent", Integer, nullable=False),
    Column("igst_rate_percent", Integer, nullable=False),
    Column("sgst_paise", Paise, nullable=False),
    Column("cgst_paise", Paise, nullable=False),
    Column("igst_paise", Paise, nullable=False),
    Column("total_paise", Paise, nullable=False),
    Column("paid_paise", Paise, nullable=False, server_default=text("0")),
    Column("remaining_paise", Paise, nullable=False),
    Column("refund_paise", Paise, nullable=False, server_default=text("0")),
    choice("settlement_status", "pending", "in_progress", "complete", "failed"),
    Column("preferred_date", Date, nullable=False),
    Column("preferred_slot_start", Instant, nullable=False),
    Column("instructions", Text),
    Column("cancellation_reason", Text),
    Column("cancelled_at", Instant),
    created(),
    updated(),
    *at_least_zero(
        "discount_paise",
        "convenience_paise",
        "sgst_paise",
        "cgst_paise",
        "igst_paise",
        "paid_paise",
        "remaining_paise",
        "refund_paise",
    ),
    CheckConstraint(
        "total_paise = subtotal_paise - discount_paise + convenience_paise"
        " + sgst_paise + cgst_paise + igst_paise",
        name="total_adds_up",
    ),
    CheckConstraint("paid_paise + remaining_paise = total_paise", name="payment_adds_up"),
    CheckConstraint("refund_paise <= paid_paise", name="refund_within_paid"),
    CheckConstraint(
        "(sgst_rate_percent = 9 AND cgst_rate_percent = 9 AND igst_rate_percent = 0"
        " AND igst_paise = 0)"
        " OR (sgst_rate_percent = 0 AND cgst_rate_percent = 0 AND igst_rate_percent = 18"
        " AND sgst_paise = 0 AND cgst_paise = 0)",
        name="gst_either_split_or_integrated",
    ),
    CheckConstraint(
        "(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_time"
    ),
)
Index("ix_bookings_user_id_created_at", bookings.c.user_id, bookings.c.created_at)

booking_items = Table(
    "booking_items",
    metadata,
    serial(),
    refers("booking_id", "bookings.id"),
    refers("user_id", "users.id"),
    refers("rate_card_id", "rate_cards.id"),
    refers("provider_id", "providers.id", nullable=True),
    refers("address_id", "addresses.id"),
    Column("service_name", String(120), nullable=False),
    Column("variant", String(40), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("price_paise", Paise, nullable=False),
    Column("discount_paise", Paise, nullable=False, server_default=text("0")),
    Column("total_paise", Paise, nullable=False),
    Column("slot_start", Instant, nullable=False),
    Column("slot_end", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    choice("cancelled_by", "customer", "provider", "ops", nullable=True),
    Column("cancellation_reason", Text),
    choice("payment_status", *PAYMENT_STATUSES),
    choice("status", *ITEM_STATUSES),
    created(),
    updated(),
    # The start that still decides a refund after a late move; NULL: the item's own.
    Column("refund_slot_start", Instant),
    # False: cancelled before anything was paid, so that the others alone are billed.
    Column(
        "billed",
        Boolean,
        CheckConstraint("billed OR status = 'cancelled'", name="unbilled_is_cancelled"),
        nullable=False,
        server_default=text("true"),
    ),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    CheckConstraint("price_paise > 0", name="price_positive"),
    *at_least_zero("discount_paise"),
    CheckConstraint("total_paise = price_paise * quantity - discount_paise", name="total_adds_up"),
    CheckConstraint("slot_end > slot_start", name="slot_not_empty"),
    CheckConstraint("ended_at >= started_at", name="ends_after_start"),
    CheckConstraint(
        "(status = 'cancelled') = (cancelled_by IS NOT NULL)", name="cancelled_by_someone"
    ),
)
_occupies = booking_items.c.status.in_(("pending", "accepted", "in_progress"))
Index(
    "uq_booking_items_provider_slot",
    booking_items.c.provider_id,
    booking_items.c.slot_start,
    unique=True,
    sqlite_where=_occupies,
    postgresql_where=_occupies,
)

complaints = Table(
    "complaints",
    metadata,
    serial(),
    refers("booking_id", "bookings.id"),
    refers("user_id", "users.id"),
    refers("conversation_id", "dialogues.id", nullable=True),
    Column("number", String(24), nullable=False, unique=True),
    choice("type", *COMPLAINT_TYPES),
    Column("subject", String(200), nullable=False),
    Column("description", Text, nullable=False),
    choice("priority", "low", "medium", "high", "critical"),
    choice("status", *COMPLAINT_STATUSES),
    refers("assigned_to_id", "users.id", nullable=True),
    Column("resolution", Text),
    Column("response_due_at", Instant, nullable=False),
    Column("resolution_due_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    created(),
    updated(),
    # When it was last taken up again; both clocks run from then.
    Column("reopened_at", Instant),
    CheckConstraint("resolution_due_at >= response_due_at", name="response_before_resolution"),
    CheckConstraint(
        "(status IN ('resolved', 'closed')) = (resolved_at IS NOT NULL)", name="resolved_has_time"
    ),
)

complaint_updates = Table(
    "complaint_updates",
    metadata,
    serial(),
    refers("complaint_id", "complaints.id"),
    refers("author_id", "users.id"),
    Column("comment", Text, nullable=False),
    choice("status", *COMPLAINT_STATUSES),
    Column("internal", Boolean, nullable=False, server_default=text("false")),
    Column("attachments", Document),
    created(),
)

complaint_escalations = Table(
    "complaint_escalations",
    metadata,
    timed(),
    refers("complaint_id", "complaints.id", index=False),
    choice("clock", "response", "resolution"),
    # The time that was missed: one that is reopened can miss a time again.
    Column("due_at", Instant, nullable=False),
    created(),
    UniqueConstraint("complaint_id", "clock", "due_at"),
)
