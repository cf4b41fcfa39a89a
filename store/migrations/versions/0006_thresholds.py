"""What is learnt from reviews: thresholds that leads approved, and corrections kept as cases."""

from alembic import op

from store.migrations.statements import statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in ("regression_cases", "thresholds"):
        op.drop_table(table)
