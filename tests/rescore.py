"""`python -m tests.rescore`: a long log is scored again with flat memory, and a run that is
killed in the middle and started again ends exactly like one that nothing happened to.

Seeds a marketplace of its own, starts the real command in processes of its own, kills them with
SIGKILL, and compares what was kept byte by byte. Prints how much memory all
processes of a run held at its beginning, middle and end. Exit 1 when a promise is broken.
"""

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

MESSAGES_A_SCALE = 1192
FLAT = 1.25
"""The last tenth of a run may hold so many times the memory of its beginning."""


class BrokenError(RuntimeError):
    """The command failed, or was done before it could be killed."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rescore") as folder:
        return prove(Path(folder), arguments.messages, arguments.workers)


def prove(home: Path, messages: int, workers: int) -> int:
    scale = max(1, round(messages / MESSAGES_A_SCALE))
    os.environ["CONVERGE_DATABASE_URL"] = f"sqlite:///{home / 'log.db'}"
    for words in (("migrate",), ("seed", "--scale", str(scale))):
        subprocess.run((sys.executable, "-m", "store", *words), check=True, stdout=sys.stderr)
    turns = scale * MESSAGES_A_SCALE // 2
    print(f"{turns} turns, {workers} workers, {(home / 'log.db').stat().st_size >> 20} MB of log")
    whole, memory, seconds = score(home / "whole.json", workers, lambda _: False)
    print(f"undisturbed: {seconds:.0f} s, {turns / seconds:.0f} turns/s")
    begin, middle, end = memory
    print(
        f"memory of all its processes: {begin} MB at first, {middle} in the middle, {end} at last"
    )
    killed = home / "killed.json"
    score(killed, workers, lambda done: done >= turns // 2)
    print(f"killed with {rows(killed)} of {turns} turns kept")
    again, _, _ = score(killed, workers, lambda _: False)
    print(f"digests: undisturbed {whole}, killed and gone on {again}")
    checks = {"the results differ": whole == again, "memory grew": end <= FLAT * begin}
    for complaint, passed in checks.items():
        if not passed:
            print(f"broken: {complaint}")
    return 0 if all(checks.values()) else 1


def score(
    run: Path, workers: int, is_enough: Callable[[int], bool]
) -> tuple[str, tuple[int, int, int], float]:
    """Score the log, or begin to: as soon as it is enough all its processes are killed.

    Raises:
        BrokenError: the command failed, or was done when it was to be killed.
    """
    command = (sys.executable, "-m", "evals", "score", "--workers", str(workers), "--run", str(run))
    held: list[int] = []
    started, killed = time.monotonic(), False
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            time.sleep(0.5)
            done = rows(run)
            if done:
                held.append(memory_of(process.pid))
            if is_enough(done):
                os.killpg(process.pid, signal.SIGKILL)
                killed = True
                break
    if killed:
        return "", (0, 0, 0), 0.0
    if process.returncode:
        raise BrokenError(f"evals score: exit {process.returncode}")
    seconds = time.monotonic() - started
    tenth = max(1, len(held) // 10)
    middle = len(held) // 2
    parts = held[tenth : 2 * tenth], held[middle : middle + tenth], held[-2 * tenth :]
    begin, half, end = (max(part, default=0) for part in parts)
    return digest(run), (begin, half, end), seconds


def rows(run: Path) -> int:
    """How many turns are kept of a run that is under way; its first line names it."""
    part = run.with_name(f"{run.name}.part")
    if not part.exists():
        return 0
    with part.open("rb") as file:
        return max(
            0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1
        )


def memory_of(leader: int) -> int:
    """Megabytes that a process and its children hold, shared pages counted once each."""
    pages = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            session = int((folder / "stat").read_text().rpartition(")")[2].split()[3])
            if session == leader:
                held = (folder / "smaps_rollup").read_text()
                pages += int(held.partition("\nPss:")[2].split()[0])
        except (OSError, ValueError, IndexError):
            continue  # it has ended meanwhile
    return pages >> 10


def digest(run: Path) -> str:
    return hashlib.sha256(run.read_bytes()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
