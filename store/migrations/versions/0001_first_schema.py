"""The first schema."""

import re

from alembic import op

from store.migrations.statements import statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    schema = "\n".join(statements(revision, op.get_bind().dialect.name))
    for table in reversed(re.findall(r"^CREATE TABLE (\w+)", schema, re.MULTILINE)):
        op.drop_table(table)
