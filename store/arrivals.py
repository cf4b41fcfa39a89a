"""Many messages at once, as one notification of a channel brings them: what `store.chat.accept`
does for one, in as many statements for a thousand.

Promises the same: every message once, numbered in the order in which it is given, its copies
acknowledged with the place of the first.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, insert, select, update

from store.chat import Accepted, Arrival, accept, entry_of, row_of
from store.database import Tx
from store.dialogues import UnknownConversationError
from store.ids import Ids
from store.live import notify_all
from store.tables import conversations, dialogues, inbox

# In order of their keys, so that two notifications at once never wait for each other for ever.
_HOLD = (
    select(dialogues.c.id, dialogues.c.last_seq)
    .where(dialogues.c.id.in_(bindparam("places", expanding=True)))
    .order_by(dialogues.c.id)
    .with_for_update()
)
_KNOWN = (
    select(inbox.c.external_id, conversations.c.seq, conversations.c.id)
    .join(conversations, conversations.c.id == inbox.c.message_id)
    .where(
        inbox.c.channel == bindparam("on_channel"),
        inbox.c.external_id.in_(bindparam("names", expanding=True)),
    )
)
_LOG = insert(conversations)
_TAKE_IN = insert(inbox)
_MOVE_LANE = (
    update(dialogues)
    .where(dialogues.c.id == bindparam("place"))
    .values(last_seq=bindparam("last"), updated_at=bindparam("at"))
)


def accept_all(
    tx: Tx, ids: Ids, arrivals: Sequence[Arrival], places: Collection[int]
) -> list[Accepted]:
    """Log the messages of one channel and put them into the inbox, each once.

    Args:
        places: every conversation that the unit of work writes in; all are held from here on.

    Raises:
        UnknownConversationError: a conversation does not exist; nothing may be committed.
    """
    if len(arrivals) == 1 and len(places) == 1:
        return [accept(tx, ids, arrivals[0])]
    last = {row.id: row.last_seq for row in tx.execute(_HOLD, {"places": list(places)})}
    if not arrivals:
        return []
    before = dict(last)
    known = _known(tx, arrivals)
    accepted, fresh = [], []
    for arrival in arrivals:
        place, name = arrival.conversation_id, arrival.external_id
        if place not in last:
            raise UnknownConversationError(place)
        if name in known:
            accepted.append(known[name])
            continue
        last[place] += 1
        taken = Accepted(last[place], ids.draw(), repeated=False)
        known[name] = Accepted(taken.seq, taken.message_id, repeated=True)
        accepted.append(taken)
        fresh.append((arrival, taken))
    if fresh:
        tx.execute(_LOG, [row_of(arrival, taken) for arrival, taken in fresh])
        tx.execute(_TAKE_IN, [entry_of(arrival, taken) for arrival, taken in fresh])
        at = fresh[0][0].received_at
        moved = [
            {"place": place, "last": seq, "at": at}
            for place, seq in last.items()
            if seq != before[place]
        ]
        tx.execute(_MOVE_LANE, moved)
        notify_all(tx, "converge_asked", [(one.conversation_id, taken.seq) for one, taken in fresh])
    return accepted


def _known(tx: Tx, arrivals: Sequence[Arrival]) -> dict[str, Accepted]:
    names = [arrival.external_id for arrival in arrivals]
    rows = tx.execute(_KNOWN, {"on_channel": arrivals[0].channel, "names": names})
    return {row.external_id: Accepted(row.seq, row.id, repeated=True) for row in rows}
