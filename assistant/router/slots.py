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
from assistant.language.money import find_amounts
from assistant.language.numbers import find_numbers, unit_value
from assistant.language.services import ServiceLexicon, ServiceSpan
from assistant.language.spans import Span
from assistant.language.times import find_dayparts, find_times, find_windows
from assistant.language.tokens import Token, ascii_digits, keys, tokenize
from assistant.model import Slots

_OPEN, _CLOSE = time(8), time(20)

_NUMBERED = re.compile(
    r"(?<![A-Za-z0-9])(CB|CC)\s{0,2}[-–_#:.]?\s{0,2}(\d{6})(?!\d)", re.IGNORECASE
)
_SIX = re.compile(r"(?<![\d,.])\d{6}(?![\d,])")
_BOOKING_WORDS = keys("booking bookng order ordr appointment job बुकिंग ऑर्डर आर्डर अपॉइंटमेंट")
_COMPLAINT_WORDS = keys(
    "complaint complain complnt ticket grievance case shikayat shikayt शिकायत कंप्लेंट कम्प्लेंट टिकट केस"
)
_REACH = 4
"""How many tokens a word like "order" may stand away from its six digits."""

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
_RATED = re.compile(r"(?:rating|rate|रेटिंग)\W{0,3}([1-5])(?![\d.])", re.I)
_BECAUSE = re.compile(r"\b(?:because|kyunki|kyuki|kyonki)\s+(.{3,})|क्योंकि\s+(.{3,})", re.I)
_PAST = keys(
    "tha thi थी था थे hua hui हुआ हुई yesterday beeta बीता karwaya kiya किया करवाया was were did"
)
_GREETING = re.compile(r"(?:good|gud|gd|happy|shubh|शुभ|गुड)\s*$", re.IGNORECASE)
_SPOKEN_DIGITS = range(6, 13)
"""How many digits in a row, one word each, are a number that somebody dictates."""


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
    numbered = _numbered(written, tokens)
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
    claimed.every((span for span in find_numbers(written) if span.value != 1), "_num_")
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
        amount_paise=amount,
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


def dictated(text: str) -> str:
    """The text with numbers spoken digit by digit ("one zero four two three three") in figures."""
    pieces: list[str] = []
    at = 0
    run: list[tuple[Token, int]] = []
    for token in (*tokenize(text), None):
        value = None if token is None or token.shape != "word" else unit_value(token.key)
        if token is not None and value is not None and 0 <= value <= 9:
            run.append((token, int(value)))
            continue
        if len(run) in _SPOKEN_DIGITS:
            pieces += [text[at : run[0][0].start], "".join(str(digit) for _, digit in run)]
            at = run[-1][0].end
        run = []
    return "".join([*pieces, text[at:]])


def _numbered(text: str, tokens: Sequence[Token]) -> list[Span]:
    """Booking and complaint numbers, by their letters or by the word beside six digits."""
    figures = ascii_digits(text)
    found = [
        _number_span(match.group(1).upper(), match.group(2), match.start(), match.end(), text)
        for match in _NUMBERED.finditer(figures)
    ]
    for match in _SIX.finditer(figures):
        if any(span.start <= match.start() < span.end for span in found):
            continue
        letters = _letters_by_words(tokens, match.start(), match.group())
        if letters:
            found.append(_number_span(letters, match.group(), match.start(), match.end(), text))
    return found


def _number_span(letters: str, digits: str, start: int, end: int, text: str) -> Span:
    kind = "booking_number" if letters == "CB" else "complaint_number"
    return Span(kind, f"{letters}-{digits}", start, end, text[start:end])


def _letters_by_words(tokens: Sequence[Token], start: int, digits: str) -> str | None:
    index = next((i for i, token in enumerate(tokens) if token.start <= start < token.end), None)
    if index is None:
        return None
    near = {token.key for token in tokens[max(0, index - _REACH) : index + _REACH + 1]}
    if near & _COMPLAINT_WORDS:
        return "CC"
    if near & _BOOKING_WORDS or digits.startswith(("10", "0")):  # no pincode begins with 10
        return "CB"
    return None


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
    match = _STARS.search(ascii_digits(text)) or _RATED.search(ascii_digits(text))
    if match:
        return int(match.group(1))
    return stars if 2 <= stars <= 5 else None


def _reason(text: str) -> str | None:
    match = _BECAUSE.search(text)
    return (match.group(1) or match.group(2)).strip() if match else None
