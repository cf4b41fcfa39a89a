"""Scored turns a second on one core, beside the floor: the same turns read from JSON with one look
for numbers in each answer, which is the least that any scorer does.

Replies are those of our own skills in three languages. Some of them, and others' turns, are scored
closely, beside bare runs of the networks that were asked, over the same pieces. Scorer and floor
are measured in slices by turns, so that whatever else the machine does befalls both alike; all
times are this process's own CPU.
"""

import argparse
import json
import re
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.arrays import load_arrays
from assistant.encoder.session import open_graph
from assistant.encoder.table import SHIPPED as VOCABULARY
from assistant.encoder.table import load as load_table
from assistant.model import LANGUAGES, Exchange
from assistant.quality.entailment.judge import Judge
from assistant.quality.entailment.judges import ANSWERS, CLAIMS, SENTENCES, WHOLE, Judges
from assistant.quality.entailment.reader import Reader, read_head
from assistant.quality.scores import score, score_closely
from assistant.quality.thresholds import VERSION
from assistant.record import evidence_json
from evals.options import count
from evals.own_replies import own_replies
from evals.rows import Row, read_jsonl
from evals.statistics import percentile

SLICES = 10
OTHERS = Path(__file__).parents[1] / "data" / "sample.jsonl"
OURS = 60
"""Turns of our own kind that are judged closely."""
_NUMBERS = re.compile(r"\d[\d,.]*")


def exchanges(count: int) -> list[str]:
    """So many turns as JSON lines, all languages alike."""
    lines = [
        json.dumps(
            {
                "question": own.question,
                "evidence": [evidence_json(row) for row in own.evidence if row.fields or row.text],
                "answer": own.answer,
                "lang": language,
            },
            ensure_ascii=False,
        )
        for language in LANGUAGES
        for own in own_replies(language)
    ]
    step = 7919  # a prime: neighbours in time are no neighbours in kind
    return [lines[place * step % len(lines)] for place in range(count)]


