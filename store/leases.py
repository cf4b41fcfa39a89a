"""Working on an item of the queue: taking it for a while, putting it back, closing it.

One person at a time. A lease that ran out binds nobody, so an item is never stuck with somebody
who went home.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from store.audit import record
from store.database import Tx
from store.ids import Ids
from store.review_queue import QueueRow, UnknownItemError, queue_row
from store.tables import priority_queue

LEASE = timedelta(minutes=15)


class ClaimedByAnotherError(Exception):
    """Somebody else works on the item; the message names them."""

    def __init__(self, holder: str, until: datetime | None) -> None:
        super().__init__(f"{holder} is working on this item")
        self.holder = holder
        self.until = until


class AlreadySettledError(Exception):
    """The item has its verdict or was dismissed; the message says by whom."""


class WrongKindError(Exception):
    """A turn is reviewed and a complaint dismissed, never the other way round."""


_LOCK = (
    select(priority_queue.c.id).where(priority_queue.c.id == bindparam("item")).with_for_update()
)
_CHANGE = update(priority_queue).where(priority_queue.c.id == bindparam("item"))
_CLAIM = _CHANGE.values(
    status="claimed",
    leased_by_id=bindparam("person"),
    leased_until=bindparam("until"),
    updated_at=bindparam("now"),
)
_RELEASE = _CHANGE.values(
    status="waiting", leased_by_id=None, leased_until=None, updated_at=bindparam("now")
).where(priority_queue.c.status == "claimed", priority_queue.c.leased_by_id == bindparam("person"))
_REVIEW = _CHANGE.values(
    status="reviewed",
    leased_by_id=None,
    leased_until=None,
    reviewed_by_id=bindparam("person"),
    reviewed_at=bindparam("now"),
    verdict=bindparam("said"),
    action=bindparam("done"),
    updated_at=bindparam("now"),
)
_DISMISS = _CHANGE.values(
    status="dismissed",
    leased_by_id=None,
    leased_until=None,
    action=bindparam("done"),
    updated_at=bindparam("now"),
)


def claim(tx: Tx, ids: Ids, now: datetime, item_id: int, person_id: int) -> datetime:
    """Take an item, or hold it for longer; gives until when it is held.

    Raises:
        UnknownItemError: there is no such item.
        ClaimedByAnotherError: somebody else holds it.
        AlreadySettledError: there is nothing left to do about it.
    """
    _lock(tx, now, item_id, person_id)
    until = now + LEASE
    tx.execute(_CLAIM, {"item": item_id, "person": person_id, "now": now, "until": until})
    record(tx, ids, now, actor_id=person_id, action="claim", subject=f"queue/{item_id}")
    return until


def release(tx: Tx, ids: Ids, now: datetime, item_id: int, person_id: int) -> bool:
    """Put an item back; False when this person did not hold it.

    Raises:
        UnknownItemError: there is no such item.
    """
    queue_row(tx, now, item_id)
    done = tx.execute(_RELEASE, {"item": item_id, "person": person_id, "now": now}).rowcount == 1
    if done:
        record(tx, ids, now, actor_id=person_id, action="release", subject=f"queue/{item_id}")
    return done


def close_reviewed(
    tx: Tx, now: datetime, item_id: int, person_id: int, *, verdict: str, action: str
) -> int:
    """Close a turn's item with its overall verdict; gives the message that was judged.

    Raises:
        UnknownItemError, ClaimedByAnotherError, AlreadySettledError: as for `claim`.
        WrongKindError: the item is about a complaint.
    """
    item = _lock(tx, now, item_id, person_id)
    if item.message_id is None:
        raise WrongKindError("a complaint is dismissed, not reviewed")
    tx.execute(
        _REVIEW,
        {"item": item_id, "person": person_id, "now": now, "said": verdict, "done": action},
    )
    return item.message_id


def dismiss(tx: Tx, ids: Ids, now: datetime, item_id: int, person_id: int, *, action: str) -> None:
    """Close a complaint's item; `action` says in a word or two what was done about it.

    Raises:
        UnknownItemError, ClaimedByAnotherError, AlreadySettledError: as for `claim`.
        WrongKindError: the item is about a turn, which needs a verdict.
    """
    item = _lock(tx, now, item_id, person_id)
    if item.message_id is not None:
        raise WrongKindError("a turn needs a verdict")
    tx.execute(_DISMISS, {"item": item_id, "now": now, "done": action})
    record(
        tx,
        ids,
        now,
        actor_id=person_id,
        action="dismiss",
        subject=f"queue/{item_id}",
        detail={"action": action},
    )


def _lock(tx: Tx, now: datetime, item_id: int, person_id: int) -> QueueRow:
    """The item, kept from others until the commit, once it is sure that this person may have it.

    Raises:
        UnknownItemError, ClaimedByAnotherError, AlreadySettledError: as for `claim`.
    """
    if tx.execute(_LOCK, {"item": item_id}).first() is None:
        raise UnknownItemError(item_id)
    item = queue_row(tx, now, item_id)
    if item.status == "reviewed":
        raise AlreadySettledError(f"{item.reviewer or 'somebody'} has reviewed this item")
    if item.status == "dismissed":
        raise AlreadySettledError("this item was dismissed")
    if item.status == "claimed" and item.holder_id != person_id:
        raise ClaimedByAnotherError(item.holder or "somebody", item.leased_until)
    return item
