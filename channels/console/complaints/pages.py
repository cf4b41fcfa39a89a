"""The complaints desk as pages: the list by what is due, one complaint and what can be done."""

from collections.abc import Callable
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from channels.console.access import Access, writer_of
from channels.console.complaints.desk import ComplaintDesk
from channels.console.complaints.forms import (
    AssignForm,
    CommentForm,
    ComplaintQuery,
    Number,
    SaidForm,
    StatusForm,
)
from channels.console.forms import MOST_CHARACTERS
from channels.console.pages import page_router, render
from channels.problems import ProblemError
from store.complaint_desk import NEXT, SETTLED
from store.complaints import ComplaintType
from store.staff_sessions import StaffSession

LIST = "/ops/complaints"
ONE = "/complaints/{number}"


def complaints_router(access: Access, desk: ComplaintDesk) -> APIRouter:
    router = page_router()
    _add_reading(router, access, desk)
    _add_changes(router, access, desk)
    return router


def _add_reading(router: APIRouter, access: Access, desk: ComplaintDesk) -> None:
    session = Depends(access.session)

    @router.get("/complaints")
    def complaints(
        query: Annotated[ComplaintQuery, Query()], staff: Annotated[StaffSession, session]
    ) -> Response:
        page, tally = desk.page(query.wanted(staff.user_id), query.cursor, query.limit)
        more = None
        if page.next_cursor is not None:
            narrowed = {**query.model_dump(exclude_defaults=True), "cursor": page.next_cursor}
            more = f"{LIST}?{urlencode(narrowed)}"
        return render(
            "complaints.html",
            staff=staff,
            query=query,
            complaints=page.items,
            tally=tally,
            types=get_args(ComplaintType),
            more=more,
            now=desk.hands.clock(),
        )

    @router.get(ONE)
    def complaint(number: Number, staff: Annotated[StaffSession, session]) -> Response:
        return _file(staff, desk, number)


def _add_changes(router: APIRouter, access: Access, desk: ComplaintDesk) -> None:
    writer = Depends(writer_of(access))

    def done(
        staff: StaffSession, number: str, change: Callable[[], None], typed: str = ""
    ) -> Response:
        """Change it and show it; what stands against the change is told with what was typed."""
        try:
            change()
        except ProblemError as error:
            if error.status not in (403, 409):
                raise
            return _file(staff, desk, number, error, typed)
        return RedirectResponse(f"{LIST}/{number}", 303)

    @router.post(f"{ONE}/assign")
    def assign(
        number: Number,
        form: Annotated[AssignForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        return done(staff, number, lambda: desk.assign(staff, number, form.to))

    @router.post(f"{ONE}/comments")
    def comment(
        number: Number,
        form: Annotated[CommentForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        def change() -> None:
            desk.comment(staff, number, form.text, internal=form.internal)

        return done(staff, number, change, form.text)

    @router.post(f"{ONE}/status")
    def status(
        number: Number,
        form: Annotated[StatusForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        def change() -> None:
            desk.move(staff, number, form.to, form.text, internal=form.internal)

        return done(staff, number, change, form.text)

    @router.post(f"{ONE}/resolve")
    def resolve(
        number: Number,
        form: Annotated[SaidForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        return done(staff, number, lambda: desk.resolve(staff, number, form.text), form.text)

    @router.post(f"{ONE}/reopen")
    def reopen(
        number: Number,
        form: Annotated[SaidForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        return done(staff, number, lambda: desk.reopen(staff, number, form.text), form.text)


def _file(
    staff: StaffSession,
    desk: ComplaintDesk,
    number: str,
    error: ProblemError | None = None,
    typed: str = "",
) -> Response:
    found = desk.file(number)
    status, is_lead = found.row.status, staff.may_act_as("lead")
    return render(
        "complaint_file.html",
        error.status if error else 200,
        staff=staff,
        file=found,
        row=found.row,
        settled=status in SETTLED,
        following=[to for to in NEXT[status] if to != "closed" or is_lead],
        may_reopen=status == "resolved" or (status == "closed" and is_lead),
        is_lead=is_lead,
        colleagues=desk.colleagues() if is_lead else (),
        most_characters=MOST_CHARACTERS,
        error=error.detail if error else None,
        typed=typed,
        now=desk.hands.clock(),
    )
