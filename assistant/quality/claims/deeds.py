"""Finds deeds that no row bears out: "I have changed the address", "बुक कर दिया है".

A change is borne out by a field or a state that tells of one, a booking by a row of the customer's.
What is only offered, asked or supposed is no deed.
"""

from collections.abc import Iterable, Sequence

from assistant.language.tokens import Token, keys, keys_in, tokenize
from assistant.model import Reason
from assistant.quality.reading import field_names as names
from assistant.quality.reading.clauses import DENYING, Clause
from assistant.quality.reading.evidence import Grounds

_CHANGED = keys(
    """changed moved shifted updated rescheduled badal बदल badalkar बदलकर shift शिफ्ट reschedule
    रीशेड्यूल update अपडेट"""
)
_BOOKED = keys("booked book बुक")
_ENGLISH = keys("changed moved shifted updated rescheduled booked")
_DONE = keys("diya दिया di दी diye दिए")
_BY_US = keys("i've have has been is i we we've now")
_OPEN = keys(
    "nothing something meanwhile kuch कुछ beech बीच can could would shall may sakta sakti sakte "
    "सकता सकती सकते doon दूँ दूं if agar अगर to तो"
)
_DEEDS, _UNDONE = _CHANGED | _BOOKED, _OPEN | DENYING
_TELLING = keys(
    "changed moved new old previous updated rescheduled original badla naya purana from"
)
_NEAR = 3


def unborne(text: str, clauses: Sequence[Clause], grounds: Grounds) -> Iterable[Reason]:
    """Clauses that report a change or a booking as done, of which no row knows."""
    if not grounds.rows or _DEEDS.isdisjoint(keys_in(text)):
        return
    tokens = tokenize(text)
    for clause in clauses:
        inside = tokens[clause.first : clause.last]
        words = {token.key for token in inside}
        if clause.asked or not _UNDONE.isdisjoint(words):
            continue
        changed = _is_done(inside, _CHANGED) and not _knows_of_change(grounds)
        booked = _is_done(inside, _BOOKED) and not _knows_of_booking(grounds)
        if changed or booked:
            said = text[clause.start : clause.end].strip()
            yield Reason(said, "unsupported", "deed")


def _is_done(tokens: Sequence[Token], deeds: frozenset[str]) -> bool:
    """A participle after "have" or "is", or a verb before "kar diya"."""
    for at, token in enumerate(tokens):
        if token.key not in deeds:
            continue
        before = {other.key for other in tokens[max(0, at - _NEAR) : at]}
        after = {other.key for other in tokens[at + 1 : at + 1 + _NEAR]}
        if before & _BY_US if token.key in _ENGLISH else after & _DONE:
            return True
    return False


def _knows_of_change(grounds: Grounds) -> bool:
    rescheduled = any(status == "rescheduled" for row in grounds.rows for status, _ in row.statuses)
    return rescheduled or any(
        value.words & _TELLING and not value.words & names.HOURS
        for row in grounds.rows
        for value in row.values
    )


def _knows_of_booking(grounds: Grounds) -> bool:
    return any(row.statuses or row.of("identifier") for row in grounds.rows)
