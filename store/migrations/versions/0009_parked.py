"""Parked messages are counted often, so they are found without reading all others."""

from alembic import op
from sqlalchemy import text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    parked = text("state = 'parked'")
    op.create_index(
        "ix_inbox_parked", "inbox", ["id"], sqlite_where=parked, postgresql_where=parked
    )


def downgrade() -> None:
    op.drop_index("ix_inbox_parked", "inbox")
