"""`python -m evals score`: logged turns scored again, from the database or from a file, by several
processes.

Uses the product's own scorers. Streams: a few batches are in memory, however long the log is. With
`--run FILE` the result is kept row by row; a run that was stopped goes on where it was and ends
alike, at any number of workers. Changes the log only when told to (`--write`).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.answers.rendering import INDIA
from assistant.model import METRICS, Evidence, Exchange
from assistant.quality.entailment.judges import shipped
from assistant.quality.scores import version_closely
from assistant.quality.thresholds import VERSION
from evals.logged import LogError, open_log
from evals.options import count, moment
from evals.parquet import ParquetError, need_parquet
from evals.progress import Progress
from evals.rows import RowError, read_rows
from evals.runs import (
    Measure,
    RunError,
    RunHead,
    RunRow,
    add_run_option,
    code_revision,
    hash_of,
    hash_of_values,
    keep_apart,
    write_lines,
)
from evals.scored import write_scores
from evals.scoring import Turn, score_in_order
from store.database import Database
from store.log import LoggedTurn, read_turns, rewrite_scores

BATCH = 200
_OUTPUTS = (".jsonl", ".parquet", ".pq")
WRONG_INPUT, INCOMPLETE = 2, 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where turns come from: its name, what it is recognised by, and its log if it has one."""

    name: str
    data_hash: str
    database: Database | None = None
    file: Path | None = None
    since: datetime | None = None

    def batches(self, done: int, last_key: int) -> Iterator[list[Turn]]:
        """Turns in order, in batches, without the first `done`; of a log, after `last_key`."""
        if self.database is not None:
            for batch in read_turns(self.database, self.since, BATCH, after=last_key):
                yield [turn_of(logged) for logged in batch]
        elif self.file is not None:
            rows = enumerate(read_rows(self.file), 1)
            turns = (
                Turn(row.id or str(place), row.exchange(), row.slices())
                for place, row in islice(rows, done, None)
            )
            while taken := list(islice(turns, BATCH)):
                yield taken


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


def turn_of(logged: LoggedTurn) -> Turn:
    slices = {
        "language": logged.language,
        "intent": logged.intent,
        "channel": logged.channel,
        "origin": logged.origin,
    }
    said = {name: value for name, value in slices.items() if value}
    return Turn(str(logged.message_id), exchange_of(logged), said, dict(logged.scores))


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 2 when the input cannot be read or the run belongs to another, 3 without a turn."""
    try:
        need_parquet(arguments.input, arguments.output)
        if arguments.output is not None and arguments.output.suffix.lower() not in _OUTPUTS:
            raise RunError(f"--output {arguments.output}: .jsonl, .parquet or .pq")
        if arguments.input is not None:
            if arguments.write or arguments.since is not None:
                raise RunError("--since and --write are for the database, not for --input")
            keep_apart(arguments.run_file, "--run", arguments.input)
            keep_apart(arguments.output, "--output", arguments.input)
            source = Source(str(arguments.input), hash_of(arguments.input), file=arguments.input)
            summary = rescore(source, arguments)
        else:
            with open_log() as database:
                name = database.engine.url.render_as_string(hide_password=True)
                told = hash_of_values([name, arguments.since])
                summary = rescore(Source(name, told, database, since=arguments.since), arguments)
    except (RowError, RunError, ParquetError, LogError, OSError) as error:
        print(f"evals score: {error}", file=sys.stderr)
        return WRONG_INPUT
    print(json.dumps(summary, indent=None if arguments.json else 2))
    return 0 if summary["turns"] else INCOMPLETE


def rescore(source: Source, arguments: argparse.Namespace) -> dict[str, Any]:
    """Score everything; what is kept of an earlier attempt is not scored again."""
    head = RunHead(
        command="score",
        data=source.name,
        data_hash=source.data_hash,
        scorer_version=VERSION if source.database is not None else version_closely(shipped()),
        revision=code_revision(),
    )
    tally = Tally(head.scorer_version)
    kept = arguments.run_file or arguments.output
    if kept is None:
        _score_all(source, arguments, tally, None)
        return tally.summary()
    with Progress.open(kept, head) as progress:
        for line in progress.lines():
            tally.add(RunRow.model_validate_json(line).measures)
        _score_all(source, arguments, tally, progress)
        figures = tally.summary()
        if arguments.run_file is not None:
            whole = head.model_copy(update={"figures": figures})
            write_lines(arguments.run_file, whole, progress.lines())
        if arguments.output is not None:
            write_scores(arguments.output, progress.lines(), head.scorer_version or VERSION)
    progress.remove()
    return figures


def _score_all(
    source: Source, arguments: argparse.Namespace, tally: "Tally", progress: Progress | None
) -> None:
    done = progress.count if progress is not None else 0
    # The last batch that was kept may not have reached the log, so it is written there again.
    again = min(done, BATCH) if arguments.write and source.database is not None else 0
    last_key = progress.key_before(again) if progress is not None else 0
    batches = source.batches(done, last_key)
    with tqdm(unit=" turns", initial=done, disable=None) as bar:
        for turns, scored in score_in_order(
            batches, arguments.workers, with_columns=arguments.write
        ):
            fresh = scored[again:]
            again = max(0, again - len(scored))
            for one in fresh:
                tally.add(one.measures)
            if progress is not None:
                progress.add(one.line for one in fresh)
            if arguments.write and source.database is not None:
                pairs = zip(turns, scored, strict=True)
                with source.database.write() as tx:
                    rewrite_scores(tx, [(int(turn.key), one.columns or {}) for turn, one in pairs])
            bar.update(len(fresh))


class Tally:
    """Counts and means, with honest denominators: n scored out of N."""

    def __init__(self, version: str | None) -> None:
        self._version = version
        self._sums = dict.fromkeys(METRICS, 0.0)
        self._scored = dict.fromkeys(METRICS, 0)
        self._flagged = dict.fromkeys(METRICS, 0)
        self._changed = 0
        self._turns = 0

    def add(self, measures: Mapping[str, Measure]) -> None:
        """One turn, scored now or by an earlier attempt."""
        unchanged = measures.get("unchanged")
        self._turns += 1
        self._changed += unchanged is not None and unchanged.right is False
        for metric in METRICS:
            one = measures[metric]
            self._flagged[metric] += bool(one.flagged)
            if one.score is not None:
                self._sums[metric] += one.score
                self._scored[metric] += 1

    def summary(self) -> dict[str, Any]:
        return {
            "turns": self._turns,
            "changed": self._changed,
            "scorer_version": self._version,
            "metrics": {
                metric: {
                    "mean": round(self._sums[metric] / n, 6) if n else None,
                    "flagged": self._flagged[metric],
                    "n": n,
                    "N": self._turns,
                }
                for metric, n in self._scored.items()
            },
        }


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `score` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("score", help="score logged turns again")
    parser.add_argument("--since", type=moment, help="ISO date or time; naive is Asia/Kolkata")
    parser.add_argument("--input", type=Path, help="JSON lines or Parquet instead of the database")
    parser.add_argument("--workers", "--processes", type=count, default=2)
    parser.add_argument("--write", action="store_true", help="put the new scores into the log")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="the scores, a row a turn: .jsonl or .parquet"
    )
    parser.add_argument("--json", action="store_true", help="one line on stdout")
    add_run_option(parser)
    parser.set_defaults(run=run)
