"""How many things there are for a count to speak of: listed, named, asked for, rows of a sort.

It never says what is counted: that the words of the clause do.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from assistant.language.calendar_words import MONTHS
from assistant.language.tokens import keys
from assistant.model import Reason
from assistant.quality.facts.attribution import ruled_out
from assistant.quality.facts.case import Case
from assistant.quality.reading.clauses import DENYING
from assistant.quality.reading.periods import find_periods
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import agrees

COUNTED = keys(
    """booking bookings visit visits slot slots option options service services complaint complaints
    variant variants job jobs item items appointment appointments pack packs plan plans orders order
    openings opening invoices windows times dates professionals providers technicians refunds
    payments attempts
    बुकिंग बुकिंग्स बुकिंगें विज़िट स्लॉट विकल्प सर्विस शिकायत शिकायतें शिकायतों काम jagah ऑर्डर वेरिएंट
    cheezein किस्तें अपॉइंटमेंट अपॉइंटमेंट्स पिन pins areas तारीख़ें तारीखें"""
)
COMING = keys("coming upcoming ahead aane aanewali आने आगे aage आगामी future scheduled")
"""Words of what has not happened yet."""
_WEEK = keys("week hafte hafta हफ़्ते हफ्ते सप्ताह")
STANDING = COMING | keys("baaki baki बाकी बाक़ी left remaining bachi bache bacha बची बचे बचा")
_ALTOGETHER = keys("total all including incl altogether kul कुल milakar मिलाकर samet समेत")
_LISTED = (
    "identifier", "service", "window", "date", "pincode", "label", "variant", "amount", "time",
    "code",
)  # fmt: skip
_OPENS = re.compile(r"[:(—–-]")
_BULLET = re.compile(r"\s*(?:[•*\-–—▪➤]|\d{1,2}[).])")
LONGEST_NAME = 60
"""Letters that the name of a thing has at most."""
YEARS = range(2015, 2041)
_FIRST_STEPS = frozenset(("open", "requested", "in_progress", "confirmed"))
_NOT_COMING = frozenset(("cancelled", "completed"))
_MANY = keys("many kitni kitne कितनी कितने")
_YEAR = keys("year saal sal साल वर्ष varsh")
_ARE, _HAIN = keys("are"), keys("hain hai हैं है")
_THIS = keys("this is isi इस इसी")


def check_count(case: Case) -> Reason | None:
    """A count against what is listed, what was asked for, the fields of rows, and the rows."""
    value = int(case.fact.value)
    listed = _listed(case)
    if value in listed:
        return case.supported(how="as many as are listed")
    if value in _sizes(case):
        return case.supported(how="as many as a field of the row lists")
    of_month = _of_month(case)
    if of_month:
        how = f"{value} of that month"
        return case.supported(how=how) if value in of_month else case.refuted()
    asked = _asked(case)
    if value in asked:
        return case.supported(how="as many rows as are asked for")
    counts = [] if asked and case.asked_words & _MANY else _counts_of_tables(case)
    if listed and not (value > max(listed) and any(count == value for count, _ in counts)):
        return case.refuted()
    fitting = case.one.fitting
    if fitting:
        return case.supported(fitting[0])
    for row in case.one.scope:
        held = sorted({v.value for v in row.of("number") if v.value < 1000})
        if leaves(held, value):
            return case.supported(how="what is left")
    for count, how in counts:
        if count == value:
            return case.supported(how=how)
    if value in _named(case):
        return case.supported(how="as many as are named")
    passage = case.in_passage()
    return case.supported(source=passage) if passage is not None else case.refuted()


def _of_month(case: Case) -> set[int]:
    """ "two April invoices": how many rows of each sort are of the month behind the figure."""
    month = next((MONTHS[token.key] for token in case.near(0, 1) if token.key in MONTHS), None)
    counts = Counter(
        row.table for row in case.grounds.rows
        if any(value.value.month == month for value in row.of("date"))
    )  # fmt: skip
    return set(counts.values())


def leaves(counts: Collection[Decimal], left: Decimal | int) -> bool:
    """Whether one of the counts leaves so many of another: 12 in all, 7 used, 5 left."""
    return any(high - low == left for high in counts for low in counts if low > 0)


def _counts_of_tables(case: Case) -> list[tuple[int, str]]:
    """How many rows there are of each sort, of the service and the week that are spoken of."""
    rows = _rows_of_service(case)
    week = bool((case.clause_words | case.asked_words) & _WEEK)
    standing = bool(case.clause_words & STANDING) and not case.clause_words & _ALTOGETHER
    if standing and case.clause_words & _WEEK:
        rows = [row for row in rows if _is_this_week(row, case.grounds.now)]
    counts = list(_counts(rows, case.grounds.now, standing, week))
    state = _state_counted(case)
    if state is None:
        return counts
    return [(count, how) for count, how in counts if agrees(state, how.rpartition(" ")[2])]


def _state_counted(case: Case) -> str | None:
    """ "three open complaints": the state between the figure and what is counted."""
    if not case.near_words(0, 3) & COUNTED:
        return None
    for item in case.beside("status"):
        first, last = case.reply.token_range(item.fact.start, item.fact.end)
        if first == case.span[1] and case.near_words(0, last - first + 1) & COUNTED:
            return _held_state(case, item.fact)
    told = [item.fact for item in case.beside("status")]
    figures = [item for item in case.beside("number") if item.fact is not case.fact]
    if len(told) == 1 and not figures and _is_said_of_all(case, told[0]):
        return _held_state(case, told[0])
    return None


def _is_said_of_all(case: Case, state: Fact) -> bool:
    """ "Three complaints are open": the state behind what is counted, as what all of it is."""
    first, _ = case.reply.token_range(state.start, state.end)
    between = {token.key for token in case.tokens[case.span[1] : first]}
    behind = {token.key for token in case.tokens[first : first + 3]}
    counted = bool(case.near_words(0, 1) & COUNTED) and first >= case.span[1]
    return counted and bool((between & _ARE) | (behind & _HAIN)) and not case.clause_words & DENYING


def _held_state(case: Case, state: Fact) -> str | None:
    """The state, where some row is in it."""
    held = {status for row in case.grounds.rows for status, _ in row.statuses}
    return state.value if any(agrees(state.value, one) for one in held) else None


def _asked(case: Case) -> set[int]:
    """How many rows there are of the service that the question names, in all and in the stretch
    of days or the year that question or sentence names."""
    kinds = [fact for fact in case.reply.asked if fact.kind == "service"]
    found: set[int] = set()
    for fact in kinds:
        rows = {id(row): row for row, _ in case.grounds.hits(fact) if row.of("date")}
        days = [{value.value for value in row.of("date")} for row in rows.values()]
        found |= {
            sum(any(first <= day <= last for day in held) for held in days)
            for first, last in _stretches(case)
        }
    return found - {0}


def _stretches(case: Case) -> Iterable[tuple[date, date]]:
    now = case.grounds.now
    if now is None:
        return
    for period in find_periods(case.reply.question, now.date()):
        yield period.value
    said = {item.fact.value for item in case.reply.placed if item.fact.kind == "number"}
    years = {int(value) for value in said if value in YEARS}
    if case.asked_words & _YEAR and case.asked_words & _THIS:
        years.add(now.year)
    for year in years:
        yield date(year, 1, 1), date(year, 12, 31)


def _sizes(case: Case) -> set[int]:
    """How many things the fields of the rows spoken of list ("08:00, 12:00, 14:00")."""
    named = {id(row) for item in case.reply.placed for row, _ in item.fitting}
    return {
        value.value.count(",") + 1
        for row in case.one.scope if id(row) in named
        for value in row.of("text")
        if "," in value.value
        and all(len(part) < LONGEST_NAME / 2 for part in value.value.split(","))
    }  # fmt: skip


def _listed(case: Case) -> set[int]:
    """How many different things of each kind a list right after the figure holds; empty without
    a list of two or more."""
    text, start = case.reply.text, case.fact.end
    end = case.reply.sentences[case.clause.sentence][-1].end
    opened = _OPENS.search(text, start, end)
    bullets = _bullets_end(text, end)
    if opened is None and bullets == end:
        return set()
    start = opened.end() if opened is not None and bullets == end else end
    counts = _kinds_between(case, start, bullets)
    sums = {counts.get("amount", 0) - 1}  # the last of them their sum
    return {count for count in (*counts.values(), *sums) if count > 1}


def _bullets_end(text: str, end: int) -> int:
    """Where the lines of a list that starts on the next line end; `end` when there is none."""
    position = end
    while True:
        line = text.find("\n", position)
        if line < 0 or (text[position:line].strip(" .:।") and position == end):
            return position
        if not _BULLET.match(text, line + 1):
            return position
        stop = text.find("\n", line + 1)
        position = stop if stop >= 0 else len(text)


def _kinds_between(case: Case, start: int, end: int) -> dict[str, int]:
    found: dict[str, set[object]] = {}
    for item in case.reply.placed:
        if item.fact.kind in _LISTED and start <= item.fact.start < end:
            found.setdefault(item.fact.kind, set()).add(item.fact.value)
    prices = [
        item.fact.value for item in case.reply.figures
        if start <= item.fact.start < end and item.fact.kind == "number" and item.hits
    ]  # fmt: skip
    found.setdefault("number", set()).update(prices)
    return {kind: len(values) for kind, values in found.items()}


def _named(case: Case) -> set[int]:
    """How many rows the reply names: in all, before the figure, in its sentence, after it."""
    named = [
        (item.fact.start, item.clause.sentence, id(row))
        for item in case.reply.placed
        if item.fact.kind in ("service", "identifier", "window", "date", "label", "code")
        for row, _ in item.fitting
    ]
    start, sentence = case.fact.start, case.clause.sentence
    groups = (
        {row for _, _, row in named},
        {row for at, _, row in named if at < start},
        {row for at, _, row in named if at > start},
        {row for _, where, row in named if where == sentence},
        {row for _, where, row in named if where <= sentence},
    )
    hours = {
        item.fact.value for item in case.reply.placed
        if item.fact.kind == "time" and item.fact.start > start and item.hits
    }  # fmt: skip
    called = [
        {item.fact.value for item in case.reply.placed
         if item.fact.kind == kind and item.hits and item.fact.start < start}
        for kind in ("label", "service")
    ]  # fmt: skip
    return {len(group) for group in (*groups, hours, *called)}


def _rows_of_service(case: Case) -> Sequence[Row]:
    """The rows of the one service whose visits are counted ("four visits for the sofa"); all rows
    where none is named with the figure or all are counted together."""
    named = {"service": tuple(item.fact for item in case.beside("service") if item.fitting)}
    if not named["service"] or case.clause_words & _ALTOGETHER:
        return case.grounds.rows
    return [row for row in case.grounds.rows if not ruled_out(row, named)]


def _is_this_week(row: Row, now: datetime | None) -> bool:
    """Whether the row has a day of the week of now, or no day to tell it by."""
    days = [value.value.isocalendar()[:2] for value in row.of("date")]
    return now is None or not days or now.isocalendar()[:2] in days


def _states_of(row: Row) -> frozenset[str]:
    """The states of a row; first steps that only a field's name implies ("opened_on") count no
    longer where the row says how it stands."""
    told = {value.value for value in row.of("status")}
    implied = {status for status, _ in row.statuses}
    return frozenset(told | (implied - _FIRST_STEPS if told else implied))


def _counts(
    rows: Iterable[Row], now: datetime | None, coming: bool, week: bool
) -> Iterable[tuple[int, str]]:
    """How many rows there are of each table, status and side of now, and of the `week` of now."""
    groups: dict[str, int] = {}
    for row in rows:
        table = row.source.split("#")[0].split("/")[0].split("[")[0]
        statuses = _states_of(row)
        names = [f"{table} {status}" for status in statuses]
        days = [value.value for value in row.of("date")]
        if now is not None and days:
            ahead = max(days) >= now.date() and not statuses & _NOT_COMING
            names.append(f"{table} {'to come' if ahead else 'past'}")
            this = now.isocalendar()[:2]
            if week and any(day.isocalendar()[:2] == this for day in days):
                names.append(f"{table} this week")
        if not statuses & {"cancelled", "completed"}:
            names.append(f"{table} standing")
        names = [n for n in names if not coming or n.endswith(("to come", "standing"))]
        for name in names if coming else [table, *names]:
            groups[name] = groups.get(name, 0) + 1
    for name, count in groups.items():
        yield count, f"{count} {name}"
