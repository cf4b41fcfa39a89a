"""What was left to a person who never answered it, and is the assistant's to answer again.

A message that is left to a person counts as done. It is opened again here and nowhere else, and
only if nobody has answered it; what was discarded stays so.
"""

from sqlalchemy import bindparam, exists, func, select, update

from store.database import Tx
from store.live import notify
from store.tables import conversations, inbox

_said, _reply = conversations.alias("said"), conversations.alias("reply")
_LAST_OF_PERSON = (
    select(func.coalesce(func.max(_said.c.seq), 0))
    .where(_said.c.conversation_id == bindparam("conversation"), _said.c.role == "agent")
    .scalar_subquery()
)
# The assistant's word counts for the line it replies to alone: while the customer waits it answers
# what is new, not what was left to a person before.
_UNANSWERED = select(conversations.c.id).where(
    conversations.c.conversation_id == bindparam("conversation"),
    conversations.c.role == "user",
    conversations.c.seq > _LAST_OF_PERSON,
    ~exists().where(_reply.c.reply_to_id == conversations.c.id),
)
_REOPEN = (
    update(inbox)
    .where(
        inbox.c.message_id.in_(_UNANSWERED),
        inbox.c.state == "done",
        inbox.c.error.is_(None),  # what was discarded stays so
    )
    .values(state="pending", done_at=None)
    .returning(inbox.c.message_id)
)


def reopen(tx: Tx, conversation_id: int) -> int:
    """Have the assistant answer what was left to a person in vain; how many lines."""
    reopened = tx.execute(_REOPEN, {"conversation": conversation_id}).scalars().all()
    if reopened:
        notify(tx, "converge_asked", conversation_id, 0)
    return len(reopened)
