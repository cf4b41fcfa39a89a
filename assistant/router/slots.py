"""Reads the slots of a message, and masks them so that the classifier sees shapes, not values.

Everything is found once per message; a stretch of text belongs to the first finder that claims it.
Where a value reads two ways ("kal", "5 baje") it takes the reading that a booking would mean.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from assistant.language.cities import find_cities
from assistant.language.dates import find_dates
from assistant.language.identifiers import find_phones, find_pincodes
from assistant.language.money import find_amounts, to_paise
from assistant.language.numbers import find_numbers
from assistant.language.services import ServiceLexicon, ServiceSpan
from assistant.language.spans import Span
from assistant.language.times import find_dayparts, find_times, find_windows
from assistant.language.tokens import Token, ascii_digits, keys, tokenize
from assistant.model import Slots
from assistant.router.references import dictated, find_references

_OPEN, _CLOSE = time(8), time(20)

_COUNTED = keys("bhk sq sqft feet ft min minute minutes km kg litre liter percent %")

_VARIANTS = {
    key: variant
    for variant, words in (
        (
            "basic",
            "basic basik cheapest cheap lowest economy sasta saste sasti बेसिक सस्ता सस्ते सस्ती",
        ),
        ("standard", "standard standrd regular medium middle beech स्टैंडर्ड स्टैण्डर्ड मीडियम बीच"),
        (
            "premium",
            "premium premum luxury deluxe costliest mehnga mehenga प्रीमियम प्रिमियम महंगा महँगा",
        ),
    )
    for key in keys(words)
}
_STARS = re.compile(
    r"(?<![\d.,])([1-5])\s*(?:/\s*5|\*|⭐|stars?\b|star\b|सितारे|स्टार|out of (?:5|five))", re.I
)
_OF_FIVE = re.compile(
    r"(?:5|five|paanch|panch|पांच|पाँच)\s*(?:me|mein|mai|में|मे)?\s*(?:se|से)\s*([1-5])(?!\d)", re.I
)
_RATED = re.compile(r"(?:rating|rate|रेटिंग)\W{0,3}([1-5])(?![\d.])", re.I)
_BECAUSE = re.compile(r"\b(?:because|kyunki|kyuki|kyonki)\s+(.{3,})|क्योंकि\s+(.{3,})", re.I)
_PAST = keys(
    """
    tha thi aaya aayi aya ayi gaya gayi gya hua hui yesterday came left beeta
    था थी थे आया आई आयी गया गई गयी हुआ हुई बीता
    """
)
"""What makes "kal" yesterday. "kiya" and "liya" do not: "kal ka book kiya hai" looks ahead."""
_MONEY_WORDS = keys(
    """
    paid pay paying payment charged charge deducted deduct debited credited cut kat kata kate add
    load recharge top wallet refund refunded cost costs price budget under within quoted extra took
    take owe due bill cash dal dalna dalne dalo daal jama bheja bheje paise paisa lagega lage
    काटे कट कटे पैसे पैसा वॉलेट डालो डालना डालने जमा रिफंड बिल भेजे लिए चार्ज
    """
)
_LEAST_BARE = 50
"""Rupees: a smaller bare figure counts rooms, days or people."""
_GREETING = re.compile(r"(?:good|gud|gd|happy|shubh|शुभ|गुड)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a message holds: its slots, and its text with each value behind a mask like "_pin_"."""

    slots: Slots
    masked: str


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    mask: str


def read_slots(text: str, now: datetime, lexicon: ServiceLexicon) -> Marked:
    """Slots and masked text of a normalised message. `now` is local time; never raises."""
    written = dictated(text)
    tokens = tokenize(written)
    numbered = find_references(written)
    claimed = _Claims()
    booking = claimed.first(numbered, "booking_number", "_booking_")
    complaint = claimed.first(numbered, "complaint_number", "_complaint_")
    mobile = claimed.first(find_phones(written), "phone", "_mobile_")
    pincode = claimed.first(find_pincodes(written), "pincode", "_pin_")
    services = claimed.services(lexicon.find(written))
    city = claimed.first(find_cities(written), "city", "_city_")
    amount = claimed.first(find_amounts(written), "amount", "_amount_")
    dates = claimed.every(find_dates(written, now), "_date_")
    windows = claimed.every(find_windows(written), "_time_")
    times = claimed.every(find_times(written), "_time_")
    dayparts = claimed.every(_in_no_greeting(find_dayparts(written), written), "_part_")
    numbers = claimed.every((span for span in find_numbers(written) if span.value != 1), "_num_")
    keys_named, category = _named(services, lexicon)
    time_from, time_to = _hours(windows, times, dayparts)
    slots = Slots(
        services=keys_named,
        category=category,
        variant=_variant(tokens),
        pincode=pincode,
        city=city,
        date=_date(dates, tokens, now.date()),
        time_from=time_from,
        time_to=time_to,
        booking_number=booking,
        complaint_number=complaint,
        amount_paise=_bare_amount(numbers, tokens) if amount is None else amount,
        mobile=mobile,
        rating=_rating(written),
        reason=_reason(written),
    )
    return Marked(slots, claimed.mask(written))


