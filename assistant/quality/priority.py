"""Which turns people should look at first: how likely a turn is bad, times what is at stake, times
how urgent it is.

Every part and every reason is kept beside the number. Scores and events come in as values; nothing
here reads the database, and nothing is left to chance: the blind sample is drawn by a hash.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from assistant.language.tokens import keys, keys_in
from assistant.model import METRICS, Evidence, Score, Scores
from assistant.quality.labels import likelihood as calibrated
from assistant.quality.thresholds import SHIPPED, Limits

LIKELIHOOD = {
    "low_grounding": 0.9,
    "low_faithfulness": 0.8,
    "low_relevancy": 0.9,
    "gate_repaired": 0.1,
    "gate_clarified": 0.1,
    "gate_handed_off": 0.4,
    "turn_failed": 1.0,
    "thumbs_down": 0.7,
    "frustration": 0.05,
    "repeated_question": 0.1,
    "complaint": 0.05,
    "asked_for_human": 0.03,
    "blind_sample": 0.02,
}
"""How likely a turn with this reason is bad; a first guess, until reviewers' labels refit it. What
customers feel raises urgency; that the answer before it was wrong is seldom why they feel so."""

_LEAST_LIKELY_LOW = 0.2
"""Relevancy is a matter of degree: an answer that lacks a part of what was asked, just under the
threshold, is far less often bad than one that answers nothing of it."""
_URGENT = frozenset(
    {"frustration", "turn_failed", "asked_for_human", "gate_handed_off", "complaint"}
)
_ORDINARY_URGENCY = 0.7
_LEAST_STAKE = 0.1
_FULL_STAKE_RUPEES = 5_000
_SOURCE = re.compile("[#/]")
_CLOCK_STAKE = 0.5
"""Of a complaint whose clock runs, whatever the money."""
_TYPICAL_RUPEES = {
    **dict.fromkeys(("bookings", "payments", "refunds"), 2_650),
    **dict.fromkeys(("rate_cards", "subcategories", "slots"), 800),
}
"""What is at stake where evidence speaks of a booking or a service and names no sum ("no refund
under your number"): a sum that is not known is not nothing. The middle of those seeded."""
_SUMS = ("total", "price", "refund", "price_with_gst")
_ANGRY = keys(
    "worst useless pathetic fraud cheat cheated cheating angry disgusting ridiculous nonsense scam "
    "bakwas bekar bekaar ghatiya dhokha thag faltu gussa बकवास बेकार घटिया धोखा ठग फालतू गुस्सा "
    "लूट loot"
)
_UNSAFE = keys(
    "theft stole stolen molested harassed threat threatened unsafe police assault drunk chori "
    "dhamki मारपीट चोरी धमकी पुलिस नशे"
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Why and how urgently a turn should be looked at; `priority` is 0 to 100."""

    priority: float
    parts: dict[str, float]
    reasons: tuple[str, ...]
    sentiment: str


def low_scores(scores: Scores, limits: Limits = SHIPPED) -> tuple[str, ...]:
    """The reason codes of the metrics that lie below their threshold."""
    return tuple(
        f"low_{metric}" for metric in METRICS if _value(scores, metric) < limits.values[metric]
    )


def likelihood_of(scores: Scores, limits: Limits = SHIPPED) -> float:
    """How likely a turn of these scores is bad: as reviewers' labels have it; before any were
    approved, by first guesses for those that are low."""
    learnt = calibrated({m: getattr(scores, m).value for m in METRICS}, limits.curves)
    if learnt is not None:
        return learnt
    low = [reason.removeprefix("low_") for reason in low_scores(scores, limits)]
    return 1 - math.prod(1 - _guess(m, _value(scores, m), limits) for m in low)


def _guess(metric: str, value: float, limits: Limits) -> float:
    guess = LIKELIHOOD[f"low_{metric}"]
    if metric != "relevancy":
        return guess
    return guess - (guess - _LEAST_LIKELY_LOW) * value / limits.values["relevancy"]


def explain(scores: Scores, limits: Limits = SHIPPED) -> str | None:
    """What the scores found wrong, for people: "said ₹1,399, rate_cards#12 price ₹1,299"."""
    lines = []
    for metric in METRICS:
        if _value(scores, metric) >= limits.values[metric]:
            continue
        score: Score = getattr(scores, metric)
        for reason in score.reasons:
            if reason.verdict not in ("unsupported", "contradicted"):
                continue
            where = " ".join(part for part in (reason.source, reason.field) if part)
            said = f"said {reason.claim}"
            lines.append(f"{said}, {where} {reason.expected}" if reason.expected else said)
    return "; ".join(dict.fromkeys(lines))[:500] or (
        "low score" if low_scores(scores, limits) else None
    )


def assess(
    question: str,
    evidence: Sequence[Evidence],
    reasons: Iterable[str],
    earlier_questions: Sequence[str] = (),
    by_scores: float = 0.0,
) -> Assessment:
    """The priority of a turn for the given reasons, together with those that its text gives.

    Nothing speaks against the turn when `reasons` of the result is empty.

    Args:
        by_scores: how likely its scores make it bad, see `likelihood_of`.
    """
    words = keys_in(question)
    found = list(reasons)
    if words & _ANGRY:
        found.append("frustration")
    if len(words) > 1 and any(_same(words, earlier) for earlier in earlier_questions):
        found.append("repeated_question")
    found = list(dict.fromkeys(found))
    guesses = [LIKELIHOOD[reason] for reason in found if not reason.startswith("low_")]
    likelihood = 1 - math.prod(1 - guess for guess in (*guesses, by_scores))
    stake = 1.0 if words & _UNSAFE else _stake(evidence)
    overdue = any(row.fields.get("overdue") is True for row in evidence)
    is_urgent = overdue or _URGENT & set(found) or words & _UNSAFE
    urgency = 1.0 if is_urgent else _ORDINARY_URGENCY
    weight = _LEAST_STAKE + (1 - _LEAST_STAKE) * stake
    return Assessment(
        priority=round(100 * likelihood * weight * urgency, 2),
        parts={
            "likelihood": round(likelihood, 4),
            "stake": round(stake, 4),
            "urgency": urgency,
        },
        reasons=tuple(found),
        sentiment="negative" if words & (_ANGRY | _UNSAFE) else "neutral",
    )


def is_sampled(received_at: datetime, rate: float) -> bool:
    """Whether a turn belongs to the blind sample: a share `rate` of all turns, drawn by a hash of
    the microsecond of arrival, so that nothing the turn says has a part in it."""
    digest = hashlib.blake2b(received_at.isoformat().encode(), digest_size=8).digest()
    return int.from_bytes(digest) < rate * 2**64


def _value(scores: Scores, metric: str) -> float:
    score: Score = getattr(scores, metric)
    return 1.0 if score.value is None else score.value


def _stake(evidence: Sequence[Evidence]) -> float:
    """The greatest sum of money in evidence, from 0 to 1, and the clock of a complaint."""
    greatest = Decimal(0)
    clock, typical = 0.0, 0
    for row in evidence:
        if row.fields.get("resolution_due") or row.fields.get("response_due"):
            clock = _CLOCK_STAKE
        typical = max(typical, _TYPICAL_RUPEES.get(_SOURCE.split(row.source)[0], 0))
        for name in _SUMS:
            if name not in row.fields:
                continue
            try:
                greatest = max(greatest, Decimal(str(row.fields[name])))
            except InvalidOperation:
                continue
    return max(clock, min(1.0, float(greatest or typical) / _FULL_STAKE_RUPEES))


def _same(words: frozenset[str], earlier: str) -> bool:
    before = keys_in(earlier)
    return len(words & before) >= 0.8 * len(words | before)
