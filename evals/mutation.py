"""`python -m evals mutation`: good replies with one thing corrupted, and how many the scorers see.

Cases come half from people (each wrong value of each marked fact, whole faulty answers) and half
from `assistant.quality.corruptions` on the same answers and on replies of our own skills. The
default run uses the authors that scorers are developed on; `--held-out` the others, whose cases
are never shown. False alarms are counted on good replies, half of them written by people and half
our own skills', and on either half alone.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.model import LANGUAGES, METRICS
from assistant.quality.corruptions import KINDS
from evals.mutants import Judged, choose, goods_of, judge, sampled_own
from evals.mutation_report import explain, table
from evals.options import count, none_or_more
from evals.replies import FOLDER, WrittenReply
from evals.rows import RowError, read_folder
from evals.runs import Measure, RunRow, add_run_option, keep_run
from evals.shown import measures, show
from evals.statistics import wilson

GATED = ("amount", "date", "status", "service", "pincode", "other_person")
LEAST_DETECTED = 0.97
MOST_FALSE_ALARMS = 0.02
ALARMS = ("false_alarms", "false_alarms_free_text", "false_alarms_own")
"""Good replies half from people and half our own; the halves."""
FAILED, WRONG_INPUT, INCOMPLETE = 1, 2, 3


def figures(judged: Sequence[Judged], per_kind: int) -> dict[str, Any]:
    """Detection by kind and language and false alarms by language, with their intervals."""
    good = [one for one in judged if one.kind is None]
    bad = [one for one in judged if one.kind is not None]
    kinds = dict.fromkeys((*KINDS, *(one.kind for one in bad if one.kind)))
    detection = {
        kind: {
            language: _detection([o for o in bad if (o.kind, o.language) == (kind, language)])
            for language in LANGUAGES
        }
        for kind in kinds
    }
    found: dict[str, Any] = {
        "version": judged[0].scores.version if judged else None,
        "per_kind": per_kind,
        "cases": len(bad),
        "detection": detection,
        **{name: {} for name in ALARMS},
    }
    for language in LANGUAGES:
        mine = [one for one in good if one.language == language]
        free = [one for one in mine if one.by_hand]
        own = [one for one in mine if not one.by_hand]
        for name, judged_ones in zip(ALARMS, (_halves(free, own), free, own), strict=True):
            found[name][language] = _alarms(judged_ones)
    return found | {"missed_targets": missed_targets(found), "short": shortages(found)}


def _halves(one: Sequence[Judged], other: Sequence[Judged]) -> list[Judged]:
    """As many of the one as of the other."""
    size = min(len(one), len(other))
    return [*one[:size], *other[:size]]


def _detection(mine: Sequence[Judged]) -> dict[str, Any]:
    any_metric = sum(bool(one.low) for one in mine)
    by_hand = [one for one in mine if one.by_hand]
    return {
        **_share(sum(one.is_detected for one in mine), len(mine)),
        "any_metric": round(any_metric / len(mine), 4) if mine else None,
        "by_hand": {"found": sum(one.is_detected for one in by_hand), "n": len(by_hand)},
    }


def _alarms(mine: Sequence[Judged]) -> dict[str, Any]:
    by_metric = {metric: sum(metric in one.low for one in mine) for metric in METRICS}
    return {**_share(sum(bool(one.low) for one in mine), len(mine)), "by_metric": by_metric}


def _share(found: int, n: int) -> dict[str, Any]:
    interval = wilson(found, n)
    return {
        "share": round(found / n, 4) if n else None,
        "interval": [round(interval.low, 4), round(interval.high, 4)],
        "found": found,
        "n": n,
    }


def missed_targets(found: dict[str, Any]) -> list[str]:
    """What of the gated kinds lies under 97 %, and the languages over 2 % false alarms."""
    missed = [
        f"{kind} in {language}: {mine['share']:.3f} detected"
        for kind in GATED
        for language, mine in found["detection"][kind].items()
        if mine["n"] and mine["share"] < LEAST_DETECTED
    ]
    return missed + [
        f"{language}: {mine['share']:.3f} false alarms"
        for language, mine in found["false_alarms"].items()
        if mine["n"] and mine["share"] > MOST_FALSE_ALARMS
    ]


def shortages(found: dict[str, Any]) -> list[str]:
    """Kinds of which there are fewer cases than asked for."""
    return [
        f"{kind} in {language}: {mine['n']} of {found['per_kind']} cases"
        for kind in KINDS
        for language, mine in found["detection"][kind].items()
        if mine["n"] < found["per_kind"]
    ]


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `mutation` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("mutation", help="corrupt good replies, count what is seen")
    parser.add_argument("--data", type=Path, default=FOLDER, help="folder of replies")
    parser.add_argument("--per-kind", type=count, default=300, help="cases a kind and language")
    parser.add_argument("--held-out", action="store_true", help="the authors nobody tunes on")
    parser.add_argument(
        "--show", type=none_or_more, default=0, metavar="N", help="explain N of each on stderr"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_run_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 1 when a target is missed, 2 when a row is wrong, 3 when a gated kind has no case."""
    try:
        read = read_folder(arguments.data, WrittenReply)
    except (RowError, OSError, UnicodeDecodeError) as error:
        print(f"evals mutation: {error}", file=sys.stderr)
        return WRONG_INPUT
    replies = [reply for reply in read if reply.is_held_out == arguments.held_out]
    if not replies:
        print(f"evals mutation: no such replies in {arguments.data}", file=sys.stderr)
        return INCOMPLETE
    judged: list[Judged] = []
    for language in LANGUAGES:
        cases = choose(replies, language, arguments.per_kind)
        goods = [good for good in goods_of(replies) if good.language == language]
        goods += sampled_own(language, len(goods))
        judged += tqdm(
            judge(goods, cases), language, len(goods) + len(cases), unit=" replies", disable=None
        )
    found = figures(judged, arguments.per_kind)
    print(json.dumps(found, ensure_ascii=False) if arguments.json else table(found))
    if not keep_run(
        arguments.run_file,
        # Nobody reads the held-out authors, not even in a report.
        run_rows(judged, shown=not arguments.held_out),
        command="mutation --held-out" if arguments.held_out else "mutation",
        data=arguments.data,
        figures=found,
        scorer=found["version"],
    ):
        return WRONG_INPUT
    if arguments.show and not arguments.held_out:
        print(explain(judged, arguments.show), file=sys.stderr)
    if found["missed_targets"]:
        return FAILED
    empty = [k for k in GATED if any(not c["n"] for c in found["detection"][k].values())]
    return INCOMPLETE if empty else 0


def run_rows(judged: Iterable[Judged], *, shown: bool) -> Iterator[RunRow]:
    """Good and corrupted replies as rows of a run. A corrupted one is right when a metric that the
    fault hurts sees it, a good one when none is low."""
    seen: Counter[str] = Counter()
    for one in judged:
        name = f"{one.language}/{one.good.key}/{one.kind or 'good'}/{one.change}"
        seen[name] += 1
        is_bad = one.kind is not None
        found = one.is_detected if one.kind is not None else bool(one.low)
        scores = [m.score for m in measures(one.scores, {}).values() if m.score is not None]
        turn = Measure(
            score=min(scores, default=None), flagged=found, bad=is_bad, right=found == is_bad
        )
        yield RunRow(
            key=f"{name}/{seen[name]}",
            slices={
                "language": one.language,
                "error_kind": one.kind or "none",
                "written": "by hand" if one.by_hand else "by program",
            },
            measures={"detected": turn},
            shown=show(one.good.question, one.answer, one.good.evidence, one.scores)
            if shown
            else None,
        )
