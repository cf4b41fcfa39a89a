"""Processes of the product that can be killed and started again on the same database, and the
platform's stand-in, which outlives them."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx

from tests.chaos.edges import run_command

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.chaos.edges"])
_NUMBERS = itertools.count(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an arrangement runs: its database, the folder that holds orders, ledgers and logs."""

    database_url: str
    folder: Path
    graph_port: int

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "CONVERGE_DATABASE_URL": self.database_url,
            "CONVERGE_DEMO": "true",
            "CONVERGE_WHATSAPP_GRAPH_URL": f"http://127.0.0.1:{self.graph_port}/v23.0",
        }


class Process:
    """`python -m channels ...`, which dies where it is told to (`tests.chaos.edges`).

    A fork of a process that has the program in memory, so that it is back soon; what the program
    makes of itself when it starts is made anew each time.
    """

    ready_line = ""

    def __init__(
        self, ground: Ground, command: Sequence[str], extra: Mapping[str, str] | None = None
    ) -> None:
        self.kind = command[0]
        self._output = ground.folder / f"{self.kind}-{next(_NUMBERS)}.log"
        environment = {**ground.environment, **(extra or {})}
        self._given = (ground.folder, tuple(command), environment, self._output)
        self._process: ForkServerProcess | None = None

    def launch(self) -> None:
        """Start, and do not wait for it."""
        self._output.unlink(missing_ok=True)
        self._process = _FORKS.Process(target=run_command, args=self._given)
        self._process.start()

    def wait_until_ready(self) -> None:
        """Come back once it is ready.

        Raises:
            RuntimeError: it ended instead.
        """
        assert self._process is not None
        while not (self._output.exists() and self.ready_line in self._output.read_text()):
            if self._process.exitcode is not None:
                raise RuntimeError(f"{self.kind} does not start, see {self._output}")
            time.sleep(0.02)

    def is_dead(self) -> bool:
        """Whether it was killed; that it ended otherwise is an error."""
        assert self._process is not None
        code = self._process.exitcode
        if code not in (None, -signal.SIGKILL):
            raise RuntimeError(f"{self.kind} ended with {code}, see {self._output}")
        return code is not None

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.join()

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.join()


class Server(Process):
    """A web process."""

    ready_line = "Terminal "

    def __init__(self, ground: Ground, port: int, extra: Mapping[str, str] | None = None) -> None:
        super().__init__(ground, ["serve", "--port", str(port)], extra)
        self.address = f"127.0.0.1:{port}"


class Worker(Process):
    """A worker."""

    ready_line = "Working\n"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, ["worker"])


@contextmanager
def platform(ground: Ground, webhook: str, ledger: Path) -> Iterator[str]:
    """The stand-in, which posts every webhook twice and in disorder; gives its address."""
    address = f"http://127.0.0.1:{ground.graph_port}"
    command = [sys.executable, "-m", "channels", "whatsapp-sim", "--webhook", webhook]
    command += ["--port", str(ground.graph_port), "--ledger", str(ledger)]
    with subprocess.Popen(
        command, env=ground.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _set_mail(address)
            yield address
        finally:
            process.terminate()


def _set_mail(address: str) -> None:
    for _ in range(300):
        try:
            mail = {"copies": 2, "disorder": 0.5}
            httpx.post(f"{address}/sim/mail", json=mail).raise_for_status()
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the platform's stand-in does not start")
