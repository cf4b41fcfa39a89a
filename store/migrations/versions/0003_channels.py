"""What a channel outside needs: guests with a name on it, things sent beside words, sends in parts
and of unknown outcome, events that are no messages, alarms about the channel itself."""

from alembic import op

from store.migrations.statements import statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Names of guests are lost: before, only people had names."""
    for statement in statements(f"{revision}_back", op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
