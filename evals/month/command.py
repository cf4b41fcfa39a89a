"""`python -m evals month`: does the loop close? A month of simulated customers, a share of faulty
replies, reviewers who err, and everything measured against a truth that the product never sees.

The queue is the product's own, with its blind sample; reviewers go through its doors. Printed
beside it stand an oracle, first in first out, random and lowest score first on the same turns.
"""

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.answers.rendering import INDIA
from assistant.history.play import Length
from assistant.history.write import write_history
from assistant.learning import as_threshold, learn
from assistant.mind import open_mind
from assistant.quality.thresholds import VERSION
from evals.marketplace import TODAY, build_marketplace, copied
from evals.month.judge import Day, calibrated, coverage, kept, missed, ways
from evals.month.play import Turn, play_turns
from evals.month.staff import review_again, review_day
from evals.options import count, share
from store.database import Database
from store.ids import Ids
from store.labels import Period
from store.people import staff_ids
from store.thresholds import approve

DAYS, WEEK = 28, 7
FAULTY = 0.06
BLIND_SHARE = 0.1
"""Of the review budget, for turns that nothing speaks against."""
FAILED = 1


@dataclass
class Calendar:
    """A clock that goes with the month."""

    moment: dt.datetime

    def now(self) -> dt.datetime:
        return self.moment

    def reach(self, moment: dt.datetime) -> None:
        self.moment = max(self.moment, moment)


@dataclass(frozen=True, slots=True)
class Month:
    """What was played and reviewed."""

    days: Sequence[Day]
    week: Sequence[Turn]
    reviewed: Sequence[Turn]
    again: int


def simulate(arguments: argparse.Namespace) -> dict[str, Any]:
    """Play, review, learn and judge."""
    chance = random.Random(f"month/{arguments.seed}")
    with tempfile.TemporaryDirectory() as folder:
        marketplace = build_marketplace(Path(folder))
        with copied(marketplace, chance) as database:
            return _simulate(database, arguments, chance)


def _simulate(
    database: Database, arguments: argparse.Namespace, chance: random.Random
) -> dict[str, Any]:
    rate = arguments.budget * BLIND_SHARE
    first = TODAY - dt.timedelta(days=DAYS + WEEK)
    total = round(arguments.turns * (DAYS + WEEK) / DAYS)
    length = Length(total, DAYS + WEEK, only_clear=False)
    with database.read() as tx, tqdm(total=total, unit=" turns", disable=None) as bar:
        mind = replace(open_mind(tx), blind_rate=rate)
        turns = play_turns(tx, mind, chance, TODAY, length, FAULTY, bar.update)
    calendar = Calendar(dt.datetime.combine(first, dt.time(), INDIA).astimezone(dt.UTC))
    ids = Ids(calendar.now, chance)
    month = _live(database, ids, calendar, turns, arguments.budget, chance)
    with database.write() as tx:
        learnt = learn(tx, Period())
        for proposal in learnt.proposals:
            approve(tx, ids, calendar.now(), staff_ids(tx)[0], as_threshold(proposal))
    everything = [turn for day in month.days for turn in day.turns]
    return {
        "seed": arguments.seed,
        "scorer_version": VERSION,
        "turns": len(everything),
        "faulty": sum(turn.is_bad for turn in everything),
        "budget": arguments.budget,
        "reviewed": len(month.reviewed),
        "reviewed_twice": month.again,
        "harm": ways(month.days, month.reviewed, chance),
        "unseen_by_kind": missed(everything),
        "calibration": calibrated(month.week, learnt),
        "thresholds": kept(month.week, learnt.proposals),
        "quality": {
            "estimate": round(learnt.quality.value, 4),
            "interval": [
                round(learnt.quality.interval.low, 4),
                round(learnt.quality.interval.high, 4),
            ],
            "reviewer_error": round(learnt.error.value, 4),
            **coverage(everything, month.reviewed, rate, arguments.runs, chance),
        },
    }


