"""A server process that can be killed and started again on the same database."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

START_SECONDS = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`python -m channels serve` on a database that stands and is seeded."""

    def __init__(
        self, database_url: str, port: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self.address = f"127.0.0.1:{port}"
        self._port = port
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

    def start(self) -> None:
        """Start, and come back once it is ready."""
        command = [sys.executable, "-m", "channels", "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError("the server does not start")
            time.sleep(0.05)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self.address}/readyz", timeout=1):
                return True
        except OSError:
            return False
