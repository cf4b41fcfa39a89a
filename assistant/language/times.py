"""Finds clock times, time windows and parts of the day in three languages.

Where "am" or "subah" is missing every reading is given ("4 baje": 04:00 and 16:00); who knows the
opening hours or the evidence picks.
"""

from datetime import time
from functools import lru_cache

from assistant.language.calendar_words import DAYPART_WINDOWS, DAYPARTS, OCLOCK
from assistant.language.clock_words import FILLERS
from assistant.language.clocks import DAY, Clock, read_clocks
from assistant.language.numbers import span_over
from assistant.language.spans import Span
from assistant.language.tokens import Token, fold, keys, tokenize

_TO = keys(
    """
    - – — to till until se from tak and aur से और toh like te thi ton theke mudhal ते सूं sun तों ले
    """
)


_AND = keys("and aur और")


def find_times(text: str, *, wished: bool = False) -> tuple[Span, ...]:
    """Points in time ("10 am", "subah 10 baje", "18:30"): `value` is a tuple of `time` readings.

    `wished`: the text is a customer's, in which "after four" and "tomorrow 11" name hours.
    """
    return tuple(span for span in _times(text, wished) if span.kind == "time")


def find_windows(text: str, *, wished: bool = False) -> tuple[Span, ...]:
    """Windows ("10-12", "4-6pm", "2 se 4 baje"): `value` is a tuple of (start, end) readings."""
    return tuple(span for span in _times(text, wished) if span.kind == "window")


def find_dayparts(text: str, *, wished: bool = False) -> tuple[Span, ...]:
    """Parts of the day named without a clock time ("kal subah"), as the hours worked in them.

    `wished`: the text is a customer's, in which "after lunch" and "first half" name them too.
    """
    tokens = tokenize(text)
    timed = [(span.start, span.end) for span in _times(text, wished)]
    found = []
    for index, token in enumerate(tokens):
        hours = DAYPART_WINDOWS.get(DAYPARTS.get(token.key, (0, 0)))
        last = index + 1
        if hours is None and wished:
            hours, last = _half_of_day(tokens, index)
        if hours is None or any(start <= token.start < end for start, end in timed):
            continue
        if last < len(tokens) and tokens[last].key in _NAMED_AFTER_HOURS:
            continue
        value = (time(hours[0]), time(hours[1]))
        found.append(span_over("daypart", value, tokens, index, last, text))
    return tuple(found)


_NAMED_AFTER_HOURS = keys("duty shift dress suit lamp bulb walk tea show ड्यूटी शिफ़्ट")
"""What has its name from a part of the day: "home from night duty"."""

_LUNCH = keys("lunch लंच")
_AFTER = keys("after post baad ke के बाद time")


def _half_of_day(tokens: tuple[Token, ...], index: int) -> tuple[tuple[int, int] | None, int]:
    """The hours of "after lunch", "first half", and the token after them."""
    key = tokens[index].key
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    if key in ("first", "second") and after == "half":
        return DAYPART_WINDOWS[DAYPARTS["morning" if key == "first" else "afternoon"]], index + 2
    before = tokens[index - 1].key if index else ""
    if key in _LUNCH and (before in _AFTER or after in _AFTER):
        return DAYPART_WINDOWS[DAYPARTS["afternoon"]], index + 1
    return None, index + 1


@lru_cache(maxsize=2048)
def _times(text: str, wished: bool) -> tuple[Span, ...]:
    tokens = tokenize(text)
    clocks = read_clocks(text, wished)
    found, index = [], 0
    while index < len(clocks):
        clock = clocks[index]
        after = clocks[index + 1] if index + 1 < len(clocks) else None
        if after is not None and _is_window(tokens, clock, after):
            windows = _windows(clock, after)
            if windows:
                found.append(span_over("window", windows, tokens, clock.first, after.last, text))
                index += 2
                continue
        before = clocks[index - 1] if index else None
        if (
            clock.certain
            or (wished and after is not None and _is_other(tokens, clock, after))
            or (wished and _is_instead(tokens, before, clock, after))
        ):
            readings = tuple(_time(minutes) for minutes in clock.readings())
            found.append(span_over("time", readings, tokens, clock.first, clock.last, text))
        index += 1
    return tuple(found)


