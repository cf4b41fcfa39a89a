"""The cost of one full turn as a customer causes it: socket in, acknowledged, answered, scored,
written, socket out. CPU is that of the serving process alone, read from the kernel.

Turn and floor are measured in slices by turns, so that whatever else the machine does in the
meantime befalls both alike; so are logs of several lengths, and turns with and without those that
ask the encoder. Says what was measured and the ratio; knows no good or bad.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import cycle
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from evals.bench.processes import cpu_seconds, database_on, floor, product
from evals.bench.questions import QUESTIONS, drawn_scripts, easy
from evals.options import at_least, count

CLIENTS = 8
SLICES = 10
FLOOR_TURNS = 5
"""Of the floor for one of the product: the kernel counts CPU in hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A customer with open sockets; `ask` asks all turns and gives the seconds that each took."""

    ask: Callable[[], Awaitable[list[float]]]
    sockets: Sequence[ClientConnection]


Open = Callable[[int, int], Awaitable[Opened]]
"""Opens what so many turns with the process at a port need."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run of `turns` turns cost. Times in milliseconds; CPU of the serving process.
    `opening_cpu_ms` is that of one conversation, session and socket, before its first turn."""

    turns: int
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    turns_per_second: float
    opening_cpu_ms: float


def customers(scripts: Sequence[Sequence[str]]) -> Open:
    """Guests of whom each asks the questions of the next script, all of one length, in turn."""
    length, waiting = len(scripts[0]), cycle(scripts)

    async def open_conversations(port: int, turns: int) -> Opened:
        chats = [await _open_conversation(port) for _ in range(-(-turns // length))]
        asked = [question for _ in chats for question in next(waiting)]

        async def ask() -> list[float]:
            took: list[float] = []
            for number in range(turns):
                chat = chats[number // length]
                start = time.perf_counter()
                frame = {"type": "message", "client_id": str(number), "text": asked[number]}
                await chat.send(json.dumps(frame))
                while (await _until(chat, "message"))["author"] != "assistant":
                    pass
                took.append(time.perf_counter() - start)
            return took

        return Opened(ask, chats)

    return open_conversations


async def _open_conversation(port: int) -> ClientConnection:
    session = await asyncio.to_thread(open_session, port)
    chat = await connect(f"ws://127.0.0.1:{port}/v1/web/socket", compression=None)
    await chat.send(json.dumps({"type": "hello", "token": session["token"]}))
    await _until(chat, "ready")
    return chat


async def open_echo(port: int, turns: int) -> Opened:
    """The floor's customer."""
    echo = await connect(f"ws://127.0.0.1:{port}", compression=None)

    async def ask() -> list[float]:
        took = []
        for number in range(turns):
            start = time.perf_counter()
            question = QUESTIONS[number % len(QUESTIONS)]
            await echo.send(json.dumps({"type": "message", "text": question}))
            await echo.recv()
            took.append(time.perf_counter() - start)
        return took

    return Opened(ask, [echo])


