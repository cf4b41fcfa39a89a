"""`python -m evals convert NAME --data FOLDER`: public sets of human labels as rows of `metrics`.

Each set has its own form of question, evidence and label; a row has one. Which metric a set's
labels speak of is said here, once, and nothing is judged.
"""

import argparse
import ast
import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.rows import EvidenceRow, Line, Row

PARTS = ("train", "dev")
Entry = Mapping[str, Any]
Labels = Mapping[str, float]
WRONG_INPUT = 2


class ConvertError(ValueError):
    """A set that cannot be read; says which line of which file and why."""


def _supported(entry: Entry) -> Labels:
    return {"faithful": float(entry["label"])}


def _rated(entry: Entry) -> Labels:
    """mtRAG: medians of three people's ratings, 1 to 4."""
    found = {"faithful": entry["faithfulness"], "relevant": entry["appropriateness"]}
    return {name: (rating - 1) / 3 for name, rating in found.items() if rating is not None}


def _coherent(entry: Entry) -> Labels:
    """USR: the mean of people's ratings, 1 to 3, of whether a reply carries on what was said."""
    return {"relevant": (entry["relevance"] - 1) / 2}


SETS: Mapping[str, Callable[[Entry], Labels]] = {
    "begin": _supported,
    "factcheck_gpt": _supported,
    "faithdial_audit": _supported,
    "infotabs_en": _supported,
    "infotabs_hi": _supported,
    "mtrag": _rated,
    "q2_wow": _supported,
    "quintd1": _supported,
    "summedits": _supported,
    "tabfact": _supported,
    "usr_topicalchat": _coherent,
    "wice_claim": _supported,
}
"""What the labels of each set say. Sets of pairs (ragchecker_pref), of tokens (wice_tokens) and of
style (sf_d2t) judge none of the three metrics and are not here."""

_TABLES = {"infotabs_hi": "infotabs_en"}
"""Sets whose evidence is kept with another set."""
_LANGUAGES = {"infotabs_hi": "hi"}


def convert(name: str, folder: Path, part: str) -> Iterator[dict[str, Any]]:
    """The rows of a set's part, each with its id, in the order of the file.

    Raises:
        ConvertError: a line is not of the set's form.
        OSError: a file cannot be read.
    """
    kept = _TABLES.get(name, name)
    sources = folder / part / f"{kept}.sources.jsonl.gz"
    held = {}
    if sources.exists():
        held = {entry["source_id"]: entry["evidence"] for _, entry in read_entries(sources)}
    for where, entry in read_entries(folder / part / f"{name}.jsonl.gz"):
        try:
            evidence = held[entry["source_id"]] if "source_id" in entry else entry["evidence"]
            row = Row(
                question=_question(entry.get("question")),
                evidence=tuple(_evidence(evidence, name)),
                answer=entry["answer"],
                lang=_LANGUAGES.get(name, "en"),
                **SETS[name](entry),
            )
        except (KeyError, TypeError, ValidationError) as error:
            raise ConvertError(f"{where}: not of the form of {name}: {error}") from error
        yield {"id": entry.get("id"), **row.model_dump(exclude_none=True, exclude_defaults=True)}


def read_entries(path: Path) -> Iterator[tuple[str, Entry]]:
    """The lines of a set as they are kept, each with its place."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield f"{path}:{number}", json.loads(line)
            except json.JSONDecodeError as error:
                raise ConvertError(f"{path}:{number}: no JSON: {error}") from error


def _question(given: Any) -> str | tuple[Line, ...]:
    """A text, a dialogue of (speaker, text), or lines that two people say in turn."""
    if given is None:
        return ""
    if isinstance(given, str):
        return given
    if all(isinstance(line, str) for line in given):
        last = len(given) - 1
        return tuple(
            Line(speaker="agent" if (last - at) % 2 else "user", text=line)
            for at, line in enumerate(given)
        )
    return tuple(Line(speaker=line["speaker"], text=line["text"]) for line in given)


def _evidence(given: Any, name: str) -> Iterable[EvidenceRow]:
    """Rows of what was kept: texts, lists of texts, records, tables."""
    if isinstance(given, str) and name == "tabfact":
        yield from _table(given)
    elif isinstance(given, list):
        texts = (text for text in given if text.strip())
        yield from (EvidenceRow(source=f"{name}/{n}", text=t) for n, t in enumerate(texts, 1))
    elif (record := _record(given)) is not None:
        yield EvidenceRow(source=f"{name}#1", fields=record)
    elif given.strip():
        yield EvidenceRow(source=f"{name}/1", text=given)


def _record(given: Any) -> dict[str, Any] | None:
    """A record, also one written down as Python or JSON; None for a text."""
    if isinstance(given, dict):
        return given
    if not given.lstrip().startswith("{"):
        return None
    try:
        found = ast.literal_eval(given)
    except (ValueError, SyntaxError):
        return None
    return found if isinstance(found, dict) else None


def _table(given: str) -> Iterable[EvidenceRow]:
    """A caption, then cells between "#" under a line of names."""
    caption, _, body = given.partition("\n")
    if caption.strip() not in ("", "none"):
        yield EvidenceRow(source="table/caption", text=caption.strip())
    cells = csv.reader(body.splitlines(), delimiter="#", quoting=csv.QUOTE_NONE)
    names = next(cells, [])
    for number, line in enumerate(cells, 1):
        fields = {name: cell for name, cell in zip(names, line, strict=False) if cell}
        if fields:
            yield EvidenceRow(source=f"table#{number}", fields=fields)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `convert` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("convert", help="public sets of labels as rows of metrics")
    parser.add_argument("name", choices=SETS, metavar="NAME", help=", ".join(SETS))
    parser.add_argument("--data", type=Path, required=True, help="folder of train/ and dev/")
    parser.add_argument("--part", choices=PARTS, default="dev")
    parser.add_argument("--out", type=Path, help="rows as JSON lines; standard output if left out")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0; 2 when the set cannot be read."""
    try:
        rows = list(convert(arguments.name, arguments.data, arguments.part))
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        if arguments.out is None:
            sys.stdout.write(text)
        else:
            arguments.out.write_text(text, encoding="utf-8")
    except (ConvertError, OSError, EOFError, UnicodeDecodeError) as error:
        print(f"evals convert: {error}", file=sys.stderr)
        return WRONG_INPUT
    print(f"{len(rows)} rows of {arguments.name}/{arguments.part}", file=sys.stderr)
    return 0
