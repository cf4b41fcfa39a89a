"""One answered message: the oldest one waiting, and the single commit that answers it.

Exactly one reply a message is a constraint of the database (`reply_to_id` is unique), and the
inbox row turns "done" in the same commit, so a crash or a second worker can neither lose an
answer nor give it twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from store.chat import Message
from store.database import Tx
from store.ids import Ids
from store.lanes import free_lane
from store.line import Reason, ask_for_person, leave_line
from store.outbox import Written, put_out
from store.prepared import Prepared
from store.queue import QueueItem, enqueue
from store.tables import conversations, dialogues, inbox
from store.tables.chat import IS_PENDING


class AlreadyAnsweredError(RuntimeError):
    """The message has its reply; a second one would be a double."""


class TakenOverError(RuntimeError):
    """A person has the conversation, so the assistant is silent in it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest unanswered message of a conversation with all that a turn needs to know."""

    inbox_id: int
    attempts: int
    message_id: int
    conversation_id: int
    seq: int
    text: str
    chosen: str | None
    received_at: datetime
    user_id: int | None
    channel: str
    language: str
    state: Mapping[str, Any] | None
    owner: str
    history: tuple[tuple[str, str], ...]
    """Earlier lines, oldest first, as (role, text)."""
    attachment: Mapping[str, Any] | None = None
    """What came beside the words; its `kind` names it."""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """Everything that one answered message leaves behind; written in one commit or not at all."""

    waiting: Waiting
    text: str
    now: datetime
    language: str
    choices: tuple[tuple[str, str], ...]
    state: Mapping[str, Any]
    handoff: bool
    columns: Mapping[str, Any]
    """The remaining columns of the assistant's row: routing, evidence, gate and scores."""
    queue: QueueItem | None
    leaves_line: bool = False
    """The customer does not wait for a person any more."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn of the log: the assistant's row and the question it answers."""

    message_id: int
    user_id: int | None
    question: str
    evidence: Sequence[Mapping[str, Any]]
    intent: str | None
    confidence: float | None


_WAITING = Prepared(
    select(
        inbox.c.id.label("inbox_id"),
        inbox.c.attempts,
        inbox.c.message_id,
        inbox.c.received_at,
        conversations.c.seq,
        conversations.c.text,
        conversations.c.chosen,
        conversations.c.attachment,
        dialogues.c.user_id,
        dialogues.c.channel,
        dialogues.c.language,
        dialogues.c.state,
        dialogues.c.owner,
    )
    .join(conversations, conversations.c.id == inbox.c.message_id)
    .join(dialogues, dialogues.c.id == inbox.c.conversation_id)
    .where(inbox.c.conversation_id == bindparam("conversation"), IS_PENDING)
    .order_by(inbox.c.id)
    .limit(1)
)
_HISTORY = Prepared(
    select(conversations.c.role, conversations.c.text)
    .where(
        conversations.c.conversation_id == bindparam("conversation"),
        conversations.c.seq < bindparam("before"),
    )
    .order_by(conversations.c.seq.desc())
    .limit(bindparam("most"))
)
_ADVANCE = Prepared(
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"), dialogues.c.owner != "staff")
    .values(
        last_seq=dialogues.c.last_seq + 1,
        state=bindparam("new_state"),
        language=bindparam("new_language"),
        updated_at=bindparam("at"),
        leased_by=None,
        leased_until=None,
    )
    .returning(dialogues.c.last_seq)
)
_ANSWERED = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("inbox"), inbox.c.state == "pending")
    .values(state="done", done_at=bindparam("at"))
)
# The lane first: or a hand-back at the same moment would not see that the message was left.
_WHOSE = (
    select(dialogues.c.id, dialogues.c.owner)
    .join(inbox, inbox.c.conversation_id == dialogues.c.id)
    .where(inbox.c.id == bindparam("inbox"))
    .with_for_update(of=dialogues)
)
# Without what an earlier try failed of: with it the message would count as discarded.
_LEFT = (
    update(inbox)
    .where(inbox.c.id == bindparam("inbox"), inbox.c.state == "pending")
    .values(state="done", done_at=bindparam("at"), error=None)
)
_FAILED = (
    update(inbox)
    .where(inbox.c.id == bindparam("inbox"), inbox.c.state == "pending")
    .values(attempts=inbox.c.attempts + 1, error=bindparam("why"))
    .returning(inbox.c.attempts)
)
_LOG = Prepared(insert(conversations))
_question = conversations.alias("question")
_ANSWERED_AT = (
    select(
        conversations.c.id.label("message_id"),
        conversations.c.user_id,
        _question.c.text.label("question"),
        conversations.c.evidence,
        conversations.c.intent,
        conversations.c.confidence,
    )
    .join(_question, _question.c.id == conversations.c.reply_to_id)
    .where(
        conversations.c.conversation_id == bindparam("conversation"),
        conversations.c.seq == bindparam("at_seq"),
    )
)


