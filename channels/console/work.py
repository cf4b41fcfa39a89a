"""The queue and its items, as pages: a list that keeps itself up to date, and the review form."""

import hashlib
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from starlette.responses import Response

from assistant.quality.priority import LIKELIHOOD
from channels.console.access import Access, writer_of
from channels.console.desk import Desk
from channels.console.door import HOME
from channels.console.forms import Key, QueueQuery, VerdictForm
from channels.console.item import item_page
from channels.console.pages import page_router, problem_page, render, render_text
from channels.problems import ProblemError
from store.reviews import VerdictError
from store.staff_sessions import StaffSession

REASONS = (
    *sorted(reason for reason in LIKELIHOOD if reason != "blind_sample"),
    "handoff_unanswered",
    "handoff_for_lead",
    "sla_breach",
)
"""What the list can be narrowed to. Not the blind sample: it must not be told from the others."""


def work_router(access: Access, desk: Desk) -> APIRouter:
    router = page_router()
    _add_reading(router, access, desk)
    _add_handling(router, access, desk)
    _add_review(router, access, desk)
    return router


def _add_reading(router: APIRouter, access: Access, desk: Desk) -> None:
    session = Depends(access.session)

    @router.get("/queue")
    def queue(
        query: Annotated[QueueQuery, Query()], staff: Annotated[StaffSession, session]
    ) -> Response:
        body, _, more = _list(desk, staff, query)
        alarms = tuple(map(str, desk.alarms()))
        return render(
            "queue.html",
            staff=staff,
            query=query,
            reasons=REASONS,
            body=body,
            more=more,
            alarms=alarms,
        )

    @router.get("/queue/rows")
    def rows(
        query: Annotated[QueueQuery, Query()],
        staff: Annotated[StaffSession, session],
        seen: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """The list for htmx; nothing while it is as the page has `seen` it."""
        body, digest, _ = _list(desk, staff, query)
        return Response(status_code=204) if digest == seen else HTMLResponse(body)

    @router.get("/queue/next")
    def follow(
        staff: Annotated[StaffSession, session], after: Annotated[Key | None, Query()] = None
    ) -> Response:
        return _go_on(desk, staff, after)

    @router.get("/queue/{item_id}")
    def item(item_id: Key, staff: Annotated[StaffSession, session]) -> Response:
        return item_page(staff, desk.item(staff, item_id), desk)


def _add_handling(router: APIRouter, access: Access, desk: Desk) -> None:
    writer = Depends(writer_of(access))

    def done(
        staff: StaffSession, item_id: int, change: Callable[[], object], form: VerdictForm
    ) -> Response:
        """Change an item and show it, with what was filled in; what stands against the change is
        told on the item's own page."""
        try:
            change()
        except ProblemError as error:
            if error.status != 409:
                raise
            problem: ProblemError | None = error
        else:
            problem = None
            if form == VerdictForm():
                return RedirectResponse(f"{HOME}/{item_id}", 303)
        return item_page(
            staff,
            desk.item(staff, item_id),
            desk,
            form=form,
            error=problem.detail if problem else None,
            status=problem.status if problem else 200,
        )

    @router.post("/queue/{item_id}/claim")
    def claim(
        item_id: Key,
        form: Annotated[VerdictForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        return done(staff, item_id, lambda: desk.claim(staff, item_id), form)

    @router.post("/queue/{item_id}/release")
    def release(
        item_id: Key,
        form: Annotated[VerdictForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        return done(staff, item_id, lambda: desk.release(staff, item_id), form)

    @router.post("/queue/{item_id}/dismiss")
    def dismiss(item_id: Key, staff: Annotated[StaffSession, writer]) -> Response:
        """Close a complaint and go on; only leads look at what is closed."""
        try:
            desk.dismiss(staff, item_id, "handled")
        except ProblemError as error:
            if error.status != 409:
                raise
            shown = desk.item(staff, item_id)
            return item_page(staff, shown, desk, error=error.detail, status=error.status)
        return _go_on(desk, staff, None)


def _add_review(router: APIRouter, access: Access, desk: Desk) -> None:
    writer = Depends(writer_of(access))

    @router.post("/queue/{item_id}/review")
    def review(
        item_id: Key,
        form: Annotated[VerdictForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        """Store the verdict; a form that will not do comes back as it was left."""
        try:
            desk.review(staff, item_id, form.review())
        except VerdictError as error:
            detail, status = str(error), 422
        except ProblemError as error:
            if error.status not in (409, 422):
                raise
            detail, status = error.detail, error.status
        else:
            if form.then == "next":
                return _go_on(desk, staff, None)
            return RedirectResponse(f"{HOME}/{item_id}", 303)
        try:
            shown = desk.item(staff, item_id)
        except ProblemError:  # a colleague was faster, and what they said is theirs
            return problem_page(status, detail, staff, form)
        return item_page(staff, shown, desk, form=form, error=detail, status=status)


def _list(desk: Desk, staff: StaffSession, query: QueueQuery) -> tuple[Markup, str, str | None]:
    """The body of the table, what it is recognised by, and the address of the next page."""
    page, count = desk.queue(staff, query.wanted(), query.cursor, query.limit)
    now = desk.clock()
    rows = render_text("_rows.html", rows=page.items, now=now, staff=staff)
    digest = hashlib.sha256(f"{count}\n{rows}".encode()).hexdigest()[:16]
    narrowed = query.model_dump(exclude_defaults=True)
    address = f"{HOME}/rows?{urlencode({**narrowed, 'seen': digest})}"
    body = render_text("_list.html", rows=rows, address=address, count=count)
    more = None
    if page.next_cursor is not None:
        more = f"{HOME}?{urlencode({**narrowed, 'cursor': page.next_cursor})}"
    return body, digest, more


def _go_on(desk: Desk, staff: StaffSession, after: int | None) -> Response:
    following = desk.next_item(staff, after)
    return RedirectResponse(HOME if following is None else f"{HOME}/{following}", 303)
