"""Commands whose output nobody reads to the end: `python -m evals --help | head -1`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import Engine
from tests.store.marketplace import build_marketplace


def end_unread(*command: str, **environment: str) -> tuple[int, str]:
    """Exit code and stderr of a command whose reader is gone before the first line."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", *command],
            stdout=writer,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
            check=False,
        )
    finally:
        os.close(writer)
    return ended.returncode, ended.stderr


@pytest.mark.parametrize(
    "command", [("store", "--help"), ("channels", "config"), ("evals", "--help")]
)
def test_a_command_ends_quietly_when_its_reader_has_left(command: tuple[str, ...]) -> None:
    assert end_unread(*command, CONVERGE_DEMO="true") == (141, "")


def test_a_command_that_tells_trouble_with_files_takes_no_closed_pipe_for_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"question": "hi", "evidence": [], "answer": "Hello!", "grounded": 1}\n')
    code, told = end_unread("evals", "metrics", "--json", "--data", str(path))
    assert code == 141
    assert "Broken pipe" not in told
    assert "Traceback" not in told


def test_the_exit_code_of_a_command_that_is_read_is_its_own(sqlite_engine: Engine) -> None:
    url = sqlite_engine.fresh(build_marketplace)
    code, _ = end_unread("store", "verify", CONVERGE_DATABASE_URL=url)
    assert code == 141
    read = subprocess.run(
        [sys.executable, "-m", "store", "verify"],
        capture_output=True,
        env={**os.environ, "CONVERGE_DATABASE_URL": url},
        text=True,
        check=False,
    )
    assert (read.returncode, read.stdout) == (0, "every rule holds\n")
