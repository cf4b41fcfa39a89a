"""Playing simulated customers through the real turn, on values: read, draft, gate, score.

Nothing is written here. A conversation in which anything hangs on the last digits of a computation
is played again otherwise.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.answers.rendering import INDIA
from assistant.customers import Customer, Said, load_script, messages, plan_wishes, react
from assistant.dialogue.facts import StoredFacts
from assistant.dialogue.going_on import SURE
from assistant.dialogue.request import Deed
from assistant.drafting import UNSURE, draft
from assistant.mind import Mind
from assistant.model import LANGUAGES, METRICS, Channel, Scores
from assistant.quality.thresholds import THRESHOLDS
from assistant.reading import read
from assistant.record import Thought
from assistant.turn import finish
from store.catalogue import pincodes_selling
from store.database import Tx
from store.people import Resident, residents
from store.turns import Waiting

TURNS = 596
DAYS = 45
MARGIN = 0.03
"""No score and no confidence may lie this close to a threshold, so that another processor's last
digits do not give another seed."""


class HistoryError(RuntimeError):
    """The history cannot be made to hold what it promises."""


@dataclass(frozen=True, slots=True)
class Step:
    """One message and the reply that the assistant thought of."""

    conversation: int
    customer: Customer
    waiting: Waiting
    thought: Thought
    fault: str | None = None
    """The kind of corruption of a reply that is not ours."""

    @property
    def is_queued(self) -> bool:
        return self.thought.assessment is not None


@dataclass(frozen=True, slots=True)
class Length:
    """How long a history is. `only_clear`: without conversations that a processor's last digits
    could turn."""

    turns: int = TURNS
    days: int = DAYS
    only_clear: bool = True


SEEDED = Length()


def play(
    tx: Tx,
    mind: Mind,
    chance: random.Random,
    as_of: dt.date,
    advance: Callable[[int], object],
    length: Length = SEEDED,
) -> list[Step]:
    """All turns of the history, in conversations of at most a few turns each.

    Args:
        as_of: the history ends before this day begins.
        advance: told how many turns have been played since the last call.

    Raises:
        HistoryError: too many conversations had to be played again.
    """
    steps: list[Step] = []
    population = _population(tx, mind, chance)
    for conversation in range(length.turns * 10):
        if len(steps) == length.turns:
            return steps
        start = _start(chance, as_of, length.days)
        played = _converse(tx, mind, next(population), conversation, start, chance)
        played = played[: length.turns - len(steps)]
        if not length.only_clear or all(_is_clear(step.thought) for step in played):
            steps += played
            advance(len(played))
    raise HistoryError("too many conversations lie too close to a threshold")


def _population(tx: Tx, mind: Mind, chance: random.Random) -> Iterator[Customer]:
    """Customers without end: each a resident or a guest, a language, a channel and a service."""
    people = residents(tx)
    everyone = [number for person in people for number in person.booking_numbers]
    services = [key for key in load_script().services if key in mind.catalogue.services]
    while True:
        person: Resident = chance.choice(people)
        is_guest = chance.random() < 0.25
        service = chance.choice(services)
        sold = [p.pincode for p in pincodes_selling(tx, mind.catalogue.services[service].id)]
        own = person.booking_numbers
        channel: Channel = "WEB" if is_guest else chance.choice(("WEB", "MOBILE", "WHATSAPP"))
        yield Customer(
            user_id=None if is_guest else person.user_id,
            language=chance.choice(LANGUAGES),
            channel=channel,
            service=service,
            pincode=chance.choice(sold) if chance.random() < 0.9 else person.pincode,
            number=chance.choice(own) if own and not is_guest else None,
            other_number=chance.choice([number for number in everyone if number not in own]),
        )


def _start(chance: random.Random, as_of: dt.date, days: int) -> dt.datetime:
    day = as_of - dt.timedelta(days=chance.randint(1, days))
    opening = dt.datetime.combine(day, dt.time(8), INDIA)
    return opening + dt.timedelta(microseconds=chance.randrange(13 * 3600 * 10**6))


def _converse(
    tx: Tx,
    mind: Mind,
    customer: Customer,
    conversation: int,
    moment: dt.datetime,
    chance: random.Random,
) -> list[Step]:
    """One conversation from its first message to its last."""
    script = load_script()
    facts = StoredFacts(tx, mind.catalogue, customer.user_id, 0)
    steps: list[Step] = []
    for message in messages(script, customer, plan_wishes(script, customer, chance), chance):
        said: Said | None = message
        for _ in range(3):
            if said is None:
                break
            waiting = _waiting(customer, said, steps, moment)
            request = read(mind, waiting)
            proposed = draft(mind, request, facts)
            if isinstance(proposed, Deed):
                raise HistoryError("a customer of the history agreed to something")
            thought = finish(mind, waiting, request, proposed)
            steps.append(Step(conversation, customer, waiting, thought))
            moment += dt.timedelta(microseconds=chance.randrange(20 * 10**6, 120 * 10**6))
            reply = thought.gated.draft
            said = react(script, customer, reply.text, reply.choices, chance)
    return steps


def _waiting(customer: Customer, said: Said, before: list[Step], moment: dt.datetime) -> Waiting:
    """The message as a turn would load it, had the steps before been written."""
    history = [
        line
        for step in before
        for line in (
            ("user", step.waiting.text),
            ("assistant", step.thought.gated.draft.text),
        )
    ]
    last = before[-1].thought if before else None
    return Waiting(
        inbox_id=0,
        attempts=0,
        message_id=0,
        conversation_id=0,
        seq=len(history) + 1,
        text=said.text,
        chosen=said.chosen,
        received_at=moment,
        user_id=customer.user_id,
        channel=customer.channel,
        language=last.request.language if last else customer.language,
        state=last.state.model_dump(mode="json") if last else None,
        owner="assistant",
        history=tuple(history[-8:]),
    )


def _is_clear(thought: Thought) -> bool:
    """Whether nothing about the turn hangs on the last digits of a computation."""
    confidence = thought.request.reading.confidence
    near_band = any(abs(confidence - bound) < MARGIN for bound in (SURE, UNSURE))
    return not near_band and scores_are_clear(thought.scores)


def scores_are_clear(scores: Scores) -> bool:
    values = {metric: getattr(scores, metric).value for metric in METRICS}
    return all(
        value is None or abs(value - THRESHOLDS[metric]) >= MARGIN
        for metric, value in values.items()
    )
