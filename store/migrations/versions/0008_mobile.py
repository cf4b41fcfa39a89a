"""The mobile channel: devices to push to, and the keys under which requests were taken."""

from alembic import op

from store.migrations.statements import statements

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in ("message_keys", "devices"):
        op.drop_table(table)
