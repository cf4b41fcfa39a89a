"""The line as a page: who waits and for how long, who is with whom; it keeps itself up to date."""

import hashlib
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.responses import Response

from channels.console.access import Access
from channels.console.handoffs.desk import HandoffDesk
from channels.console.handoffs.forms import LineQuery
from channels.console.pages import page_router, render, render_text
from store.staff_sessions import StaffSession

LINE = "/ops/handoffs"


def line_router(access: Access, desk: HandoffDesk) -> APIRouter:
    router = page_router()
    session = Depends(access.session)

    @router.get("/handoffs")
    def line(
        query: Annotated[LineQuery, Query()], staff: Annotated[StaffSession, session]
    ) -> Response:
        body, _, more = _list(desk, staff, query)
        return render("handoffs.html", staff=staff, query=query, body=body, more=more)

    @router.get("/handoffs/rows")
    def rows(
        query: Annotated[LineQuery, Query()],
        staff: Annotated[StaffSession, session],
        seen: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """The list for htmx; nothing while it is as the page has `seen` it."""
        body, digest, _ = _list(desk, staff, query)
        return Response(status_code=204) if digest == seen else HTMLResponse(body)

    return router


def _list(
    desk: HandoffDesk, staff: StaffSession, query: LineQuery
) -> tuple[Markup, str, str | None]:
    """The body of the table, what it is recognised by, and the address of the next page."""
    page, tally = desk.page(staff, query.wanted(), query.cursor, query.limit)
    rows = render_text("_handoff_rows.html", rows=page.items, now=desk.hands.clock(), staff=staff)
    digest = hashlib.sha256(f"{tally}\n{rows}".encode()).hexdigest()[:16]
    narrowed = query.model_dump(exclude_defaults=True)
    address = f"{LINE}/rows?{urlencode({**narrowed, 'seen': digest})}"
    body = render_text("_handoff_list.html", rows=rows, address=address, tally=tally)
    more = None
    if page.next_cursor is not None:
        more = f"{LINE}?{urlencode({**narrowed, 'cursor': page.next_cursor})}"
    return body, digest, more
