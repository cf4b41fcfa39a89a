"""Checks one fact of a reply, by its kind, against the rows it may stand on."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations

from assistant.language.calendar_words import TIME_UNITS
from assistant.language.numbers import find_numbers
from assistant.language.times import Duration
from assistant.language.tokens import Token, keys, tokenize
from assistant.model import Reason
from assistant.quality import arithmetic
from assistant.quality.attribution import Hit, Placed
from assistant.quality.cues import (
    DATE_MARKS,
    DIFFERENCE_CUES,
    MONEY_CUES,
    ROUGH,
    SUM_CUES,
    TAX_CUES,
)
from assistant.quality.evidence import Grounds, Row, Value
from assistant.quality.matching import implied_statuses
from assistant.quality.reader import Fact
from assistant.quality.status_words import SOFT, agrees

_COUNTED = keys(
    """booking bookings visit visits slot slots option options service services complaint complaints
    variant variants job jobs item items appointment appointments pack packs plan plans upcoming
    orders order बुकिंग बुकिंग्स बुकिंगें विज़िट स्लॉट विकल्प सर्विस शिकायत शिकायतें शिकायतों काम jagah still
    more आने आगे ऑर्डर वेरिएंट cheezein still professionals providers technicians refunds payments"""
)
_FUTURE = keys(
    """will would shall hoga hogi honge jayega jayegi jaega jaayega jaayegi jayenge होगा होगी होंगे जाएगा
    जाएगी जायेगा जायेगी जाएंगे जाएँगे to due hone होने"""
)
_DENIALS = keys(
    """not no nahi nahin nhi nai na never isn't wasn't hasn't haven't don't doesn't didn't aren't won't
    cannot can't नहीं नही ना न without bina बिना yet isnt hasnt wasnt"""
)
_AUXILIARIES = keys(
    """hai h ho hua hui hue huyi huye gaya gayi gai gya gyi chuka chuki chuke tha thi the hain dikh rahi
    raha है हो हुआ हुई हुए गया गई गयी गए चुका चुकी चुके था थी थे हैं दिख रही रहा रहे kiya ki kar की किया कर कर
    nahi nahin नहीं nhi status स्थिति वाली wali bola bata बता मार्क mark बुकिंग booking - —"""
)
_BASE_FORMS = keys(
    """cancel confirm complete accept close resolve solve fail reschedule reject escalate expire कैंसल
    कैंसिल कैन्सल कन्फर्म कंफर्म रद्द रद radd rad पूरा पूरी पूरे स्वीकार बंद band हल कंप्लीट कम्प्लीट रिजेक्ट
    पक्का पक्की pakki free available khali खाली chuka"""
)
_AFTER_INTENT = keys(
    """kar कर karne करने karna करना karo करो karu करूं करूँ karoge करोगे करेंगे karenge karein करें karwana
    करवाना kr kru krna krne karte करते करवाने karun करूं krwana कराना कराने कराएं karaye"""
)
_PAST_OF_DO = keys("di diya diye gayi gaya chuke chuka chuki दी दिया दिए गई गया चुके चुका चुकी li liya ली लिया")


def check(
    one: Placed,
    placed: Sequence[Placed],
    grounds: Grounds,
    text: str,
    asked: Sequence[Fact],
    before: tuple[Reason, ...],
) -> Reason | None:
    """The verdict on one fact; None when it is not checkable (supposed, echoed, no number)."""
    kind = one.fact.kind
    checker = _CHECKERS.get(kind)
    return checker(_Case(one, placed, grounds, text, asked, before)) if checker else None


class _Case:
    """One fact with all that its checkers look at."""

    def __init__(
        self, one: Placed, placed: Sequence[Placed], grounds: Grounds, text: str,
        asked: Sequence[Fact], before: tuple[Reason, ...],
    ) -> None:  # fmt: skip
        self.one, self.placed, self.grounds, self.text = one, placed, grounds, text
        self.asked, self.before = asked, before
        self.fact = one.fact
        self.tokens = tokenize(text)
        self.clause_words = self._words(one.clause.first, one.clause.last)
        sentence = [item.clause for item in placed if item.clause.sentence == one.clause.sentence]
        first = min(clause.first for clause in sentence)
        last = max(clause.last for clause in sentence)
        self.sentence_words = self._words(first, last)

    def _words(self, first: int, last: int) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens[first:last])

    def at(self) -> tuple[int, int]:
        """Token range of the fact."""
        inside = [
            index for index, token in enumerate(self.tokens)
            if self.fact.start <= token.start < self.fact.end
        ]  # fmt: skip
        return inside[0], inside[-1] + 1

    def near(self, before: int, after: int) -> tuple[Token, ...]:
        """Tokens of the clause around the fact."""
        first, last = self.at()
        clause = self.one.clause
        return (
            *self.tokens[max(clause.first, first - before) : first],
            *self.tokens[last : min(clause.last, last + after)],
        )

    @cached_property
    def lengths(self) -> tuple[Duration, ...]:
        """Durations of passages, and bare numbers of those that speak of hours ("12 to 24 50 %")."""
        found = []
        for passage in self.grounds.passages:
            found += [fact.value for fact in passage.facts if fact.kind == "duration"]
            units = {TIME_UNITS[t.key] for t in tokenize(passage.text) if t.key in TIME_UNITS}
            for span in find_numbers(passage.text):
                found += [Duration(span.value, span.value, unit) for unit in units]
        found += [
            Duration(value.value[0], value.value[0], value.value[1])
            for row in self.grounds.rows
            for value in row.of("duration")
        ]
        return tuple(found)

    @cached_property
    def mentioned(self) -> tuple[Row, ...]:
        """Rows that any fact of the reply fits."""
        rows = {id(row): row for item in self.placed for row, _ in item.fitting()}
        return tuple(rows.values())

    def echoed(self) -> bool:
        return any(
            fact.kind == self.fact.kind and _same_value(fact.value, self.fact.value)
            for fact in self.asked
        )

    def supported(self, hit: Hit | None = None, how: str | None = None) -> Reason:
        source = hit[0].source if hit else None
        return Reason(self.fact.text, "supported", self.fact.kind, source, hit[1].path if hit else None, how)

    def refuted(self) -> Reason:
        """Contradicted when the right row says something else, unsupported when nothing does."""
        expected = self._expected()
        if expected is None:
            verdict = "contradicted" if self.one.hits else "unsupported"
            return Reason(self.fact.text, verdict, self.fact.kind)  # type: ignore[arg-type]  # one of two literals
        row, value = expected
        return Reason(
            self.fact.text, "contradicted", self.fact.kind, row.source, value.path, shown(value)
        )

    def _expected(self) -> Hit | None:
        kinds = _EXPECTED.get(self.fact.kind, (self.fact.kind,))
        for row in self.one.scope:
            for kind in kinds:
                for value in row.of(kind):
                    return row, value
        return None


_EXPECTED = {
    "amount": ("amount",),
    "number": ("number", "amount", "count"),
    "window": ("window", "time"),
    "time": ("time", "window"),
    "fraction": ("percent",),
}


def shown(value: Value) -> str:
    """A value of evidence in words for people."""
    if value.kind == "amount":
        return f"{value.path} ₹{Decimal(value.value) / 100:,.2f}".removesuffix(".00")
    if value.kind == "window":
        return f"{value.path} {value.value[0]:%H:%M}-{value.value[1]:%H:%M}"
    if value.kind == "person":
        return f"{value.path} {' '.join(value.value)}"
    if value.kind in ("service", "duration"):
        return f"{value.path} {', '.join(str(part) for part in value.value)}"
    return f"{value.path} {value.value}"


def _same_value(one: object, other: object) -> bool:
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return not one.isdisjoint(other)
    if isinstance(one, tuple) and isinstance(other, tuple) and one and other:
        return bool(set(one) & set(other))
    return one == other


def _simple(case: _Case) -> Reason | None:
    """Facts that are in the right row or wrong: variants, people."""
    fitting = case.one.fitting()
    if not fitting and case.one.clause.denied and (case.one.hits or case.echoed()):
        return None
    return case.supported(fitting[0]) if fitting else case.refuted()


def _place(case: _Case) -> Reason | None:
    rows = (*case.grounds.rows, case.grounds.session)
    texts = " ".join(value.value for row in rows for value in row.of("text"))
    texts += " ".join(passage.text for passage in case.grounds.passages)
    from assistant.quality.mentions import city_of  # noqa: PLC0415

    if any(city_of(token.text) == case.fact.value for token in tokenize(texts)) or case.echoed():
        return case.supported()
    return case.refuted()


