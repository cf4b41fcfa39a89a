"""`python -m evals mutation` at small size: its counting, its targets, its exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.model import LANGUAGES
from assistant.quality.corruptions import KINDS
from evals.__main__ import main
from evals.mutants import cases_by_hand, cases_by_mismatch, own_goods
from evals.mutation import missed_targets, shortages
from evals.replies import WrittenReply
from evals.rows import read_folder

REPLY: dict[str, Any] = {
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
    lines = [json.dumps(row) for row in rows]
    (tmp_path / "en_meera.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return str(tmp_path)


def figures(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main(["mutation", "--per-kind", "2", "--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_each_wrong_value_and_each_variant_is_one_case(tmp_path: Path) -> None:
    cases = list(cases_by_hand(read_folder(Path(folder(tmp_path, REPLY)), WrittenReply)))
    assert [(case.kind, case.answer) for case in cases] == [
        ("amount", "AC Repair is ₹1,399."),
        ("amount", "AC Repair is ₹1,199."),
        ("promise", "AC Repair is ₹1,299. He will call you in ten minutes."),
    ]


def test_what_is_seen_is_counted_by_kind_and_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, found = figures(capsys, "--data", folder(tmp_path, REPLY))
    amount = found["detection"]["amount"]["en"]
    assert (amount["found"], amount["n"]) == (2, 2)
    assert amount["by_hand"]["n"] == 1, "half of the cases are people's"
    assert found["detection"]["status"]["hi"]["n"] == 2, "our own replies are corrupted as well"
    assert found["false_alarms"]["en"]["n"] == 2, "half of the good replies are people's"
    assert found["false_alarms_free_text"]["en"]["n"] == 1
    assert found["false_alarms_own"]["en"]["n"] == 1


def test_fewer_cases_than_asked_for_are_named() -> None:
    detection = {kind: {"en": {"n": 300}} for kind in KINDS} | {"status": {"en": {"n": 214}}}
    found = {"per_kind": 300, "detection": detection}
    assert shortages(found) == ["status in en: 214 of 300 cases"]


def test_authors_that_nobody_tunes_on_are_judged_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unseen = REPLY | {"id": "en-nobody-x", "author": "nobody", "answer": "It is ₹7,777."}
    unseen |= {"marks": [], "variants": {}}
    where = folder(tmp_path, REPLY, unseen)
    _, development = figures(capsys, "--data", where)
    _, held_out = figures(capsys, "--data", where, "--held-out", "--show", "3")
    assert development["false_alarms"]["en"]["found"] == 0
    assert held_out["false_alarms_free_text"]["en"] | {"by_metric": None, "interval": None} == {
        "share": 1.0, "found": 1, "n": 1, "by_metric": None, "interval": None,
    }  # fmt: skip
    assert "7,777" not in capsys.readouterr().err, "held-out cases are never shown"


def test_a_missed_case_is_explained_on_the_other_stream(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alarming = REPLY | {"answer": "AC Repair is ₹7,777.", "marks": [], "variants": {}}
    main(["mutation", "--data", folder(tmp_path, alarming), "--per-kind", "1", "--show", "1"])
    shown = capsys.readouterr()
    assert "false alarm, en" in shown.err
    assert "₹7,777" in shown.err
    assert "₹7,777" not in shown.out


def test_a_target_is_97_percent_seen_and_2_percent_false_alarms() -> None:
    fine = {"share": 0.97, "n": 100}
    found: dict[str, Any] = {
        "detection": {
            kind: {"en": fine}
            for kind in ("amount", "date", "status", "service", "pincode", "other_person")
        },
        "false_alarms": {"en": {"share": 0.02, "n": 100}},
        "false_alarms_free_text": {"en": {"share": 0.04, "n": 50}},
    }
    assert missed_targets(found) == []
    found["detection"]["date"] = {"en": {"share": 0.969, "n": 100}}
    found["false_alarms"] = {"en": {"share": 0.021, "n": 100}}
    assert missed_targets(found) == ["date in en: 0.969 detected", "en: 0.021 false alarms"]


@pytest.mark.parametrize(
    "row", [[1], REPLY | {"lang": "fr"}, REPLY | {"marks": [{"kind": "amount"}]}]
)
def test_a_wrong_row_ends_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: object
) -> None:
    assert main(["mutation", "--data", folder(tmp_path, row)]) == 2
    assert "en_meera.jsonl:1" in capsys.readouterr().err


def test_no_reply_is_an_incomplete_run(tmp_path: Path) -> None:
    assert main(["mutation", "--data", str(tmp_path)]) == 3


def test_a_question_gets_what_another_question_got_as_a_fault_against_the_question() -> None:
    goods = own_goods("en")
    for case in cases_by_mismatch(goods, "ignored_constraint")[:50]:
        other = next(good for good in goods if good.answer == case.answer)
        assert other.ask == case.good.ask
        assert other.about != case.good.about
    for case in cases_by_mismatch(goods, "wrong_intent")[:50]:
        assert case.answer != case.good.answer


def test_our_own_replies_are_the_same_each_time_and_speak_three_languages() -> None:
    for language in LANGUAGES:
        goods = own_goods(language)
        assert len(goods) > 150
        assert goods == own_goods(language)
