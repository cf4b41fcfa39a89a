"""Checks the bare figures of a reply: ratings, counts of a field, counts of what is listed.

A figure that nothing gives a meaning to is left alone.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from assistant.language.tokens import ascii_digits, keys, tokenize
from assistant.model import Reason
from assistant.quality.facts.amounts import check_amount
from assistant.quality.facts.attribution import ruled_out
from assistant.quality.facts.bounds import beyond
from assistant.quality.facts.case import Case
from assistant.quality.facts.derived import derive
from assistant.quality.facts.members import of_list, of_share
from assistant.quality.facts.parts import paise_of
from assistant.quality.reading import field_names as names
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.people import same_name
from assistant.quality.reading.periods import find_periods
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import agrees

_COUNTED = keys(
    """booking bookings visit visits slot slots option options service services complaint complaints
    variant variants job jobs item items appointment appointments pack packs plan plans orders order
    openings opening invoices windows times dates professionals providers technicians refunds
    payments attempts
    बुकिंग बुकिंग्स बुकिंगें विज़िट स्लॉट विकल्प सर्विस शिकायत शिकायतें शिकायतों काम jagah ऑर्डर वेरिएंट
    cheezein किस्तें अपॉइंटमेंट अपॉइंटमेंट्स पिन pins areas तारीख़ें तारीखें"""
)
_COMING = keys("coming upcoming ahead aane aanewali आने आगे aage आगामी future scheduled")
_WEEK = keys("week hafte hafta हफ़्ते हफ्ते सप्ताह")
_STANDING = _COMING | keys("baaki baki बाकी बाक़ी left remaining bachi बची")
_ALTOGETHER = keys("total all including incl altogether kul कुल milakar मिलाकर samet समेत")
_SETS = _COMING | keys("open khuli खुली खुले pending cancelled confirmed raised done hui हुई")
_MONEY_NEAR = keys("kam कम off discount bachat बचत save saved छूट rupay extra")
_RATING = keys("rating rated stars star score रेटिंग स्टार सितारे rate")
_LISTED = (
    "identifier", "service", "window", "date", "pincode", "label", "variant", "amount", "time",
    "code",
)  # fmt: skip
_OPENS = re.compile(r"[:(—–-]")
_BULLET = re.compile(r"\s*(?:[•*\-–—▪➤]|\d{1,2}[).])")
_OUT_OF = frozenset((("out", "of"), ("में", "से"), ("me", "se"), ("mein", "se")))
_LEAST = keys("least above over minimum up upar ऊपर upwards")
_FIGURES = re.compile(r"(?<!\d)\d+(?!\d)")
_QUANTITIES = frozenset(("qty", "quantity", "count", "units"))
_NAME = 60
"""Letters that the name of a thing has at most."""
_LEAST_NAME = 4
_YEARS = range(2015, 2041)
_FIRST_STEPS = frozenset(("open", "requested", "in_progress", "confirmed"))
_NOT_COMING = frozenset(("cancelled", "completed"))
_MANY = keys("many kitni kitne कितनी कितने")
_YEAR = keys("year saal sal साल वर्ष varsh")
_THIS = keys("this is isi इस इसी")


def check_number(case: Case) -> Reason | None:
    """A bare figure: an amount when large, a rating when broken, else a count of something."""
    value = case.fact.value
    if case.echoed or _is_year(case) or _is_scale(case) or _in_a_text(case):
        return None
    code = _as_code(case)
    if code is not None:
        return code
    bound = beyond(case, value)
    if bound is not None:
        return case.supported(bound, "more than that")
    if value >= 100 or (value >= 50 and value != int(value)):
        return _counted_large(case) or check_amount(case)
    if value != int(value):
        return _rating(case)
    if value >= 20 and case.near_words(1, 2) & _MONEY_NEAR:
        return check_amount(case)
    if value < 2 and case.fact.text.isalpha():
        return None
    if case.near_words(2, 3) & _LEAST and case.in_passage() is not None:
        return case.supported(source=case.in_passage())
    named = _of_field(case) or _of_item(case) or of_list(case) or of_share(case) or _called_so(case)
    if named is not None:
        return named
    if case.near_words(0, 3) & _COUNTED or case.near_words(0, 2) & _SETS:
        return _count(case)
    return None


def _as_code(case: Case) -> Reason | None:
    """ "complaint 3307": the number by which a row is called."""
    same = (item for item in case.beside("code") if item.fact.start == case.fact.start)
    named = next(same, None)
    if named is None:
        return None
    return case.supported(named.fitting[0]) if named.fitting else case.refuted()


def _is_year(case: Case) -> bool:
    """ "2026 में": a year of some date of evidence, or this one."""
    if case.fact.value not in _YEARS or case.fact.value != int(case.fact.value):
        return False
    years = {value.value.year for row in case.grounds.rows for value in row.of("date")}
    if case.grounds.now is not None:
        years |= {case.grounds.now.year, case.grounds.now.year - 1, case.grounds.now.year + 1}
    spans = {int(one.low) for one in case.reply.rule_lengths if one.unit == "year"}
    years |= {year + span for year in years for span in spans}
    years |= {int(value.value) for value in case.grounds.session.of("number")}
    return int(case.fact.value) in years


def _is_scale(case: Case) -> bool:
    """ "4.9 out of 5", "5 में से 4.9": what ratings are given of."""
    if case.fact.value not in (5, 10):
        return False
    first, last = case.span
    before = tuple(token.key for token in case.tokens[max(0, first - 2) : first])
    after = tuple(token.key for token in case.tokens[last : last + 2])
    rated = any(0 < item.fact.value <= case.fact.value for item in case.beside("number"))
    return rated and (before in _OUT_OF or before[-1:] == ("/",) or after in _OUT_OF)


def _in_a_text(case: Case) -> bool:
    """Part of an address or a name of evidence ("बी-704"), which counts nothing."""
    figures = case.fact.text
    return len(figures) > 1 and figures.isdecimal() and any(
        value.kind == "text" and not value.path.endswith("#")
        and not any(other.path == value.path for other in row.of("number"))
        and figures in _FIGURES.findall(ascii_digits(value.value))
        for row in (*case.grounds.rows, case.grounds.session)
        for value in row.values
    )  # fmt: skip


def _counted_large(case: Case) -> Reason | None:
    """A large count ("312 jobs") of a row that the reply names, compared with another's."""
    counts = [hit for hit in case.one.hits if hit[1].kind in ("number", "count")]
    if not counts or any(hit[1].kind == "amount" for hit in case.one.hits):
        return None
    return _supported_if_named(case, counts)


