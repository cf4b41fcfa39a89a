"""`python -m evals month` at small size: the loop runs whole, and what is told of it adds up."""

import io
import json
from contextlib import redirect_stdout
from typing import Any

import pytest

from evals.__main__ import main
from evals.bench.scorer import exchanges, measure, measure_closely
from evals.month.command import missed_targets
from evals.rows import Row


@pytest.fixture(scope="module")
def month() -> Any:
    """A month too short to learn much from, as the command tells it."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["month", "--turns", "160", "--runs", "20", "--json"]) in (0, 1)
    return json.loads(out.getvalue())


def test_the_budget_is_spent_and_no_more(month: Any) -> None:
    assert 0.04 * month["turns"] <= month["reviewed"] <= 0.05 * month["turns"]
    ways = month["harm"]
    assert {ways[name]["reviewed"] for name in ("random", "lowest_score_first")} == {
        month["reviewed"]
    }
    assert ways["oracle_harm_rupees"] <= ways["all_harm_rupees"]
    assert ways["queue"]["share"] >= ways["random"]["share"]


def test_every_fault_is_of_a_kind_and_counted(month: Any) -> None:
    assert sum(n for n, _ in month["unseen_by_kind"].values()) == month["faulty"]
    assert 0.04 <= month["faulty"] / month["turns"] <= 0.08


def test_what_is_missed_is_told(month: Any) -> None:
    assert month["missed_targets"] == missed_targets(month)
    assert any("calibration" in one or "proposed" in one for one in month["missed_targets"])


def test_the_cost_of_scoring_is_told_beside_a_floor() -> None:
    found = measure(40)
    assert found["turns"] == 40
    assert found["cpu_ms"]["p50"] <= found["cpu_ms"]["p99"]
    assert found["peak_memory_mb"] > 0


def test_the_cost_of_judging_closely_is_told_beside_the_networks_asked() -> None:
    turns = [Row.model_validate_json(line).exchange() for line in exchanges(6)]
    found = measure_closely(turns, 1)
    assert found["turns"] == 6
    assert any("reader-4" in version for version in found["scorer_versions"])
    assert found["bare_networks_cpu_ms_a_turn"] > 0
    assert found["runs_a_turn"] > 0