class Subject:
    """Customers of a serving process, and what their turns have cost so far. Conversations are
    opened before a slice is measured: opening one is no turn, and counted by itself."""

    def __init__(self, customer: Open, process: int, port: int) -> None:
        self._open = customer
        self._process = process
        self._port = port
        self._took: list[float] = []
        self._cpu = 0.0
        self._wall = 0.0
        self._opened = 0
        self._opening_cpu = 0.0

    def warm_up(self) -> None:
        asyncio.run(self._all_at_once(len(QUESTIONS) * 2, counted=False))

    def measure(self, turns: int) -> None:
        """One slice: `turns` turns by some customers at once."""
        asyncio.run(self._all_at_once(turns // CLIENTS))

    def cost(self) -> Cost:
        took, turns = sorted(self._took), len(self._took)
        return Cost(
            turns=turns,
            cpu_ms=round(1000 * self._cpu / turns, 3),
            p50_ms=round(1000 * took[turns // 2], 2),
            p99_ms=round(1000 * took[int(turns * 0.99)], 2),
            turns_per_second=round(turns / self._wall, 1),
            opening_cpu_ms=round(1000 * self._opening_cpu / self._opened, 3),
        )

    async def _all_at_once(self, each: int, *, counted: bool = True) -> None:
        before = cpu_seconds(self._process)
        opened = await asyncio.gather(*(self._open(self._port, each) for _ in range(CLIENTS)))
        cpu, start = cpu_seconds(self._process), time.perf_counter()
        runs = await asyncio.gather(*(one.ask() for one in opened))
        wall, after = time.perf_counter() - start, cpu_seconds(self._process)
        sockets = [socket for one in opened for socket in one.sockets]
        await asyncio.gather(*(socket.close() for socket in sockets))
        if counted:
            self._took += [took for run in runs for took in run]
            self._wall += wall
            self._cpu += after - cpu
            self._opened += len(sockets)
            self._opening_cpu += cpu - before


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
    scales = tuple(dict.fromkeys(args.scale))  # a size named twice is measured once
    with tempfile.TemporaryDirectory() as folder:
        urls = {scale: f"sqlite:///{folder}/{scale}/bench.db" for scale in scales}
        floor_at = ["--sqlite", f"{folder}/floor.db"]
        report["sqlite"] = _beside_floor(urls, floor_at, args.turns)
    if args.postgres:
        with ExitStack() as databases:
            urls = {
                scale: databases.enter_context(database_on(args.postgres, scale))
                for scale in scales
            }
            floor_at = ["--postgres", args.postgres]
            report["postgresql"] = _beside_floor(urls, floor_at, args.turns)
    print(json.dumps(report, indent=2) if args.json else _table(report))
    return 0


def _beside_floor(
    urls: Mapping[int, str], floor_at: list[str], turns: int
) -> dict[str, dict[str, Any]]:
    """The floor and the product on logs of each scale, all in slices by turns: with the questions
    as they are, with those alone about which the encoder is not asked, and with such of any
    service and place, of which little was read before."""
    settled = easy(QUESTIONS)
    alike = f"{len(QUESTIONS) - len(settled)} of {len(QUESTIONS)} ask the encoder"
    with ExitStack() as running:
        subjects = {"floor": Subject(open_echo, *running.enter_context(floor(floor_at)))}
        for scale, url in urls.items():
            at = running.enter_context(product(url, scale))
            kinds: dict[str, Sequence[Sequence[str]]] = {
                alike: [QUESTIONS],
                "none asks the encoder": [settled],
                "none does, services and places drawn": drawn_scripts(url),
            }
            for kind, scripts in kinds.items():
                name = f"turn, {kind}; {scale * 1192:,} logged messages"
                subjects[name] = Subject(customers(scripts), *at)
        for subject in subjects.values():
            subject.warm_up()
        for _ in range(SLICES):
            for name, subject in subjects.items():
                subject.measure(turns // SLICES * (FLOOR_TURNS if name == "floor" else 1))
    least = subjects["floor"].cost()
    costs = {name: subject.cost() for name, subject in subjects.items()}
    return {
        name: {**asdict(cost), "cpu_ratio": round(cost.cpu_ms / least.cpu_ms, 1)}
        for name, cost in costs.items()
    }


def _table(report: Mapping[str, Mapping[str, Any]]) -> str:
    columns = {
        "CPU ms": "cpu_ms",
        "floors": "cpu_ratio",
        "p50 ms": "p50_ms",
        "p99 ms": "p99_ms",
        "turns/s": "turns_per_second",
        "opening ms": "opening_cpu_ms",
    }
    lines = []
    for database, costs in report.items():
        lines.append(f"{database:68}" + "".join(f"{title:>11}" for title in columns))
        for name, cost in costs.items():
            lines.append(f"  {name:66}" + "".join(f"{cost[key]:>11}" for key in columns.values()))
    return "\n".join(lines)


def add_kind(kinds: Any) -> None:
    turns = kinds.add_parser("turns", help="the cost of one full turn")
    turns.add_argument("--turns", type=at_least(SLICES * CLIENTS), default=1600)
    turns.add_argument("--scale", type=count, nargs="+", default=[1])
    turns.add_argument(
        "--postgres", default=os.environ.get("CONVERGE_TEST_POSTGRES_URL"), help="a server's URL"
    )
    turns.add_argument("--json", action="store_true")
    turns.set_defaults(run=run)
