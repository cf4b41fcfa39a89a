"""Processes of the product that can be killed and started again on the same database."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Process:
    """`python -m channels ...` on a database that stands and is seeded."""

    def __init__(
        self, database_url: str, command: Sequence[str], environment: Mapping[str, str] | None
    ) -> None:
        self._command = [sys.executable, "-m", "channels", *command]
        self._environment = {
            **os.environ,
            "CONVERGE_DATABASE_URL": database_url,
            "CONVERGE_DEMO": "true",
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def launch(self) -> None:
        """Start, and do not wait for it."""
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdout=subprocess.PIPE
        )

    def start(self) -> None:
        """Start, and come back once it is ready."""
        self.launch()
        assert self._process is not None
        assert self._process.stdout is not None
        while not self._says_ready(self._process.stdout.readline()):
            if self._process.poll() is not None:
                raise RuntimeError(f"{self._command} does not start")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def _says_ready(self, line: bytes) -> bool:
        raise NotImplementedError


class Server(Process):
    """A web process."""

    def __init__(
        self, database_url: str, port: int, environment: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(database_url, ["serve", "--port", str(port)], environment)
        self.address = f"127.0.0.1:{port}"

    def _says_ready(self, line: bytes) -> bool:
        return line.startswith(b"Chat ")


class Worker(Process):
    """A worker."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url, ["worker"], None)

    def _says_ready(self, line: bytes) -> bool:
        return line == b"Working\n"
