"""Checks the dates and times of a reply: value, what happens then, and the calendar."""

import re
from datetime import date, timedelta
from decimal import Decimal

from assistant.language.durations import Duration
from assistant.language.tokens import keys, tokenize
from assistant.model import Reason
from assistant.quality.facts.case import Case
from assistant.quality.facts.cues import ROUGH
from assistant.quality.facts.deadlines import counted_day, rows_of_topic
from assistant.quality.facts.elapsed import SLACK, derive_duration
from assistant.quality.facts.lengths import days_said
from assistant.quality.facts.moments import DENIALS, at_hand, event_fits
from assistant.quality.reading.reader import Fact, read_facts

_IS = keys("hai h is है")
_ANY = keys("koi कोई no any none nothing kuch कुछ")
_FROM = keys("se से")
_APPOSED = 3
"""Letters between a day and the same day in other words."""
_EARLIER = keys("pehle pahle पहले before earlier prior")
_BESIDE = (
    (1, re.compile(
        r"\b(?:next|following) day\b|\bday after\b(?! tomorrow)|\bagle din\b|अगले दिन", re.I
    )),
    (-1, re.compile(
        r"\b(?:a|one|the) (?:day|evening|night) (?:before|prior|ahead)\b"
        r"|\b(?:previous|preceding) (?:day|evening|night)\b"
        r"|\b(?:ek din|ek raat|ek shaa?m) (?:pa?e?hle|pehle)\b|\bpichh?li (?:raat|shaa?m)\b"
        r"|एक (?:दिन|शाम|रात) (?:पहले|पूर्व)|(?:पिछली|पूर्व) (?:शाम|रात|संध्या)", re.I
    )),
)  # fmt: skip
"""Words for the day that lies beside another, and on which side."""
_UNTIL = re.compile(r"\s*(?:-|–|—|to|till|until|se|से|through)\s*", re.I)
_A_LENGTH = re.compile(r"\ban? (day|week|month|year)\b", re.I)


def check_date(case: Case) -> Reason | None:
    """A day of the right row, of the right event, or counted from one by a rule."""
    if not case.fact.value or _at_odds(case):
        return case.refuted()
    fitting = [hit for hit in at_hand(case) if event_fits(case, hit)]
    if fitting:
        return case.supported(fitting[0])
    passage = case.in_passage()
    if passage is not None:
        return case.supported(source=passage)
    how = counted_day(case) or _dated_today(case) or _said_before(case) or _named_weekday(case)
    how = how or _counted_from_said(case) or _day_beside(case) or _last_of_so_many(case)
    if how is not None:
        return case.supported(how=how)
    of_nothing = case.clause.denied and case.clause_words & _ANY
    if not case.one.hits and (case.echoed or of_nothing):
        return None
    gap = _gap_said(case) or _so_long_ago(case)
    if gap is not None:
        return case.supported(how=gap)
    after = case.near(0, 1)
    if after and after[0].key in DENIALS:
        return None
    if after and after[0].key in _FROM and case.fact.text.isalpha():  # "10 days from today"
        return None
    if _word_of_today(case) or not any(row.of("date") for row in case.grounds.rows):
        return None
    return case.refuted()


