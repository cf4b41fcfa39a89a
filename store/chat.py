"""The message log: accepting what a customer wrote, reading it in order.

Every function works inside the caller's unit of work. Whoever writes a message updates the
conversation's row in `dialogues` first: that takes its lane, so messages are numbered in the
order in which they commit, on both databases. Answering is `store.turns`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update

from store.database import Tx
from store.dialogues import UnknownConversationError
from store.ids import Ids
from store.live import notify
from store.prepared import Prepared
from store.tables import conversations, dialogues, inbox, users


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the log as people see it."""

    id: int
    conversation_id: int
    seq: int
    reply_to_seq: int | None
    role: str
    author: str | None
    text: str
    choices: tuple[tuple[str, str], ...]
    language: str | None
    created_at: datetime
    feedback: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as a channel took it in; `external_id` makes it unique on its channel."""

    channel: str
    conversation_id: int
    external_id: str
    text: str
    user_id: int | None
    received_at: datetime
    chosen: str | None = None
    origin: str = "live"
    attachment: Mapping[str, Any] | None = None
    """What came beside the words, by reference; its `kind` names it."""
    context: Mapping[str, Any] | None = None
    """What it answers and how it came, as the channel tells."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Where an arrival stands in the log; `repeated` when it stood there before."""

    seq: int
    message_id: int
    repeated: bool


def messages_selection() -> Select[Any]:
    """A SELECT of all that `read_message` needs; callers add their own conditions."""
    asked, author = conversations.alias("asked"), users.alias("author")
    return (
        select(
            conversations.c.id,
            conversations.c.conversation_id,
            conversations.c.seq,
            asked.c.seq.label("reply_to_seq"),
            conversations.c.role,
            author.c.name.label("author"),
            conversations.c.text,
            conversations.c.choices,
            conversations.c.language,
            conversations.c.created_at,
            conversations.c.feedback,
        )
        .outerjoin(asked, asked.c.id == conversations.c.reply_to_id)
        .outerjoin(
            author, (author.c.id == conversations.c.user_id) & (conversations.c.role == "agent")
        )
    )


_TAKE_LANE = Prepared(
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"))
    .values(last_seq=dialogues.c.last_seq + 1, updated_at=bindparam("at"))
    .returning(dialogues.c.last_seq)
)
_GIVE_LANE_BACK = (
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"))
    .values(last_seq=dialogues.c.last_seq - 1)
)
_KNOWN = Prepared(
    select(conversations.c.seq, conversations.c.id)
    .join(inbox, inbox.c.message_id == conversations.c.id)
    .where(
        inbox.c.channel == bindparam("channel"),
        inbox.c.external_id == bindparam("external_id"),
    )
)
_LOG = Prepared(insert(conversations))
_TAKE_IN = Prepared(insert(inbox))

_AFTER = Prepared(
    messages_selection()
    .where(
        conversations.c.conversation_id == bindparam("conversation"),
        conversations.c.seq > bindparam("after"),
    )
    .order_by(conversations.c.seq)
    .limit(bindparam("most"))
)
_FEEDBACK = (
    update(conversations)
    .where(
        conversations.c.conversation_id == bindparam("conversation"),
        conversations.c.seq == bindparam("at_seq"),
        conversations.c.role == "assistant",
    )
    .values(feedback=bindparam("value"), feedback_comment=bindparam("comment"))
)
_REWORD = (
    update(conversations)
    .where(conversations.c.id == bindparam("message"))
    .values(text=bindparam("words"))
)


def accept(tx: Tx, ids: Ids, arrival: Arrival) -> Accepted:
    """Log a customer's message and put it into the inbox, once.

    Committed, it will be answered exactly once; a repetition changes nothing and gives the place
    of the first.

    Raises:
        UnknownConversationError: the conversation does not exist.
    """
    lane = _TAKE_LANE.first(
        tx, {"conversation": arrival.conversation_id, "at": arrival.received_at}
    )
    if lane is None:
        raise UnknownConversationError(arrival.conversation_id)
    known = _KNOWN.first(tx, {"channel": arrival.channel, "external_id": arrival.external_id})
    if known is not None:
        tx.execute(_GIVE_LANE_BACK, {"conversation": arrival.conversation_id})
        return Accepted(known.seq, known.id, repeated=True)
    accepted = Accepted(lane.last_seq, ids.draw(), repeated=False)
    _LOG.change(tx, row_of(arrival, accepted))
    _TAKE_IN.change(tx, entry_of(arrival, accepted))
    notify(tx, "converge_asked", arrival.conversation_id, lane.last_seq)
    return accepted


def row_of(arrival: Arrival, accepted: Accepted) -> dict[str, Any]:
    """The line of the log."""
    return {
        "id": accepted.message_id,
        "conversation_id": arrival.conversation_id,
        "seq": accepted.seq,
        "turn_id": accepted.message_id,
        "user_id": arrival.user_id,
        "role": "user",
        "channel": arrival.channel,
        "text": arrival.text,
        "chosen": arrival.chosen,
        "origin": arrival.origin,
        "attachment": arrival.attachment,
        "context": arrival.context,
        "created_at": arrival.received_at,
    }


def entry_of(arrival: Arrival, accepted: Accepted) -> dict[str, Any]:
    """The row of the inbox."""
    return {
        "id": accepted.message_id,
        "conversation_id": arrival.conversation_id,
        "message_id": accepted.message_id,
        "channel": arrival.channel,
        "external_id": arrival.external_id,
        "received_at": arrival.received_at,
    }


def line_of(arrival: Arrival, accepted: Accepted) -> Message:
    """An accepted message as those who read along are told of it."""
    return Message(
        id=accepted.message_id,
        conversation_id=arrival.conversation_id,
        seq=accepted.seq,
        reply_to_seq=None,
        role="user",
        author=None,
        text=arrival.text,
        choices=(),
        language=None,
        created_at=arrival.received_at,
        feedback=None,
    )


def messages_after(tx: Tx, conversation_id: int, seq: int, limit: int = 200) -> tuple[Message, ...]:
    """The log of a conversation after `seq`, in order, at most `limit` lines."""
    rows = _AFTER.all(tx, {"conversation": conversation_id, "after": seq, "most": limit})
    return tuple(read_message(row) for row in rows)


def read_message(row: Any) -> Message:
    """A message from a row that has the columns of `messages_selection`."""
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        reply_to_seq=row.reply_to_seq,
        role=row.role,
        author=row.author,
        text=row.text,
        choices=tuple((value, title) for value, title in row.choices or ()),
        language=row.language,
        created_at=row.created_at,
        feedback=row.feedback,
    )


def set_feedback(
    tx: Tx, conversation_id: int, seq: int, value: str | None, comment: str | None
) -> bool:
    """Keep a customer's thumb on one of the assistant's messages, or take it back (None); False
    when there is no such message."""
    done = tx.execute(
        _FEEDBACK,
        {"conversation": conversation_id, "at_seq": seq, "value": value, "comment": comment},
    )
    return done.rowcount == 1


def reword(tx: Tx, message_id: int, text: str) -> None:
    """Keep other words of a line than those that came: what must not stay in the log is masked."""
    tx.execute(_REWORD, {"message": message_id, "words": text})
