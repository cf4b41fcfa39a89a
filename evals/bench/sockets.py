"""Many sockets, beside a bare server's in the same run: what an idle one costs; a storm, in which
all are dropped at once and come back, each with the last line it has; and peers that die silently.

Says what was measured; knows no good or bad.
"""

import argparse
import asyncio
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from evals.bench.dead import PEERS, notice_seconds
from evals.bench.processes import bare, product
from evals.bench.turns import open_session
from evals.options import count

AT_ONCE = 50
"""Handshakes under way at a time."""


@dataclass(frozen=True, slots=True)
class Held:
    """Open sockets: what each costs in the serving process, and how long all took to come."""

    sockets: int
    idle_kib: float
    open_seconds: float
    back_seconds: float
    gaps: int
    doubles: int


def run(args: argparse.Namespace) -> int:
    """`python -m evals bench sockets`."""
    with tempfile.TemporaryDirectory() as folder:
        with bare() as (process, port):
            tokens = [""] * args.sockets
            floor = asyncio.run(_hold(f"ws://127.0.0.1:{port}", process, tokens, talk=False))
        with product(f"sqlite:///{folder}/bench.db", 1) as (process, port):
            tokens = [open_session(port)["token"] for _ in range(args.sockets)]
            address = f"ws://127.0.0.1:{port}/v1/web/socket"
            full = asyncio.run(_hold(address, process, tokens, talk=True))
            noticed = notice_seconds(port)
    report = {"product": asdict(full), "bare server": asdict(floor)}
    if args.json:
        print(json.dumps({**report, "dead_peers_noticed_seconds": noticed}, indent=2))
    else:
        print(_table(report))
        print(f"{2 * PEERS} dead peers, half of them in the middle of a replay: noticed", end=" ")
        print(f"within {noticed} s")
    return 0


async def _hold(address: str, process: int, tokens: list[str], *, talk: bool) -> Held:
    limit = asyncio.Semaphore(AT_ONCE)

    async def enter(token: str, last_seq: int) -> tuple[ClientConnection, list[int]]:
        """A socket after its `ready`, and the lines that came before."""
        async with limit:
            socket = await connect(address, compression=None, ping_interval=None, open_timeout=60)
            hello = {"type": "hello", "token": token, "last_seq": last_seq}
            await socket.send(json.dumps(hello))
            seqs = []
            while (frame := json.loads(await socket.recv()))["type"] != "ready":
                seqs.append(frame["seq"])
            return socket, seqs

    async def say(socket: ClientConnection) -> None:
        async with limit:
            frame = {"type": "message", "client_id": "1", "text": "hello"}
            await socket.send(json.dumps(frame))
            while json.loads(await socket.recv()).get("author") != "assistant":
                pass

    before, start = resident_kib(process), time.perf_counter()
    opened = [one for one, _ in await asyncio.gather(*(enter(token, 0) for token in tokens))]
    took, held = time.perf_counter() - start, resident_kib(process) - before
    if talk:
        await asyncio.gather(*map(say, opened))
    for socket in opened:
        socket.transport.abort()
    start = time.perf_counter()
    back = await asyncio.gather(*(enter(token, 1) for token in tokens))
    back_took = time.perf_counter() - start
    wanted = [2] if talk else []
    gaps = sum(not set(wanted) <= set(seqs) for _, seqs in back)
    doubles = sum(len(seqs) > len(set(seqs)) for _, seqs in back)
    await asyncio.gather(*(socket.close() for socket, _ in back))
    return Held(
        sockets=len(tokens),
        idle_kib=round(held / len(tokens), 1),
        open_seconds=round(took, 1),
        back_seconds=round(back_took, 1),
        gaps=gaps,
        doubles=doubles,
    )


def resident_kib(process: int) -> int:
    """Resident memory of a process (Linux /proc, proc(5))."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _table(report: dict[str, Any]) -> str:
    head = f"{'':14}{'sockets':>8}{'KiB each':>10}{'open s':>8}{'back s':>8}"
    lines = [f"{head}{'gaps':>6}{'doubles':>9}"]
    for name, held in report.items():
        lines.append(
            f"{name:14}{held['sockets']:8}{held['idle_kib']:10}{held['open_seconds']:8}"
            f"{held['back_seconds']:8}{held['gaps']:6}{held['doubles']:9}"
        )
    return "\n".join(lines)


def add_kind(kinds: Any) -> None:
    sockets = kinds.add_parser("sockets", help="idle cost of a socket, and a storm of reconnects")
    sockets.add_argument("--sockets", type=count, default=2000)
    sockets.add_argument("--json", action="store_true")
    sockets.set_defaults(run=run)
