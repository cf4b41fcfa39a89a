"""Payments with the events that move them, events of jobs, and what a turn has changed.

Bookings that are there already get the payments that their own columns tell of.
"""

from alembic import op

from store.migrations.statements import statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in ("number_series", "job_events", "payment_events", "refund_items", "payments"):
        op.drop_table(table)
    for table, column in (
        ("booking_items", "billed"),
        ("booking_items", "refund_slot_start"),
        ("conversations", "action"),
    ):
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
