"""`python -m evals scenarios PATH`: customers with goals, and how many of them got there.

pass^k (Yao et al., "tau-bench", 2024) is the chance that k runs of a scenario all pass, estimated
from its runs with different words; pass^1 is the plain success rate.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import comb
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.quality.thresholds import VERSION
from assistant.router.classifier import shipped
from evals.marketplace import SilenceError, build_marketplace, copied
from evals.options import count, share
from evals.runs import Measure, RunRow, Shown, add_run_option, keep_run
from evals.scenarios.judge import judge
from evals.scenarios.play import play
from evals.scenarios.script import Scenario, ScenarioError, read_scenarios
from evals.scenarios.world import UnplayableError
from evals.statistics import wilson

FOLDER = Path(__file__).parent.parent / "data" / "scenarios"
FAILED, WRONG_INPUT, INCOMPLETE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run, as it crosses processes."""

    scenario: str
    goal: str
    language: str
    simulated: bool
    seed: int
    failures: tuple[str, ...]
    unconfirmed: int
    changes: int
    messages: int
    transcript: tuple[str, ...]


def run_once(marketplace: Path, job: tuple[Scenario, int]) -> Outcome:
    """Play and judge one run; trouble of the run itself is a failure of it."""
    scenario, seed = job
    with copied(marketplace, random.Random(f"{scenario.name}:{seed}")) as database:
        try:
            done = play(database, scenario, seed)
        except (UnplayableError, SilenceError) as error:
            return _outcome(scenario, seed, failures=(str(error),))
        verdict = judge(done)
    lines = [f"{mark} {text}" for one in done.exchanges
             for mark, text in ((">", one.said.text), ("<", one.reply.text))]  # fmt: skip
    return _outcome(
        scenario,
        seed,
        failures=verdict.failures,
        unconfirmed=verdict.unconfirmed,
        changes=verdict.changes,
        messages=len(done.exchanges),
        transcript=tuple(lines),
    )


def _outcome(
    scenario: Scenario,
    seed: int,
    *,
    failures: tuple[str, ...],
    unconfirmed: int = 0,
    changes: int = 0,
    messages: int = 0,
    transcript: tuple[str, ...] = (),
) -> Outcome:
    return Outcome(
        scenario=scenario.name,
        goal=scenario.goal,
        language=scenario.language,
        simulated=scenario.customer is not None,
        seed=seed,
        failures=failures,
        unconfirmed=unconfirmed,
        changes=changes,
        messages=messages,
        transcript=transcript,
    )


def figures(outcomes: Sequence[Outcome], k: int) -> dict[str, Any]:
    """pass^1 and pass^k in all, by language and by kind of customer; and what must be zero."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        for name in ("all", one.language, "simulated" if one.simulated else "scripted"):
            groups[name].append(one)
    return {
        "runs": len(outcomes),
        "unconfirmed_changes": sum(one.unconfirmed for one in outcomes),
        "changes": sum(one.changes for one in outcomes),
        "messages_a_run": round(sum(o.messages for o in outcomes) / max(len(outcomes), 1), 2),
        "groups": {name: _passes(mine, k) for name, mine in sorted(groups.items())},
        "failed": {
            f"{one.scenario}#{one.seed}": list(one.failures) for one in outcomes if one.failures
        },
    }


def _passes(outcomes: Sequence[Outcome], k: int) -> dict[str, Any]:
    by_scenario: dict[str, list[bool]] = defaultdict(list)
    for one in outcomes:
        by_scenario[one.scenario].append(not one.failures)
    passed = sum(not one.failures for one in outcomes)
    interval = wilson(passed, len(outcomes))
    return {
        "pass^1": round(passed / len(outcomes), 4),
        "interval": [round(interval.low, 4), round(interval.high, 4)],
        f"pass^{k}": round(
            sum(comb(sum(runs), k) / comb(len(runs), k) for runs in by_scenario.values())
            / len(by_scenario),
            4,
        ),
        "scenarios": len(by_scenario),
        "n": passed,
        "N": len(outcomes),
    }


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 1 when a target that was asked for is missed, 2 when a file is wrong."""
    try:
        scenarios = read_scenarios(arguments.path)
    except ScenarioError as error:
        print(f"evals scenarios: {error}", file=sys.stderr)
        return WRONG_INPUT
    if arguments.only:
        scenarios = tuple(one for one in scenarios if arguments.only in one.name)
    if not scenarios:
        print(f"evals scenarios: no name holds {arguments.only!r}", file=sys.stderr)
        return INCOMPLETE
    jobs = [(scenario, seed) for scenario in scenarios for seed in range(arguments.k)]
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(arguments.processes) as pool:
        marketplace = build_marketplace(Path(folder))
        done = list(
            tqdm(
                pool.map(partial(run_once, marketplace), jobs, chunksize=4),
                total=len(jobs),
                unit=" runs",
                disable=None,
            )
        )
    found = figures(done, arguments.k)
    if not keep_run(
        arguments.run_file,
        run_rows(done),
        command="scenarios",
        data=arguments.path,
        figures=found,
        scorer=VERSION,
        router=shipped().version,
    ):
        return WRONG_INPUT
    if arguments.transcripts:
        _print_transcripts(done)
    print(json.dumps(found, ensure_ascii=False) if arguments.json else table(found))
    whole = found["groups"].get("all", {"pass^1": 0.0})
    missed = whole["pass^1"] < arguments.fail_under or found["unconfirmed_changes"] > 0
    return FAILED if missed else 0


def run_rows(outcomes: Iterable[Outcome]) -> Iterator[RunRow]:
    """The runs of scenarios as rows; one passes or not, and its failures stand in the answer."""
    for one in outcomes:
        yield RunRow(
            key=f"{one.scenario}#{one.seed}",
            slices={
                "language": one.language,
                "goal": one.goal,
                "customer": "simulated" if one.simulated else "scripted",
            },
            measures={"passed": Measure(right=not one.failures)},
            shown=Shown(
                question="\n".join(one.transcript), answer="; ".join(one.failures) or "passed"
            ),
        )


def _print_transcripts(outcomes: Sequence[Outcome]) -> None:
    for one in outcomes:
        mark = "FAILED" if one.failures else "passed"
        print(f"\n== {one.scenario}#{one.seed} {mark}", *one.transcript, sep="\n", file=sys.stderr)
        for why in one.failures:
            print(f"!! {why}", file=sys.stderr)


def table(found: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [
        f"{found['runs']} runs, {found['changes']} changes,"
        f" {found['unconfirmed_changes']} of them not agreed to"
    ]
    for name, group in found["groups"].items():
        hard = max(key for key in group if key.startswith("pass^"))
        low, high = group["interval"]
        lines.append(
            f"{name:12}pass^1 {group['pass^1']:.3f} ({low:.3f} to {high:.3f})"
            f"  {hard} {group[hard]:.3f}  {group['n']}/{group['N']} runs"
        )
    lines += [f"failed {name}: {'; '.join(why)}" for name, why in found["failed"].items()]
    return "\n".join(lines)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `scenarios` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("scenarios", help="customers with goals through the real turn")
    parser.add_argument("path", type=Path, nargs="?", default=FOLDER, help="file or folder")
    parser.add_argument("--k", type=count, default=4, help="runs a scenario (default: 4)")
    parser.add_argument("--only", help="scenarios whose name holds this")
    parser.add_argument("--processes", type=count, default=2)
    parser.add_argument("--transcripts", action="store_true", help="every run on stderr")
    parser.add_argument("--fail-under", type=share, default=0.0, help="least pass^1")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_run_option(parser)
    parser.set_defaults(run=run)
