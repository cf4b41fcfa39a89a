"""Results of an evaluation kept as one JSON file: what was judged, by which versions, row by row.

A run says where it came from (data hash, seed, scorer and router version, code revision), so that
two of them can be compared and a third person can make it again. Written in one piece or not at
all; rows are streamed, so a run may be longer than memory. Judges nothing itself.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

_CHUNK = 1 << 20


class RunError(ValueError):
    """A file is no run, or cannot be written; says which and why."""


class Measure(BaseModel):
    """What one metric made of a row; what is None was not measured.

    `score` is higher for better answers, `flagged` the decision at the shipped threshold, `bad`
    what people say of the answer, `right` whether the two agree (or simply: whether it passed).
    """

    model_config = ConfigDict(frozen=True)

    score: float | None = None
    flagged: bool | None = None
    bad: bool | None = None
    right: bool | None = None


class Reasoned(BaseModel):
    """Why a metric said so, of one claim."""

    model_config = ConfigDict(frozen=True)

    metric: str
    verdict: str
    kind: str
    claim: str
    expected: str | None = None
    source: str | None = None


class ShownEvidence(BaseModel):
    """A row of fields or a passage, as people need to see it."""

    model_config = ConfigDict(frozen=True)

    source: str
    fields: dict[str, Any] = {}
    text: str | None = None


class Shown(BaseModel):
    """A row as people need to see it."""

    model_config = ConfigDict(frozen=True)

    question: str
    answer: str
    evidence: tuple[ShownEvidence, ...] = ()
    reasons: tuple[Reasoned, ...] = ()


class RunRow(BaseModel):
    """One judged row. `key` names it in every run on the same data; `slices` say what it belongs
    to ("language": "hi"); measures by metric."""

    model_config = ConfigDict(frozen=True)

    key: str
    slices: dict[str, str] = {}
    measures: dict[str, Measure]
    shown: Shown | None = None


class RunHead(BaseModel):
    """Where a run came from and what it found in all."""

    model_config = ConfigDict(frozen=True)

    command: str
    data: str
    data_hash: str
    seed: int | None = None
    scorer_version: str | None = None
    router_version: str | None = None
    revision: str
    figures: dict[str, Any] = {}


class Run(RunHead):
    """A run with all its rows in memory."""

    rows: tuple[RunRow, ...]


def add_run_option(parser: argparse.ArgumentParser) -> None:
    """Lets a command keep what it found."""
    parser.add_argument(
        "--run", dest="run_file", type=Path, metavar="FILE", help="keep the result, row by row"
    )


def keep_run(
    file: Path | None,
    rows: Iterable[RunRow],
    *,
    command: str,
    data: Path,
    figures: dict[str, Any],
    scorer: str | None = None,
    router: str | None = None,
) -> bool:
    """Keep a run of data in files where one was asked for; False, and a line on stderr, when it
    cannot be written."""
    if file is None:
        return True
    head = RunHead(
        command=command,
        data=str(data),
        data_hash=hash_of(data),
        scorer_version=scorer,
        router_version=router,
        revision=code_revision(),
        figures=figures,
    )
    try:
        keep_apart(file, "--run", data)
        write_run(file, head, rows)
    except RunError as error:
        print(f"evals {command}: {error}", file=sys.stderr)
        return False
    return True


def keep_apart(written: Path | None, option: str, *read: Path) -> None:
    """See that what is written does not take the place of what was read.

    Raises:
        RunError: it would.
    """
    for path in read:
        if written is not None and written.exists() and path.exists() and written.samefile(path):
            raise RunError(f"{option} {written} would take the place of {path}")


def write_run(path: Path, head: RunHead, rows: Iterable[RunRow]) -> None:
    """Keep a run; the file appears whole, in place of an older one.

    Raises:
        RunError: the file cannot be written.
    """
    write_lines(path, head, (row.model_dump_json(exclude_defaults=True) for row in rows))


def write_lines(path: Path, head: RunHead, rows: Iterable[str]) -> None:
    """Keep a run whose rows are JSON already.

    Raises:
        RunError: the file cannot be written.
    """
    if path.is_dir():
        raise RunError(f"{path}: a folder, no file")
    half = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with half.open("w", encoding="utf-8") as file:
            file.write(head.model_dump_json(exclude_none=True)[:-1] + ',"rows":[')
            before = "\n"
            for row in rows:
                file.write(before + row)
                before = ",\n"
            file.write("\n]}\n")
        half.replace(path)
    except OSError as error:
        with suppress(OSError):
            half.unlink()
        raise RunError(f"{path}: {error.strerror}") from error


def read_run(path: Path) -> Run:
    """A run with all its rows.

    Raises:
        RunError: the file cannot be read or is no run.
    """
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RunError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise RunError(f"{path}: not a run: {place or 'file'}: {first['msg']}") from error


def hash_of(path: Path) -> str:
    """What a file, or all files of a folder, are recognised by.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    for file in files:
        for chunk in _chunks(file):
            digest.update(chunk)
    return digest.hexdigest()[:16]


def hash_of_values(values: Any) -> str:
    """What data that stands in no file is recognised by."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def code_revision() -> str:
    """The commit of this code, "+" behind it when files differ from it; without a repository the
    installed version."""
    git = shutil.which("git")
    home = Path(__file__).parent
    if git is not None and _git(git, home, "ls-files", "--error-unmatch", __file__) is not None:
        commit = _git(git, home, "rev-parse", "--short=12", "HEAD")
        if commit:
            return commit + ("+" if _git(git, home, "status", "--porcelain", "-uno") else "")
    try:
        return f"version {version('converge-assistant')}"
    except PackageNotFoundError:
        return "unknown"


def _git(git: str, home: Path, *arguments: str) -> str | None:
    done = subprocess.run(  # noqa: S603  fixed words about our own files
        (git, *arguments), cwd=home, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk
