"""Days and hours that no row holds but a length leads to: deadlines, ends of warranty, arrivals.

A length counts only where the reply says so, or beside words such as "until"; a rule's length
runs in the rule's own direction.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from assistant.language.durations import Duration
from assistant.language.tokens import keys, tokenize
from assistant.quality.facts.attribution import Placed, ruled_out
from assistant.quality.facts.case import Case
from assistant.quality.facts.elapsed import derive_day
from assistant.quality.reading.reader import read_facts
from assistant.quality.reading.rows import Row
from assistant.quality.reading.tiers import read_tiers
from assistant.quality.reading.values import Value

_CUES_BEFORE = keys(
    """till until by upto up before past within latest expires expired ends ended over out i.e e means around
    about cutoff off deadline limit last so yaani yani यानी यानि matlab मतलब अर्थात lagbhag लगभग karib करीब hence thus expected reach after
    सीमा seema limit"""
)
_CUES_AFTER = keys("tak तक baad बाद पहले pehle latest i e yaani यानी nikal निकल passed")
_FROM = keys("from se से onwards")
_TO = keys("to through")
_LASTING = keys(
    "runs run lasts last holds hold stays stay goes extends covered cover valid good takes taking brings"
)
_AGO = keys("ago back pehle पहले since हुए hue gaye gaya गए ago before last earlier")
_BACKWARDS = keys("before pehle पहले prior ahead earlier remain remaining left")
_NOTICE = keys("notice नोटिस")
_DEADLINES = keys(
    """due by before until till expires expiry valid deadline resolve resolution respond response reply
    fix closure end ends expected target sla"""
)
_ENDS = frozenset(("end", "ends", "ended", "finish", "finishes"))
_BEGINS = frozenset(("start", "starts", "started", "begin", "begins", "began", "from"))
_BEGUN = keys("starting beginning commencement shuru shuruaat शुरू शुरुआत")
_NEAR = 50
"""Letters behind a rule's length in which it says from where it runs."""
_COMPLETION = keys(
    "completion completed complete done finished पूरा पूरे पूरी समाप्ति समाप्त khatam poora pura "
    "poore pure"
)
_MOST_HOURS = 200
_ABOUT = keys("about around roughly nearly paas aaspaas आसपास पास lagbhag लगभग karib करीब क़रीब")
_OPENING = keys("opens starts begins khulta khulti khulegi shuru शुरू खुलता खुलती खुलेगी")
_ROUGHLY = 10
"""Minutes that an hour said so may be off."""
_NOW = keys("now abhi अभी currently already this इस clock")

Shift = tuple[Duration, tuple[int, ...]]
"""A length and the directions in which it may be counted."""


def counted_day(case: Case) -> str | None:
    """How a length leads to the day that is said, or None."""
    cued = _cued(case)
    said = tuple(
        length for length in _said_lengths(case)
        if length.unit != "minute" and (cued or length.unit != "hour")
    )  # fmt: skip
    if not said and not cued:
        return None
    lengths = said or case.reply.said_lengths
    if not said or (cued and not _led_by_length(case)):
        lengths = (*lengths, *case.reply.rule_lengths)
    now = case.grounds.now
    if cued and said and now and derive_day(case.fact.value, (now.date(),), said):
        lengths = case.reply.rule_lengths  # "three more days, till the 4th": of the rule's seven
    clocks = [clock for item in case.beside("time") for clock in item.fact.value]
    if clocks:
        shifts: list[Shift] = [(length, (1, -1)) for length in lengths]
        if cued:
            shifts += rule_shifts(case)
        found = _derived(_moments(case), shifts, clocks, case.fact.value, _slack(case))
        if found is not None:
            return found
    if clocks:
        return None
    anchors = _anchors(case, cued=cued)
    found = derive_day(case.fact.value, anchors, lengths)
    if found is None and case.sentence_words & _BACKWARDS | case.sentence_words & _NOTICE:
        found = derive_day(case.fact.value, anchors, lengths, sign=-1)
    if found is not None or case.grounds.now is None:
        return found
    today = case.grounds.now.date()
    if case.clause_words & _AGO:
        return derive_day(case.fact.value, (today,), lengths, sign=-1)
    if any(day <= today for day in anchors):
        return None
    return derive_day(case.fact.value, (today,), lengths)


def _anchors(case: Case, *, cued: bool) -> set[date]:
    """The days from which a length may run."""
    days = {
        value.value
        for row in rows_of_topic(case)
        for value in _starts(case, row)
        if not _deadline(value, row)
    }
    return days | _days_said_before(case) if cued else days


