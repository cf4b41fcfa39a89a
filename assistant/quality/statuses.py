"""Checks what a reply says of the state of things: confirmed, paid, not yet started."""

from collections.abc import Sequence

from assistant.language.tokens import keys
from assistant.model import Reason
from assistant.quality.attribution import ruled_out
from assistant.quality.case import Case, shown
from assistant.quality.clauses import SUPPOSING, conditional_end
from assistant.quality.matching import implied_statuses
from assistant.quality.rows import Row
from assistant.quality.status_words import SOFT, agrees
from assistant.quality.values import Value

_FUTURE = keys(
    """will would shall hoga hogi honge jayega jayegi jaega jaayega jaayegi jayenge होगा होगी होंगे जाएगा
    जाएगी जायेगा जायेगी जाएंगे जाएँगे hone होने honi होनी hona होना be"""
)
_DENIES_AFTER_IT = keys("nahi nahin nhi nai नहीं नही नहि na ना")
"""Hindi denies behind the word; English before it."""
_DENIALS = _DENIES_AFTER_IT | keys(
    """not no never isn't wasn't hasn't haven't don't doesn't didn't aren't won't cannot can't न without
    bina बिना isnt hasnt wasnt"""
)
_TURNS = keys("to तो isliye इसलिए aur और par पर lekin लेकिन usko")
_SOMEBODY = keys("aapne आपने you maine मैंने unhone उन्होंने i we humne हमने")
_OF = keys("का के ka ke की ki")
_DONE_WITH = keys("gayi gaya गई गयी थी thi hai है ja जा hui हुई")
_HABITUAL = keys("hota hoti hote होता होती होते")
_BEGINNING = keys("started began start शुरू shuru starts")
_FROM = keys("se से from at")
_THINGS_APART = keys("warranty वारंटी coupon कूपन offer ऑफ़र promo वॉरंटी guarantee")
"""What may be running or over by itself, whatever the booking's state."""
_AUXILIARIES = keys(
    """hai h ho hua hui hue huyi huye gaya gayi gai gya gyi chuka chuki chuke tha thi the hain dikh rahi
    raha है हो हुआ हुई हुए गया गई गयी गए चुका चुकी चुके था थी थे हैं दिख रही रहा रहे kiya ki kar की किया कर
    nikal निकल nahi nahin नहीं nhi status स्थिति वाली wali bola bata बता मार्क mark बुकिंग booking diya di दिया दी"""
)
_BASE_FORMS = keys(
    """cancel confirm complete accept close resolve solve fail reschedule reject escalate expire कैंसल
    कैंसिल कैन्सल कन्फर्म कंफर्म रद्द रद radd rad पूरा पूरी पूरे स्वीकार बंद band हल कंप्लीट कम्प्लीट रिजेक्ट
    पक्का पक्की pakki free available khali खाली chuka शुरू shuru खाली khaali रिफंड refund वापस wapas vapas
    एक्सेप्ट एस्केलेट असाइन फेल"""
)
_AFTER_INTENT = keys(
    """kar कर karne करने karna करना karo करो karu करूं करूँ karoge करोगे करेंगे karenge karein करें karwana
    करवाना kr kru krna krne karte करते करवाने karun krwana कराना कराने कराएं karaye करवा karwa"""
)
_PAST_OF_DO = keys(
    "di diya diye gayi gaya chuke chuka chuki दी दिया दिए गई गया चुके चुका चुकी li liya ली लिया rahe रहे"
)
_VERB_BEFORE = keys("you to i we can please could should don't must they who early")
_COUNTED = keys(
    """booking bookings visit visits complaint complaints job jobs item items order orders बुकिंग बुकिंग्स
    शिकायत शिकायतें शिकायतों काम ऑर्डर"""
)
_DOMAINS = {
    "refund": (
        frozenset(["refund", "refunds", "refunded", "reversal", "wallet"]),
        keys("refund refunds wapas वापस रिफंड रिफ़ंड वापसी vapas"),
    ),
    "payment": (
        frozenset(["payment", "payments", "pay", "paid", "gateway", "txn", "transaction", "transactions", "invoice", "part", "tx"]),
        keys("payment payments pay paisa paise पेमेंट भुगतान transaction charge charged पैसे पैसा रकम "
             "paid invoice bill बिल advance kisht क़िस्त किस्त attempt"),
    ),
    "settlement": (frozenset(("settlement", "settle")), keys("settlement सेटलमेंट")),
    "quote": (frozenset(["quote", "quotes", "quotation"]), keys("quote quotation कोटेशन कोट")),
    "move": (
        frozenset(["reschedule", "reschedules", "changes", "moved", "assignment", "log"]),
        keys("reschedule rescheduled moved shifted badal badla बदल बदली बदला request रिक्वेस्ट आगे"),
    ),
}  # fmt: skip
_SORTS = frozenset(("type", "kind", "purpose", "reason"))
_MONEY_STATES = frozenset(("paid", "refunded", "failed", "requested", "due"))
_RIVALS = {
    "available": ("unavailable", "inactive"),
    "unavailable": ("available",),
    "open": ("resolved", "closed", "cancelled", "completed", "escalated"),
    "closed": ("open", "in_progress", "pending", "escalated", "resolved"),
    "active": ("inactive", "cancelled", "completed", "expired"),
    "inactive": ("active",),
    "ongoing": ("completed", "cancelled", "resolved", "closed"),
    "running": ("completed", "cancelled", "resolved", "closed", "expired", "inactive", "pending"),
    "happened": ("pending", "in_progress", "failed", "open"),
    "requested": ("completed", "paid", "refunded", "cancelled", "confirmed", "failed"),
    "paused": ("in_progress", "completed", "confirmed", "accepted", "active", "open", "resolved"),
    "expired": ("active", "open", "confirmed", "pending"),
    "due": ("paid",),
    "on_the_way": ("pending", "completed", "cancelled"),
    "arrived": ("pending", "confirmed", "accepted", "cancelled"),
}


