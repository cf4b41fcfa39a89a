"""Corrupts one thing in a good reply, by kind: for the mutation test and for simulated faults.

Values come from plausible neighbours: other rows, near digits, the next day. A corruption is given
back only when it is sure to be wrong: the new value is nowhere in the customer's own evidence and
does not follow from it. Randomness comes in.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from assistant.language.services import shipped_names
from assistant.model import Evidence, Metric
from assistant.quality.evidence import Grounds, read_evidence
from assistant.quality.grounding import check_facts, facts_of
from assistant.quality.reader import Fact

KINDS = (
    "amount", "digit", "date", "time", "status", "service", "pincode", "negation", "other_person",
    "promise", "arithmetic", "policy", "off_topic", "wrong_intent", "ignored_constraint",
    "needless_refusal",
)  # fmt: skip

_FACTS = frozenset[Metric]({"grounding", "faithfulness"})
HURTS: Mapping[str, frozenset[Metric]] = {
    **dict.fromkeys(KINDS, _FACTS),
    "negation": frozenset({"faithfulness"}),
    "promise": frozenset({"faithfulness"}),
    "policy": frozenset({"faithfulness"}),
    "off_topic": frozenset({"relevancy"}),
    "wrong_intent": frozenset({"relevancy"}),
    "ignored_constraint": frozenset({"relevancy"}),
    "needless_refusal": frozenset({"relevancy"}),
}
"""Which metrics a careful person would call bad for each kind."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A corrupted reply with the evidence it is to be held against."""

    kind: str
    answer: str
    evidence: tuple[Evidence, ...]
    was: str = ""
    now: str = ""


def corrupt(
    kind: str,
    question: str,
    answer: str,
    evidence: tuple[Evidence, ...],
    now: datetime | None,
    chance: random.Random,
) -> Fault | None:
    """The reply with one fault of the kind, or None where it has nothing to corrupt that way.

    Raises:
        KeyError: no such kind.
    """
    grounds = read_evidence(evidence, now)
    subject = _Subject(question, answer, evidence, grounds, chance)
    return _MAKERS[kind](subject)


@dataclass(frozen=True)
class _Subject:
    question: str
    answer: str
    evidence: tuple[Evidence, ...]
    grounds: Grounds
    chance: random.Random

    def supported(self, *kinds: str) -> list[Fact]:
        """Facts of the kinds that stand, in a drawn order."""
        checked = check_facts(self.answer, self.grounds, self.question)
        facts = [
            item.placed.fact for item in checked
            if item.reason.verdict == "supported" and item.placed.fact.kind in kinds
        ]  # fmt: skip
        self.chance.shuffle(facts)
        return facts

    def swapped(self, kind: str, fact: Fact, text: str) -> Fault:
        answer = self.answer[: fact.start] + text + self.answer[fact.end :]
        return Fault(kind, answer, self.evidence, fact.text, text)

    def held(self, kind: str) -> set[object]:
        """All own values of a kind in evidence and question: no corruption may land on one."""
        rows = (*self.grounds.rows, self.grounds.session)
        values = {value.value for row in rows for value in row.of(kind)}
        for passage in self.grounds.passages:
            values |= {fact.value for fact in passage.facts if fact.kind == kind}
        return values | {
            fact.value for fact in facts_of(self.question, self.grounds) if fact.kind == kind
        }


def _amount(subject: _Subject) -> Fault | None:
    held = {int(value) for value in subject.held("amount")}  # type: ignore[call-overload]
    for fact in subject.supported("amount"):
        paise = fact.value
        foreign = [v.value for row in subject.grounds.foreign for v in row.of("amount")]
        near = [paise + step * 100 for step in (100, -100, 200, -200, 50, -50, 500, 1000)]
        options = [v for v in (*foreign, *near) if v > 0 and not _follows(v, {*held, paise})]
        subject.chance.shuffle(options)
        for option in options:
            return subject.swapped("amount", fact, _write_amount(option, fact.text))
    return None


