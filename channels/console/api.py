"""The console for programs: the same desk in JSON, with the same cookie and CSRF token."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from channels.console.access import Access, check_origin, writer_of
from channels.console.desk import Desk
from channels.console.forms import ConversationQuery, Key, QueueQuery, read_review
from channels.console.wire import (
    ClaimAnswer,
    ConversationsAnswer,
    ItemAnswer,
    QueueAnswer,
    ReviewRequest,
    SessionAnswer,
    SignIn,
    TranscriptAnswer,
    VerdictAnswer,
)
from channels.problems import PROBLEM_RESPONSES, ProblemError
from store.reviews import VerdictError
from store.staff_sessions import StaffSession


def _no_store(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def api_router(access: Access, desk: Desk) -> APIRouter:
    router = APIRouter(
        prefix="/v1/ops",
        tags=["ops"],
        responses=PROBLEM_RESPONSES,
        dependencies=[Depends(_no_store)],
    )
    _add_session(router, access)
    _add_reading(router, access, desk)
    _add_writing(router, access, desk)
    return router


def _add_session(router: APIRouter, access: Access) -> None:
    @router.post("/session")
    def sign_in(request: Request, response: Response, given: SignIn) -> SessionAnswer:
        """Sign in; the session comes as a cookie."""
        check_origin(request)
        token = access.sign_in(given.email, given.password)
        access.keep(response, token)
        return SessionAnswer.model_validate(access.session_of(token))

    @router.get("/session")
    def who(staff: Annotated[StaffSession, Depends(access.session)]) -> SessionAnswer:
        """Who is signed in, and the CSRF token that changes must carry."""
        return SessionAnswer.model_validate(staff)

    @router.delete("/session", status_code=204)
    def sign_out(
        response: Response, staff: Annotated[StaffSession, Depends(writer_of(access))]
    ) -> None:
        access.sign_out(staff)
        access.forget(response)


def _add_reading(router: APIRouter, access: Access, desk: Desk) -> None:
    session = Depends(access.session)

    @router.get("/queue")
    def queue(
        query: Annotated[QueueQuery, Query()], staff: Annotated[StaffSession, session]
    ) -> QueueAnswer:
        """Open items before settled ones, the highest priority first."""
        page, count = desk.queue(staff, query.wanted(), query.cursor, query.limit)
        return QueueAnswer.model_validate(
            {"items": page.items, "next_cursor": page.next_cursor, "open": count},
            from_attributes=True,
        )

    @router.get("/queue/{item_id}")
    def item(item_id: Key, staff: Annotated[StaffSession, session]) -> ItemAnswer:
        return ItemAnswer.model_validate(desk.item(staff, item_id))

    @router.get("/conversations", dependencies=[session])
    def conversations(query: Annotated[ConversationQuery, Query()]) -> ConversationsAnswer:
        """Conversations, newest first; `q` finds those of a mobile number."""
        page = desk.conversations(
            channel=query.channel,
            language=query.language,
            mobile=query.mobile(),
            cursor=query.cursor,
            limit=query.limit,
        )
        return ConversationsAnswer.model_validate(page, from_attributes=True)

    @router.get("/conversations/{conversation_id}", dependencies=[session])
    def conversation(
        conversation_id: Key, first: Annotated[int, Query(ge=1, le=2**31 - 1)] = 1
    ) -> TranscriptAnswer:
        return TranscriptAnswer.model_validate(desk.transcript(conversation_id, first))


def _add_writing(router: APIRouter, access: Access, desk: Desk) -> None:
    writer = Depends(writer_of(access))

    @router.post("/queue/{item_id}/claim")
    def claim(item_id: Key, staff: Annotated[StaffSession, writer]) -> ClaimAnswer:
        """Take the item for a quarter of an hour; 409 names whoever holds it."""
        return ClaimAnswer(leased_until=desk.claim(staff, item_id))

    @router.post("/queue/{item_id}/release", status_code=204)
    def release(item_id: Key, staff: Annotated[StaffSession, writer]) -> None:
        """Put the item back."""
        desk.release(staff, item_id)

    @router.post("/queue/{item_id}/review", status_code=201)
    def review(
        item_id: Key, given: ReviewRequest, staff: Annotated[StaffSession, writer]
    ) -> VerdictAnswer:
        """Store a verdict and close the item."""
        try:
            read = read_review(given.verdicts, given.reasons, given.corrected_answer, given.note)
        except VerdictError as error:
            raise ProblemError(422, "incomplete_verdict", str(error)) from None
        return VerdictAnswer(verdict=desk.review(staff, item_id, read))

    @router.post("/queue/{item_id}/dismiss", status_code=204)
    def dismiss(item_id: Key, staff: Annotated[StaffSession, writer]) -> None:
        """Close a complaint's item."""
        desk.dismiss(staff, item_id, "handled")
