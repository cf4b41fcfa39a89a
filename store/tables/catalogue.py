"""What the marketplace sells, where, at what price, and by whose rules.

Knows nothing of customers; providers stand here because they decide what can be had where.
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
    Paise,
    at_least_zero,
    created,
    metadata,
    refers,
    serial,
    updated,
)

business = Table(
    "business",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(120), nullable=False),
    Column("state", String(60), nullable=False),
    Column("gstin", String(15), nullable=False),
    CheckConstraint("id = 1", name="single_row"),
)

categories = Table(
    "categories",
    metadata,
    serial(),
    Column("name", String(80), nullable=False, unique=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("display_order", Integer, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    created(),
    updated(),
)

subcategories = Table(
    "subcategories",
    metadata,
    serial(),
    refers("category_id", "categories.id"),
    Column("name", String(80), nullable=False),
    Column("slug", String(80), nullable=False),
    Column("description", Text, nullable=False),
    Column("display_order", Integer, nullable=False),
    Column("is_repair", Boolean, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    created(),
    updated(),
    UniqueConstraint("category_id", "slug"),
)

rate_cards = Table(
    "rate_cards",
    metadata,
    serial(),
    refers("subcategory_id", "subcategories.id"),
    Column("variant", String(40), nullable=False),
    Column("price_paise", Paise, nullable=False),
    Column("strike_price_paise", Paise),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    created(),
    updated(),
    UniqueConstraint("subcategory_id", "variant"),
    CheckConstraint("price_paise > 0", name="price_positive"),
    CheckConstraint("strike_price_paise > price_paise", name="strike_above_price"),
)

pincodes = Table(
    "pincodes",
    metadata,
    Column("pincode", String(6), primary_key=True),
    Column("city", String(60), nullable=False, index=True),
    Column("state", String(60), nullable=False),
    CheckConstraint("length(pincode) = 6", name="six_digits"),
)

rate_card_pincodes = Table(
    "rate_card_pincodes",
    metadata,
    Column("rate_card_id", ForeignKey("rate_cards.id"), primary_key=True),
    Column("pincode", ForeignKey("pincodes.pincode"), primary_key=True, index=True),
)

providers = Table(
    "providers",
    metadata,
    serial(),
    Column("name", String(120), nullable=False),
    Column("mobile", String(13), nullable=False, unique=True),
    Column("rating_tenths", Integer, nullable=False),
    Column("total_bookings", Integer, nullable=False, server_default=text("0")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("verified", Boolean, nullable=False, server_default=text("false")),
    created(),
    updated(),
    CheckConstraint("rating_tenths BETWEEN 0 AND 50", name="rating_in_range"),
    *at_least_zero("total_bookings"),
)

provider_pincodes = Table(
    "provider_pincodes",
    metadata,
    Column("provider_id", ForeignKey("providers.id"), primary_key=True),
    Column("pincode", ForeignKey("pincodes.pincode"), primary_key=True, index=True),
)

provider_skills = Table(
    "provider_skills",
    metadata,
    Column("provider_id", ForeignKey("providers.id"), primary_key=True),
    Column("subcategory_id", ForeignKey("subcategories.id"), primary_key=True, index=True),
)

policies = Table(
    "policies",
    metadata,
    serial(),
    Column("slug", String(40), nullable=False),
    Column("language", String(8), nullable=False),
    Column("title", String(120), nullable=False),
    Column("text", Text, nullable=False),
    created(),
    updated(),
    UniqueConstraint("slug", "language"),
    CheckConstraint("language IN ('en', 'hinglish', 'hi')", name="language_known"),
)

Index("ix_subcategories_slug", subcategories.c.slug)
