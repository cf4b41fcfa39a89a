"""Alarms about a channel itself: all sends stopped, or slowed, because the channel said so.

An alarm lasts until a message goes through. While it stops sends, one message may try again
whenever its time is over, so that what was mended elsewhere (a token, a bill) is noticed by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, insert, select, update

from store.database import Tx
from store.ids import Ids
from store.tables import channel_alarms
from store.tables.chat import IS_ON

AlarmKind = Literal["stop", "slow"]
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a channel complains of; `until` is when the next message may try."""

    channel: str
    kind: AlarmKind
    code: int
    detail: str
    times: int
    until: datetime
    since: datetime


_ON = select(
    channel_alarms.c.id,
    channel_alarms.c.channel,
    channel_alarms.c.kind,
    channel_alarms.c.code,
    channel_alarms.c.detail,
    channel_alarms.c.times,
    channel_alarms.c.until,
    channel_alarms.c.created_at,
).where(IS_ON)
_ON_CHANNEL = _ON.where(channel_alarms.c.channel == bindparam("on_channel"))
_RAISE = insert(channel_alarms)
_AGAIN = (
    update(channel_alarms)
    .where(channel_alarms.c.id == bindparam("key"))
    .values(
        code=bindparam("new_code"),
        detail=bindparam("new_detail"),
        times=channel_alarms.c.times + 1,
        until=bindparam("new_until"),
        updated_at=bindparam("at"),
    )
)
_CLEAR = (
    update(channel_alarms)
    .where(channel_alarms.c.channel == bindparam("on_channel"), IS_ON)
    .values(cleared_at=bindparam("at"), updated_at=bindparam("at"))
)


def alarms_on(tx: Tx, channel: str | None = None) -> tuple[Alarm, ...]:
    """Every alarm that is on, of one channel or of all."""
    rows = tx.execute(_ON) if channel is None else tx.execute(_ON_CHANNEL, {"on_channel": channel})
    return tuple(Alarm(*row[1:]) for row in rows)


def raise_alarm(
    tx: Tx, ids: Ids, now: datetime, channel: str, kind: AlarmKind, code: int, detail: str
) -> Alarm:
    """Raise an alarm, or let one that is on last longer: a minute, then twice as long each time up
    to half an hour."""
    rows = tx.execute(_ON_CHANNEL, {"on_channel": channel}).all()
    standing = next((row for row in rows if row.kind == kind), None)
    times = 1 if standing is None else standing.times + 1
    until = now + min(FIRST_PAUSE * 2 ** min(times - 1, 10), LONGEST_PAUSE)
    detail = detail[:2000]
    if standing is not None:
        tx.execute(
            _AGAIN,
            {
                "key": standing.id,
                "new_code": code,
                "new_detail": detail,
                "new_until": until,
                "at": now,
            },
        )
        return Alarm(channel, kind, code, detail, times, until, standing.created_at)
    row = {"channel": channel, "kind": kind, "code": code, "detail": detail, "until": until}
    tx.execute(_RAISE, {**row, "id": ids.draw(), "created_at": now, "updated_at": now})
    return Alarm(channel, kind, code, detail, times, until, now)


def clear_alarms(tx: Tx, now: datetime, channel: str) -> int:
    """A message went through, so whatever was wrong is over; gives how many alarms that ends."""
    return tx.execute(_CLEAR, {"on_channel": channel, "at": now}).rowcount
