"""What staff do to the store: each function is one unit of work, with what their role allows.

Pages and JSON both go through here, so that neither can show or allow more than the other.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from channels.console.trouble import problems
from channels.problems import ProblemError
from store.accounts import user_by_mobile
from store.alarms import Alarm, alarms_on
from store.database import Database
from store.ids import Clock, Ids
from store.leases import claim, dismiss, release
from store.pages import Page
from store.review_items import Item, read_item
from store.review_queue import (
    QueueFilter,
    QueueRow,
    count_open,
    next_open,
    queue_page,
)
from store.reviews import Review, save_review
from store.staff_sessions import StaffSession
from store.transcripts import Conversation, Line, conversation, conversation_page, lines

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation, at most 500 lines of it; `more_from` is the next line's seq, if any."""

    head: Conversation
    lines: tuple[Line, ...]
    more_from: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """The store as the console uses it."""

    database: Database
    clock: Clock
    ids: Ids

    def queue(
        self, staff: StaffSession, wanted: QueueFilter, cursor: str | None, limit: int
    ) -> tuple[Page[QueueRow], int]:
        """A page of the queue, and how many items are open in all. Agents see what is open, and
        what they themselves have reviewed."""
        if not staff.may_act_as("lead"):
            if wanted.status in ("all", "dismissed"):
                raise ProblemError(403, "leads_only", "only leads see what others have settled")
            if wanted.status == "reviewed":
                wanted = replace(wanted, reviewed_by_id=staff.user_id)
        with problems(), self.database.read() as tx:
            page = queue_page(tx, self.clock(), wanted, cursor=cursor, limit=limit)
            return page, count_open(tx)

    def alarms(self) -> tuple[Alarm, ...]:
        """What channels complain of now."""
        with problems(), self.database.read() as tx:
            return alarms_on(tx)

    def item(self, staff: StaffSession, item_id: int) -> Item:
        with problems(), self.database.read() as tx:
            item = read_item(tx, self.clock(), item_id)
        refuse_what_others_settled(staff, item)
        return item

    def next_item(self, staff: StaffSession, after: int | None) -> int | None:
        """The first item that this person could take, behind `after` in the queue."""
        with problems(), self.database.read() as tx:
            return next_open(tx, self.clock(), staff.user_id, after)

    def claim(self, staff: StaffSession, item_id: int) -> datetime:
        with problems(), self.database.write() as tx:
            return claim(tx, self.ids, self.clock(), item_id, staff.user_id)

    def release(self, staff: StaffSession, item_id: int) -> bool:
        with problems(), self.database.write() as tx:
            return release(tx, self.ids, self.clock(), item_id, staff.user_id)

    def review(self, staff: StaffSession, item_id: int, review: Review) -> str:
        """Store a verdict; gives the one on the whole turn."""
        with problems(), self.database.write() as tx:
            return save_review(tx, self.ids, self.clock(), item_id, staff.user_id, review)

    def dismiss(self, staff: StaffSession, item_id: int, action: str) -> None:
        with problems(), self.database.write() as tx:
            dismiss(tx, self.ids, self.clock(), item_id, staff.user_id, action=action)

    def conversations(
        self,
        *,
        channel: str | None,
        language: str | None,
        mobile: str | None,
        cursor: str | None,
        limit: int,
    ) -> Page[Conversation]:
        """Conversations, newest first; those of one person if a mobile (+91 form) is given."""
        with problems(), self.database.read() as tx:
            customer_id = None
            if mobile is not None:
                person = user_by_mobile(tx, mobile)
                if person is None:
                    return Page((), None)
                customer_id = person.user_id
            return conversation_page(
                tx,
                channel=channel,
                language=language,
                customer_id=customer_id,
                cursor=cursor,
                limit=limit,
            )

    def transcript(
        self, conversation_id: int, first: int = 1, *, last: int | None = None
    ) -> Transcript:
        """A conversation from the line `first` on, or the `last` so many lines of it."""
        with self.database.read() as tx:
            head = conversation(tx, conversation_id)
            if head is None:
                raise ProblemError(404, "unknown_conversation", "there is no such conversation")
            if last is not None:
                first = max(1, head.lines - last + 1)
            end = first + MOST_LINES
            shown = lines(tx, conversation_id, first, end - 1)
        return Transcript(head, shown, end if end <= head.lines else None)


def refuse_what_others_settled(staff: StaffSession, item: Item) -> None:
    """`ProblemError` unless the item is open, one's own, or one leads."""
    settled = item.row.status in ("reviewed", "dismissed")
    if settled and item.row.reviewer_id != staff.user_id and not staff.may_act_as("lead"):
        raise ProblemError(403, "leads_only", "only leads see what others have settled")
