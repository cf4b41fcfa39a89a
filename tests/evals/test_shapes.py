"""Answers as other tools log them are read without being rewritten first."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Evidence
from evals.rows import RowError, read_rows
from evals.shapes import as_ours

RULE = "A second visit is free."
ASKED = {"role": "user", "content": "Is it free?"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["source", "text", "fields", "content", "metadata", "role", "fee"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def read(tmp_path: Path, **row: Any) -> Any:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (found,) = read_rows(path)
    return found.exchange()


@pytest.mark.parametrize(
    "row",
    [
        {"question": "Is it free?", "contexts": [RULE], "answer": "Yes."},
        {"user_input": "Is it free?", "retrieved_contexts": [RULE], "response": "Yes."},
        {"query": "Is it free?", "documents": [RULE], "output": "Yes."},
        {"question": "Is it free?", "evidence": RULE, "answer": "Yes."},
        {"question": "Is it free?", "evidence": json.dumps([RULE]), "answer": "Yes."},
        {"question": [ASKED], "evidence": [RULE], "answer": "Yes."},
    ],
)  # fmt: skip
def test_columns_by_other_names_and_plain_texts_are_read(
    tmp_path: Path, row: dict[str, Any]
) -> None:
    found = read(tmp_path, **row)
    assert (found.question, found.answer) == ("Is it free?", "Yes.")
    assert found.evidence == (Evidence("passage/1", text=RULE),)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"id": "kb/7", "text": RULE}, Evidence("kb/7", text=RULE)),
        ({"page_content": RULE, "metadata": {"source": "a.pdf"}}, Evidence("a.pdf", text=RULE)),
        ({"content": RULE, "score": 0.7}, Evidence("passage/1", text=RULE)),
        ({"plan": "Basic", "fee": 99}, Evidence("record#1", {"plan": "Basic", "fee": 99})),
        ({"source": "plans#1", "fee": 99}, Evidence("plans#1", {"fee": 99})),
        ({"text": "Hi", "fee": 99}, Evidence("record#1", {"text": "Hi", "fee": 99})),
        ({"source": "plans#1", "fields": {"fee": 99}}, Evidence("plans#1", {"fee": 99})),
    ],
)  # fmt: skip
def test_passages_and_records_are_told_apart(
    tmp_path: Path, given: dict[str, Any], meant: Evidence
) -> None:
    found = read(tmp_path, question="Is it free?", evidence=[given], answer="Yes.")
    assert found.evidence == (meant,)


@pytest.mark.parametrize("text", ["[1] It is free.", "[" * 100_000])
def test_a_text_that_only_looks_like_json_is_a_passage(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, question="Is it free?", evidence=text, answer="Yes.")
    assert found.evidence == (Evidence("passage/1", text=text),)


def test_our_own_names_come_first(tmp_path: Path) -> None:
    row = {"question": "Ours?", "input": "Theirs?", "evidence": [RULE], "answer": "Yes."}
    assert read(tmp_path, **row).question == "Ours?"


@given(st.dictionaries(st.sampled_from(["question", "query", "evidence", "contexts"]), ANYTHING))
def test_what_cannot_be_told_is_refused_by_name(row: dict[str, Any]) -> None:
    assert set(as_ours(row)) <= {*row, "question", "evidence"}


@pytest.mark.parametrize("evidence", [7, None, [7], [[]], [{}]])
def test_evidence_that_is_none_is_an_error_of_that_line(tmp_path: Path, evidence: object) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps({"question": "?", "evidence": evidence, "answer": "!"}))
    with pytest.raises(RowError, match=r"answers\.jsonl:1: evidence"):
        list(read_rows(path))
