"""`python -m evals compare A B`: whether one run is better than another on the rows both have.

Says "not decisive" when the data does not carry more. All metrics are looked at together, so their
chances are adjusted (Holm). Reads two run files and judges nothing anew.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.measures import Difference, decisive_of, differ, holm, metrics_of
from evals.runs import Run, RunError, RunRow, read_run

LEVEL = 0.05
WRONG_INPUT, INCOMPLETE = 2, 3


def shared_rows(a: Run, b: Run) -> tuple[list[RunRow], list[RunRow]]:
    """The rows that both runs have, in A's order.

    Raises:
        RunError: two rows of a run have one id, so that nobody knows which is whose.
    """
    for one in (a, b):
        twice = [key for key, times in Counter(row.key for row in one.rows).items() if times > 1]
        if twice:
            raise RunError(f"{one.data}: {len(twice)} ids are not unique, {twice[0]!r} for one")
    others = {row.key: row for row in b.rows}
    pairs = [(row, others[row.key]) for row in a.rows if row.key in others]
    return [one for one, _ in pairs], [other for _, other in pairs]


def compare(a: Run, b: Run) -> dict[str, Any]:
    """Every metric of both runs: the values, B less A with its interval, and a verdict."""
    ours, _ = shared_rows(a, b)
    found = differences(a, b)
    adjusted = holm({name: one.p for name, one in found.items()})
    return {
        "a": _head(a),
        "b": _head(b),
        "same_data": a.data_hash == b.data_hash,
        "rows": {"n": len(ours), "N": [len(a.rows), len(b.rows)]},
        "metrics": {name: _told(one, adjusted[name]) for name, one in found.items()},
    }


def differences(a: Run, b: Run) -> dict[str, Difference]:
    """What B makes better than A, figure by figure, on the rows that both have.

    Labels say how good a scorer is. Where the data differ, two bots may be what is compared, so
    that it counts, too, how many of their answers are clean.

    Raises:
        RunError: see `shared_rows`.
    """
    ours, theirs = shared_rows(a, b)
    found: dict[str, Difference] = {}
    for metric in metrics_of(ours):
        one, other = _measured(ours, theirs, metric)
        if not one:
            continue
        clean = () if a.data_hash == b.data_hash else (f"{metric}.clean",)
        for name in dict.fromkeys((*clean, *decisive_of(one, metric), *decisive_of(other, metric))):
            both = differ(one, other, metric, name.rpartition(".")[2])
            if both is not None:
                found[name] = both
    return found


def _measured(
    ours: Sequence[RunRow], theirs: Sequence[RunRow], metric: str
) -> tuple[list[RunRow], list[RunRow]]:
    pairs = zip(ours, theirs, strict=True)
    both = [(a, b) for a, b in pairs if metric in a.measures and metric in b.measures]
    return [a for a, _ in both], [b for _, b in both]


def _told(one: Difference, adjusted: float) -> dict[str, Any]:
    verdict = "not decisive"
    if adjusted < LEVEL:
        verdict = "B is better" if one.difference > 0 else "A is better"
    return {
        "a": round(one.a, 4),
        "b": round(one.b, 4),
        "difference": round(one.difference, 4),
        "interval": [round(one.interval.low, 4), round(one.interval.high, 4)],
        "p": round(one.p, 5),
        "p_holm": round(adjusted, 5),
        "test": one.test,
        "n": one.n,
        "verdict": verdict,
    }


def _head(run: Run) -> dict[str, Any]:
    return run.model_dump(exclude={"rows", "figures"}, exclude_none=True)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `compare` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("compare", help="whether one run is better than another")
    parser.add_argument("a", type=Path, help="a run file: what was")
    parser.add_argument("b", type=Path, help="a run file: what is new")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 2 when a file is no run or its ids are not unique, 3 with nothing to compare."""
    try:
        found = compare(read_run(arguments.a), read_run(arguments.b))
    except RunError as error:
        print(f"evals compare: {error}", file=sys.stderr)
        return WRONG_INPUT
    if not found["metrics"]:
        print("evals compare: the runs share no two measured rows", file=sys.stderr)
        return INCOMPLETE
    print(json.dumps(found, ensure_ascii=False) if arguments.json else table(found))
    return 0


def table(found: dict[str, Any]) -> str:
    """The comparison for people."""
    rows = found["rows"]
    lines = [f"{name.upper()}: {_line(found[name])}" for name in ("a", "b")]
    if not found["same_data"]:
        lines.append("the data differ; only rows of the same key are compared")
    if found["a"].get("scorer_version") != found["b"].get("scorer_version"):
        lines.append("the scorers differ; what they make of the same answer may, too")
    lines.append(f"{rows['n']} shared rows of {rows['N'][0]} and {rows['N'][1]}")
    for name, one in found["metrics"].items():
        low, high = one["interval"]
        lines.append(
            f"{name:24} {one['a']:.4f} -> {one['b']:.4f}  {one['difference']:+.4f}"
            f" ({low:+.4f} to {high:+.4f})  p {one['p_holm']:.4f}  {one['verdict']}, n {one['n']}"
        )
    return "\n".join(lines)


def _line(head: dict[str, Any]) -> str:
    versions = [head[name] for name in ("scorer_version", "router_version") if name in head]
    return f"{head['command']} {head['data']} ({head['data_hash']}), {', '.join(versions)}, {head['revision']}"  # fmt: skip  # noqa: E501