def _supported_if_named(case: Case, hits: list[Hit]) -> Reason | None:
    named = {id(row) for item in case.reply.placed if item.fact.kind in ("person", "service")
             for row, _ in item.fitting}  # fmt: skip
    return next((case.supported(hit) for hit in hits if id(hit[0]) in named), None)


def _rating(case: Case) -> Reason | None:
    fitting = case.one.fitting
    if fitting:
        return case.supported(fitting[0])
    how = derive(case, paise_of("number", case.fact.value))
    if how is not None:
        return case.supported(how=how)
    rated = any(
        value.value <= 5 and value.value != int(value.value)
        for row in case.one.scope
        for value in row.of("number")
    )
    if case.fact.value <= 5 and (rated or case.clause_words & _RATING):
        return case.refuted()
    return None


def _of_field(case: Case) -> Reason | None:
    """ "crew of 2": a figure beside the very name of a field must be that field's."""
    near = case.near_words(2, 2)
    held = [
        (row, value)
        for row in case.one.scope
        for value in row.of("number")
        if any(not near.isdisjoint(_forms(word)) and len(word) > 3 for word in value.words)
        and not any(money.path == value.path for money in row.of("amount"))
    ]
    if not held:
        return None
    for row, value in held:
        if value.value == case.fact.value:
            return case.supported((row, value))
    if case.near_words(2, 3) & _STANDING and _is_left_of(case, held):
        return case.supported(how="what is left")
    counts = {value.value for _, value in held}
    if len(counts) == 1:
        return case.refuted(held[0])
    behind = case.near_words(0, 1)
    right_behind = any(not behind.isdisjoint(_forms(word)) for word in held[0][1].words)
    if right_behind and case.fact.value != sum(counts):
        return case.refuted(held[0])
    return None


