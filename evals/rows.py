"""Labelled answers as JSON lines or Parquet: what `metrics` judges and `score --input` scores.

A row that is wrong is named with its file and number; nothing is skipped or guessed.
"""

import csv
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from assistant.language.detect import detect
from assistant.model import Evidence, Exchange, Language
from evals.cells import Label, Moment, Name, Spoken
from evals.parquet import ParquetError, is_parquet, nested, read_parquet
from evals.shapes import as_ours

Model = TypeVar("Model", bound=BaseModel)


_HEAD = 4096
"""Characters within which a file says what it is."""


class RowError(ValueError):
    """A line that cannot be read; says which and why."""


class EvidenceRow(BaseModel):
    """A row of fields or a passage of text."""

    model_config = ConfigDict(frozen=True)

    source: str
    fields: dict[str, Any] = {}
    text: str | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> "EvidenceRow":
        if not self.fields and not self.text:
            raise ValueError("evidence needs fields or text")
        return self

    def evidence(self) -> Evidence:
        """As scorers take it."""
        return Evidence(self.source, self.fields, self.text)


class Line(BaseModel):
    """One line of a dialogue."""

    model_config = ConfigDict(frozen=True)

    speaker: str
    text: str


class Row(BaseModel):
    """One answer with what it was given and, where people judged it, their labels."""

    model_config = ConfigDict(frozen=True)

    question: str | tuple[Line, ...]
    evidence: tuple[EvidenceRow, ...]
    answer: str
    grounded: Label = None
    faithful: Label = None
    relevant: Label = None
    lang: Spoken = None
    error_kind: str | None = None
    id: Name = None
    """Names the answer in every run on this data; else its place in the file does."""
    intent: Name = None
    channel: Name = None
    context: tuple[tuple[str, str], ...] = ()
    """Earlier lines as (role, text), where the question is plain text."""
    now: Moment = None
    """Local time of the question, the anchor of "tomorrow"; without a zone it is of India."""

    @model_validator(mode="before")
    @classmethod
    def _of_other_tools(cls, given: Any) -> Any:
        return as_ours(given)

    @property
    def language(self) -> Language:
        """As labelled, else as the answer reads."""
        return self.lang or detect(self.answer)

    def exchange(self) -> Exchange:
        """The row as scorers see it: of a dialogue the last line of the user is the question."""
        evidence = tuple(row.evidence() for row in self.evidence)
        if isinstance(self.question, str):
            return Exchange(self.question, evidence, self.answer, self.context, self.now)
        lines = [(_role(line.speaker), line.text) for line in self.question]
        asked = max((at for at, (role, _) in enumerate(lines) if role == "user"), default=-1)
        question = lines[asked][1] if lines else ""
        return Exchange(question, evidence, self.answer, tuple(lines[:asked]), self.now)

    def asked(self) -> str:
        """The question for people."""
        if isinstance(self.question, str):
            return self.question
        return "\n".join(f"{line.speaker}: {line.text}" for line in self.question)

    def slices(self) -> dict[str, str]:
        """What the row belongs to, for figures by group."""
        named = {
            "language": self.language,
            "intent": self.intent,
            "channel": self.channel,
            "error_kind": self.error_kind,
        }
        return {name: value for name, value in named.items() if value}


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file: Parquet and tables of text by their names, one JSON array where it begins
    as such, else JSON lines; text may be packed (`.gz`).

    Raises:
        RowError: a row is wrong, or the file is not what it is called.
        OSError: the file cannot be read.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise RowError(f"{path}: no file, and it must be read more than once")
    if is_parquet(path):
        yield from _read_values(path, read_parquet(path))
    elif _is_table(path):
        yield from _read_values(path, _table(path))
    elif _begins(path) == "[":
        yield from _read_values(path, _array(path))
    else:
        yield from read_jsonl(path, Row)


def _read_values(path: Path, rows: Iterable[Any]) -> Iterator[Row]:
    try:
        for number, values in enumerate(rows, 1):
            # As JSON, so that all forms mean the same: times are text, names are read from it.
            text = json.dumps(values, ensure_ascii=False, default=_plain)
            yield _read(text, Row, f"{path}: row {number}")
    except ParquetError as error:
        raise RowError(str(error)) from error


def _is_table(path: Path) -> bool:
    return path.name.lower().removesuffix(".gz").endswith((".csv", ".tsv"))


def _table(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a table below its heading, without empty cells. Cells may hold JSON."""
    with _text(path) as file:
        heading = file.readline()
        mark = max("\t,;", key=heading.count)
        names = next(csv.reader([heading], delimiter=mark), [])
        try:
            for row in csv.DictReader(file, names, delimiter=mark, strict=True):
                yield {name: nested(name, cell) for name, cell in row.items() if name and cell}
        except csv.Error as error:
            raise RowError(f"{path}: not a table: {error}") from error


def _begins(path: Path) -> str:
    with _text(path) as file:
        return file.read(_HEAD).lstrip()[:1]


def _array(path: Path) -> list[Any]:
    with _text(path) as file:
        try:
            found: list[Any] = json.load(file)
        except (ValueError, RecursionError) as error:
            raise RowError(f"{path}: not JSON: {error}") from error
    return found


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    """A file's text, unpacked; a mark that some programs begin a file with is read over."""
    try:
        if path.suffix.lower() == ".gz":
            with gzip.open(path, "rt", encoding="utf-8-sig") as file:
                yield cast(TextIO, file)
        else:
            with path.open(encoding="utf-8-sig") as file:
                yield file
    except UnicodeDecodeError as error:
        raise RowError(f"{path}: not UTF-8") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise RowError(f"{path}: not gzip: {error}") from error


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def read_jsonl(path: Path, kind: type[Model]) -> Iterator[Model]:
    """What a file holds, one a line; blank lines are skipped.

    Raises:
        RowError: a line is none of the kind, or the file is not UTF-8.
        OSError: the file cannot be read.
    """
    with _text(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _read(line, kind, f"{path}:{number}")


def read_folder(folder: Path, kind: type[Model]) -> list[Model]:
    """What the JSON lines of a folder hold, file by file; raises as `read_jsonl`, and RowError
    where there is no such folder."""
    if not folder.is_dir():
        raise RowError(f"{folder}: no such folder")
    return [one for path in sorted(folder.glob("*.jsonl")) for one in read_jsonl(path, kind)]


def _read(line: str, kind: type[Model], where: str) -> Model:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RowError(f"{where}: {place or 'line'}: {first['msg']}") from error


def _role(speaker: str) -> str:
    return "user" if speaker.lower() in ("user", "customer", "human") else "assistant"
