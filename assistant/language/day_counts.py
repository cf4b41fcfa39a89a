"""Reads days counted from today: "3 din baad", "in two days", "a week from today", "2 days ago".

Lengths counted from something else ("12 se 24 ghante pehle", "slot ke 3 din pehle") are no days.
"""

from assistant.language.calendar_words import AFTERWARDS, BEFORE_NOW, DAYS, WEEKS, WITHIN
from assistant.language.days import Anchor, Day
from assistant.language.numbers import Number
from assistant.language.tokens import Token, keys

_A = keys("a an one ek एक")
_FORTNIGHT = keys("fortnight")
_KE = keys("ke k के")
_NOW = keys("now today aaj आज")
_FROM = keys("se from thi theke pasun से")
_FULL = keys("bhar भर ' 's time")


def count_at(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], anchor: Anchor
) -> Day | None:
    """The day that a length of time beginning at a token leads to; None when there is none."""
    key = tokens[index].key
    if anchor.wished and key in _NOW:
        return _from_today(tokens, index + 1, numbers, anchor)
    if key in ("in", "after", "within"):
        length = _length(tokens, index + 1, numbers)
        if length is None or key == "within" or (anchor.wished and _told(tokens, index)):
            return None
        if not anchor.wished and (key == "after" or tokens[index + 1].key in _A):
            return None
        last, days = length
        while last < len(tokens) and tokens[last].key in _FULL:
            last += 1
        return Day(last, (anchor.ahead(days),))
    length = _length(tokens, index, numbers)
    return _counted(tokens, index, length, anchor) if length is not None else None


def _from_today(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], anchor: Anchor
) -> Day | None:
    """ "aaj se teen din baad": counted from the day of the message, and no day of its own."""
    if index >= len(tokens) or tokens[index].key not in _FROM:
        return None
    length = _length(tokens, index + 1, numbers)
    if length is None:
        return None
    last, days = length
    while last < len(tokens) and tokens[last].key in _FULL | _KE:
        last += 1
    if last >= len(tokens) or tokens[last].key not in AFTERWARDS:
        return None
    return Day(last + 1, (anchor.ahead(days),))


def _counted(
    tokens: tuple[Token, ...], index: int, length: tuple[int, int], anchor: Anchor
) -> Day | None:
    last, days = length
    if _of_an_event(tokens, index):
        return None
    if last < len(tokens) and tokens[last].key in _FULL:
        last += 1
    if last + 1 < len(tokens) and tokens[last].key in _KE:
        last += 1
    after = tokens[last].key if last < len(tokens) else ""
    following = tokens[last + 1].key if last + 1 < len(tokens) else ""
    if after in BEFORE_NOW and last == length[0]:
        return Day(last + 1, (anchor.ahead(-days),))
    if anchor.wished and after == "after" and following in _EVENT:
        return None
    if after in AFTERWARDS or (after in WITHIN and not anchor.wished):
        return Day(last + 1, (anchor.ahead(days),))
    if after == "from" and following in _NOW:
        return Day(last + 2, (anchor.ahead(days),))
    return None


def _length(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number]
) -> tuple[int, int] | None:
    """(token after it, days) of a count of days or weeks that begins at a token."""
    if index >= len(tokens):
        return None
    number = numbers.get(index)
    if number is not None:
        if number.value != int(number.value) or number.value > 400:
            return None
        count, at = int(number.value), number.last
    elif tokens[index].key in _A:
        count, at = 1, index + 1
    else:
        count, at = 1, index
    if at >= len(tokens):
        return None
    unit = tokens[at].key
    if unit in DAYS and at > index:
        return at + 1, count
    if unit in WEEKS and (at > index or _stands_alone(tokens, index)):
        return at + 1, 7 * count
    return (at + 1, 14 * count) if unit in _FORTNIGHT else None


def _stands_alone(tokens: tuple[Token, ...], index: int) -> bool:
    """ "hafte baad", "hafte bhar baad": a week without a number; "agle hafte ke baad" is not."""
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    before = tokens[index - 1].key if index else ""
    return (
        before not in ("is", "this", "next", "last")
        and after in AFTERWARDS | _FULL
        and (index == 0 or before not in _NAMED_WEEK)
    )


_NAMED_WEEK = keys("agle pichle aane अगले पिछले इस is that us उस")


def _told(tokens: tuple[Token, ...], index: int) -> bool:
    """ "Nobody has called in two weeks", "if it leaks again after a week": no day to come."""
    return any(token.key in _PERFECT_OR_IF for token in tokens[:index])


_PERFECT_OR_IF = keys("has have hasn't haven't hasnt havent nobody if agar अगर")
_EVENT = keys("the your my our his her their he she they it i we you that this installation repair")


def _of_an_event(tokens: tuple[Token, ...], first: int) -> bool:
    return first > 0 and tokens[first - 1].key in ("ke", "se", "के", "से", "-", "to", "within")
