"""What staff do with conversations: each method is one unit of work.

Whoever is refused is told who has the conversation. Pages, JSON and the live pane all go through
here.
"""

from dataclasses import dataclass

from assistant.handoffs import Hands
from channels.console.trouble import problems
from store.database import Database
from store.handoff_list import HandoffFilter, HandoffRow, Tally, handoff_of, handoff_page, tally
from store.handoffs import Hold, hold_on
from store.pages import Page
from store.staff import Colleague, colleagues
from store.staff_replies import Spoken, StaffReply, say
from store.staff_sessions import StaffSession


@dataclass(frozen=True, slots=True)
class HandoffDesk:
    """The line as the console uses it."""

    database: Database
    hands: Hands

    def page(
        self, staff: StaffSession, wanted: HandoffFilter, cursor: str | None, limit: int
    ) -> tuple[Page[HandoffRow], Tally]:
        """A page of the line, and how many wait or are with somebody in all."""
        with problems(), self.database.read() as tx:
            found = handoff_page(tx, wanted, staff.user_id, cursor=cursor, limit=limit)
            return found, tally(tx)

    def of(self, conversation_id: int) -> HandoffRow | None:
        with self.database.read() as tx:
            return handoff_of(tx, conversation_id)

    def colleagues(self, staff: StaffSession) -> tuple[Colleague, ...]:
        """Everybody else who works here."""
        with self.database.read() as tx:
            return tuple(one for one in colleagues(tx) if one.user_id != staff.user_id)

    def claim(self, staff: StaffSession, conversation_id: int) -> Hold:
        """Take a conversation out of the line or over from the assistant; once taken, hold it."""
        with problems(), self.database.write() as tx:
            return self.hands.join(tx, conversation_id, staff.user_id)

    def hold_on(self, staff: StaffSession, conversation_id: int) -> Hold:
        with problems(), self.database.write() as tx:
            return hold_on(tx, self.hands.clock(), conversation_id, staff.user_id)

    def release(self, staff: StaffSession, conversation_id: int) -> None:
        with problems(), self.database.write() as tx:
            self.hands.put_back(tx, conversation_id, staff.user_id)

    def hand_back(self, staff: StaffSession, conversation_id: int, summary: str) -> None:
        with problems(), self.database.write() as tx:
            self.hands.end(tx, conversation_id, staff.user_id, summary)

    def transfer(self, staff: StaffSession, conversation_id: int, colleague_id: int) -> Hold:
        with problems(), self.database.write() as tx:
            return self.hands.pass_on(tx, conversation_id, staff.user_id, colleague_id)

    def say(self, staff: StaffSession, conversation_id: int, client_id: str, text: str) -> Spoken:
        """Reply to the customer; the same `client_id` again is the same reply."""
        given = f"{conversation_id}:{staff.user_id}:{client_id}"
        reply = StaffReply(conversation_id, staff.user_id, given, text)
        with problems(), self.database.write() as tx:
            return say(tx, self.hands.ids, self.hands.clock(), reply)
