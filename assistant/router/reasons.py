"""Finds why a customer wants a visit moved, called off or put right: the clauses that ask nothing.

It reads wording alone and refuses to judge whether a reason is a good one. What follows "because"
is a reason anywhere; a bare clause is one only beside such a wish, which the caller must know.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language.tokens import keys, tokenize
from assistant.router import reason_words as words_of
from assistant.router.concepts import concepts, spelling

WITH_REASONS = frozenset(("cancel", "reschedule", "complaint_raise", "refund_status"))
"""Intents whose messages tell reasons without saying "because"."""
_LETTER = r"\w\u0900-\u0963\u0971-\u097f"


def _any_of(*phrases: str) -> str:
    """A pattern for any of the phrases as whole words."""
    each = [re.sub(r"\n\s*", "", one).strip() for listed in phrases for one in listed.split(",")]
    return rf"(?<![{_LETTER}])(?:{'|'.join(each)})(?![{_LETTER}])"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


_AS = (
    r"\b(?:(?<!same )(?<!well )(?<!soon )as|since)"
    rf" (?=(?:{words_of.WE})\b(?! (?:said|told|asked)\b)"
    rf"(?! (?:is|was|are|were)\W*(?:$|[.,;!?])))"
    rf"|\bsince (?=your \w+ (?:failed|did|didn|has|was|came|never|left|broke)\b)"
)
_BECAUSE = _compiled(rf"(?:{_any_of(words_of.BECAUSE)}|{_AS})[\s:-]*(.{{3,}})")
_CAUSE = _compiled(rf"^(.{{3,}}?)\s+{_any_of(words_of.CAUSE)}")
_BETWEEN = _compiled(
    r"(?:(?<!\d)[.,]|[.,](?!\d)|:(?=\s)|[;!?।|\n])+|\s[-–—]\s|[\U0001f000-\U0001faff\u2600-\u27bf]+|"
    + _any_of(words_of.BETWEEN)
)
_ENDS = _compiled(
    rf"(?:{_any_of(words_of.WISHED)}(?:\s+{_any_of(words_of.PRAYS)})?"
    rf"|{_any_of(words_of.IS, words_of.DONE)})"
    rf"(?=\s+(?!{_any_of(words_of.IS, words_of.DONE, words_of.GOES_ON)}))"
)
"""The verb that ends a wish, and a statement in Hindi: another clause follows it."""
_STARTS = _compiled(
    rf"(?<=\s)(?={_any_of(words_of.ASKS)})"
    rf"|(?<=\s){words_of.NOT_LED}(?={_any_of(words_of.TELLS)})"
    rf"|(?<=\bpls\b)|(?<=\bplease\b)(?=\s+(?:my|our|we|i|he|she|it)\b)"
)
"""What begins another clause: a question, or a new subject with its verb."""
_SAYS_THAT = _compiled(_any_of(words_of.SAYS_THAT))
_SCORED = _compiled(
    r"\b(?:she|he|they|we|usne|unhone|ne|ने|उसने|उन्होंने)\s.*?\s(?=[1-5] (?:stars?|स्टार|सितारा))"
)
"""What somebody did, before the stars that are given for it."""
_NUMBERED = _compiled(rf"\bC[BC]-\d{{6}}(?=\s+(?!(?:{words_of.CASES})(?![{_LETTER}])))")
"""A booking's number that no case binds to what follows it."""
_ASKING = frozenset(("thank", "move", "call_off", "complain", "reserve", "quit"))
"""Meanings of a clause that wishes something instead of telling why."""
_PLEADS = _compiled(
    rf"{_any_of(words_of.PLEADS)}|^\W*(?:{words_of.BIDS})(?!\S)"
    rf"|(?<!\S)(?:{words_of.BIDS_LAST})(?:\s+{_any_of(words_of.PRAYS)})?\W*$"
)
_WISHES = _compiled(_any_of(words_of.WISHES))
_DESCRIBES = _compiled(
    rf"{_any_of(words_of.WHO)}.*{_any_of(words_of.CAME)}.*{_any_of(words_of.IS)}\s*(?:na|ना)?\s*$"
)
""" "jo ladka aaya tha": whom the message speaks of."""
_STATES = _compiled(_any_of(words_of.IS, words_of.DONE, words_of.STATES))
_BOOKED = _compiled(_any_of(words_of.BOOKED))
_TOLD = _compiled(
    rf"^\W*(?:{_any_of(words_of.TELLS)}|(?:{words_of.BRIEFLY}) )"
    rf"|{_any_of(words_of.TOLD)}(?:\s+{_any_of(words_of.IS, words_of.PRAYS)})?\W*$"
)
"""A clause of which grammar says that it states, whatever its words mean elsewhere."""
_MISDONE = _compiled(_any_of(words_of.WORKERS))
_MONEY = _compiled(_any_of(words_of.MONEY))
_TWICE = _compiled(rf"{_any_of(words_of.TWICE)}.*{_any_of(words_of.TAKEN)}")
_ASKS = _compiled(rf"^\W*(?:{words_of.ASKING})(?!\S)")
_SINCE_WHEN = _compiled(r"(?:since|as) (?!your)")
_AFTERMATH = _compiled(_any_of(words_of.AFTERMATH))
_FEWEST_WORDS = 2
_POINTS = frozenset(spelling(key) for key in keys(words_of.POINTS))
_NUMBER = len("CB-100001")


