"""Reads weekdays: "Thursday", "next Monday", "agle hafte somvar", "Friday 17", "the weekend"."""

from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.language.calendar_words import (
    COMING,
    DAYPARTS,
    LAST,
    MONTHS,
    NEXT,
    OCLOCK,
    THIS,
    WEEKDAYS,
    WEEKDAYS_DOUBTFUL,
    WEEKENDS,
    WEEKS,
)
from assistant.language.days import Anchor, Day
from assistant.language.tokens import Token, keys, sound

_WEEK = timedelta(days=7)
_SATURDAY = 5
_SOON = 2
"""So few days ahead, "next" passes over the nearest such day more often than not."""
_OF = keys(
    """
    of in on ka ki ke ko , का की के को re rai ra ro ri रै रो रा री रे nu na ni no cha chya chi da de di
    च्या er
    """
)
_WALE = keys("wale wala wali vale vala vali वाले वाला वाली")


@lru_cache(maxsize=4096)
def weekday_number(key: str) -> int | None:
    """0 for Monday ... 6 for Sunday, whatever the spelling; None for another word."""
    found = WEEKDAYS.get(key)
    if found is None and len(key) > 4 and key.isascii():
        found = WEEKDAYS.get(sound(key))
    if found is None:
        found = _BONES.get(_bones(key))
    if found is None:
        found = _slipped(key)
    return _with_case(key) if found is None else found


def _bones(key: str) -> str:
    """The consonants of a word that ends in "var": whoever types "bdhvar" leaves vowels out."""
    if not key.isascii() or not key.endswith(("vr", "var", "war", "wr", "vre", "vare")):
        return ""
    return "".join(
        letter for letter in key.replace("w", "v").replace("sh", "s") if letter not in "aeiouh"
    )


_BONES = {"smvr": 0, "mnglvr": 1, "bdvr": 2, "grvr": 3, "skrvr": 4, "snvr": 5, "rvvr": 6}


def _slipped(key: str) -> int | None:
    """The weekday of an English word with one slip: "satrday", "wendesday", "thursdy"."""
    if len(key) < _LEAST_SLIPPED or not key.isascii() or not key.endswith(("day", "dy", "dey")):
        return None
    near = [
        number
        for name, number in _ENGLISH.items()
        if name[0] == key[0] and OSA.distance(name, key, score_cutoff=1) <= 1
    ]
    return near[0] if len(near) == 1 else None


_LEAST_SLIPPED = 6
"""Letters; shorter words are too near to others."""
_ENGLISH = {
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
}


def _with_case(key: str) -> int | None:
    """The weekday of a word with a case grown on: "sundayko", "shanivari", "robibare"."""
    for case in _CASES:
        bare = key.removesuffix(case)
        if bare != key and (case == "ko" or bare.endswith(_DAY_ENDS)):
            found = WEEKDAYS.get(bare, WEEKDAYS.get(sound(bare)))
            if found is not None:
                return found
    return None


_CASES = tuple("ko la ne nu na cha chi che chya er e i ला चा ची चे च्या को ी े ै".split())  # noqa: SIM905
_DAY_ENDS = ("day", "ar", "वार")


def weekday_at(tokens: tuple[Token, ...], index: int, anchor: Anchor) -> Day | None:
    """The weekday that begins at a token; None when there is none."""
    token = tokens[index]
    if anchor.wished and token.key in WEEKENDS:
        return _weekend(tokens, index, anchor)
    weekday = weekday_number(token.key)
    if weekday is None and anchor.wished and _is_owned(tokens, index):
        weekday = weekday_number(token.key.removesuffix("s"))
    if weekday is None or (
        token.key in WEEKDAYS_DOUBTFUL and not _weekday_here(tokens, index, anchor.wished)
    ):
        return None
    dated = _named_day(tokens, index + 1, weekday, anchor.today)
    if dated is not None:
        return Day(index + 2, (dated,))
    week = _week_beside(tokens, index)
    if week is not None:
        offset, last = week
        return Day(last, (anchor.monday(offset) + timedelta(days=weekday),))
    if anchor.wished and index + 1 < len(tokens) and tokens[index + 1].key == "last":
        return _nearest(weekday, "last", index + 2, anchor)  # "Friday last"
    return _nearest(weekday, _before(tokens, index), index + 1, anchor)


def _is_owned(tokens: tuple[Token, ...], index: int) -> bool:
    """ "Sundays booking", without the apostrophe; "on Sundays" is every one of them."""
    if not tokens[index].key.endswith("days"):
        return False
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    owned = after is not None and after.shape == "word" and after.key not in _PLURAL_GOES_ON
    return owned and _before(tokens, index) != "on"


_PLURAL_GOES_ON = keys("and or too also only please are is ya aur ko open do you we")


