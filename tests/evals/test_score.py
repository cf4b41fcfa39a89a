"""`python -m evals export` and `score`: the same scores from the log and from its export, at any
number of workers, and after being killed in the middle."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from evals.__main__ import main
from evals.runs import read_run
from store.database import Database
from store.log import read_turns
from store.migrate import migrate
from store.reviews import Review, Verdict, save_review
from store.tables import conversations
from tests.conftest import opened
from tests.engines import Engine
from tests.store.queued import Desk

TURNS = 410


@pytest.fixture(scope="module")
def log(sqlite_engine: Engine) -> Iterator[Database]:
    """A log with two turns, one of them reviewed, and a date in the question."""
    for database in opened(sqlite_engine, migrate):
        desk = Desk(database)
        desk.queue("What does AC repair cost?", columns={"grounding": 1.0})
        desk.later(hours=1)
        item = desk.queue(
            "AC repair ka price?", language="hinglish", answer="AC Repair ₹1,299 hai."
        )
        person = desk.hire("Asha Nair")
        with database.write() as tx:
            verdicts: dict[str, Verdict] = {
                "grounding": "good",
                "faithfulness": "good",
                "relevancy": "unsure",
            }
            save_review(tx, desk.ids, desk.later(hours=1), item, person, Review(verdicts))
        yield database


@pytest.fixture
def told(log: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The commands are told of the log as operators tell them."""
    url = log.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CONVERGE_DATABASE_URL", url)
    return log


def exported(path: Path, *arguments: str) -> list[dict[str, Any]]:
    assert main(["export", "--output", str(path), *arguments]) == 0
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.usefixtures("told")
def test_the_log_comes_out_as_lines_with_evidence_scores_and_labels(tmp_path: Path) -> None:
    first, second = exported(tmp_path / "log.jsonl")
    assert first["question"] == "What does AC repair cost?"
    assert first["evidence"][0]["source"] == "rate_cards#112"
    assert first["scores"]["grounding"] == 1.0
    assert first["now"] == "2026-11-23T14:30:00+05:30"
    assert "grounded" not in first
    assert (second["grounded"], second["faithful"]) == (1.0, 1.0)
    assert "relevant" not in second
    assert [row["id"] for row in exported(tmp_path / "said.jsonl", "--reviewed")] == [second["id"]]
    assert exported(tmp_path / "one.jsonl", "--until", "2026-11-23T15:00") == [first]
    assert main(["export", "--since", "2030-01-01", "--output", str(tmp_path / "none")]) == 3


@pytest.mark.usefixtures("told")
def test_the_export_is_flagged_like_the_log_though_looked_at_closely(tmp_path: Path) -> None:
    exported(tmp_path / "log.jsonl")
    from_log, from_file = tmp_path / "a.json", tmp_path / "b.json"
    assert main(["score", "--workers", "1", "--run", str(from_log), "--json"]) == 0
    data = ["--input", str(tmp_path / "log.jsonl")]
    assert main(["score", *data, "--workers", "1", "--run", str(from_file), "--json"]) == 0
    a, b = read_run(from_log), read_run(from_file)
    assert [row.key for row in a.rows] == [row.key for row in b.rows]
    for one, other in zip(a.rows, b.rows, strict=True):
        assert one.measures["grounding"].flagged == other.measures["grounding"].flagged
        assert (one.shown is None) == (other.shown is None)
    assert a.rows[0].measures["unchanged"].right is False


