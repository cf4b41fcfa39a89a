"""Which day and which hours a message means, of all that it names.

"Kal" looks back in a sentence of the past, "5 baje" falls into the opening hours, what is taken
back does not count. Where two readings are as likely both are given, for the assistant to ask;
what leans on something said elsewhere ("the same day", "an hour later") is no value here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from assistant.language.calendar_words import LAST
from assistant.language.spans import Span
from assistant.language.tokens import Token, keys
from assistant.router import moment_words as words_of
from assistant.router.corrections import (
    Mention,
    mentions,
    moves,
    same_clause,
    standing,
    wished,
    wishing,
)
from assistant.router.tenses import POSSESSIVE, is_past

OPEN, CLOSE = time(8), time(20)
_EVENING, _NIGHT = (time(hour) for hour in (16, 18))

_SINCE = keys("se से")
_TO = keys("tak to lekar तक लेकर pehle पहले phle pahle")


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when; a point in time has no end. `choices`: points that are as likely."""

    start: time | None = None
    end: time | None = None
    choices: tuple[time, ...] = ()


def find_day(
    spans: Sequence[Span], tokens: Sequence[Token], today: date
) -> tuple[date | None, tuple[date, ...]]:
    """The day that is meant, and all that it may be when that is not clear."""
    named = mentions([span for span in spans if span.value], tokens)
    read = [
        Mention(mention.first, mention.last, _in_tense(named, at, tokens, today))
        for at, mention in enumerate(named)
        if not (_since(mention, tokens) or _relative(mention, tokens) or _hailed(mention, tokens))
    ]
    meant = wished(read, tokens)
    if not meant:
        return None, ()
    days = tuple(dict.fromkeys(day for mention in meant for day in mention.value))
    return days[0], days if len(days) > 1 else ()


def find_hours(
    windows: Iterable[Span],
    times: Iterable[Span],
    dayparts: Iterable[Span],
    tokens: Sequence[Token],
) -> Hours:
    """The hours that are meant; an exact one counts more than the part of the day beside it."""
    named = mentions([span for span in (*windows, *times, *dayparts) if span.value], tokens)
    asked = [
        mention
        for at, mention in enumerate(named)
        if not (_since(mention, tokens) or _struck(mention, tokens) or _told(named, at, tokens))
    ]
    kept = wishing(standing(asked, tokens), tokens)
    parts = [mention.value.value for mention in kept if mention.value.kind == "daypart"]
    exact = [mention for mention in kept if mention.value.kind != "daypart"]
    meant = wished(exact or kept, tokens)
    for kind in ("window", "time", "daypart"):
        mine = [mention for mention in meant if mention.value.kind == kind]
        if not mine:
            continue
        if kind == "window":
            return _window(mine[0], tokens)
        if kind == "daypart":
            return _part(mine[0], tokens)
        points = tuple(dict.fromkeys(_point(mention.value.value, parts) for mention in mine))
        if len(points) > 1:
            return Hours(points[0], None, points)
        return _bounded(mine[0], points[0], tokens)
    return Hours()


def _in_tense(
    named: Sequence[Mention[Span]], at: int, tokens: Sequence[Token], today: date
) -> tuple[date, ...]:
    """The readings that the sentence leaves: the past one, or the likeliest of those to come."""
    span = named[at].value
    past = [day for day in span.value if day < today]
    is_near = bool(past) and len(span.value) > 1 and (today - past[0]).days <= _PAST_REACH
    is_far_ahead = (span.value[0] - today).days > _AHEAD_REACH
    if is_near and (is_far_ahead or is_past(named, at, tokens)):
        return (past[0],)
    return tuple(day for day in span.value[: span.likely] if day not in past) or span.value[:1]


_PAST_REACH, _AHEAD_REACH = 120, 270
"""Days that people look back and forth: "10 December", said in November, is not last year's, nor
"16 November" next year's."""


def _since(mention: Mention[Span], tokens: Sequence[Token]) -> bool:
    """ "kal se band hai", "since morning": when it began, not when somebody shall come."""
    before = tokens[mention.first - 1].key if mention.first else ""
    if before == "since":
        return True
    after = [token.key for token in tokens[mention.last : mention.last + 12]]
    if not after or after[0] not in _SINCE or mention.value.kind == "window":
        return False
    return not any(key in _TO for key in after[1:4]) and not any(
        key in words_of.WISHES for key in after
    )


def _hailed(mention: Mention[Span], tokens: Sequence[Token]) -> bool:
    """ "Happy Monday, team!" """
    return mention.first > 0 and tokens[mention.first - 1].key in ("happy", "हैप्पी")


def _struck(mention: Mention[Span], tokens: Sequence[Token]) -> bool:
    """ "abhi dus baj gaye", "it is already ten": what the clock says now; nor is "opens at eleven"
    wished."""
    before = [token.key for token in tokens[max(0, mention.first - 2) : mention.first]]
    if "already" in before or (before[-1:] == ["at"] and before[0] in _OPENS):
        return True
    after = tokens[mention.last].key if mention.last < len(tokens) else ""
    return tokens[mention.last - 1].key in _STRIKES and after in _STRUCK


