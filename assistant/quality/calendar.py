"""Checks the dates, times and durations of a reply: value, what happens then, and the calendar."""

from datetime import date, datetime

from assistant.language.times import Duration
from assistant.language.tokens import keys
from assistant.model import Reason
from assistant.quality import arithmetic
from assistant.quality.attribution import Hit
from assistant.quality.case import Case
from assistant.quality.cues import DATE_MARKS, ROUGH
from assistant.quality.reader import read_facts

_UNTIL = keys(
    """until till upto by tak तक latest covered expect expected within ummeed उम्मीद yaani यानी i.e means
    matlab मतलब end ends over khatam ख़त्म expires lag leaves gives after baad बाद later din दिन
    days day से se counts agle next अगले balki instead"""
)
_ENDING = keys("tak तक till until to by upto end ends khatam ख़त्म over finish finishes se से -")
_DENIALS = keys("nahi nahin नहीं nhi not na ना")


def check_date(case: Case) -> Reason | None:
    """A day of the right row, of the right event, or counted from one by a rule."""
    fitting = [hit for hit in case.one.fitting() if _event_fits(case, hit)]
    if fitting:
        return case.supported(fitting[0])
    if not case.fact.value:
        return case.refuted()
    how = _counted(case)
    if how is not None:
        return case.supported(how=how)
    if not case.one.hits and (case.echoed or case.clause.denied):
        return None
    gap = _gap_said(case)
    if gap is not None:
        return case.supported(how=gap)
    after = case.near(0, 1)
    if after and after[0].key in _DENIALS:
        return None
    if _word_of_today(case) or not any(row.of("date") for row in case.grounds.rows):
        return None
    return case.refuted()


def _counted(case: Case) -> str | None:
    """How a rule's or the reply's own length leads to the day."""
    reply = case.reply
    if not case.clause_words & _UNTIL:
        return None
    lengths = reply.said_lengths or tuple(
        fact.value
        for passage in case.grounds.passages
        for fact in passage.facts
        if fact.kind == "duration"
    )
    times = case.beside("time")
    moments = [moment for row in case.one.scope for moment, _ in row.moments]
    if times and moments:
        clocks = [reading for item in times for reading in item.fact.value]
        return arithmetic.derive_moment(case.fact.value, clocks, moments, reply.rule_lengths)
    anchors = {value.value for row in case.one.scope for value in row.of("date")}
    if case.grounds.now is not None:
        anchors.add(case.grounds.now.date())
    return arithmetic.derive_day(case.fact.value, anchors, lengths)


def _gap_said(case: Case) -> str | None:
    """ "three days later" between two days that are said."""
    length = next((f.value for f in read_facts(case.fact.text, None) if f.kind == "duration"), None)
    if length is None:
        return None
    return arithmetic.derive_duration(length, (), None, _days(case), rough=False)


def _word_of_today(case: Case) -> bool:
    """ "today" beside nothing that a row dates: a manner of speaking."""
    now = case.grounds.now
    if now is None or case.fact.value != (now.date(),):
        return False
    return not case.beside("time", "window", "service", "status", "person")


def _event_fits(case: Case, hit: Hit) -> bool:
    """A day of payment or of cancelling is not the day of the visit, nor the other way round."""
    row, value = hit
    role = next((entry for entry in DATE_MARKS if value.words & entry[1]), None)
    words = case.clause_words
    dated = [other for other in row.values if other.kind in ("date", "time")]
    if role is None:
        for name, fields, _, strong in DATE_MARKS:
            marked = [
                other for other in dated if other.kind == case.fact.kind and other.words & fields
            ]
            if name != "created" and case.near_words(6, 4) & strong and marked:
                return any(_holds(case, other.value) for other in marked)
        return True
    plain = [
        other for other in row.of("date")
        if other.value != value.value and not any(other.words & entry[1] for entry in DATE_MARKS)
    ]  # fmt: skip
    rival = [
        other for other in row.of("date")
        if any(other.words & entry[1] and entry is not role and case.near_words(5, 4) & entry[3] for entry in DATE_MARKS)
        and other.value != value.value
    ]  # fmt: skip
    if rival and not case.near_words(5, 4) & role[3]:
        return False
    return not plain or bool((words | case.sentence_words) & role[2])


def _holds(case: Case, value: object) -> bool:
    return value in case.fact.value or (
        case.fact.kind == "window" and any(value == window[0] for window in case.fact.value)
    )


def check_clock(case: Case) -> Reason | None:
    """A time or window of the right row, or a rule's length away from one."""
    fitting = [hit for hit in case.one.fitting() if _clock_fits(case, hit)]
    if fitting:
        return case.supported(fitting[0])
    passage = case.in_passage() or _end_in_passage(case)
    if passage is not None:
        return case.supported(source=passage)
    if case.fact.kind == "time":
        days = [
            day for item in case.reply.placed
            if item.fact.kind == "date" and item.clause.sentence == case.clause.sentence
            for day in item.fact.value
        ]  # fmt: skip
        moments = [moment for row in case.one.scope for moment, _ in row.moments]
        if case.grounds.now is not None:
            moments.append(case.grounds.now)
        how = arithmetic.derive_moment(days, case.fact.value, moments, case.reply.rule_lengths)
        if how is not None:
            return case.supported(how=how)
    if case.echoed:
        return None
    return case.refuted()


def _clock_fits(case: Case, hit: Hit) -> bool:
    """The event fits, and date and time said side by side are of one moment."""
    row, value = hit
    if not _event_fits(case, hit):
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


def check_duration(case: Case) -> Reason | None:
    """A length of the right row, of a rule, or between two moments."""
    said: Duration = case.fact.value
    low, high = said.minutes()
    by_row: dict[int, set[object]] = {}
    for row, value in case.one.fitting():
        ends = by_row.setdefault(id(row), set())
        ends.add(Duration(value.value[0], value.value[0], value.value[1]).minutes()[0])
        if {low, high} <= ends:
            return case.supported((row, value))
    held = {end for length in case.reply.rule_lengths for end in length.minutes()}
    if {low, high} <= held:
        return case.supported(how="a rule in evidence")
    if case.echoed:
        return None
    how = arithmetic.derive_duration(
        said, _moments(case), case.grounds.now, _days(case), bool(case.clause_words & ROUGH)
    )
    if how is None:
        how = _window_length(case)
    return case.supported(how=how) if how is not None else case.refuted()


def _window_length(case: Case) -> str | None:
    """As long as a window of evidence is."""
    low, high = case.fact.value.minutes()
    for row in case.one.scope:
        for value in row.of("window"):
            start, end = value.value
            if low == high == (end.hour - start.hour) * 60 + end.minute - start.minute:
                return f"length of {start:%H:%M}-{end:%H:%M}"
    return None


def _days(case: Case) -> list[date]:
    days = [value.value for row in case.one.scope for value in row.of("date")]
    return days + [
        day for item in case.reply.placed if item.fact.kind == "date"
        for day in item.fact.value[:1]
    ]  # fmt: skip


def _moments(case: Case) -> list[datetime]:
    """Moments of the rows, and the times said on the days said."""
    moments = [moment for row in case.one.scope for moment, _ in row.moments]
    today = [case.grounds.now.date()] if case.grounds.now else []
    facts = [item.fact for item in case.reply.placed] + list(case.reply.asked)
    clocks = [fact.value[0] for fact in facts if fact.kind == "time" and fact.value]
    clocks += [fact.value[0][0] for fact in facts if fact.kind == "window" and fact.value]
    moments += [datetime.combine(day, clock) for day in {*_days(case), *today} for clock in clocks]
    return moments