def _forms(word: str) -> tuple[str, str]:
    """A field's word, and one of what it counts: "visits", "do visit"."""
    return word, word.removesuffix("s")


def _is_left_of(case: Case, held: Sequence[Hit]) -> bool:
    """ "5 sessions left", of a row that counts 12 in all and 7 used: what one of the fields called
    so leaves of another of the same row."""
    return any(
        one is other and high.value - low.value == case.fact.value
        for one, high in held for other, low in held if low.value > 0
    )  # fmt: skip


def _called_so(case: Case) -> Reason | None:
    """ "three electricians", "chhe helper": so many as the field has that is called by the next
    word, whatever else it might count."""
    after = [token.key for token in case.near(0, 1) if token.shape == "word"]
    if not after or len(after[0]) < _LEAST_NAME or after[0] in _COUNTED:
        return None
    stem = after[0].removesuffix("s")
    held = [
        (row, value)
        for row in case.one.scope
        for value in row.of("number")
        if value.value < 100 and not value.words & names.MONEY
        and stem in {word.removesuffix("s") for word in value.words}
    ]  # fmt: skip
    right = next((hit for hit in held if hit[1].value == case.fact.value), None)
    if right is not None:
        return case.supported(right)
    return case.refuted(held[0]) if len({value.value for _, value in held}) == 1 else None


def _of_item(case: Case) -> Reason | None:
    """ "4 helpers", where a row of the helpers holds a quantity."""
    behind = [token.text for token in case.near(0, 2) if token.shape == "word"]
    held = [
        (row, value)
        for row in case.one.scope
        for value in row.of("number")
        if value.words & _QUANTITIES and any(
            same_name(word, token.text)
            for text in row.of("text") if len(text.value) < _NAME
            for token in tokenize(text.value)
            for word in behind if len(word) > 3
        )
    ]  # fmt: skip
    for hit in held:
        if hit[1].value == case.fact.value:
            return case.supported(hit)
    return case.refuted(held[0]) if len(held) == 1 else None


def _count(case: Case) -> Reason | None:
    value = int(case.fact.value)
    listed = _listed(case)
    if value in listed:
        return case.supported(how="as many as are listed")
    if value in _sizes(case):
        return case.supported(how="as many as a field of the row lists")
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
        if any(high - low == value for high in held for low in held if low > 0):
            return case.supported(how="what is left")
    for count, how in counts:
        if count == value:
            return case.supported(how=how)
    if value in _named(case):
        return case.supported(how="as many as are named")
    passage = case.in_passage()
    return case.supported(source=passage) if passage is not None else case.refuted()


def _counts_of_tables(case: Case) -> list[tuple[int, str]]:
    """How many rows there are of each sort, of the service and the week that are spoken of."""
    rows = _rows_of_service(case)
    week = bool((case.clause_words | case.asked_words) & _WEEK)
    standing = bool(case.clause_words & _STANDING) and not case.clause_words & _ALTOGETHER
    if standing and case.clause_words & _WEEK:
        rows = [row for row in rows if _is_this_week(row, case.grounds.now)]
    counts = list(_counts(rows, case.grounds.now, standing, week))
    state = _state_counted(case)
    if state is None:
        return counts
    return [(count, how) for count, how in counts if agrees(state, how.rpartition(" ")[2])]


def _state_counted(case: Case) -> str | None:
    """ "three open complaints": the state between the figure and what is counted."""
    if not case.near_words(0, 3) & _COUNTED:
        return None
    for item in case.beside("status"):
        first, last = case.reply.token_range(item.fact.start, item.fact.end)
        if first == case.span[1] and case.near_words(0, last - first + 1) & _COUNTED:
            held = {status for row in case.grounds.rows for status, _ in row.statuses}
            return item.fact.value if any(agrees(item.fact.value, s) for s in held) else None
    return None


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
    years = {int(value) for value in said if value in _YEARS}
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
        if "," in value.value and all(len(part) < _NAME / 2 for part in value.value.split(","))
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
            found.setdefault(item.fact.kind, set()).add(str(item.fact.value))
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
        {str(item.fact.value) for item in case.reply.placed
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
