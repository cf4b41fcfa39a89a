"""Column types and shorthands that every table shares.

Refuses naive times and floating-point money: both are caught before they reach a database.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database (SQLite keeps it as UTC text)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """On SQLite the text at once: SQLAlchemy's own goes by way of a format string."""
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)

        def as_text(value: datetime | None) -> str | None:
            moment = self.process_bind_param(value, dialect)
            return None if moment is None else moment.isoformat(" ", "microseconds")

        return as_text

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Paise = BigInteger
"""Money in integer paise."""

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON value; SQL NULL when absent."""

Key = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit key; on SQLite exactly INTEGER, so that it is the row id and needs no second index."""


def serial() -> Column[int]:
    """A primary key that the database counts up."""
    return Column("id", Key, primary_key=True, autoincrement=True)


def timed() -> Column[int]:
    """A primary key that the caller draws from `store.ids`: later rows have greater keys."""
    return Column("id", Key, primary_key=True, autoincrement=False)


def created() -> Column[datetime]:
    return Column("created_at", Instant, nullable=False, server_default=func.now())


def updated() -> Column[datetime]:
    return Column("updated_at", Instant, nullable=False, server_default=func.now())


def refers(name: str, target: str, *, nullable: bool = False, index: bool = True) -> Column[int]:
    """A foreign key to `target` ("table.column") that never deletes what points at it."""
    return Column(name, Key, ForeignKey(target), nullable=nullable, index=index)


def choice(
    name: str, *values: str, nullable: bool = False, default: str | None = None
) -> Column[str]:
    """A text column that holds one of `values`; a CHECK enforces it."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Column(
        name,
        String(max(map(len, values))),
        CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known"),
        nullable=nullable,
        server_default=default,
    )


def at_least_zero(*names: str) -> list[CheckConstraint]:
    return [CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative") for name in names]