class _Claims:
    """Stretches of a text that values have taken; whoever comes first has them."""

    def __init__(self) -> None:
        self._marks: list[_Mark] = []

    def _take(self, start: int, end: int, mask: str) -> bool:
        if any(start < mark.end and mark.start < end for mark in self._marks):
            return False
        self._marks.append(_Mark(start, end, mask))
        return True

    def every(self, spans: Iterable[Span], mask: str) -> list[Span]:
        return [span for span in spans if self._take(span.start, span.end, mask)]

    def first(self, spans: Iterable[Span], kind: str, mask: str) -> Any:
        taken = self.every((span for span in spans if span.kind == kind), mask)
        return taken[0].value if taken else None

    def services(self, spans: Iterable[ServiceSpan]) -> list[ServiceSpan]:
        return [
            span
            for span in spans
            if self._take(span.start, span.end, "_svc_" if span.keys else "_category_")
        ]

    def mask(self, text: str) -> str:
        pieces, at = [], 0
        for mark in sorted(self._marks, key=lambda mark: mark.start):
            pieces += [text[at : mark.start], " ", mark.mask, " "]
            at = mark.end
        return " ".join("".join([*pieces, text[at:]]).split())


def _in_no_greeting(spans: Iterable[Span], text: str) -> Iterable[Span]:
    """The parts of the day but that of "good morning", which asks for no time."""
    return (span for span in spans if not _GREETING.search(text[: span.start]))


def _named(
    spans: Sequence[ServiceSpan], lexicon: ServiceLexicon
) -> tuple[tuple[str, ...], str | None]:
    """Keys of all services named, best first, and the category when exactly one is meant.

    A word that fits several categories ("salon") stands for all their services: ask which.
    """
    named = list(dict.fromkeys(key for span in spans for key in span.keys))
    categories = list(dict.fromkeys(slug for span in spans for slug in span.categories))
    if len(categories) > 1 and not named:
        named = [key for slug in categories for key in lexicon.services_of(slug)]
    return tuple(named), categories[0] if len(categories) == 1 else None


def _variant(tokens: Sequence[Token]) -> str | None:
    return next((_VARIANTS[token.key] for token in tokens if token.key in _VARIANTS), None)


def _bare_amount(numbers: Sequence[Span], tokens: Sequence[Token]) -> int | None:
    """A figure without a currency in a message about money ("500 kat gaye")."""
    if not any(token.key in _MONEY_WORDS for token in tokens):
        return None
    units = {tokens[at].end: tokens[at + 1].key for at in range(len(tokens) - 1)}
    for span in numbers:
        if span.value >= _LEAST_BARE and units.get(span.end) not in _COUNTED:
            return to_paise(span.value)
    return None


def _date(spans: Sequence[Span], tokens: Sequence[Token], today: date) -> date | None:
    """The first date; a word that looks both ways looks back only in a sentence of the past."""
    readings: tuple[date, ...] = next((span.value for span in spans if span.value), ())
    if not readings:
        return None
    past = [day for day in readings if day < today]
    if past and len(readings) > 1 and any(token.key in _PAST for token in tokens):
        return past[0]
    return readings[0]


def _hours(
    windows: Sequence[Span], times: Sequence[Span], dayparts: Sequence[Span]
) -> tuple[time | None, time | None]:
    """From when to when; a point in time has no end."""
    for span in windows:
        if span.value:
            fitting = [w for w in span.value if w[0] >= _OPEN and w[1] <= _CLOSE]
            start, end = (fitting or span.value)[0]
            return start, end
    for span in times:
        if span.value:
            fitting = [point for point in span.value if _OPEN <= point < _CLOSE]
            return (fitting or span.value)[0], None
    for span in dayparts:
        start, end = span.value
        return start, end
    return None, None


def _rating(text: str) -> int | None:
    stars = text.count("⭐")
    figures = ascii_digits(text)
    match = _STARS.search(figures) or _OF_FIVE.search(figures) or _RATED.search(figures)
    if match:
        return int(match.group(1))
    return stars if 2 <= stars <= 5 else None


def _reason(text: str) -> str | None:
    match = _BECAUSE.search(text)
    return (match.group(1) or match.group(2)).strip() if match else None
