"""WhatsApp's part of the judgement: what the platform's ledger says was acknowledged to it and sent
by us, against what stands in our books.

A reply whose send has no known outcome is ambiguous: held, counted, and never sent again by guess.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from tests.chaos.findings import Finding

Line = Mapping[str, Any]
HANDED_OVER = ("sent", "delivered", "read")


def judge_whatsapp(ledger: Sequence[Line], books: Sequence[Line]) -> list[Finding]:
    """Every broken promise and every send of unknown outcome."""
    asked = defaultdict(list)
    for line in books:
        if "name" in line:
            asked[line["name"]].append(line)
    out = {line["outbox"]: line for line in books if "state" in line}
    received = [(line, *_callback(line["body"])) for line in ledger if "taken" in line]
    copies = Counter((key, part) for _, key, part in received)
    arrived = {key for _, key, _ in received}
    promised = first_acknowledged(ledger)
    found = []
    answers = {}
    for name, at in promised.items():
        lines = asked[name]
        found += _judge_message(name, at, lines)
        for line in lines:
            if line["outbox"] in out:
                answers[line["outbox"]] = at
                found += _judge_reply(name, at, out[line["outbox"]], arrived)
    for (key, part), count in copies.items():
        if count > 1:
            text = f"part {part} of {key} was sent {count} times"
            found.append(Finding("double", text, answers.get(key, 0.0)))
    return found + _judge_places(received, out)


def _judge_message(name: str, at: float, lines: Sequence[Line]) -> list[Finding]:
    if not lines:
        return [Finding("lost", f"{name} was acknowledged and is nowhere", at)]
    found = []
    if len({line["seq"] for line in lines}) > 1:
        found.append(Finding("double", f"{name} stands in the log more than once", at))
    replies = [line["reply_seq"] for line in lines if line["reply_seq"] is not None]
    if not replies:
        found.append(Finding("unanswered", name, at))
    if len(replies) > 1:
        found.append(Finding("double", f"{name} has {len(replies)} replies", at))
    if any(line["reply_seq"] is not None and line["reply_seq"] <= line["seq"] for line in lines):
        found.append(Finding("order", f"the reply to {name} comes before it", at))
    return found


def _judge_reply(name: str, at: float, reply: Line, arrived: set[int]) -> list[Finding]:
    state, has_arrived = reply["state"], reply["outbox"] in arrived
    if state in HANDED_OVER:
        text = f"the reply to {name} is {state}, and the platform has never seen it"
        return [] if has_arrived else [Finding("lost", text, at)]
    if state == "unknown":
        where = "has arrived" if has_arrived else "has not arrived"
        return [Finding("ambiguous", f"the reply to {name}, which {where}", at)]
    return [Finding("unanswered", f"the reply to {name} is still {state}", at)]


def _judge_places(
    received: Iterable[tuple[Line, int, int]], out: Mapping[int, Line]
) -> list[Finding]:
    """Whether each message went to the one it was for, in the order of the log."""
    found = []
    last: dict[str, tuple[int, int]] = {}
    for line, key, part in received:
        number, row = str(line["body"].get("to")), out.get(key)
        if row is None:
            found.append(Finding("lost", f"{key} was sent and is in no book"))
            continue
        if row["number"] != number:
            text = f"{key} is for {row['number']} and was sent to {number}"
            found.append(Finding("order", text))
        place = (row["seq"], part)
        if place < last.get(number, (0, 0)):
            found.append(Finding("order", f"{key} came to {number} after a later one"))
        last[number] = max(place, last.get(number, (0, 0)))
    return found


def plant_in_whatsapp(
    fault: Literal["loss", "double"], ledger: list[dict[str, Any]], books: list[dict[str, Any]]
) -> None:
    """Spoil the evidence: an acknowledged message goes from the books, or a send is seen twice."""
    if fault == "loss":
        name = next(iter(first_acknowledged(ledger)))
        books[:] = [line for line in books if line.get("name") != name]
    else:
        ledger.append(next(line for line in ledger if "taken" in line))


def first_acknowledged(ledger: Iterable[Line]) -> dict[str, float]:
    """When each customer's message was first answered 200."""
    first: dict[str, float] = {}
    for line in ledger:
        for name in line.get("acknowledged", ()):
            if ":" not in name:
                first.setdefault(name, line["at"])
    return first


def _callback(body: Line) -> tuple[int, int]:
    """The key of the outbox, and the part, that a message carries."""
    key, _, rest = str(body["biz_opaque_callback_data"]).partition("/")
    return int(key), int(rest.partition("/")[0] or 0)
