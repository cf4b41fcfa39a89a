"""A task that a person began in another conversation, carried over to where they write now.

Offered, never simply gone on with: the task comes without what was shown there, so it is shown
again here before a yes can do anything. A message that has a wish of its own is left alone.
"""

import datetime as dt
from dataclasses import dataclass, replace

from assistant.dialogue.request import Request
from assistant.dialogue.state import read_state
from assistant.mind import Mind
from assistant.reading import read
from assistant.task import SignInTask
from store.database import Tx
from store.elsewhere import Left, left_elsewhere
from store.turns import Waiting

WITHIN = dt.timedelta(hours=24)
"""What was left alone for longer is not brought up on another channel."""
_OTHER_WISHES = frozenset(("stop", "cancel", "deny", "goodbye", "human_agent"))


@dataclass(frozen=True, slots=True)
class Carried:
    """The message read in the light of the task, and where the task was taken from."""

    request: Request
    left: Left


def carry_over(tx: Tx, mind: Mind, waiting: Waiting, request: Request) -> Carried | None:
    """The latest task of the person's that waits elsewhere, if the message leaves room for it."""
    slots = request.reading.slots
    if (
        waiting.user_id is None
        or request.state.task is not None
        or request.chosen is not None
        or request.reading.intent in _OTHER_WISHES
        or slots.services
        or slots.booking_number
        or slots.complaint_number
    ):
        return None
    since = waiting.received_at - WITHIN
    for left in left_elsewhere(tx, waiting.user_id, waiting.conversation_id, since):
        task = read_state(left.state).task
        if task is None or isinstance(task, SignInTask):
            continue
        if task.touched_at is None or task.touched_at < since:
            continue
        here = task.model_copy(update={"asked": None, "shown": None})
        state = {**(waiting.state or {}), "task": here.model_dump(mode="json")}
        return Carried(replace(read(mind, replace(waiting, state=state)), is_carried=True), left)
    return None