def _counted_from_said(case: Case) -> str | None:
    """ "मेहंदी उससे एक दिन पहले": so many days from the day said before; a day that a row has."""
    length = _length_in(case.fact)
    if length is None or length.unit not in ("day", "week"):
        return None
    words = {token.key for token in tokenize(case.fact.text)} | case.near_words(0, 1)
    sign = -1 if words & _EARLIER else 1
    said = [
        day for item in case.reply.placed
        if item.fact.kind == "date" and item.fact.start < case.fact.start
        and item.fact.start in case.reply.supported for day in item.fact.value
    ]  # fmt: skip
    held = {value.value for row in case.grounds.rows for value in row.of("date")}
    steps = timedelta(days=sign * int(length.minutes()[0] // 1440))
    found = next((day for day in said if day + steps in held), None)
    return None if found is None else f"{length.low} {length.unit} from {found:%d %b}"


def _day_beside(case: Case) -> str | None:
    """The day after or before one of the row, where question or rule speaks of the next day or of
    a day before."""
    texts = (case.reply.question, *(passage.text for passage in case.grounds.passages))
    steps = [sign for sign, words in _BESIDE for text in texts if words.search(text)]
    if any(sign in steps and words.search(case.fact.text) for sign, words in _BESIDE):
        return "as the rule says"
    for row in rows_of_topic(case):
        for value in row.of("date"):
            for sign in steps:
                if value.value + timedelta(days=sign) in case.fact.value:
                    return f"{sign} day from {value.value:%d %b}"
    return None


def _last_of_so_many(case: Case) -> str | None:
    """ "four days, 25 to 28 May": the last of as many days as are said or a row has, counted from
    the first that stands before it."""
    text = case.reply.text
    rows = [
        Duration(value.value[0], value.value[0], value.value[1])
        for row in case.one.scope for value in row.of("duration")
    ]  # fmt: skip
    sizes = {one.low for one in (*rows, *case.reply.said_lengths) if one.unit == "day"}
    for item in case.beside("date"):
        gap = text[item.fact.end : case.fact.start]
        if item.fact.start not in case.reply.supported or not _UNTIL.fullmatch(gap):
            continue
        for first in item.fact.value[:1]:
            if any((day - first).days + 1 in sizes for day in case.fact.value):
                return f"so many days from {first:%d %b}"
    return None


def _length_in(fact: Fact) -> Duration | None:
    for one in read_facts(fact.text, None):
        if one.kind == "duration":
            return one.value  # type: ignore[no-any-return]  # facts of this kind hold a Duration
    found = _A_LENGTH.search(fact.text)
    return Duration(Decimal(1), Decimal(1), found[1].lower()) if found else None


def _gap_said(case: Case) -> str | None:
    """ "three days later" between two days that are said; "in 90 days", where a rule says so."""
    length = _length_in(case.fact)
    if length is None:
        return None
    if any(length.minutes() == held.minutes() for held in case.reply.rule_lengths):
        return "a rule in evidence"
    rough = bool(case.clause_words & ROUGH)
    return derive_duration(length, (), None, days_said(case), rough)


def _so_long_ago(case: Case) -> str | None:
    """ "about three weeks ago": a day of the row that lies near enough."""
    length = _length_in(case.fact)
    if length is None or length.unit not in SLACK or not case.clause_words & ROUGH:
        return None
    near = timedelta(days=SLACK[length.unit])
    for row in case.one.scope:
        for value in row.of("date"):
            if any(abs(value.value - day) <= near for day in case.fact.value):
                return f"about {length.low} {length.unit} to {value.value:%d %b}"
    return None


def _at_odds(case: Case) -> bool:
    """A date right beside "tomorrow" and the like that is another day."""
    if not any(char.isdigit() for char in case.fact.text):
        return False
    dates = [
        item.fact for item in case.reply.placed
        if item.fact.kind == "date" and item.clause.sentence == case.clause.sentence
        and (item.fact is case.fact or _length_in(item.fact) is None)
    ]  # fmt: skip
    at = dates.index(case.fact)
    if not at or any(char.isdigit() for char in dates[at - 1].text):
        return False
    gap = case.reply.text[dates[at - 1].end : case.fact.start]
    listed = "," in gap and len(dates) > 2
    return (
        len(gap) < 5
        and not listed
        and not any(char.isalnum() for char in gap)
        and not set(dates[at - 1].value) & set(case.fact.value)
        and _weekday(dates[at - 1]) not in {day.weekday() for day in _held_days(case)}
    )


def _weekday(fact: Fact) -> int | None:
    """The day of the week that a fact names without a figure, 0 Monday; None: it names another."""
    days = {day.weekday() for day in fact.value}
    bare = len(fact.value) > 1 and not any(char.isdigit() for char in fact.text)
    return days.pop() if bare and len(days) == 1 else None


def _held_days(case: Case) -> set[date]:
    """The readings of the date that rows hold."""
    return {value.value for _, value in case.one.hits if value.kind == "date"}


def _named_weekday(case: Case) -> str | None:
    """The day of the week of a date that stands right behind it, however long ago."""
    weekday = _weekday(case.fact)
    if weekday is None:
        return None
    for item in case.beside("date"):
        held = {value.value for _, value in item.hits if value.kind == "date"}
        if 0 < item.fact.start - case.fact.end < 5 and weekday in {day.weekday() for day in held}:
            return f"weekday of {item.fact.text}"
    return None


def _dated_today(case: Case) -> str | None:
    """The date of today, said beside the word."""
    now = case.grounds.now
    if now is None or now.date() not in case.fact.value:
        return None
    beside = any(item.fact.value == (now.date(),) for item in case.beside("date"))
    after = {token.key for token in case.near(0, 2)}
    return "today" if beside and after & _IS else None


def _said_before(case: Case) -> str | None:
    """The same day, found right already, in other words ("in 7 days, 19 May", "kal, 13 May")."""
    for item in case.reply.placed:
        fact = item.fact
        if fact.kind != "date" or fact.start not in case.reply.supported:
            continue
        earlier = fact.start < case.fact.start and item.clause.sentence == case.clause.sentence
        if earlier and len(fact.value) == 1 and fact.value[0] in case.fact.value:
            return f"as {fact.text}"
        counted = fact.start < case.fact.start and _length_in(case.fact) is not None
        if counted and len(fact.value) == 1 and fact.value == case.fact.value:
            return f"as {fact.text}"  # "20 April. That is 8 days from today"
        beside = 0 < fact.start - case.fact.end <= _APPOSED
        if beside and not set(fact.value).isdisjoint(case.fact.value):
            return f"as {fact.text}"
    return None


def _word_of_today(case: Case) -> bool:
    """ "today" beside nothing that a row dates: a manner of speaking."""
    now = case.grounds.now
    if now is None or case.fact.value != (now.date(),):
        return False
    return not case.beside("time", "window", "service", "status", "person")
