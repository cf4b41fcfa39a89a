"""Answers as other tools log them are read without being rewritten first."""

import csv
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Evidence, Exchange
from evals.rows import Row, RowError, read_rows
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


def read(tmp_path: Path, **row: Any) -> Exchange:
    return read_one(tmp_path, row).exchange()


def one_of(tmp_path: Path, **values: object) -> Row:
    row = {"question": "Is it free?", "contexts": [RULE], "answer": "Yes."}
    return read_one(tmp_path, row | values)


def read_one(tmp_path: Path, row: dict[str, Any]) -> Row:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (found,) = read_rows(path)
    return found


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


OURS = ("question", "evidence", "answer")
COLUMNS = ["question", "query", "messages", "evidence", "contexts", "context", "inputs", "outputs"]


@given(st.dictionaries(st.sampled_from(COLUMNS), ANYTHING))
def test_what_cannot_be_told_is_left_for_others_to_refuse(row: dict[str, Any]) -> None:
    inner = [row[name] for name in ("inputs", "outputs") if isinstance(row.get(name), dict)]
    known = {name for held in (row, *inner) for name in held}
    assert set(as_ours(row)) <= {*(str(name).lower() for name in known), *OURS}


PARTS = [{"type": "text", "text": "Is it free?"}, {"type": "image_url", "image_url": {"url": "x"}}]
CALL = {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [ASKED, {"role": "assistant", "content": "Yes."}], "contexts": [RULE]},
        {"messages": [{"role": "user", "content": PARTS}], "contexts": [RULE], "output": "Yes."},
        {"messages": [ASKED, CALL, {"role": "tool", "content": RULE},
                      {"role": "assistant", "content": [{"type": "text", "text": "Yes."}]}]},
        {"user_input": [{"type": "human", "content": "Is it free?"},
                        {"type": "ai", "content": "Yes."}], "retrieved_contexts": [RULE]},
        {"question": "Is it free?", "context": RULE, "answer": "Yes."},
        {"question": "Is it free?", "context": [RULE], "answer": "Yes."},
        {"inputs": {"question": "Is it free?", "context": RULE}, "outputs": {"output": "Yes."}},
        {"inputs": "Is it free?", "outputs": "Yes.", "evidence": [RULE]},
        {"inputs": {"messages": [ASKED]}, "outputs": {"answer": "Yes."}, "documents": [RULE]},
        {"Question": "Is it free?", "Context": [RULE, ""], "Answer": "Yes."},
        {"conversations": [{"from": "human", "value": "Is it free?"},
                           {"from": "gpt", "value": "Yes."}], "contexts": [RULE]},
        {"messages": [ASKED], "contexts": [RULE],
         "response": {"choices": [{"message": {"role": "assistant", "content": "Yes."}}]}},
        {"query": "Is it free?", "result": "Yes.", "source_documents": [{"page_content": RULE}]},
    ],
)  # fmt: skip
def test_dialogues_and_what_went_in_and_out_are_read(tmp_path: Path, row: dict[str, Any]) -> None:
    found = read(tmp_path, **row)
    assert (found.question, found.answer) == ("Is it free?", "Yes.")
    assert found.evidence == (Evidence("passage/1", text=RULE),)


def test_what_a_tool_found_is_evidence_record_by_record(tmp_path: Path) -> None:
    records = json.dumps([{"plan": "Basic", "fee": 99}, {"plan": "Plus", "fee": 199}])
    told = [ASKED, CALL, {"role": "tool", "content": records}]
    found = read(tmp_path, messages=[*told, {"role": "assistant", "content": "No, ₹99."}])
    assert [row.fields["fee"] for row in found.evidence] == [99, 199]


def test_what_tools_found_for_earlier_questions_is_no_evidence_for_the_last(tmp_path: Path) -> None:
    earlier = [{"role": "user", "content": "And Plus?"}, {"role": "tool", "content": "Plus: ₹199"}]
    told = [*earlier, ASKED, {"role": "tool", "content": RULE}]
    found = read(tmp_path, messages=[*told, {"role": "assistant", "content": "Yes."}])
    assert [row.text for row in found.evidence] == [RULE]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_of_text_is_read(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=mark)
        table.writerow(["question", "contexts", "answer", "grounded", "faithful"])
        table.writerow(["Is it free?", json.dumps([RULE]), "Yes, it is.", "yes", ""])
        table.writerow(["Is it free?", RULE, "No\nit is not.", "no", "0"])
    first, second = read_rows(path)
    assert (first.grounded, first.faithful, second.grounded, second.faithful) == (1, None, 0, 0)
    assert first.exchange().evidence == second.exchange().evidence
    assert second.answer == "No\nit is not."


def test_context_with_speakers_is_what_was_said_before(tmp_path: Path) -> None:
    before = [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "Hi!"}]
    row = {"question": "Is it free?", "contexts": [RULE], "answer": "Yes.", "context": before}
    found = read(tmp_path, **row)
    assert found.context == (("user", "hello"), ("assistant", "Hi!"))


def test_text_beside_evidence_is_evidence_too(tmp_path: Path) -> None:
    found = read(tmp_path, question="?", evidence=[{"fee": 99}], context=RULE, answer="Yes.")
    assert [(row.fields, row.text) for row in found.evidence] == [({"fee": 99}, None), ({}, RULE)]


@pytest.mark.parametrize(
    ("given", "meant"),
    [("true", 1), ("Yes", 1), ("FALSE", 0), ("no", 0), ("0.5", 0.5), ("", None), (True, 1)],
)
def test_labels_are_read_as_tables_write_them(
    tmp_path: Path, given: object, meant: float | None
) -> None:
    assert one_of(tmp_path, grounded=given).grounded == meant


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en-IN", "en"), ("hi_IN", "hi"), ("hi-Latn-IN", "hinglish"), ("Hindi", "hi"), ("", "en")],
)
def test_languages_are_read_by_their_tags(tmp_path: Path, tag: str, language: str) -> None:
    assert one_of(tmp_path, lang=tag).language == language


def test_a_time_without_a_zone_is_of_india_and_an_empty_one_is_none(tmp_path: Path) -> None:
    found = one_of(tmp_path, now="2026-06-01T10:00:00").now
    assert found is not None
    assert found.isoformat() == "2026-06-01T10:00:00+05:30"
    assert one_of(tmp_path, now="").now is None


def test_a_packed_file_and_one_long_array_are_read(tmp_path: Path) -> None:
    rows = [{"id": name, "question": "?", "contexts": [RULE], "answer": "Yes."} for name in "ab"]
    packed = tmp_path / "answers.jsonl.gz"
    with gzip.open(packed, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    array = tmp_path / "answers.json"
    array.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    for path in (packed, array):
        assert [row.id for row in read_rows(path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.jsonl.gz", b"no gzip", "gzip"),
        ("a.json", b"[{}, 1", "not JSON"),
        ("a.json", b'[{"question": 1}]', "row 1"),
        ("a.jsonl", b"a;b", r"a\.jsonl:1"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_refused(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RowError, match=why):
        list(read_rows(tmp_path / name))


def test_a_pipe_is_refused_since_it_would_have_to_be_read_twice(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RowError, match="no file"):
        list(read_rows(tmp_path / "pipe"))


@pytest.mark.parametrize("evidence", [7, [7], [[]], [{}]])
def test_evidence_that_is_none_is_an_error_of_that_line(tmp_path: Path, evidence: object) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps({"question": "?", "evidence": evidence, "answer": "!"}))
    with pytest.raises(RowError, match=r"answers\.jsonl:1: evidence"):
        list(read_rows(path))
