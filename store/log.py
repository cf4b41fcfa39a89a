"""The log of answered turns as scorers see them, read in order and in batches of any size.

Flat in memory: whoever reads a million turns holds one batch at a time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from store.actions import Action, from_json
from store.database import Database, Tx
from store.ids import least_key
from store.tables import conversations


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """One answer with what it answered, what it stood on, and the scores it was given."""

    message_id: int
    conversation_id: int
    seq: int
    asked_at: datetime
    question: str
    answer: str
    evidence: Sequence[Mapping[str, Any]]
    context: tuple[tuple[str, str], ...]
    """Up to eight earlier lines, oldest first, as (role, text)."""
    intent: str | None
    channel: str
    language: str | None
    origin: str
    scores: Mapping[str, float | None]
    scorer_version: str


CONTEXT_LINES = 8
SCORE_COLUMNS = ("grounding", "faithfulness", "relevancy", "score_reasons", "scorer_version")

_asked = conversations.alias("asked")
_ANSWERS = (
    select(
        conversations.c.id,
        conversations.c.conversation_id,
        conversations.c.seq,
        _asked.c.seq.label("asked_seq"),
        _asked.c.created_at.label("asked_at"),
        _asked.c.text.label("question"),
        conversations.c.text,
        conversations.c.evidence,
        conversations.c.intent,
        conversations.c.channel,
        conversations.c.language,
        conversations.c.origin,
        conversations.c.grounding,
        conversations.c.faithfulness,
        conversations.c.relevancy,
        conversations.c.scorer_version,
    )
    .join(_asked, _asked.c.id == conversations.c.reply_to_id)
    .where(conversations.c.role == "assistant")
    .order_by(conversations.c.id)
)
_TURNS = _ANSWERS.where(conversations.c.id > bindparam("after")).limit(bindparam("most"))
_BY_KEY = _ANSWERS.where(conversations.c.id.in_(bindparam("keys", expanding=True)))
_LINES = (
    select(
        conversations.c.conversation_id,
        conversations.c.seq,
        conversations.c.role,
        conversations.c.text,
    )
    .where(conversations.c.conversation_id.in_(bindparam("keys", expanding=True)))
    .order_by(conversations.c.conversation_id, conversations.c.seq)
)
_ACTIONS = (
    select(conversations.c.seq, conversations.c.action)
    .where(
        conversations.c.conversation_id == bindparam("conversation"),
        conversations.c.action.is_not(None),
    )
    .order_by(conversations.c.seq)
)
_RESCORE = (
    update(conversations)
    .where(conversations.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in SCORE_COLUMNS})
)


def read_turns(
    database: Database, since: datetime | None = None, batch: int = 500, after: int = 0
) -> Iterator[tuple[LoggedTurn, ...]]:
    """Every answered turn from `since` on, oldest first, in batches; only those whose key is
    greater than `after`."""
    after = max(after, least_key(since) - 1 if since else 0)
    while True:
        with database.read() as tx:
            turns = _read_batch(tx, after, batch)
        if not turns:
            return
        yield turns
        after = turns[-1].message_id


def changes_made(tx: Tx, conversation_id: int) -> tuple[tuple[int, Action], ...]:
    """What was done for the customer in a conversation, each with the number of the reply that did
    it; what was refused is not among it."""
    rows = tx.execute(_ACTIONS, {"conversation": conversation_id})
    return tuple((row.seq, from_json(row.action["action"])) for row in rows if "done" in row.action)


def rewrite_scores(tx: Tx, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Put new scores in place of the old.

    Args:
        rows: the key of each turn's answer, and its columns that hold scores.
    """
    if rows:
        parameters = [
            {"key": key, **{f"new_{name}": value for name, value in columns.items()}}
            for key, columns in rows
        ]
        tx.execute(_RESCORE, parameters)


def turns_by_key(tx: Tx, message_ids: Sequence[int]) -> dict[int, LoggedTurn]:
    """Those of the given answers that there are, by key."""
    rows = tx.execute(_BY_KEY, {"keys": list(message_ids)}).all()
    return {turn.message_id: turn for turn in _with_context(tx, rows)}


def _read_batch(tx: Tx, after: int, batch: int) -> tuple[LoggedTurn, ...]:
    return _with_context(tx, tx.execute(_TURNS, {"after": after, "most": batch}).all())


def _with_context(tx: Tx, rows: Sequence[Any]) -> tuple[LoggedTurn, ...]:
    lines: dict[int, list[Any]] = defaultdict(list)
    keys = list({row.conversation_id for row in rows})
    for line in tx.execute(_LINES, {"keys": keys}):
        lines[line.conversation_id].append(line)
    return tuple(
        LoggedTurn(
            message_id=row.id,
            conversation_id=row.conversation_id,
            seq=row.seq,
            asked_at=row.asked_at,
            question=row.question,
            answer=row.text,
            evidence=row.evidence or (),
            context=tuple(
                (line.role, line.text)
                for line in lines[row.conversation_id]
                if line.seq < row.asked_seq
            )[-CONTEXT_LINES:],
            intent=row.intent,
            channel=row.channel,
            language=row.language,
            origin=row.origin,
            scores={m: getattr(row, m) for m in ("grounding", "faithfulness", "relevancy")},
            scorer_version=row.scorer_version,
        )
        for row in rows
    )