def _follows(paise: int, held: set[int]) -> bool:
    """Whether simple arithmetic over held amounts gives the figure."""
    if paise in held:
        return True
    for one in held:
        parts = {one * 118 // 100, one * 18 // 100, one * 9 // 100, one // 2, one // 4, one * 2}
        if paise in parts or any(paise in (one + other, abs(one - other)) for other in held):
            return True
    return False


def _write_amount(paise: int, like: str) -> str:
    rupees = Decimal(paise) / 100
    digits = f"{rupees:,.2f}" if paise % 100 else f"{int(rupees):,}"
    if "," not in like and paise < 10_000_000:
        digits = digits.replace(",", "")
    before = like[: len(like) - len(like.lstrip("₹RrsINinru. "))]
    if any(char.isdigit() for char in like):
        start = next(at for at, char in enumerate(like) if char.isdigit())
        end = max(at for at, char in enumerate(like) if char.isdigit()) + 1
        return like[:start] + digits + like[end:]
    return f"{before}₹{digits}"


def _digit(subject: _Subject) -> Fault | None:
    """One digit of a number wrong, or two of them swapped."""
    for fact in subject.supported("amount", "identifier", "phone", "pincode"):
        digits = [at for at, char in enumerate(fact.text) if char.isdigit()]
        if len(digits) < 3:
            continue
        at = digits[subject.chance.randrange(1, len(digits))]
        old = fact.text[at]
        new = str((int(old) + subject.chance.choice((1, 2, 8, 9))) % 10)
        text = fact.text[:at] + new + fact.text[at + 1 :]
        if _new_value_is_wrong(subject, fact, text):
            return replace(subject.swapped("digit", fact, text))
    return None


def _new_value_is_wrong(subject: _Subject, fact: Fact, text: str) -> bool:
    read = [other for other in facts_of(text, subject.grounds) if other.kind == fact.kind]
    if len(read) != 1 or read[0].value == fact.value:
        return False
    held = subject.held(fact.kind)
    if fact.kind == "amount":
        return not _follows(read[0].value, {int(value) for value in held})  # type: ignore[call-overload]
    return read[0].value not in held


_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "hi": [
        "जनवरी",
        "फ़रवरी",
        "मार्च",
        "अप्रैल",
        "मई",
        "जून",
        "जुलाई",
        "अगस्त",
        "सितंबर",
        "अक्टूबर",
        "नवंबर",
        "दिसंबर",
    ],
}


def _date(subject: _Subject) -> Fault | None:
    held = subject.held("date")
    now = subject.grounds.now
    for fact in subject.supported("date"):
        base = fact.value[0]
        others = [v.value for row in subject.grounds.foreign for v in row.of("date")]
        days = [*others, *(base + timedelta(days=step) for step in (1, -1, 2, 3, 7, 10, -2))]
        options = [
            day for day in days
            if day not in held and day != base and (now is None or abs((day - now.date()).days) > 3)
        ]  # fmt: skip
        if options:
            day = subject.chance.choice(options)
            return subject.swapped("date", fact, _write_date(day, fact.text))
    return None


def _write_date(day: datetime | object, like: str) -> str:
    from datetime import date as date_type  # noqa: PLC0415 - the name is taken by a kind

    assert isinstance(day, date_type)
    hindi = any("\u0900" <= char <= "\u097f" for char in like)
    return f"{day.day} {_MONTHS['hi' if hindi else 'en'][day.month - 1]}"


def _time(subject: _Subject) -> Fault | None:
    rows = (*subject.grounds.rows,)
    held = {value.value for row in rows for kind in ("time", "end") for value in row.of(kind)}
    for fact in subject.supported("time", "window"):
        hour = (fact.value[0] if fact.kind == "time" else fact.value[0][0]).hour
        options = [h for h in range(8, 19) if h != hour and all(t.hour != h for t in held)]  # type: ignore[attr-defined]
        if not options:
            continue
        new = subject.chance.choice(options)
        text = _clock(new) if fact.kind == "time" else f"{_clock(new)} - {_clock(new + 2)}"
        return subject.swapped("time", fact, text)
    return None


def _clock(hour: int) -> str:
    return f"{(hour - 1) % 12 + 1} {'am' if hour < 12 else 'pm'}"


_STATUS_TEXTS = {
    "pending": ("pending", "पेंडिंग"),
    "confirmed": ("confirmed", "कन्फ़र्म"),
    "in_progress": ("in progress", "चालू"),
    "completed": ("completed", "पूरी"),
    "cancelled": ("cancelled", "कैंसिल"),
    "paid": ("paid", "पेड"),
    "failed": ("failed", "फ़ेल"),
    "resolved": ("resolved", "हल"),
    "escalated": ("escalated", "एस्केलेट"),
}
_NEIGHBOURS = {
    "pending": ("confirmed", "cancelled", "completed"),
    "confirmed": ("pending", "cancelled", "completed"),
    "accepted": ("cancelled", "completed"),
    "in_progress": ("completed", "cancelled", "pending"),
    "completed": ("cancelled", "pending", "in_progress"),
    "cancelled": ("confirmed", "completed", "pending"),
    "paid": ("failed", "pending"),
    "failed": ("paid",),
    "refunded": ("failed", "pending"),
    "open": ("resolved", "escalated"),
    "resolved": ("in_progress", "escalated"),
    "escalated": ("resolved",),
    "requested": ("failed", "paid"),
}


