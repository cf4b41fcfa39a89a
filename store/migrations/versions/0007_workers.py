"""Several processes on one database: who answers in which conversation, who has which duty."""

from alembic import op

from store.migrations.statements import statements

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_table("duties")
    for column in ("leased_by", "leased_until"):
        op.get_bind().exec_driver_sql(f"ALTER TABLE dialogues DROP COLUMN {column}")
