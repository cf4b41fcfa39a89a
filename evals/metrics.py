"""How well the shipped scorers agree with labels: `python -m evals metrics --data FILE.jsonl`.

Judges; never tunes. Every figure has its denominator: n rows judged out of N labelled.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.model import METRICS, Metric, Scores
from assistant.quality.scores import score
from assistant.quality.thresholds import THRESHOLDS, VERSION
from evals.rows import Row, RowError, read_jsonl
from evals.statistics import auroc, decisions, percentile, spearman

DATA_WRONG = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what the scorers made of it."""

    row: Row
    scores: Scores

    def value(self, metric: Metric) -> float | None:
        found: float | None = getattr(self.scores, metric).value
        return found


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """All figures: per metric and for the bad turn, by language and by kind of error."""
    took = [item.scores.took_ms for item in judged]
    return {
        "version": VERSION,
        "thresholds": dict(THRESHOLDS),
        "n": len(judged),
        "metrics": _metrics(judged),
        "by_language": {
            language: _metrics([item for item in judged if item.row.language == language])
            for language in _distinct(item.row.language for item in judged)
        },
        "by_error_kind": _by_kind(judged),
        "latency_ms": {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99)},
    }


def _metrics(judged: Sequence[Judged]) -> dict[str, Any]:
    found: dict[str, Any] = {metric: _metric(judged, metric) for metric in METRICS}
    found["bad_turn"] = _bad_turn(judged)
    return found


def _metric(judged: Sequence[Judged], metric: Metric) -> dict[str, Any]:
    labelled = [item for item in judged if metric in item.row.labels]
    pairs = [
        (item.row.labels[metric], value)
        for item in labelled
        if (value := item.value(metric)) is not None
    ]
    called = [value < THRESHOLDS[metric] for _, value in pairs]
    return _figures(
        [label for label, _ in pairs],
        [1 - value for _, value in pairs],
        called,
        len(labelled),
    )


def _bad_turn(judged: Sequence[Judged]) -> dict[str, Any]:
    """Any metric labelled bad, against any metric below its threshold. The score of a turn is how
    far its worst metric lies below its threshold, so that metrics compare."""
    labelled = [item for item in judged if item.row.labels]
    goodness, badness, called = [], [], []
    for item in labelled:
        margins = [
            _margin(value, THRESHOLDS[metric])
            for metric in METRICS
            if (value := item.value(metric)) is not None
        ]
        if not margins:
            continue
        goodness.append(min(item.row.labels.values()))
        badness.append(max(margins))
        called.append(max(margins) > 0)
    return _figures(goodness, badness, called, len(labelled))


def _margin(value: float, threshold: float) -> float:
    """Positive below the threshold, -1 for a perfect score, 1 for the worst."""
    if value < threshold:
        return (threshold - value) / threshold
    return (threshold - value) / (1 - threshold)


def _figures(
    goodness: Sequence[float], badness: Sequence[float], called: Sequence[bool], labelled: int
) -> dict[str, Any]:
    bad = [label < 0.5 for label in goodness]
    return {
        "auroc": auroc(bad, badness),
        **decisions(bad, called),
        "spearman": spearman(goodness, [-value for value in badness]),
        "n": len(goodness),
        "N": labelled,
    }


def _by_kind(judged: Sequence[Judged]) -> dict[str, Any]:
    """For each kind of error, how many of its turns are called bad by any metric."""
    found = {}
    for kind in _distinct(item.row.kind for item in judged):
        rows = [item for item in judged if item.row.kind == kind]
        flagged = sum(
            any((v := item.value(m)) is not None and v < THRESHOLDS[m] for m in METRICS)
            for item in rows
        )
        found[kind] = {"called_bad": flagged, "n": len(rows), "share": flagged / len(rows)}
    return found


def _distinct(values: Iterable[str | None]) -> list[str]:
    return sorted({value for value in values if value is not None})


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `metrics` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("metrics", help="judge the scorers on labelled replies")
    parser.add_argument("--data", type=Path, required=True, help="rows as JSON lines")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0, or 2 when the data cannot be read."""
    try:
        rows = read_jsonl(arguments.data)
    except RowError as error:
        sys.stderr.write(f"evals metrics: {error}\n")
        return DATA_WRONG
    found = figures([Judged(row, score(row.exchange())) for row in rows])
    sys.stdout.write(json.dumps(found) + "\n" if arguments.json else table(found))
    return 0


def table(found: dict[str, Any]) -> str:
    """The figures for people."""
    names = ("auroc", "bacc", "f1", "accuracy", "spearman")
    lines = [
        f"{found['version']}, {found['n']} rows",
        f"{'':24}" + "".join(f"{n:>10}" for n in names) + "       n/N",
    ]
    groups = [("", found["metrics"]), *found["by_language"].items()]
    for group, metrics in groups:
        for metric, mine in metrics.items():
            cells = "".join(
                f"{'-' if mine[n] is None else format(mine[n], '.3f'):>10}" for n in names
            )
            lines.append(f"{group:9}{metric:15}{cells} {mine['n']:>5}/{mine['N']}")
    for kind, mine in found["by_error_kind"].items():
        lines.append(f"{kind:24} called bad {mine['called_bad']}/{mine['n']}")
    return "\n".join(lines) + "\n"
