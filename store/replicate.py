"""Load: the played chat history copied under new keys until the log is as long as asked for.

Copies are marked as such (`origin = replica`) and keep text, evidence, scores and times of the turn
they repeat; nothing is computed anew and nothing is made up.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Insert,
    Integer,
    String,
    Table,
    bindparam,
    cast,
    func,
    insert,
    literal,
    null,
    select,
)

from store.database import Tx
from store.ids import KEYS_A_MILLISECOND
from store.tables import conversations, dialogues, handoffs, inbox, outbox, priority_queue

MOST_COPIES = KEYS_A_MILLISECOND - 1
"""The history has one key a millisecond, so copies take the rest of each."""

_SIGNED = (
    "leased_by_id",
    "leased_until",
    "reviewed_by_id",
    "reviewed_at",
    "verdict",
    "action",
)
_KEYS = frozenset({"id", "conversation_id", "message_id", "turn_id", "reply_to_id"})


def replicate(tx: Tx, copies: int, advance: Callable[[int], object]) -> None:
    """Add `copies` copies of every seeded conversation with all that hangs on it.

    Args:
        advance: told the number of logged messages that were added since the last call.

    Raises:
        ValueError: more copies than there are keys.
    """
    if not 0 <= copies <= MOST_COPIES:
        raise ValueError(f"between 0 and {MOST_COPIES} copies can be made, not {copies}")
    statements = [
        _copy(dialogues),
        _copy(conversations, origin=literal("replica")),
        _copy(
            inbox,
            external_id=inbox.c.external_id + "/" + cast(bindparam("copy", type_=Integer), String),
        ),
        _copy(outbox),
        _copy(handoffs),
        # What people have said stays with the original; its copies wait.
        _copy(
            priority_queue,
            status=literal("waiting"),
            **dict.fromkeys(_SIGNED, null()),
        ),
    ]
    messages = tx.execute(select(func.count()).select_from(conversations)).scalar_one()
    for copy in range(1, copies + 1):
        for statement in statements:
            tx.execute(statement, {"copy": copy})
        advance(messages)


def _copy(table: Table, **changed: Any) -> Insert:
    """INSERT ... SELECT of the rows that are no copies, every key moved on by `copy`."""
    copy = bindparam("copy", type_=BigInteger)
    columns = {
        column.name: changed.get(column.name, column + copy if column.name in _KEYS else column)
        for column in table.columns
    }
    originals = select(*columns.values()).where(table.c.id % KEYS_A_MILLISECOND == 0)
    return insert(table).from_select(list(columns), originals, include_defaults=False)
