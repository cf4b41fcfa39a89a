"""The turns of a simulated month: customers through the real turn, a share of replies corrupted.

A corrupted reply enters as another system's and is scored and prioritised like every other. Its
harm is what is at stake for the customer: the total of the booking or the price of the service that
it speaks of, and the complaint's clock. Nothing here is known to the product or to its scorers.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle

from assistant.history.play import Length, Step, play
from assistant.mind import Mind
from assistant.model import METRICS, Draft, Metric, Sentence
from assistant.quality.corruptions import HURTS, KINDS, corrupt
from assistant.quality.gate import Gated
from assistant.turn import conclude
from store.accounts import booking_by_number
from store.catalogue import rate_cards
from store.database import Tx

LEAST_HARM = 50.0
"""Of any wrong answer, in rupees: somebody is put off."""
RESPONSE_HARM, RESOLUTION_HARM = 2_000.0, 5_000.0
"""Rupees that a wrong word about an open complaint is taken to cost: a first answer missed within
its hours, a resolution missed within its days."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of the month with the truth about it; `harm` in rupees is nothing for a good one."""

    step: Step
    harm: float

    @property
    def is_bad(self) -> bool:
        return self.step.fault is not None

    def is_bad_in(self, metric: Metric) -> bool:
        return self.step.fault is not None and metric in HURTS[self.step.fault]

    @property
    def at(self) -> dt.datetime:
        return self.step.waiting.received_at

    def scores(self) -> Mapping[Metric, float | None]:
        scores = self.step.thought.scores
        return {metric: getattr(scores, metric).value for metric in METRICS}


def play_turns(
    tx: Tx,
    mind: Mind,
    chance: random.Random,
    end: dt.date,
    length: Length,
    fault_rate: float,
    advance: Callable[[int], object],
) -> list[Turn]:
    """Turns in the order of time, so many of them faulty, all kinds alike where replies allow."""
    steps = play(tx, mind, chance, end, advance, length)
    wanted = round(fault_rate * len(steps))
    order = list(range(len(steps)))
    chance.shuffle(order)
    turns = [Turn(step, 0.0) for step in steps]
    free = {kind: iter(order) for kind in KINDS}
    kind_of_next = cycle(KINDS)
    done, given_up = 0, 0
    while done < wanted and given_up < len(KINDS):
        kind = next(kind_of_next)
        place = _spoil(mind, turns, kind, free[kind], chance)
        if place is None:
            given_up += 1
            continue
        turns[place] = replace(turns[place], harm=_stake(tx, mind, steps[place]))
        done, given_up = done + 1, 0
    return sorted(turns, key=lambda turn: turn.at)


def _spoil(
    mind: Mind, turns: list[Turn], kind: str, places: Iterator[int], chance: random.Random
) -> int | None:
    """Put the next reply that can have the fault in its place; None when there is none left."""
    for place in places:
        if not turns[place].is_bad:
            faulty = _faulty(mind, turns[place].step, kind, chance)
            if faulty is not None:
                turns[place] = Turn(faulty, 0.0)
                return place
    return None


def _faulty(mind: Mind, step: Step, kind: str, chance: random.Random) -> Step | None:
    """The step as a faulty system would have answered it."""
    thought = step.thought
    said = thought.gated.draft
    if kind == "other_person" and said.kind != "answer":
        return None  # who says that a booking is not theirs is right whoever it belongs to
    fault = corrupt(
        kind, thought.request.text, said.text, said.evidence, thought.request.now, chance
    )
    if fault is None:
        return None
    foreign = Draft((Sentence(fault.answer),), fault.evidence, said.choices, kind=said.kind)
    rescored = conclude(mind, step.waiting, thought.request, Gated(foreign, "passed", (), None))
    return replace(step, thought=rescored, fault=kind)


def _stake(tx: Tx, mind: Mind, step: Step) -> float:
    """What the customer stands to lose by a wrong answer, in rupees: what the booking or the
    service costs that the true answer speaks of."""
    draft, customer = step.thought.gated.draft, step.customer
    rupees = LEAST_HARM
    sources = {row.source.partition("#")[0] for row in draft.evidence}
    number = draft.booking_number or customer.number
    if sources & {"bookings", "payments"} and number and customer.user_id is not None:
        booking = booking_by_number(tx, customer.user_id, number)
        rupees += booking.total_paise / 100 if booking is not None else 0.0
    elif sources & {"rate_cards", "slots", "subcategories"}:
        cards = rate_cards(tx, mind.catalogue.services[customer.service].id, None)
        rupees += max((card.price_paise / 100 for card in cards), default=0.0)
    for row in draft.evidence:
        if row.source.startswith("complaints"):
            rupees += RESPONSE_HARM if row.fields.get("status") == "open" else RESOLUTION_HARM
            break
    return rupees
