"""Rows of a run that is not finished, kept so that it can go on after it was stopped anyhow.

One JSON line a row in a file beside the run, the first line saying which run it is. A line that was
cut off by the end of the process is dropped and made again. Refuses to go on with another's.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from evals.runs import RunError, RunHead

_IDENTITY = ("command", "data", "data_hash", "scorer_version")
_CHUNK = 1 << 20


class Progress:
    """The rows so far; use `open`."""

    def __init__(self, path: Path, file: BinaryIO, count: int) -> None:
        self._path, self._file = path, file
        self.count = count
        """How many rows there are."""

    @classmethod
    def open(cls, run_file: Path, head: RunHead) -> Self:
        """The rows of an earlier attempt at this very run, or none yet.

        Raises:
            RunError: there are some of another run, or the file cannot be written.
        """
        if run_file.is_dir():
            raise RunError(f"{run_file}: a folder, no file")
        path = run_file.with_name(f"{run_file.name}.part")
        told = json.dumps({name: getattr(head, name) for name in _IDENTITY}).encode() + b"\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("r+b" if path.exists() else "w+b")
            first = file.readline()
            if first != told:
                if first.endswith(b"\n") and file.read(1):
                    file.close()
                    raise RunError(f"{path}: holds another run; delete it to begin anew")
                file.seek(0)
                file.truncate()
                file.write(told)
                file.flush()
            return cls(path, file, _cut(file))
        except OSError as error:
            raise RunError(f"{path}: {error.strerror}") from error

    def add(self, rows: Iterable[str]) -> None:
        """Keep rows, surely from here on."""
        lines = [f"{row}\n".encode() for row in rows]
        self._file.write(b"".join(lines))
        self._file.flush()
        self.count += len(lines)

    def lines(self) -> Iterator[str]:
        """The rows as JSON, in order."""
        with self._path.open("rb") as file:
            file.readline()
            for line in file:
                yield line.decode().rstrip("\n")

    def key_before(self, last: int) -> int:
        """The key of the row before the last so many, as a number; 0 where there is none or it is
        no number."""
        place = self.count - last
        key = "0"
        for number, line in enumerate(self.lines(), 1):
            if number == place:
                key = str(json.loads(line)["key"])
                break
        return int(key) if key.isdigit() else 0

    def remove(self) -> None:
        """The run is whole, so nothing of this is needed."""
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def _cut(file: BinaryIO) -> int:
    """Drop what stands behind the last whole line and count the rows; the file is at its end."""
    file.seek(0)
    lines, end, at = 0, 0, 0
    while chunk := file.read(_CHUNK):
        lines += chunk.count(b"\n")
        last = chunk.rfind(b"\n")
        if last >= 0:
            end = at + last + 1
        at += len(chunk)
    file.seek(end)
    file.truncate()
    return lines - 1
