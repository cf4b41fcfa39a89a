"""Checks one fact of a reply by its kind: names, codes and counts here, the rest beside."""

from collections.abc import Callable, Iterable

from assistant.language.tokens import fold, keys, tokenize
from assistant.model import Reason
from assistant.quality.amounts import check_amount, check_percent
from assistant.quality.calendar import check_clock, check_date, check_duration
from assistant.quality.case import Case
from assistant.quality.evidence import Grounds
from assistant.quality.matching import implied_statuses
from assistant.quality.mentions import city_of
from assistant.quality.statuses import check_status

_COUNTED = keys(
    """booking bookings visit visits slot slots option options service services complaint complaints
    variant variants job jobs item items appointment appointments pack packs plan plans upcoming
    orders order बुकिंग बुकिंग्स बुकिंगें विज़िट स्लॉट विकल्प सर्विस शिकायत शिकायतें शिकायतों काम jagah still
    more आने आगे ऑर्डर वेरिएंट cheezein professionals providers technicians refunds payments dates
    remain left invoices attempts किस्तें"""
)
_MONEY_NEAR = keys("kam कम off discount bachat बचत save saved छूट kam, rupay extra")


def check(case: Case) -> Reason | None:
    """The verdict on one fact; None when it is not checkable (supposed, echoed, no figure)."""
    checker = _CHECKERS.get(case.fact.kind)
    return checker(case) if checker is not None else None


def _name(case: Case) -> Reason | None:
    """Variants and people: in the right row, or denied."""
    fitting = case.one.fitting()
    if fitting:
        return case.supported(fitting[0])
    if case.clause.denied and (case.one.hits or case.echoed):
        return None
    if case.fact.kind == "person" and (case.echoed or _in_session(case)):
        return None
    return case.refuted()


def _in_session(case: Case) -> bool:
    plain = case.fact.text.casefold()
    return any(plain in value.value.casefold() for value in case.grounds.session.of("text"))


def _place(case: Case) -> Reason | None:
    rows = (*case.grounds.rows, case.grounds.session)
    texts = " ".join(value.value for row in rows for value in row.of("text"))
    texts += " ".join(passage.text for passage in case.grounds.passages)
    if case.echoed or any(city_of(token.text) == case.fact.value for token in tokenize(texts)):
        return case.supported()
    return case.refuted()


def _service(case: Case) -> Reason | None:
    fitting = case.one.fitting()
    if fitting:
        return case.supported(fitting[0])
    passage = case.in_passage()
    if passage is not None and not case.one.hits:
        return case.supported(source=passage)
    if case.clause.denied and (case.one.hits or case.echoed):
        return None
    if not case.one.hits and _in_descriptions(case):
        return None
    if case.echoed and not case.one.hits:
        stated = case.beside("date", "time", "window", "status", "amount", "number", "identifier")
        known = any(
            row.service_keys for row in case.one.scope if row.of("status") or row.of("date")
        )
        if not (stated and known) or case.clause.asked or case.clause.supposed:
            return None
    return case.refuted()


def _in_descriptions(case: Case) -> bool:
    """A word of a longer text of evidence, such as what a service includes."""
    wanted = fold(case.fact.text)
    return any(
        len(value.value) > 40 and wanted in fold(value.value)
        for row in case.grounds.rows
        for value in row.of("text")
    )


def _code(case: Case) -> Reason | None:
    """Pincodes, phones, identifiers."""
    fitting = case.one.fitting()
    if fitting:
        return case.supported(fitting[0])
    session = case.grounds.session
    same = [value for value in session.of(case.fact.kind) if value.value == case.fact.value]
    if same and not case.one.hits:
        return case.supported((session, same[0]))
    passage = case.in_passage()
    if passage is not None:
        return case.supported(source=passage)
    if case.clause.denied and (case.one.hits or case.echoed):
        return None
    if case.echoed or _in_texts(case):
        return case.supported(how="as the customer said")
    return case.refuted()


def _in_texts(case: Case) -> bool:
    """A code that stands somewhere inside a longer value of own evidence."""
    plain = case.fact.value.upper().replace("-", "")
    return case.fact.kind == "identifier" and any(
        plain in value.value.upper().replace("-", "")
        for row in case.grounds.rows
        for value in row.of("text")
    )


def _number(case: Case) -> Reason | None:
    """A bare figure: an amount when large, a rating when broken, else a count of something."""
    value = case.fact.value
    if case.echoed:
        return None
    if value >= 100 or (value >= 50 and value != int(value)):
        return check_amount(case)
    if value != int(value):
        fitting = case.one.fitting()
        return case.supported(fitting[0]) if fitting else case.refuted()
    if value >= 20 and case.near_words(1, 2) & _MONEY_NEAR:
        return check_amount(case)
    if value < 2 and case.fact.text.isalpha():
        return None
    if not case.near_words(0, 3) & _COUNTED:
        return None
    return _count(case)


def _count(case: Case) -> Reason | None:
    value = int(case.fact.value)
    if case.one.hits:
        return case.supported(case.one.hits[0])
    listed = {
        id(row) for item in case.reply.placed
        if item.fact.kind in ("service", "identifier", "window", "date")
        for row, _ in item.fitting()
    }  # fmt: skip
    if value == len(listed):
        return case.supported(how="as many as are named")
    for row in case.one.scope:
        held = sorted({v.value for v in row.of("number") if v.value < 1000})
        if any(high - low == value for high in held for low in held if low > 0):
            return case.supported(how="what is left")
    for count, how in _counts(case.grounds):
        if count == value:
            return case.supported(how=how)
    return case.refuted()


def _counts(grounds: Grounds) -> Iterable[tuple[int, str]]:
    """How many rows there are of each table, status and side of now."""
    groups: dict[str, int] = {}
    for row in grounds.rows:
        table = row.source.split("#")[0].split("/")[0].split("[")[0]
        names = [table]
        statuses = {status for status, _ in implied_statuses(row)}
        names += [f"{table} {status}" for status in statuses]
        days = [value.value for value in row.of("date")]
        if grounds.now is not None and days:
            coming = max(days) >= grounds.now.date()
            names.append(f"{table} {'to come' if coming else 'past'}")
        if not statuses & {"cancelled", "completed"}:
            names.append(f"{table} standing")
        for name in names:
            groups[name] = groups.get(name, 0) + 1
    for name, count in groups.items():
        yield count, f"{count} {name}"


_CHECKERS: dict[str, Callable[[Case], Reason | None]] = {
    "amount": check_amount,
    "number": _number,
    "percent": check_percent,
    "fraction": check_percent,
    "date": check_date,
    "time": check_clock,
    "window": check_clock,
    "duration": check_duration,
    "pincode": _code,
    "phone": _code,
    "identifier": _code,
    "service": _service,
    "variant": _name,
    "person": _name,
    "place": _place,
    "status": check_status,
}
