"""One conversation as a page: what was said with its scores, whose it is, and the tools of whoever
has it: replying, handing back, passing on, putting back into the line."""

import hashlib
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from channels.console.access import Access, writer_of
from channels.console.desk import Desk
from channels.console.forms import Key
from channels.console.handoffs.desk import HandoffDesk
from channels.console.handoffs.forms import (
    MOST_SUMMARY,
    HandBackForm,
    ReplyForm,
    TransferForm,
)
from channels.console.handoffs.pane import PANE_SOCKET, pane_token
from channels.console.marks import read_marks
from channels.console.pages import page_router, render, render_text
from channels.problems import ProblemError
from store.staff_sessions import StaffSession
from store.transcripts import METRICS

ONE = "/conversations/{conversation_id}"
LIVE_LINES = 100
"""What is shown of a conversation that somebody has or that waits."""


def talk_router(access: Access, desk: Desk, handoffs: HandoffDesk) -> APIRouter:
    router = page_router()
    page = _Page(access, desk, handoffs)
    _add_reading(router, access, page)
    _add_hands(router, access, page)
    _add_words(router, access, page)
    return router


class _Page:
    """The page of a conversation and its parts."""

    def __init__(self, access: Access, desk: Desk, handoffs: HandoffDesk) -> None:
        self.access = access
        self.desk = desk
        self.handoffs = handoffs

    def show(
        self,
        staff: StaffSession,
        conversation_id: int,
        first: int | None = None,
        *,
        error: ProblemError | None = None,
        typed: str = "",
    ) -> Response:
        """The page; with what stood against a change on top, and what was typed kept."""
        handoff = self.handoffs.of(conversation_id)
        live = handoff is not None and first is None
        last = LIVE_LINES if live else None
        transcript = self.desk.transcript(conversation_id, first or 1, last=last)
        mine = handoff is not None and handoff.holder_id == staff.user_id
        return render(
            "conversation.html",
            error.status if error else 200,
            staff=staff,
            transcript=transcript,
            metrics=METRICS,
            marks=read_marks(self.desk.database, transcript.head.channel),
            current=None,
            now=self.desk.clock(),
            handoff=handoff,
            mine=mine,
            colleagues=self.handoffs.colleagues(staff) if mine else (),
            lines=self.lines(conversation_id)[0] if live else None,
            client_id=self.access.draw_form_token(),
            most_summary=MOST_SUMMARY,
            error=error.detail if error else None,
            typed=typed,
            socket=PANE_SOCKET,
            token=pane_token(staff, conversation_id) if mine else None,
        )

    def hands(self, staff: StaffSession, conversation_id: int) -> Response:
        """Whose the conversation is, as the bar on top of the page."""
        handoff = self.handoffs.of(conversation_id)
        return render(
            "_hands.html",
            staff=staff,
            key=conversation_id,
            handoff=handoff,
            mine=handoff is not None and handoff.holder_id == staff.user_id,
            now=self.desk.clock(),
        )

    def lines(self, conversation_id: int) -> tuple[str, str]:
        """The last lines, and what they are recognised by."""
        transcript = self.desk.transcript(conversation_id, last=LIVE_LINES)
        marks = read_marks(self.desk.database, transcript.head.channel)
        talk = render_text("_talk.html", lines=transcript.lines, metrics=METRICS, marks=marks)
        digest = hashlib.sha256(talk.encode()).hexdigest()[:16]
        address = f"/ops/conversations/{conversation_id}/lines?seen={digest}"
        return render_text("_talk_live.html", talk=talk, address=address), digest


def _add_reading(router: APIRouter, access: Access, page: _Page) -> None:
    session = Depends(access.session)

    @router.get(ONE)
    def conversation(
        conversation_id: Key,
        staff: Annotated[StaffSession, session],
        first: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    ) -> Response:
        return page.show(staff, conversation_id, first)

    @router.get(f"{ONE}/lines", dependencies=[session])
    def lines(conversation_id: Key, seen: Annotated[str, Query(max_length=64)] = "") -> Response:
        """The last lines for htmx; nothing while they are as the page has `seen` them."""
        body, digest = page.lines(conversation_id)
        return Response(status_code=204) if digest == seen else HTMLResponse(body)


def _add_hands(router: APIRouter, access: Access, page: _Page) -> None:
    writer = Depends(writer_of(access))

    def done(staff: StaffSession, conversation_id: int, change: Callable[[], object]) -> Response:
        try:
            change()
        except ProblemError as error:
            if error.status != 409:
                raise
            return page.show(staff, conversation_id, error=error)
        return RedirectResponse(f"/ops/conversations/{conversation_id}", 303)

    @router.post(f"{ONE}/claim")
    def claim(conversation_id: Key, staff: Annotated[StaffSession, writer]) -> Response:
        return done(staff, conversation_id, lambda: page.handoffs.claim(staff, conversation_id))

    @router.post(f"{ONE}/release")
    def release(conversation_id: Key, staff: Annotated[StaffSession, writer]) -> Response:
        return done(staff, conversation_id, lambda: page.handoffs.release(staff, conversation_id))

    @router.post(f"{ONE}/transfer")
    def transfer(
        conversation_id: Key,
        form: Annotated[TransferForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        return done(
            staff, conversation_id, lambda: page.handoffs.transfer(staff, conversation_id, form.to)
        )

    @router.post(f"{ONE}/heartbeat")
    def heartbeat(conversation_id: Key, staff: Annotated[StaffSession, writer]) -> Response:
        """A sign of life from the open page; shows whose the conversation is, theirs or not."""
        try:
            page.handoffs.hold_on(staff, conversation_id)
        except ProblemError as error:
            if error.status != 409:
                raise
        return page.hands(staff, conversation_id)


def _add_words(router: APIRouter, access: Access, page: _Page) -> None:
    writer = Depends(writer_of(access))

    @router.post(f"{ONE}/messages")
    def reply(
        conversation_id: Key,
        form: Annotated[ReplyForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        """Reply to the customer; what could not be sent is kept in the form."""
        try:
            page.handoffs.say(staff, conversation_id, form.client_id, form.text)
        except ProblemError as error:
            if error.status != 409:
                raise
            return page.show(staff, conversation_id, error=error, typed=form.text)
        return RedirectResponse(f"/ops/conversations/{conversation_id}#reply", 303)

    @router.post(f"{ONE}/hand-back")
    def hand_back(
        conversation_id: Key,
        form: Annotated[HandBackForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        try:
            page.handoffs.hand_back(staff, conversation_id, form.summary)
        except ProblemError as error:
            if error.status != 409:
                raise
            return page.show(staff, conversation_id, error=error)
        return RedirectResponse("/ops/handoffs", 303)
