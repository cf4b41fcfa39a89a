"""A run of the shipped sample, as `metrics --run` keeps it."""

from pathlib import Path

import pytest

from evals.__main__ import main

SAMPLE = Path(__file__).parents[2] / "evals" / "data" / "sample.jsonl"


@pytest.fixture(scope="module")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "sample.json"
    assert main(["metrics", "--data", str(SAMPLE), "--run", str(path), "--json"]) == 0
    return path
