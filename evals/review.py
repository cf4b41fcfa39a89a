"""`python -m evals review`: how far scores and reviewers agree, and what the labels speak for.

Told from the database: precision and recall at each review budget, calibration, Cohen's kappa, true
quality from the random sample, proposed thresholds. Reads only; approving is done in the console.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from assistant.learning import Learning, learn
from assistant.quality.charts import Estimate
from assistant.quality.proposals import Proposal, flagged_by
from assistant.quality.thresholds import VERSION
from evals.logged import LogError, open_log
from evals.options import moment
from store.labels import Period

WRONG_INPUT, INCOMPLETE = 2, 3


def figures(found: Learning) -> dict[str, Any]:
    """All that the command reports."""
    quality, error = found.quality, found.error
    return {
        "scorer_version": VERSION,
        "turns": found.turns,
        "flagged": found.flagged,
        "drawn": found.drawn,
        "reviewed": {"n": found.reviewed, "N": found.turns},
        "quality": {
            "value": round(quality.value, 4) if quality.reviewed else None,
            "interval": [round(quality.interval.low, 4), round(quality.interval.high, 4)],
            "n": quality.reviewed,
            "N": quality.turns,
        },
        "reviewer_error": {
            "value": round(error.value, 4) if error.pairs else None,
            "interval": [round(error.interval.low, 4), round(error.interval.high, 4)],
            "pairs": error.pairs,
        },
        "agreement": {
            one.what: {
                "kappa": None if one.kappa is None else round(one.kappa, 4),
                "agreed": one.agreed,
                "pairs": one.pairs,
            }
            for one in found.agreement
        },
        "calibration": {
            "ece": None if found.calibration_error is None else round(found.calibration_error, 4),
            "bins": [asdict(one) for one in found.bins],
        },
        "budgets": [
            {
                "share": one.share,
                "turns": one.turns,
                "likelihood": round(one.likelihood, 4),
                "precision": _told(one.precision),
                "recall": _told(one.recall),
            }
            for one in found.budgets
        ],
        "proposals": [_proposed(one) for one in found.proposals],
        "in_force": [
            {"metric": one.metric, "place": str(one.place), "value": one.value}
            for one in found.approved
        ],
        "flagged_by_thresholds_in_force": flagged_by(found.logged, found.approved),
    }


def _told(one: Estimate) -> dict[str, Any]:
    return {
        "value": None if one.value is None else round(one.value, 4),
        "interval": None
        if one.low is None or one.high is None
        else [round(one.low, 4), round(one.high, 4)],
        "n": one.n,
        "N": one.total,
    }


def _proposed(one: Proposal) -> dict[str, Any]:
    return {
        "metric": one.metric,
        "place": str(one.place),
        "value": one.value,
        "current": one.current,
        "promised_precision": round(one.promise, 4),
        "precision": _told(one.precision),
        "recall": _told(one.recall),
        "flagged": {"then": one.flagged, "now": one.flagged_now, "N": one.turns},
        "labels": one.labels,
    }


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `review` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("review", help="scores against what reviewers said")
    parser.add_argument("--since", type=moment, help="ISO date or time; naive is Asia/Kolkata")
    parser.add_argument("--until", type=moment, help="the first moment that is left out")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 2 when there is no log to read, 3 when nothing was reviewed."""
    period = Period(arguments.since, arguments.until)
    try:
        with open_log() as database, database.read() as tx:
            found = learn(tx, period)
    except LogError as error:
        print(f"evals review: {error}", file=sys.stderr)
        return WRONG_INPUT
    told = figures(found)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(_lines(told)))
    if not found.reviewed:
        print("evals review: nothing was reviewed in this period", file=sys.stderr)
        return INCOMPLETE
    return 0


def _lines(told: dict[str, Any]) -> Iterator[str]:
    """The figures for people."""
    reviewed, quality, error = told["reviewed"], told["quality"], told["reviewer_error"]
    yield (
        f"{told['turns']} turns, {told['flagged']} flagged, {told['drawn']} drawn by chance,"
        f" {reviewed['n']} reviewed; scorers {told['scorer_version']}"
    )
    yield f"good turns        {_span(quality)}"
    yield f"a reviewer errs   {_span(error | {'n': error['pairs'], 'N': reviewed['n']})}"
    for what, one in told["agreement"].items():
        kappa = "-" if one["kappa"] is None else f"{one['kappa']:.3f}"
        yield f"kappa {what:14}{kappa} ({one['agreed']}/{one['pairs']} alike)"
    ece = told["calibration"]["ece"]
    yield f"calibration error {'-' if ece is None else f'{ece:.3f}'}"
    for one in told["budgets"]:
        yield (
            f"budget {one['share']:.0%} = {one['turns']} turns: precision"
            f" {_span(one['precision'])}, recall {_span(one['recall'])}"
        )
    for one in told["proposals"]:
        yield (
            f"proposed: {one['metric']} {one['current']} -> {one['value']} for {one['place']};"
            f" precision {_span(one['precision'])}, recall {_span(one['recall'])};"
            f" flags {one['flagged']['then']}, now {one['flagged']['now']},"
            f" of {one['flagged']['N']}"
        )
    if not told["proposals"]:
        yield "proposed: nothing; the labels speak for no other threshold"


def _span(one: dict[str, Any]) -> str:
    if one["value"] is None:
        return f"- (n {one['n']}/{one['N']})"
    low, high = one["interval"] or (0.0, 1.0)
    return f"{one['value']:.3f} ({low:.3f} to {high:.3f}, n {one['n']}/{one['N']})"
