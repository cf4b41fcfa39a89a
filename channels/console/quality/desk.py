"""What staff do about quality: each method is one unit of work, with what their role allows.

Everybody sees what was learnt and gives second opinions; thresholds are a lead's. A proposal is
made anew when it is approved, so that nobody approves what the labels no longer speak for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from assistant.learning import Learning, as_threshold, learn
from assistant.quality.proposals import Proposal
from assistant.quality.thresholds import VERSION, Place
from channels.console.desk import refuse_what_others_settled
from channels.console.trouble import problems
from channels.problems import ProblemError
from store.database import Database
from store.ids import Clock, Ids
from store.labels import Flagged, Period, flagged_over_time
from store.regression_cases import keep_case
from store.review_items import Item, read_item
from store.review_queue import UnknownItemError
from store.reviews import Review
from store.second_reviews import count_second, next_second, read_second, save_second
from store.staff_sessions import StaffSession
from store.thresholds import StoredThreshold, approve, threshold_history, undo


@dataclass(frozen=True, slots=True)
class Overview:
    """A period of quality as pages show it."""

    learnt: Learning
    weeks: tuple[Flagged, ...]
    history: tuple[StoredThreshold, ...]
    in_force: frozenset[int]
    """Of the history, what decides: the newest of each place that these scorers have."""
    second_opinions: int


@dataclass(frozen=True, slots=True)
class QualityDesk:
    """The store as the quality pages use it."""

    database: Database
    clock: Clock
    ids: Ids

    def overview(self, staff: StaffSession, days: int) -> Overview:
        """What the last so many days teach."""
        period = Period(self.clock() - timedelta(days=days))
        with problems(), self.database.read() as tx:
            history = threshold_history(tx)
            return Overview(
                learnt=learn(tx, period),
                weeks=flagged_over_time(tx, period, days=7 if days > 14 else 1),
                history=history,
                in_force=_deciding(history),
                second_opinions=count_second(tx, staff.user_id),
            )

    def approve(
        self, staff: StaffSession, days: int, metric: str, place: Place, value: float
    ) -> Proposal:
        """Put a proposed threshold in force from the next turn on."""
        _only_leads(staff)
        now = self.clock()
        with problems(), self.database.write() as tx:
            for one in learn(tx, Period(now - timedelta(days=days))).proposals:
                if (one.metric, one.place, one.value) == (metric, place, value):
                    approve(tx, self.ids, now, staff.user_id, as_threshold(one))
                    return one
        raise ProblemError(409, "not_proposed", "the labels do not speak for this any more")

    def undo(self, staff: StaffSession, key: int) -> None:
        """Take a threshold back."""
        _only_leads(staff)
        with problems(), self.database.write() as tx:
            undo(tx, self.ids, self.clock(), staff.user_id, key)

    def next_second(self, staff: StaffSession) -> int | None:
        with self.database.read() as tx:
            return next_second(tx, staff.user_id)

    def second(self, staff: StaffSession, item_id: int) -> Item:
        """An item as a second reviewer may see it."""
        with problems(), self.database.read() as tx:
            return read_second(tx, self.clock(), item_id, staff.user_id)

    def give_second(self, staff: StaffSession, item_id: int, review: Review) -> None:
        """Store a second opinion; `ProblemError` 409 where none is asked of this person."""
        with problems(), self.database.write() as tx:
            try:
                save_second(tx, self.ids, self.clock(), item_id, staff.user_id, review)
            except UnknownItemError:
                raise ProblemError(409, "not_asked", "nobody asks you for this opinion") from None

    def keep_case(self, staff: StaffSession, item_id: int) -> bool:
        """Keep the correction of an item as a regression case, if this person may see it."""
        with problems(), self.database.write() as tx:
            refuse_what_others_settled(staff, read_item(tx, self.clock(), item_id))
            return keep_case(tx, self.ids, self.clock(), item_id, staff.user_id)


def _deciding(history: Iterable[StoredThreshold]) -> frozenset[int]:
    """The keys of what decides, of a history with the newest first."""
    found: dict[tuple[str, Place], int] = {}
    for one in history:
        it = one.threshold
        if one.undone_at is None and it.scorer_version == VERSION:
            found.setdefault((it.metric, Place(it.intent, it.channel, it.language)), one.id)
    return frozenset(found.values())


def _only_leads(staff: StaffSession) -> None:
    if not staff.may_act_as("lead"):
        raise ProblemError(403, "leads_only", "only leads change thresholds")
