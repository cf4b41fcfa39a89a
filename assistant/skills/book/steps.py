"""What every step of a booking needs: the turn it serves, and the task as a question leaves it."""

from dataclasses import dataclass, replace

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request
from assistant.dialogue.rows import rate_card_row
from assistant.model import Draft, Evidence
from assistant.task import Task
from store.catalogue import RateCard


@dataclass(frozen=True, slots=True)
class Turn:
    """What every step needs."""

    request: Request
    facts: Facts
    voice: Voice


def card_row(turn: Turn, card: RateCard, pincode: str | None) -> Evidence:
    catalogue = turn.facts.catalogue
    return rate_card_row(card, catalogue.places.get(pincode or ""), catalogue.business.state)


def asking(question: Draft, task: Task, asked: str) -> Draft:
    """The question, with the task as it stands while it is open."""
    left = task.model_copy(update={"asked": asked, "shown": None})
    return replace(question, task=left, asks=None)