def turns_with_model(tx: Tx, user_id: int | None, conversation_id: int, since: datetime) -> int:
    """In how many turns a language model was asked since then: for this person, for a guest in
    this conversation."""
    whose = (
        conversations.c.conversation_id == conversation_id
        if user_id is None
        else conversations.c.user_id == user_id
    )
    counted = select(func.count()).where(
        whose, conversations.c.model.is_not(None), conversations.c.created_at >= since
    )
    return tx.execute(counted).scalar_one()


def next_waiting(tx: Tx, conversation_id: int, *, history: int = 8) -> Waiting | None:
    """The oldest unanswered message of the conversation, or None when all are answered."""
    row = _WAITING.first(tx, {"conversation": conversation_id})
    if row is None:
        return None
    earlier = _HISTORY.all(
        tx, {"conversation": conversation_id, "before": row.seq, "most": history}
    )
    return Waiting(
        conversation_id=conversation_id,
        history=tuple((line.role, line.text) for line in reversed(earlier)),
        **row._asdict(),
    )


def write_turn(tx: Tx, ids: Ids, record: TurnRecord) -> Message:
    """Write one answered message: reply, evidence, scores, state, queue item and outbox row.

    Raises:
        AlreadyAnsweredError: another worker was faster; the unit of work must be dropped.
        TakenOverError: a person was faster; the unit of work must be dropped.
    """
    waiting, now = record.waiting, record.now
    lane = _ADVANCE.first(
        tx,
        {
            "conversation": waiting.conversation_id,
            "new_state": dict(record.state),
            "new_language": record.language,
            "at": now,
        },
    )
    if lane is None:
        raise TakenOverError(waiting.conversation_id)
    if _ANSWERED.change(tx, {"inbox": waiting.inbox_id, "at": now}) != 1:
        raise AlreadyAnsweredError(waiting.message_id)
    key = ids.draw()
    _LOG.change(
        tx,
        {
            **record.columns,
            "id": key,
            "conversation_id": waiting.conversation_id,
            "seq": lane.last_seq,
            "turn_id": waiting.message_id,
            "reply_to_id": waiting.message_id,
            "user_id": waiting.user_id,
            "role": "assistant",
            "channel": waiting.channel,
            "language": record.language,
            "text": record.text,
            "choices": [list(choice) for choice in record.choices] or None,
            "created_at": now,
        },
    )
    said = Message(
        id=key,
        conversation_id=waiting.conversation_id,
        seq=lane.last_seq,
        reply_to_seq=waiting.seq,
        role="assistant",
        author=None,
        text=record.text,
        choices=record.choices,
        language=record.language,
        created_at=now,
        feedback=None,
    )
    written = Written(waiting.conversation_id, said.seq, waiting.channel, said)
    put_out(tx, ids, written, key, now)
    if record.handoff:
        why: Reason = "stuck" if record.columns.get("gate") == "handed_off" else "asked"
        ask_for_person(tx, ids, now, waiting.conversation_id, key, why)
    if record.leaves_line:
        leave_line(tx, now, waiting.conversation_id)
    if record.queue is not None:
        enqueue(tx, ids, record.queue, message_id=key, now=now)
    return said


def count_failure(tx: Tx, inbox_id: int, why: str) -> int:
    """Note that answering failed; gives how often it has failed by now."""
    row = tx.execute(_FAILED, {"inbox": inbox_id, "why": why[:2000]}).first()
    return row.attempts if row else 0


def leave_to_person(tx: Tx, inbox_id: int, now: datetime) -> bool:
    """Take a message out of the inbox without a reply, because a person has the conversation and
    will answer, or else it comes back with the conversation; False when nobody has."""
    lane = tx.execute(_WHOSE, {"inbox": inbox_id}).first()
    if lane is None or lane.owner != "staff":
        return False
    free_lane(tx, lane.id)
    return tx.execute(_LEFT, {"inbox": inbox_id, "at": now}).rowcount == 1


def answered_at(tx: Tx, conversation_id: int, seq: int) -> Answered | None:
    """The turn whose reply stands at `seq`, or None when no reply of the assistant does."""
    row = tx.execute(_ANSWERED_AT, {"conversation": conversation_id, "at_seq": seq}).first()
    return Answered(**{**row._mapping, "evidence": row.evidence or ()}) if row else None