def test_writing_puts_the_new_scores_into_the_log(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Desk(sqlite_database).queue(columns={"grounding": 0.99})
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CONVERGE_DATABASE_URL", url)
    assert main(["score", "--workers", "1", "--write", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == 1
    (turn,) = next(read_turns(sqlite_database))
    assert turn.scores["grounding"] == 0.5
    assert main(["score", "--workers", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == 0


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody else's log, long enough to be stopped in the middle of it."""
    path = tmp_path_factory.mktemp("long") / "rows.jsonl"
    chance = random.Random(3)
    with path.open("w", encoding="utf-8") as file:
        for number in range(TURNS):
            price = chance.choice((1299, 1399))
            row = {
                "question": f"What is the price of AC repair in 4110{number % 90:02}?",
                "evidence": [
                    {"source": "cards#1", "fields": {"service": "AC Repair", "price": 1299}}
                ],
                "answer": f"AC Repair costs ₹{price}.",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


@pytest.fixture(scope="module")
def undisturbed(long_file: Path) -> bytes:
    """The run as it is when nothing happens to it, with one worker."""
    run = long_file.with_name("undisturbed.json")
    assert main(["score", "--input", str(long_file), "--workers", "1", "--run", str(run)]) == 0
    return run.read_bytes()


def test_killed_in_the_middle_and_run_again_the_result_is_identical(
    long_file: Path, undisturbed: bytes, tmp_path: Path
) -> None:
    run = tmp_path / "run.json"
    part = tmp_path / "run.json.part"
    command = (sys.executable, "-m", "evals", "score", "--input", str(long_file), "--run", str(run))
    with subprocess.Popen((*command, "--workers", "1"), start_new_session=True) as process:
        while not part.exists() or part.read_bytes().count(b"\n") < 201:
            assert process.poll() is None, "it was too fast to be killed"
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
    assert not run.exists()
    with part.open("ab") as file:
        file.write(b'{"key":"cut off in the mid')
    assert main(["score", "--input", str(long_file), "--workers", "2", "--run", str(run)]) == 0
    assert run.read_bytes() == undisturbed
    assert not part.exists()


def test_interrupted_it_says_so_in_a_word_and_keeps_what_it_has(
    long_file: Path, tmp_path: Path
) -> None:
    run, part = tmp_path / "run.json", tmp_path / "run.json.part"
    again = ["score", "--input", str(long_file), "--workers", "2", "--run", str(run)]
    command = (sys.executable, "-m", "evals", *again)
    with subprocess.Popen(
        command, start_new_session=True, stderr=subprocess.PIPE, text=True
    ) as process:
        while not part.exists() or part.read_bytes().count(b"\n") < 201:
            assert process.poll() is None, "it was too fast to be interrupted"
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
    assert (process.returncode, said.splitlines()[-1]) == (130, "stopped")
    assert "Traceback" not in said
    assert part.exists()
    assert not run.exists()


def test_the_rest_of_another_run_is_not_mixed_in(
    long_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run.json"
    (tmp_path / "run.json.part").write_text('{"command": "score", "data": "another"}\n{}\n')
    assert main(["score", "--input", str(long_file), "--workers", "1", "--run", str(run)]) == 2
    assert "holds another run" in capsys.readouterr().err


def test_a_stopped_run_that_writes_leaves_the_log_as_an_undisturbed_one_does(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(sqlite_database)
    for _ in range(3):
        desk.queue(columns={"grounding": 0.99})
        desk.later(minutes=1)
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CONVERGE_DATABASE_URL", url)
    run, part = tmp_path / "run.json", tmp_path / "run.json.part"
    again = ["score", "--workers", "1", "--write", "--run", str(run), "--json"]
    assert main(again) == 0
    whole = run.read_bytes()
    # Stopped after the rows were kept and before the log had them.
    head = {
        name: json.loads(whole)[name] for name in ("command", "data", "data_hash", "scorer_version")
    }
    rows = [line.rstrip(b",") for line in whole.splitlines()[1:-1]]
    part.write_bytes(json.dumps(head).encode() + b"\n" + b"\n".join(rows[:2]) + b"\n")
    with sqlite_database.write() as tx:
        tx.execute(
            update(conversations).where(conversations.c.role == "assistant").values(grounding=0.99)
        )
    assert main(again) == 0
    assert run.read_bytes() == whole
    with sqlite_database.read() as tx:
        found = tx.execute(
            select(conversations.c.grounding).where(conversations.c.role == "assistant")
        )
        assert set(found.scalars()) == {0.5}


def test_wrong_input_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "rows.jsonl"
    wrong.write_text("{}\n")
    assert main(["score", "--input", str(wrong), "--workers", "1"]) == 2
    assert "rows.jsonl:1" in capsys.readouterr().err
    assert main(["score", "--input", str(tmp_path / "absent.jsonl")]) == 2
    for word in (["--write"], ["--since", "2026-11-25"]):
        assert main(["score", "--input", str(wrong), *word]) == 2
        assert "are for the database" in capsys.readouterr().err
    assert main(["score", "--input", str(wrong), "--output", str(tmp_path / "x.csv")]) == 2
    wrong.write_text("")
    assert main(["score", "--input", str(wrong), "--workers", "1"]) == 3


def test_a_line_that_was_wrong_can_be_mended_and_scored(tmp_path: Path) -> None:
    data, run = tmp_path / "rows.jsonl", tmp_path / "run.json"
    row = json.dumps({"question": "How much?", "evidence": [], "answer": "It costs ₹1,299."})
    again = ["score", "--input", str(data), "--workers", "1", "--run"]
    data.write_text(f"{row}\n{{\n", "utf-8")
    assert main([*again, str(run)]) == 2
    data.write_text(f"{row}\n{row}\n", "utf-8")
    assert main([*again, str(run)]) == 0
    assert len(read_run(run).rows) == 2
    assert main([*again, str(tmp_path)]) == 2


def test_parquet_in_and_out_says_the_same_as_json_lines(
    long_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [json.loads(line) for line in long_file.read_text("utf-8").splitlines()[:60]]
    rows[1]["evidence"] = [{"source": "notes", "text": "AC Repair costs 1299 rupees."}]
    rows[2]["grounded"] = 0.0
    lines, table = tmp_path / "rows.jsonl", tmp_path / "rows.parquet"
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    parquet.write_table(arrow.Table.from_pylist(rows), table)
    found = []
    for file in (lines, table):
        for out in (tmp_path / f"{file.suffix}.jsonl", tmp_path / f"{file.suffix}.parquet"):
            done = main(
                ["score", "--input", str(file), "--workers", "1", "--output", str(out), "--json"]
            )
            assert done == 0
            found.append(
                parquet.read_table(out).to_pylist()
                if out.suffix == ".parquet"
                else [json.loads(line) for line in out.read_text("utf-8").splitlines()]
            )
    assert all(one == found[0] for one in found)
    assert len(found[0]) == 60
    assert {bool(row["flagged"]) for row in found[0]} == {False, True}
    assert all("stack" in row["scorer_version"] for row in found[0])
    capsys.readouterr()
    assert main(["metrics", "--data", str(table), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 60


def test_a_file_that_is_no_parquet_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "rows.parquet"
    bad.write_text("{}\n", "utf-8")
    assert main(["metrics", "--data", str(bad)]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("evals metrics: ")
    assert "arquet" in line


def test_a_table_may_hold_text_as_bytes_but_no_moment_finer_than_a_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    evidence = '[{"source": "cards#1", "fields": {"price": 1299}}]'
    texts = {"question": ["How much?"], "evidence": [evidence], "answer": ["It costs ₹1,299."]}
    table, found = tmp_path / "rows.parquet", []
    for kind in (arrow.string(), arrow.binary()):
        columns = {name: arrow.array(held).cast(kind) for name, held in texts.items()}
        parquet.write_table(arrow.table(columns), table)
        assert main(["metrics", "--data", str(table), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        found.append({name: held for name, held in told.items() if name != "latency_ms"})
    assert found[0] == found[1]
    moments = {**columns, "at": arrow.array([1_767_225_600_000_000_001], arrow.timestamp("ns"))}
    parquet.write_table(arrow.table(moments), table)
    assert main(["metrics", "--data", str(table)]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "cannot be read as Parquet" in line
