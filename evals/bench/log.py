"""A long log scored again by `python -m evals score`, killed once in the middle, held against an
undisturbed run; and whether memory stays flat as the log grows.

The floor is the same file read and written line by line by one process. Slow: a million turns take
hours on two cores.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from evals.bench.scorer import exchanges
from evals.options import count
from evals.runs import hash_of

FAILED = 1
_POLL_SECONDS = 0.05


def measure(turns: int, workers: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "log.jsonl"
        small = Path(folder) / "tenth.jsonl"
        lines = exchanges(min(turns, 5000))
        for path, count in ((small, turns // 10), (data, turns)):
            with path.open("w", encoding="utf-8") as file:
                file.writelines(f"{lines[place % len(lines)]}\n" for place in range(count))
        floor = _floor(data)
        _, little = _score(small, workers, Path(folder) / "tenth.json")
        seconds, much = _score(data, workers, Path(folder) / "whole.json")
        disturbed = Path(folder) / "killed.json"
        kept = _score_and_kill(data, workers, disturbed, turns // 2)
        _score(data, max(1, workers - 1), disturbed)
        return {
            "turns": turns,
            "workers": workers,
            "turns_a_second": round(turns / seconds, 1),
            "seconds": round(seconds, 1),
            "floor_seconds": round(floor, 2),
            "peak_memory_mb": {"tenth": round(little, 1), "whole": round(much, 1)},
            "killed_after": kept,
            "identical": hash_of(disturbed) == hash_of(Path(folder) / "whole.json"),
        }


def _command(data: Path, workers: int, run: Path) -> tuple[str, ...]:
    options = ("--input", str(data), "--workers", str(workers), "--run", str(run), "--json")
    return (sys.executable, "-m", "evals", "score", *options)


def _score(data: Path, workers: int, run: Path) -> tuple[float, float]:
    """Seconds, and the greatest memory in MB of any process so far."""
    started = time.monotonic()
    subprocess.run(_command(data, workers, run), check=True, capture_output=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.monotonic() - started, peak


def _score_and_kill(data: Path, workers: int, run: Path, turns: int) -> int:
    """Kill the command once so many turns are kept; gives how many were."""
    part = run.with_name(f"{run.name}.part")
    with subprocess.Popen(
        _command(data, workers, run), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and _lines(part) < turns:
            time.sleep(_POLL_SECONDS)
        os.kill(process.pid, signal.SIGKILL)
    return max(0, _lines(part) - 1)


def _lines(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def _floor(data: Path) -> float:
    started = time.monotonic()
    out = data.with_name("copy.jsonl")
    with data.open(encoding="utf-8") as read, out.open("w", encoding="utf-8") as written:
        for line in read:
            written.write(json.dumps(json.loads(line), ensure_ascii=False) + "\n")
    return time.monotonic() - started


def add_kind(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = kinds.add_parser("log", help="a long log scored again, killed once in the middle")
    parser.add_argument("--turns", type=count, default=20_000)
    parser.add_argument("--workers", type=count, default=2)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 1 when the disturbed run differs from the undisturbed one."""
    found = measure(arguments.turns, arguments.workers)
    memory = found["peak_memory_mb"]
    print(
        json.dumps(found)
        if arguments.json
        else f"{found['turns']} turns in {found['seconds']} s by {found['workers']} workers,"
        f" {found['turns_a_second']} a second; read and written only: {found['floor_seconds']} s\n"
        f"memory {memory['whole']} MB at most, {memory['tenth']} MB for a tenth of the log\n"
        f"killed after {found['killed_after']} turns and run again:"
        f" {'identical' if found['identical'] else 'DIFFERENT'}"
    )
    return 0 if found["identical"] else FAILED
