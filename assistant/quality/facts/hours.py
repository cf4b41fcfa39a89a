"""Checks the times and windows of a reply: value, what happens then, and the hours of rules.

Lengths and deadlines are reckoned elsewhere.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from assistant.language.durations import Duration
from assistant.language.tokens import keys
from assistant.model import Reason
from assistant.quality.facts.case import Case
from assistant.quality.facts.deadlines import counted_clock
from assistant.quality.facts.moments import DENIALS, at_hand, event_fits
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.rows import Row

_ENDING = keys("tak तक till until to by upto end ends ended khatam ख़त्म over finish finishes se से -")
_AFTER = keys("after baad बाद")
_EVEN = keys("bhi भी")
_OFFERED = keys("open free available vacant khali khaali खाली ख़ाली उपलब्ध milega मिलेगा earliest")
_FULL = frozenset(("full", "booked", "taken", "unavailable", "closed", "blocked", "sold out"))
_FREE = frozenset(("available", "open", "free", "vacant", "bookable"))
_JUST = keys(
    "just after before shortly paas aaspaas आसपास पास "
    "around about nearly almost lagbhag karib kareeb लगभग करीब क़रीब"
)


def check_clock(case: Case) -> Reason | None:
    """A time or window of the right row, or a rule's length away from one."""
    fitting = [hit for hit in at_hand(case) if _clock_fits(case, hit)]
    if fitting:
        taken = _taken(case, fitting)
        return case.supported(fitting[0]) if taken is None else case.refuted(taken)
    passage = case.in_passage() or _end_in_passage(case)
    if passage is not None and not _of_another_day(case):
        return case.supported(source=passage)
    how = counted_clock(case) if case.fact.kind == "time" else _slot_of_rule(case)
    if how is not None:
        return case.supported(how=how)
    edge = _edge_of_window(case) or _about(case)
    if edge is not None:
        return case.supported(edge)
    if case.echoed or _is_denied(case):
        return None
    return case.refuted()


def _taken(case: Case, fitting: Sequence[Hit]) -> Hit | None:
    """ "8 am is open", of an hour of a list that evidence calls full: what calls it so."""
    if case.clause.denied or case.clause.asked or not case.clause_words & _OFFERED:
        return None
    full = [_full(row) if "[" in value.path else None for row, value in fitting]
    return full[0] if all(full) else None


def _full(row: Row) -> Hit | None:
    for value in (*row.of("text"), *row.of("flag")):
        free = value.kind == "flag" and not value.value and value.words & _FREE
        if "[" in value.path and (free or str(value.value).lower() in _FULL):
            return row, value
    return None


def _edge_of_window(case: Case) -> Hit | None:
    """ "after 9 at night", of a rate from 21:00 to 06:00."""
    if case.fact.kind != "time" or not case.near_words(2, 3) & (_ENDING | _AFTER):
        return None
    return next(
        (
            (row, value) for row in case.one.scope for value in row.of("window")
            if not set(case.fact.value).isdisjoint(value.value)
        ),
        None,
    )  # fmt: skip


def _about(case: Case) -> Hit | None:
    """ "just after six", of 18:05: a full hour within ten minutes of the row's time."""
    if case.fact.kind != "time" or not case.near_words(3, 1) & _JUST:
        return None
    day = date.min + timedelta(days=1)
    for row in case.one.scope:
        for value in row.of("time"):
            held = datetime.combine(day, value.value)
            if any(
                not said.minute and abs(datetime.combine(day, said) - held) <= timedelta(minutes=10)
                for said in case.fact.value
            ):
                return row, value
    return None


def _is_denied(case: Case) -> bool:
    """ "4 pm isn't vacant", "4 बजे नहीं"; "4 बजे भी नहीं बचे" denies another thing."""
    after = case.near(0, 2)
    return any(token.key in DENIALS for token in after) and after[0].key not in _EVEN


def _of_another_day(case: Case) -> bool:
    """Hours that rows hold for another day than the one said beside."""
    return bool(
        case.one.hits and case.beside("date") and any(row.of("window") for row in case.one.scope)
    )


def _clock_fits(case: Case, hit: Hit) -> bool:
    """The event fits, and date and time said side by side are of one moment."""
    row, value = hit
    if not event_fits(case, hit):
        return False
    if value.kind == "end" and not case.near_words(3, 3) & _ENDING:
        return False
    days = [
        item
        for item in case.beside("date")
        if abs(item.fact.end - case.fact.start) < 12 or abs(case.fact.end - item.fact.start) < 12
    ]
    start = value.value[0] if value.kind == "window" else value.value
    moments = [
        moment for moment, other in row.moments
        if other.kind == "moment" and other.path == value.path and moment.time() == start
    ]  # fmt: skip
    if not days or not moments:
        return True
    return any(moment.date() in item.fact.value for moment in moments for item in days)


def _end_in_passage(case: Case) -> str | None:
    """A time that is one end of a window of a passage ("8 am to 8 pm": "till 8 pm")."""
    if case.fact.kind != "time":
        return None
    for passage in case.grounds.passages:
        for fact in passage.facts:
            ends: set[object] = set()
            if fact.kind == "window":
                ends = {end for window in fact.value for end in window}
            elif fact.kind == "time":
                ends = set(fact.value)
            if ends & set(case.fact.value):
                return passage.source
    return None


def _slot_of_rule(case: Case) -> str | None:
    """A window as long as the rule's slots, from or to an hour of the rule; rows go first."""
    if any(row.of("window") for row in case.one.scope):
        return None
    if any(_is_slot(row, *window) for row in case.one.scope for window in case.fact.value):
        return "a start and the length of the row"
    starts, bounds = set[object](), set[object]()
    for passage in case.grounds.passages:
        for fact in passage.facts:
            if fact.kind == "window":
                bounds.update(end for window in fact.value for end in window)
            elif fact.kind == "time":
                starts.update(fact.value)
    for row in case.one.scope:
        starts.update(value.value for value in row.of("time"))
    lengths = {length.minutes()[0] for length in case.reply.rule_lengths}
    for start, end in case.fact.value:
        minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
        known = starts | bounds
        if (start in known and end in known) or (minutes in lengths and _edge(start, end, bounds)):
            return "the rule's hours"
    return None


def _is_slot(row: Row, start: time, end: time) -> bool:
    """Whether a row holds the start, and a length that leads from it to the end."""
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    lengths = {
        Duration(value.value[0], value.value[0], value.value[1]).minutes()[0]
        for value in row.of("duration")
    }
    return minutes in lengths and any(value.value == start for value in row.of("time"))


def _edge(start: object, end: object, bounds: set[object]) -> bool:
    """The first slot of the day or the last."""
    return end in bounds or start in bounds
