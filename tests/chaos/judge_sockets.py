"""The web's part of the judgement: acknowledgements against conversations that were read back."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from tests.chaos.findings import Finding

Line = Mapping[str, Any]


def judge_sockets(ledger: Iterable[Line], transcripts: Iterable[Line]) -> list[Finding]:
    """Every broken promise; empty when all were kept."""
    promised: defaultdict[str, dict[str, int]] = defaultdict(dict)
    at: dict[str, float] = {}
    found = []
    for entry in ledger:
        name, seqs = entry["client_id"], promised[entry["conversation"]]
        at.setdefault(name, entry["at"])
        if seqs.setdefault(name, entry["seq"]) != entry["seq"]:
            text = f"{name} was acknowledged under two numbers"
            found.append(Finding("double", text, at[name]))
    scripts = {script["conversation"]: script for script in transcripts}
    for conversation, seqs in promised.items():
        script = scripts.get(conversation, {"lines": [], "unsaid": []})
        found += _judge_conversation(conversation, seqs, at, script)
    return found


def _judge_conversation(
    conversation: str, seqs: Mapping[str, int], at: Mapping[str, float], script: Line
) -> list[Finding]:
    lines = script["lines"]
    found = [
        Finding("unanswered", f"{name} was not even acknowledged") for name in script["unsaid"]
    ]
    if [line["seq"] for line in lines] != list(range(1, len(lines) + 1)):
        text = f"{conversation} has numbers with gaps, doubles or out of order"
        found.append(Finding("order", text))
    said = {line["seq"] for line in lines if line["author"] == "customer"}
    replies = Counter(line["in_reply_to"] for line in lines if line["author"] == "assistant")
    for name, seq in seqs.items():
        if seq not in said:
            found.append(Finding("lost", f"{name}, acknowledged as {seq}", at[name]))
        if replies[seq] == 0:
            found.append(Finding("unanswered", name, at[name]))
        if replies[seq] > 1:
            found.append(Finding("double", f"{name} answered {replies[seq]} times", at[name]))
    if len(set(seqs.values())) < len(seqs):
        found.append(Finding("lost", f"{conversation} has two messages under one number"))
    if len(said - set(seqs.values())) > len(script["unsaid"]):
        text = f"{conversation} has messages that nobody was promised"
        found.append(Finding("double", text))
    return found + [
        Finding("order", f"{conversation}, the reply {line['seq']} comes before its question")
        for line in lines
        if line["author"] == "assistant" and line["seq"] <= line["in_reply_to"]
    ]


def plant_in_sockets(fault: Literal["loss", "double"], transcripts: list[dict[str, Any]]) -> None:
    """Spoil what was read back: a customer's line goes, or a reply comes again."""
    lines = next(script["lines"] for script in transcripts if len(script["lines"]) > 1)
    wanted = "customer" if fault == "loss" else "assistant"
    line = next(line for line in lines if line["author"] == wanted)
    if fault == "loss":
        lines.remove(line)
    else:
        lines.append({**line, "seq": len(lines) + 1})


def promised_at(ledger: Iterable[Line]) -> list[float]:
    """When each message was acknowledged first."""
    first: dict[str, float] = {}
    for entry in ledger:
        first[entry["client_id"]] = min(entry["at"], first.get(entry["client_id"], math.inf))
    return list(first.values())
