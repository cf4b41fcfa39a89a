"""What the store refuses, told to staff: one place for pages and JSON alike."""

from collections.abc import Iterator
from contextlib import contextmanager

from channels.console.view import write_clock
from channels.problems import ProblemError
from store.chat import UnknownConversationError
from store.complaint_desk import NotPossibleError
from store.complaints import UnknownComplaintError
from store.handoffs import NotHolderError, UnknownColleagueError
from store.leases import AlreadySettledError, ClaimedByAnotherError, WrongKindError
from store.pages import CursorError
from store.review_queue import UnknownItemError
from store.reviews import VerdictError


@contextmanager
def problems() -> Iterator[None]:
    """Turns what the store raises into what a request answers."""
    try:
        yield
    except UnknownItemError:
        raise ProblemError(404, "unknown_item", "there is no such item") from None
    except UnknownConversationError:
        raise ProblemError(404, "unknown_conversation", "there is no such conversation") from None
    except UnknownColleagueError:
        raise ProblemError(422, "unknown_colleague", "nobody at work has this key") from None
    except UnknownComplaintError:
        raise ProblemError(404, "unknown_complaint", "there is no such complaint") from None
    except NotPossibleError as error:
        raise ProblemError(409, "not_possible", str(error)) from None
    except CursorError as error:
        raise ProblemError(422, "bad_cursor", str(error)) from None
    except ClaimedByAnotherError as error:
        until = f", until {write_clock(error.until)}" if error.until else ""
        raise ProblemError(409, "claimed", f"{error}{until}") from None
    except NotHolderError as error:
        until = f", until {write_clock(error.until)}" if error.until else ""
        raise ProblemError(409, "not_yours", f"{error}{until}") from None
    except AlreadySettledError as error:
        raise ProblemError(409, "settled", str(error)) from None
    except WrongKindError as error:
        raise ProblemError(409, "wrong_kind", str(error)) from None
    except VerdictError as error:
        raise ProblemError(422, "incomplete_verdict", str(error)) from None
