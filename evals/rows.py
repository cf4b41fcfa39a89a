"""Labelled answers as JSON lines or Parquet: what `metrics` judges and `score --input` scores.

A row that is wrong is named with its file and number; nothing is skipped or guessed.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from assistant.language.detect import detect
from assistant.model import LANGUAGES, Evidence, Exchange, Language
from evals.parquet import ParquetError, is_parquet, read_parquet
from evals.shapes import as_ours

Label = Annotated[float, Field(ge=0, le=1)]
"""1 or true: good; 0 or false: bad; between: graded by people."""


def _name(value: object) -> str | None:
    """A name of another system as text; what is no plain value says nothing."""
    return str(value) if isinstance(value, str | int) and value != "" else None


Name = Annotated[str | None, BeforeValidator(_name)]


Model = TypeVar("Model", bound=BaseModel)


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
    grounded: Label | None = None
    faithful: Label | None = None
    relevant: Label | None = None
    lang: Literal["en", "hinglish", "hi", "hi-Latn"] | None = None
    error_kind: str | None = None
    id: Name = None
    """Names the answer in every run on this data; else its place in the file does."""
    intent: Name = None
    channel: Name = None
    context: tuple[tuple[str, str], ...] = ()
    """Earlier lines as (role, text), where the question is plain text."""
    now: AwareDatetime | None = None
    """Local time of the question, the anchor of "tomorrow"."""

    @model_validator(mode="before")
    @classmethod
    def _of_other_tools(cls, given: Any) -> Any:
        return as_ours(given)

    @property
    def language(self) -> Language:
        """As labelled ("hi-Latn" is hinglish), else as the answer reads."""
        if self.lang is None:
            return detect(self.answer)
        return next((known for known in LANGUAGES if known == self.lang), "hinglish")

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
    """The rows of a file, Parquet by its name and JSON lines otherwise.

    Raises:
        RowError: a row is wrong, or the file is not what it is called.
        OSError: the file cannot be read.
    """
    if not is_parquet(path):
        yield from read_jsonl(path, Row)
        return
    try:
        for number, values in enumerate(read_parquet(path), 1):
            # As JSON, so that both forms mean the same: times are text, names are read from it.
            text = json.dumps(values, ensure_ascii=False, default=_plain)
            yield _read(text, Row, f"{path}: row {number}")
    except ParquetError as error:
        raise RowError(str(error)) from error


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def read_jsonl(path: Path, kind: type[Model]) -> Iterator[Model]:
    """What a file holds, one a line; blank lines are skipped.

    Raises:
        RowError: a line is none of the kind, or the file is not UTF-8.
        OSError: the file cannot be read.
    """
    with path.open(encoding="utf-8-sig") as lines:  # some programs open a file with a mark
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _read(line, kind, f"{path}:{number}")
        except UnicodeDecodeError as error:
            raise RowError(f"{path}: not UTF-8") from error


def read_folder(folder: Path, kind: type[Model]) -> list[Model]:
    """What the JSON lines of a folder hold, file by file; raises as `read_jsonl`."""
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
