"""The complaints desk for programs: the same desk in JSON, with the console's cookie and token."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from channels.console.access import Access, writer_of
from channels.console.complaints.desk import ComplaintDesk
from channels.console.complaints.forms import (
    Assignment,
    Comment,
    ComplaintQuery,
    Number,
    Said,
    StatusChange,
)
from channels.console.complaints.wire import ComplaintFileAnswer, ComplaintsAnswer
from store.staff_sessions import StaffSession


def add_complaints(router: APIRouter, access: Access, desk: ComplaintDesk) -> None:
    """The requests about complaints; every change answers with the complaint as it is then."""
    session, writer = Depends(access.session), Depends(writer_of(access))
    one = "/complaints/{number}"

    def answer(number: str) -> ComplaintFileAnswer:
        return ComplaintFileAnswer.model_validate(desk.file(number))

    @router.get("/complaints")
    def complaints(
        query: Annotated[ComplaintQuery, Query()], staff: Annotated[StaffSession, session]
    ) -> ComplaintsAnswer:
        """Unsettled ones before settled ones, in each the one due first."""
        page, tally = desk.page(query.wanted(staff.user_id), query.cursor, query.limit)
        return ComplaintsAnswer.model_validate(
            {"items": page.items, "next_cursor": page.next_cursor, "tally": tally},
            from_attributes=True,
        )

    @router.get(one, dependencies=[session])
    def complaint(number: Number) -> ComplaintFileAnswer:
        return answer(number)

    @router.post(f"{one}/assign")
    def assign(
        number: Number, given: Assignment, staff: Annotated[StaffSession, writer]
    ) -> ComplaintFileAnswer:
        """Give it to somebody; agents only to themselves."""
        desk.assign(staff, number, given.to)
        return answer(number)

    @router.post(f"{one}/comments", status_code=201)
    def comment(
        number: Number, given: Comment, staff: Annotated[StaffSession, writer]
    ) -> ComplaintFileAnswer:
        """Write to the customer, or a note for colleagues."""
        desk.comment(staff, number, given.text, internal=given.internal)
        return answer(number)

    @router.post(f"{one}/status")
    def status(
        number: Number, given: StatusChange, staff: Annotated[StaffSession, writer]
    ) -> ComplaintFileAnswer:
        """Change the status; 409 names the one from which it does not go there."""
        desk.move(staff, number, given.to, given.text, internal=given.internal)
        return answer(number)

    @router.post(f"{one}/resolve")
    def resolve(
        number: Number, given: Said, staff: Annotated[StaffSession, writer]
    ) -> ComplaintFileAnswer:
        """Settle it, and tell the customer how."""
        desk.resolve(staff, number, given.text)
        return answer(number)

    @router.post(f"{one}/reopen")
    def reopen(
        number: Number, given: Said, staff: Annotated[StaffSession, writer]
    ) -> ComplaintFileAnswer:
        """Take it up again; its clocks start anew."""
        desk.reopen(staff, number, given.text)
        return answer(number)
