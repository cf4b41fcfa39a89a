"""`python -m evals benchmark` trains the product's classifier on rows of another domain."""

import gzip
import json
from pathlib import Path

import pytest

from evals.__main__ import main

INTENTS = {
    "pizza": ["a large pizza please", "pizza with olives", "bring two pizzas", "cheese pizza now"],
    "taxi": ["call me a taxi", "taxi to the airport", "need a cab at six", "a cab to the station"],
    "weather": ["will it rain", "is it sunny today", "rain tomorrow?", "how hot is it outside"],
}
OUTSIDE = ["who wrote hamlet", "sing me a song", "what is two plus two"]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_text(lines, encoding="utf-8")
    return path


@pytest.fixture
def rows() -> list[dict[str, str]]:
    return [{"text": text, "intent": name} for name, texts in INTENTS.items() for text in texts]


def test_it_reports_in_scope_and_out_of_scope_figures(
    tmp_path: Path, rows: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    train = write(tmp_path / "train.jsonl.gz", rows)
    test = write(tmp_path / "test.jsonl", [*rows, *({"text": t, "intent": "no"} for t in OUTSIDE)])
    sets = ["--train", str(train), "--test", str(test)]
    assert main(["benchmark", *sets, "--oos", "no", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["n_in_scope"]) == (15, 12)
    assert found["accuracy"] == 1.0
    assert {"macro_f1", "oos_recall", "oos_precision", "oos_recall_at_95_kept", "ece"} < set(found)
    assert main(["benchmark", *sets, "--dev", str(train)]) == 0
    assert "accuracy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "bad.jsonl:1"), ('{"text": "x"}', "intent"), ('{"text": 1, "intent": "a"}', "strings")],
)
def test_a_wrong_row_is_named(
    tmp_path: Path,
    rows: list[dict[str, str]],
    content: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(content, encoding="utf-8")
    good = write(tmp_path / "train.jsonl", rows)
    assert main(["benchmark", "--train", str(good), "--test", str(bad)]) == 2
    assert said in capsys.readouterr().err


def test_one_intent_alone_cannot_be_learnt(
    tmp_path: Path, rows: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    one = write(tmp_path / "one.jsonl", rows[:4])
    assert main(["benchmark", "--train", str(one), "--test", str(one)]) == 2
    assert "two intents" in capsys.readouterr().err


def test_without_a_test_part_each_fold_is_judged_by_the_others(
    tmp_path: Path, rows: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    train = write(tmp_path / "train.jsonl", rows)
    assert main(["benchmark", "--train", str(train), "--folds", "4", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["n"] == len(rows)
    assert 0.3 < found["accuracy"] <= 1.0
    with pytest.raises(SystemExit) as wrong:
        main(["benchmark", "--train", str(train), "--folds", "1"])
    assert wrong.value.code == 2
