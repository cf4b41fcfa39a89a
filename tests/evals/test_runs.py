"""Runs kept as files: `--run`, `compare`, `gate` and `report`, as an engineer uses them."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.__main__ import main
from evals.gate import judge_baseline
from evals.measures import holm, mcnemar
from evals.runs import Measure, RunHead, RunRow, read_run, write_run
from tests.evals.conftest import SAMPLE
from tests.evals.test_metrics import BAD, GOOD, written

HEAD = RunHead(command="metrics", data="x", data_hash="h", revision="r")


def run_of(folder: Path, name: str, rights: list[bool]) -> str:
    """A run in which answers were judged rightly or wrongly, in this order."""
    rows = (
        RunRow(
            key=str(place),
            slices={"language": "en" if place % 2 else "hi"},
            measures={"passed": Measure(right=right)},
        )
        for place, right in enumerate(rights)
    )
    write_run(folder / name, HEAD, rows)
    return str(folder / name)


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_run_is_plain_json_that_says_where_it_came_from(sample_run: Path) -> None:
    document = json.loads(sample_run.read_text("utf-8"))
    assert {"command", "data", "data_hash", "scorer_version", "revision", "figures"} <= set(
        document
    )
    assert len(document["rows"]) == 12
    first = read_run(sample_run).rows[0]
    assert first.key == "c1"
    assert first.slices == {"language": "en", "intent": "price"}
    assert first.measures["grounding"].bad is False


def test_the_same_data_gives_the_same_rows(sample_run: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    assert main(["metrics", "--data", str(SAMPLE), "--run", str(again), "--json"]) == 0
    assert read_run(again).rows == read_run(sample_run).rows


def test_a_router_run_says_which_messages_were_read_rightly(tmp_path: Path) -> None:
    rows = [{"text": "hello", "lang": "en", "intent": "greet"},
            {"text": "hello", "lang": "en", "intent": "cancel"}]  # fmt: skip
    data, path = tmp_path / "rows.jsonl", tmp_path / "run.json"
    data.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["router", "--data", str(data), "--run", str(path), "--json"]) == 0
    assert [row.measures["intent"].right for row in read_run(path).rows] == [True, False]


def test_a_clear_gain_is_decisive_and_a_small_one_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = run_of(tmp_path, "a", [True] * 60 + [False] * 40)
    much = run_of(tmp_path, "b", [True] * 90 + [False] * 10)
    little = run_of(tmp_path, "c", [True] * 62 + [False] * 38)
    assert main(["compare", before, much, "--json"]) == 0
    clear = said(capsys)["metrics"]["passed.accuracy"]
    assert clear["verdict"] == "B is better"
    assert (clear["difference"], clear["n"]) == (0.3, 100)
    assert main(["compare", before, little, "--json"]) == 0
    assert said(capsys)["metrics"]["passed.accuracy"]["verdict"] == "not decisive"
    assert main(["compare", much, before]) == 0
    assert "A is better" in capsys.readouterr().out


def test_mcnemar_and_holm_as_worked_by_hand() -> None:
    one, other = run_pairs(better=8, worse=1)
    # 9 disagreements, 1 or fewer of them one way: (1 + 9) / 512, twice
    assert mcnemar(one, other) == pytest.approx(2 * 10 / 512)
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03})
    assert adjusted == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})


def run_pairs(better: int, worse: int) -> tuple[Any, Any]:
    one = np.array([0.0] * better + [1.0] * worse + [1.0] * 5)
    return one, np.array([1.0] * better + [0.0] * worse + [1.0] * 5)


def test_the_gate_judges_the_lower_bound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = run_of(tmp_path, "small", [True] * 9 + [False])
    large = run_of(tmp_path, "large", [True] * 900 + [False] * 100)
    assert main(["gate", small, "--fail-under", "passed.accuracy=0.8"]) == 1
    assert main(["gate", large, "--fail-under", "accuracy=0.8"]) == 0
    assert main(["gate", large, "--fail-under", "accuracy@language=hi=0.8", "--json"]) == 0
    assert '"passed": true' in capsys.readouterr().out


def test_the_gate_holds_a_run_against_a_baseline(tmp_path: Path) -> None:
    before = run_of(tmp_path, "a", [True] * 180 + [False] * 20)
    same = run_of(tmp_path, "b", [True] * 180 + [False] * 20)
    worse = run_of(tmp_path, "c", [True] * 160 + [False] * 40)
    assert main(["gate", same, "--baseline", before]) == 0
    assert main(["gate", worse, "--baseline", before, "--tolerance", "0.02"]) == 1
    assert main(["gate", worse, "--baseline", before, "--tolerance", "0.3"]) == 0


def test_the_report_is_one_page_that_loads_nothing(sample_run: Path, tmp_path: Path) -> None:
    page, text = tmp_path / "page.html", tmp_path / "page.md"
    assert main(["report", str(sample_run), "--html", str(page), "--markdown", str(text)]) == 0
    html = page.read_text("utf-8")
    assert not re.findall(r'(?:src|href)="', html)
    assert "<script" not in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")
    assert html.count("<svg") >= 3
    assert "n/N" in html
    for document in (html, text.read_text("utf-8")):
        assert "grounding.auroc" in document
        assert "9/12" in document
        assert "₹699" in document


def test_the_worst_cases_stand_first_and_nothing_of_them_is_markup(tmp_path: Path) -> None:
    sly = "<script>alert(1)</script> costs ₹1,399"
    rows = [
        GOOD,
        BAD | {"answer": sly},
        GOOD | {"answer": "AC Repair is ₹1,299, always, and we love you.", "grounded": 0},
    ]
    path, page = tmp_path / "run.json", tmp_path / "page.html"
    assert main(["metrics", "--data", written(tmp_path, *rows), "--run", str(path), "--json"]) == 0
    assert main(["report", str(path), "--html", str(page)]) == 0
    html = page.read_text("utf-8")
    assert "<script>alert" not in html
    assert html.index("missed") < html.index("Answered")


def test_what_no_page_may_hold_is_marked_in_it(tmp_path: Path) -> None:
    path, page = tmp_path / "run.json", tmp_path / "page.html"
    rows = written(tmp_path, BAD | {"answer": "AC Repair\0 is \x1b₹1,399."})
    assert main(["metrics", "--data", rows, "--run", str(path), "--json"]) == 0
    assert main(["report", str(path), "--html", str(page)]) == 0
    assert "AC Repair\N{REPLACEMENT CHARACTER} is" in page.read_text("utf-8")
    assert not {"\0", "\x1b"} & set(page.read_text("utf-8"))


def test_answers_without_labels_still_give_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = [{k: v for k, v in row.items() if k != "grounded"} for row in (GOOD, BAD)]
    path, page = tmp_path / "run.json", tmp_path / "page.html"
    assert main(["metrics", "--data", written(tmp_path, *plain), "--run", str(path)]) == 0
    assert main(["report", str(path), "--html", str(page)]) == 0
    html = page.read_text("utf-8")
    assert "grounding.mean" in html
    assert "flagged" in html
    assert "₹1,399" in html


def test_someone_elses_names_of_things_do_not_refuse_a_row(tmp_path: Path) -> None:
    odd = GOOD | {"id": 7, "intent": None, "channel": ["sms"]}
    path = tmp_path / "run.json"
    assert main(["metrics", "--data", written(tmp_path, odd), "--run", str(path), "--json"]) == 0
    (row,) = read_run(path).rows
    assert row.key == "7"
    assert row.slices == {"language": "en"}


def test_two_bots_are_compared_by_how_many_answers_are_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, right = "It costs ₹1,399.", "It costs ₹1,299."
    runs = []
    for name, mistakes in (("before", 30), ("after", 5)):
        data = tmp_path / f"{name}.jsonl"
        rows = [
            {
                "question": "How much is it?",
                "evidence": [{"source": "price", "fields": {"price": 1299}}],
                "answer": wrong if number < mistakes else right,
            }
            for number in range(40)
        ]
        data.write_text("\n".join(map(json.dumps, rows)), "utf-8")
        runs.append(str(tmp_path / f"{name}.json"))
        assert main(["metrics", "--data", str(data), "--run", runs[-1]]) == 0
    capsys.readouterr()
    assert main(["compare", *runs, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["metrics"]["grounding.clean"]
    assert (found["a"], found["b"], found["n"]) == (0.25, 0.875, 40)
    assert found["verdict"] == "B is better"
    assert main(["gate", runs[0], "--fail-under", "grounding.clean=0.8"]) == 1


def test_a_markdown_report_loads_no_picture_that_an_answer_names(tmp_path: Path) -> None:
    row = {**BAD, "answer": "It costs ₹1,399. ![x](http://stranger.example/x.png)"}
    data, run, page = written(tmp_path, row), tmp_path / "r.json", tmp_path / "r.md"
    assert main(["metrics", "--data", data, "--run", str(run)]) == 0
    assert main(["report", str(run), "--markdown", str(page)]) == 0
    told = page.read_text("utf-8")
    assert "stranger.example" in told
    assert "![x]" not in told


def test_a_file_that_begins_with_a_mark_is_read(tmp_path: Path) -> None:
    data, run = tmp_path / "rows.jsonl", tmp_path / "run.json"
    data.write_bytes(b"\xef\xbb\xbf" + Path(written(tmp_path, GOOD)).read_bytes())
    assert main(["metrics", "--data", str(data), "--run", str(run)]) == 0


def test_scorers_that_differ_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = run_of(tmp_path, "a", [True] * 5), tmp_path / "other.json"
    newer = HEAD.model_copy(update={"scorer_version": "quality-0"})
    write_run(other, newer, read_run(Path(one)).rows)
    assert main(["compare", one, one]) == 0
    assert "the scorers differ" not in capsys.readouterr().out
    assert main(["compare", one, str(other)]) == 0
    assert "the scorers differ" in capsys.readouterr().out


def test_labels_do_not_hide_that_a_bot_got_worse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = [{"source": "price", "fields": {"price": 1299}}]
    runs = []
    for name, mistakes, labelled in (("before", 0, True), ("after", 20, True), ("bare", 20, False)):
        rows = []
        for number in range(40):
            bad = number < mistakes
            row = {
                "id": f"r{number}",
                "question": "How much is it?",
                "evidence": evidence,
                "answer": "It costs ₹1,399." if bad else "It costs ₹1,299.",
            }
            rows.append({**row, "grounded": not bad} if labelled else row)
        data = tmp_path / f"{name}.jsonl"
        data.write_text("\n".join(map(json.dumps, rows)), "utf-8")
        runs.append(str(tmp_path / f"{name}.json"))
        assert main(["metrics", "--data", str(data), "--run", runs[-1]]) == 0
    before, after, bare = runs
    capsys.readouterr()
    for worse in (after, bare):
        assert main(["compare", before, worse, "--json"]) == 0
        told = said(capsys)["metrics"]["grounding.clean"]
        assert (told["a"], told["b"], told["verdict"]) == (1.0, 0.5, "A is better")
        assert main(["compare", worse, before, "--json"]) == 0
        assert said(capsys)["metrics"]["grounding.clean"]["verdict"] == "B is better"
        assert main(["gate", worse, "--baseline", before]) == 1
        capsys.readouterr()


def test_runs_that_measure_other_things_are_compared_by_what_they_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (read_run(Path(run_of(tmp_path, name, [True] * 20))) for name in "ab")
    rows = [row.model_copy(update={"measures": {}}) for row in other.rows[:5]]
    fewer = other.model_copy(update={"rows": [*rows, *other.rows[5:]]})
    assert [found["n"] for found in judge_baseline(fewer, one, 0.0)] == [15]
    assert [found["n"] for found in judge_baseline(one, fewer, 0.0)] == [15]
