"""What operators and integrators ask of a running app: alive, ready, counted, documented."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from channels.headers import PAGE
from channels.meters import Meters
from channels.pages import STATIC
from store.alarms import Alarm, alarms_on
from store.complaint_list import complaint_tally
from store.database import Database, DatabaseUnavailableError
from store.handoff_list import tally
from store.migrate import is_at_head
from store.outbox import Lag, lag

WORST_LAG = timedelta(seconds=60)
_DOCS_POLICY = PAGE.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "img-src 'self'", "img-src 'self' data:"
)
"""Swagger UI sets styles of elements and draws its icons as data."""

Check = Literal["ok", "failed"]


class Readiness(BaseModel):
    """Each check by name; `detail` tells why one failed."""

    status: Check
    database: Check
    migrations: Check
    outbox: Check
    detail: str | None = None
    alarms: tuple[str, ...] | None = None
    """What channels complain of; the app can serve all the same."""
    stuck: int | None = None
    """Messages that only people can get going again (`/ops/stuck`)."""


def operations_router(
    database: Database, meters: Meters, clock: Callable[[], datetime], asyncapi: dict[str, Any]
) -> APIRouter:
    """/healthz, /readyz, /metrics, /docs and /asyncapi.json."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz")
    def healthz() -> dict[str, Check]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/readyz", responses={503: {"model": Readiness}})
    def readyz() -> JSONResponse:
        """The app can serve: database reached, schema current, deliveries not stuck."""
        readiness = check_readiness(database, clock())
        status = 200 if readiness.status == "ok" else 503
        return JSONResponse(readiness.model_dump(exclude_none=True), status)

    @router.get("/metrics", response_class=Response)
    def metrics() -> Response:
        """Prometheus text format."""
        with database.read() as tx:
            behind, alarms = lag(tx), alarms_on(tx)
            line, complaints = tally(tx), complaint_tally(tx, clock())
        meters.handoffs_waiting.set(line.waiting)
        meters.handoffs_overdue.set(line.overdue)
        meters.handoffs_held.set(line.held)
        meters.complaints_overdue.set(complaints.overdue)
        meters.outbox_pending.set(behind.pending)
        _set_alarms(meters, alarms)
        meters.outbox_unknown.set(behind.unknown)
        meters.outbox_dead.set(behind.dead)
        meters.inbox_waiting.set(behind.waiting)
        meters.inbox_parked.set(behind.parked)
        meters.outbox_lag.set(_age(behind, clock()).total_seconds())
        return Response(generate_latest(meters.registry), media_type=CONTENT_TYPE_LATEST)

    @router.get("/docs", include_in_schema=False)
    def docs() -> FileResponse:
        headers = {"Content-Security-Policy": _DOCS_POLICY}
        return FileResponse(STATIC / "docs.html", headers=headers)

    @router.get("/asyncapi.json", include_in_schema=False)
    def describe_sockets() -> JSONResponse:
        return JSONResponse(asyncapi)

    return router


def check_readiness(database: Database, now: datetime) -> Readiness:
    """Ask the database what readiness depends on."""
    try:
        with database.read() as tx:
            if not is_at_head(tx):
                return Readiness(
                    status="failed",
                    database="ok",
                    migrations="failed",
                    outbox="failed",
                    detail="run: python -m store migrate",
                )
            behind, alarms = lag(tx), alarms_on(tx)
    except DatabaseUnavailableError:
        return Readiness(
            status="failed",
            database="failed",
            migrations="failed",
            outbox="failed",
            detail="the database cannot be reached",
        )
    late = _age(behind, now) > WORST_LAG
    return Readiness(
        status="failed" if late else "ok",
        database="ok",
        migrations="ok",
        outbox="failed" if late else "ok",
        detail=f"{behind.pending} messages wait to be delivered" if late else None,
        alarms=tuple(map(str, alarms)) or None,
        stuck=behind.dead + behind.parked or None,
    )


def _set_alarms(meters: Meters, alarms: Sequence[Alarm]) -> None:
    meters.alarms.clear()
    for alarm in alarms:
        meters.alarms.labels(alarm.channel, alarm.kind, str(alarm.code)).set(1)


def _age(behind: Lag, now: datetime) -> timedelta:
    return now - behind.oldest if behind.oldest else timedelta()