def _status(subject: _Subject) -> Fault | None:
    held = {value for value in subject.held("status")}
    for fact in subject.supported("status"):
        options = [s for s in _NEIGHBOURS.get(fact.value, ()) if s not in held]
        if not options:
            continue
        new = subject.chance.choice(options)
        hindi = any("\u0900" <= char <= "\u097f" for char in fact.text)
        return subject.swapped("status", fact, _STATUS_TEXTS[new][hindi])
    return None


def _service(subject: _Subject) -> Fault | None:
    held = {key for row in subject.grounds.rows for key in row.service_keys}
    for fact in subject.supported("service"):
        if len(fact.text) < 5:
            continue
        category = next(iter(fact.value)).split("/")[0]
        options = [
            name for key, name in shipped_names()
            if key.split("/")[0] == category and key not in held | fact.value
        ]  # fmt: skip
        if options:
            return subject.swapped("service", fact, subject.chance.choice(sorted(options)))
    return None


def _pincode(subject: _Subject) -> Fault | None:
    held = subject.held("pincode")
    for fact in subject.supported("pincode"):
        foreign = [v.value for row in subject.grounds.foreign for v in row.of("pincode")]
        near = [f"{(int(fact.value) + step):06d}" for step in (1, 2, 9, 10, -1, 27, 100)]
        options = [pin for pin in (*foreign, *near) if pin not in held]
        if options:
            return subject.swapped("pincode", fact, subject.chance.choice(options))
    return None


_NEGATIONS = (
    (" is confirmed", " is not confirmed"), (" is paid", " is not paid"), (" is available", " is not available"),
    (" are available", " are not available"), (" is free", " is not free"), ("confirmed hai", "confirmed nahi hai"),
    ("khaali hai", "khaali nahi hai"), ("milta hai", "nahi milta"), ("milegi", "nahi milegi"),
    ("कन्फ़र्म है", "कन्फ़र्म नहीं है"), ("उपलब्ध है", "उपलब्ध नहीं है"), ("उपलब्ध हैं", "उपलब्ध नहीं हैं"),
    ("पेंडिंग है", "पेंडिंग नहीं है"), ("मिलेगी", "नहीं मिलेगी"), ("pending hai", "pending nahi hai"),
    (" is pending", " is not pending"), (" is completed", " is not completed"), (" was completed", " was not completed"),
)  # fmt: skip


def _negation(subject: _Subject) -> Fault | None:
    for old, new in _NEGATIONS:
        if subject.answer.count(old) == 1:
            return Fault("negation", subject.answer.replace(old, new), subject.evidence, old, new)
    return None


_PROMISES = {
    "en": (
        "He will call you in ten minutes.",
        "We guarantee it will never happen again.",
        "You will also get a free service next time.",
        "It is always free for you.",
    ),
    "hinglish": (
        "Woh aapko das minute mein call karega.",
        "Hum guarantee dete hain, dobara kabhi nahi hoga.",
        "Agli baar service bilkul free milegi.",
        "Aapke liye hamesha free rahega.",
    ),
    "hi": (
        "वे आपको दस मिनट में कॉल करेंगे।",
        "हम गारंटी देते हैं, दोबारा कभी नहीं होगा।",
        "अगली बार सर्विस बिल्कुल मुफ़्त मिलेगी।",
        "आपके लिए यह हमेशा मुफ़्त रहेगा।",
    ),
}
_OFF_TOPIC = {
    "en": (
        "The weather in the hills is lovely at this time of year, do carry a jacket.",
        "Cricket fans will enjoy the match on Sunday, the pitch favours spinners.",
    ),
    "hinglish": (
        "Pahadon mein mausam bahut suhana hai, jacket zaroor rakhiye.",
        "Cricket ka match mazedaar hone wala hai, pitch spinners ki hai.",
    ),
    "hi": (
        "पहाड़ों में मौसम बहुत सुहाना है, जैकेट साथ रखिए।",
        "क्रिकेट का मैच मज़ेदार होने वाला है, पिच स्पिनरों की है।",
    ),
}
_REFUSALS = {
    "en": ("Sorry, I don't have that information. Please check with our support team.",),
    "hinglish": ("Sorry, mujhe iski jaankari nahi hai, app me dekh lijiye.",),
    "hi": ("माफ़ कीजिए, मुझे इसकी जानकारी नहीं है, ऐप पर देख लीजिए।",),
}


def _language(text: str) -> str:
    if any("\u0900" <= char <= "\u097f" for char in text):
        return "hi"
    hindi = {"hai", "hain", "ka", "ki", "ke", "me", "mein", "ko", "aapka", "aapki", "ji", "nahi"}
    return "hinglish" if len(hindi & set(text.lower().split())) > 1 else "en"


def _promise(subject: _Subject) -> Fault | None:
    text = subject.chance.choice(_PROMISES[_language(subject.answer)])
    return Fault("promise", f"{subject.answer} {text}", subject.evidence, "", text)


