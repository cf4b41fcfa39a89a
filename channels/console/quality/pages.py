"""Quality as pages: what was learnt, thresholds to approve or take back, second opinions, cases."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from assistant.quality.proposals import flagged_by
from assistant.quality.thresholds import VERSION, Place
from channels.console.access import Access, writer_of
from channels.console.door import HOME
from channels.console.forms import Blank, Key, VerdictForm
from channels.console.item import item_page
from channels.console.pages import page_router, problem_page, render
from channels.console.quality.desk import QualityDesk
from channels.console.quality.pictures import draw
from channels.problems import ProblemError
from store.reviews import VerdictError
from store.staff_sessions import StaffSession

QUALITY = "/ops/quality"
SECOND = "/ops/second"
Days = Annotated[int, Field(ge=1, le=366)]


class ApprovalForm(BaseModel):
    """Which proposal a lead approves, and of which period."""

    metric: Annotated[str, Field(max_length=20)]
    value: Annotated[float, Field(ge=0, le=1)]
    intent: Annotated[str | None, Field(max_length=24), Blank] = None
    channel: Annotated[str | None, Field(max_length=8), Blank] = None
    language: Annotated[str | None, Field(max_length=8), Blank] = None
    days: Days = 28

    def place(self) -> Place:
        return Place(self.intent, self.channel, self.language)


def quality_router(access: Access, desk: QualityDesk) -> APIRouter:
    router = page_router()
    _add_overview(router, access, desk)
    _add_second(router, access, desk)
    return router


def _add_overview(router: APIRouter, access: Access, desk: QualityDesk) -> None:
    session, writer = Depends(access.session), Depends(writer_of(access))

    @router.get("/quality")
    def quality(
        staff: Annotated[StaffSession, session], days: Annotated[Days, Query()] = 28
    ) -> Response:
        found = desk.overview(staff, days)
        learnt = found.learnt
        return render(
            "quality.html",
            staff=staff,
            days=days,
            version=VERSION,
            learnt=learnt,
            flagged_now=flagged_by(learnt.logged, learnt.approved),
            history=found.history,
            in_force=found.in_force,
            second_opinions=found.second_opinions,
            pictures=draw(learnt, found.weeks, days),
        )

    @router.post("/quality/approve")
    def approve(
        form: Annotated[ApprovalForm, Form()], staff: Annotated[StaffSession, writer]
    ) -> Response:
        desk.approve(staff, form.days, form.metric, form.place(), form.value)
        return RedirectResponse(f"{QUALITY}?days={form.days}", 303)

    @router.post("/quality/thresholds/{key}/undo")
    def undo(key: Key, staff: Annotated[StaffSession, writer]) -> Response:
        desk.undo(staff, key)
        return RedirectResponse(QUALITY, 303)

    @router.post("/queue/{item_id}/case")
    def keep(item_id: Key, staff: Annotated[StaffSession, writer]) -> Response:
        desk.keep_case(staff, item_id)
        return RedirectResponse(f"{HOME}/{item_id}", 303)


def _add_second(router: APIRouter, access: Access, desk: QualityDesk) -> None:
    session, writer = Depends(access.session), Depends(writer_of(access))

    def follow(staff: StaffSession) -> Response:
        item = desk.next_second(staff)
        return RedirectResponse(QUALITY if item is None else f"{SECOND}/{item}", 303)

    @router.get("/second")
    def first(staff: Annotated[StaffSession, session]) -> Response:
        """The turn that has waited longest for a second opinion."""
        return follow(staff)

    @router.get("/second/{item_id}")
    def show(item_id: Key, staff: Annotated[StaffSession, session]) -> Response:
        return item_page(staff, desk.second(staff, item_id), desk, is_second=True)

    @router.post("/second/{item_id}")
    def give(
        item_id: Key,
        form: Annotated[VerdictForm, Form()],
        staff: Annotated[StaffSession, writer],
    ) -> Response:
        """Store the verdict; a form that will not do comes back as it was left."""
        try:
            desk.give_second(staff, item_id, form.review())
        except VerdictError as error:
            detail = str(error)
        except ProblemError as error:
            if error.status != 422:
                return problem_page(error.status, error.detail, staff, form)
            detail = error.detail
        else:
            return follow(staff)
        item = desk.second(staff, item_id)
        return item_page(staff, item, desk, form=form, error=detail, status=422, is_second=True)
