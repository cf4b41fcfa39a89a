"""The mutation test: good replies with one thing corrupted, and how many the scorers catch.

`python -m evals mutation`. Half of the cases are hand-written wrong values and whole answers, half
are corrupted by program. Authors whose files were used in development are told apart from those
that nobody who tunes has seen.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.model import LANGUAGES, Evidence, Exchange
from assistant.quality.corruptions import KINDS, corrupt
from assistant.quality.scores import is_low, score
from assistant.quality.thresholds import THRESHOLDS
from evals.rows import RowError, evidence_of, read_objects, text_of
from evals.statistics import percentile, wilson

DEVELOPMENT = frozenset(("meera", "rohan", "kavita"))
GATED = ("amount", "date", "status", "service", "pincode", "other_person")
LEAST_DETECTION = 0.97
MOST_FALSE_ALARMS = 0.02
_BY_RELEVANCY = frozenset(("off_topic", "wrong_intent", "ignored_constraint", "needless_refusal"))
"""Faults against the question, not the evidence: here relevancy counts as well."""
_REPLIES = Path(__file__).parent / "data" / "replies"
_DRAWS = 4
"""How often a reply is corrupted by program, at most, for one kind."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A good reply with its marked facts and its hand-written faulty variants."""

    key: str
    language: str
    author: str
    question: str
    evidence: tuple[Evidence, ...]
    answer: str
    marks: tuple[tuple[str, str, tuple[str, ...]], ...]
    variants: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One corrupted answer."""

    reply: Reply
    kind: str
    answer: str
    evidence: tuple[Evidence, ...]
    by_hand: bool


@dataclass(slots=True)
class Cell:
    """Caught out of tried."""

    caught: int = 0
    n: int = 0
    missed: list[str] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        low, high = wilson(self.caught, self.n)
        share = self.caught / self.n if self.n else None
        return {"caught": self.caught, "n": self.n, "share": share, "low": low, "high": high}


def read_replies(folder: Path) -> list[Reply]:
    """The replies of every file in a folder.

    Raises:
        RowError: there is none, or the first row that is wrong.
    """
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise RowError(f"{folder}: no replies (*.jsonl)")
    return [_reply(where, row) for path in paths for where, row in read_objects(path)]


def _reply(where: str, row: dict[str, Any]) -> Reply:
    language = text_of(where, row, "lang")
    if language not in LANGUAGES:
        raise RowError(f"{where}: lang must be one of {', '.join(LANGUAGES)}")
    try:
        marks = tuple((m["kind"], m["text"], tuple(m["wrong"])) for m in row.get("marks", ()))
        variants = tuple(
            (kind, text)
            for kind, given in row.get("variants", {}).items()
            for text in (given if isinstance(given, list) else [given])
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise RowError(f"{where}: marks or variants are not as they should be") from error
    return Reply(
        text_of(where, row, "id"),
        language,
        text_of(where, row, "author"),
        text_of(where, row, "question"),
        evidence_of(where, row.get("evidence")),
        text_of(where, row, "answer"),
        marks,
        variants,
    )


def mutants_by_hand(replies: Iterable[Reply]) -> Iterable[Mutant]:
    """Each wrong value of each mark, and each faulty variant."""
    for reply in replies:
        for kind, text, wrong in reply.marks:
            for value in wrong:
                answer = reply.answer.replace(text, value, 1)
                yield Mutant(reply, kind, answer, reply.evidence, by_hand=True)
        for kind, answer in reply.variants:
            yield Mutant(reply, kind, answer, reply.evidence, by_hand=True)


def mutants_by_program(replies: Sequence[Reply], kind: str) -> list[Mutant]:
    """Corruptions of one kind, no answer twice; the draw depends on reply and kind alone."""
    found: dict[str, Mutant] = {}
    for draw in range(_DRAWS):
        for reply in replies:
            chance = random.Random(f"{reply.key}/{kind}/{draw}")
            fault = corrupt(kind, reply.question, reply.answer, reply.evidence, None, chance)
            if fault is not None:
                mutant = Mutant(reply, kind, fault.answer, fault.evidence, by_hand=False)
                found.setdefault(f"{reply.key}\n{fault.answer}", mutant)
    return list(found.values())


def choose(replies: Sequence[Reply], per_kind: int) -> list[Mutant]:
    """Up to `per_kind` mutants of each kind: half by hand, half by program, the one filling up
    what the other lacks."""
    by_hand: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants_by_hand(replies):
        by_hand[mutant.kind].append(mutant)
    chosen = []
    for kind in dict.fromkeys((*KINDS, *by_hand)):
        chance = random.Random(f"{kind}/{per_kind}")
        hand = by_hand[kind]
        chance.shuffle(hand)
        made = mutants_by_program(replies, kind) if kind in KINDS else []
        chance.shuffle(made)
        half = per_kind // 2
        from_hand = hand[: max(half, per_kind - len(made))]
        chosen += from_hand + made[: per_kind - len(from_hand)]
    return chosen


def is_caught(kind: str, question: str, answer: str, evidence: tuple[Evidence, ...]) -> bool:
    """Whether the turn is bad by grounding or faithfulness; for faults against the question by
    relevancy too."""
    scores = score(Exchange(question, evidence, answer))
    metrics = ("grounding", "faithfulness", *(("relevancy",) if kind in _BY_RELEVANCY else ()))
    return any(is_low(getattr(scores, metric), THRESHOLDS[metric]) for metric in metrics)


def measure(replies: Sequence[Reply], per_kind: int) -> dict[str, Any]:
    """Detection by kind and language, false alarms by language, with intervals and latency."""
    kinds: dict[str, dict[str, Cell]] = defaultdict(lambda: defaultdict(Cell))
    alarms: dict[str, Cell] = defaultdict(Cell)
    took = []
    for language in LANGUAGES:
        mine = [reply for reply in replies if reply.language == language]
        for reply in mine:
            scores = score(Exchange(reply.question, reply.evidence, reply.answer))
            took.append(scores.took_ms)
            wrong = any(
                is_low(getattr(scores, metric), THRESHOLDS[metric])
                for metric in ("grounding", "faithfulness")
            )
            _count(alarms[language], wrong, reply.key if wrong else None)
        for mutant in choose(mine, per_kind):
            caught = is_caught(mutant.kind, mutant.reply.question, mutant.answer, mutant.evidence)
            _count(
                kinds[mutant.kind][language],
                caught,
                None if caught else f"{mutant.reply.key}: {mutant.answer}",
            )
    return {
        "replies": len(replies),
        "detection": {
            kind: {language: cell.report() for language, cell in cells.items()}
            for kind, cells in kinds.items()
        },
        "false_alarms": {language: cell.report() for language, cell in alarms.items()},
        "missed": {
            kind: [m for cell in cells.values() for m in cell.missed]
            for kind, cells in kinds.items()
        },
        "alarmed": [key for cell in alarms.values() for key in cell.missed],
        "latency_ms": {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99)},
    }


def _count(cell: Cell, caught: bool, named: str | None) -> None:
    cell.n += 1
    cell.caught += caught
    if named is not None:
        cell.missed.append(named)


def shortfalls(found: dict[str, Any], per_kind: int) -> tuple[list[str], list[str]]:
    """(what misses its target, what has too few cases to say)."""
    failed, few = [], []
    for kind in GATED:
        cells = found["detection"].get(kind, {})
        few += [
            f"{kind} {language}: no case at all"
            for language in found["false_alarms"]
            if language not in cells
        ]
        for language, cell in cells.items():
            if cell["n"] < per_kind:
                few.append(f"{kind} {language}: {cell['n']} of {per_kind} cases")
            if cell["share"] is None or cell["share"] < LEAST_DETECTION:
                failed.append(f"{kind} {language}: {cell['share']:.3f} detected")
    for language, cell in found["false_alarms"].items():
        if cell["share"] > MOST_FALSE_ALARMS:
            failed.append(f"{language}: {cell['share']:.3f} false alarms")
    return failed, few


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `mutation` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("mutation", help="corrupt good replies, count what is caught")
    parser.add_argument("--data", type=Path, default=_REPLIES, help="folder of replies")
    parser.add_argument("--per-kind", type=int, default=300, help="cases a kind and language")
    parser.add_argument("--authors", nargs="*", help="only these authors")
    parser.add_argument("--show", action="store_true", help="print what was missed (development)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0, 1 when a target is missed, 2 when the data is wrong, 3 with too few cases."""
    try:
        replies = read_replies(arguments.data)
    except RowError as error:
        sys.stderr.write(f"evals mutation: {error}\n")
        return 2
    if arguments.authors:
        replies = [reply for reply in replies if reply.author in arguments.authors]
    seen = [reply for reply in replies if reply.author in DEVELOPMENT]
    unseen = [reply for reply in replies if reply.author not in DEVELOPMENT]
    groups = {"development": seen, "held_out": unseen}
    found = {name: measure(mine, arguments.per_kind) for name, mine in groups.items() if mine}
    if "held_out" in found:  # never shown, so that nobody tunes on them
        found["held_out"] = {
            k: v for k, v in found["held_out"].items() if k not in ("missed", "alarmed")
        }
    short = {name: shortfalls(mine, arguments.per_kind) for name, mine in found.items()}
    if arguments.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(table(name, mine) for name, mine in found.items()))
        if arguments.show and "development" in found:
            sys.stdout.write("\n".join(_shown(found["development"])) + "\n")
    for name, (failed, few) in short.items():
        for line in (*failed, *few):
            sys.stderr.write(f"{name}: {line}\n")
    if any(failed for failed, _ in short.values()):
        return 1
    return 3 if any(few for _, few in short.values()) or not found else 0


def _shown(found: dict[str, Any]) -> Iterable[str]:
    for kind, missed in found["missed"].items():
        yield from (f"missed {kind} {line}" for line in missed)
    yield from (f"alarm {key}" for key in found["alarmed"])


def table(name: str, found: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [
        f"{name}: {found['replies']} replies",
        f"{'':20}" + "".join(f"{lang:>30}" for lang in LANGUAGES),
    ]
    rows = [*found["detection"].items(), ("false alarms", found["false_alarms"])]
    for kind, cells in rows:
        shown = "".join(f"{_cell(cells.get(language)):>30}" for language in LANGUAGES)
        lines.append(f"{'*' if kind in GATED else ' '} {kind:18}{shown}")
    latency = found["latency_ms"]
    lines.append(f"  latency p50 {latency['p50']:.2f} ms, p99 {latency['p99']:.2f} ms")
    return "\n".join(lines) + "\n"


def _cell(cell: dict[str, Any] | None) -> str:
    if cell is None or not cell["n"]:
        return "-"
    return f"{cell['share']:.3f} [{cell['low']:.3f} {cell['high']:.3f}] n={cell['n']}"
