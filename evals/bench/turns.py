"""The cost of one full turn as a customer causes it: socket in, acknowledged, answered, scored,
written, socket out. CPU is that of the serving process alone, read from the kernel.

Turn and floor are measured in slices by turns, so that whatever else the machine does in the
meantime befalls both alike. Says what was measured and the ratio; knows no good or bad.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

QUESTIONS = (
    "how much is AC repair in 411001?",
    "bathroom ki safai ka price kya hai 411001",
    "रद्द करने पर कितना पैसा वापस मिलेगा",
    "is sofa cleaning available tomorrow in 411001",
    "kitne baje tak kaam karte ho",
    "आप कौन कौन सी सेवाएँ देते हैं",
    "hello",
    "thanks",
)
CLIENTS = 8
SLICES = 10
FLOOR_TURNS = 5
"""Of the floor for one of the product: the kernel counts CPU in hundredths of a second."""
START_SECONDS = 120.0

Ask = Callable[[int, int], Awaitable[list[float]]]
"""Asks the process at a port so many turns; gives the seconds that each took."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run of `turns` turns cost. Times in milliseconds; CPU of the serving process."""

    turns: int
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    turns_per_second: float


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, threads included (Linux /proc, proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def product(
    database_url: str, scale: int, extra: Mapping[str, str] | None = None
) -> Iterator[tuple[int, int]]:
    """The product on a fresh seeded database; gives (process id, port)."""
    environment = {
        **os.environ,
        **(extra or {}),
        "CONVERGE_DATABASE_URL": database_url,
        "CONVERGE_DEMO": "true",
        "CONVERGE_FRAMES_PER_SECOND": "1000000",
    }
    for step in (["migrate"], ["seed", "--scale", str(scale)]):
        command = [sys.executable, "-m", "store", *step]
        subprocess.run(command, env=environment, check=True, stdout=sys.stderr)
    port = free_port()
    command = [sys.executable, "-m", "channels", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_until_ready(port)
            yield process.pid, port
        finally:
            process.terminate()


@contextmanager
def bare() -> Iterator[tuple[int, int]]:
    """A server on the product's own web server that does nothing; gives (process id, port)."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "evals.bench.bare", str(port)]) as process:
        try:
            _wait_until_ready(port)
            yield process.pid, port
        finally:
            process.terminate()


@contextmanager
def floor(where: Sequence[str]) -> Iterator[tuple[int, int]]:
    port = free_port()
    command = [sys.executable, "-m", "evals.bench.floor", str(port), *where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or process.stdout.readline().strip() != "ready":
                raise RuntimeError("the floor does not start")
            yield process.pid, port
        finally:
            process.terminate()


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


async def ask_product(port: int, turns: int) -> list[float]:
    """One customer: a guest conversation of eight turns, then the next; seconds of each turn."""
    took: list[float] = []
    while len(took) < turns:
        session = await asyncio.to_thread(open_session, port)
        async with connect(f"ws://127.0.0.1:{port}/v1/web/socket", compression=None) as chat:
            await chat.send(json.dumps({"type": "hello", "token": session["token"]}))
            await _until(chat, "ready")
            for number, question in enumerate(QUESTIONS):
                start = time.perf_counter()
                frame = {"type": "message", "client_id": str(number), "text": question}
                await chat.send(json.dumps(frame))
                while (await _until(chat, "message"))["author"] != "assistant":
                    pass
                took.append(time.perf_counter() - start)
    return took


async def ask_floor(port: int, turns: int) -> list[float]:
    took = []
    async with connect(f"ws://127.0.0.1:{port}", compression=None) as echo:
        for number in range(turns):
            start = time.perf_counter()
            question = QUESTIONS[number % len(QUESTIONS)]
            await echo.send(json.dumps({"type": "message", "text": question}))
            await echo.recv()
            took.append(time.perf_counter() - start)
    return took


class Subject:
    """A serving process, and what its turns have cost so far."""

    def __init__(self, ask: Ask, process: int, port: int) -> None:
        self._ask = ask
        self._process = process
        self._port = port
        self._took: list[float] = []
        self._cpu = 0.0
        self._wall = 0.0

    def warm_up(self) -> None:
        asyncio.run(self._all_at_once(len(QUESTIONS) * 2))

    def measure(self, turns: int) -> None:
        """One slice: `turns` turns by some customers at once."""
        cpu, start = cpu_seconds(self._process), time.perf_counter()
        self._took += asyncio.run(self._all_at_once(turns // CLIENTS))
        self._wall += time.perf_counter() - start
        self._cpu += cpu_seconds(self._process) - cpu

    def cost(self) -> Cost:
        took, turns = sorted(self._took), len(self._took)
        return Cost(
            turns=turns,
            cpu_ms=round(1000 * self._cpu / turns, 3),
            p50_ms=round(1000 * took[turns // 2], 2),
            p99_ms=round(1000 * took[int(turns * 0.99)], 2),
            turns_per_second=round(turns / self._wall, 1),
        )

    async def _all_at_once(self, each: int) -> list[float]:
        runs = await asyncio.gather(*(self._ask(self._port, each) for _ in range(CLIENTS)))
        return [one for run in runs for one in run]


def open_session(port: int) -> dict[str, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/sessions", data=b"{}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=10) as response:
        document: dict[str, str] = json.load(response)
    return document


async def _until(chat: Any, kind: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(await chat.recv())
        if frame["type"] == kind:
            return frame


def run(args: argparse.Namespace) -> int:
    """`python -m evals bench turns`: a table on SQLite, and on PostgreSQL where one is named."""
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for scale in dict.fromkeys(args.scale):  # a size named twice is measured once
            name = f"sqlite, {scale * 1192:,} logged messages"
            url = f"sqlite:///{folder}/{scale}/bench.db"
            report[name] = _beside_floor(
                url, scale, ["--sqlite", f"{folder}/floor-{scale}.db"], args.turns
            )
            if args.postgres:
                name = f"postgresql, {scale * 1192:,} logged messages"
                floor_at = ["--postgres", args.postgres]
                with database_on(args.postgres) as url:
                    report[name] = _beside_floor(url, scale, floor_at, args.turns)
    print(json.dumps(report, indent=2) if args.json else _table(report))
    return 0


def _beside_floor(url: str, scale: int, floor_at: list[str], turns: int) -> dict[str, Any]:
    with floor(floor_at) as bare_at, product(url, scale) as full_at:
        bare, full = Subject(ask_floor, *bare_at), Subject(ask_product, *full_at)
        for subject in (bare, full):
            subject.warm_up()
        for _ in range(SLICES):
            bare.measure(turns // SLICES * FLOOR_TURNS)
            full.measure(turns // SLICES)
    turn, least = full.cost(), bare.cost()
    return {
        "turn": asdict(turn),
        "floor": asdict(least),
        "cpu_ratio": round(turn.cpu_ms / least.cpu_ms, 1),
    }


@contextmanager
def database_on(server: str) -> Iterator[str]:
    """A database of our own on a server; gives its URL."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is measured

    name = f"converge_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as tx:
        tx.execute(f"CREATE DATABASE {name}")
    try:
        base, _, _ = server.rpartition("/")
        yield f"{base}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as tx:
            tx.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _table(report: dict[str, Any]) -> str:
    head = f"{'':44}{'CPU ms':>8}{'p50 ms':>9}{'p99 ms':>9}{'turns/s':>9}"
    lines = [head]
    for name, found in report.items():
        for kind in ("turn", "floor"):
            cost = found[kind]
            lines.append(
                f"{name + ' · ' + kind:44}{cost['cpu_ms']:8}{cost['p50_ms']:9}{cost['p99_ms']:9}"
                f"{cost['turns_per_second']:9}"
            )
        lines.append(f"{name + ' · CPU ratio':44}{found['cpu_ratio']:8}")
    return "\n".join(lines)


def add_kind(kinds: Any) -> None:
    turns = kinds.add_parser("turns", help="the cost of one full turn")
    turns.add_argument("--turns", type=int, default=1600)
    turns.add_argument("--scale", type=int, nargs="+", default=[1])
    turns.add_argument(
        "--postgres", default=os.environ.get("CONVERGE_TEST_POSTGRES_URL"), help="a server's URL"
    )
    turns.add_argument("--json", action="store_true")
    turns.set_defaults(run=run)