def _nearest(weekday: int, before: str, last: int, anchor: Anchor) -> Day:
    """The weekday by the word before it: "next", "last", "this", or none of them."""
    ahead = anchor.ahead((weekday - anchor.today.weekday()) % 7)
    today = ahead == anchor.today
    if before in LAST or before == "past":
        return Day(last, (ahead - _WEEK, ahead - 2 * _WEEK), True)
    if before in COMING:
        ahead += _WEEK if today else timedelta()
        return Day(last, (ahead, ahead + _WEEK), True)
    if before in NEXT:
        return _after_next(ahead + (_WEEK if today else timedelta()), last, anchor)
    if before in THIS:
        return Day(last, (ahead, ahead + _WEEK, ahead - _WEEK), True)
    if today and anchor.wished:  # who means today says so
        return Day(last, (ahead + _WEEK, ahead, ahead - _WEEK), True, likely=2)
    if today:
        return Day(last, (ahead, ahead + _WEEK, ahead - _WEEK), True)
    return Day(last, (ahead, ahead - _WEEK, ahead + _WEEK), True)


def _after_next(ahead: date, last: int, anchor: Anchor) -> Day:
    """ "next Friday": clear when no such day is left in this week, else the one or the other."""
    if (ahead - anchor.today).days <= _SOON:
        return Day(last, (ahead + _WEEK, ahead), True, likely=2)
    this_week = ahead < anchor.monday(1)
    return Day(last, (ahead, ahead + _WEEK), True, likely=2 if this_week else 1)


def _weekend(tokens: tuple[Token, ...], index: int, anchor: Anchor) -> Day:
    saturday = anchor.monday(0) + timedelta(days=_SATURDAY)
    sunday = saturday + timedelta(days=1)
    before = _before(tokens, index)
    if before in LAST:
        return Day(index + 1, (saturday - _WEEK, sunday - _WEEK), likely=2)
    if before in NEXT - COMING:
        return Day(index + 1, (saturday + _WEEK, saturday), likely=2)
    if saturday < anchor.today:
        saturday = sunday
    return Day(index + 1, (saturday, sunday) if saturday < sunday else (sunday,), likely=2)


def _before(tokens: tuple[Token, ...], index: int) -> str:
    """The word that says which one it is: the "next" of "next Monday" and "aane wale somvar"."""
    at = index - 1
    if at > 0 and tokens[at].key in _WALE:
        at -= 1
    return tokens[at].key if at >= 0 else ""


def _week_beside(tokens: tuple[Token, ...], index: int) -> tuple[int, int] | None:
    """(weeks from this one, token after it all) of "agle hafte somvar", "Tuesday next week"."""
    at = index - 1
    if at >= 0 and tokens[at].key in _OF:
        at -= 1
    if at > 0 and tokens[at].key in WEEKS:
        offset = _week_offset(_before(tokens, at))
        if offset is not None:
            return offset, index + 1
    at = index + 1
    while at < len(tokens) and tokens[at].key in _OF and at < index + 2:
        at += 1
    if at + 1 < len(tokens) and tokens[at + 1].key in WEEKS:
        offset = _week_offset(tokens[at].key)
        if offset is not None:
            return offset, at + 2
    return None


def _week_offset(word: str) -> int | None:
    return 1 if word in NEXT else 0 if word in THIS else -1 if word in LAST else None


def _named_day(tokens: tuple[Token, ...], index: int, weekday: int, today: date) -> date | None:
    """The near day that "Thursday 17" means; smaller numbers may be hours and are left alone."""
    if index >= len(tokens) or not tokens[index].text.isdecimal() or int(tokens[index].text) <= 12:
        return None
    if index + 1 < len(tokens) and tokens[index + 1].key in MONTHS:
        return None
    near = (today + timedelta(days=offset) for offset in range(-14, 32))
    meant = [day for day in near if day.day == int(tokens[index].text) and day.weekday() == weekday]
    return meant[0] if len(meant) == 1 else None


def _weekday_here(tokens: tuple[Token, ...], index: int, wished: bool) -> bool:
    """Whether a doubtful short form stands where a weekday would."""
    before = tokens[index - 1].key if index else ""
    key = tokens[index].key
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    if after in OCLOCK:  # "sat baje" is seven o'clock
        return False
    if key == "sun" and after in _STOPS and _listens(tokens, index):
        return False
    if before in NEXT | LAST | {"on", "this", "by", "is", "इस"} or after in _AFTERS:
        return True
    if wished and _wished_here(before, after, key):
        return True
    return after in ("morning", "evening", "at", "subah", "shaam", "ke", "tak") or (
        index + 1 < len(tokens) and tokens[index + 1].shape in ("number", "dmy", "clock")
    )


def _listens(tokens: tuple[Token, ...], index: int) -> bool:
    """ "Ek hi baar me sun, ghar ...": listen. At the head of a message no hour may follow."""
    if index:
        return tokens[index - 1].key in _HEEDED
    return index + 2 < len(tokens) and tokens[index + 2].shape == "word"


_STOPS = keys(", . !")
_HEEDED = keys(
    """
    me mein main meri mera baat bhai bro yaar yar are arre abe oye o zara jara dhyan se ab to toh
    hi ek
    """
)
_AFTERS = keys("ko को la ला nu . ,")
_LEADS = keys("to for from till until before after or ya या and aur और isi upcoming coming aane")
_PRAYS = keys("pls plz please ok okay only fine better")
_FOLLOWS = keys("ki के की या or ya and aur और tak works itself chalega चलेगा afternoon night slot")


def _wished_here(before: str, after: str, key: str) -> bool:
    if before in _LEADS or after in _FOLLOWS or after in DAYPARTS:
        return True
    if after in _PRAYS:
        return key != "sun"
    return not after and key != "sun"
