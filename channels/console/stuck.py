"""Stuck messages in the console: leads see them, have them tried again, or discard them with a
reason. One page for people, the same in JSON for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from starlette.responses import Response

from channels.console.access import Access, writer_of
from channels.console.forms import Key, Words
from channels.console.pages import page_router, render
from channels.problems import ProblemError
from store.database import Database
from store.ids import Clock, Ids
from store.staff_sessions import StaffSession
from store.stuck import Box, NotStuckError, Stuck, discard, replay, stuck

STUCK = "/ops/stuck"


@dataclass(frozen=True, slots=True)
class StuckDesk:
    """The store as this page uses it: each method is one unit of work, for leads."""

    database: Database
    clock: Clock
    ids: Ids

    def all(self, staff: StaffSession) -> tuple[Stuck, ...]:
        _check(staff)
        with self.database.read() as tx:
            return stuck(tx)

    def replay(self, staff: StaffSession, box: Box, key: int) -> None:
        _check(staff)
        try:
            with self.database.write() as tx:
                replay(tx, self.ids, self.clock(), box, key, staff.user_id)
        except NotStuckError as error:
            raise ProblemError(404, "not_stuck", str(error)) from None

    def discard(self, staff: StaffSession, box: Box, key: int, why: str) -> None:
        _check(staff)
        try:
            with self.database.write() as tx:
                discard(tx, self.ids, self.clock(), box, key, staff.user_id, why)
        except NotStuckError as error:
            raise ProblemError(404, "not_stuck", str(error)) from None


def _check(staff: StaffSession) -> None:
    if not staff.may_act_as("lead"):
        raise ProblemError(403, "leads_only", "only leads see to stuck messages")


class StuckMessage(BaseModel):
    """Keys are strings, because they are longer than JavaScript's numbers are exact."""

    box: Box
    id: str
    conversation_id: str
    seq: int
    channel: str
    text: str
    attempts: int
    error: str | None
    since: datetime


class StuckAnswer(BaseModel):
    """The oldest stuck messages, 200 at most."""

    items: list[StuckMessage]


class Reason(BaseModel):
    why: Words


def stuck_router(access: Access, desk: StuckDesk) -> APIRouter:
    """The page."""
    router = page_router()
    session, writer = Depends(access.session), Depends(writer_of(access))

    @router.get("/stuck")
    def page(staff: Annotated[StaffSession, session]) -> Response:
        return render("stuck.html", staff=staff, found=desk.all(staff), now=desk.clock())

    @router.post("/stuck/{box}/{key}/replay")
    def again(box: Box, key: Key, staff: Annotated[StaffSession, writer]) -> Response:
        desk.replay(staff, box, key)
        return RedirectResponse(STUCK, 303)

    @router.post("/stuck/{box}/{key}/discard")
    def away(
        box: Box, key: Key, why: Annotated[Words, Form()], staff: Annotated[StaffSession, writer]
    ) -> Response:
        desk.discard(staff, box, key, why)
        return RedirectResponse(STUCK, 303)

    return router


def add_stuck(router: APIRouter, access: Access, desk: StuckDesk) -> None:
    """The same for programs."""
    session, writer = Depends(access.session), Depends(writer_of(access))

    @router.get("/stuck")
    def all_stuck(staff: Annotated[StaffSession, session]) -> StuckAnswer:
        """Messages that could not be answered (inbox) or sent (outbox); leads only."""
        return StuckAnswer(items=[_shown(one) for one in desk.all(staff)])

    @router.post("/stuck/{box}/{key}/replay", status_code=204)
    def again(box: Box, key: Key, staff: Annotated[StaffSession, writer]) -> None:
        """Have it tried again."""
        desk.replay(staff, box, key)

    @router.post("/stuck/{box}/{key}/discard", status_code=204)
    def away(box: Box, key: Key, given: Reason, staff: Annotated[StaffSession, writer]) -> None:
        """Let it be; the reason goes into the audit log."""
        desk.discard(staff, box, key, given.why)


def _shown(one: Stuck) -> StuckMessage:
    return StuckMessage(
        box=one.box,
        id=str(one.id),
        conversation_id=str(one.conversation_id),
        seq=one.seq,
        channel=one.channel,
        text=one.text,
        attempts=one.attempts,
        error=one.error,
        since=one.since,
    )
