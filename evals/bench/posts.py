"""Posts requests at a fixed rate, whatever the server does: an open loop, in a process other than
the server's. A post's time counts from when it was due, so a server that stalls cannot hide it.

Requests are made beforehand and written to plain connections, so that the generator takes little of
the machine from the server it measures.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """Times in milliseconds from when a POST was due until its answer; `refused` had none within a
    minute, or another than 200."""

    posts: int
    refused: int
    p50_ms: float
    p99_ms: float
    max_ms: float


def request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def post_at(port: int, rate: float, requests: Sequence[bytes]) -> Load:
    """Post the requests, `rate` of them a second."""
    took: list[float] = []
    refused = 0
    idle: list[Connection] = []

    async def post(raw: bytes, due: float) -> None:
        nonlocal refused
        try:
            async with asyncio.timeout(PATIENCE):
                status = await _post(port, idle, raw)
        except (OSError, EOFError, TimeoutError):
            status = 0
        refused += status != 200
        took.append(time.perf_counter() - due)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, raw in enumerate(requests):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(post(raw, due))
    for _, writer in idle:
        writer.close()
    took.sort()
    p50, p99, most = (round(1000 * took[int(len(took) * s)], 1) for s in (0.5, 0.99, 1 - 1e-9))
    return Load(len(took), refused, p50, p99, most)


async def _post(port: int, idle: list[Connection], raw: bytes) -> int:
    """The status of the answer; on a connection that was idle, or a new one."""
    while idle:
        connection = idle.pop()
        try:
            return await _ask(connection, idle, raw)
        except (OSError, EOFError):  # the server had closed it
            continue
    return await _ask(await asyncio.open_connection("127.0.0.1", port), idle, raw)


async def _ask(connection: Connection, idle: list[Connection], raw: bytes) -> int:
    reader, writer = connection
    writer.write(raw)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    await reader.readexactly(length)
    idle.append(connection)
    return int(head.split(b" ", 2)[1])
