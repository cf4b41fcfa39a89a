"""A line of the outbox is found by its message through the unique key; a second index was for
nothing."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_outbox_message_id", "outbox")


def downgrade() -> None:
    op.create_index("ix_outbox_message_id", "outbox", ["message_id"])