def _service(case: _Case) -> Reason | None:
    fitting = case.one.fitting()
    if fitting:
        return case.supported(fitting[0])
    if _in_passages(case) or (case.echoed() and not case.one.hits):
        return case.supported()
    if case.one.clause.denied and (case.one.hits or case.echoed()):
        return None
    return case.refuted()


def _code(case: _Case) -> Reason | None:
    """Pincodes, phones, identifiers."""
    fitting = case.one.fitting()
    if fitting:
        return case.supported(fitting[0])
    session = [value for value in case.grounds.session.of(case.fact.kind) if value.value == case.fact.value]
    if session and not case.one.hits:
        return case.supported((case.grounds.session, session[0]))
    if _in_passages(case) or case.echoed() or _in_texts(case):
        return case.supported()
    return case.refuted()


def _in_texts(case: _Case) -> bool:
    """A code that stands somewhere inside a longer value of own evidence."""
    plain = case.fact.value.upper().replace("-", "")
    return case.fact.kind == "identifier" and any(
        plain in value.value.upper().replace("-", "")
        for row in case.grounds.rows
        for value in row.of("text")
    )


def _in_passages(case: _Case) -> bool:
    return any(
        fact.kind == case.fact.kind and _same_value(fact.value, case.fact.value)
        for passage in case.grounds.passages
        for fact in passage.facts
    )


def _amount(case: _Case) -> Reason | None:
    fitting = case.one.fitting()
    allowed = [hit for hit in fitting if _role_allowed(case, hit)]
    if allowed:
        return case.supported(allowed[0])
    if _in_passages(case):
        return case.supported()
    paise = case.fact.value if case.fact.kind == "amount" else int(case.fact.value * 100)
    how = arithmetic.derive_amount(paise, _known(case), _operations(case))
    if how is None:
        how = _derived_elsewhere(case, paise)
    if how is None and case.clause_words & ROUGH:
        how = _rounded(case, paise)
    if how is not None:
        return case.supported(how=how)
    if case.echoed() and (case.one.clause.denied or case.sentence_words & _LIMITS):
        return None
    return case.refuted()


_LIMITS = keys(
    """within under budget below upto tak तक andar अंदर बजट beyond over above me mein में se से par पर
    instead"""
)


def _derived_elsewhere(case: _Case, paise: int) -> str | None:
    """The figure over all rows the reply names: a column's sum, or within one row after another."""
    operations = _operations(case)
    for row in case.mentioned:
        known = [arithmetic.Known(value.value, value.role, row.source) for value in row.of("amount")]
        how = arithmetic.derive_amount(paise, known, operations)
        if how is not None:
            return how
    if operations.sums:
        columns: dict[str, list[int]] = {}
        for row in case.grounds.rows:
            for value in row.of("amount"):
                columns.setdefault(value.path, []).append(value.value)
        for path, amounts in columns.items():
            for count in range(2, min(len(amounts), 6) + 1):
                if any(sum(parts) == paise for parts in combinations(amounts, count)):
                    return f"sum of {count} {path}"
    return None


def _rounded(case: _Case, paise: int) -> str | None:
    """A round figure near an exact one: "about twelve hundred", "डेढ़ सौ से एक रुपया कम"."""
    if paise <= 500:
        return "a rupee or so"
    for known in _known(case):
        if known.paise and paise % 1000 == 0 and abs(known.paise - paise) * 50 <= known.paise:
            return f"about ₹{Decimal(known.paise) / 100}"
    return None


_MARKED = frozenset(("strike", "discount", "tax", "convenience", "wallet", "remaining", "advance"))


def _role_allowed(case: _Case, hit: Hit) -> bool:
    """A marked part of a price (old price, tax ...) is quoted only as what it is."""
    row, value = hit
    if value.kind != "amount" or value.role not in _MARKED:
        return True
    plain = [other for other in row.of("amount") if other.role not in _MARKED]
    if not plain or any(other.value == value.value for other in plain):
        return True
    return bool(case.sentence_words & MONEY_CUES[value.role])


def _known(case: _Case) -> list[arithmetic.Known]:
    known = [
        arithmetic.Known(value.value, value.role, row.source)
        for row in case.one.scope
        for value in row.of("amount")
    ]
    for passage in case.grounds.passages:
        known += [
            arithmetic.Known(fact.value, "price", passage.source)
            for fact in passage.facts
            if fact.kind == "amount"
        ]
    said = {reason.claim for reason in case.before if reason.verdict == "supported"}
    for item in case.placed:
        if item.fact.kind == "amount" and item.fact.text in said and item.fact is not case.fact:
            known.append(arithmetic.Known(item.fact.value, "said", "answer"))
        elif item.fact.kind == "number" and item.fact.text in said and item.fact.value >= 50:
            known.append(arithmetic.Known(int(item.fact.value * 100), "said", "answer"))
    return known


