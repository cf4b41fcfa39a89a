"""`python -m evals convert`: public sets of labels, each in its own form, as rows of `metrics`."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.rows import Row, read_jsonl

TABLE = "toronto\ndate#score\r\naug 2#7\r\naug 3#4\r\n"
RECORD = "{'city': {'name': 'Pune'}, 'list': [{'temp': 23.95}]}"
RATED = {"faithfulness": 4.0, "appropriateness": 2.5}
DIALOGUE = [{"speaker": "user", "text": "hi"}, {"speaker": "agent", "text": "hello"}]


def kept(folder: Path, name: str, *entries: object) -> None:
    (folder / "dev").mkdir(exist_ok=True)
    with gzip.open(folder / "dev" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(entry) + "\n" for entry in entries)


def converted(folder: Path, name: str) -> list[Row]:
    out = folder / "rows.jsonl"
    assert main(["convert", name, "--data", str(folder), "--out", str(out)]) == 0
    return list(read_jsonl(out, Row))


def entry(**given: Any) -> dict[str, Any]:
    return {"id": "1", "answer": "Yes.", "label": 1} | given


def test_a_passage_is_evidence_as_it_is(tmp_path: Path) -> None:
    kept(tmp_path, "begin", entry(question="why?", evidence="Because it is.", label=0))
    (row,) = converted(tmp_path, "begin")
    assert (row.question, row.evidence[0].text, row.faithful) == ("why?", "Because it is.", 0)
    assert row.relevant is None


def test_a_dialogue_with_ratings_judges_two_metrics(tmp_path: Path) -> None:
    kept(tmp_path, "mtrag", entry(question=DIALOGUE, evidence=["one", " ", "two"], **RATED))
    (row,) = converted(tmp_path, "mtrag")
    assert [one.text for one in row.evidence] == ["one", "two"]
    assert (row.faithful, row.relevant) == (1.0, 0.5)
    assert row.exchange().context == ()


def test_lines_without_speakers_are_said_in_turn_and_the_last_is_asked(tmp_path: Path) -> None:
    kept(tmp_path, "usr_topicalchat", entry(question=["a", "b", "c"], evidence="x", relevance=3))
    (row,) = converted(tmp_path, "usr_topicalchat")
    assert row.exchange().question == "c"
    assert row.exchange().context == (("user", "a"), ("assistant", "b"))


@pytest.mark.parametrize(
    ("name", "evidence", "fields"),
    [
        ("tabfact", TABLE, [{}, {"date": "aug 2", "score": "7"}, {"date": "aug 3", "score": "4"}]),
        ("quintd1", RECORD, [{"city": {"name": "Pune"}, "list": [{"temp": 23.95}]}]),
        ("quintd1", "Rainy Day\n- composer: Arik Brauer", [{}]),
    ],
)  # fmt: skip
def test_evidence_kept_apart_is_read_as_the_table_record_or_text_it_is(
    tmp_path: Path, name: str, evidence: str, fields: list[dict[str, Any]]
) -> None:
    kept(tmp_path, f"{name}.sources", {"source_id": "s", "evidence": evidence})
    kept(tmp_path, name, entry(source_id="s"))
    (row,) = converted(tmp_path, name)
    assert [one.fields for one in row.evidence] == fields
    assert row.question == ""


def test_hindi_claims_stand_beside_the_english_cards(tmp_path: Path) -> None:
    kept(tmp_path, "infotabs_en.sources", {"source_id": "s", "evidence": {"Born": ["1852"]}})
    kept(tmp_path, "infotabs_hi", entry(source_id="s"))
    (row,) = converted(tmp_path, "infotabs_hi")
    assert (row.language, row.evidence[0].fields) == ("hi", {"Born": ["1852"]})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(entry(), "'evidence'"), (entry(evidence="x", label=7), "faithful"), ("no", "begin")],
)
def test_what_is_not_of_the_form_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: object, said: str
) -> None:
    kept(tmp_path, "begin", entry(evidence="x"), wrong)
    assert main(["convert", "begin", "--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "begin.jsonl.gz:2" in told
    assert said in told


def test_a_missing_folder_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", "begin", "--data", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