@dataclass(frozen=True, slots=True)
class _Clause:
    """text[start:end] of a message: whether it tells something, or (None) is too short to say."""

    start: int
    end: int
    tells: bool | None


def read_reason(
    text: str, values: Sequence[tuple[int, int]], intent: str | None = None
) -> str | None:
    """The reason that a message gives, in its own words; None when it gives none.

    Args:
        text: as the slots were read from.
        values: stretches (start, end) of dates, numbers and other values: a clause of nothing else
            says what is wanted, not why.
        intent: what the message is for; a clause without "because" is a reason only beside some.
    """
    match = _BECAUSE.search(text) or _CAUSE.search(text)
    if match and not (intent == "refund_status" and _SINCE_WHEN.match(match.group(0))):
        why = _until_wish(match.group(1))
        if intent == "refund_status":
            why = _AFTERMATH.split(why)[0]
        return why.strip(" .,-") or None
    if intent not in WITH_REASONS:
        return None
    clauses = [_judged(text, start, end, values) for start, end in _clauses(text)]
    if intent == "refund_status":
        clauses = [_of_misdeed(text, clause) for clause in clauses]
    told = list(_runs(text, clauses))
    return max(told, key=len, default=None)


def _until_wish(text: str) -> str:
    """What is told before the message goes on to wish something."""
    last = 0
    for start, end in _clauses(text):
        if last and _is_wish(text[start:end]):
            break
        last = end
    return text[:last]


def _runs(text: str, clauses: Sequence[_Clause]) -> Iterator[str]:
    """The stretches of clauses side by side that tell something."""
    run: list[_Clause] = []
    for clause in (*clauses, _Clause(len(text), len(text), False)):
        if clause.tells is not False:
            run.append(clause)
            continue
        telling = [at for at, one in enumerate(run) if one.tells]
        if telling:
            last = run[telling[-1]]
            yield text[run[telling[0]].start : last.end].strip(" '\"-")
        run = []


def _clauses(text: str) -> list[tuple[int, int]]:
    gaps = [(gap.start(), gap.end()) for gap in _BETWEEN.finditer(text)]
    gaps += [(end.end(), end.end()) for end in _ENDS.finditer(text)]
    gaps += [(start.start(), start.start()) for start in _STARTS.finditer(text)]
    gaps += [(said.end(), said.end()) for said in _SAYS_THAT.finditer(text)]
    gaps += [(end.end(), end.end()) for end in _SCORED.finditer(text)]
    numbered = {number.end() for number in _NUMBERED.finditer(text)}
    gaps += [(end, end) for end in numbered]
    found, at = [], 0
    for start, end in sorted(gaps):
        if end in numbered and text[at : end - _NUMBER].strip() and not _is_wish(text[at:end]):
            continue
        if text[at:start].strip():
            found.append((at, start))
        at = max(at, end)
    return [*found, (at, len(text))] if text[at:].strip() else found


def _judged(text: str, start: int, end: int, values: Sequence[tuple[int, int]]) -> _Clause:
    """The clause, with what it does."""
    clause = text[start:end]
    held = [(first, last) for first, last in values if start < last and first < end]
    words = _words(_without(text, start, end, held))
    if (
        _SAYS_THAT.search(text, start, end)
        or _is_wish(clause)
        or _DESCRIBES.search(clause)
        or text[end : end + 1] == "?"
    ):
        return _Clause(start, end, False)
    if held and (_BOOKED.search(clause) or not _STATES.search(clause)):
        return _Clause(start, end, False)
    said = [word for word in words if not any(letter.isdigit() for letter in word)]
    if len(said) < _FEWEST_WORDS or _POINTS.issuperset(said):
        return _Clause(start, end, False if held else None)
    return _Clause(start, end, True)


def _of_misdeed(text: str, clause: _Clause) -> _Clause:
    """The clause, which tells why money is due only where it says what somebody did or left."""
    said = text[clause.start : clause.end]
    misdone = _MISDONE.search(said) and not (_MONEY.search(said) or _ASKS.search(said))
    tells = clause.tells is not False and bool(misdone or _TWICE.search(said))
    return _Clause(clause.start, clause.end, tells)


def _without(text: str, start: int, end: int, held: Sequence[tuple[int, int]]) -> str:
    pieces, at = [], start
    for first, last in sorted(held):
        pieces.append(text[at : max(at, first)])
        at = max(at, last)
    return " ".join([*pieces, text[at:end]])


def _words(clause: str) -> list[str]:
    return [spelling(token.key) for token in tokenize(clause) if token.shape != "mark"]


def _is_wish(clause: str) -> bool:
    words = _words(clause)
    meanings = concepts(words)
    greets = "hello" in meanings and len(words) <= _FEWEST_WORDS
    if greets or _PLEADS.search(clause):
        return True
    if _TOLD.search(clause):
        return False
    return bool(_WISHES.search(clause) or _ASKING.intersection(meanings))