def _live(
    database: Database,
    ids: Ids,
    calendar: Calendar,
    turns: Sequence[Turn],
    budget: float,
    chance: random.Random,
) -> Month:
    """Day after day: what was said is written, then the day's budget is spent on the queue."""
    by_day: defaultdict[dt.date, list[Turn]] = defaultdict(list)
    for turn in turns:
        by_day[turn.at.astimezone(INDIA).date()].append(turn)
    days: list[Day] = []
    reviewed: list[Turn] = []
    by_message: dict[int, Turn] = {}
    owed = 0.0
    dates = sorted(by_day)
    for date in dates[:DAYS]:
        today = by_day[date]
        by_step = {id(turn.step): turn for turn in today}
        with database.write() as tx:
            steps = [turn.step for turn in today]
            written = write_history(tx, ids, calendar.reach, steps, date)
        by_message |= {key: by_step[id(step)] for key, step in written}
        calendar.reach(dt.datetime.combine(date, dt.time(23), INDIA).astimezone(dt.UTC))
        owed += budget * len(today)
        room = int(owed)
        owed -= room
        done = review_day(database, ids, calendar.now(), by_message, room, chance)
        reviewed += [by_message[key] for key in done]
        days.append(Day(today, room))
    again = review_again(database, ids, calendar.now(), by_message, chance)
    week = [turn for date in dates[DAYS:] for turn in by_day[date]]
    return Month(days, week, reviewed, again)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `month` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("month", help="a simulated month of the whole quality loop")
    parser.add_argument(
        "--turns", type=count, default=10_000, help="in four weeks; a fifth follows"
    )
    parser.add_argument("--budget", type=share, default=0.05, help="share of turns reviewed")
    parser.add_argument("--runs", type=count, default=200, help="samples drawn for the coverage")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 1 when one of the targets is missed."""
    found = simulate(arguments)
    wanting = missed_targets(found)
    found["missed_targets"] = wanting
    print(json.dumps(found, ensure_ascii=False) if arguments.json else table(found))
    for one in wanting:
        print(f"missed: {one}", file=sys.stderr)
    return FAILED if wanting else 0


def missed_targets(found: dict[str, Any]) -> list[str]:
    """What the loop should do and did not."""
    harm, quality = found["harm"]["queue"]["share"], found["quality"]
    ece = found["calibration"]["ece"]
    checks = {
        f"the queue holds {harm} of the oracle's harm, not 0.9": (harm or 0) >= 0.9,
        f"calibration error {ece}, not 0.03": ece is not None and ece <= 0.03,
        "no threshold was proposed": bool(found["thresholds"]),
        f"{quality['covered']} of {quality['runs']} intervals hold the truth": (
            quality["covered"] >= 0.95 * quality["runs"]
        ),
        **{
            f"{one['metric']} for {one['place']}: precision {one['precision']} of the next week,"
            f" promised {one['promised']}": one["kept"] is not False
            for one in found["thresholds"]
        },
    }
    return [text for text, passed in checks.items() if not passed]


def table(found: dict[str, Any]) -> str:
    """The figures for people."""
    harm, quality, calibration = found["harm"], found["quality"], found["calibration"]
    lines = [
        f"{found['turns']} turns, {found['faulty']} of them faulty, {found['reviewed']} reviewed"
        f" ({found['budget']:.0%}), {found['reviewed_twice']} of those twice",
        f"harm that an oracle finds: Rs {harm['oracle_harm_rupees']:,}"
        f" of {harm['all_harm_rupees']:,}",
    ]
    for name in ("queue", "first_in_first_out", "random", "lowest_score_first"):
        one = harm[name]
        share = "-" if one["share"] is None else f"{one['share']:.3f}"  # no harm was there to find
        lines.append(f"  {name:20}{share}  {one['bad']}/{one['reviewed']} were bad")
    lines.append(
        f"calibration error in the following week {calibration['ece']}"
        f" (of queued turns {calibration['ece_of_queued_turns']}), {calibration['labels']} labels"
    )
    lines += [
        f"threshold {one['metric']} {one['was']} -> {one['threshold']} for {one['place']}:"
        f" promised {one['promised']}, gave {one['precision']} ({one['n']}/{one['N']})"
        for one in found["thresholds"]
    ]
    low, high = quality["interval"]
    lines.append(
        f"good turns: estimated {quality['estimate']} ({low} to {high}), true {quality['truth']};"
        f" {quality['covered']} of {quality['runs']} intervals hold it"
    )
    unseen = {kind: (n, u) for kind, (n, u) in found["unseen_by_kind"].items() if u}
    lines.append(
        "nothing was held against: "
        + (", ".join(f"{kind} {u}/{n}" for kind, (n, u) in unseen.items()) or "none")
    )
    return "\n".join(lines)
