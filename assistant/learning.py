"""What the product has learnt of itself in a period: how good its turns were, how far the scores
and the reviewers can be relied on, and which thresholds the labels speak for.

Read from the log, the queue and the reviews; the console and `evals review` tell the same. Changes
nothing: a lead approves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.mind import read_approved
from assistant.model import METRICS, Metric
from assistant.quality.calibration import Bin, Curve, expected_error, reliability
from assistant.quality.labels import Labelled, Logged, curves_of, likelihood
from assistant.quality.proposals import BUDGETS, Budget, Proposal, budgets, propose
from assistant.quality.sampling import (
    ErrorRate,
    Quality,
    Seen,
    error_rate,
    kappa,
    true_quality,
)
from assistant.quality.thresholds import VERSION, Approved, Place
from store.database import Tx
from store.labels import (
    Period,
    QueuedTurn,
    ScoredTurn,
    logged_turns,
    queued_turns,
    verdict_pairs,
)
from store.thresholds import Threshold

FOLDS = 5
_METRICS: Mapping[str, Metric] = {metric: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers on the same turns: kappa is None where it is not defined."""

    what: str
    kappa: float | None
    agreed: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Learning:
    """All that a period teaches."""

    turns: int
    flagged: int
    drawn: int
    reviewed: int
    quality: Quality
    agreement: tuple[Agreement, ...]
    error: ErrorRate
    curves: Mapping[Metric, Curve]
    bins: tuple[Bin, ...]
    """Stated likelihood against verdicts, each turn judged by curves that had not seen it."""
    calibration_error: float | None
    budgets: tuple[Budget, ...]
    proposals: tuple[Proposal, ...]
    approved: tuple[Approved, ...]
    labelled: tuple[Labelled, ...]
    logged: tuple[Logged, ...]


def learn(tx: Tx, period: Period, shares: Sequence[float] = BUDGETS) -> Learning:
    """Everything about the answers of a period."""
    logged = [_logged(turn) for turn in logged_turns(tx, period)]
    queued = queued_turns(tx, period)
    pairs = verdict_pairs(tx, period)
    error = error_rate(pairs["overall"])
    labelled = tuple(labels_of(queued, len(logged)))
    slips = {metric: error_rate(pairs[metric]).value for metric in METRICS}
    curves = curves_of(labelled, slips)
    approved = read_approved(tx)
    bins = cross_validated(labelled)
    return Learning(
        turns=len(logged),
        flagged=sum(one.flagged for one in queued),
        drawn=sum(one.drawn for one in queued),
        reviewed=len(labelled),
        quality=true_quality(len(logged), seen_of(queued), error),
        agreement=tuple(
            Agreement(what, kappa(said), sum(a == b for a, b in said), len(said))
            for what, said in pairs.items()
        ),
        error=error,
        curves=curves,
        bins=bins,
        calibration_error=expected_error(bins),
        budgets=budgets(labelled, logged, curves, shares),
        proposals=propose(labelled, logged, approved, slips=slips),
        approved=approved,
        labelled=labelled,
        logged=tuple(logged),
    )


def seen_of(queued: Iterable[QueuedTurn]) -> Iterator[Seen]:
    """The turns that were judged, and whether it was chance that brought them before people. The
    first reviewer's verdict counts, so that all are as prone to slips."""
    for one in queued:
        if one.first in ("good", "bad") and (one.reached or one.drawn):
            yield Seen(one.first == "bad", None if one.reached else one.rate)


def labels_of(queued: Sequence[QueuedTurn], turns: int) -> Iterator[Labelled]:
    """The reviewed turns with what was said of them, each speaking for as many flagged or unflagged
    ones as there are to every one that was reviewed."""
    flagged = sum(one.flagged for one in queued)
    judged = [(one, said) for one in queued if (said := one.bad())]
    of_flagged = sum(one.flagged for one, _ in judged)
    weights = {
        True: flagged / max(1, of_flagged),
        False: (turns - flagged) / max(1, len(judged) - of_flagged),
    }
    for one, said in judged:
        turn = _logged(one.turn)
        yield Labelled(
            key=one.turn.message_id,
            place=turn.place,
            scores=turn.scores,
            bad={_METRICS[metric]: bad for metric, bad in said.items()},
            rate=one.rate if one.drawn and not one.reached else None,
            weight=weights[one.flagged],
        )


def _logged(turn: ScoredTurn) -> Logged:
    scores = {metric: turn.scores[metric] for metric in METRICS}
    return Logged(Place(turn.intent, turn.channel, turn.language), scores)


def cross_validated(labelled: Sequence[Labelled]) -> tuple[Bin, ...]:
    """How stated likelihoods agree with verdicts on turns that the curves have not seen."""
    stated, happened = [], []
    for fold in range(FOLDS):
        rest = [one for place, one in enumerate(labelled) if place % FOLDS != fold]
        curves = curves_of(rest)
        for place, one in enumerate(labelled):
            chance = likelihood(one.scores, curves) if place % FOLDS == fold else None
            if chance is not None:
                stated.append(chance)
                happened.append(one.is_bad)
    return reliability(stated, happened)


def as_threshold(proposal: Proposal) -> Threshold:
    """The proposal as a lead approves it."""
    precision, recall = proposal.precision, proposal.recall
    return Threshold(
        metric=proposal.metric,
        value=proposal.value,
        intent=proposal.place.intent,
        channel=proposal.place.channel,
        language=proposal.place.language,
        scorer_version=VERSION,
        curve=proposal.curve,
        promise={
            "precision": [precision.value, precision.low, precision.high],
            "recall": [recall.value, recall.low, recall.high],
            "labels": proposal.labels,
            "flagged": proposal.flagged,
            "turns": proposal.turns,
        },
    )
