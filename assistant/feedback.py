"""A customer's thumb on a reply: kept with it, and a thumb down brings the turn before people."""

import datetime as dt

from assistant.model import Evidence
from assistant.quality.priority import assess
from store.chat import set_feedback
from store.database import Tx
from store.ids import Ids
from store.queue import QueueItem, enqueue
from store.turns import answered_at


def take_feedback(
    tx: Tx,
    ids: Ids,
    now: dt.datetime,
    conversation_id: int,
    seq: int,
    value: str | None,
    comment: str | None,
) -> bool:
    """Keep "up" or "down" on the assistant's reply at `seq`, or take it back (None); False when
    there is no such reply."""
    if not set_feedback(tx, conversation_id, seq, value, comment):
        return False
    turn = answered_at(tx, conversation_id, seq)
    if value == "down" and turn is not None:
        evidence = [
            Evidence(row["source"], row.get("fields", {}), row.get("text")) for row in turn.evidence
        ]
        found = assess(f"{turn.question} {comment or ''}", evidence, ["thumbs_down"])
        item = QueueItem(
            conversation_id=conversation_id,
            user_id=turn.user_id,
            intent=turn.intent,
            confidence=turn.confidence,
            priority=found.priority,
            parts=found.parts,
            reasons=found.reasons,
            sentiment="negative",
            snippet=comment or turn.question,
        )
        enqueue(tx, ids, item, message_id=turn.message_id, now=now)
    return True
