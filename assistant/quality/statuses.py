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
_DENIALS = keys(
    """not no nahi nahin nhi nai na never isn't wasn't hasn't haven't don't doesn't didn't aren't won't
    cannot can't नहीं नही ना न without bina बिना isnt hasnt wasnt"""
)
_AUXILIARIES = keys(
    """hai h ho hua hui hue huyi huye gaya gayi gai gya gyi chuka chuki chuke tha thi the hain dikh rahi
    raha है हो हुआ हुई हुए गया गई गयी गए चुका चुकी चुके था थी थे हैं दिख रही रहा रहे kiya ki kar की किया कर
    nahi nahin नहीं nhi status स्थिति वाली wali bola bata बता मार्क mark बुकिंग booking diya di दिया दी"""
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
        frozenset(["refund", "refunds", "refunded", "reversal", "ledger", "wallet"]),
        keys("refund refunds wapas वापस रिफंड रिफ़ंड वापसी vapas"),
    ),
    "payment": (
        frozenset(["payment", "payments", "pay", "paid", "gateway", "txn", "transaction", "transactions", "invoice", "part", "tx"]),
        keys("payment payments pay paisa paise पेमेंट भुगतान upi card transaction charge charged पैसे पैसा रकम "
             "paid invoice bill बिल advance kisht क़िस्त किस्त attempt"),
    ),
    "settlement": (frozenset(("settlement",)), keys("settlement सेटलमेंट")),
    "quote": (frozenset(["quote", "quotes", "quotation"]), keys("quote quotation कोटेशन कोट")),
    "move": (
        frozenset(["reschedule", "reschedules", "changes", "moved", "assignment", "log"]),
        keys("reschedule rescheduled moved shifted badal badla बदल बदली बदला request रिक्वेस्ट आगे"),
    ),
}  # fmt: skip
_MONEY_STATES = frozenset(("paid", "refunded", "failed", "requested", "due"))
_RIVALS = {
    "available": ("unavailable", "inactive"),
    "unavailable": ("available",),
    "open": ("resolved", "closed", "cancelled", "completed", "escalated"),
    "closed": ("open", "in_progress", "pending", "escalated", "resolved"),
    "active": ("inactive", "cancelled", "completed", "expired"),
    "inactive": ("active",),
    "ongoing": ("completed", "cancelled", "resolved", "closed"),
    "happened": ("pending", "in_progress", "failed", "open"),
    "requested": ("completed", "paid", "refunded", "cancelled", "confirmed", "failed"),
    "paused": ("in_progress", "completed", "confirmed", "accepted", "active", "open", "resolved"),
    "expired": ("active",),
    "due": ("paid",),
    "on_the_way": ("pending", "completed", "cancelled"),
    "arrived": ("pending", "confirmed", "accepted", "cancelled"),
}

Held = tuple[Row, str, Value]


def check_status(case: Case) -> Reason | None:
    """A stated status against those of the rows it may speak of, with its denial."""
    if not _predicated(case) or _of_a_rule(case):
        return None
    said = case.fact.value
    held = _held(case)
    if _in_a_passage(case):
        return None
    if not held:
        firm = said not in SOFT and said not in ("paid", "completed", "confirmed", "pending")
        return case.refuted() if firm and case.grounds.rows else None
    counted = _count_said(case)
    agreeing = [entry for entry in held if agrees(said, entry[1]) or _same_in_money(said, entry)]
    if counted is not None and counted > 1 and said in ("in_progress", "ongoing"):
        return None
    if said == "due" and any(
        v.role == "remaining" and v.value for r in case.one.scope for v in r.of("amount")
    ):
        return case.supported()
    if counted is not None and counted > 1:
        return case.supported((agreeing[0][0], agreeing[0][2])) if agreeing else case.refuted()
    if _denied(case):
        return _check_denied(case, held, agreeing)
    if agreeing:
        return case.supported((agreeing[0][0], agreeing[0][2]))
    if said in SOFT and not any(status in _RIVALS.get(said, ()) for _, status, _ in held):
        return None
    row, _, value = held[0]
    return case.refuted((row, value))


def _same_in_money(said: str, entry: Held) -> bool:
    """Of money moved, "completed" is paid or refunded."""
    return _domain(entry) in ("payment", "refund") and {said, entry[1]} in (
        {"completed", "paid"}, {"completed", "refunded"}
    )  # fmt: skip


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
    best = held[0][0]
    wrong = [entry for entry in agreeing if entry[0] is best and entry[1] == case.fact.value]
    if not wrong:
        return case.supported()
    row, _, value = wrong[0]
    return Reason(
        f"not {case.fact.text}", "contradicted", "status", row.source, value.path, shown(value)
    )


def _held(case: Case) -> list[Held]:
    """Statuses of the rows in scope, narrowed to what the words speak of: refund, payment, job."""
    rows: Sequence[Row] = case.one.scope
    found = _statuses(rows)
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


def _statuses(rows: Sequence[Row]) -> list[Held]:
    return [(row, status, value) for row in rows for status, value in implied_statuses(row)]


def _domain(entry: Held) -> str | None:
    row, _, value = entry
    words = value.words | frozenset(row.source.replace("#", "/").split("/")[0].split("_"))
    return next((name for name, (fields, _) in _DOMAINS.items() if words & fields), None)


def _denied(case: Case) -> bool:
    first, last = case.span
    before = [token.key for token in case.tokens[max(case.clause.first, first - 4) : first]]
    after = [token.key for token in case.tokens[last : min(case.clause.last, last + 4)]]
    inside = {token.key for token in case.tokens[first:last]}
    return any(word in _DENIALS for word in (*before, *after, *inside))


def _count_said(case: Case) -> int | None:
    numbers = case.beside("number")
    if numbers and case.clause_words & _COUNTED:
        return int(numbers[0].fact.value)
    return None


def _of_a_rule(case: Case) -> bool:
    """A status inside a rule that a passage states ("cancelled 24 hours ahead is refunded")."""
    return bool(case.grounds.passages) and any(
        not item.hits and item.fact.kind in ("duration", "percent", "fraction")
        for item in case.beside("duration", "percent", "fraction")
    ) and not case.beside("date", "time", "identifier")  # fmt: skip


def _predicated(case: Case) -> bool:
    """Whether the status word states something, and is not asked, supposed or commanded."""
    if case.clause.asked:
        return False
    first, last = case.span
    after = [token.key for token in case.tokens[last : last + 3]]
    if after and after[0] in _AFTER_INTENT and not (len(after) > 1 and after[1] in _PAST_OF_DO):
        return False
    last_word = case.tokens[last - 1]
    if last_word.key in _BASE_FORMS and last - first == 1 and not _stated(case, after):
        return False
    if _supposed_before(case):
        return False
    return not case.clause_words & _FUTURE


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
    return any(word in SUPPOSING for word in before) or conditional_end(after)
