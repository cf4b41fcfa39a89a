"""What the store refuses, told to staff: one place for pages and JSON alike."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from channels.console.view import write_clock
from channels.problems import ProblemError
from store.complaint_desk import NotPossibleError
from store.complaints import UnknownComplaintError
from store.dialogues import UnknownConversationError
from store.handoffs import NotHolderError, UnknownColleagueError
from store.leases import AlreadySettledError, ClaimedByAnotherError, WrongKindError
from store.pages import CursorError
from store.regression_cases import NoCorrectionError
from store.review_queue import UnknownItemError
from store.reviews import VerdictError
from store.thresholds import UnknownThresholdError

_TOLD: Mapping[type[Exception], tuple[int, str, str | None]] = {
    UnknownItemError: (404, "unknown_item", "there is no such item"),
    UnknownConversationError: (404, "unknown_conversation", "there is no such conversation"),
    UnknownColleagueError: (422, "unknown_colleague", "nobody at work has this key"),
    UnknownComplaintError: (404, "unknown_complaint", "there is no such complaint"),
    UnknownThresholdError: (404, "unknown_threshold", "there is no such threshold in force"),
    NoCorrectionError: (409, "no_correction", "nobody has corrected this answer"),
    NotPossibleError: (409, "not_possible", None),
    AlreadySettledError: (409, "settled", None),
    WrongKindError: (409, "wrong_kind", None),
    CursorError: (422, "bad_cursor", None),
    VerdictError: (422, "incomplete_verdict", None),
}
"""Status, code, and what to say; None: what the store said."""


@contextmanager
def problems() -> Iterator[None]:
    """Turns what the store raises into what a request answers."""
    try:
        yield
    except tuple(_TOLD) as error:
        status, code, detail = _TOLD[type(error)]
        raise ProblemError(status, code, detail or str(error)) from None
    except ClaimedByAnotherError as error:
        raise ProblemError(409, "claimed", f"{error}{_until(error.until)}") from None
    except NotHolderError as error:
        raise ProblemError(409, "not_yours", f"{error}{_until(error.until)}") from None


def _until(moment: datetime | None) -> str:
    return f", until {write_clock(moment)}" if moment else ""