def _told(named: Sequence[Mention[Span]], at: int, tokens: Sequence[Token]) -> bool:
    """A part of the day in which something happened or always does: "last night", "raat ko
    chuhe ghoomte hain"."""
    mention = named[at]
    if mention.value.kind != "daypart":
        return False
    before = tokens[mention.first - 1].key if mention.first else ""
    if before in LAST or _EVERY.intersection(
        token.key for token in tokens[max(0, mention.first - 2) : mention.first]
    ):
        return True
    if before == "this" and any(token.key in _HAVE for token in tokens[: mention.first]):
        return True
    after = [tokens[i].key for i in same_clause(named, at, tokens)]
    verbs = [key for key in after if key in words_of.PAST or key in words_of.NOW_OR_LATER]
    if verbs and verbs[0] in words_of.PAST and after[0] not in POSSESSIVE:
        return not _was_due(after, verbs[0])
    return any(verb.endswith(_ALWAYS) and is_ in _IS for verb, is_ in pairwise(after))


def _was_due(after: Sequence[str], verb: str) -> bool:
    """ "Shaam ko aane wala tha", "aana tha": the part of the day that was agreed."""
    before = after[after.index(verb) - 1] if after.index(verb) else ""
    return verb in _WAS and (before in _WALA or before.endswith(_INFINITIVES))


_WALA = POSSESSIVE - keys("ka ki ke का की के")
_WAS = keys("tha thi था थी थे")
_INFINITIVES = ("aana", "jana", "hona", "arna", "ोना", "ाना", "रना", "ँचना", "ंचना")
_EVERY = keys("every each har roz roj rozana rojana daily हर रोज़ रोज रोज़ाना प्रतिदिन")
_OPENS = keys("opens closes shuts starts ends")
_STRIKES = keys("baj बज")
_STRUCK = keys("gaye gaya gye gya chuke chuka rahe गए गये गया चुके रहे")
_HAVE = keys("have has had") | words_of.PAST
_ALWAYS = ("ta", "te", "ti", "ता", "ते", "ती")
_IS = keys("hai hain h ho है हैं हो")


def _relative(mention: Mention[Span], tokens: Sequence[Token]) -> bool:
    """ "ek din pehle ho sakta hai?": counted from a booking that is not named here."""
    after = {token.key for token in tokens[mention.last :]}
    return (
        tokens[mention.last - 1].key in _EARLIER
        and bool(after & _POSSIBLE)
        and not after & words_of.PAST
    )


_EARLIER = keys("pehle pahle phle पहले")
_POSSIBLE = keys("ho sakta sakte sakti karwa karwana kar karo aa aao हो सकता करवा कर करो आ")


def _point(readings: Sequence[time], parts: Sequence[tuple[time, time]]) -> time:
    """The reading that falls into a part of the day named elsewhere, else into opening hours."""
    fitting = [point for point in readings if any(low <= point <= high for low, high in parts)]
    if fitting:
        return fitting[0]
    return next((point for point in readings if OPEN <= point < CLOSE), readings[0])


_LATER = keys("baad bad bd बाद onwards onward nantar नंतर pachi pachhi pchi pachhe पछै por बादे")
_SOONER = keys(
    """
    pehle pahle phle पहले tak tk तक pehla pahela pela pahile sudhi paryant पहिले पैली पहलां पर्यंत
    """
)


def _bound(mention: Mention[Span], tokens: Sequence[Token]) -> int:
    """1: at that hour or later; -1: until that hour; 0: at that hour."""
    before = tokens[mention.first - 1].key if mention.first else ""
    if before in ("after", "post", "past", "aftr"):
        return 1
    if before in ("before", "by", "till", "until", "upto"):
        return -1
    at = mention.last
    while at < min(mention.last + 2, len(tokens)) and tokens[at].key in ("ke", "k", "के", "se", "से"):
        at += 1
    after = tokens[at].key if at < len(tokens) else ""
    return 1 if after in _LATER else -1 if after in _SOONER else 0


def _bounded(mention: Mention[Span], point: time, tokens: Sequence[Token]) -> Hours:
    bound = _bound(mention, tokens)
    if bound > 0 and OPEN <= point < CLOSE:
        return Hours(point, CLOSE)
    if bound < 0 and OPEN < point <= CLOSE:
        return Hours(OPEN, point)
    return Hours(point)


def _window(mention: Mention[Span], tokens: Sequence[Token]) -> Hours:
    windows = mention.value.value
    fitting = [window for window in windows if window[0] >= OPEN and window[1] <= CLOSE]
    start, end = (fitting or windows)[0]
    before = tokens[mention.first - 1].key if mention.first else ""
    if before in ("from", "my") and moves(tokens):  # "change it from 10 am to 4 pm"
        return Hours(end)
    return Hours(start, end)


def _part(mention: Mention[Span], tokens: Sequence[Token]) -> Hours:
    start, end = mention.value.value
    if start == _EVENING and _bound(mention, tokens) > 0:
        return Hours(_NIGHT, CLOSE)
    return Hours(start, end)