def _operations(case: _Case) -> arithmetic.Allowed:
    words = case.sentence_words
    shares, quantities, rates = set(), set(), set()
    for item in case.placed:
        fact = item.fact
        if fact.kind in ("fraction", "percent") and item.clause.sentence == case.one.clause.sentence:
            shares.add(Decimal(fact.value))
    for fact in (*(item.fact for item in case.placed), *case.asked):
        if fact.kind == "number" and fact.value == int(fact.value) and 2 <= fact.value <= 50:
            quantities.add(int(fact.value))
    for fact in case.asked:
        if fact.kind == "number" and fact.value == int(fact.value) and fact.value < 10_000:
            quantities.add(int(fact.value))
    if words & _EACH:
        quantities.add(2)
    for row in case.grounds.rows:
        rates |= {value.value for value in row.of("percent")}
        quantities |= {
            int(value.value)
            for value in row.of("number")
            if 2 <= value.value <= 50 and value.value == int(value.value)
        }
    for passage in case.grounds.passages:
        rates |= {fact.value for fact in passage.facts if fact.kind == "percent"}
    rates |= {Decimal(18), Decimal(9)}
    rates = {rate for rate in rates if rate in (5, 9, 12, 18, 28)}
    return arithmetic.Allowed(
        sums=bool(words & SUM_CUES),
        differences=bool(words & DIFFERENCE_CUES),
        taxes=bool(words & TAX_CUES),
        shares=tuple(sorted(shares)),
        quantities=tuple(sorted(quantities)),
        rates=tuple(sorted(rates)),
    )


_EACH = keys("each both dono दोनों har हर प्रत्येक-प्रत्येक apiece do दो two double")


def _percent(case: _Case) -> Reason | None:
    fitting = case.one.fitting()
    if fitting:
        return case.supported(fitting[0])
    for passage in case.grounds.passages:
        for fact in passage.facts:
            if fact.kind in ("percent", "fraction") and fact.value == case.fact.value:
                return Reason(case.fact.text, "supported", case.fact.kind, passage.source)
            if fact.kind == "number" and fact.value == case.fact.value:
                return Reason(case.fact.text, "supported", case.fact.kind, passage.source)
    if case.fact.value in (18, 9) and case.clause_words & MONEY_CUES["tax"]:
        return case.supported(how="the statutory rate")
    if case.fact.kind in ("percent", "fraction"):
        how = arithmetic.derive_percent(case.fact.value, _known(case))
        if how is not None:
            return case.supported(how=how)
    if case.fact.kind == "fraction" and case.fact.value == 100:
        return None
    return case.refuted()


def _date(case: _Case) -> Reason | None:
    fitting = [hit for hit in case.one.fitting() if _date_allowed(case, hit)]
    if fitting:
        return case.supported(fitting[0])
    if case.one.clause.asked or _is_word_of_today(case):
        return None
    lengths = list(case.lengths)
    lengths += [item.fact.value for item in case.placed if item.fact.kind == "duration"]
    how = arithmetic.derive_day(case.fact.value, case.one.scope, lengths, case.grounds.now)
    if how is not None and not case.one.hits:
        return case.supported(how=how)
    if case.echoed() and not case.one.hits:
        return None
    after = case.near(0, 1)
    if after and after[0].key in _DENIALS:
        return None
    if not any(row.of("date") for row in case.grounds.rows):
        return None
    return case.refuted()


def _is_word_of_today(case: _Case) -> bool:
    """"today" beside nothing that a row dates: a manner of speaking."""
    now = case.grounds.now
    if now is None or case.fact.value != (now.date(),):
        return False
    return not any(
        item.fact.kind in ("time", "window", "service", "status", "person")
        for item in case.placed
        if item.clause == case.one.clause
    )


def _date_allowed(case: _Case, hit: Hit) -> bool:
    """A day of payment or of cancelling is not the day of the visit."""
    row, value = hit
    role = next((entry for entry in DATE_MARKS if value.words & entry[1]), None)
    if role is None:
        return True
    plain = [
        other for other in row.of("date")
        if other.value != value.value and not any(other.words & entry[1] for entry in DATE_MARKS)
    ]  # fmt: skip
    return not plain or bool(case.sentence_words & role[2])


