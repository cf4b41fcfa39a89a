"""Questions about the rules, and the passages that answer them."""

import json
from pathlib import Path

import pytest

from assistant.dialogue.passages import load_questions
from evals.__main__ import main
from evals.policies import HELD_OUT, measure, read_questions


def test_questions_that_were_held_out_find_their_passage() -> None:
    figures = measure(read_questions(HELD_OUT))
    assert figures["accuracy"] >= 0.82  # type: ignore[operator]
    assert figures["rule_told_where_none_is"] <= 3  # type: ignore[operator]


def test_the_command_prints_what_was_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = tmp_path / "asked.jsonl"
    rows = [
        {"text": "what is your cancellation policy", "lang": "en", "policy": "cancellation"},
        {"text": "क्या आप सीढ़ी साथ लाएँगे", "lang": "hi", "policy": None},
    ]
    asked.write_text("\n".join(json.dumps(row) for row in rows))
    assert main(["policies", "--data", str(asked), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "n": 2,
        "accuracy": 1.0,
        "by_language": {"en": 1.0, "hi": 1.0},
        "another_rule_told": 0,
        "asked_needlessly": 0,
        "rule_told_where_none_is": 0,
    }


def test_a_bad_line_is_named_in_one_line(tmp_path: Path) -> None:
    asked = tmp_path / "asked.jsonl"
    asked.write_text('{"text": "hello"}')
    assert main(["policies", "--data", str(asked)]) == 2
    assert main(["policies", "--data", str(tmp_path / "none.jsonl")]) == 2


def test_no_question_of_the_measure_is_among_those_that_find_passages() -> None:
    folder = Path(__file__).parents[2]
    known = (folder / "assistant/dialogue/policy_questions.toml").read_text("utf-8").splitlines()
    for split in ("dev", "held"):
        path = folder / f"evals/data/policies/{split}.jsonl"
        assert not {row.text for row in read_questions(path)} & set(known)
    assert "none" in load_questions().slugs
