"""Brings an answer as other tools log it into our form: other names of the three columns, passages
as plain texts, records without a source, lines of a dialogue as a model's API has them.

It moves what is there and makes nothing up: what has no question, evidence or answer stays without.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

_COLUMNS = {
    "question": ("user_input", "query", "prompt", "input"),
    "evidence": ("contexts", "retrieved_contexts", "documents", "passages"),
    "answer": ("response", "output", "completion", "reply"),
}
"""Ours, and what others call them, among them Ragas, old and new."""
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
    found = dict(row)
    for ours, theirs in _COLUMNS.items():
        named = next((name for name in theirs if name in row), None)
        if ours not in row and named is not None:
            found[ours] = found.pop(named)
    if "evidence" in found:
        found["evidence"] = _evidence(found["evidence"])
    if isinstance(found.get("question"), list):
        found["question"] = [_line(line) for line in found["question"]]
    return found


def _evidence(given: Any) -> Any:
    if isinstance(given, str):
        given = _parsed(given)
    if isinstance(given, str | Mapping):
        given = [given]
    if not isinstance(given, Sequence):
        return given
    return [_entry(entry, number) for number, entry in enumerate(given, 1)]


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


def _line(given: Any) -> Any:
    if not isinstance(given, Mapping) or "speaker" in given:
        return given
    return {"speaker": given.get("role"), "text": given.get("content", given.get("text"))}
