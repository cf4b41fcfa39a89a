"""Whose a conversation is: the assistant's, the line's, or a named person's.

Every change takes the conversation's lane first (`dialogues`), and so does every reply of the
assistant's and of a person's: whoever speaks is checked in the commit that sends. A hold is a
lease; one that ran out binds nobody, and its conversation goes back to its place in the line.
Knows no words; what the customer is told is said by `assistant.handoffs`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from store.audit import record
from store.database import Tx
from store.dialogues import UnknownConversationError
from store.ids import Ids
from store.staff import ROLES
from store.tables import dialogues, handoffs, users
from store.tables.handoffs import IS_OPEN
from store.tables.types import Instant
from store.unanswered import reopen

LEASE = timedelta(minutes=2)
"""How long a conversation stays with somebody of whom nothing is heard."""


class NotHolderError(Exception):
    """The conversation is not this person's; the message names who has it, if anybody does."""

    def __init__(self, holder: str | None, until: datetime | None = None) -> None:
        super().__init__(
            f"{holder} has this conversation" if holder else "you do not have this conversation"
        )
        self.holder = holder
        self.until = until


class UnknownColleagueError(LookupError):
    """Nobody at work has this key."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has a conversation now, until when unless more is heard of them; `is_new` when somebody
    else had it before."""

    handoff_id: int
    holder: str
    leased_until: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Left:
    """A conversation that a person has no more, and who that was."""

    handoff_id: int
    holder: str


_LOCK = (
    select(dialogues.c.owner).where(dialogues.c.id == bindparam("conversation")).with_for_update()
)
_holder = users.alias("holder")
_STANDING = (
    select(
        handoffs.c.id,
        handoffs.c.state,
        handoffs.c.holder_id,
        func.coalesce(_holder.c.name, _holder.c.email).label("holder"),
        handoffs.c.leased_until,
    )
    .outerjoin(_holder, _holder.c.id == handoffs.c.holder_id)
    .where(handoffs.c.conversation_id == bindparam("conversation"), IS_OPEN)
)
_OPEN = insert(handoffs)
_CHANGE = update(handoffs).where(handoffs.c.id == bindparam("handoff"))
_HOLD = _CHANGE.values(
    state="held",
    holder_id=bindparam("person"),
    leased_until=bindparam("until"),
    joined_at=func.coalesce(handoffs.c.joined_at, bindparam("at", type_=Instant)),
)
_HOLD_ON = _CHANGE.values(leased_until=bindparam("until"))
_PASS_ON = _CHANGE.values(holder_id=bindparam("person"), leased_until=bindparam("until"))
_WAIT = _CHANGE.values(
    state="waiting",
    holder_id=None,
    leased_until=None,
    waiting_since=bindparam("at"),
    escalated=0,
)
_END = _CHANGE.values(
    state="ended",
    holder_id=None,
    leased_until=None,
    ended_at=bindparam("at"),
    summary=bindparam("said"),
)
_OWN = (
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"))
    .values(owner=bindparam("new_owner"), owner_id=bindparam("person"))
)
_COLLEAGUE = select(func.coalesce(users.c.name, users.c.email)).where(
    users.c.id == bindparam("person"), users.c.active, users.c.role.in_(ROLES)
)


def claim(tx: Tx, ids: Ids, now: datetime, conversation_id: int, person_id: int) -> Hold:
    """Take a conversation, out of the line or from the assistant, or hold it for longer.

    Raises:
        UnknownConversationError: there is no such conversation.
        NotHolderError: somebody else has it.
    """
    owner, standing = _lock(tx, conversation_id)
    until = now + LEASE
    if standing is None:
        key = ids.draw()
        tx.execute(
            _OPEN,
            {
                "id": key,
                "conversation_id": conversation_id,
                "reason": "taken_over",
                "state": "held",
                "holder_id": person_id,
                "leased_until": until,
                "waiting_since": now,
                "joined_at": now,
                "created_at": now,
            },
        )
    else:
        key = standing.id
        if standing.holder_id == person_id:
            return _hold_on(tx, now, standing)
        if standing.state == "held" and standing.leased_until > now:
            raise NotHolderError(standing.holder, standing.leased_until)
        tx.execute(_HOLD, {"handoff": key, "person": person_id, "until": until, "at": now})
    tx.execute(_OWN, {"conversation": conversation_id, "new_owner": "staff", "person": person_id})
    _note(tx, ids, now, person_id, "take_conversation", conversation_id, {"from": owner})
    return Hold(key, _colleague(tx, person_id), until, is_new=True)


def hold_on(tx: Tx, now: datetime, conversation_id: int, person_id: int) -> Hold:
    """A sign of life: hold the conversation for longer.

    Raises:
        UnknownConversationError, NotHolderError: as for `claim`; nobody's is not theirs either.
    """
    return _hold_on(tx, now, _own(tx, conversation_id, person_id))


