"""The first schema, as the SQL of each database stands beside this file.

Plain SQL, because it is read more often than it is run. See `store.migrations.first`.
"""

import re
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in _schema().split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in reversed(re.findall(r"^CREATE TABLE (\w+)", _schema(), re.MULTILINE)):
        op.drop_table(table)


def _schema() -> str:
    return Path(__file__).with_name(f"0001_{op.get_bind().dialect.name}.sql").read_text("utf-8")
