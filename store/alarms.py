"""Alarms about a channel itself: all sends stopped, or slowed, because the channel said so.

A stop lasts until a message goes through. While it stops sends, one message may try again
whenever its time is over, so that what was mended elsewhere (a token, a bill) is noticed by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store.database import Tx
from store.ids import Ids
from store.tables import channel_alarms
from store.tables.chat import IS_ON

AlarmKind = Literal["stop", "slow"]
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
TOGETHER = FIRST_PAUSE / 2


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
    is_news: bool = False
    """Whether it was raised, or raised again, just now."""

    def __str__(self) -> str:
        what = "all sends are stopped" if self.kind == "stop" else "sends are slowed"
        since = self.since.isoformat(timespec="seconds")
        return f"{self.channel}: {what} since {since}, {self.code}: {self.detail}"


_ON = select(
    channel_alarms.c.id,
    channel_alarms.c.channel,
    channel_alarms.c.kind,
    channel_alarms.c.code,
    channel_alarms.c.detail,
    channel_alarms.c.times,
    channel_alarms.c.until,
    channel_alarms.c.created_at,
    channel_alarms.c.updated_at,
).where(IS_ON)
_ON_CHANNEL = _ON.where(channel_alarms.c.channel == bindparam("on_channel"))
_RAISE = {
    "sqlite": sqlite.insert(channel_alarms).on_conflict_do_nothing().returning(channel_alarms.c.id),
    "postgresql": postgresql.insert(channel_alarms)
    .on_conflict_do_nothing()
    .returning(channel_alarms.c.id),
}
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
_PROBE = (
    update(channel_alarms)
    .where(
        channel_alarms.c.channel == bindparam("on_channel"),
        channel_alarms.c.kind == "stop",
        channel_alarms.c.until <= bindparam("at"),
        IS_ON,
    )
    .values(until=bindparam("new_until"))
)
_CLEAR = (
    update(channel_alarms)
    .where(
        channel_alarms.c.channel == bindparam("on_channel"),
        or_(channel_alarms.c.kind == "stop", channel_alarms.c.until <= bindparam("at")),
        IS_ON,
    )
    .values(cleared_at=bindparam("at"), updated_at=bindparam("at"))
)


def alarms_on(tx: Tx, channel: str | None = None) -> tuple[Alarm, ...]:
    """Every alarm that is on, of one channel or of all."""
    rows = tx.execute(_ON) if channel is None else tx.execute(_ON_CHANNEL, {"on_channel": channel})
    return tuple(_alarm(row) for row in rows)


def raise_alarm(
    tx: Tx, ids: Ids, now: datetime, channel: str, kind: AlarmKind, code: int, detail: str
) -> Alarm:
    """Raise an alarm, or let one that is on last longer: a minute, then twice as long each time up
    to half an hour. What fails together with what has raised it just now counts once."""
    detail = detail[:2000]
    new = {"channel": channel, "kind": kind, "code": code, "detail": detail}
    until = now + FIRST_PAUSE
    row = {**new, "id": ids.draw(), "until": until, "created_at": now, "updated_at": now}
    if tx.execute(_RAISE[tx.dialect.name], row).first() is not None:
        return Alarm(channel, kind, code, detail, 1, until, now, is_news=True)
    rows = tx.execute(_ON_CHANNEL, {"on_channel": channel})
    standing = next(row for row in rows if row.kind == kind)
    if now - standing.updated_at < TOGETHER:
        return _alarm(standing)
    times: int = standing.times + 1
    until = now + min(FIRST_PAUSE * 2 ** min(times - 1, 10), LONGEST_PAUSE)
    given = {"new_code": code, "new_detail": detail, "new_until": until, "at": now}
    tx.execute(_AGAIN, {"key": standing.id, **given})
    return Alarm(channel, kind, code, detail, times, until, standing.created_at, is_news=True)


def _alarm(row: Any) -> Alarm:
    return Alarm(row.channel, row.kind, row.code, row.detail, row.times, row.until, row.created_at)


def take_probe(tx: Tx, now: datetime, channel: str) -> bool:
    """Whether the caller is the one that may try although sends are stopped."""
    given = {"on_channel": channel, "at": now, "new_until": now + FIRST_PAUSE}
    return tx.execute(_PROBE, given).rowcount == 1


def clear_alarms(tx: Tx, now: datetime, channel: str) -> int:
    """A message went through, so what stopped them is over, and what slowed them once its time is;
    gives how many alarms that ends."""
    return tx.execute(_CLEAR, {"on_channel": channel, "at": now}).rowcount
