"""Writes the first revision's SQL from the tables: `python -m store.migrations.first`.

Until the first release a changed table is regenerated into 0001 with it (then `migrate` a fresh
database; `tests/store/test_migrations.py` tells whether the two agree). After it, tables change
by `alembic revision --autogenerate` only, and this file goes away.
"""

from pathlib import Path

from sqlalchemy import Dialect, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from store.tables import metadata

VERSIONS = Path(__file__).parent / "versions"


def schema_sql(dialect: Dialect) -> str:
    """CREATE statements for every table and index, in an order in which they can be run."""
    statements: list[CreateTable | CreateIndex] = []
    for table in metadata.sorted_tables:
        statements.append(CreateTable(table))
        by_name = sorted(table.indexes, key=lambda index: str(index.name))
        statements.extend(CreateIndex(index) for index in by_name)
    texts = [str(statement.compile(dialect=dialect)).strip() for statement in statements]
    lines = (line.rstrip() for line in ";\n\n".join(texts).expandtabs(4).splitlines())
    return "\n".join(lines) + ";\n"


def main() -> None:
    for url in ("sqlite://", "postgresql+psycopg://"):
        dialect = make_url(url).get_dialect()()
        path = VERSIONS / f"0001_{dialect.name}.sql"
        path.write_text(schema_sql(dialect), encoding="utf-8")


if __name__ == "__main__":
    main()
