"""The metrics command, and its figures against values worked out by hand."""

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.statistics import auroc, decisions, spearman, wilson

GOOD = {
    "question": "price of AC Repair?",
    "evidence": [{"source": "rate_cards#1", "fields": {"service": "AC Repair", "price": "1299"}}],
    "answer": "AC Repair is ₹1,299.",
    "grounded": 1,
    "lang": "en",
}
BAD = GOOD | {"answer": "AC Repair is ₹1,399.", "grounded": 0, "error_kind": "amount"}


def written(tmp_path: Path, *lines: object) -> str:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    )
    return str(path)


def test_figures_agree_with_values_worked_out_by_hand() -> None:
    # pairs (bad, good): .9>.8 .9>.3 .4<.8 .4>.3 -> 3 of 4
    assert auroc([True, True, False, False], [0.9, 0.4, 0.8, 0.3]) == pytest.approx(0.75)
    assert auroc([True, False], [0.5, 0.5]) == pytest.approx(0.5)
    assert spearman([1, 2, 3], [1, 3, 2]) == pytest.approx(0.5)
    found = decisions([True, True, False, False], [True, False, True, False])
    assert found == {"bacc": 0.5, "f1": 0.5, "accuracy": 0.5}
    assert wilson(97, 100) == pytest.approx((0.9155, 0.9897), abs=1e-3)


def test_what_cannot_be_computed_is_none() -> None:
    assert auroc([True, True], [0.1, 0.2]) is None
    assert spearman([1, 1], [1, 2]) is None
    assert decisions([False], [False])["bacc"] is None


def test_metrics_are_printed_as_one_json_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["metrics", "--data", written(tmp_path, GOOD, BAD), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["metrics"]["grounding"]["auroc"] == 1.0
    assert found["metrics"]["grounding"]["n"] == found["metrics"]["grounding"]["N"] == 2
    assert found["metrics"]["faithfulness"]["N"] == 0
    assert found["by_error_kind"]["amount"]["called_bad"] == 1
    assert set(found["by_language"]) == {"en"}


def test_what_is_unscored_is_counted_and_not_called_bad(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thanks = GOOD | {"answer": "Thank you!"}
    assert main(["metrics", "--data", written(tmp_path, GOOD, BAD, thanks), "--json"]) == 0
    grounding = json.loads(capsys.readouterr().out)["metrics"]["grounding"]
    assert (grounding["n"], grounding["N"]) == (2, 3)


@pytest.mark.parametrize(
    "line",
    [
        "{broken",
        "[1]",
        {"answer": "x", "evidence": []},
        GOOD | {"evidence": 3},
        GOOD | {"grounded": 7},
    ],
)
def test_a_wrong_row_is_named_by_line_and_ends_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: object
) -> None:
    assert main(["metrics", "--data", written(tmp_path, GOOD, line)]) == 2
    assert "rows.jsonl:2" in capsys.readouterr().err
