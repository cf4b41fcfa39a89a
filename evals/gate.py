"""`python -m evals gate RUN`: whether a run is good enough, by the lower bound of each interval.

A small sample that happens to look good does not pass: what is judged is what the figure surely is.
Against a baseline the paired difference is judged alike, within a tolerance.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from evals.compare import differences
from evals.measures import FigureError, estimate, find
from evals.options import finite, share
from evals.runs import Run, RunError, read_run

FAILED, WRONG_INPUT, INCOMPLETE = 1, 2, 3
TOLERANCE = 0.02


def judge_floor(run: Run, name: str, least: float) -> dict[str, Any]:
    """Whether a figure surely reaches `least`. Figures of the run that have no rows behind them
    are judged as they stand.

    Raises:
        FigureError: there is no such figure.
    """
    try:
        metric, statistic, rows = find(name, run.rows)
    except FigureError:
        plain = run.figures.get(name)
        if not isinstance(plain, int | float):
            raise
        return _verdict(name, least, plain, plain, len(run.rows), len(run.rows), bounded=False)
    found = estimate(rows, metric, statistic)
    return _verdict(name, least, found.value, found.low, found.n, found.total, bounded=True)


def _verdict(
    name: str,
    least: float,
    value: float | None,
    low: float | None,
    n: int,
    total: int,
    *,
    bounded: bool,
) -> dict[str, Any]:
    passed = None if low is None else low >= least
    return {
        "figure": name,
        "value": None if value is None else round(value, 4),
        "lower_bound": None if low is None else round(low, 4),
        "has_interval": bounded,
        "least": least,
        "n": n,
        "N": total,
        "passed": passed,
    }


def judge_baseline(run: Run, baseline: Run, tolerance: float) -> list[dict[str, Any]]:
    """Whether each metric surely fell by no more than the tolerance on the rows both have."""
    return [
        {
            "figure": name,
            "baseline": round(found.a, 4),
            "value": round(found.b, 4),
            "difference": round(found.difference, 4),
            "lower_bound": round(found.interval.low, 4),
            "tolerance": tolerance,
            "n": found.n,
            "N": len(run.rows),
            "passed": found.interval.low >= -tolerance,
        }
        for name, found in differences(baseline, run).items()
    ]


def _floor(text: str) -> tuple[str, float]:
    """ "metric=x"; a slice has an equals sign of its own, so the last one counts."""
    name, mark, value = text.rpartition("=")
    try:
        return (name, finite(value)) if mark and name else _refuse(text)
    except (ValueError, argparse.ArgumentTypeError):
        return _refuse(text)


def _refuse(text: str) -> tuple[str, float]:
    raise argparse.ArgumentTypeError(f"{text!r} is not like grounding.auroc=0.9")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `gate` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("gate", help="fail when a run is not good enough")
    parser.add_argument("file", metavar="RUN", type=Path, help="a run file")
    parser.add_argument(
        "--fail-under",
        type=_floor,
        action="append",
        default=[],
        metavar="METRIC=X",
        help="grounding.auroc=0.9, or of a slice grounding.auroc@language=hi=0.9",
    )
    parser.add_argument("--baseline", type=Path, metavar="RUN", help="a run to hold it against")
    parser.add_argument("--tolerance", type=share, default=TOLERANCE, help="how much it may fall")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 1 when a figure is not surely good enough, 2 when a file or name is wrong, 3 when a
    figure is not defined on these rows or nothing was asked."""
    try:
        judged = read_run(arguments.file)
        verdicts = [judge_floor(judged, name, least) for name, least in arguments.fail_under]
        if arguments.baseline:
            against = judge_baseline(judged, read_run(arguments.baseline), arguments.tolerance)
            if not against:
                print("evals gate: the runs share no two measured rows", file=sys.stderr)
                return INCOMPLETE
            verdicts += against
    except (RunError, FigureError) as error:
        print(f"evals gate: {error}", file=sys.stderr)
        return WRONG_INPUT
    if not verdicts:
        print("evals gate: say --fail-under METRIC=X or --baseline RUN", file=sys.stderr)
        return WRONG_INPUT
    said = {one["passed"] for one in verdicts}
    print(
        json.dumps({"passed": said == {True}, "verdicts": verdicts}, ensure_ascii=False)
        if arguments.json
        else "\n".join(_line(one) for one in verdicts)
    )
    return FAILED if False in said else INCOMPLETE if None in said else 0


def _line(one: dict[str, Any]) -> str:
    word = {True: "passed", False: "FAILED", None: "not measured"}[one["passed"]]
    if "baseline" in one:
        told = f"{one['baseline']} -> {one['value']}, surely {one['lower_bound']:+}, may {-one['tolerance']:+}"  # fmt: skip  # noqa: E501
    else:
        bound = "lower bound" if one["has_interval"] else "no interval, value"
        told = f"{one['value']}, {bound} {one['lower_bound']}, wanted {one['least']}"
    return f"{word:13}{one['figure']}: {told}, n {one['n']}/{one['N']}"
