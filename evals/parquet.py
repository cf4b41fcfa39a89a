"""Rows in Parquet files, for teams whose logs lie in a lake: read and written in batches, so that a
file may be longer than memory.

Needs pyarrow, which the product itself does without (`pip install "converge-assistant[parquet]"`).
Knows nothing of what a row means.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

BATCH = 500
_NESTED = ("question", "context", "evidence")
"""Columns that may hold their value as JSON, where a table has no nested types."""


class ParquetError(ValueError):
    """A file cannot be read or written as Parquet; says which and why."""


def is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def read_parquet(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file in order. What is null is left out, also within nested values: tables put
    a null wherever a row lacks a field that another has.

    Raises:
        ParquetError: pyarrow is missing, the file is no Parquet, or holds what Python has no value
            for (a moment to the nanosecond).
        OSError: the file cannot be read.
    """
    arrow, parquet = _pyarrow()
    with path.open("rb") as file:
        try:
            for batch in parquet.ParquetFile(file).iter_batches(batch_size=BATCH):
                for row in batch.to_pylist():
                    yield {name: nested(name, value) for name, value in _held(row).items()}
        except (arrow.ArrowException, OSError, ValueError, OverflowError) as error:
            why = str(error).partition("\n")[0]
            raise ParquetError(f"{path}: cannot be read as Parquet: {why}") from error


def write_parquet(path: Path, rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> int:
    """Write rows of plain values; gives how many. The file appears whole or not at all.

    Args:
        columns: the type of each column by name ("string", "float64", "bool").

    Raises:
        ParquetError: pyarrow is missing.
        OSError: the file cannot be written.
    """
    arrow, parquet = _pyarrow()
    schema = arrow.schema([(name, arrow.type_for_alias(kind)) for name, kind in columns.items()])
    half = path.with_name(f".{path.name}.new")
    left, count = iter(rows), 0
    try:
        with parquet.ParquetWriter(half, schema) as writer:
            while batch := list(islice(left, BATCH)):
                writer.write_batch(arrow.RecordBatch.from_pylist(list(map(dict, batch)), schema))
                count += len(batch)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return count


def need_parquet(*paths: Path | None) -> None:
    """Refuse early, before hours of work, when one of the files needs what is not installed.

    Raises:
        ParquetError: pyarrow is missing.
    """
    if any(path is not None and is_parquet(path) for path in paths):
        _pyarrow()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow  # noqa: PLC0415  heavy and optional
        import pyarrow.parquet  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ParquetError(
            "Parquet needs pyarrow: pip install pyarrow, or give JSON lines"
        ) from error
    return pyarrow, pyarrow.parquet


def _held(value: Any) -> Any:
    """The value without what is null in it, bytes as the text that they are.

    Raises:
        UnicodeDecodeError: they are none.
    """
    if isinstance(value, dict):
        return {name: _held(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_held(one) for one in value]
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value


def nested(name: str, value: Any) -> Any:
    """What a cell of a column holds as JSON, else the cell as it is."""
    if (
        name not in _NESTED
        or not isinstance(value, str)
        or not value.lstrip().startswith(("[", "{"))
    ):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value  # a question may begin with a bracket
