"""Processes of the product that can be killed and started again on the same database, and the
platform's stand-in, which outlives them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx


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
    """`python -m channels ...`, which dies where it is told to (`tests.chaos.edges`)."""

    def __init__(
        self, ground: Ground, command: Sequence[str], extra: Mapping[str, str] | None = None
    ) -> None:
        self.kind = command[0]
        entry = [sys.executable, "-m", "tests.chaos.edges", str(ground.folder)]
        self._command = [*entry, *command]
        self._environment = {**ground.environment, **(extra or {})}
        self._log = ground.folder / f"{self.kind}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False

    def launch(self) -> None:
        """Start, and do not wait for it."""
        self._is_ready = False
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=subprocess.PIPE, stderr=log
            )

    def wait_until_ready(self) -> None:
        """Come back once it is ready.

        Raises:
            RuntimeError: it ended instead.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        while not self._is_ready:
            line = self._process.stdout.readline()
            if not line:
                raise RuntimeError(f"{self._command} does not start, see {self._log}")
            self._is_ready = self._says_ready(line)

    def is_dead(self) -> bool:
        """Whether it was killed; that it ended otherwise is an error."""
        code = self._process.poll() if self._process else None
        if code not in (None, -signal.SIGKILL):
            raise RuntimeError(f"{self._command} ended with {code}, see {self._log}")
        return code is not None

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait()

    def _says_ready(self, line: bytes) -> bool:
        raise NotImplementedError


class Server(Process):
    """A web process."""

    def __init__(self, ground: Ground, port: int, extra: Mapping[str, str] | None = None) -> None:
        super().__init__(ground, ["serve", "--port", str(port)], extra)
        self.address = f"127.0.0.1:{port}"

    def _says_ready(self, line: bytes) -> bool:
        return line.startswith(b"Chat ")


class Worker(Process):
    """A worker."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, ["worker"])

    def _says_ready(self, line: bytes) -> bool:
        return line == b"Working\n"


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
