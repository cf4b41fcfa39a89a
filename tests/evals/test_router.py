"""`python -m evals router`: figures from rows, and a clear word about rows that are wrong."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.router import add_parser

Data = Callable[[Sequence[object]], Path]


@pytest.fixture
def data(tmp_path: Path) -> Data:
    def written(rows: Sequence[object]) -> Path:
        path = tmp_path / "rows.jsonl"
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return written


def evals_router(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    chosen = parser.parse_args(["router", *arguments])
    code: int = chosen.run(chosen)
    return code


GOOD: list[dict[str, Any]] = [
    {"text": "hello", "lang": "en", "intent": "greet"},
    {
        "text": "price of AC repair in 560102",
        "lang": "en",
        "intent": "price_quote",
        "slots": {"service": "AC Repair", "pincode": "560102"},
    },
    {"text": "booking cancel kar do", "lang": "hi-Latn", "intent": "cancel"},
    {"text": "order me a pizza", "lang": "en", "intent": "out_of_scope"},
    {
        "text": "कल सुबह 10 बजे नल ठीक करवाने के लिए प्लंबर भेजिए",
        "lang": "hi",
        "intent": "book",
        "slots": {"date": "2026-11-24", "time": "10:00", "service": ["plumbing", "tap-repair"]},
    },
    {"text": "show my bookings", "lang": "en", "intent": "greet", "also_ok": ["booking_list"]},
]


def test_one_object_holds_all_figures(data: Data, capsys: pytest.CaptureFixture[str]) -> None:
    assert evals_router("--data", str(data(GOOD)), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["n"] == 6
    assert found["accuracy"] == 1.0
    assert set(found["by_language"]) == {"en", "hinglish", "hi"}
    assert found["oos_recall"] == found["oos_precision"] == found["oos_recall_at_95_kept"] == 1.0
    assert found["slot_f1"] == 1.0
    assert found["confusion"] == {}
    assert set(found["latency_ms"]) == {"p50", "p99"}
    assert 0 <= found["ece"] <= 1
    assert 0 < found["macro_f1"] <= 1


def test_a_mistake_shows_in_the_confusion_and_in_the_figures(
    data: Data, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [*GOOD, {"text": "good morning", "lang": "en", "intent": "wallet"}]
    assert evals_router("--data", str(data(wrong)), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["confusion"] == {"wallet": {"greet": 1}}
    assert found["accuracy"] == round(6 / 7, 4)


@pytest.mark.parametrize(
    ("labels", "counts"),
    [
        ({}, {"hit": 1, "said": 1, "wanted": 1}),
        ({"reason": "landlord got it fixed"}, {"hit": 2, "said": 2, "wanted": 2}),
        ({"reason": "going out of town"}, {"hit": 1, "said": 2, "wanted": 2}),
    ],
)
def test_a_reason_agrees_by_its_words_and_counts_where_reasons_are_labelled(
    labels: dict[str, str],
    counts: dict[str, int],
    data: Data,
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = {
        "text": "cancel CB-104233, my landlord already got it fixed",
        "lang": "en",
        "intent": "cancel",
        "slots": {"booking_number": "CB-104233"} | labels,
    }
    assert evals_router("--data", str(data([row])), "--json") == 0
    assert json.loads(capsys.readouterr().out)["slots"] == counts


def test_a_missed_and_an_invented_slot_both_count(
    data: Data, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {
        "text": "price of AC repair in 560102",
        "lang": "en",
        "intent": "price_quote",
        "slots": {"service": "ac-repair", "city": "Pune"},
    }
    assert evals_router("--data", str(data([row])), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["slots"] == {"hit": 1, "said": 2, "wanted": 2}
    assert found["slot_f1"] == 0.5


def test_the_slots_read_wrong_are_listed_worst_slot_first(
    data: Data, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {
        "text": "price of AC repair in 560102",
        "lang": "en",
        "intent": "price_quote",
        "slots": {"service": "ac-repair", "city": "Pune"},
    }
    assert evals_router("--data", str(data([*GOOD, row])), "--slots") == 0
    assert capsys.readouterr().out.endswith(
        "pincode: 1 right of 2 filled, 1 labelled\n"
        "  wanted None, said 560102: price of AC repair in 560102\n"
        "city: 0 right of 0 filled, 1 labelled\n"
        "  wanted Pune, said None: price of AC repair in 560102\n"
        "service: 3 right of 3 filled, 3 labelled\n"
        "date: 1 right of 1 filled, 1 labelled\n"
        "time: 1 right of 1 filled, 1 labelled\n"
    )


def test_people_get_a_table(data: Data, capsys: pytest.CaptureFixture[str]) -> None:
    assert evals_router("--data", str(data(GOOD))) == 0
    assert "accuracy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON"),
        ("[1]", "not an object"),
        ('{"text": "hi", "lang": "en"}', "intent"),
        ('{"text": 3, "lang": "en", "intent": "greet"}', "text"),
        ('{"text": "hi", "lang": "fr", "intent": "greet"}', "unknown language 'fr'"),
        ('{"text": "hi", "lang": "en", "intent": "salut"}', "unknown intent 'salut'"),
        ('{"text": "hi", "lang": "en", "intent": "greet", "slots": 3}', "slots"),
    ],
)
def test_a_bad_row_is_named_with_its_line(
    data: Data, capsys: pytest.CaptureFixture[str], line: str, why: str
) -> None:
    assert evals_router("--data", str(data([GOOD[0], line]))) == 2
    said = capsys.readouterr().err
    assert "rows.jsonl:2" in said
    assert why in said
    assert said.count("\n") == 1


def test_an_empty_or_missing_file_is_said(
    data: Data, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evals_router("--data", str(data([]))) == 2
    assert "no rows" in capsys.readouterr().err
    assert evals_router("--data", str(tmp_path / "none.jsonl")) == 2
    assert "none.jsonl" in capsys.readouterr().err
