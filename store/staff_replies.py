"""What a person of ours says to a customer: a line of the log, delivered like the assistant's.

Refuses whoever does not have the conversation, in the commit that would send; whose it is, is
`store.handoffs`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from store.database import Tx
from store.handoffs import hold_on
from store.ids import Ids
from store.outbox import Written, put_out
from store.tables import conversations, dialogues, staff_replies


@dataclass(frozen=True, slots=True)
class StaffReply:
    """What a person of ours says; the same `external_id` again is the same reply."""

    conversation_id: int
    person_id: int
    external_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where a person's reply stands in the log; `repeated` when it stood there before."""

    seq: int
    message_id: int
    repeated: bool


_SPEAK = (
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"))
    .values(last_seq=dialogues.c.last_seq + 1, updated_at=bindparam("at"))
    .returning(dialogues.c.last_seq, dialogues.c.channel, dialogues.c.language)
)
_KNOWN = (
    select(conversations.c.id, conversations.c.seq)
    .join(staff_replies, staff_replies.c.message_id == conversations.c.id)
    .where(staff_replies.c.external_id == bindparam("given"))
)
_LOG = insert(conversations)
_KEEP = insert(staff_replies)


def say(tx: Tx, ids: Ids, now: datetime, said: StaffReply) -> Spoken:
    """Log a person's reply and have it delivered, once, as long as the conversation is theirs; a
    reply is a sign of life.

    Raises:
        UnknownConversationError, NotHolderError: as for `hold_on`.
    """
    hold = hold_on(tx, now, said.conversation_id, said.person_id)
    known = tx.execute(_KNOWN, {"given": said.external_id}).first()
    if known is not None:
        return Spoken(known.seq, known.id, repeated=True)
    lane = tx.execute(_SPEAK, {"conversation": said.conversation_id, "at": now}).one()
    key = ids.draw()
    tx.execute(
        _LOG,
        {
            "id": key,
            "conversation_id": said.conversation_id,
            "seq": lane.last_seq,
            "turn_id": key,
            "user_id": said.person_id,
            "role": "agent",
            "channel": lane.channel,
            "language": lane.language,
            "text": said.text,
            "created_at": now,
        },
    )
    tx.execute(
        _KEEP,
        {"message_id": key, "handoff_id": hold.handoff_id, "external_id": said.external_id},
    )
    put_out(tx, ids, Written(said.conversation_id, lane.last_seq, lane.channel), key, now)
    return Spoken(lane.last_seq, key, repeated=False)
