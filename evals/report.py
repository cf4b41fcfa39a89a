"""`python -m evals report RUN`: a run as one page that needs nothing else, or as Markdown.

Figures with intervals and honest denominators, slices, and the worst cases first, each with its
evidence beside the answer. The page loads nothing and tells nobody that it was opened.
"""

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from assistant.quality.charts import Estimate, histogram, intervals
from evals.measures import estimate, figures_of, metrics_of
from evals.options import none_or_more
from evals.runs import Measure, Run, RunError, RunRow, keep_apart, read_run

WRONG_INPUT, INCOMPLETE = 2, 3
MOST_CASES = 40
_MOST_VALUES = 30
_BINS = 10
_JUDGED = ("good answers", "bad answers", "not judged")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAIN = ("clean", "auroc", "accuracy", "mean")


@dataclass(frozen=True, slots=True)
class Slice:
    """A metric's main figure in each group of one kind."""

    kind: str
    figure: str
    rows: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """How many answers lie under a metric's threshold, and how many could be scored at all."""

    metric: str
    flagged: int
    scored: int
    total: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that was judged wrongly or badly, and in what way."""

    row: RunRow
    word: str
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a page tells."""

    run: Run
    figures: tuple[Estimate, ...]
    flagged: tuple[Flagged, ...]
    slices: tuple[Slice, ...]
    cases: tuple[Trouble, ...]
    troubles: int


def build_report(run: Run, most_cases: int = MOST_CASES) -> Report:
    troubles = find_troubles(run.rows)
    return Report(
        run=run,
        figures=tuple(
            estimate(run.rows, metric, name.rpartition(".")[2])
            for metric in metrics_of(run.rows)
            for name in figures_of(run.rows, metric)
        ),
        flagged=tuple(_flagged(run.rows)),
        slices=tuple(_slices(run.rows)),
        cases=tuple(troubles[:most_cases]),
        troubles=len(troubles),
    )


def _flagged(rows: Sequence[RunRow]) -> list[Flagged]:
    found = []
    for metric in metrics_of(rows):
        mine = [row.measures[metric] for row in rows if metric in row.measures]
        if any(one.flagged is not None for one in mine):
            flagged = sum(one.flagged is True for one in mine)
            scored = sum(one.score is not None for one in mine)
            found.append(Flagged(metric, flagged, scored, len(mine)))
    return found


def _slices(rows: Sequence[RunRow]) -> list[Slice]:
    """Every kind of group with more than one value, the largest groups first."""
    found = []
    for kind in dict.fromkeys(name for row in rows for name in row.slices):
        counts = Counter(row.slices[kind] for row in rows if kind in row.slices)
        if len(counts) < 2:
            continue
        values = [value for value, _ in counts.most_common(_MOST_VALUES)]
        for metric in metrics_of(rows):
            statistic = _statistic(rows, metric, kind)
            if statistic is None:
                continue
            estimates = (
                estimate([r for r in rows if r.slices.get(kind) == value], metric, statistic, value)
                for value in values
            )
            told = tuple(one for one in estimates if one.total)
            if any(one.value is not None for one in told):
                found.append(Slice(kind, f"{metric}.{statistic}", told))
    return found


def _statistic(rows: Sequence[RunRow], metric: str, kind: str) -> str | None:
    """Errors of one kind are all bad, so only how many are caught says anything of them."""
    names = [name.rpartition(".")[2] for name in figures_of(rows, metric)]
    if kind == "error_kind" and "recall" in names:
        return "recall"
    return next((name for name in _MAIN if name in names), None)


def find_troubles(rows: Sequence[RunRow]) -> list[Trouble]:
    """What people should look at, the worst first: bad answers that passed, then good ones that
    were flagged, then flagged ones that nobody has judged, then bad ones that were caught, each by
    how low they score."""
    found = []
    for row in rows:
        words = {metric: word for metric, one in row.measures.items() if (word := _word(one))}
        if words:
            worst = min(words.values(), key=_ORDER.index)
            named = tuple(metric for metric, word in words.items() if word == worst)
            found.append(Trouble(row, worst, named))
    return sorted(found, key=lambda one: (_ORDER.index(one.word), _confidence(one)))


_ORDER = ("missed", "false alarm", "wrong", "flagged", "caught")


