"""Checks the lengths of time that a reply says: of a rule, of a row, or between two moments."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from assistant.language.durations import Duration
from assistant.language.tokens import keys
from assistant.model import Reason
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import COMPARING, ROUGH, STRONG_CUES, SUM_CUES
from assistant.quality.facts.deadlines import rows_of_topic
from assistant.quality.facts.elapsed import derive_duration
from assistant.quality.facts.rates import time_of_all
from assistant.quality.facts.segments import of_another_stretch

_DAY = 24 * 60
_LEFT = keys(
    "left remain remaining remains bacha bache bachi बचा बचे बची बाकी बाक़ी baki baaki still more "
    "leaves leave gives शेष shesh"
)
_SAVED = keys(
    "bach bacha bachenge bachega bachte save saves saved saving बच बचेंगे बचेगा बचते quicker faster"
)
_WITHIN = keys("within andar अंदर भीतर bheetar")
_SINCE = keys("since joined from year started")
_FIRST = frozenset(("start", "starts", "started", "begin", "begins", "began", "from", "first"))
_LAST = frozenset(("to", "end", "ends", "ended", "finish", "finishes", "until", "till", "last"))
"""Words of the fields that hold the first and the last day of something."""
_AGED = keys("aged age ages old older senior seniors umar umr उम्र आयु वर्षीय बुज़ुर्ग वरिष्ठ")
_LATE = keys(
    "late past over overdue delay delayed since end ended der deri देर देरी लेट khatam ख़त्म खत्म"
)
_OF = keys("ka ki ke का की के")
_AN_HOUR = keys("hour ghanta घंटा")


def check_duration(case: Case) -> Reason | None:
    """A length of the right row, of a rule, or between two moments."""
    said: Duration = case.fact.value
    low, high = said.minutes()
    by_row: dict[int, set[object]] = {}
    for row, value in case.one.fitting:
        ends = by_row.setdefault(id(row), set())
        ends.add(Duration(value.value[0], value.value[0], value.value[1]).minutes()[0])
        if low == high or {low, high} <= ends:
            return case.supported((row, value))
    held = {end for length in _lengths_at_hand(case) for end in length.minutes()}
    if {low, high} <= held:
        if of_another_stretch(case):
            return case.refuted()
        return case.supported(how="a rule in evidence")
    if case.echoed:
        return None
    aged = _age(case, said)
    if aged is not None:
        return case.supported(source=aged)
    if (
        said.unit == "day"
        and low == high == _DAY
        and case.near_words(0, 1) & _OF
        and not case.one.hits
    ):
        return None  # "ek din ka ₹700": what a day costs
    how = _between(case, said) or _window_length(case, said) or _compound(case) or _shared(case)
    how = how or _first_to_last(case, said)
    how = (
        how
        or _since_year(case, said)
        or _combined(case, low if low == high else None)
        or _left(case, said)
    )
    how = how or (time_of_all(case, low) or _reckoned(case, low) if low == high else None)
    return case.supported(how=how) if how is not None else case.refuted()


def _age(case: Case, said: Duration) -> str | None:
    """ "60 years or more", of those aged 60: the passage that tells the age as a bare number."""
    for passage in case.grounds.passages if said.unit == "year" else ():
        if not _AGED.isdisjoint(passage.words) and any(
            fact.kind == "number" and fact.value == said.low for fact in passage.facts
        ):
            return passage.source
    return None


def _lengths_at_hand(case: Case) -> Sequence[Duration]:
    """The lengths of rules, and of rows that the anchors allow, if any of those has one."""
    rows = [
        Duration(value.value[0], value.value[0], value.value[1])
        for row in case.one.scope for value in row.of("duration")
    ]  # fmt: skip
    return [*case.reply.passage_lengths, *rows] if rows else case.reply.rule_lengths


def _between(case: Case, length: Duration) -> str | None:
    """From one moment to another."""
    rough = bool(case.clause_words & ROUGH)
    return derive_duration(length, _moments(case), case.grounds.now, days_said(case), rough)


def _compound(case: Case) -> str | None:
    """One part of a length that is said in two ("an hour and 20 minutes")."""
    mine = case.fact.value
    first = case.span[0]
    before = {token.key for token in case.tokens[max(0, first - 3) : first]}
    if mine.unit == "minute" and before & _AN_HOUR:
        whole = Duration(mine.low + 60, mine.low + 60, "minute")
        how = _between(case, whole) or _window_length(case, whole)
        held = {end for length in _lengths_at_hand(case) for end in length.minutes()}
        return how or ("a rule in evidence" if whole.low in held else None)
    for item in case.reply.placed:
        other = item.fact.value
        if item.fact.kind != "duration" or item.fact is case.fact or other.unit == mine.unit:
            continue
        if item.clause.sentence != case.clause.sentence:
            continue
        minutes = mine.minutes()[0] + other.minutes()[0]
        whole = Duration(minutes, minutes, "minute")
        if {mine.unit, other.unit} & {"day", "week", "month", "year"}:
            slack = 4 if "month" in (mine.unit, other.unit) else 0
            whole = Duration(minutes // 1440 - slack, minutes // 1440 + slack, "day")
        how = _between(case, whole) or _window_length(case, whole)
        if how is not None or minutes in {n for r in case.reply.rule_lengths for n in r.minutes()}:
            return how or "a rule in evidence"
    return None


def _combined(case: Case, minutes: Decimal | None) -> str | None:
    """What two or more things named take together, or how much longer one is than another."""
    held = {
        value.value: Decimal(Duration(value.value[0], value.value[0], value.value[1]).minutes()[0])
        for row in (*case.reply.mentioned, *case.one.scope) for value in row.of("duration")
    }  # fmt: skip
    paths = {value.path for row in case.one.scope for value in row.of("duration")}
    others = {
        Decimal(Duration(value.value[0], value.value[0], value.value[1]).minutes()[0])
        for row in case.grounds.rows for value in row.of("duration") if value.path in paths
    }  # fmt: skip
    if case.sentence_words & SUM_CUES:
        asked = {
            id(row): row for fact in case.reply.asked if fact.kind == "service"
            for row, _ in case.grounds.hits(fact)
        }  # fmt: skip
        by_row = [
            max(Decimal(Duration(v.value[0], v.value[0], v.value[1]).minutes()[0]) for v in lengths)
            for row in case.reply.mentioned or asked.values() if (lengths := row.of("duration"))
        ]  # fmt: skip
        for count in range(2, len(by_row) + 1):
            if any(sum(parts) == minutes for parts in combinations(by_row, count)):
                return f"sum of {count} lengths"
    if minutes is None or not case.sentence_words & (COMPARING | _SAVED):
        return None
    points = _moments(case)
    spans = {abs(Decimal((a - b).total_seconds()) / 60) for a, b in combinations(points, 2)}
    for length in held.values():
        if any(abs(length - other) == minutes for other in (*spans, *others, *held.values())):
            return "difference of two lengths"
    return None


def _reckoned(case: Case, minutes: Decimal) -> str | None:
    """So many times a length, of a number that question or answer says; two lengths together; as
    long as a window that is said."""
    lengths = {end for one in case.reply.rule_lengths for end in one.minutes() if end}
    lengths |= {one.minutes()[0] for one in case.reply.said_lengths} - {minutes}
    said = [item.fact for item in case.reply.placed if item.clause.sentence == case.clause.sentence]
    summed = bool(case.sentence_words & STRONG_CUES["total"])
    counts = {fact.value for fact in said if fact.kind == "number"}
    counts |= {fact.value for fact in case.reply.asked if fact.kind == "number" and summed}
    for length in lengths:
        if minutes / length in counts and minutes > length:
            return f"{minutes / length} times {length} minutes"
        if minutes - length in lengths and summed:
            return "two lengths together"
    windows = [window for fact in said if fact.kind == "window" for window in fact.value]
    long = any((b.hour - a.hour) * 60 + b.minute - a.minute == minutes for a, b in windows)
    return "length of a window" if long else None


def _left(case: Case, length: Duration) -> str | None:
    """ "three days are left": until the end of a rule's days, counted from a day of the row."""
    now = case.grounds.now
    within = length.unit == "day" and case.near_words(1, 3) & _WITHIN
    if now is None or not (within or case.sentence_words & _LEFT):
        return None
    if length.unit == "hour":
        return _hours_left(case, length, now)
    if length.unit != "day":
        return None
    for row in rows_of_topic(case):
        for start in (value.value for value in row.of("date")):
            if length.low == (start - now.date()).days:
                return f"until {start:%d %b}"
            for rule in case.reply.rule_lengths:
                end = start + timedelta(days=int(rule.minutes()[1] // _DAY))
                if length.low == (end - now.date()).days:
                    return f"until {end:%d %b}"
    return None


def _first_to_last(case: Case, length: Duration) -> str | None:
    """ "six days of work (8 to 13 June)": the first and the last day of a row counted with those
    between."""
    if length.unit != "day" or length.low != length.high:
        return None
    for row in rows_of_topic(case):
        days = row.of("date")
        firsts = [value.value for value in days if value.words & _FIRST]
        lasts = [value.value for value in days if value.words & _LAST and not value.words & _FIRST]
        for first in firsts:
            if any((last - first).days + 1 == length.low for last in lasts):
                return f"days from {first:%d %b} on"
    return None


def _since_year(case: Case, length: Duration) -> str | None:
    """ "for about five years", of a year that the row says something has been so since."""
    now = case.grounds.now
    if now is None or length.unit != "year":
        return None
    for row in case.one.scope:
        for value in row.of("number"):
            if value.words & _SINCE and length.low == length.high == now.year - value.value:
                return f"since {value.value}"
    return None


def _hours_left(case: Case, length: Duration, now: datetime) -> str | None:
    """ "29 hours of the 72 are left": until a rule's hours, counted from a moment of the row."""
    slack = timedelta(minutes=60 if case.clause_words & ROUGH else 30)
    for row in case.one.scope:
        if all(value.value == now.date() for value in row.of("date")):
            for start, end in (value.value for value in row.of("window")):
                for clock in (start, end):
                    left = datetime.combine(now.date(), clock) - now
                    if abs(left - timedelta(hours=float(length.low))) <= slack:
                        return f"{length.low} hours until {clock:%H:%M}"
    for row in rows_of_topic(case):
        for moment, _ in row.moments:
            for rule in case.reply.rule_lengths:
                left = moment + timedelta(minutes=int(rule.minutes()[1])) - now
                if abs(left - timedelta(hours=float(length.low))) <= slack:
                    return f"{length.low} hours until {moment:%d %b %H:%M} + {rule.low}"
    return None


def _shared(case: Case) -> str | None:
    """So many days at so much a day, both said."""
    size = case.fact.value.low
    sizes = [
        item.fact.value for item in case.reply.placed
        if item.fact.kind == "number" and item.fact.value > 1
    ]  # fmt: skip
    for whole in sizes:
        for part in sizes:
            if whole > part and whole / part == size:
                return f"{whole} / {part}"
    return None


def _window_length(case: Case, length: Duration) -> str | None:
    """As long as a window of evidence is."""
    low, high = length.minutes()
    for row in case.one.scope:
        for value in row.of("window"):
            start, end = value.value
            if low == high == (end.hour - start.hour) * 60 + end.minute - start.minute:
                return f"length of {start:%H:%M}-{end:%H:%M}"
    return None


def days_said(case: Case) -> list[date]:
    """Days of the rows in scope, and those said, read as the nearest to now."""
    days = [value.value for row in case.one.scope for value in row.of("date")]
    now = case.grounds.now.date() if case.grounds.now else None
    for item in case.reply.placed:
        if item.fact.kind == "date" and item.fact.value:
            readings = item.fact.value
            nearest = min(readings, key=lambda day: abs(day - now)) if now else readings[0]
            days.append(nearest)
    return days


def _moments(case: Case) -> list[datetime]:
    """Moments of the rows, and the times said on the days said."""
    rows = rows_of_topic(case)
    moments = [moment for row in rows for moment, _ in row.moments]
    today = [case.grounds.now.date()] if case.grounds.now else []
    facts = [item.fact for item in case.reply.placed] + list(case.reply.asked)
    clocks = [clock for fact in facts if fact.kind == "time" for clock in fact.value]
    clocks += [fact.value[0][0] for fact in facts if fact.kind == "window" and fact.value]
    clocks += [value.value for row in rows if not row.of("date") for value in row.of("time")]
    if not _LATE.isdisjoint(case.sentence_words):
        clocks += [value.value[1] for row in rows for value in row.of("window")]
    moments += [
        datetime.combine(day, clock) for day in {*days_said(case), *today} for clock in clocks
    ]
    return moments
