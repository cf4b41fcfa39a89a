"""What staff do about complaints: each method is one unit of work, with what their role allows.

A change and the line that tells it to the customer are one commit. Agents take complaints for
themselves; giving them to others, closing, and reopening what was closed is for leads.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.complaint_news import tell_change
from assistant.handoffs import Hands
from channels.console.trouble import problems
from channels.problems import ProblemError
from store.complaint_desk import (
    Act,
    Change,
    ComplaintStatus,
    assign,
    comment,
    move,
    reopen,
    resolve,
)
from store.complaint_list import (
    ComplaintFile,
    ComplaintFilter,
    ComplaintRow,
    ComplaintTally,
    complaint_file,
    complaint_page,
    complaint_tally,
)
from store.database import Database, Tx
from store.pages import Page
from store.staff import Colleague, colleagues
from store.staff_sessions import StaffSession


@dataclass(frozen=True, slots=True)
class ComplaintDesk:
    """Complaints as the console uses them. `hands` gives the clock, the keys and the phrases."""

    database: Database
    hands: Hands

    def page(
        self, wanted: ComplaintFilter, cursor: str | None, limit: int
    ) -> tuple[Page[ComplaintRow], ComplaintTally]:
        """A page of the list, and how many are unsettled and overdue in all."""
        now = self.hands.clock()
        with problems(), self.database.read() as tx:
            found = complaint_page(tx, now, wanted, cursor=cursor, limit=limit)
            return found, complaint_tally(tx, now)

    def file(self, number: str) -> ComplaintFile:
        with problems(), self.database.read() as tx:
            return complaint_file(tx, self.hands.clock(), number)

    def colleagues(self) -> tuple[Colleague, ...]:
        with self.database.read() as tx:
            return colleagues(tx)

    def assign(self, staff: StaffSession, number: str, to_id: int | None) -> None:
        """Give it to somebody or to nobody; agents take what nobody has, and give back their
        own."""
        is_lead = staff.may_act_as("lead")
        if not is_lead and to_id not in (None, staff.user_id):
            raise ProblemError(403, "leads_only", "only leads give complaints to others")
        with problems(), self.database.write() as tx:
            act = self._act(staff, number)
            assign(tx, self.hands.ids, act, to_id, from_others=is_lead)

    def comment(self, staff: StaffSession, number: str, text: str, *, internal: bool) -> None:
        self._change(
            lambda tx: comment(
                tx, self.hands.ids, self._act(staff, number), text, internal=internal
            )
        )

    def move(
        self, staff: StaffSession, number: str, to: ComplaintStatus, text: str, *, internal: bool
    ) -> None:
        """Change the status, and say why, to the customer or among ourselves."""
        if to == "closed" and not staff.may_act_as("lead"):
            raise ProblemError(403, "leads_only", "only leads close complaints")
        self._change(
            lambda tx: move(
                tx, self.hands.ids, self._act(staff, number), to, text, internal=internal
            )
        )

    def resolve(self, staff: StaffSession, number: str, resolution: str) -> None:
        self._change(lambda tx: resolve(tx, self.hands.ids, self._act(staff, number), resolution))

    def reopen(self, staff: StaffSession, number: str, text: str) -> None:
        """Take a settled complaint up again; both clocks start anew."""
        if self.file(number).row.status == "closed" and not staff.may_act_as("lead"):
            raise ProblemError(403, "leads_only", "only leads reopen what was closed")
        self._change(lambda tx: reopen(tx, self.hands.ids, self._act(staff, number), text))

    def _change(self, make: Callable[[Tx], Change]) -> None:
        with problems(), self.database.write() as tx:
            change = make(tx)
            hands = self.hands
            tell_change(tx, hands.ids, hands.phrasebook, change, hands.clock())

    def _act(self, staff: StaffSession, number: str) -> Act:
        return Act(number, staff.user_id, self.hands.clock())
