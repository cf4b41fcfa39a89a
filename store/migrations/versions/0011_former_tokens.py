"""Which token a session had before it became a known person's, for the new one may get lost."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("former_hash", sa.String(64)))
    op.create_index("ix_sessions_former_hash", "sessions", ["former_hash"])


def downgrade() -> None:
    op.drop_index("ix_sessions_former_hash", "sessions")
    op.get_bind().exec_driver_sql("ALTER TABLE sessions DROP COLUMN former_hash")
