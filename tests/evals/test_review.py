"""`python -m evals review` and the cases that corrections become, from the database as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.quality.thresholds import VERSION
from evals.__main__ import main
from store.database import Database
from store.regression_cases import keep_case
from store.reviews import Review, Verdict, save_review
from store.second_reviews import next_second, save_second
from tests.store.queued import Desk

GOOD: dict[str, Verdict] = {"grounding": "good", "faithfulness": "good", "relevancy": "good"}


@pytest.fixture
def reviewed(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A log of a hundred flagged turns, four in five of them bad, and five drawn by chance."""
    desk = Desk(sqlite_database)
    asha, ravi = desk.hire("Asha Nair"), desk.hire("Ravi Rao")
    for number in range(105):
        desk.later(minutes=2, milliseconds=1)
        bad, drawn = number % 5 != 0 and number < 100, number >= 100
        score = 0.3 if bad else 1.0 if drawn else 0.9
        columns = {"grounding": score, "faithfulness": 1.0, "scorer_version": VERSION}
        item = desk.queue(
            priority=90, columns=columns, blind=drawn, sample_rate=0.01 if drawn else 1.0
        )
        review = Review(GOOD | {"grounding": "bad" if bad else "good"})
        if number == 1:
            review = Review(review.verdicts, ("wrong_price",), "AC Repair costs ₹1,299.")
        with sqlite_database.write() as tx:
            save_review(tx, desk.ids, desk.now, item, asha, review)
            if number == 1:
                keep_case(tx, desk.ids, desk.now, item, asha)
    with sqlite_database.write() as tx:
        while (again := next_second(tx, ravi)) is not None:
            save_second(tx, desk.ids, desk.now, again, ravi, Review(GOOD))
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CONVERGE_DATABASE_URL", url)
    return sqlite_database


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["review", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("reviewed")
def test_everything_that_labels_tell_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys)
    assert (found["turns"], found["flagged"], found["drawn"]) == (105, 100, 5)
    reviewed = found["reviewed"]["n"]
    # Where the second reviewer said otherwise, the turn says nothing.
    assert 70 < reviewed < 105
    budget = {one["share"]: one for one in found["budgets"]}[0.1]
    assert budget["precision"]["value"] == pytest.approx(1.0)
    assert budget["recall"]["N"] == reviewed
    assert found["agreement"]["grounding"]["pairs"] >= 5
    assert found["reviewer_error"]["pairs"] == found["agreement"]["overall"]["pairs"]
    assert found["calibration"]["ece"] is not None
    (proposal,) = [one for one in found["proposals"] if one["place"] == "all turns"]
    assert proposal["metric"] == "grounding"
    assert 0.3 < proposal["value"] < 0.9
    assert proposal["flagged"] == {"then": 80, "now": 100, "N": 105}
    assert main(["review"]) == 0
    assert "proposed: grounding" in capsys.readouterr().out


@pytest.mark.usefixtures("reviewed")
def test_a_period_without_reviews_is_incomplete(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "--since", "2030-01-01"]) == 3
    assert "nothing was reviewed" in capsys.readouterr().err


@pytest.mark.usefixtures("reviewed")
def test_a_correction_can_be_replayed_as_a_gated_case(tmp_path: Path) -> None:
    cases, run = tmp_path / "cases.jsonl", tmp_path / "run.json"
    assert main(["export", "--cases", "--output", str(cases)]) == 0
    said, right = map(json.loads, cases.read_text("utf-8").splitlines())
    assert (said["grounded"], said["error_kind"]) == (0.0, "wrong_price")
    assert not {"scores", "origin"} & right.keys()
    assert (right["answer"], right["grounded"]) == ("AC Repair costs ₹1,299.", 1.0)
    assert main(["metrics", "--data", str(cases), "--run", str(run), "--json"]) == 0
    assert main(["gate", str(run), "--fail-under", "grounding.accuracy=0.3"]) == 0


@pytest.mark.parametrize("since", ["0001-01-01", "2200-01-01"])
def test_a_time_that_no_log_holds_is_refused(
    since: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["review", "--since", since])
    assert ended.value.code == 2
    assert "lies outside 1990 to 2099" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["review", "export", "score"])
def test_without_a_log_a_command_says_so_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:  # fmt: skip
    nowhere, empty = tmp_path / "none.db", tmp_path / "empty.db"
    empty.touch()
    for file, said in (
        (nowhere, "there is no database at"),
        (empty, "lacks this program's schema"),
    ):
        monkeypatch.setenv("CONVERGE_DATABASE_URL", f"sqlite:///{file}")
        assert main([command]) == 2
        told = capsys.readouterr().err
        assert said in told
        assert told.count("\n") == 1
    assert not nowhere.exists()
