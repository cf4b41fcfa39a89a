"""What the stand-in can swear to: every message that it took, every webhook that was answered 200.

A line of JSON each, on the disk before anything follows from it. Without a file nothing is kept.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime
from typing import TextIO

from channels.whatsapp.simulator.notices import Json


class Ledger:
    """`{"at", "taken": name, "body": message}` and `{"at", "acknowledged": [names]}`, in which a
    status goes by `name:status`."""

    def __init__(self, file: TextIO | None, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._clock = clock

    def take(self, name: str, body: Json) -> None:
        """A message was taken; to be called before the Graph API says so."""
        self._write({"taken": name, "body": body})

    def acknowledge(self, webhook: Json) -> None:
        """A webhook was answered 200."""
        value = webhook["entry"][0]["changes"][0]["value"]
        said = [one["id"] for one in value.get("messages", ())]
        told = [f"{one['id']}:{one['status']}" for one in value.get("statuses", ())]
        self._write({"acknowledged": said + told})

    def _write(self, line: Json) -> None:
        if self._file is not None:
            entry = {"at": self._clock().timestamp(), **line}
            self._file.write(json.dumps(entry) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
