"""Handoffs: the line of conversations that wait for a person, and who has which until when.

Conversations that wait already are put into the line by their last reply.
"""

from alembic import op

from store.migrations.statements import statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in ("staff_replies", "handoffs"):
        op.drop_table(table)
