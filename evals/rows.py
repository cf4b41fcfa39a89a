"""Rows of labelled or logged replies as JSON lines. A wrong row is named by file and line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.model import METRICS, Evidence, Exchange, Metric
from evals.statistics import is_label

_LABELS: dict[Metric, str] = {
    "grounding": "grounded",
    "faithfulness": "faithful",
    "relevancy": "relevant",
}


class RowError(ValueError):
    """A file that cannot be read or a row that is not what it should be."""


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange with the labels it has: 1 good ... 0 bad, per metric."""

    question: str
    evidence: tuple[Evidence, ...]
    answer: str
    labels: Mapping[Metric, float]
    language: str | None = None
    kind: str | None = None
    now: datetime | None = None

    def exchange(self) -> Exchange:
        return Exchange(self.question, self.evidence, self.answer, now=self.now)


def read_objects(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """(where, object) of every line that is not blank.

    Raises:
        RowError: the file cannot be read, is empty, or a line is no JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RowError(f"{path}: {error}") from error
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise RowError(f"{where}: not JSON") from error
        if not isinstance(row, dict):
            raise RowError(f"{where}: not an object")
        found.append((where, row))
    if not found:
        raise RowError(f"{path}: no rows")
    return found


def read_jsonl(path: Path) -> list[Row]:
    """The rows of a file.

    Raises:
        RowError: the first line that is wrong, and why.
    """
    return [_row(where, row) for where, row in read_objects(path)]


def _row(where: str, row: Mapping[str, Any]) -> Row:
    labels: dict[Metric, float] = {}
    for metric in METRICS:
        value = row.get(_LABELS[metric])
        if value is None:
            continue
        if not is_label(value):
            raise RowError(f"{where}: {_LABELS[metric]} must lie in 0 to 1")
        labels[metric] = float(value)
    return Row(
        question=text_of(where, row, "question"),
        evidence=evidence_of(where, row.get("evidence")),
        answer=text_of(where, row, "answer"),
        labels=labels,
        language=_optional(where, row, "language") or _optional(where, row, "lang"),
        kind=_optional(where, row, "error_kind") or _optional(where, row, "kind"),
        now=_moment(where, row.get("now")),
    )


def text_of(where: str, row: Mapping[str, Any], name: str) -> str:
    """A text that the row must have."""
    value = row.get(name)
    if not isinstance(value, str):
        raise RowError(f"{where}: {name} is missing or no text")
    return value


def evidence_of(where: str, value: Any) -> tuple[Evidence, ...]:
    """The rows and passages of a list of evidence."""
    if not isinstance(value, list):
        raise RowError(f"{where}: evidence is missing or no list")
    found = []
    for entry in value:
        if not isinstance(entry, dict) or not isinstance(entry.get("source"), str):
            raise RowError(f"{where}: evidence without a source")
        fields, text = entry.get("fields") or {}, entry.get("text")
        if not isinstance(fields, dict) or not (text is None or isinstance(text, str)):
            raise RowError(f"{where}: evidence {entry['source']!r} has wrong fields or text")
        found.append(Evidence(entry["source"], fields, text))
    return tuple(found)


def _optional(where: str, row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise RowError(f"{where}: {name} is no text")
    return value


def _moment(where: str, value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise RowError(f"{where}: now is no ISO time") from error
    return moment if moment.tzinfo else moment.astimezone()