def _days_said_before(case: Case) -> set[date]:
    """The days that were said before, rightly, and of which no row knows: what was counted from one
    may be counted on."""
    return {
        item.fact.value[0] for item in case.reply.placed
        if item.fact.kind == "date" and item.fact.start < case.fact.start
        and item.fact.start in case.reply.supported and len(item.fact.value) == 1 and not item.hits
    }  # fmt: skip


def _led_by_length(case: Case) -> bool:
    """Whether the sentence names a length before the day, or in its clause; one that follows is of
    another day ("till 2 June, and on the pump 90 days")."""
    return any(
        item.fact.kind == "duration" and item.clause.sentence == case.clause.sentence
        and (item.fact.start < case.fact.start or item.clause == case.clause)
        for item in case.reply.placed
    )  # fmt: skip


def _starts(case: Case, row: Row) -> tuple[Value, ...]:
    """The days of a row from which a length may run: where rules count from completion, and the row
    says when the work ends, not the day on which it begins."""
    days = row.of("date")
    over = [value for value in days if value.words & _ENDS]
    if not over or not any(passage.words & _COMPLETION for passage in case.grounds.passages):
        return days
    return tuple(value for value in days if not value.words & _BEGINS)


def counted_clock(case: Case) -> str | None:
    """How a length leads to the clock time that is said, or that it is the time now."""
    now, clocks = case.grounds.now, case.fact.value
    if now is not None and now.time().replace(second=0) in clocks and _of_now(case):
        return "the time now"
    days = [
        day for item in _moments_beside(case)
        if item.fact.kind == "date" for day in item.fact.value
    ]  # fmt: skip
    said = _said_lengths(case)
    moments = _moments(case)
    rules = {length.minutes() for length in case.reply.rule_lengths}
    own = [length for length in said if _cued(case) or length.minutes() not in rules]
    if own:
        opening = bool(case.near_words(4, 2) & _OPENING)  # "opens at 12 and runs two hours"
        signs = (1,) if opening and not case.sentence_words & _BACKWARDS else (1, -1)
        both: list[Shift] = [(length, signs) for length in own]
        found = _derived([*moments, *([now] if now else [])], both, clocks, days)
        if found is not None:
            return found
    if not _cued(case):
        return None
    if not days and now is not None:
        days = [now.date(), *{moment.date() for moment in moments}]
    return _derived(moments, rule_shifts(case), clocks, days, _slack(case))


def _of_now(case: Case) -> bool:
    """ "it is 9:40", "abhi 9:40 baje hain"."""
    before = [token.key for token in case.near(2, 0)]
    return bool(case.clause_words & _NOW) or before[-2:] == ["it", "is"] or "it's" in before[-1:]


def rule_shifts(case: Case) -> list[Shift]:
    """The lengths of rules, each with the direction it is counted in: 1 on, -1 back."""
    shifts: list[Shift] = []
    for passage in case.grounds.passages:
        tokens = tokenize(passage.text)
        backwards = any(token.key in _BACKWARDS for token in tokens)
        graded = bool(read_tiers(passage.text))
        for fact in passage.facts:
            after = [token.key for token in tokens if token.start >= fact.end][:5]
            if fact.kind == "duration":
                signs: tuple[int, ...] = (-1,) if _BACKWARDS.intersection(after) else (1,)
                if signs == (1,) and fact.value.unit == "hour" and (backwards or graded):
                    signs = (-1, 1)  # "within 1 hour of the start", beside "4 hours before"
                shifts.append((fact.value, signs))
            elif fact.kind == "number" and fact.value < _MOST_HOURS:
                hours = Duration(fact.value, fact.value, "hour")
                shifts.append((hours, (-1,) if backwards else (1,)))
    shifts += [
        (Duration(value.value[0], value.value[0], value.value[1]), (1,))
        for row in case.grounds.rows
        for value in row.of("duration")
    ]
    return shifts


def _said_lengths(case: Case) -> tuple[Duration, ...]:
    """Lengths that the sentence names, or the one before it, where the hour said is but roughly so."""
    rough = 1 if case.fact.kind == "time" and case.clause_words & _ABOUT else 0
    return tuple(
        item.fact.value for item in case.reply.placed
        if item.fact.kind == "duration"
        and 0 <= case.clause.sentence - item.clause.sentence <= rough
    )  # fmt: skip


