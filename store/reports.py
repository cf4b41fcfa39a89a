"""What a channel reports of our messages: sent, delivered, read, failed; in any order, repeatedly.

The states are a ladder (pending, unknown, sent, failed, dead, delivered, read) that is only ever
climbed, so that the last state depends on which reports there were and not on their order: what
was delivered did not fail, whatever else is said. A report also settles a send whose outcome nobody
knew. One about a message that we do not know (yet) is kept, and counts when we learn of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, bindparam, literal_column, select, update

from store.channel_events import keep_event, keep_events, kept_events, kept_names
from store.database import Tx
from store.ids import Ids
from store.prepared import Prepared
from store.tables import outbox

Stage = Literal["sent", "failed", "dead", "delivered", "read"]
"""Failed: refused for this person or message; dead: refused for a fault of ours."""
LADDER = ("pending", "unknown", "sent", "failed", "dead", "delivered", "read")
Settled = Literal["changed", "unchanged", "kept"]
Again = Callable[[int, timedelta], timedelta | None]
"""The wait before a message is sent again, by how often it was tried and how old it is; None for
one that is given up."""


@dataclass(frozen=True, slots=True)
class Callback:
    """What we send along with a message and get back in its reports: which message of the outbox,
    and which part of how many."""

    outbox_id: int
    part: int = 0
    parts: int = 1

    def __str__(self) -> str:
        if self.parts == 1:
            return str(self.outbox_id)
        return f"{self.outbox_id}/{self.part}/{self.parts}"

    @classmethod
    def read(cls, text: str | None) -> "Callback | None":
        """What was written by `str`; None for anything else."""
        numbers = (text or "").split("/")
        if len(numbers) not in (1, 3) or not all(n.isascii() and n.isdigit() for n in numbers):
            return None
        if max(map(len, numbers)) > 19:
            return None
        return cls(*map(int, numbers))


@dataclass(frozen=True, slots=True)
class Report:
    """One report; `external_id` is the channel's name for the message."""

    channel: str
    external_id: str
    stage: Stage
    callback: Callback | None = None
    code: int | None = None
    detail: str | None = None


_BY_NAME = Prepared(
    select(outbox.c.id, outbox.c.attempts, outbox.c.created_at).where(
        outbox.c.external_id == bindparam("name")
    )
)
# In order of their keys, so that two notifications at once never wait for each other for ever.
_BY_NAMES = (
    select(outbox.c.id, outbox.c.external_id)
    .where(outbox.c.external_id.in_(bindparam("names", expanding=True)))
    .order_by(outbox.c.id)
    .with_for_update()
)
_IN_DOUBT = Prepared(
    select(outbox.c.id, outbox.c.attempts, outbox.c.created_at, outbox.c.parts_sent).where(
        outbox.c.id == bindparam("key"),
        outbox.c.channel == bindparam("by_channel"),
        outbox.c.state == "unknown",
    )
)
_STATES: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in LADDER]
_CLIMB = {
    stage: update(outbox)
    .where(outbox.c.id == bindparam("key"), outbox.c.state.in_(_STATES[: LADDER.index(stage)]))
    .values(state=stage, error=bindparam("why"), error_code=bindparam("code"))
    for stage in LADDER[2:]
}
_NAME = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), outbox.c.state == "unknown")
    .values(external_id=bindparam("name"), sent_at=bindparam("at"))
)
_NEXT_PART = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), outbox.c.state == "unknown")
    .values(state="pending", parts_sent=outbox.c.parts_sent + 1, next_attempt_at=bindparam("at"))
)
_TRY_AGAIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), outbox.c.state.in_(("unknown", "sent")))
    .values(
        state="pending",
        external_id=None,
        attempts=outbox.c.attempts + bindparam("tries"),
        next_attempt_at=bindparam("at"),
        error=bindparam("why"),
        error_code=bindparam("code"),
    )
)


def take_report(tx: Tx, ids: Ids, now: datetime, report: Report) -> Settled:
    """Let a report count; "kept" when it is about a message that we do not know."""
    known = _find(tx, now, report)
    if known is None:
        _keep(tx, ids, now, report)
        return "kept"
    return "changed" if _climb(tx, known.id, report) else "unchanged"