def _clock(case: _Case) -> Reason | None:
    """Times and windows."""
    fitting = [hit for hit in case.one.fitting() if _date_allowed(case, hit)]
    if fitting:
        return case.supported(fitting[0])
    if _in_passages(case) or _ends_in_passages(case):
        return case.supported()
    if case.one.clause.asked:
        return None
    if case.fact.kind == "time":
        lengths = list(case.lengths)
        days = [day for item in case.placed if item.fact.kind == "date" and item.clause.sentence == case.one.clause.sentence for day in item.fact.value]
        how = arithmetic.derive_moment(days, case.fact.value, case.one.scope, lengths, case.grounds.now)
        if how is not None:
            return case.supported(how=how)
    if case.echoed():
        return None
    return case.refuted()


def _ends_in_passages(case: _Case) -> bool:
    """A time that is one end of a window of a passage ("8 am to 8 pm": "till 8 pm")."""
    for passage in case.grounds.passages:
        for fact in passage.facts:
            if fact.kind == "window" and case.fact.kind == "time":
                if any(end in case.fact.value for window in fact.value for end in window):
                    return True
            if fact.kind == "time" and case.fact.kind == "time" and set(fact.value) & set(case.fact.value):
                return True
    return False


def _duration(case: _Case) -> Reason | None:
    said = case.fact.value
    for row, value in case.one.fitting():
        return case.supported((row, value))
    if all(any(end == low for length in case.lengths for low in length.minutes()) for end in said.minutes()):
        return case.supported()
    if case.echoed():
        return None
    for passage in case.grounds.passages:
        for fact in passage.facts:
            if fact.kind == "duration" and _same_length(said, fact.value):
                return Reason(case.fact.text, "supported", "duration", passage.source)
    moments = [moment for row in case.one.scope for moment, _ in row.moments]
    days = [value.value for row in case.one.scope for value in row.of("date")]
    days += [day for item in case.placed if item.fact.kind == "date" for day in item.fact.value[:1]]
    moments += [
        datetime.combine(day, clock)
        for day in {*days, *([case.grounds.now.date()] if case.grounds.now else [])}
        for fact in (*(item.fact for item in case.placed), *case.asked)
        if fact.kind in ("time", "window")
        for clock in ([fact.value[0]] if fact.kind == "time" else [fact.value[0][0]])
    ]
    rough = bool(case.clause_words & ROUGH)
    how = arithmetic.derive_duration(said, moments, case.grounds.now, days, rough)
    if how is not None:
        return case.supported(how=how)
    return case.refuted()


def _same_length(said: object, held: object) -> bool:
    low, high = said.minutes()  # type: ignore[attr-defined]  # both are Durations
    held_low, held_high = held.minutes()  # type: ignore[attr-defined]
    if low == high:
        return low in (held_low, held_high)
    return bool((low, high) == (held_low, held_high))


def _number(case: _Case) -> Reason | None:
    value = case.fact.value
    if case.echoed():
        return None
    if value >= 100 or value != int(value):
        return _amount(case) if value >= 50 else _figure(case)
    if value < 2 and case.fact.text.isalpha():
        return None
    after = [token.key for token in case.near(0, 3)]
    if not any(word in _COUNTED for word in after):
        return None
    return _count(case)


def _figure(case: _Case) -> Reason | None:
    """A small figure with decimals: a rating, a size."""
    fitting = case.one.fitting()
    return case.supported(fitting[0]) if fitting else case.refuted()


def _count(case: _Case) -> Reason | None:
    value = int(case.fact.value)
    if case.one.hits or case.echoed():
        return case.supported(case.one.hits[0] if case.one.hits else None)
    listed = {id(row) for item in case.placed if item.fact.kind in ("service", "identifier", "window") for row, _ in item.fitting()}
    if value == len(listed):
        return case.supported(how="as many as are named")
    for count, how in _counts(case.grounds):
        if count == value:
            return case.supported(how=how)
    return case.refuted()


