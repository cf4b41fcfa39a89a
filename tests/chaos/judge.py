"""The judge, a process of its own: holds what was promised against what stands in the end.

Knows two files and nothing else: the ledger of acknowledgements and the transcripts read back.
Exit code 0: nothing lost, nothing double, nothing unanswered, no reply before its question.
`--plant loss` or `double` spoils the transcripts first, to see that the judge can say no.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def judge(
    ledger: Iterable[Mapping[str, Any]], transcripts: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Every broken promise, its kind and a colon first; empty when all were kept."""
    promised: dict[str, dict[str, int]] = {}
    broken = []
    for entry in ledger:
        seqs = promised.setdefault(entry["conversation"], {})
        if seqs.setdefault(entry["client_id"], entry["seq"]) != entry["seq"]:
            broken.append(f"double: {entry['client_id']} was acknowledged under two numbers")
    lines_of = {script["conversation"]: script["lines"] for script in transcripts}
    for conversation, seqs in promised.items():
        broken += _judge_conversation(conversation, seqs, lines_of.get(conversation, []))
    return broken


def _judge_conversation(
    conversation: str, seqs: Mapping[str, int], lines: list[dict[str, Any]]
) -> list[str]:
    broken = []
    if [line["seq"] for line in lines] != list(range(1, len(lines) + 1)):
        broken.append(f"order: {conversation} has numbers with gaps, doubles or out of order")
    said = {line["seq"] for line in lines if line["author"] == "customer"}
    replies = Counter(line["in_reply_to"] for line in lines if line["author"] == "assistant")
    for client_id, seq in seqs.items():
        if seq not in said:
            broken.append(f"lost: {client_id}, acknowledged as {seq}")
        if replies[seq] == 0:
            broken.append(f"unanswered: {client_id}")
        if replies[seq] > 1:
            broken.append(f"double: {client_id} answered {replies[seq]} times")
    if len(set(seqs.values())) < len(seqs):
        broken.append(f"lost: {conversation} has two messages under one number")
    if said - set(seqs.values()):
        broken.append(f"double: {conversation} has messages that nobody was promised")
    return broken + [
        f"order: {conversation}, the reply {line['seq']} comes before its question"
        for line in lines
        if line["author"] == "assistant" and line["seq"] <= line["in_reply_to"]
    ]


def plant(fault: str, transcripts: list[dict[str, Any]]) -> None:
    """Spoil what was read back: a customer's line goes, or a reply comes again."""
    lines = next(script["lines"] for script in transcripts if len(script["lines"]) > 1)
    wanted = "customer" if fault == "loss" else "assistant"
    line = next(line for line in lines if line["author"] == wanted)
    if fault == "loss":
        lines.remove(line)
    else:
        lines.append({**line, "seq": len(lines) + 1})


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("ledger", type=Path)
    parser.add_argument("transcripts", type=Path)
    parser.add_argument("--plant", choices=["loss", "double"])
    given = parser.parse_args()
    promises, scripts = read_lines(given.ledger), read_lines(given.transcripts)
    if given.plant:
        plant(given.plant, scripts)
    complaints = judge(promises, scripts)
    kinds = Counter(complaint.partition(":")[0] for complaint in complaints)
    counted = [f"{kinds[kind]} {kind}" for kind in ("lost", "double", "unanswered")]
    print(f"{len(promises)} acknowledged: {', '.join(counted)}, {kinds['order']} out of order")
    print("\n".join(complaints[:20]), file=sys.stderr)
    sys.exit(1 if complaints else 0)
