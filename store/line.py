"""The line of conversations that wait for a person: who joins and leaves it, the places in it, and
how long people have waited.

Only numbers that are so; nothing here says how long anybody will wait.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from sqlalchemy import bindparam, func, insert, select, update

from store.database import Tx
from store.ids import Ids
from store.prepared import Prepared
from store.tables import dialogues, handoffs, users
from store.tables.handoffs import IS_OPEN
from store.unanswered import reopen

RECENTLY = timedelta(hours=24)
FEWEST_JOINED = 3
"""Fewer say nothing about how long people wait."""
Reason = Literal["asked", "stuck"]
"""Why a reply calls for a person: it was asked for, or the assistant cannot go on."""


@dataclass(frozen=True, slots=True)
class Line:
    """What can truly be said to somebody who waits: how many wait before them, and in how many
    minutes half of the `joined` conversations of the last day were joined (None: too few)."""

    ahead: int
    is_in_line: bool
    joined: int
    half_within_minutes: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation in people's hands stands: its place in the line, from 1, or with whom
    it is."""

    position: int | None
    holder: str | None


_OWN = Prepared(
    select(handoffs.c.id).where(
        handoffs.c.conversation_id == bindparam("conversation"),
        IS_OPEN,
        handoffs.c.state == "waiting",
    )
)
_AHEAD = select(func.count()).where(IS_OPEN, handoffs.c.state == "waiting")
_STANDINGS = Prepared(
    select(
        handoffs.c.conversation_id,
        handoffs.c.state,
        func.coalesce(users.c.name, users.c.email).label("holder"),
    )
    .outerjoin(users, users.c.id == handoffs.c.holder_id)
    .where(IS_OPEN)
    .order_by(handoffs.c.id)
)
_JOINED = (
    select(handoffs.c.created_at, handoffs.c.joined_at)
    .where(handoffs.c.joined_at > bindparam("since"), handoffs.c.reason != "taken_over")
    .order_by(handoffs.c.id.desc())
    .limit(100)
)
_ASK = Prepared(
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"), dialogues.c.owner == "assistant")
    .values(owner="waiting")
)
_UNASK = Prepared(
    update(dialogues)
    .where(dialogues.c.id == bindparam("conversation"), dialogues.c.owner == "waiting")
    .values(owner="assistant")
)
_OPEN = Prepared(insert(handoffs))
_LEAVE = Prepared(
    update(handoffs)
    .where(handoffs.c.conversation_id == bindparam("conversation"), IS_OPEN)
    .values(state="ended", ended_at=bindparam("at"))
)


def ask_for_person(
    tx: Tx, ids: Ids, now: datetime, conversation_id: int, message_id: int, reason: Reason
) -> None:
    """Put a conversation of the assistant's at the end of the line; one that waits or is with
    somebody stays where it is. `message_id` is the reply that calls."""
    if _ASK.change(tx, {"conversation": conversation_id}) != 1:
        return
    _OPEN.change(
        tx,
        {
            "id": ids.draw(),
            "conversation_id": conversation_id,
            "message_id": message_id,
            "reason": reason,
            "state": "waiting",
            "waiting_since": now,
            "created_at": now,
        },
    )


def leave_line(tx: Tx, now: datetime, conversation_id: int) -> None:
    """Give a conversation that waits back to the assistant: its customer does not want a person any
    more. What a person left unanswered who had it before waits for the assistant's answer again.
    One that somebody has stays with them."""
    talk = {"conversation": conversation_id}
    if _UNASK.change(tx, talk) == 1:
        _LEAVE.change(tx, {**talk, "at": now})
        reopen(tx, conversation_id)


def ahead_of(tx: Tx, conversation_id: int) -> int:
    """How many conversations wait before this one, or would if it joined the line now."""
    return _ahead(tx, _place(tx, conversation_id))


def line_for(tx: Tx, conversation_id: int, now: datetime) -> Line:
    """The line as it is for this conversation."""
    place = _place(tx, conversation_id)
    rows = tx.execute(_JOINED, {"since": now - RECENTLY})
    waits = [(row.joined_at - row.created_at).total_seconds() / 60 for row in rows]
    enough = len(waits) >= FEWEST_JOINED
    return Line(
        ahead=_ahead(tx, place),
        is_in_line=place is not None,
        joined=len(waits),
        half_within_minutes=max(1, round(median(waits))) if enough else None,
    )


def standings(tx: Tx) -> dict[int, Standing]:
    """Every conversation in people's hands, by its key."""
    found: dict[int, Standing] = {}
    waiting = 0
    for row in _STANDINGS.all(tx, {}):
        is_waiting = row.state == "waiting"
        waiting += is_waiting
        found[row.conversation_id] = Standing(waiting if is_waiting else None, row.holder)
    return found


def _place(tx: Tx, conversation_id: int) -> int | None:
    row = _OWN.first(tx, {"conversation": conversation_id})
    return None if row is None else int(row.id)


def _ahead(tx: Tx, place: int | None) -> int:
    query = _AHEAD if place is None else _AHEAD.where(handoffs.c.id < place)
    return tx.execute(query).scalar_one()
