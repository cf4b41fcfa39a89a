"""`python -m evals metrics`: how far the scorers agree with people's labels.

The product's own scorers and thresholds are judged; nothing is tuned here. Bad is the positive
class throughout. A label of people counts as bad under one half.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.model import METRICS, Metric, Scores
from assistant.quality.entailment.judges import shipped
from assistant.quality.scores import score_closely, version_closely
from assistant.quality.thresholds import THRESHOLDS
from evals.measures import flawless
from evals.rows import Row, RowError, read_rows
from evals.runs import Measure, RunRow, add_run_option, keep_run
from evals.shown import measures, show
from evals.statistics import Interval, auroc, bootstrap, confusion, percentile, spearman, wilson

_LABELS: dict[Metric, str] = {
    "grounding": "grounded",
    "faithfulness": "faithful",
    "relevancy": "relevant",
}
WRONG_INPUT = 2
INCOMPLETE = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled answer and what the scorers made of it."""

    row: Row
    scores: Scores

    def label(self, metric: Metric) -> float | None:
        found: float | None = getattr(self.row, _LABELS[metric])
        return found

    def value(self, metric: Metric) -> float | None:
        found: float | None = getattr(self.scores, metric).value
        return found

    def is_flagged(self, metric: Metric) -> bool:
        """Under the shipped threshold; what is unscored is not flagged."""
        value = self.value(metric)
        return value is not None and value < THRESHOLDS[metric]

    def labels(self) -> list[float]:
        return [label for metric in METRICS if (label := self.label(metric)) is not None]

    def worst(self) -> float | None:
        """How far the lowest score lies from its threshold; None where nothing was scored."""
        values = [(self.value(metric), THRESHOLDS[metric]) for metric in METRICS]
        margins = [
            (value - threshold) / (threshold if value < threshold else 1 - threshold)
            for value, threshold in values
            if value is not None
        ]
        return min(margins, default=None)


def judge(rows: Iterable[Row]) -> list[Judged]:
    judges = shipped()
    return [Judged(row, score_closely(row.exchange(), judges)) for row in rows]


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """All that the command reports. A metric without labels has n and N of 0 and no figures."""
    by_language: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_language[one.row.language].append(one)
    took = [one.scores.took_ms for one in judged]
    return {
        "rows": len(judged),
        "version": version_closely(shipped()) if judged else None,
        "metrics": _metrics(judged),
        "answers": _answers(judged),
        "by_language": {name: _metrics(mine) for name, mine in sorted(by_language.items())},
        "by_error_kind": _by_error_kind(judged),
        "latency_ms": {"p50": _round(percentile(took, 0.5)), "p99": _round(percentile(took, 0.99))},
    }