def _replaced(kind: str, table: Mapping[str, tuple[str, ...]]) -> Callable[[_Subject], Fault | None]:
    def make(subject: _Subject) -> Fault | None:
        text = subject.chance.choice(table[_language(subject.answer)])
        return Fault(kind, text, subject.evidence, subject.answer, text)

    return make


def _other_person(subject: _Subject) -> Fault | None:
    """Values of a row of another customer in place of the customer's own."""
    swaps = {"identifier": "identifier", "amount": "amount", "date": "date", "pincode": "pincode"}
    for fact in subject.supported(*swaps):
        held = subject.held(fact.kind)
        for row in subject.grounds.foreign:
            for value in row.of(fact.kind):
                if value.value in held or value.words & {"customer", "user", "owner"}:
                    continue
                if fact.kind == "date":
                    if value.value in fact.value:
                        continue
                    text = _write_date(value.value, fact.text)
                elif fact.kind == "amount":
                    text = _write_amount(value.value, fact.text)
                else:
                    text = str(value.value)
                if fact.kind == "identifier" and value.value[:2] != fact.value[:2]:
                    continue
                return subject.swapped("other_person", fact, text)
    return None


def _arithmetic(subject: _Subject) -> Fault | None:
    """A derived figure computed wrongly: one that stands in no row."""
    stored = {value.value for row in subject.grounds.rows for value in row.of("amount")}
    held = {int(value) for value in subject.held("amount")}  # type: ignore[call-overload]
    for fact in subject.supported("amount"):
        if fact.value in stored:
            continue
        for step in subject.chance.sample((1000, -1000, 2000, 5000, -5000, 10000), 6):
            new = fact.value + step
            if new > 0 and not _follows(new, held):
                return subject.swapped("arithmetic", fact, _write_amount(new, fact.text))
    return None


def _policy(subject: _Subject) -> Fault | None:
    """A rule's length or share misstated."""
    stated = subject.held("duration") | subject.held("percent")
    for fact in subject.supported("duration", "percent"):
        digits = [at for at, char in enumerate(fact.text) if char.isdigit()]
        if not digits:
            continue
        number = fact.text[digits[0] : digits[-1] + 1]
        if not number.isdigit():
            continue
        for new in subject.chance.sample((5, 8, 10, 15, 36, 45, 60, 90), 8):
            text = fact.text.replace(number, str(new))
            read = facts_of(text, subject.grounds)
            if str(new) != number and read and read[0].value not in stated:
                return subject.swapped("policy", fact, text)
    return None


def _wrong_intent(subject: _Subject) -> Fault | None:
    """Only what names the thing is kept, not what was asked of it."""
    services = subject.supported("service")
    if not services:
        return None
    name = services[0].text
    text = {
        "en": f"{name} is one of the services in our catalogue.",
        "hinglish": f"{name} hamari services me se ek hai.",
        "hi": f"{name} हमारी सेवाओं में से एक है।",
    }[_language(subject.answer)]
    return Fault("wrong_intent", text, subject.evidence, subject.answer, text)


def _ignored_constraint(subject: _Subject) -> Fault | None:
    """Another of the customer's own rows is answered for than was asked about."""
    asked = facts_of(subject.question, subject.grounds)
    for fact in asked:
        if fact.kind not in ("identifier", "pincode", "variant") or fact.text not in subject.answer:
            continue
        for row in subject.grounds.rows:
            for value in row.of(fact.kind):
                if value.value != fact.value and str(value.value) not in subject.question:
                    text = subject.answer.replace(
                        fact.text,
                        str(value.value).title() if fact.kind == "variant" else str(value.value),
                    )
                    return Fault(
                        "ignored_constraint", text, subject.evidence, fact.text, str(value.value)
                    )
    return None


_MAKERS: dict[str, Callable[[_Subject], Fault | None]] = {
    "amount": _amount,
    "digit": _digit,
    "date": _date,
    "time": _time,
    "status": _status,
    "service": _service,
    "pincode": _pincode,
    "negation": _negation,
    "other_person": _other_person,
    "promise": _promise,
    "arithmetic": _arithmetic,
    "policy": _policy,
    "off_topic": _replaced("off_topic", _OFF_TOPIC),
    "wrong_intent": _wrong_intent,
    "ignored_constraint": _ignored_constraint,
    "needless_refusal": _replaced("needless_refusal", _REFUSALS),
}


def possible(
    kinds: Iterable[str],
    question: str,
    answer: str,
    evidence: tuple[Evidence, ...],
    now: datetime | None,
    chance: random.Random,
) -> list[Fault]:
    """One fault of each kind that the reply allows."""
    faults = (corrupt(kind, question, answer, evidence, now, chance) for kind in kinds)
    return [fault for fault in faults if fault is not None]
