"""Reads the slots of a message, and masks them so that the classifier sees shapes, not values.

Everything is found once per message; a stretch of text belongs to the first finder that claims it.
What the message takes back again does not count (`corrections`), and where a value reads two ways
the slots say so.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assistant.language.calendar_words import NOON
from assistant.language.cities import find_cities
from assistant.language.dates import find_dates
from assistant.language.identifiers import find_phones, find_pincodes
from assistant.language.money import find_amounts
from assistant.language.numbers import find_numbers
from assistant.language.services import ServiceLexicon, ServiceSpan
from assistant.language.spans import Span
from assistant.language.times import find_dayparts, find_times, find_windows
from assistant.language.tokens import Token, ascii_digits, keys, tokenize
from assistant.model import Slots
from assistant.router.corrections import Mention, mentions, standing
from assistant.router.moments import find_day, find_hours
from assistant.router.quantities import read_quantity
from assistant.router.reasons import read_reason
from assistant.router.references import dictated, find_references, joined
from assistant.router.values import read_bare_amount, read_rating, read_variant

_GREETING = re.compile(
    r"(?:good|gud|gd|happy|shubh|subho|shubho|pleasant|lovely|nice|great|wonderful|blessed|शुभ|गुड)\s*$",
    re.IGNORECASE,
)
_IDIOM = re.compile(
    r"^\s*(?:bhar|bher|भर|bakhair|बख़ैर|[-–]?\s*(?:din|दिन)"
    r"(?! (?:ka|ki|ke|ko|me|mein|का|की|के|को|में)\b))"
    r"(?!\w)|^!",
    re.IGNORECASE,
)
_SCORE = re.compile(r"[1-5१-५]/[5५]")
_HOUSE = re.compile(
    r"""\s*,\s*[\w\u0900-\u097f]
    |\s+(?!ko\b|को\s)(?:[\w\u0900-\u097f]+\s+){1,3}(?:lane|road|rd|street|marg|gali|nagar|colony|enclave|
    avenue|society|layout|cross|vihar|bagh|sarani|लेन|रोड|मार्ग|गली|नगर|कॉलोनी|विहार|बाग)(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_FAR = 60
_NEAR = 60
"""Letters before a span within which an idiom begins."""
_MAY_TELL_WHY = ("_svc_", "_category_", "_booking_", "_amount_", "_num_", "_part_")
_DAY_AND = re.compile(
    r"(?<!us )(?<!is )(?<!उस )(?<!इस )(?:din|दिन)\s*(?:[-–/&]|aur|और|and|n)?\s*$"
    r"|\bday\s*(?:and|n|&|-)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a message holds: its slots, and its text with each value behind a mask like "_pin_"."""

    slots: Slots
    masked: str
    text: str
    """The text that the slots were read from."""
    wanted: tuple[tuple[int, int], ...]
    """Where in it values stand that say what is wanted, and so not why."""


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    mask: str


def read_slots(text: str, now: datetime, lexicon: ServiceLexicon) -> Marked:
    """Slots and masked text of a normalised message. `now` is local time; never raises."""
    today = now.date()
    written = joined(dictated(text))
    tokens = tokenize(written)
    numbered = find_references(written)
    claimed = _Claims(tokens)
    booking = claimed.first(numbered, "booking_number", "_booking_")
    complaint = claimed.first(numbered, "complaint_number", "_complaint_")
    mobile = claimed.first(find_phones(written), "phone", "_mobile_")
    pincode = claimed.first(find_pincodes(written), "pincode", "_pin_")
    services = claimed.services(lexicon.find(written, booked=booking is not None))
    places = claimed.every(find_cities(written), "_city_")
    amount = claimed.first(_sums(written), "amount", "_amount_")
    dates, score = _scores(
        claimed.every(find_dates(written, today, wished=True), "_date_"), today, written
    )
    windows = claimed.every(find_windows(written, wished=True), "_time_")
    times = claimed.every(_asked(find_times(written, wished=True), written), "_time_")
    dayparts = claimed.dayparts(find_dayparts(written, wished=True), dates, written)
    numbers = claimed.every((span for span in find_numbers(written) if span.value != 1), "_num_")
    keys_named, category = _named(services, tokens, lexicon)
    if booking is not None and not keys_named:  # "the plumber of CB-104233": whoever comes
        category = None
    day, days = find_day(dates, tokens, today)
    hours = find_hours(windows, times, dayparts, tokens)
    slots = Slots(
        services=keys_named,
        category=category,
        variant=_variant(tokens),
        pincode=pincode,
        city=_city(places, tokens, pincode),
        date=day,
        date_choices=days,
        time_from=hours.start,
        time_to=hours.end,
        time_choices=hours.choices,
        booking_number=booking,
        complaint_number=complaint,
        quantity=read_quantity(written, services, numbers),
        amount_paise=read_bare_amount(written, numbers, tokens) if amount is None else amount,
        mobile=mobile,
        rating=read_rating(written, tokens) if score is None else score,
        reason=read_reason(written, ()),
    )
    return Marked(slots, claimed.mask(written), written, tuple(claimed.values()))


def _sums(text: str) -> list[Span]:
    """The amounts of a text; "not a single rupee" is none."""
    return [span for span in find_amounts(text) if span.value > _ONE_RUPEE or "1" in span.text]


_ONE_RUPEE = 100


def names_no_place(marked: Marked) -> bool:
    """Whether the six digits of a message stand there with no word of a place about them."""
    slots = marked.slots
    if slots.pincode is None or slots.city is not None or slots.complaint_number is not None:
        return False
    keys_said = [token.key for token in tokenize(marked.text)]
    if slots.pincode not in keys_said or not slots.pincode.startswith(_FIRST_OF_BOOKINGS):
        return False
    at = keys_said.index(slots.pincode)
    return _PLACING.isdisjoint(keys_said[max(0, at - 2) : at] + keys_said[at + 1 : at + 2])


_FIRST_OF_BOOKINGS = "1"
"""Bookings are numbered upwards from 100001; pincodes begin with 1 in the north alone."""
_PLACING = keys(
    """pin pincode code postal zip area at in near address flat mein me main m ilaka पिन पिनकोड कोड
    इलाका इलाके में पता एरिया"""
)


class _Claims:
    """Stretches of a text that values have taken; whoever comes first has them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._marks: list[_Mark] = []

    def _take(self, start: int, end: int, mask: str) -> bool:
        if any(start < mark.end and mark.start < end for mark in self._marks):
            return False
        self._marks.append(_Mark(start, end, mask))
        return True

    def every(self, spans: Iterable[Span], mask: str) -> list[Span]:
        return [span for span in spans if self._take(span.start, span.end, mask)]

    def first(self, spans: Iterable[Span], kind: str, mask: str) -> Any:
        """The first value of a kind that the message does not take back."""
        taken = self.every((span for span in spans if span.kind == kind), mask)
        if len(taken) < 2:
            return taken[0].value if taken else None
        kept = standing(mentions(taken, self._tokens), self._tokens)
        return kept[0].value.value if kept else None

    def services(self, spans: Iterable[ServiceSpan]) -> list[ServiceSpan]:
        return [
            span
            for span in spans
            if self._take(span.start, span.end, "_svc_" if span.keys else "_category_")
        ]

    def dayparts(self, spans: Iterable[Span], dates: Sequence[Span], text: str) -> list[Span]:
        """Parts of the day that ask for a time; "tonight" is a day and a part of it."""
        asked = [span for span in spans if not _in_idiom(span, text)]
        within = [
            span
            for span in asked
            if any(day.start <= span.start and span.end == day.end for day in dates)
        ]
        return self.every(asked, "_part_") + within

    def values(self) -> list[tuple[int, int]]:
        """Where the values stand that say what is wanted; a service's name may tell why, too."""
        return [(m.start, m.end) for m in self._marks if m.mask not in _MAY_TELL_WHY]

    def mask(self, text: str) -> str:
        pieces, at = [], 0
        for mark in sorted(self._marks, key=lambda mark: mark.start):
            pieces += [text[at : mark.start], " ", mark.mask, " "]
            at = mark.end
        return " ".join("".join([*pieces, text[at:]]).split())


def _in_idiom(span: Span, text: str) -> bool:
    """ "Good morning", "raat bhar", "din raat" ask for no time."""
    before = _before(span, text)
    return bool(
        _GREETING.search(before) or _DAY_AND.search(before) or _IDIOM.match(text[span.end :])
    )


def _before(span: Span, text: str) -> str:
    return text[max(0, span.start - _NEAR) : span.start]


def _asked(spans: Iterable[Span], text: str) -> list[Span]:
    """The points in time without the noon of "good noon"."""
    return [
        span
        for span in spans
        if span.text.casefold() not in NOON or not _GREETING.search(_before(span, text))
    ]


def _named(
    spans: Sequence[ServiceSpan], tokens: Sequence[Token], lexicon: ServiceLexicon
) -> tuple[tuple[str, ...], str | None]:
    """Keys of all services named, best first, and the category when exactly one is meant.

    A word that fits several categories ("salon") stands for all their services: ask which. Of
    several words that each name another, the first says what it is about.
    """
    kept = standing(mentions(spans, tokens), tokens, may_act=True)
    named = list(dict.fromkeys(key for mention in kept for key in mention.value.keys))
    categories = list(dict.fromkeys(slug for mention in kept for slug in mention.value.categories))
    if any(len(mention.value.categories) > 1 for mention in kept) and not named:
        named = [key for slug in categories for key in lexicon.services_of(slug)]
        return tuple(named), None
    return tuple(named), categories[0] if categories else None


def _scores(dates: list[Span], today: date, text: str) -> tuple[list[Span], float | None]:
    """The days without "3/5", which is stars of five unless that day is near; and those stars.

    Nor is "14/2, Lake Road" or "14/2 Sen Lane" a day: the number of a house.
    """
    far = [span for span in dates if span.value and (span.value[0] - today).days > _FAR]
    figures = [span for span in far if "/" in span.text]
    scores = [span for span in figures if _SCORE.fullmatch(span.text)]
    houses = [span for span in figures if _HOUSE.match(text[span.end :])]
    rest = [span for span in dates if span not in scores and span not in houses]
    return rest, float(ascii_digits(scores[0].text)[0]) if scores else None


def _city(places: Sequence[Span], tokens: Sequence[Token], pincode: str | None) -> str | None:
    """The first that stands; a pincode says better than the name of a locality where that is."""
    known = [span for span in places if span.kind == "city" or pincode is None]
    kept = standing(mentions(known, tokens), tokens)
    return str(kept[0].value.value) if kept else None


def _variant(tokens: Sequence[Token]) -> str | None:
    """The one that is wanted; who weighs two against each other wants neither yet."""
    named = [Mention(at, at + 1, variant) for at, variant in read_variant(tokens)]
    kept = {mention.value for mention in standing(named, tokens)}
    return kept.pop() if len(kept) == 1 else None
