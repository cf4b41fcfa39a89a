"""A turn of our own kind as numbers: the input of the stacked verdicts on all three metrics.

What grounding found, by kinds of facts and how wrong ones came about, which rows the question
means and from which neighbours things may have been taken, what is meant anew or turned, and what
the other two metrics look at. One function for training and for judging; it weighs nothing.
"""

import math
from collections.abc import Iterable

from assistant.model import Exchange, Metric, Scores
from assistant.quality.faithfulness import TOLD
from assistant.quality.grounding import Examined
from assistant.quality.stack.answering import answering_features
from assistant.quality.stack.asked import open_features
from assistant.quality.stack.bound import bound_features
from assistant.quality.stack.features import MOMENTS, RULED, plain_features
from assistant.quality.stack.focus import count_features, focus_features
from assistant.quality.stack.meant import asked_features, meant_features
from assistant.quality.stack.neighbours import neighbour_features
from assistant.quality.stack.swapped import swapped_features
from assistant.quality.stack.traces import GROUPS, trace_features
from assistant.quality.thresholds import THRESHOLDS, is_low

_KINDS = {
    "amount": frozenset(("amount",)),
    "moment": MOMENTS,
    "count": frozenset(("number", "count", "rating", "measure")),
    "share": frozenset(("percent", "fraction", "share", "duration")),
    "number": frozenset(("identifier", "code", "pincode", "phone")),
    "name": frozenset(("person", "place", "label", "city")),
    "thing": frozenset(("service", "variant")),
    "status": frozenset(("status",)),
}

UNNAMED = frozenset(
    ("furthest_unnamed", "unnamed_all", *(f"unnamed_{group}" for group in (*GROUPS, "status")))
)
"""Features of facts of rows that were neither asked for nor named: wrong ones, more than beside the
point."""


def home_features(
    exchange: Exchange, examined: Examined, ruled: Scores
) -> dict[Metric, dict[str, float]]:
    """Every feature of each metric by name, in a fixed order. No metric looks at what another
    found: of a turn that is bad in one way nothing follows about another.

    Args:
        ruled: what rules say, whose reasons are counted.
    """
    traced = dict(_traced(examined, ruled))
    plain = plain_features(exchange, examined, ruled.faithfulness)
    answering = answering_features(exchange, examined.grounds, ruled.relevancy)
    said = dict(_said(examined))
    focus = focus_features(exchange, examined)
    meant = meant_features(exchange)
    neighbours = neighbour_features(exchange, examined)
    claims = said | traced | plain | focus | meant | neighbours
    claims |= count_features(exchange, examined) | trace_features(exchange, examined)
    claims |= bound_features(exchange, examined)
    claims |= _told(ruled)
    looks = {name: plain[name] for name in plain if name not in RULED}
    looks |= {name: focus[name] for name in focus if name not in UNNAMED}
    looks |= {name: meant[name] for name in meant if not name.startswith("turned")}
    looks |= asked_features(exchange) | open_features(exchange, examined)
    looks |= swapped_features(exchange, examined) | neighbours
    return {
        "grounding": claims,
        "faithfulness": claims,
        "relevancy": said | looks | {f"answer_{name}": of for name, of in answering.items()},
    }


def _traced(examined: Examined, ruled: Scores) -> Iterable[tuple[str, float]]:
    """How the facts of the answer stand."""
    value = ruled.grounding.value
    yield "traced", 1.0 if value is None else value
    yield "traced_low", float(is_low(ruled.grounding, THRESHOLDS["grounding"]))
    reasons = [item.reason for item in examined.checked]
    wrong = [reason.kind for reason in reasons if reason.verdict != "supported"]
    yield "wrong", math.log1p(len(wrong))
    yield "wrong_share", len(wrong) / (1 + len(reasons))
    for name, kinds in _KINDS.items():
        yield f"wrong_{name}", math.log1p(sum(kind in kinds for kind in wrong))


def _told(ruled: Scores) -> dict[str, float]:
    """How many clauses rules bear out, or belie, of who did a thing and of what is included."""
    verdicts = [one.verdict for one in ruled.faithfulness.reasons if one.kind in TOLD]
    return {
        "told_right": float(verdicts.count("supported")),
        "told_wrong": float(verdicts.count("contradicted")),
    }


def _said(examined: Examined) -> Iterable[tuple[str, float]]:
    """What kinds of facts the answer states."""
    found = [item.reason.kind for item in examined.checked]
    for name, kinds in _KINDS.items():
        yield f"said_{name}", math.log1p(sum(kind in kinds for kind in found))