_OR = keys("or ya या nahi nhi nahin नहीं no not , make it sorry")


def _is_other(tokens: tuple[Token, ...], clock: Clock, after: Clock) -> bool:
    """ "10 or 11 baje", "10 nahi 11 baje": a bare hour beside one that is certain."""
    between = tokens[clock.last : after.first]
    return (
        after.certain
        and 60 <= clock.minutes <= 12 * 60
        and 1 <= len(between) <= 4
        and all(token.key in _OR for token in between)
        and any(token.key != "," for token in between)
    )


def _is_instead(
    tokens: tuple[Token, ...], before: Clock | None, clock: Clock, after: Clock | None
) -> bool:
    """Of "10 instead of 8" the ten, of "3 ke badle 6" the six."""
    if not 60 <= clock.minutes <= 12 * 60:
        return False
    if after is not None and _keys(tokens, clock.last, after.first) == ["instead", "of"]:
        return True
    return before is not None and _keys(tokens, before.last, clock.first)[-2:] in _INSTEADS


def _keys(tokens: tuple[Token, ...], first: int, last: int) -> list[str]:
    return [token.key for token in tokens[first:last]]


_INSTEADS = [
    [fold(word) for word in words.split()]
    for words in ("ke badle", "ki jagah", "ke bajaye", "के बदले", "की जगह", "के बजाय")
]


def _time(minutes: int) -> time:
    return time(minutes % DAY // 60, minutes % 60)


def _is_window(tokens: tuple[Token, ...], clock: Clock, after: Clock) -> bool:
    between = tokens[clock.last : after.first]
    if not 1 <= len(between) <= 3 or not all(
        token.key in _TO or token.key in FILLERS or token.key in OCLOCK for token in between
    ):
        return False
    if between[-1].key in _AND and len(between) > 1:  # "from ten, and six o'clock": two hours
        return False
    if tokens[clock.first].key == "one" and between[0].key == "from":  # "the last one from 6 pm"
        return False
    if clock.certain and after.certain:
        return any(token.key not in _AND for token in between) or _between_said(tokens, clock.first)
    if clock.certain or after.certain:
        joined = clock.certain and all(token.key in _AND for token in between)
        if joined:  # "at 12:45 pm, and three bathrooms"
            return _between_said(tokens, clock.first)
        return any(token.key in _TO for token in between)
    if between[0].key in _AND:
        return _between_said(tokens, clock.first)
    return _working_hours(clock, after) and not _is_score(tokens, after)


def _between_said(tokens: tuple[Token, ...], first: int) -> bool:
    return first > 0 and tokens[first - 1].key in ("between", "btw", "bw", "betwn")


def _working_hours(clock: Clock, after: Clock) -> bool:
    """Two bare figures make a window only as hours do: "10-12", "2 se 4", not "1-2 log"."""
    hours = (after.minutes - clock.minutes) // 60 % 12
    return clock.minutes % 60 == 0 and 1 <= hours <= 4 and clock.minutes >= 60


def _is_score(tokens: tuple[Token, ...], after: Clock) -> bool:
    """A list or a count, not a time: a noun follows that is no word of the clock."""
    if after.last >= len(tokens):
        return False
    following = tokens[after.last]
    return following.key in _NOUNS


_NOUNS = keys(
    """
    log people services bookings items star stars rating baar times बार लोग tarah
    """
)


def _windows(clock: Clock, after: Clock) -> tuple[tuple[time, time], ...]:
    """Readings of both ends in which the window runs forward and stays under half a day."""
    found = []
    for start in clock.readings():
        ends = [end for end in after.readings() if 0 < (end - start) % DAY <= 12 * 60]
        if not ends:
            continue
        end = min(ends, key=lambda end: (end - start) % DAY)
        found.append((_time(start), _time(end)))
    if not found and clock.minutes == after.minutes:
        return ()
    both = [
        (_time(start), _time(end))
        for start in clock.readings()
        for end in after.readings()
        if end > start
    ]
    return tuple(dict.fromkeys(found + (both if clock.hours and after.hours else [])))
