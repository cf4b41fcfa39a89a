"""Scoring logged turns again: from the database or a JSONL export, by several processes.

Uses the product's own scorers, one batch in memory at a time. Changes the log only when told to.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tqdm import tqdm

from assistant.model import METRICS, Evidence, Exchange, Scores
from assistant.quality.scores import score
from assistant.record import score_columns
from evals.rows import RowError, read_jsonl
from store.database import open_database
from store.log import LoggedTurn, read_turns, rewrite_scores
from store.settings import StoreSettings

INDIA = ZoneInfo("Asia/Kolkata")
BATCH = 200


def exchange_of(turn: LoggedTurn) -> Exchange:
    """A logged turn as it was scored when it was answered."""
    return Exchange(
        question=turn.question,
        evidence=tuple(
            Evidence(row["source"], row.get("fields", {}), row.get("text")) for row in turn.evidence
        ),
        answer=turn.answer,
        context=turn.context,
        now=turn.asked_at.astimezone(INDIA),
    )


def score_batch(exchanges: list[Exchange]) -> list[Scores]:
    return [score(exchange) for exchange in exchanges]


def run(args: argparse.Namespace) -> int:
    """Exit 0; 2 when the input cannot be read."""
    with ProcessPoolExecutor(args.processes) as pool:
        try:
            summary = _from_file(args, pool) if args.input else _from_database(args, pool)
        except (RowError, OSError) as error:
            print(f"evals score: {error}", file=sys.stderr)
            return 2
    print(json.dumps(summary, indent=None if args.json else 2))
    return 0


def _from_database(args: argparse.Namespace, pool: ProcessPoolExecutor) -> dict[str, Any]:
    tally = Tally()
    with open_database(StoreSettings().database_url) as database, tqdm(unit=" turns") as bar:
        window = list[tuple[LoggedTurn, ...]]()
        for batch in read_turns(database, args.since, BATCH):
            window.append(batch)
            if len(window) == args.processes:
                _score_window(args, pool, database, window, tally, bar)
                window.clear()
        _score_window(args, pool, database, window, tally, bar)
    return tally.summary()


def _score_window(
    args: argparse.Namespace,
    pool: ProcessPoolExecutor,
    database: Any,
    window: list[tuple[LoggedTurn, ...]],
    tally: "Tally",
    bar: Any,
) -> None:
    """Score a few batches at once and, when asked to, put the new scores in place."""
    jobs = [[exchange_of(turn) for turn in batch] for batch in window]
    for batch, scored in zip(window, pool.map(score_batch, jobs), strict=True):
        for turn, scores in zip(batch, scored, strict=True):
            tally.add(scores, turn.scores)
        if args.write:
            with database.write() as tx:
                rewrite_scores(tx, _rescored(batch, scored))
        bar.update(len(batch))


def _from_file(args: argparse.Namespace, pool: ProcessPoolExecutor) -> dict[str, Any]:
    tally = Tally()
    rows = read_jsonl(args.input)
    batches = _batches((row.exchange() for row in rows), BATCH)
    with tqdm(unit=" turns") as bar:
        for scored in pool.map(score_batch, batches):
            for scores in scored:
                tally.add(scores, None)
            bar.update(len(scored))
    return tally.summary()


def _batches(exchanges: Iterable[Exchange], size: int) -> Iterator[list[Exchange]]:
    iterator = iter(exchanges)
    while batch := list(islice(iterator, size)):
        yield batch


class Tally:
    """Counts and means, with honest denominators: n scored out of N."""

    def __init__(self) -> None:
        self._sums = dict.fromkeys(METRICS, 0.0)
        self._scored = dict.fromkeys(METRICS, 0)
        self._changed = 0
        self._turns = 0
        self._version = ""

    def add(self, scores: Scores, before: Any) -> None:
        self._turns += 1
        self._version = scores.version
        values = {metric: getattr(scores, metric).value for metric in METRICS}
        for metric, value in values.items():
            if value is not None:
                self._sums[metric] += value
                self._scored[metric] += 1
        if before is not None and values != dict(before):
            self._changed += 1

    def summary(self) -> dict[str, Any]:
        return {
            "turns": self._turns,
            "changed": self._changed,
            "scorer_version": self._version,
            "metrics": {
                metric: {
                    "mean": self._sums[metric] / n if n else None,
                    "n": n,
                    "N": self._turns,
                }
                for metric, n in self._scored.items()
            },
        }


def _rescored(
    turns: Iterable[LoggedTurn], scored: Iterable[Scores]
) -> list[tuple[int, dict[str, Any]]]:
    return [
        (turn.message_id, score_columns(scores)) for turn, scores in zip(turns, scored, strict=True)
    ]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=INDIA)


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("score", help="score logged turns again")
    parser.add_argument("--since", type=_moment, help="ISO date or time; naive is Asia/Kolkata")
    parser.add_argument("--input", type=Path, help="JSONL instead of the database")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="put the new scores into the log")
    parser.add_argument("--json", action="store_true", help="one line on stdout")
    parser.set_defaults(run=run)
