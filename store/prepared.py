"""Statements of a turn's path: compiled once for a database, then run by its plain driver.

SQLAlchemy writes the SQL and converts the values just as it does for `tx.execute`; left out is
what it does anew each time, which costs more than the database does. Begins and ends nothing:
that is the unit of work's. Takes no list for an IN.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from store.database import Tx, driver_of

Convert = Callable[[Any], Any]


class Prepared:
    """One statement. Its values come by name; those of an INSERT say which columns it fills."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    def all(self, tx: Tx, values: Mapping[str, Any]) -> list[Any]:
        """Every row, as a named tuple of the statement's columns."""
        form = self._form(tx, values)
        return [form.read(row) for row in form.run(tx, values).fetchall()]

    def first(self, tx: Tx, values: Mapping[str, Any]) -> Any | None:
        """The first row, or None."""
        form = self._form(tx, values)
        row = form.run(tx, values).fetchone()
        return None if row is None else form.read(row)

    def change(self, tx: Tx, values: Mapping[str, Any]) -> int:
        """Write; gives the number of rows that were."""
        changed: int = self._form(tx, values).run(tx, values).rowcount
        return changed

    def _form(self, tx: Tx, values: Mapping[str, Any]) -> "_Form":
        key = (tx.dialect.name, *values)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _Form(self._statement, tx.dialect, tuple(values))
        return form


class _Form:
    """A statement in the words of one database."""

    def __init__(self, statement: Any, dialect: Dialect, names: tuple[str, ...]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self._sql = str(compiled)
        self._by_place = compiled.positional
        binds = compiled.binds
        self._literals = {name: bind.value for name, bind in binds.items() if not bind.required}
        self._given = [
            (name, _to_driver(binds[name].type, dialect)) for name in compiled.positiontup or binds
        ]
        columns = statement.exported_columns
        self._row: Callable[[Iterable[Any]], Any] = _row_of(columns.keys())._make
        held = [_from_driver(column.type, dialect) for column in columns]
        self._held = held if any(held) else None

    def run(self, tx: Tx, values: Mapping[str, Any]) -> Any:
        """The driver's cursor after the statement."""
        known = {**self._literals, **values} if self._literals else values
        given = [
            known[name] if convert is None else convert(known[name])
            for name, convert in self._given
        ]
        if self._by_place:
            return driver_of(tx).execute(self._sql, given)
        named = {name: value for (name, _), value in zip(self._given, given, strict=True)}
        return driver_of(tx).execute(self._sql, named)

    def read(self, row: tuple[Any, ...]) -> Any:
        if self._held is None:
            return self._row(row)
        pairs = zip(row, self._held, strict=True)
        return self._row([held if convert is None else convert(held) for held, convert in pairs])


def _row_of(names: Sequence[str]) -> Any:
    return namedtuple("Row", names)


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
