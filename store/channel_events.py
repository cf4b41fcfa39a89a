"""What a channel tells us that is no message: kept once, by the channel's own name for it.

Keeps; concludes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from store.database import Tx
from store.ids import Ids
from store.tables import channel_events

_KEEP_ALL = {
    "sqlite": sqlite.insert(channel_events).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(channel_events).on_conflict_do_nothing(),
}
_KEEP = {name: keep.returning(channel_events.c.id) for name, keep in _KEEP_ALL.items()}
_KEPT = select(channel_events.c.kind, channel_events.c.detail).where(
    channel_events.c.channel == bindparam("on_channel"),
    channel_events.c.external_id.in_(bindparam("names", expanding=True)),
)
_NAMES = _KEPT.with_only_columns(channel_events.c.external_id)


def keep_event(
    tx: Tx,
    ids: Ids,
    now: datetime,
    channel: str,
    kind: str,
    external_id: str,
    detail: Mapping[str, Any] | None = None,
    conversation_id: int | None = None,
) -> bool:
    """Keep an event; False when it was kept before."""
    row = {
        "id": ids.draw(),
        "channel": channel,
        "kind": kind,
        "external_id": external_id,
        "conversation_id": conversation_id,
        "detail": dict(detail) if detail else None,
        "created_at": now,
    }
    return tx.execute(_KEEP[tx.dialect.name], row).first() is not None


def keep_events(
    tx: Tx,
    ids: Ids,
    now: datetime,
    channel: str,
    events: Iterable[tuple[str, str, Mapping[str, Any]]],
) -> None:
    """Keep many events (kind, name, detail), as far as they are not kept."""
    rows = [
        {
            "id": ids.draw(),
            "channel": channel,
            "kind": kind,
            "external_id": external_id,
            "detail": dict(detail),
            "created_at": now,
        }
        for kind, external_id, detail in sorted(events, key=lambda event: event[1])
    ]
    if rows:
        tx.execute(_KEEP_ALL[tx.dialect.name], rows)


def kept_names(tx: Tx, channel: str, external_ids: Sequence[str]) -> tuple[str, ...]:
    """Those of the events that are kept."""
    return tuple(tx.execute(_NAMES, {"on_channel": channel, "names": list(external_ids)}).scalars())


def kept_events(tx: Tx, channel: str, external_ids: Sequence[str]) -> tuple[tuple[str, Any], ...]:
    """Kind and detail of those of the events that are kept."""
    rows = tx.execute(_KEPT, {"on_channel": channel, "names": list(external_ids)})
    return tuple((row.kind, row.detail) for row in rows)
