"""Faulty replies, entered as another system's: the last replies of some conversations, corrupted.

Nothing follows from a last reply, so the rest of the history stays what it was. Whether a fault is
queued is for the pipeline to say: it is scored like every other reply, and only faults that our
own scorers clearly see are used, as many as the queue still lacks.
"""

import random
from dataclasses import replace

from assistant.history.play import HistoryError, Step, scores_are_clear
from assistant.mind import Mind
from assistant.model import Draft, Sentence
from assistant.quality.corruptions import KINDS, corrupt
from assistant.quality.gate import Gated
from assistant.turn import conclude

QUEUED = 100


def add_faults(mind: Mind, steps: list[Step], chance: random.Random) -> list[Step]:
    """The steps with as many faulty last replies as make the pipeline queue the promised number.

    Raises:
        HistoryError: it queues more without any fault, or not enough with all.
    """
    missing = QUEUED - sum(step.is_queued for step in steps)
    last_of = {step.conversation: index for index, step in enumerate(steps)}
    candidates = sorted(last_of.values())
    chance.shuffle(candidates)
    steps = list(steps)
    for turn, index in enumerate(candidates):
        if missing <= 0:
            break
        kinds = KINDS[turn % len(KINDS) :] + KINDS[: turn % len(KINDS)]
        tries = (_faulty(mind, steps[index], kind, chance) for kind in kinds)
        faulty = next((step for step in tries if step is not None), None)
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
    if rescored.assessment is None or not scores_are_clear(rescored.scores):
        return None
    return replace(step, thought=rescored, fault=kind)