def measure(count: int) -> dict[str, Any]:
    lines = exchanges(count)
    ready = [Row.model_validate_json(line).exchange() for line in lines]
    for exchange in ready[:50]:
        score(exchange)
    took: list[float] = []
    cpu = floor_cpu = 0.0
    size = max(1, count // SLICES)
    for first in range(0, count, size):
        cpu += _cpu_of(lambda part: _score_all(part, took), ready[first : first + size])
        floor_cpu += _cpu_of(_floor, lines[first : first + size])
    p50, p99 = percentile(took, 0.5), percentile(took, 0.99)
    return {
        "scorer_version": VERSION,
        "turns": count,
        "turns_a_second_of_cpu": round(count / cpu, 1),
        "cpu_ms": {"p50": round(p50 or 0, 3), "p99": round(p99 or 0, 3)},
        "cpu_ms_a_turn": round(1000 * cpu / count, 3),
        "floor_cpu_ms_a_turn": round(1000 * floor_cpu / count, 4),
        "times_the_floor": round(cpu / floor_cpu, 1) if floor_cpu else None,
        "peak_memory_mb": _peak_memory(),
    }


class _Recorded:
    """A session that remembers what it computed."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.inputs: list[dict[str, Any]] = []

    def run(self, names: None, inputs: dict[str, Any]) -> Any:
        self.inputs.append(inputs)
        return self.session.run(names, inputs)


def _judges(claims: Any, answers: Any, sentences: Any, whole: Any) -> Judges:
    """All networks over these sessions, afresh: cross-encoders remember what they were asked."""
    table = load_table(VOCABULARY)
    marks = [load_arrays(one.beside)["marks"].astype(np.float32) for one in (CLAIMS, ANSWERS)]
    return Judges(
        Judge(table, marks[0], claims),
        Judge(table, marks[1], answers),
        Reader(table, read_head(SENTENCES.beside), sentences),
        Reader(table, read_head(WHOLE.beside), whole),
    )


def measure_closely(turns: Sequence[Exchange], rounds: int) -> dict[str, Any]:
    """Turns as `metrics` and `score --input` judge them, beside bare runs of the networks asked."""
    sessions = [open_graph(files.graph) for files in (CLAIMS, ANSWERS, SENTENCES, WHOLE)]
    asked = [_Recorded(session) for session in sessions]
    judges = _judges(*asked)
    versions = {score_closely(turn, judges).version for turn in turns}
    pieces = [(one.session, inputs) for one in asked for inputs in one.inputs]
    took: list[float] = []
    bare = 0.0
    for _ in range(rounds):
        judges = _judges(*sessions)
        for turn in turns:
            started = time.process_time()
            score_closely(turn, judges)
            took.append((time.process_time() - started) * 1000)
        bare += _cpu_of(lambda part: [one.run(None, sums) for one, sums in part], pieces)
    count, cpu = len(took), sum(took) / 1000
    return {
        "scorer_versions": sorted(versions),
        "turns": count,
        "runs_a_turn": round(len(pieces) / len(turns), 2),
        "turns_a_second_of_cpu": round(count / cpu, 1),
        "cpu_ms": {
            "p50": round(percentile(took, 0.5) or 0, 3),
            "p99": round(percentile(took, 0.99) or 0, 3),
        },
        "cpu_ms_a_turn": round(1000 * cpu / count, 3),
        "bare_networks_cpu_ms_a_turn": round(1000 * bare / count, 3),
        "times_the_networks": round(cpu / bare, 2) if bare else None,
        "peak_memory_mb": _peak_memory(),
    }


def _peak_memory() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _cpu_of(work: Callable[[Sequence[Any]], object], part: Sequence[Any]) -> float:
    started = time.process_time()
    work(part)
    return time.process_time() - started


def _score_all(part: Sequence[Exchange], took: list[float]) -> None:
    for exchange in part:
        started = time.process_time()
        score(exchange)
        took.append((time.process_time() - started) * 1000)


def _floor(part: Sequence[str]) -> None:
    for line in part:
        _NUMBERS.findall(json.loads(line)["answer"])


def add_kind(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = kinds.add_parser("scorer", help="scored turns a second on one core")
    parser.add_argument("--turns", type=count, default=3000)
    parser.add_argument("--rounds", type=count, default=10, help="over the turns of another shop")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    found = measure(arguments.turns)
    others = [row.exchange() for row in read_jsonl(OTHERS, Row)]
    ours = [Row.model_validate_json(line).exchange() for line in exchanges(OURS)]
    found["closely"] = {
        "others": measure_closely(others, arguments.rounds),
        "ours": measure_closely(ours, arguments.rounds),
    }
    if arguments.json:
        print(json.dumps(found))
        return 0
    print(
        f"{found['turns']} turns by {found['scorer_version']}: {found['turns_a_second_of_cpu']}"
        f" a second of CPU, p50 {found['cpu_ms']['p50']} ms, p99 {found['cpu_ms']['p99']} ms,"
        f" {found['peak_memory_mb']} MB\n"
        f"CPU {found['cpu_ms_a_turn']} ms a turn, floor {found['floor_cpu_ms_a_turn']} ms:"
        f" {found['times_the_floor']} times the floor"
    )
    for whose, close in found["closely"].items():
        print(
            f"{close['turns']} of {whose}, by {', '.join(close['scorer_versions'])}:"
            f" {close['turns_a_second_of_cpu']} a second of CPU, p50 {close['cpu_ms']['p50']} ms,"
            f" p99 {close['cpu_ms']['p99']} ms, {close['peak_memory_mb']} MB\n"
            f"CPU {close['cpu_ms_a_turn']} ms a turn of {close['runs_a_turn']} runs, the"
            f" bare networks {close['bare_networks_cpu_ms_a_turn']} ms:"
            f" {close['times_the_networks']} times"
        )
    return 0
