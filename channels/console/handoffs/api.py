"""The line for programs: the same desk in JSON, with the console's cookie and CSRF token."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from channels.console.access import Access, writer_of
from channels.console.forms import Key
from channels.console.handoffs.desk import HandoffDesk
from channels.console.handoffs.forms import HandBack, LineQuery, Reply, Transfer
from channels.console.handoffs.wire import (
    ColleaguesAnswer,
    HandoffsAnswer,
    HoldAnswer,
    SpokenAnswer,
)
from store.staff_sessions import StaffSession


def add_handoffs(router: APIRouter, access: Access, desk: HandoffDesk) -> None:
    """The requests about conversations in people's hands."""
    session, writer = Depends(access.session), Depends(writer_of(access))
    one = "/conversations/{conversation_id}"

    @router.get("/handoffs")
    def handoffs(
        query: Annotated[LineQuery, Query()], staff: Annotated[StaffSession, session]
    ) -> HandoffsAnswer:
        """Who waits before who is with somebody, in each the oldest first."""
        page, tally = desk.page(staff, query.wanted(), query.cursor, query.limit)
        return HandoffsAnswer.model_validate(
            {"items": page.items, "next_cursor": page.next_cursor, "tally": tally},
            from_attributes=True,
        )

    @router.get("/colleagues")
    def colleagues(staff: Annotated[StaffSession, session]) -> ColleaguesAnswer:
        """Everybody else who works here, by name."""
        return ColleaguesAnswer.model_validate(
            {"items": desk.colleagues(staff)}, from_attributes=True
        )

    @router.post(f"{one}/claim")
    def claim(conversation_id: Key, staff: Annotated[StaffSession, writer]) -> HoldAnswer:
        """Take the conversation, from the line or from the assistant; 409 names who has it."""
        return HoldAnswer.model_validate(desk.claim(staff, conversation_id))

    @router.post(f"{one}/heartbeat")
    def heartbeat(conversation_id: Key, staff: Annotated[StaffSession, writer]) -> HoldAnswer:
        """Hold the conversation for longer."""
        return HoldAnswer.model_validate(desk.hold_on(staff, conversation_id))

    @router.post(f"{one}/release", status_code=204)
    def release(conversation_id: Key, staff: Annotated[StaffSession, writer]) -> None:
        """Put the conversation back at its place in the line."""
        desk.release(staff, conversation_id)

    @router.post(f"{one}/hand-back", status_code=204)
    def hand_back(
        conversation_id: Key, given: HandBack, staff: Annotated[StaffSession, writer]
    ) -> None:
        """Give the conversation back to the assistant."""
        desk.hand_back(staff, conversation_id, given.summary)

    @router.post(f"{one}/transfer")
    def transfer(
        conversation_id: Key, given: Transfer, staff: Annotated[StaffSession, writer]
    ) -> HoldAnswer:
        """Give the conversation to a colleague."""
        return HoldAnswer.model_validate(desk.transfer(staff, conversation_id, given.to))

    @router.post(f"{one}/messages", status_code=201)
    def reply(
        conversation_id: Key, given: Reply, staff: Annotated[StaffSession, writer]
    ) -> SpokenAnswer:
        """Reply to the customer, on their channel; the same `client_id` again changes nothing."""
        said = desk.say(staff, conversation_id, given.client_id, given.text)
        return SpokenAnswer.model_validate(said)
