"""The complaints desk: complaints are taken up again, and a clock that ran out is called out once.

Those that have run out already are called out at the next sweep.
"""

from alembic import op

from store.migrations.statements import statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_index("ix_audit_log_subject", "audit_log")
    op.drop_table("complaint_escalations")
    op.get_bind().exec_driver_sql("ALTER TABLE complaints DROP COLUMN reopened_at")
