"""`python -m evals export`: the log as JSON lines that `metrics` and `score --input` read.

One line a turn: question with its dialogue, evidence as it was, answer, the scores it has, and what
reviewers said of it as labels. Streams; changes nothing. Lines hold what customers wrote: treat
the file as the log itself.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from assistant.answers.rendering import INDIA
from evals.logged import LogError, open_log
from evals.options import moment
from store.database import Database
from store.labels import Verdicts, verdicts_on
from store.log import LoggedTurn, read_turns
from store.regression_cases import read_cases

WRONG_INPUT, INCOMPLETE = 2, 3
_OF_THEN = frozenset(("scores", "scorer_version", "origin"))
"""What was found of an answer, or known of how it came about, is no case's."""
_LABELS = {"grounding": "grounded", "faithfulness": "faithful", "relevancy": "relevant"}


def rows(
    database: Database, since: datetime | None, until: datetime | None, *, reviewed: bool
) -> Iterator[dict[str, Any]]:
    """The log's turns from `since` to before `until`, oldest first; only the reviewed ones if so
    asked."""
    for batch in read_turns(database, since):
        with database.read() as tx:
            said = verdicts_on(tx, [turn.message_id for turn in batch])
        for turn in batch:
            if until is not None and turn.asked_at >= until:
                return
            if not reviewed or turn.message_id in said:
                yield row_of(turn, said.get(turn.message_id))


def row_of(turn: LoggedTurn, said: Verdicts | None) -> dict[str, Any]:
    return {
        "id": str(turn.message_id),
        "conversation": str(turn.conversation_id),
        "question": turn.question,
        "context": turn.context,
        "evidence": [part for part in map(_evidence, turn.evidence) if part],
        "answer": turn.answer,
        "now": turn.asked_at.astimezone(INDIA).isoformat(),
        "lang": turn.language,
        "intent": turn.intent,
        "channel": turn.channel,
        "origin": turn.origin,
        "scores": dict(turn.scores),
        "scorer_version": turn.scorer_version,
        **(_labels(said) if said else {}),
    }


def case_rows(database: Database) -> Iterator[dict[str, Any]]:
    """Each correction of a reviewer as two rows: the answer that was wrong, labelled as it was
    judged, and the one that is right."""
    with database.read() as tx:
        cases = read_cases(tx)
    for case in cases:
        row = {name: held for name, held in row_of(case.turn, None).items() if name not in _OF_THEN}
        kind = {"error_kind": case.reasons[0]} if case.reasons else {}
        labels = {
            _LABELS[metric]: float(verdict == "good")
            for metric, verdict in case.verdicts.items()
            if verdict in ("good", "bad")
        }
        yield {**row, "id": f"case-{case.id}-said", **labels, **kind}
        right = dict.fromkeys(_LABELS.values(), 1.0)
        yield {**row, "id": f"case-{case.id}-right", "answer": case.corrected_answer, **right}


def _evidence(part: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row that holds something."""
    held = {name: part[name] for name in ("fields", "text") if part.get(name)}
    return {"source": part["source"], **held} if held else None


def _labels(said: Verdicts) -> dict[str, float]:
    """The mean of what reviewers said, 1 for good; who was unsure says nothing."""
    return {
        _LABELS[metric]: round(good / (good + bad), 4)
        for metric, (good, bad) in said.items()
        if good + bad
    }


def write(lines: Iterator[dict[str, Any]], out: TextIO) -> int:
    count = 0
    for line in tqdm(lines, unit=" turns", disable=None):
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
        count += 1
    return count


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `export` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("export", help="the log as JSON lines")
    parser.add_argument("--since", type=moment, help="ISO date or time; naive is Asia/Kolkata")
    parser.add_argument("--until", type=moment, help="the first moment that is left out")
    parser.add_argument("--reviewed", action="store_true", help="only turns with a verdict")
    parser.add_argument("--cases", action="store_true", help="corrections kept as cases, instead")
    parser.add_argument("--output", type=Path, help="a file instead of stdout")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 2 when there is no log to read or the file cannot be written, 3 when there is no such
    turn."""
    try:
        with (
            open_log() as database,
            arguments.output.open("w", encoding="utf-8")
            if arguments.output
            else nullcontext(sys.stdout) as out,
        ):
            wanted = (
                case_rows(database)
                if arguments.cases
                else rows(database, arguments.since, arguments.until, reviewed=arguments.reviewed)
            )
            count = write(wanted, out)
    except (LogError, OSError) as error:
        print(f"evals export: {error}", file=sys.stderr)
        return WRONG_INPUT
    print(f"{count} turns", file=sys.stderr)
    return 0 if count else INCOMPLETE