def release(tx: Tx, ids: Ids, now: datetime, conversation_id: int, person_id: int) -> Left:
    """Put a conversation back at its place in the line.

    Raises:
        UnknownConversationError, NotHolderError: as for `hold_on`.
    """
    standing = _own(tx, conversation_id, person_id)
    _note(tx, ids, now, person_id, "release_conversation", conversation_id)
    return _to_line(tx, now, conversation_id, standing)


def return_expired(tx: Tx, ids: Ids, now: datetime, conversation_id: int) -> Left | None:
    """Put a conversation back into the line if its holder's lease ran out; None if it did not, so
    that any number of processes may try."""
    _, standing = _lock(tx, conversation_id)
    if standing is None or standing.state != "held" or standing.leased_until > now:
        return None
    _note(tx, ids, now, None, "lease_ran_out", conversation_id, {"holder_id": standing.holder_id})
    return _to_line(tx, now, conversation_id, standing)


def hand_back(
    tx: Tx, ids: Ids, now: datetime, conversation_id: int, person_id: int, summary: str
) -> Left:
    """Give a conversation back to the assistant; the summary stays with the handoff. What the
    customer wrote after a person's last word, and nobody answered, waits for the assistant again.

    Raises:
        UnknownConversationError, NotHolderError: as for `hold_on`.
    """
    standing = _own(tx, conversation_id, person_id)
    tx.execute(_END, {"handoff": standing.id, "at": now, "said": summary})
    tx.execute(_OWN, {"conversation": conversation_id, "new_owner": "assistant", "person": None})
    detail = {"unanswered": reopen(tx, conversation_id)}
    _note(tx, ids, now, person_id, "hand_back_conversation", conversation_id, detail)
    return Left(standing.id, standing.holder)


def transfer(
    tx: Tx, ids: Ids, now: datetime, conversation_id: int, person_id: int, colleague_id: int
) -> Hold:
    """Give a conversation to a colleague. Should they not turn up, their lease runs out as any.

    Raises:
        UnknownConversationError, NotHolderError: as for `hold_on`.
        UnknownColleagueError: nobody at work has that key.
    """
    standing = _own(tx, conversation_id, person_id)
    name = _colleague(tx, colleague_id)
    if colleague_id == person_id:
        return _hold_on(tx, now, standing)
    until = now + LEASE
    tx.execute(_PASS_ON, {"handoff": standing.id, "person": colleague_id, "until": until})
    tx.execute(
        _OWN, {"conversation": conversation_id, "new_owner": "staff", "person": colleague_id}
    )
    to = {"to_id": colleague_id}
    _note(tx, ids, now, person_id, "transfer_conversation", conversation_id, to)
    return Hold(standing.id, name, until, is_new=True)


def _lock(tx: Tx, conversation_id: int) -> tuple[str, Row[Any] | None]:
    """Take the lane; whose the conversation is, and its open handoff as it is then."""
    owner = tx.execute(_LOCK, {"conversation": conversation_id}).scalar()
    if owner is None:
        raise UnknownConversationError(conversation_id)
    standing: Any = tx.execute(_STANDING, {"conversation": conversation_id}).first()
    return str(owner), standing


def _own(tx: Tx, conversation_id: int, person_id: int) -> Row[Any]:
    """The open handoff, once it is sure that this person has it."""
    _, standing = _lock(tx, conversation_id)
    if standing is None or standing.holder_id != person_id:
        raise NotHolderError(standing.holder if standing else None)
    return standing


def _hold_on(tx: Tx, now: datetime, standing: Row[Any]) -> Hold:
    until = now + LEASE
    tx.execute(_HOLD_ON, {"handoff": standing.id, "until": until})
    return Hold(standing.id, standing.holder, until, is_new=False)


def _to_line(tx: Tx, now: datetime, conversation_id: int, standing: Row[Any]) -> Left:
    tx.execute(_WAIT, {"handoff": standing.id, "at": now})
    tx.execute(_OWN, {"conversation": conversation_id, "new_owner": "waiting", "person": None})
    return Left(standing.id, standing.holder)


def _colleague(tx: Tx, person_id: int) -> str:
    name = tx.execute(_COLLEAGUE, {"person": person_id}).scalar()
    if name is None:
        raise UnknownColleagueError(person_id)
    return str(name)


def _note(
    tx: Tx,
    ids: Ids,
    now: datetime,
    person_id: int | None,
    action: str,
    conversation_id: int,
    detail: dict[str, Any] | None = None,
) -> None:
    subject = f"conversation/{conversation_id}"
    record(tx, ids, now, actor_id=person_id, action=action, subject=subject, detail=detail)