def _word(one: Measure) -> str | None:
    if one.right is False:
        return "wrong" if one.bad is None else "missed" if one.bad else "false alarm"
    if not one.flagged:
        return None
    return "flagged" if one.bad is None else "caught" if one.bad else None


def _confidence(trouble: Trouble) -> float:
    """Missed answers by the highest score, the others by the lowest: the surest mistakes first."""
    scores = [
        one.score
        for metric in trouble.metrics
        if (one := trouble.row.measures[metric]).score is not None
    ]
    if not scores:
        return math.inf
    return -max(scores) if trouble.word == "missed" else min(scores)


def charts(report: Report) -> dict[str, Any]:
    """The pictures of a page as SVG."""
    main = [
        one
        for one in report.figures
        if one.label.rpartition(".")[2] in _MAIN and one.value is not None and 0 <= one.value <= 1
    ]
    return {
        "figures": Markup(intervals("Figures with 95 % intervals", main)) if main else None,  # noqa: S704
        "slices": [
            (one, Markup(intervals(f"{one.figure} by {one.kind.replace('_', ' ')}", one.rows)))  # noqa: S704
            for one in report.slices
        ],
        "scores": [
            (metric, Markup(_distribution(report.run.rows, metric)))  # noqa: S704  charts escape what they draw
            for metric in metrics_of(report.run.rows)
            if _is_scored(report.run.rows, metric)
        ],
    }


def _is_scored(rows: Sequence[RunRow], metric: str) -> bool:
    scores = [row.measures[metric].score for row in rows if metric in row.measures]
    known = [score for score in scores if score is not None]
    return bool(known) and all(0 <= score <= 1 for score in known)


def _distribution(rows: Sequence[RunRow], metric: str) -> str:
    groups: dict[str, list[int]] = {}
    for row in rows:
        one = row.measures.get(metric)
        if one is None or one.score is None:
            continue
        name = _JUDGED[2 if one.bad is None else int(one.bad)]
        counts = groups.setdefault(name, [0] * _BINS)
        counts[min(int(one.score * _BINS), _BINS - 1)] += 1
    return histogram(
        f"{metric}: scores", "score", [(name, groups[name]) for name in _JUDGED if name in groups]
    )


def write_html(report: Report) -> str:
    """One page with everything in it."""
    page = _environment().get_template("report.html")
    return _printable(page.render(report=report, charts=charts(report)))


def write_markdown(report: Report) -> str:
    return _printable(_environment().get_template("report.md").render(report=report))


def _printable(text: str) -> str:
    """Without control characters, which no page may hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(figure=_figure, name=lambda code: code.replace("_", " "), cell=_cell)
    return environment


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _cell(value: object) -> str:
    """Text that does not break out of a Markdown table, and loads no picture from anywhere."""
    plain = " ".join(str(value).split()).replace("<", "&lt;")
    return plain.replace("|", "\\|").replace("![", "!\\[")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `report` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("report", help="a run as one page, worst cases first")
    parser.add_argument("file", metavar="RUN", type=Path, help="a run file")
    parser.add_argument("--html", type=Path, metavar="FILE", help="one self-contained page")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    parser.add_argument("--cases", type=none_or_more, default=MOST_CASES, help="how many to show")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 2 when the file is no run or a page cannot be written, 3 when it has no rows."""
    if not arguments.html and not arguments.markdown:
        print("evals report: say --html FILE or --markdown FILE", file=sys.stderr)
        return WRONG_INPUT
    try:
        keep_apart(arguments.html, "--html", arguments.file)
        keep_apart(arguments.markdown, "--markdown", arguments.file)
        read = read_run(arguments.file)
        if not read.rows:
            print(f"evals report: {arguments.file}: no rows", file=sys.stderr)
            return INCOMPLETE
        report = build_report(read, arguments.cases)
        written = []
        for path, write in ((arguments.html, write_html), (arguments.markdown, write_markdown)):
            if path is not None:
                path.write_text(write(report), encoding="utf-8")
                written.append(str(path))
    except (RunError, OSError) as error:
        print(f"evals report: {error}", file=sys.stderr)
        return WRONG_INPUT
    told = {"written": written, "rows": len(read.rows), "troubles": report.troubles}
    print(json.dumps(told) if arguments.json else "\n".join(f"written: {one}" for one in written))
    return 0
