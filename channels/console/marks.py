"""Where the scores on a page turn bad: by the thresholds that are in force now, turn by turn."""

from collections.abc import Callable, Mapping
from typing import Protocol

from assistant.mind import read_approved
from assistant.model import Metric
from assistant.quality.thresholds import Place, limits_for
from store.database import Database


class Scored(Protocol):
    """What a page knows of a turn besides its scores."""

    @property
    def intent(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...


Marks = Callable[[Scored], Mapping[Metric, float]]


def read_marks(database: Database, channel: str | None) -> Marks:
    """The thresholds of any turn of a channel."""
    with database.read() as tx:
        approved = read_approved(tx)

    def marks(turn: Scored) -> Mapping[Metric, float]:
        return limits_for(approved, Place(turn.intent, channel, turn.language)).values

    return marks
