"""Two wishes in one message ("cancel it and tell me the refund"): each part read by itself.

A message is parted only where both parts clearly want something, and not the same; two rules may
be asked for at once.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from assistant.language.tokens import keys, tokenize
from assistant.model import Reading, Slots

_BETWEEN = re.compile(
    r"\s+(?:and|aur|also|plus|&|और|तथा|एवं)\s+|[?!;।]\s*(?=\S)|[.]\s+|\n", re.IGNORECASE
)
_MOST_READ = 8192
"""Letters read again to find the parts, at most: a message of hundreds of sentences would be read
hundreds of times. Of a long one the last places are tried, where wishes follow the story."""
_CLEAR = 0.85
_LEAST_WORDS = 2
_ASKING = keys(
    """
    ? off want what what's when where's how why which who where tell show book cancel reschedule
    move kya kab kaise kitna kitne kitni kaun kahan batao bataiye dikhao karo kar do kijiye क्या
    कब कैसे कितना कितने कितनी कौन कहाँ बताओ बताइए दिखाओ करो कर कीजिए
    """
)
"""What a part that stands as a sentence of its own must hold to want something."""
_NO_WISH = keys("greet goodbye thanks affirm deny stop help human_agent out_of_scope")
_TAKES_OVER = ("cancel", "complaint_raise", "book", "availability")
_ONE_WISH = frozenset(
    (
        frozenset(("cancel", "refund_status")),
        frozenset(("cancel", "wallet")),
        frozenset(("cancel", "policy")),
        frozenset(("service_search", "book")),
        frozenset(("service_search", "availability")),
        frozenset(("price_quote", "book")),
        frozenset(("availability", "book")),
        *(
            frozenset(("complaint_raise", told))
            for told in ("service_search", "price_quote", "booking_status", "provider_info", "book")
        ),
    )
)
"""Pairs of which one task answers the other as well; a complaint tells what was done and by
whom."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message with its reading."""

    text: str
    reading: Reading


def two_wishes(text: str, whole: Reading, read: Callable[[str], Reading]) -> tuple[Part, ...]:
    """The two parts of a message that wants two things; nothing when it wants one.

    Args:
        read: the router, for a text by itself.
    """
    best: tuple[float, tuple[Part, ...]] = (0.0, ())
    places = deque(_BETWEEN.finditer(text), maxlen=_MOST_READ // max(len(text), 1))
    for match in places:
        sign = match.group().strip()
        first = text[: match.start()] + (sign if sign == "?" else "")
        halves = (first.strip(), text[match.end() :].strip())
        apart = not any(letter.isalpha() or letter == "&" for letter in sign)
        if any(len(half.split()) < _LEAST_WORDS or (apart and not _wants(half)) for half in halves):
            continue
        readings = [read(half) for half in halves]
        if any(one.intent in _NO_WISH or one.confidence < _CLEAR for one in readings):
            continue
        same = readings[0].intent == readings[1].intent
        if same and (readings[0].intent != "policy" or not all(map(_wants, halves))):
            continue
        clear = readings[0].confidence * readings[1].confidence
        if clear > best[0]:
            parts = zip(halves, readings, strict=True)
            best = clear, tuple(Part(half, _filled(one, whole)) for half, one in parts)
    return best[1]


def _wants(text: str) -> bool:
    return not _ASKING.isdisjoint(token.key for token in tokenize(text))


def is_one_wish(parts: tuple[Part, ...]) -> str | None:
    """The intent that answers both parts at once, if there is one."""
    intents = frozenset(part.reading.intent for part in parts)
    if intents not in _ONE_WISH:
        return None
    return next(intent for intent in _TAKES_OVER if intent in intents)


def _filled(part: Reading, whole: Reading) -> Reading:
    """What a part does not say itself it has from the whole."""
    missing = {
        field.name: getattr(whole.slots, field.name)
        for field in fields(Slots)
        if not getattr(part.slots, field.name)
    }
    return replace(part, language=whole.language, slots=replace(part.slots, **missing))
