"""Brings an answer as other tools log it into our form: other names of the three columns, passages
as plain texts, records without a source, dialogues as models' APIs have them, what went in and out.

It moves what is there and makes nothing up: what has no question, evidence or answer stays without.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evals.dialogues import is_dialogue, is_of_assistant, is_of_tool, is_of_user, lines_of, text_of

_COLUMNS = {
    "question": (
        "user_input",
        "query",
        "prompt",
        "input",
        "messages",
        "conversation",
        "conversations",
    ),
    "evidence": ("contexts", "retrieved_contexts", "documents", "passages", "source_documents"),
    "answer": ("response", "output", "completion", "reply", "result"),
}
"""Ours, and what others call them, among them Ragas, old and new, and OpenAI."""
_WRAPPED = ("inputs", "outputs")
"""What LangSmith and MLflow put the columns into."""
_TEXTS = ("text", "page_content", "content")
"""What holds the text of a passage; `page_content` is LangChain's."""
_SOURCES = ("source", "id", "url", "title", "name")
_OF_A_PASSAGE = frozenset(("metadata", "score", *_TEXTS, *_SOURCES))
"""Fields that a passage may have and still be one; with others it is a record."""


def as_ours(row: Any) -> Any:
    """A row with our names of columns and our form of evidence and dialogue, where they can be
    told. What is no row is handed back for whoever reads it to refuse."""
    if not isinstance(row, Mapping):
        return row
    found = _unwrapped({str(name).lower(): value for name, value in row.items()})
    for ours, theirs in _COLUMNS.items():
        named = next((name for name in theirs if name in found), None)
        if ours not in found and named is not None:
            found[ours] = found.pop(named)
    found = _said(found)
    found = _told_apart(_with_context(found))
    if "evidence" in found:
        found["evidence"] = _evidence(found["evidence"])
    return found


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """An answer that a model's API has wrapped, as its text."""
    given = row.get("answer", row.get("choices"))
    if isinstance(given, Mapping):
        given = given.get("choices", given)
    if isinstance(given, Sequence) and not isinstance(given, str) and given:
        given = given[0]
    if isinstance(given, Mapping):
        line = given.get("message", given)
        text = text_of(line.get("content", line.get("text"))) if isinstance(line, Mapping) else ""
        return row | {"answer": text} if text else row
    return row


def _unwrapped(row: Mapping[str, Any]) -> dict[str, Any]:
    """What went in and what came out beside the other columns; those have the last word."""
    found = {name: value for name, value in row.items() if name not in _WRAPPED}
    for wrapper, plain in zip(_WRAPPED, ("question", "answer"), strict=True):
        inner = row.get(wrapper)
        if isinstance(inner, Mapping):
            found = {**inner, **found}
        elif isinstance(inner, str):
            found = {plain: inner, **found}
        elif wrapper in row:
            found[wrapper] = inner
    return found


def _with_context(row: dict[str, Any]) -> dict[str, Any]:
    """What others call context is what the answer was given; with us it is earlier lines, as pairs
    of who and what."""
    context = row.get("context")
    if context is None:
        return row
    if is_dialogue(context):
        return row | {"context": [_pair(line) for line in lines_of(context)]}
    texts = [context] if isinstance(context, str) else context
    if not isinstance(texts, Sequence) or not all(isinstance(one, str) for one in texts):
        return row
    left = {name: value for name, value in row.items() if name != "context"}
    if not texts:
        return left
    given = _evidence(left.get("evidence", []))
    return left | {"evidence": [*given, *texts] if isinstance(given, list) else given}


def _told_apart(row: dict[str, Any]) -> dict[str, Any]:
    """A dialogue's lines as the question; what tools said in it as evidence and its last word as
    the answer, where the row has no others."""
    if not is_dialogue(row.get("question")):
        return row
    lines = lines_of(row["question"])
    told: dict[str, Any] = {"question": [line for line in lines if not is_of_tool(line)]}
    if "answer" not in row and told["question"] and is_of_assistant(told["question"][-1]):
        told["answer"] = told["question"].pop()["text"]
    asked = max((at for at, line in enumerate(lines) if is_of_user(line)), default=-1)
    tools = [line["text"] for line in lines[asked + 1 :] if is_of_tool(line)]
    if tools and "evidence" not in row:
        told["evidence"] = [one for text in tools for one in _listed(_parsed(text))]
    return row | told


def _pair(line: Any) -> Any:
    return (line["speaker"], line["text"]) if isinstance(line, Mapping) else line


def _evidence(given: Any) -> Any:
    if isinstance(given, str):
        given = _parsed(given)
    if isinstance(given, str | Mapping):
        given = [given]
    if given is None:
        return []
    if not isinstance(given, Sequence):
        return given
    held = [entry for entry in given if entry != ""]
    return [_entry(entry, number) for number, entry in enumerate(held, 1)]


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _parsed(text: str) -> Any:
    """What a column of a table holds as JSON; any other text as it is."""
    if text.lstrip()[:1] not in ("[", "{"):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # no JSON, or nested beyond all reason
        return text


def _entry(given: Any, number: int) -> Any:
    """A passage or a record with the name of where it is from; the number stands in for that."""
    if isinstance(given, str):
        return {"source": f"passage/{number}", "text": given}
    if not isinstance(given, Mapping) or "fields" in given:
        return given
    texts = [name for name in _TEXTS if isinstance(given.get(name), str)]
    if texts and given.keys() <= _OF_A_PASSAGE:
        return {"source": _source(given) or f"passage/{number}", "text": given[texts[0]]}
    if "source" in given and given.keys() <= {"source", "text"}:
        return given
    fields = {name: value for name, value in given.items() if name != "source"}
    return {"source": str(given.get("source") or f"record#{number}"), "fields": fields}


def _source(given: Mapping[str, Any]) -> str:
    beside = given.get("metadata")
    held = {**beside, **given} if isinstance(beside, Mapping) else given
    return next((str(held[name]) for name in _SOURCES if held.get(name)), "")
