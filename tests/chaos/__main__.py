"""`python -m tests.chaos`: people on the web and on WhatsApp, processes that die again and again,
and the verdict.

One process on SQLite, one on PostgreSQL, and several web processes and workers of which any may
die. They die at any moment and at named points (`tests.chaos.edges`). PostgreSQL is the server that
CONVERGE_TEST_POSTGRES_URL names, or a private one.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.deaths import Deaths, orders
from tests.chaos.server import Ground, Process, Server, Worker, free_port, platform
from tests.engines import Engine, SqliteEngine, running_postgres

AFTER_RESTART = 30
"""Seconds after the last restart within which everything must be answered."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What runs, and the share of the kills that it gets; without workers, the web answers."""

    name: str
    told: str
    share: float
    web: int = 1
    workers: int = 0


ARRANGEMENTS = (
    Arrangement("sqlite", "SQLite, one process", 0.5),
    Arrangement("postgresql", "PostgreSQL, one process", 0.2),
    Arrangement("apart", "PostgreSQL, 2 web processes and 2 workers", 0.3, web=2, workers=2),
)


def play(ground: Ground, arrangement: Arrangement, size: argparse.Namespace, kills: int) -> int:
    """Let people talk while processes die `kills` times; then judge. 0 when all was kept."""
    for step in ("migrate", "seed"):
        command = [sys.executable, "-m", "store", step]
        subprocess.run(command, env=ground.environment, check=True, stdout=subprocess.DEVNULL)
    extra = {"CONVERGE_WORKER": str(not arrangement.workers).lower()}
    servers = [Server(ground, free_port(), extra) for _ in range(arrangement.web)]
    processes: list[Process] = [*servers, *(Worker(ground) for _ in range(arrangement.workers))]
    ledger = ground.folder / "platform.jsonl"
    start = time.monotonic()
    with ExitStack() as stack:
        webhook = f"http://{servers[0].address}/v1/whatsapp/webhook"
        graph = stack.enter_context(platform(ground, webhook, ledger))
        stack.enter_context(_running(processes))
        _talk_and_die(ground, graph, servers, processes, size, kills)
    with (ground.folder / "books.jsonl").open("w") as books:
        command = [sys.executable, "-m", "tests.chaos.books", ground.database_url]
        subprocess.run(command, check=True, stdout=books)
    took, load = time.monotonic() - start, os.getloadavg()[0]
    print(f"{arrangement.told}: {took:.0f} s, load of the machine {load:.1f}", flush=True)
    return max(verdict(ground.folder), _verify(ground))


@contextmanager
def _running(processes: list[Process]) -> Iterator[None]:
    for process in processes:
        process.launch()
    try:
        for process in processes:
            process.wait_until_ready()
        yield
    finally:
        for process in processes:
            process.stop()


def _talk_and_die(
    ground: Ground,
    graph: str,
    servers: list[Server],
    processes: list[Process],
    size: argparse.Namespace,
    kills: int,
) -> None:
    until, chance = ground.folder / "until", random.Random(size.seed)
    addresses = ",".join(server.address for server in servers)
    files = [str(ground.folder / f"{name}.jsonl") for name in ("ledger", "transcripts")]
    entry = [sys.executable, "-m"]
    customers = [*entry, "tests.chaos.customers", addresses, *files, str(until)]
    customers += ["--count", str(size.customers), "--patience", str(AFTER_RESTART)]
    texters = [*entry, "tests.chaos.texters", graph, str(ground.folder / "platform.jsonl")]
    texters += [str(until), "--count", str(size.texters)]
    deaths = Deaths(processes, ground.folder, chance, at_once=len(processes) > 1)
    with _started(customers) as first, _started(texters) as second:
        points, done = orders(kills, chance), 0
        while done < kills:
            done += deaths.bring(next(points))
        for process in processes:
            process.wait_until_ready()
        until.touch()
        time.sleep(AFTER_RESTART)
        for one in (first, second):
            if one.wait():
                raise RuntimeError(f"{one.args!r} ended with {one.returncode}")


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that does not outlive us."""
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def verdict(folder: Path) -> int:
    """The judge's, who must also see what is planted; 0 when all was kept."""
    command = [sys.executable, "-m", "tests.chaos.judge", str(folder)]
    worst = subprocess.run(command, check=False).returncode
    for channel in ("web", "whatsapp"):
        for fault in ("loss", "double"):
            planted = [*command, "--plant", fault, "--channel", channel]
            found = subprocess.run(planted, check=False, capture_output=True).returncode == 1
            seen = "seen" if found else "NOT SEEN"
            print(f"  a planted {fault} on {channel}: {seen}", flush=True)
            worst = max(worst, int(not found))
    return worst


def _verify(ground: Ground) -> int:
    """Whether the rows of the database bear each other out (`python -m store verify`)."""
    command = [sys.executable, "-m", "store", "verify"]
    done = subprocess.run(command, env=ground.environment, check=False, capture_output=True)
    said = done.stdout.decode().strip().splitlines()
    print(f"  store verify: {said[-1] if said else done.stderr.decode()[-500:]}", flush=True)
    return done.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="in all arrangements together")
    parser.add_argument("--customers", type=int, default=25, help="on the web")
    parser.add_argument("--texters", type=int, default=25, help="on WhatsApp")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", choices=[one.name for one in ARRANGEMENTS])
    parser.add_argument("--keep", type=Path, help="a folder to leave ledgers and logs in")
    given = parser.parse_args()
    chosen = [one for one in ARRANGEMENTS if given.only in (None, one.name)]
    worst = 0
    with ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = None
        for arrangement in chosen:
            at = folder / arrangement.name
            at.mkdir(parents=True)
            (at / "deaths.jsonl").touch()
            (at / "ledger.jsonl").touch()
            engine: Engine
            if arrangement.name == "sqlite":
                engine = SqliteEngine(at)
            else:
                url = os.environ.get("CONVERGE_TEST_POSTGRES_URL")
                postgres = postgres or stack.enter_context(running_postgres(url))
                engine = postgres
            share = 1 if given.only else arrangement.share
            ground = Ground(engine.empty(), at, free_port())
            worst = max(worst, play(ground, arrangement, given, round(given.kills * share)))
            engine.drop(ground.database_url)
    return worst


if __name__ == "__main__":
    sys.exit(main())
