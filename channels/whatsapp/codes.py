"""What to do about an error code of the platform; one pure function.

Decides on `code` alone: the HTTP status says little. What is about the platform and not about a
message (it is throttled, overloaded or under repair) is tried again for as long as that lasts, up
to a day. What may be about the message after all, as a code that nobody has listed, is tried again
and given up after eight tries: until then it holds up all that follows it.
"""

from typing import Literal

Decision = Literal["later", "retry", "stop", "slow", "template", "final", "dead"]
"""Back off and retry for a day; back off and retry eight times; stop all sends and raise an alarm;
slow down and do not retry by itself; only a template may go; refused for this person or message;
refused for a fault of ours."""

PAIR_LIMIT = 131056
"""Too many messages to this one person."""
WINDOW_CLOSED = 131047
"""More than a day since the customer wrote."""

_BY_DECISION: dict[Decision, tuple[int, ...]] = {
    "later": (2, 4, 80007, 130429, 131016, PAIR_LIMIT, 131057, 133004),
    "retry": (1, 131000, 131053),
    "stop": (
        0, 3, 10, 190, *range(200, 300), 368, 130497, 131005, 131031, 131042, 131045, 133010,
    ),
    "slow": (131048, 131064),
    "template": (WINDOW_CLOSED,),
    "final": (130403, 130472, 131021, 131026, 131049, 131050, 131051),
    "dead": (
        100, 131008, 131009, 132000, 132001, 132005, 132007, 132012, 132015, 132016,
    ),
}  # fmt: skip
_DECISIONS = {code: decision for decision, codes in _BY_DECISION.items() for code in codes}


def decide(code: int | None) -> Decision:
    """What follows from an error code; from none, or from one that is not listed, a retry."""
    return "retry" if code is None else _DECISIONS.get(code, "retry")
