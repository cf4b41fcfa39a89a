"""Finds why a customer wants a visit moved, called off or put right: the clause that asks nothing.

It reads wording alone and refuses to judge whether a reason is a good one. What follows "because"
is a reason anywhere; a bare clause is one only beside such a wish, which the caller must know.
"""

import re
from collections.abc import Sequence

from assistant.language.tokens import tokenize
from assistant.router.concepts import concepts, spelling

WITH_REASONS = frozenset(("cancel", "reschedule", "complaint_raise"))
"""Intents whose messages tell reasons without saying "because"."""
_BECAUSE = re.compile(
    r"(?:\b(?:because|bcoz|bcz|bcos|coz|cuz|kyunki|kyuki|kyonki|kyoki|qki|since i|since we"
    r"|reason is|reason:|reason -|wajah yeh hai|due to)|क्योंकि|क्यूंकि|वजह यह है कि)\s+(.{3,})",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"^(.{3,}?)\s+(?:ki wajah se|ke karan|ke kaaran|की वजह से|के कारण)\b", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"[.,;!?।|\n]+|\s[-–—]\s|\b(?:so|hence|therefore|isliye|is liye|islie|ab|to|toh|lekin|but"
    r"|and please|then)\b|(?<!\S)(?:इसलिए|इस लिए|अब|तो|लेकिन|मगर)(?!\S)",
    re.IGNORECASE,
)
_ASKING = frozenset(
    ("hello", "thank", "move", "call_off", "complain", "human", "reserve", "quit", "where_now")
)
"""Meanings of a clause that wishes something instead of telling why."""
_WISHES = re.compile(
    r"\b(?:please|pls|plz|kindly|can (?:you|we|i|u)|could|instead|kar ?do|kar ?de|kr ?do|karo"
    r"|kijiye|dijiye|rakh|note|likh|bhej|want to|request|regret|wish|register|report|kr?a?rna|karni"
    r"|krni|status|stand)\b|^\s*(?:move|change|chng|shift|bring|send)\b"
    r"|कर दो|कर दीजिए|कीजिए|कृपया|लिख|भेज|संज्ञान|दर्ज|के[ंन]सल",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2


def read_reason(text: str, values: Sequence[tuple[int, int]], *, bare: bool) -> str | None:
    """The reason that a message gives, in its own words; None when it gives none.

    Args:
        text: as the slots were read from.
        values: stretches (start, end) of dates, numbers and other values: a clause that holds one
            says what is wanted, not why.
        bare: whether a clause without "because" may be a reason.
    """
    match = _BECAUSE.search(text) or _CAUSE.search(text)
    if match:
        return match.group(1).strip(" .,-") or None
    if not bare:
        return None
    told = [
        text[start:end].strip(" '\"-")
        for start, end in _clauses(text)
        if _is_free(start, end, values)
    ]
    reasons = [clause for clause in told if _tells(clause)]
    return max(reasons, key=len, default=None)


def _clauses(text: str) -> list[tuple[int, int]]:
    starts, ends = [0], []
    for gap in _BETWEEN.finditer(text):
        ends.append(gap.start())
        starts.append(gap.end())
    return list(zip(starts, [*ends, len(text)], strict=True))


def _is_free(start: int, end: int, values: Sequence[tuple[int, int]]) -> bool:
    return not any(start < last and first < end for first, last in values)


def _tells(clause: str) -> bool:
    words = [spelling(token.key) for token in tokenize(clause) if token.shape != "mark"]
    if sum(not word.isdigit() for word in words) < _FEWEST_WORDS or _WISHES.search(clause):
        return False
    return not _ASKING.intersection(concepts(words))
