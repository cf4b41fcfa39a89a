"""From where sessions were opened and sign-in codes asked for, so that codes are limited by it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("opened_from", sa.String(40)))
    op.add_column("sign_in_codes", sa.Column("asked_from", sa.String(40)))
    op.create_index("ix_sign_in_codes_asked_from", "sign_in_codes", ["asked_from"])


def downgrade() -> None:
    op.drop_index("ix_sign_in_codes_asked_from", "sign_in_codes")
    for table, column in (("sign_in_codes", "asked_from"), ("sessions", "opened_from")):
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
