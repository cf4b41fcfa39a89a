"""`python -m evals router`: how well the router reads labelled messages it has not seen.

It judges the product's own `Router` and changes nothing. Rows are JSON lines
{"text", "lang", "intent", "also_ok"?, "slots"?}; "hi-Latn" reads as hinglish.
"""

import argparse
import json
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from assistant.language.services import shipped_lexicon
from assistant.model import INTENTS, LANGUAGES, Reading
from assistant.router.classifier import shipped
from assistant.router.router import OUT_OF_SCOPE, Router
from evals.runs import Measure, RunRow, Shown, add_run_option, keep_run
from evals.slots import JudgedSlot, counted, judge_slots, listing

DATA_WRONG = 2
_LANGUAGES: dict[str, str] = {language: language for language in LANGUAGES}
_LANGUAGES["hi-Latn"] = "hinglish"
_BINS = 10
KEPT = 0.95
"""The share of in-scope messages that a threshold for out-of-scope ones must let through."""
_WARM_UP = 20
_COUNTED = ("hit", "said", "wanted")
_PRINTED = (
    "accuracy",
    "macro_f1",
    "oos_recall",
    "oos_precision",
    "oos_recall_at_95_kept",
    "ece",
    "slot_f1",
    "peak_rss_mb",
)


class RowError(ValueError):
    """A row that cannot be judged; says which line and why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message. `slots` holds only what its author labelled."""

    text: str
    language: str
    intent: str
    also_ok: tuple[str, ...] = ()
    slots: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what the router made of it and how long that took."""

    row: Row
    reading: Reading
    took_ms: float

    @property
    def right(self) -> bool:
        return self.reading.intent in (self.row.intent, *self.row.also_ok)

    @property
    def in_scope_score(self) -> float:
        """The probability of the best intent that is not out_of_scope."""
        if self.reading.intent != OUT_OF_SCOPE:
            return self.reading.confidence
        return max((p for name, p in self.reading.runners_up if name != OUT_OF_SCOPE), default=0.0)


@dataclass(slots=True)
class _Counts:
    """True positives, false positives and misses of one label."""

    hit: int = 0
    said: int = 0
    wanted: int = 0

    def f1(self) -> float:
        return 2 * self.hit / (self.said + self.wanted) if self.said + self.wanted else 0.0


def read_rows(path: Path) -> list[Row]:
    """The rows of a file. `RowError` names the first line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RowError(f"{path}: {error}") from error
    rows = [_row(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise RowError(f"{path}: no rows")
    return rows


def _row(line: str, where: str) -> Row:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise RowError(f"{where}: not JSON: {error.msg}") from error
    if not isinstance(data, dict):
        raise RowError(f"{where}: not an object")
    for name in ("text", "lang", "intent"):
        if not isinstance(data.get(name), str):
            raise RowError(f"{where}: {name} is missing or no text")
    also_ok, slots = data.get("also_ok") or [], data.get("slots")
    if isinstance(also_ok, str):
        also_ok = [also_ok]
    if not isinstance(also_ok, list) or not (slots is None or isinstance(slots, dict)):
        raise RowError(f"{where}: also_ok must be a list, slots an object")
    if data["lang"] not in _LANGUAGES:
        raise RowError(f"{where}: unknown language {data['lang']!r}")
    for intent in (data["intent"], *also_ok):
        if intent not in INTENTS:
            raise RowError(f"{where}: unknown intent {intent!r}")
    return Row(data["text"], _LANGUAGES[data["lang"]], data["intent"], tuple(also_ok), slots)


def judge(rows: Sequence[Row], router: Router, now: datetime) -> list[Judged]:
    """What the router makes of each row by itself, without a conversation around it."""
    for row in rows[:_WARM_UP]:
        router.read(row.text, now)
    judged = []
    for row in rows:
        start = perf_counter()
        reading = router.read(row.text, now)
        judged.append(Judged(row, reading, (perf_counter() - start) * 1000))
    return judged


def figures(judged: Sequence[Judged], now: datetime) -> dict[str, Any]:
    """Everything that `python -m evals router --json` prints."""
    by_language, by_slot = {}, counted(_slots_of(judged, now))
    for language in LANGUAGES:
        mine = [one for one in judged if one.row.language == language]
        if mine:
            by_language[language] = {
                "n": len(mine),
                "accuracy": _accuracy(mine),
                "macro_f1": _macro_f1(mine),
            }
    slots = _Counts(*(sum(one[name] for one in by_slot.values()) for name in _COUNTED))
    return {
        "n": len(judged),
        "accuracy": _accuracy(judged),
        "macro_f1": _macro_f1(judged),
        "by_language": by_language,
        **_out_of_scope(judged),
        "ece": calibration_error(
            [one.right for one in judged], [one.reading.confidence for one in judged]
        ),
        "slot_f1": round(slots.f1(), 4) if slots.wanted else None,
        "slots": {name: getattr(slots, name) for name in _COUNTED},
        "by_slot": by_slot,
        "latency_ms": latency([one.took_ms for one in judged]),
        "confusion": _confusion(judged),
    }


def _slots_of(judged: Sequence[Judged], now: datetime) -> list[JudgedSlot]:
    return judge_slots([(one.row.slots, one.reading) for one in judged], now)


def _accuracy(judged: Sequence[Judged]) -> float:
    return round(sum(one.right for one in judged) / len(judged), 4)


def _macro_f1(judged: Sequence[Judged]) -> float:
    """The mean F1 of the intents that occur; another accepted intent counts as the row's own."""
    counts: defaultdict[str, _Counts] = defaultdict(_Counts)
    for one in judged:
        said = one.row.intent if one.right else one.reading.intent
        counts[one.row.intent].wanted += 1
        counts[said].said += 1
        counts[one.row.intent].hit += one.right
    wanted = [count.f1() for count in counts.values() if count.wanted]
    return round(sum(wanted) / len(wanted), 4)


def _out_of_scope(judged: Sequence[Judged]) -> dict[str, float | None]:
    outside = [one for one in judged if one.row.intent == OUT_OF_SCOPE]
    said = [one for one in judged if one.reading.intent == OUT_OF_SCOPE]
    caught = sum(one.right for one in outside)
    meant = sum(one.right for one in said)
    inside = sorted(one.in_scope_score for one in judged if one.row.intent != OUT_OF_SCOPE)
    at_kept = None
    if inside and outside:
        cut = inside[int((1 - KEPT) * len(inside))]
        at_kept = round(sum(one.in_scope_score < cut for one in outside) / len(outside), 4)
    return {
        "oos_recall": round(caught / len(outside), 4) if outside else None,
        "oos_precision": round(meant / len(said), 4) if said else None,
        "oos_recall_at_95_kept": at_kept,
    }


def calibration_error(right: Sequence[bool], confidences: Sequence[float]) -> float:
    """Expected calibration error over ten equal bins of confidence (Naeini et al., 2015)."""
    gaps: defaultdict[int, float] = defaultdict(float)
    for is_right, confidence in zip(right, confidences, strict=True):
        gaps[min(int(confidence * _BINS), _BINS - 1)] += is_right - confidence
    return round(sum(abs(gap) for gap in gaps.values()) / len(right), 4)


def latency(took: Sequence[float]) -> dict[str, float]:
    """The middle of the durations and the slowest hundredth."""
    ordered = sorted(took)
    return {
        name: round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 3)
        for name, share in (("p50", 0.5), ("p99", 0.99))
    }


def _confusion(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """Only mistakes: intent wanted -> intent said -> how often, most first."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in judged:
        if not one.right:
            found[one.row.intent][one.reading.intent] += 1
    return {intent: dict(found[intent].most_common()) for intent in sorted(found)}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `router` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("router", help="judge the router on labelled messages")
    parser.add_argument("--data", type=Path, required=True, help="rows as JSON lines")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--slots", action="store_true", help="list every slot that is read wrong")
    add_run_option(parser)
    parser.add_argument(
        "--now",
        type=datetime.fromisoformat,
        default=datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Kolkata")),
        help="local time at which the messages are read, the anchor of 'tomorrow'",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """The command; its exit code: 0, or 2 when a row is wrong."""
    try:
        rows = read_rows(arguments.data)
    except RowError as error:
        sys.stderr.write(f"{error}\n")
        return DATA_WRONG
    router = Router(shipped(), shipped_lexicon())
    judged = judge(rows, router, arguments.now)
    found = {"version": router.version} | figures(judged, arguments.now)
    found["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if not keep_run(
        arguments.run_file,
        run_rows(judged),
        command="router",
        data=arguments.data,
        figures=found,
        router=router.version,
    ):
        return DATA_WRONG
    sys.stdout.write(
        json.dumps(found, ensure_ascii=False) + "\n" if arguments.json else table(found)
    )
    if arguments.slots:
        sys.stdout.write(listing(_slots_of(judged, arguments.now), [row.text for row in rows]))
    return 0


def run_rows(judged: Iterable[Judged]) -> Iterator[RunRow]:
    """The judged messages as rows of a run; a message is right or not."""
    for place, one in enumerate(judged, 1):
        said = f"{one.reading.intent} ({one.reading.confidence:.2f}), wanted {one.row.intent}"
        yield RunRow(
            key=str(place),
            slices={"language": one.row.language, "intent": one.row.intent},
            measures={"intent": Measure(right=one.right)},
            shown=Shown(question=one.row.text, answer=said),
        )


def table(found: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{found['version']}, {found['n']} messages"]
    lines += [f"  {name:22} {found[name]}" for name in _PRINTED]
    for language, mine in found["by_language"].items():
        told = f"accuracy {mine['accuracy']}, macro_f1 {mine['macro_f1']}, n {mine['n']}"
        lines.append(f"  {language:22} {told}")
    took = found["latency_ms"]
    lines.append(f"  {'latency_ms':22} p50 {took['p50']}, p99 {took['p99']}")
    for intent, others in found["confusion"].items():
        said = ", ".join(f"{other} {count}" for other, count in others.items())
        lines.append(f"  {intent} read as {said}")
    return "\n".join(lines) + "\n"
