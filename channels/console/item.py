"""One item on one page: what was asked and answered, what it stood on, and the verdict."""

from typing import Protocol

from starlette.responses import Response

from channels.console.forms import MOST_CHARACTERS, VerdictForm
from channels.console.marks import read_marks
from channels.console.pages import render
from channels.console.view import changes, evidence_tables, highlight, mismatches
from store.database import Database
from store.ids import Clock
from store.review_items import Item, Turn
from store.staff_sessions import StaffSession
from store.taxonomy import REVIEW_REASONS
from store.transcripts import METRICS


class ItemDesk(Protocol):
    """Whose item it is, as far as its page needs to know."""

    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...


def item_page(
    staff: StaffSession,
    item: Item,
    desk: ItemDesk,
    *,
    form: VerdictForm | None = None,
    error: str | None = None,
    status: int = 200,
    is_second: bool = False,
) -> Response:
    """The page; with a `form` that was refused, as it was left, and the `error` on top.

    Args:
        is_second: it is shown for a second opinion.
    """
    row = item.row
    is_open = row.status in ("waiting", "claimed")
    return render(
        "item.html" if item.turn else "complaint.html",
        status,
        staff=staff,
        now=desk.clock(),
        item=item,
        row=row,
        mine=row.holder_id == staff.user_id,
        may_settle=is_second or (is_open and row.holder_id in (None, staff.user_id)),
        is_open=is_open,
        error=error,
        is_second=is_second,
        is_case=item.is_case,
        form=form or VerdictForm(),
        metrics=METRICS,
        marks=read_marks(desk.database, row.channel),
        reasons=REVIEW_REASONS,
        most_characters=MOST_CHARACTERS,
        **(_judged(item.turn) if item.turn else {}),
    )


def _judged(turn: Turn) -> dict[str, object]:
    """The turn as the page shows it."""
    findings = [finding for score in turn.scores for finding in score.findings]
    changed = turn.draft is not None and turn.draft != turn.answer
    return {
        "turn": turn,
        "answer": highlight(turn.answer, findings),
        "mismatches": mismatches(turn.scores),
        "tables": evidence_tables(turn.evidence, findings),
        "changes": changes(turn.draft, turn.answer) if changed and turn.draft else (),
    }