def _cued(case: Case) -> bool:
    first, last = case.span
    for item in _moments_beside(case):
        start, end = case.reply.token_range(item.fact.start, item.fact.end)
        if 0 <= start - last < 2:  # "tomorrow 2:58 pm"
            last = end
        elif 0 <= first - end <= 2:  # "by 11 am on the 2nd"
            first = start
    before = {token.key for token in case.tokens[max(0, first - 3) : first]}
    near = {token.key for token in case.tokens[last : last + 4]}
    after = {token.key for token in case.tokens[last : last + (5 if near & _ABOUT else 2)]}
    opens = case.fact.kind in ("time", "date") and not case.one.hits  # "from 11 on": of no row
    return bool(
        before & _CUES_BEFORE or after & _CUES_AFTER or (opens and (before | after) & _FROM)
        or (before & _TO and case.clause_words & _LASTING)
    )  # fmt: skip


def _moments_beside(case: Case) -> list[Placed]:
    """Days and hours of the clause, and the day right before an hour ("13 May, 10:00")."""
    text = case.reply.text
    return [
        item for item in case.reply.placed
        if item.fact is not case.fact and item.fact.kind in ("time", "window", "date", "daypart")
        and (
            item.clause == case.clause
            or text[item.fact.end : case.fact.start] == ", "
            or text[case.fact.end : item.fact.start] == ", "
        )
    ]  # fmt: skip


def rows_of_topic(case: Case) -> tuple[Row, ...]:
    """Rows of the thing that is spoken of, whatever day was named before."""
    kinds = ("service", "identifier", "code")
    topics = {kind: facts for kind, facts in case.one.context.items() if kind in kinds}
    return tuple(row for row in case.grounds.rows if not ruled_out(row, topics))


def _deadline(value: Value, row: Row) -> bool:
    """Whether a day is itself a limit; the end of work whose beginning stands beside it is none."""
    marks = value.words & _DEADLINES
    if marks <= _ENDS and any(day.words & _BEGINS for day in row.of("date")):
        return False
    return bool(marks)


def _moments(case: Case) -> list[datetime]:
    """The moments of the rows spoken of from which a length may run: no limits, and no end where
    rules count to the beginning; the end of a window where they count from that."""
    counted = [_counted_to(passage.text) for passage in case.grounds.passages]
    to_start = any(counted) and not any("end" in one for one in counted)
    found = []
    for row in rows_of_topic(case):
        begun = any(value.words & _BEGINS for _, value in row.moments)
        for moment, value in row.moments:
            is_end = bool(value.words & _ENDS) and not value.words & _BEGINS
            if not _deadline(value, row) and not (to_start and begun and is_end):
                found.append(moment)
        if any("end" in one for one in counted):
            ends = [value.value[1] for value in row.of("window")]
            found += [datetime.combine(day.value, end) for day in row.of("date") for end in ends]
    return found


@lru_cache(maxsize=512)
def _counted_to(text: str) -> frozenset[str]:
    """ "start" or "end": what the lengths of a rule are said to run to or from."""
    tokens = tokenize(text)
    found = set()
    for fact in read_facts(text, None):
        if fact.kind == "duration":
            after = {t.key for t in tokens if 0 <= t.start - fact.end < _NEAR}
            if not _BEGINS.isdisjoint(after) or not _BEGUN.isdisjoint(after):
                found.add("start")
            if not _ENDS.isdisjoint(after):
                found.add("end")
    return frozenset(found)


def _days_of(moment: datetime) -> frozenset[date]:
    """The days that a moment is said to be of: midnight is the night of the day before, too."""
    if moment.time() == time():
        return frozenset((moment.date(), moment.date() - timedelta(days=1)))
    return frozenset((moment.date(),))


def _is_near(then: datetime, clock: object, slack: int) -> bool:
    if not slack or not isinstance(clock, time):
        return then.time().replace(second=0) == clock
    return abs(then - datetime.combine(then.date(), clock)) <= timedelta(minutes=slack)


def _slack(case: Case) -> int:
    return _ROUGHLY if case.clause_words & _ABOUT else 0


def _derived(
    moments: Iterable[datetime],
    shifts: Iterable[Shift],
    clocks: Iterable[object],
    days: Iterable[date],
    slack: int = 0,
) -> str | None:
    """`slack` are the minutes by which a rough hour may be off."""
    wanted, allowed = set(clocks), set(days)
    shifts = tuple(shifts)
    for moment in moments:
        for length, signs in shifts:
            for minutes in length.minutes():
                for sign in signs:
                    then = moment + timedelta(minutes=sign * int(minutes))
                    if any(_is_near(then, clock, slack) for clock in wanted) and (
                        not allowed or not allowed.isdisjoint(_days_of(then))
                    ):
                        return f"{length.low} {length.unit} from {moment:%d %b %H:%M}"
    return None
