"""Checks that the tables declare themselves, asked again as questions.

A database can lose its constraints (a bulk load, a hand-made repair, SQLite with a pragma off), so
what they promise is looked up instead of believed.
"""

from collections.abc import Iterator

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Table,
    UniqueConstraint,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
)

from store.database import Tx
from store.tables import metadata
from store.verify.check import Check, Violation


def rows(tx: Tx) -> list[Violation]:
    """Every CHECK and NOT NULL of every table, in one pass over each table."""
    return [violation for table in metadata.sorted_tables for violation in _rows_of(tx, table)]


def _rows_of(tx: Tx, table: Table) -> Iterator[Violation]:
    key = _key(table)
    promises = dict(_promises(table))
    questions = [
        figure.filter(broken)
        for _, broken in promises.values()
        for figure in (func.count(), func.min(key))
    ]
    answers = iter(tx.execute(select(*questions).select_from(table)).one())
    for name, (meaning, _) in promises.items():
        count, first = next(answers), next(answers)
        if count:
            yield Violation(name, f"{meaning}: {table.name}#{first}", count)


def _promises(table: Table) -> Iterator[tuple[str, tuple[str, ColumnElement[bool]]]]:
    """What each row must fulfil by itself: name, meaning, and when it is broken."""
    missing = [column.is_(None) for column in table.columns if not column.nullable]
    yield f"nn_{table.name}", (f"every required column of {table.name} is filled", or_(*missing))
    of_columns = (constraint for column in table.columns for constraint in column.constraints)
    for constraint in {*table.constraints, *of_columns}:
        if isinstance(constraint, CheckConstraint):
            broken = not_(literal_column(f"({constraint.sqltext})", Boolean))
            yield str(constraint.name), (f"{table.name}: {constraint.sqltext}", broken)


def _references(table: Table) -> Iterator[Check]:
    for column in table.columns:
        for foreign in column.foreign_keys:
            target = foreign.column.table.alias("target")
            yield Check(
                f"fk_{table.name}_{column.name}",
                f"{table.name}.{column.name} points at a row of {foreign.column.table.name}",
                select(_key(table)).where(
                    column.is_not(None), ~exists().where(target.c[foreign.column.name] == column)
                ),
            )


def _uniqueness(table: Table) -> Iterator[Check]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield _unique(table, str(constraint.name), tuple(constraint.columns), None)
    for index in table.indexes:
        if index.unique:
            condition = index.dialect_options["sqlite"]["where"]
            yield _unique(table, str(index.name), tuple(index.columns), condition)


def _unique(
    table: Table,
    name: str,
    columns: tuple[ColumnElement[object], ...],
    condition: ColumnElement[bool] | None,
) -> Check:
    filled = [column.is_not(None) for column in columns]
    conditions = filled if condition is None else [*filled, condition]
    return Check(
        name,
        f"{table.name}: no two rows share {', '.join(str(column.key) for column in columns)}",
        select(func.min(_key(table)).label("first"))
        .where(*conditions)
        .group_by(*columns)
        .having(func.count() > 1),
    )


def _key(table: Table) -> ColumnElement[object]:
    return next(iter(table.primary_key or table.columns))


CHECKS = tuple(
    check
    for table in metadata.sorted_tables
    for check in (*_references(table), *_uniqueness(table))
)
