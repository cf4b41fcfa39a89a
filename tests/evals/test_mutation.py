"""The mutation test at small size: its counting, its targets, its exit codes."""

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.mutation import shortfalls

REPLY = {
    "id": "en-meera-x", "lang": "en", "author": "meera", "question": "price of AC Repair?",
    "evidence": [
        {"source": "session", "fields": {"now": "2026-11-23T14:30:00+05:30", "customer_id": 1}},
        {"source": "rate_cards#1", "fields": {"service": "AC Repair", "price": "1299"}},
    ],
    "answer": "AC Repair is ₹1,299.",
    "marks": [{"kind": "amount", "text": "₹1,299", "wrong": ["₹1,399", "₹1,199"]}],
    "variants": {"promise": "AC Repair is ₹1,299. He will call you in ten minutes."},
}  # fmt: skip


def folder(tmp_path: Path, *rows: object) -> str:
    (tmp_path / "en_meera.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    return str(tmp_path)


def test_what_is_caught_is_counted_by_kind_and_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["mutation", "--data", folder(tmp_path, REPLY), "--per-kind", "2", "--json"])
    found = json.loads(capsys.readouterr().out)["development"]
    assert found["detection"]["amount"]["en"]["caught"] == 2
    assert found["detection"]["promise"]["en"]["n"] == 2
    assert found["false_alarms"]["en"]["caught"] == 0
    assert code == 3, "two cases of other kinds cannot be made from one reply"


def test_unseen_authors_are_reported_apart_and_never_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unseen = REPLY | {"author": "somebody", "answer": "AC Repair is ₹7,777."}
    main(["mutation", "--data", folder(tmp_path, unseen), "--per-kind", "2", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"held_out"}
    assert not {"missed", "alarmed"} & set(found["held_out"])


def test_a_missed_target_is_told_from_too_few_cases() -> None:
    cell = {"caught": 9, "n": 10, "share": 0.9, "low": 0.6, "high": 1.0}
    none = {"caught": 0, "n": 10, "share": 0.0, "low": 0.0, "high": 0.3}
    failed, few = shortfalls(
        {"detection": {"date": {"en": cell}}, "false_alarms": {"en": none}}, 20
    )
    assert failed == ["date en: 0.900 detected"]
    assert "date en: 10 of 20 cases" in few
    assert "amount en: no case at all" in few


@pytest.mark.parametrize(
    "row", [[1], REPLY | {"lang": "fr"}, REPLY | {"marks": [{"kind": "amount"}]}]
)
def test_a_wrong_row_ends_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: object
) -> None:
    assert main(["mutation", "--data", folder(tmp_path, row)]) == 2
    assert "en_meera.jsonl:1" in capsys.readouterr().err