def _counts(grounds: Grounds) -> Iterable[tuple[int, str]]:
    """How many rows there are of each source, status and side of now."""
    groups: dict[str, int] = {}
    for row in grounds.rows:
        table = row.source.split("#")[0].split("/")[0].split("[")[0]
        names = [table]
        statuses = {status for status, _ in implied_statuses(row)}
        names += [f"{table} {status}" for status in statuses]
        if grounds.now is not None:
            days = [value.value for value in row.of("date")]
            if days:
                names.append(f"{table} {'to come' if max(days) >= grounds.now.date() else 'past'}")
        if "cancelled" not in statuses:
            names.append(f"{table} standing")
        for name in names:
            groups[name] = groups.get(name, 0) + 1
    for name, count in groups.items():
        yield count, f"{count} {name}"


def _status(case: _Case) -> Reason | None:
    if not _predicated(case):
        return None
    said = case.fact.value
    fitting = case.one.fitting()
    denied = any(token.key in _DENIALS for token in case.near(3, 3))
    scoped = [
        (row, status, value) for row in case.one.scope for status, value in implied_statuses(row)
    ]
    if _of_a_rule(case):
        return None
    if denied:
        if not fitting:
            return case.supported() if scoped else None
        best = _best_rows(case)
        held = [hit for hit in fitting if hit[0] in best]
        if not held:
            return case.supported()
        row, value = held[0]
        return Reason(f"not {case.fact.text}", "contradicted", "status", row.source, value.path, shown(value))
    if fitting:
        return case.supported(fitting[0])
    if said in SOFT and not any(status in _RIVALS.get(said, ()) for _, status, _ in scoped):
        return None
    if scoped:
        row, status, value = scoped[0]
        return Reason(case.fact.text, "contradicted", "status", row.source, value.path, f"{value.path} {status}")
    if said in SOFT or said in ("paid", "completed", "confirmed", "pending"):
        return None
    return case.refuted()


_RIVALS = {
    "available": ("unavailable", "inactive"),
    "unavailable": ("available",),
    "open": ("resolved", "closed", "cancelled", "completed"),
    "closed": ("open", "in_progress", "pending", "escalated", "resolved"),
    "active": ("inactive", "cancelled", "completed", "expired"),
    "inactive": ("active",),
    "ongoing": ("completed", "cancelled", "resolved", "closed"),
    "happened": ("pending", "in_progress", "failed", "open"),
    "requested": ("completed", "paid", "refunded", "cancelled", "confirmed", "failed"),
    "paused": ("in_progress", "completed", "confirmed", "active", "open", "resolved"),
    "expired": ("active",),
    "rescheduled": ("cancelled",),
}


def _of_a_rule(case: _Case) -> bool:
    """A status inside a rule that a passage states ("cancelled 24 hours ahead is refunded 100 %")."""
    ruling = any(
        item.fact.kind in ("duration", "percent", "fraction") and not item.hits
        for item in case.placed
        if item.clause == case.one.clause
    )
    counting = any(
        item.fact.kind == "number" for item in case.placed if item.clause == case.one.clause
    ) and case.fact.value in ("in_progress", "ongoing", "pending")
    return (ruling and bool(case.grounds.passages)) or (counting and bool(case.clause_words & _COUNTED))


def _best_rows(case: _Case) -> Sequence[Row]:
    return case.one.scope[:1] if case.one.context else case.one.scope


def _predicated(case: _Case) -> bool:
    """Whether the status word states something, and is not asked, supposed or commanded."""
    clause = case.one.clause
    if clause.asked:
        return False
    first, last = case.at()
    after = [token.key for token in case.tokens[last : last + 3]]
    if after and after[0] in _AFTER_INTENT and not (len(after) > 1 and after[1] in _PAST_OF_DO):
        return False
    if case.tokens[last - 1].key in _BASE_FORMS and last - first == 1:
        stated = after[:1] and after[0] in _AUXILIARIES
        if case.tokens[first].key.isascii() and case.tokens[first].key in ("free", "available"):
            stated = True
        if not stated:
            return False
    if clause.supposed and not (case.tokens[last - 1].key in ()):
        return False
    return not case.clause_words & _FUTURE


_CHECKERS: dict[str, Callable[[_Case], Reason | None]] = {
    "amount": _amount,
    "number": _number,
    "percent": _percent,
    "fraction": _percent,
    "date": _date,
    "time": _clock,
    "window": _clock,
    "duration": _duration,
    "pincode": _code,
    "phone": _code,
    "identifier": _code,
    "service": _service,
    "variant": _simple,
    "person": _simple,
    "place": _place,
    "status": _status,
}
_ = (date, agrees)