def _answers(judged: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    """What the scorers make of all answers, judged by people or not: n were scored, of N."""
    found: dict[str, dict[str, Any]] = {}
    for metric in METRICS:
        values = [value for one in judged if (value := one.value(metric)) is not None]
        flagged = sum(one.is_flagged(metric) for one in judged)
        bounds = _ends(wilson(flagged, len(values)))
        mean = _round(sum(values) / len(values)) if values else None
        found[metric] = {
            "threshold": THRESHOLDS[metric], "flagged": flagged, "interval": bounds, "mean": mean,
            "n": len(values), "N": len(judged),
        }  # fmt: skip
    return found


def _metrics(judged: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for metric in METRICS:
        mine = [one for one in judged if one.label(metric) is not None]
        found[metric] = _agreement(
            [one.label(metric) or 0.0 for one in mine],
            [one.value(metric) for one in mine],
            [one.is_flagged(metric) for one in mine],
        )
    labelled = [one for one in judged if one.labels()]
    found["bad_turn"] = _agreement(
        [min(one.labels()) for one in labelled],
        [one.worst() for one in labelled],
        [any(one.is_flagged(metric) for metric in METRICS) for one in labelled],
    )
    return found


def _agreement(
    labels: Sequence[float], values: Sequence[float | None], flags: Sequence[bool]
) -> dict[str, Any]:
    """Figures of one metric over its labelled rows.

    An unscored row counts as not flagged in bacc, f1 and accuracy, and is left out of auroc and
    spearman; n says how many were scored, N how many were labelled. Intervals are of 95 %: by
    bootstrap of rows for auroc and spearman, Wilson's for the shares of bad rows that are flagged
    (detected) and of good rows that are (false_alarms).
    """
    is_bad = [label < 0.5 for label in labels]
    scored = [
        (label, value) for label, value in zip(labels, values, strict=True) if value is not None
    ]
    counts = confusion(is_bad, flags)
    ranked, span = _ranked(scored), bootstrap(scored, _ranked)
    if ranked is not None and span is not None and span.low == span.high:
        span = flawless(ranked, [label < 0.5 for label, _ in scored])
    detected = _rate([flag for flag, bad in zip(flags, is_bad, strict=True) if bad])
    alarms = _rate([flag for flag, bad in zip(flags, is_bad, strict=True) if not bad])
    return {
        "auroc": _round(ranked),
        "auroc_interval": _ends(span),
        "bacc": _round(counts.balanced_accuracy),
        "f1": _round(counts.f1),
        "accuracy": _round(counts.accuracy),
        "spearman": _round(_correlated(scored)),
        "spearman_interval": _ends(bootstrap(scored, _correlated)),
        "detected": detected["share"],
        "detected_interval": detected["interval"],
        "false_alarms": alarms["share"],
        "false_alarms_interval": alarms["interval"],
        "bad": sum(is_bad),
        "n": len(scored),
        "N": len(labels),
    }


def _ranked(scored: Sequence[tuple[float, float]]) -> float | None:
    """How often a bad answer gets less than a good one."""
    return auroc([label < 0.5 for label, _ in scored], [-value for _, value in scored])


def _correlated(scored: Sequence[tuple[float, float]]) -> float | None:
    return spearman([label for label, _ in scored], [value for _, value in scored])


def _by_error_kind(judged: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    """Of the bad rows of each kind, how many any metric flags."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for one in judged:
        if one.row.error_kind and min(one.labels(), default=1.0) < 0.5:
            flagged = any(one.is_flagged(metric) for metric in METRICS)
            found[one.row.error_kind].append(flagged)
    rates = {kind: _rate(flags) for kind, flags in sorted(found.items())}
    return {
        kind: {"detected": rate["share"], "interval": rate["interval"], "n": rate["n"]}
        for kind, rate in rates.items()
    }


def _rate(flags: Sequence[bool]) -> dict[str, Any]:
    share = sum(flags) / len(flags) if flags else None
    interval = wilson(sum(flags), len(flags))
    return {"share": _round(share), "interval": _ends(interval), "n": len(flags)}


def _ends(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(interval.low, 4), round(interval.high, 4)]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `metrics` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("metrics", help="judge the scorers on labelled answers")
    parser.add_argument("--data", type=Path, required=True, help="rows as JSON lines or Parquet")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_run_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 2 when a row is wrong, 3 when there is none."""
    try:
        rows = list(read_rows(arguments.data))
    except (RowError, OSError) as error:
        print(f"evals metrics: {error}", file=sys.stderr)
        return WRONG_INPUT
    if not rows:
        print(f"evals metrics: {arguments.data}: no rows", file=sys.stderr)
        return INCOMPLETE
    named = Counter(row.id for row in rows if row.id)
    if named and max(named.values()) > 1:
        print("evals metrics: ids are not unique; `compare` will pair nothing", file=sys.stderr)
    judged = judge(tqdm(rows, unit=" rows", disable=None))
    found = figures(judged)
    if not keep_run(
        arguments.run_file,
        run_rows(judged),
        command="metrics",
        data=arguments.data,
        figures=found,
        scorer=found["version"],
    ):
        return WRONG_INPUT
    print(json.dumps(found, ensure_ascii=False) if arguments.json else table(found))
    return 0


def run_rows(judged: Iterable[Judged]) -> Iterator[RunRow]:
    """The judged answers as rows of a run, each metric and the turn as a whole."""
    for place, one in enumerate(judged, 1):
        row, labels = one.row, one.labels()
        is_bad: dict[str, bool | None] = {
            metric: None if (label := one.label(metric)) is None else label < 0.5
            for metric in METRICS
        }
        found = measures(one.scores, is_bad)
        flagged = any(measure.flagged for measure in found.values())
        bad = min(labels) < 0.5 if labels else None
        right = None if bad is None else flagged == bad
        turn = Measure(score=one.worst(), flagged=flagged, bad=bad, right=right)
        yield RunRow(
            key=row.id or str(place),
            slices=row.slices(),
            measures=found | {"bad_turn": turn},
            shown=show(row.asked(), row.answer, row.exchange().evidence, one.scores),
        )


_COLUMNS = (
    "auroc", "auroc_interval", "bacc", "f1", "accuracy", "spearman", "false_alarms", "bad", "n", "N"
)  # fmt: skip


def table(found: dict[str, Any]) -> str:
    """The figures for people."""
    head = "".join(f"{name:>{_width(name)}}" for name in _COLUMNS)
    lines = [f"{found['rows']} rows, scorers {found['version']}"]
    for metric, one in found["answers"].items():
        low, high = one["interval"]
        share = f" ({low:.1%} to {high:.1%})" if one["n"] else ""
        lines.append(
            f"{metric:14}{one['flagged']} of {one['n']} under {one['threshold']}{share},"
            f" mean {one['mean']}, scored {one['n']}/{one['N']}"
        )
    if not any(mine["N"] for mine in found["metrics"].values()):
        lines.append(
            "no labels (grounded, faithful, relevant), so nothing to hold the scores against"
        )
    else:
        lines += ["", "against people's labels, bad being positive:", f"{'':28}{head}"]
    groups = {"": found["metrics"], **found["by_language"]}
    for group, metrics in groups.items():
        for metric, mine in metrics.items():
            if mine["N"]:
                cells = "".join(f"{_cell(mine[name]):>{_width(name)}}" for name in _COLUMNS)
                lines.append(f"{f'{group} {metric}'.strip():28}{cells}")
    for kind, rate in found["by_error_kind"].items():
        low, high = rate["interval"]
        lines.append(f"{kind:28}detected {rate['detected']} ({low} to {high}) of {rate['n']}")
    took = found["latency_ms"]
    lines.append(f"latency ms: p50 {took['p50']}, p99 {took['p99']}")
    return "\n".join(lines)


def _width(column: str) -> int:
    return 2 + max(8, len(column))


def _cell(value: float | list[float] | None) -> str:
    if isinstance(value, list):
        return f"{value[0]}-{value[1]}"
    return "-" if value is None else str(value)
