"""Looking conversations up, as a page: the newest of them, or those of a mobile number."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from channels.console.access import Access
from channels.console.desk import Desk
from channels.console.forms import ConversationQuery
from channels.console.pages import page_router, render
from store.staff_sessions import StaffSession

CONVERSATIONS = "/ops/conversations"


def lookup_router(access: Access, desk: Desk) -> APIRouter:
    router = page_router()
    session = Depends(access.session)

    @router.get("/conversations")
    def conversations(
        query: Annotated[ConversationQuery, Query()], staff: Annotated[StaffSession, session]
    ) -> Response:
        key = query.key()
        if key is not None:
            return RedirectResponse(f"{CONVERSATIONS}/{key}", 303)
        page = desk.conversations(
            channel=query.channel,
            language=query.language,
            mobile=query.mobile(),
            cursor=query.cursor,
            limit=query.limit,
        )
        more = None
        if page.next_cursor is not None:
            narrowed = {**query.model_dump(exclude_defaults=True), "cursor": page.next_cursor}
            more = f"{CONVERSATIONS}?{urlencode(narrowed)}"
        return render(
            "conversations.html",
            staff=staff,
            query=query,
            conversations=page.items,
            more=more,
            now=desk.clock(),
        )

    return router
