"""What a simulated month achieved, held against the truth: harm found by each way of choosing what
to review, calibration, promises kept, and how often the estimate of quality holds the truth.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.learning import Learning
from assistant.quality.calibration import expected_error, reliability
from assistant.quality.labels import likelihood
from assistant.quality.proposals import Proposal
from assistant.quality.sampling import Quality, Seen, error_rate, true_quality
from assistant.quality.thresholds import Place
from evals.month.play import Turn
from evals.month.staff import ERROR_RATE
from store.second_reviews import ONE_IN

Choice = Callable[[Turn], float]


@dataclass(frozen=True, slots=True)
class Day:
    """A day's turns and how many of them could be reviewed."""

    turns: Sequence[Turn]
    budget: int


def harm_of(turns: Iterable[Turn]) -> float:
    return sum(turn.harm for turn in turns)


def oracle(days: Sequence[Day]) -> float:
    """The harm that whoever knows everything would find with the same number of reviews."""
    everything = sorted((t.harm for day in days for t in day.turns), reverse=True)
    return sum(everything[: sum(day.budget for day in days)])


def reviewed_by(days: Sequence[Day], admits: Callable[[Turn], bool], rank: Choice) -> list[Turn]:
    """What a way of choosing reviews day by day: of the turns it admits those of the lowest rank;
    what it has not come to waits."""
    waiting: list[tuple[float, int, Turn]] = []
    done = []
    count = 0
    for day in days:
        for turn in day.turns:
            count += 1
            if admits(turn):
                waiting.append((rank(turn), count, turn))
        waiting.sort(key=lambda one: one[:2])
        done += [turn for _, _, turn in waiting[: day.budget]]
        del waiting[: day.budget]
    return done


def ways(days: Sequence[Day], queue: Sequence[Turn], chance: random.Random) -> dict[str, Any]:
    """The share of the oracle's harm that each way finds with the same budget."""
    best = oracle(days)
    others = {
        "first_in_first_out": reviewed_by(days, _is_queued, lambda turn: turn.at.timestamp()),
        "random": reviewed_by(days, lambda _: True, lambda _: chance.random()),
        "lowest_score_first": reviewed_by(days, lambda _: True, _lowest),
    }
    return {
        "oracle_harm_rupees": round(best),
        "all_harm_rupees": round(harm_of(turn for day in days for turn in day.turns)),
        **{
            name: {
                "share": round(harm_of(found) / best, 4) if best else None,
                "bad": sum(turn.is_bad for turn in found),
                "reviewed": len(found),
            }
            for name, found in {"queue": queue, **others}.items()
        },
    }


def _is_queued(turn: Turn) -> bool:
    return turn.step.is_queued


def _lowest(turn: Turn) -> float:
    return min((value for value in turn.scores().values() if value is not None), default=1.0)


def missed(turns: Iterable[Turn]) -> dict[str, list[int]]:
    """By kind of fault how many there were, and how many of them nothing was held against."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for turn in turns:
        if turn.step.fault is not None:
            counts[turn.step.fault][0] += 1
            assessment = turn.step.thought.assessment
            counts[turn.step.fault][1] += assessment is None or assessment.reasons == (
                "blind_sample",
            )
    return dict(sorted(counts.items()))


def calibrated(week: Sequence[Turn], learnt: Learning) -> dict[str, Any]:
    """How far stated likelihoods agree with the truth of a week that no label is from."""
    chances = [likelihood(turn.scores(), learnt.curves) or 0.0 for turn in week]
    bins = reliability(chances, [turn.is_bad for turn in week])
    queued = [place for place, turn in enumerate(week) if turn.step.is_queued]
    of_queue = reliability(
        [chances[place] for place in queued], [week[place].is_bad for place in queued]
    )
    error, of_queued = expected_error(bins), expected_error(of_queue)
    return {
        "ece": None if error is None else round(error, 4),
        "ece_of_queued_turns": None if of_queued is None else round(of_queued, 4),
        "n": len(week),
        "labels": learnt.reviewed,
    }


def kept(week: Sequence[Turn], proposals: Iterable[Proposal]) -> list[dict[str, Any]]:
    """Whether each proposed threshold flags as precisely in the following week as promised."""
    found = []
    for one in proposals:
        flagged = [
            turn
            for turn in week
            if one.place.holds(_place(turn))
            and (value := turn.scores()[one.metric]) is not None
            and value < one.value
        ]
        bad = sum(turn.is_bad_in(one.metric) for turn in flagged)
        precision = bad / len(flagged) if flagged else None
        found.append(
            {
                "metric": one.metric,
                "place": str(one.place),
                "threshold": one.value,
                "was": one.current,
                "promised": round(one.promise, 4),
                "precision": None if precision is None else round(precision, 4),
                "n": bad,
                "N": len(flagged),
                "kept": None if precision is None else precision >= one.promise,
            }
        )
    return found


def _place(turn: Turn) -> Place:
    thought = turn.step.thought
    return Place(
        thought.request.reading.intent, turn.step.customer.channel, thought.request.language
    )


def coverage(
    turns: Sequence[Turn],
    reviewed: Sequence[Turn],
    rate: float,
    runs: int,
    chance: random.Random,
) -> dict[str, Any]:
    """In how many runs the interval of the estimated quality holds the truth. Each draws its own
    sample and its own slips of reviewers; the turns and what the queue chose stay."""
    truth = 1 - sum(turn.is_bad for turn in turns) / len(turns)
    by_queue = {id(turn) for turn in reviewed if turn.step.is_queued and _is_flagged(turn)}
    held, widths = 0, []
    for _ in range(runs):
        found = _estimate(turns, by_queue, rate, chance)
        held += found.interval.low <= truth <= found.interval.high
        widths.append(found.interval.high - found.interval.low)
    return {
        "truth": round(truth, 4),
        "covered": held,
        "runs": runs,
        "mean_width": round(sum(widths) / runs, 4) if runs else None,
    }


def _estimate(
    turns: Sequence[Turn], by_queue: set[int], rate: float, chance: random.Random
) -> Quality:
    seen: list[Seen] = []
    pairs = []
    for turn in turns:
        chosen = id(turn) in by_queue
        if chosen or chance.random() < rate:
            said = turn.is_bad != (chance.random() < ERROR_RATE)
            seen.append(Seen(said, None if chosen else rate))
            if chance.random() < 1 / ONE_IN:
                again = turn.is_bad != (chance.random() < ERROR_RATE)
                pairs.append(("bad" if said else "good", "bad" if again else "good"))
    return true_quality(len(turns), seen, error_rate(pairs))


def _is_flagged(turn: Turn) -> bool:
    assessment = turn.step.thought.assessment
    return assessment is not None and assessment.reasons != ("blind_sample",)
