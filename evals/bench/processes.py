"""The processes and databases that benches measure: the product, a bare server, a floor, each a
process of its own on a port of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 120.0


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
    environment = _environment(database_url, extra or {})
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
def worker(database_url: str, extra: Mapping[str, str]) -> Iterator[None]:
    """A worker beside the product's web process."""
    command = [sys.executable, "-m", "channels", "worker"]
    environment = _environment(database_url, extra)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        try:
            if process.stdout is None or not process.stdout.readline():
                raise RuntimeError("the worker does not start")
            yield
        finally:
            process.terminate()


def _environment(database_url: str, extra: Mapping[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        **extra,
        "CONVERGE_DATABASE_URL": database_url,
        "CONVERGE_DEMO": "true",
        "CONVERGE_FRAMES_PER_SECOND": "1000000",
    }


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


@contextmanager
def database_on(server: str, number: int = 0) -> Iterator[str]:
    """A database of our own on a server, one of several by its number; gives its URL."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is measured

    name = f"converge_bench_{os.getpid()}_{number}"
    with psycopg.connect(server, autocommit=True) as tx:
        tx.execute(f"CREATE DATABASE {name}")
    try:
        base, _, _ = server.rpartition("/")
        yield f"{base}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as tx:
            tx.execute(f"DROP DATABASE {name} WITH (FORCE)")
