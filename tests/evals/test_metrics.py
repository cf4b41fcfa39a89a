"""`python -m evals metrics`: figures from labelled answers, and a clear word about wrong rows."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.rows import Row, read_jsonl

GOOD: dict[str, Any] = {
    "question": "price of AC Repair?",
    "evidence": [{"source": "rate_cards#1", "fields": {"service": "AC Repair", "price": "1299"}}],
    "answer": "AC Repair is ₹1,299.",
    "grounded": 1,
    "lang": "en",
}
BAD = GOOD | {"answer": "AC Repair is ₹1,399.", "grounded": 0, "error_kind": "amount"}


def written(folder: Path, *lines: object) -> str:
    path = folder / "rows.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return str(path)


def figures(capsys: pytest.CaptureFixture[str], path: str) -> Any:
    assert main(["metrics", "--data", path, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_labelled_metric_has_all_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = figures(capsys, written(tmp_path, GOOD, BAD))
    grounding = found["metrics"]["grounding"]
    assert {name: grounding[name] for name in ("auroc", "bacc", "f1", "accuracy", "n", "N")} == {
        "auroc": 1.0, "bacc": 1.0, "f1": 1.0, "accuracy": 1.0, "n": 2, "N": 2,
    }  # fmt: skip
    assert found["by_error_kind"]["amount"]["detected"] == 1.0
    assert set(found["by_language"]) == {"en"}
    assert set(found["latency_ms"]) == {"p50", "p99"}


def test_a_metric_without_labels_has_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    relevancy = figures(capsys, written(tmp_path, GOOD, BAD))["metrics"]["relevancy"]
    assert relevancy["N"] == 0
    assert relevancy["auroc"] is None


def test_an_unscored_answer_counts_as_not_flagged_and_is_left_out_of_rankings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thanks = GOOD | {"answer": "Thank you!", "grounded": 0}
    grounding = figures(capsys, written(tmp_path, GOOD, BAD, thanks))["metrics"]["grounding"]
    assert (grounding["n"], grounding["N"]) == (2, 3)
    assert grounding["auroc"] == 1.0
    assert grounding["accuracy"] == pytest.approx(2 / 3, abs=1e-4)


def test_a_turn_is_bad_when_any_label_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed = BAD | {"faithful": True, "relevant": 1}
    turns = figures(capsys, written(tmp_path, GOOD, mixed))["metrics"]["bad_turn"]
    assert (turns["bad"], turns["N"]) == (1, 2)
    assert turns["accuracy"] == 1.0


def test_graded_labels_are_ranked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    half = BAD | {
        "answer": "AC Repair is ₹1,299. Before it was ₹1,777.", "grounded": 0.4,
    }  # fmt: skip
    found = figures(capsys, written(tmp_path, GOOD, half, BAD))["metrics"]["grounding"]
    assert found["spearman"] == pytest.approx(1.0)


def test_a_dialogue_asks_with_its_last_line_of_the_user(tmp_path: Path) -> None:
    asked = [
        {"speaker": "user", "text": "hello"},
        {"speaker": "agent", "text": "Hello! How can I help?"},
        {"speaker": "user", "text": "price of AC Repair?"},
    ]
    (row,) = read_jsonl(Path(written(tmp_path, GOOD | {"question": asked})), Row)
    exchange = row.exchange()
    assert exchange.question == "price of AC Repair?"
    assert exchange.context == (("user", "hello"), ("assistant", "Hello! How can I help?"))


def test_hinglish_is_also_called_hi_latn_and_an_unlabelled_answer_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD | {"lang": "hi-Latn"}, GOOD | {"lang": None})
    assert [row.language for row in read_jsonl(Path(path), Row)] == ["hinglish", "en"]


@pytest.mark.parametrize(
    "line",
    [
        "{broken",
        "[1]",
        {"answer": "x", "evidence": []},
        GOOD | {"evidence": 3},
        GOOD | {"evidence": [{"source": "empty"}]},
        GOOD | {"grounded": 7},
        GOOD | {"lang": "fr"},
    ],
)
def test_a_wrong_row_is_named_by_line_and_ends_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: object
) -> None:
    assert main(["metrics", "--data", written(tmp_path, GOOD, line)]) == 2
    error = capsys.readouterr().err
    assert "rows.jsonl:2" in error
    assert len(error.strip().splitlines()) == 1


def test_no_row_is_an_incomplete_run_and_no_file_a_wrong_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["metrics", "--data", written(tmp_path, "")]) == 3
    assert main(["metrics", "--data", str(tmp_path / "absent.jsonl")]) == 2
    assert "absent.jsonl" in capsys.readouterr().err


def test_the_table_is_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metrics", "--data", written(tmp_path, GOOD, BAD)]) == 0
    shown = capsys.readouterr().out
    assert "en grounding" in shown
    assert "latency ms" in shown


def test_figures_come_with_intervals_and_with_the_share_of_false_alarms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alarmed = GOOD | {"answer": "AC Repair is ₹1,299 and 40 % off."}
    grounding = figures(capsys, written(tmp_path, GOOD, GOOD, BAD, BAD, alarmed))["metrics"][
        "grounding"
    ]
    assert (grounding["detected"], grounding["false_alarms"]) == (1.0, 0.3333)
    for name in ("auroc", "spearman", "detected", "false_alarms"):
        low, high = grounding[f"{name}_interval"]
        assert low <= grounding[name] <= high


def test_without_labels_it_tells_what_the_scorers_make_of_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = [{k: v for k, v in row.items() if k != "grounded"} for row in (GOOD, BAD, GOOD)]
    path = written(tmp_path, *plain)
    assert main(["metrics", "--data", path]) == 0
    told = capsys.readouterr().out
    assert "1 of 3 under 0.965" in told
    assert "no labels" in told
    assert figures(capsys, path)["answers"]["grounding"]["flagged"] == 1


def test_few_rows_told_apart_without_a_slip_are_not_sure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = figures(capsys, written(tmp_path, *[GOOD] * 20, *[BAD] * 4))["metrics"]["grounding"]
    assert found["auroc"] == 1.0
    low, high = found["auroc_interval"]
    assert low == pytest.approx(0.51, abs=0.01)  # Wilson's for 4 of 4
    assert high == 1.0


def test_a_turn_is_scored_alike_in_every_process(tmp_path: Path) -> None:
    """Sets have an order of their own in each process; no score may hang on it."""
    twins = Path("evals/data/twins/z.jsonl").read_text(encoding="utf-8").splitlines()
    data = written(tmp_path, *[line for line in twins if '"id": "z-044' in line])
    rows = []
    for seed in ("1", "2"):
        run = tmp_path / f"{seed}.json"
        command = [sys.executable, "-m", "evals", "metrics", "--data", data, "--run", str(run)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        rows.append(json.loads(run.read_text(encoding="utf-8"))["rows"])
    assert len(rows[0]) > 2
    assert rows[0] == rows[1]
