"""The scores of a run as flat rows, for spreadsheets and warehouses: one a turn, as JSON lines or
Parquet. Holds no word of question or answer; `id` joins it with whatever does.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.model import METRICS
from evals.parquet import is_parquet, write_parquet
from evals.runs import RunRow

_SLICES = ("language", "intent", "channel", "origin")
COLUMNS: dict[str, str] = {
    "id": "string",
    **dict.fromkeys(_SLICES, "string"),
    **dict.fromkeys(METRICS, "float64"),
    "flagged": "string",
    "scorer_version": "string",
}
"""Each with its type; a metric that was not scored is null, `flagged` names those under their
threshold, parted by commas."""


def write_scores(path: Path, lines: Iterable[str], version: str) -> None:
    """Write the rows of a run; the file appears whole, in place of an older one.

    Raises:
        ParquetError: pyarrow is missing.
        OSError: the file cannot be written.
    """
    rows = _rows(lines, version)
    if is_parquet(path):
        write_parquet(path, rows, COLUMNS)
        return
    half = path.with_name(f".{path.name}.new")
    with half.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    half.replace(path)


def _rows(lines: Iterable[str], version: str) -> Iterator[dict[str, Any]]:
    for line in lines:
        row = RunRow.model_validate_json(line)
        found = {metric: row.measures[metric] for metric in METRICS}
        yield {
            "id": row.key,
            **{name: row.slices.get(name) for name in _SLICES},
            **{metric: one.score for metric, one in found.items()},
            "flagged": ",".join(metric for metric, one in found.items() if one.flagged),
            "scorer_version": version,
        }
