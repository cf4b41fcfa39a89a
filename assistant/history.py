"""The seeded chat history: simulated customers played through the real turn, then written by the
real writers, in the order of time.

No score is made up: every reply is gated and scored by the product's own code. Faulty replies
enter marked as another system's (`origin = seed_fault`), only as the last reply of a conversation
so that nothing follows from them, and only as many as make the pipeline itself queue the promised
number. Nothing here touches the queue.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.answers.rendering import INDIA
from assistant.customers import Customer, Said, load_script, messages, plan_wishes, react
from assistant.dialogue.facts import StoredFacts
from assistant.mind import Mind
from assistant.model import LANGUAGES, METRICS, Draft, Scores, Sentence
from assistant.quality.corruptions import KINDS, corrupt
from assistant.quality.gate import Gated
from assistant.quality.thresholds import THRESHOLDS
from assistant.record import Thought, record_of
from assistant.turn import SURE, UNSURE, conclude, draft, finish, read
from store.catalogue import pincodes_selling
from store.chat import Arrival, accept, open_dialogue
from store.database import Tx
from store.ids import Ids
from store.people import Resident, residents
from store.turns import Waiting, next_waiting, write_turn

TURNS = 596
QUEUED = 100
DAYS = 45
BLIND_RATE = 0.02
MARGIN = 0.03
"""No score and no confidence may lie this close to a threshold, so that another processor's last
digits do not give another seed."""
STILL_WAITING_DAYS = 1
"""Handoffs older than this were taken care of; younger ones still wait for a person."""


class HistoryError(RuntimeError):
    """The history cannot be made to hold what it promises."""


@dataclass(frozen=True, slots=True)
class Step:
    """One message and the reply that the assistant thought of."""

    conversation: int
    customer: Customer
    waiting: Waiting
    thought: Thought
    origin: str = "seed"

    @property
    def is_queued(self) -> bool:
        return self.thought.assessment is not None


def play_history(
    tx: Tx, mind: Mind, *, seed: int, as_of: dt.date, advance: Callable[[int], object]
) -> int:
    """Play and write the whole history into `tx`; gives the number of queued turns.

    Args:
        seed: with `as_of`, decides everything.
        as_of: the history ends before this day begins.
        advance: told how many turns have been played since the last call.

    Raises:
        HistoryError: the promised number of queued turns cannot be reached.
    """
    chance = random.Random(f"history/{seed}/{as_of}")
    mind = replace(mind, blind_rate=BLIND_RATE)
    steps = _play(tx, mind, chance, as_of, advance)
    steps = _add_faults(mind, steps, chance)
    _write(tx, steps, chance, as_of)
    return sum(step.is_queued for step in steps)


def _play(
    tx: Tx, mind: Mind, chance: random.Random, as_of: dt.date, advance: Callable[[int], object]
) -> list[Step]:
    steps: list[Step] = []
    population = _population(tx, mind, chance)
    for conversation in range(TURNS * 10):
        if len(steps) == TURNS:
            return steps
        start = _start(chance, as_of)
        played = _converse(tx, mind, next(population), conversation, start, chance)
        played = played[: TURNS - len(steps)]
        if all(_is_clear(step.thought) for step in played):
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
        channel = "WEB" if is_guest else chance.choice(("WEB", "MOBILE", "WHATSAPP"))
        yield Customer(
            user_id=None if is_guest else person.user_id,
            language=chance.choice(LANGUAGES),
            channel=channel,
            service=service,
            pincode=chance.choice(sold) if chance.random() < 0.9 else person.pincode,
            number=chance.choice(own) if own and not is_guest else None,
            other_number=chance.choice([number for number in everyone if number not in own]),
        )


def _start(chance: random.Random, as_of: dt.date) -> dt.datetime:
    day = as_of - dt.timedelta(days=chance.randint(1, DAYS))
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
            thought = finish(mind, waiting, request, draft(mind, request, facts))
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
    return not near_band and _scores_are_clear(thought.scores)


def _scores_are_clear(scores: Scores) -> bool:
    values = {metric: getattr(scores, metric).value for metric in METRICS}
    return all(
        value is None or abs(value - THRESHOLDS[metric]) >= MARGIN
        for metric, value in values.items()
    )


def _add_faults(mind: Mind, steps: list[Step], chance: random.Random) -> list[Step]:
    """Replace the last replies of as many conversations as the queue still lacks."""
    missing = QUEUED - sum(step.is_queued for step in steps)
    last_of = {step.conversation: index for index, step in enumerate(steps)}
    candidates = sorted(last_of.values())
    chance.shuffle(candidates)
    steps = list(steps)
    for turn, index in enumerate(candidates):
        if missing <= 0:
            break
        faulty = _faulty(mind, steps[index], KINDS[turn % len(KINDS)], chance)
        if faulty is not None:
            steps[index] = faulty
            missing -= 1
    if missing != 0:
        raise HistoryError(f"the queue would hold {QUEUED - missing} turns, not {QUEUED}")
    return steps


def _faulty(mind: Mind, step: Step, kind: str, chance: random.Random) -> Step | None:
    """The step as a faulty system would have answered it, if our own scorers clearly say so."""
    thought = step.thought
    if step.is_queued:
        return None
    said = thought.gated.draft
    fault = corrupt(
        kind, thought.request.text, said.text, said.evidence, thought.request.now, chance
    )
    if fault is None:
        return None
    foreign = Draft((Sentence(fault.answer),), fault.evidence, said.choices, kind=said.kind)
    rescored = conclude(mind, step.waiting, thought.request, Gated(foreign, "passed", (), None))
    if rescored.assessment is None or not _scores_are_clear(rescored.scores):
        return None
    return replace(step, thought=rescored, origin="seed_fault")


def _write(tx: Tx, steps: list[Step], chance: random.Random, as_of: dt.date) -> None:
    """Through the doors that live messages use, oldest first."""
    ticking = _Ticking()
    ids = Ids(ticking.now, chance)
    keys: dict[int, int] = {}
    recent = dt.datetime.combine(as_of, dt.time(), INDIA) - dt.timedelta(days=STILL_WAITING_DAYS)
    for count, step in enumerate(sorted(steps, key=lambda step: step.waiting.received_at)):
        received = step.waiting.received_at.astimezone(dt.UTC)
        ticking.reach(received)
        customer = step.customer
        if step.conversation not in keys:
            keys[step.conversation] = open_dialogue(
                tx, ids, received, customer.channel, customer.user_id, customer.language
            )
        key = keys[step.conversation]
        text, chosen = step.waiting.text, step.waiting.chosen
        external_id = f"seed:{count}"
        arrival = Arrival(
            customer.channel, key, external_id, text, customer.user_id, received, chosen
        )
        accept(tx, ids, arrival)
        waiting = next_waiting(tx, key)
        if waiting is None:
            raise HistoryError(f"message {count} of the history did not arrive")
        replied = received + dt.timedelta(milliseconds=chance.randint(200, 900))
        record = record_of(waiting, step.thought, replied)
        unmeasured: dict[str, Any] = {"response_ms": None, "scored_ms": None, "origin": step.origin}
        write_turn(
            tx,
            ids,
            replace(
                record,
                columns={**record.columns, **unmeasured},
                handoff=record.handoff and received > recent,
            ),
        )


class _Ticking:
    """A clock for keys: goes with the history, and on by a millisecond a look, so that every key
    has a millisecond of its own and replicas fit in between."""

    def __init__(self) -> None:
        self._now = dt.datetime.min.replace(tzinfo=dt.UTC)

    def reach(self, moment: dt.datetime) -> None:
        self._now = max(self._now, moment)

    def now(self) -> dt.datetime:
        self._now += dt.timedelta(milliseconds=1)
        return self._now