def _states(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SIDES = (
    _states(
        "pending confirmed accepted assigned in_progress running completed cancelled rescheduled "
        "rejected expired on_the_way arrived paused failed"
    ),
    _states("paid failed refunded requested due pending completed cancelled in_progress"),
    _states(
        "open in_progress running resolved closed escalated pending rejected requested completed"
    ),
    _states("open accepted rejected expired pending confirmed cancelled completed"),
    _states("available unavailable active inactive open closed expired paused"),
)
"""States of one thing each: a job, money, a complaint, what is on offer."""

Held = tuple[Row, str, Value]


def check_status(case: Case) -> Reason | None:
    """A stated status against those of the rows it may speak of, with its denial."""
    if not _predicated(case) or _of_a_rule(case) or _in_a_passage(case) or _apart(case):
        return None
    said = case.fact.value
    if said == "assigned" and not _denied(case) and any(r.of("person") for r in case.one.scope):
        return case.supported()
    held = _held(case)
    if not held:
        firm = said not in SOFT and said not in ("paid", "completed", "confirmed", "pending")
        return case.refuted() if firm and case.grounds.rows and not _told(case) else None
    agreeing = [entry for entry in held if agrees(said, entry[1]) or _same_in_money(said, entry)]
    if (_count_said(case) or 0) > 1:
        return _check_counted(case, agreeing)
    if said == "due" and any(
        v.role == "remaining" and v.value for r in case.one.scope for v in r.of("amount")
    ):
        return case.supported()
    if _denied(case):
        return _check_denied(case, held, agreeing)
    if agreeing:
        return case.supported((agreeing[0][0], agreeing[0][2]))
    rivals = [entry for entry in held if _comparable(said, entry[1])]
    if not rivals or _told(case) or _once(case, rivals):
        return None
    if said in SOFT and not any(status in _RIVALS.get(said, ()) for _, status, _ in rivals):
        return None
    row, _, value = rivals[0]
    return case.refuted((row, value))


def _check_counted(case: Case, agreeing: Sequence[Held]) -> Reason | None:
    """ "two are done": as many rows of all are."""
    if agreeing and len({id(row) for row, _, _ in agreeing}) >= min(2, len(case.one.scope)):
        return case.supported((agreeing[0][0], agreeing[0][2]))
    if case.fact.value in ("in_progress", "ongoing", "running", "due"):
        return None
    if case.fact.value in SOFT and not any(
        status in _RIVALS.get(case.fact.value, ()) for _, status, _ in _statuses(case.one.scope)
    ):
        return None
    everywhere = _statuses(case.grounds.rows)
    if len({id(row) for row, status, _ in everywhere if agrees(case.fact.value, status)}) > 1:
        return case.supported()
    return case.refuted()


def _comparable(said: str, held: str) -> bool:
    """Whether one thing cannot well be both."""
    return any(said in states and held in states for states in _SIDES) or held in _RIVALS.get(
        said, ()
    )


def _told(case: Case) -> bool:
    """A longer text of evidence says the same in its own words."""
    return any(
        len(value.value) > 20 and case.fact.text.casefold() in value.value.casefold()
        for row in case.grounds.rows
        for value in row.of("text")
    )


def _once(case: Case, held: Sequence[Held]) -> bool:
    """A step that lies behind: what was booked or begun has since gone on."""
    statuses = {status for _, status, _ in held}
    words = {token.key for token in case.tokens[case.span[0] : case.span[1]]}
    if case.fact.value == "in_progress" and words & _BEGINNING:
        return bool(case.beside("time", "date", "window")) and "completed" in statuses
    return "booked" in words and bool(statuses & {"completed", "in_progress"})


def _apart(case: Case) -> bool:
    """Said of a price that starts somewhere, of a warranty or an offer: of no row's state."""
    first, last = case.span
    words = {token.key for token in case.tokens[first:last]}
    if words & _BEGINNING and case.beside("amount", "number") and case.near_words(2, 2) & _FROM:
        return True
    if case.fact.value not in ("running", "active", "expired", "completed", "open", "inactive"):
        return False
    things = case.near_words(4, 3) & _THINGS_APART
    return bool(things) and not any(
        value.words & things for row in case.one.scope for value in row.of("status")
    )


def _same_in_money(said: str, entry: Held) -> bool:
    """Of money moved, "completed" is paid or refunded."""
    pairs = {
        "payment": ({"completed", "paid"},),
        "refund": ({"completed", "refunded"}, {"in_progress", "requested"}),
    }
    return {said, entry[1]} in pairs.get(_domain(entry) or "", ())


def _in_a_passage(case: Case) -> bool:
    """A rule's own words, said of nothing in particular."""
    if case.beside("date", "time", "identifier", "service"):
        return False
    return any(
        fact.kind == "status" and fact.value == case.fact.value
        for passage in case.grounds.passages
        for fact in passage.facts
    ) and not any(row.of("status") for row in case.one.scope)


def _check_denied(case: Case, held: Sequence[Held], agreeing: Sequence[Held]) -> Reason | None:
    """Denied though every row that may be meant says so."""
    if case.clause_words & _SOMEBODY:
        return None
    rivals = [entry for entry in held if _comparable(case.fact.value, entry[1])]
    wrong = [entry for entry in agreeing if entry[1] == case.fact.value]
    if not wrong:
        return case.supported()
    if any(entry[1] != case.fact.value for entry in rivals):
        return None if wrong[0][0] is not held[0][0] else _denied_wrongly(case, wrong[0], rivals)
    return _denied_wrongly(case, wrong[0], ())


def _denied_wrongly(case: Case, wrong: Held, rivals: Sequence[Held]) -> Reason | None:
    row, _, value = wrong
    if any(entry[0] is not row and entry[1] != case.fact.value for entry in rivals):
        return None
    return Reason(
        f"not {case.fact.text}", "contradicted", "status", row.source, value.path, shown(value)
    )


def _held(case: Case) -> list[Held]:
    """Statuses of the rows in scope, narrowed to what the words speak of: refund, payment, job."""
    found = _statuses(_timed(case) or case.one.scope)
    if not found:
        firm = {
            kind: facts
            for kind, facts in case.one.context.items()
            if kind in ("service", "identifier")
        }
        found = _statuses([row for row in case.grounds.rows if not ruled_out(row, firm)])
    words = case.near_words(7, 7)
    for name, (_, cues) in _DOMAINS.items():
        if words & cues:
            narrowed = [entry for entry in found if _domain(entry) == name]
            if narrowed:
                return narrowed
    if case.fact.value in _MONEY_STATES:
        return found
    main = [entry for entry in found if _domain(entry) is None]
    return main or found


def _timed(case: Case) -> list[Row]:
    """Rows of the very time that is said beside, when several could be meant."""
    rows = {
        id(row): row for item in case.beside("time") for row, _ in item.fitting
        if row.of("status") and row in case.one.scope
    }  # fmt: skip
    return list(rows.values())


def _statuses(rows: Sequence[Row]) -> list[Held]:
    return [(row, status, value) for row in rows for status, value in implied_statuses(row)]


def _domain(entry: Held) -> str | None:
    row, _, value = entry
    words = value.words | frozenset(row.source.replace("#", "/").split("/")[0].split("_"))
    if value.kind == "status":
        words |= {text.value.casefold() for text in row.of("text") if text.words & _SORTS}
    return next((name for name, (fields, _) in _DOMAINS.items() if words & fields), None)


def _denied(case: Case) -> bool:
    first, last = case.span
    before = [token.key for token in case.tokens[max(case.clause.first, first - 4) : first]]
    after = []
    for token in case.tokens[last : min(case.clause.last, last + 4)]:
        if token.key in _TURNS or token.shape == "mark":
            break
        after.append(token.key)
    inside = {token.key for token in case.tokens[first:last]}
    if any(word in _DENIALS for word in (*before, *inside)):
        return True
    return any(word in _DENIES_AFTER_IT for word in after)


def _count_said(case: Case) -> int | None:
    numbers = case.beside("number")
    if numbers and case.clause_words & _COUNTED:
        return int(numbers[0].fact.value)
    right_before = [item for item in numbers if 0 < case.fact.start - item.fact.end < 3]
    return int(right_before[0].fact.value) if right_before else None


def _of_a_rule(case: Case) -> bool:
    """A status inside a rule that a passage states ("cancelled 24 hours ahead is refunded")."""
    return bool(case.grounds.passages) and any(
        not item.hits and item.fact.kind in ("duration", "percent", "fraction")
        for item in case.beside("duration", "percent", "fraction")
    ) and not case.beside("date", "time", "identifier")  # fmt: skip


def _predicated(case: Case) -> bool:
    """Whether the status word states something, and is not asked, supposed or commanded."""
    first, last = case.span
    enclosed = first and case.tokens[first - 1].text == "("
    if case.clause.asked and not enclosed:
        return False
    after = [token.key for token in case.tokens[last : last + 3]]
    if after and after[0] in _AFTER_INTENT and not (len(after) > 1 and after[1] in _PAST_OF_DO):
        return False
    last_word = case.tokens[last - 1]
    if last_word.key in _BASE_FORMS and last - first == 1 and not _stated(case, after):
        return False
    if _supposed_before(case) or _named(after) or any(word in _HABITUAL for word in after):
        return False
    return not case.clause_words & _FUTURE


def _named(after: Sequence[str]) -> bool:
    """A noun ("हल की सीमा", "after the अनुरोध"), not what has been done ("रद्द की गई")."""
    return bool(after) and after[0] in _OF and not any(word in _DONE_WITH for word in after[1:3])


def _stated(case: Case, after: Sequence[str]) -> bool:
    """Whether a bare verb form is used as a state ("cancel hai", "status: cancel")."""
    first, last = case.span
    if case.tokens[first].key in ("free", "available", "khali", "khaali", "खाली"):
        return True
    if after and after[0] in _AUXILIARIES:
        return True
    before = case.tokens[first - 1].key if first else ""
    ends = last >= len(case.tokens) or case.tokens[last].shape == "mark"
    return (
        ends
        and before not in _VERB_BEFORE
        and case.tokens[first].key not in ("वापस", "wapas", "vapas", "refund", "रिफंड")
    )


def _supposed_before(case: Case) -> bool:
    """A supposing word stands before the status in its clause."""
    first, _ = case.span
    before = [token.key for token in case.tokens[case.clause.first : first]]
    after = [token.key for token in case.tokens[first : case.clause.last]]
    return any(word in SUPPOSING or word == "soon" for word in before) or conditional_end(after)