def take_good_reports(
    tx: Tx, ids: Ids, now: datetime, channel: str, reports: Sequence[Report]
) -> list[Report]:
    """Let many reports count of which none is of a failure; gives those about messages that we do
    not know."""
    if not reports:
        return []
    names = list({report.external_id for report in reports})
    known = {row.external_id: row.id for row in tx.execute(_BY_NAMES, {"names": names})}
    climbing: dict[Stage, list[dict[str, Any]]] = {}
    unknown, kept = [], []
    for report in reports:
        if report.external_id in known:
            key = known[report.external_id]
            climbing.setdefault(report.stage, []).append(_given(key, report))
        elif report.callback is None:
            unknown.append(report)
        elif take_report(tx, ids, now, report) == "kept":
            kept.append(report)
    for stage, given in climbing.items():
        tx.execute(_CLIMB[stage], given)
    keep_events(tx, ids, now, channel, map(_as_event, unknown))
    return kept + unknown


def have_reports(tx: Tx, channel: str, external_ids: Sequence[str]) -> tuple[str, ...]:
    """Which of these names reports were kept about."""
    asked = {_kept_as(name, stage): name for name in external_ids for stage in LADDER[2:]}
    return tuple({asked[kept] for kept in kept_names(tx, channel, tuple(asked))})


def apply_kept(tx: Tx, channel: str, key: int, external_id: str) -> None:
    """Let the reports count that came before we knew the name of the message."""
    names = [_kept_as(external_id, stage) for stage in LADDER[2:]]
    for kind, detail in kept_events(tx, channel, names):
        stage: Any = kind.removeprefix("status.")
        _climb(tx, key, Report(channel, external_id, stage, None, **(detail or {})))


def send_again(
    tx: Tx, ids: Ids, now: datetime, report: Report, again: Again, *, counted: bool
) -> bool:
    """Put a message that has failed after it was taken back into the outbox; False when there is
    no such message, it did not fail, or it was tried often or long enough. The failure is `counted`
    as a try, or not.

    The old name is remembered as failed, so that a late report under it changes nothing.
    """
    known = _find(tx, now, report)
    pause = again(known.attempts, now - known.created_at) if known is not None else None
    if pause is None:
        return False
    given = {"key": known.id, "at": now + pause, "why": report.detail, "code": report.code}
    given["tries"] = int(counted)
    if tx.execute(_TRY_AGAIN, given).rowcount != 1:
        return False
    _keep(tx, ids, now, report)
    return True


def _find(tx: Tx, now: datetime, report: Report) -> Any:
    known = _BY_NAME.first(tx, {"name": report.external_id})
    if known is None and not _is_over(tx, report):
        return _settle(tx, now, report)
    return known


def _keep(tx: Tx, ids: Ids, now: datetime, report: Report) -> None:
    keep_event(tx, ids, now, report.channel, *_as_event(report))


def _as_event(report: Report) -> tuple[str, str, dict[str, Any]]:
    detail = {"code": report.code, "detail": report.detail}
    name = _kept_as(report.external_id, report.stage)
    return f"status.{report.stage}", name, detail


def _settle(tx: Tx, now: datetime, report: Report) -> Any:
    """The message whose outcome was unknown and that this report is about, now with its name."""
    callback = report.callback
    if callback is None:
        return None
    asked = {"key": callback.outbox_id, "by_channel": report.channel}
    known = _IN_DOUBT.first(tx, asked)
    if known is None or known.parts_sent != callback.part:
        return None
    if callback.part + 1 < callback.parts and report.stage != "failed":
        tx.execute(_NEXT_PART, {"key": known.id, "at": now})
        return None
    tx.execute(_NAME, {"key": known.id, "name": report.external_id, "at": now})
    return known


def _is_over(tx: Tx, report: Report) -> bool:
    """Whether a message of this name has failed and was sent again under another."""
    return bool(kept_events(tx, report.channel, [_kept_as(report.external_id, "failed")]))


def _climb(tx: Tx, key: int, report: Report) -> bool:
    return tx.execute(_CLIMB[report.stage], _given(key, report)).rowcount == 1


def _given(key: int, report: Report) -> dict[str, Any]:
    why = report.detail[:2000] if report.detail else None
    return {"key": key, "why": why, "code": report.code}


def _kept_as(external_id: str, stage: str) -> str:
    return f"status:{external_id}:{stage}"
