"""What commands on runs refuse, each in a line and with the code that says so: values that make no
sense, files that are no run, files that were read and would be overwritten."""

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.runs import Measure, RunRow, write_run
from tests.evals.test_metrics import GOOD, written
from tests.evals.test_runs import HEAD, run_of


def test_a_run_that_cannot_be_written_ends_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = written(tmp_path, GOOD)
    (tmp_path / "file").write_text("in the way")
    assert main(["metrics", "--data", data, "--run", str(tmp_path / "file" / "run.json")]) == 2
    assert "run.json" in capsys.readouterr().err


def test_one_row_makes_nothing_sure(tmp_path: Path) -> None:
    rows = [RunRow(key="1", measures={"grounding": Measure(score=1.0)})]
    write_run(tmp_path / "one", HEAD, rows)
    one = str(tmp_path / "one")
    assert main(["gate", one, "--fail-under", "grounding.mean=0.5"]) == 3
    assert main(["gate", one, "--baseline", one]) == 3
    assert main(["compare", one, one]) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (
            ("--fail-under", "grounding.charm=0.9"),
            2,
            "there is grounding.auroc, grounding.bacc, grounding.f1",
        ),
        (("--fail-under", "grounding.auroc@language=fr=0.9"), 2, "no row has language=fr"),
        (("--fail-under", "grounding.auroc@language=hi=0.9"), 3, ""),
        ((), 2, "--fail-under"),
        (("--baseline", "absent.json"), 2, "absent.json"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_in_one_line(
    sample_run: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    word: str,
) -> None:
    assert main(["gate", str(sample_run), *arguments]) == code
    assert word in capsys.readouterr().err


def test_a_file_that_is_no_run_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"rows": 7}')
    for arguments in (
        ["gate", str(wrong), "--fail-under", "a.mean=1"],
        ["compare", str(wrong), str(wrong)],
        ["report", str(wrong), "--html", str(tmp_path / "page.html")],
    ):
        assert main(arguments) == 2
        assert "wrong.json: not a run" in capsys.readouterr().err
    empty = run_of(tmp_path, "empty", [])
    assert main(["compare", empty, empty]) == 3
    assert main(["report", empty, "--html", str(tmp_path / "page.html")]) == 3


def test_a_report_does_not_take_the_place_of_its_run(
    sample_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sample_run.read_bytes()
    for option in ("--html", "--markdown"):
        assert main(["report", str(sample_run), option, str(sample_run)]) == 2
        assert "take the place" in capsys.readouterr().err
    assert sample_run.read_bytes() == before


def test_a_run_with_something_else_for_evidence_is_none(
    sample_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = json.loads(sample_run.read_text("utf-8"))
    changed["rows"][0]["shown"]["evidence"] = [{"text": "of nowhere"}]
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(changed), "utf-8")
    assert main(["report", str(path), "--html", str(tmp_path / "page.html")]) == 2
    assert "not a run: rows.0.shown.evidence.0.source" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["gate", "run.json", "--baseline", "run.json", "--tolerance", "nan"],
        ["gate", "run.json", "--fail-under", "grounding.auroc=nan"],
        ["report", "run.json", "--html", "page.html", "--cases", "-5"],
        ["mutation", "--per-kind", "0"],
        ["score", "--workers", "0"],
        ["bench", "turns", "--turns", "50"],
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert f"evals {arguments[0]}" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutation", "--data", "nowhere"]) == 2
    assert "nowhere: no such folder" in capsys.readouterr().err


def test_ids_that_are_not_unique_pair_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, run = tmp_path / "rows.jsonl", str(tmp_path / "run.json")
    row = {"id": "c1", "question": "How much?", "evidence": [], "answer": "It costs ₹1,399."}
    data.write_text("\n".join([json.dumps(row)] * 3), "utf-8")
    assert main(["metrics", "--data", str(data), "--run", run]) == 0
    capsys.readouterr()
    assert main(["compare", run, run]) == 2
    assert "1 ids are not unique, 'c1'" in capsys.readouterr().err
    assert main(["gate", run, "--baseline", run]) == 2


def test_a_run_does_not_take_the_place_of_its_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = Path(written(tmp_path, GOOD))
    before = data.read_bytes()
    for command in (
        ["metrics", "--data", str(data), "--run"],
        ["score", "--input", str(data), "--workers", "1", "--run"],
        ["score", "--input", str(data), "--workers", "1", "--output"],
    ):
        assert main([*command, str(data)]) == 2
        assert f"take the place of {data}" in capsys.readouterr().err
        assert data.read_bytes() == before
