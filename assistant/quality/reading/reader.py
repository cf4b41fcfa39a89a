"""Reads the checkable facts of any text, typed and without overlaps. Judges nothing."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from assistant.language.calendar_words import DAYPARTS
from assistant.language.dates import find_dates
from assistant.language.durations import Duration, find_durations
from assistant.language.identifiers import find_identifiers, find_phones, find_pincodes
from assistant.language.money import find_amounts, find_percentages
from assistant.language.numbers import find_numbers
from assistant.language.services import shipped_lexicon
from assistant.language.spans import Span
from assistant.language.times import find_dayparts, find_times, find_windows
from assistant.language.tokens import Token, fold, keys, tokenize
from assistant.quality.reading.levels import find_levels
from assistant.quality.reading.status_words import status_at


@dataclass(frozen=True, slots=True)
class Fact:
    """One checkable fact of a text. Values are as in `language.spans`, and besides: "status" a
    canonical status, "variant" a canonical variant, "service" a frozenset of service keys,
    "fraction" a percentage in words ("half" 50), "number" a Decimal, "link" a web address."""

    kind: str
    value: Any
    start: int
    end: int
    text: str


_VARIANTS = {
    fold(word): canonical
    for canonical, words in {
        "basic": "basic बेसिक basik",
        "standard": "standard स्टैंडर्ड स्टैण्डर्ड standrd std स्टेंडर्ड",
        "premium": "premium प्रीमियम primium",
        "deluxe": "deluxe डीलक्स डिलक्स",
        "express": "express एक्सप्रेस",
        "economy": "economy इकोनॉमी इकॉनमी",
        "platinum": "platinum प्लैटिनम प्लेटिनम",
        "gold": "gold गोल्ड",
        "silver": "silver सिल्वर",
        "luxury": "luxury लक्ज़री लग्ज़री",
        "elite": "elite एलीट",
        "super": "super सुपर",
        "advanced": "advanced advance",
        "classic": "classic क्लासिक",
        "ultra": "ultra अल्ट्रा",
    }.items()
    for word in words.split()
    if word != "advance"
}
_FRACTIONS = {
    fold(word): Decimal(value)
    for value, words in {
        "50": "half aadha adha aadhe aadhi adhi आधा आधी आधे हाफ़",
        "25": "quarter quarters fourth chauthai चौथाई one-fourth",
        "33": "third tihai तिहाई",
        "10": "tenth",
        "20": "fifth",
    }.items()
    for word in words.split()
}
# Words of a service's trade that people also use for other things.
NOT_SERVICES = keys(
    "shift shifting lock pack पैक bike tapak chuka move moving शिफ़्ट शिफ़्टिंग chair switch light"
)
DOINGS = keys("tapak chuka move moving shift shifting शिफ़्ट शिफ़्टिंग lock pack पैक")
"""Words that, with a verb after them, are no name of a service."""
_NOT_ALONE = NOT_SERVICES | keys(
    """window windows packing leak leaking gate filter filters cabinet cabinets furniture bikes
    doors beds taps wax polish tank pipes desk table darwaza darwaze दरवाज़ा दरवाज़े टेबल
    kursi कुर्सी ups khidki khidkiyan खिड़की खिड़कियाँ खिड़कियां
    blocked दरवाज़ों विंडो पैकिंग फ़िल्टर फ़र्नीचर टंकी door gaadi gadi गाड़ी wire तार detail"""
)
"""Words that name a service only together with another."""
_HOMES = keys("ghar home house घर")
_WHOLE = keys("full poora pura poore pure poori puri entire whole पूरा पूरे पूरी सारा सारे total")
_MONEY_NOUNS = keys(
    "refund amount money paisa paise payment rakam wapas vapas back पैसा पैसे रकम राशि रिफ़ंड वापस "
    "वापसी पेमेंट रुपये रिफंड"
)
_ORDINAL = keys("third tenth fifth fourth")
_ONE = keys("a one")
_THREE = keys("three teen तीन")
_NUMBERED = keys(
    "floor cross main block stage phase lane street attempt time try reminder option manzil malle "
    "मंज़िल मंजिल फ़्लोर फ्लोर माले तल"
)
_MONTH = keys("mahine mahina month महीने महीना माह")
_MONTH_WORD = re.compile(r"month|mahin|महीन|माह", re.I)
_END = keys("end ant anth aakhir akhir aakhri akhri अंत आख़िर आख़िरी एंड")
_END_OF = re.compile(r"^ (?:ka|ki|ke|k|me|mein|main|tak|pe|par|se)\b", re.I)
_DAY_OF_MONTH = keys("ko tarikh tareekh taarikh को तारीख से se tak तक")
_COUNTED = keys("slot slots स्लॉट log लोग bookings visits windows professionals options")
_ONE_OF_THEM = keys("one वाला वाली wala wali")
_SOME = keys("one ek एक a")
_MEASURES = keys("feet foot फ़ीट फीट फ़ुट फुट")
_MEASURED = re.compile(r"(?:\d|\bsq\.?|\bsquare|वर्ग|स्क्वायर|स्क्वेयर)\s*$", re.I)
"""What makes of feet a length or an area: "320 square feet"."""
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]।]", re.I)
_MASKED = re.compile(r"(?<!\w)\d{2,4}[Xx*•]{3,8}\d{2,4}(?!\w)")
_SHORT_HOURS = re.compile(r"(?<![\d.:])(\d{1,2}) ?h(?= ?(?:and )?\d{1,2} ?m(?:in(?:ute)?s?)?\b)")
_PAST = keys("बजकर bajkar bajke bjkr")
_STRIKING, _HAVING = keys("baj बज"), keys("kar ke कर के")
_CURRENCY = keys("₹ rs inr रु")
_TIME_NOUNS = keys("hour ghanta ghante घंटा घंटे day din दिन an")


@lru_cache(maxsize=4096)
def read_facts(text: str, today: date | None) -> tuple[Fact, ...]:
    """All facts of a text in order. Calendar words need `today` (local); without it none is
    read."""
    taken = bytearray(len(text))
    found: list[Fact] = []

    def take(facts: Iterable[Span | Fact]) -> None:
        for fact in facts:
            if taken.find(1, fact.start, fact.end) < 0:
                taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
                found.append(Fact(fact.kind, fact.value, fact.start, fact.end, fact.text))

    take(_links(text))
    take(_masked(text))
    take(find_identifiers(text))
    take(find_phones(text))
    take(find_pincodes(text))
    tokens = tokenize(text)
    if today is not None:
        take(day for day in find_dates(text, today) if not _no_date(day, tokens))
        take(_month_ends(text, today))
    take(find_percentages(text))
    take(_short_hours(text))
    take(span for span in find_durations(text) if not _is_no_length(span, tokens))
    take(span for span in find_amounts(text))
    take(find_windows(text))
    take(moment for moment in find_times(text) if not _counts(moment, tokens))
    take(_services(text))
    take(_statuses(tokens, text))
    take(find_levels(tokens, text))
    take(_variants(tokens, text))
    take(_fractions(tokens, text))
    take(find_dayparts(text))
    take(find_numbers(text))
    return tuple(sorted(found, key=lambda fact: fact.start))


def _links(text: str) -> Iterable[Fact]:
    """Web addresses, each one fact whatever figures it holds."""
    for match in _LINK.finditer(text):
        yield Fact("link", match.group(), match.start(), match.end(), match.group())


def _short_hours(text: str) -> Iterable[Fact]:
    """ "8 h 20 min": the hours before minutes."""
    for match in _SHORT_HOURS.finditer(text):
        hours = Decimal(match[1])
        yield Fact("duration", Duration(hours, hours, "hour"), match.start(), match.end(), match[0])


def stood_on(tokens: Sequence[Token], facts: Iterable[Fact]) -> frozenset[int]:
    """The tokens, by index, that a fact stands on, wholly or in part."""
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    held: set[int] = set()
    for fact in facts:
        held.update(range(bisect_right(ends, fact.start), bisect_left(starts, fact.end)))
    return frozenset(held)


def _masked(text: str) -> Iterable[Fact]:
    """Phone numbers of which only the ends are shown."""
    for match in _MASKED.finditer(text):
        shown = re.sub(r"\D+", "*", match[0])
        yield Fact("phone", shown, match.start(), match.end(), match[0])


def _no_date(said: Span, tokens: tuple[Token, ...]) -> bool:
    """ "ek jan", one person; "2nd floor", "1st cross": no days."""
    words = said.text.split()
    if len(words) > 1 and fold(words[-1]) in _ONE_OF_THEM:  # "the October one"
        return True
    if words[-1] == "jan" and not any(char.isdigit() for char in said.text):
        return True
    after = next((token.key for token in tokens if token.start >= said.end), "")
    if len(words) > 2 and words[-1].isdigit() and fold(words[-2]) in _MONTH:
        return after not in _DAY_OF_MONTH  # "is mahine 2 complete hue"
    return len(words) == 1 and after in _NUMBERED


def _month_ends(text: str, today: date) -> Iterable[Fact]:
    """ "at the end of the month", "महीने के आख़िर में": its last day, or one of the few before."""
    if not _MONTH_WORD.search(text):
        return
    for span in find_dates(text, today, wished=True):
        words = {fold(word) for word in span.text.split()}
        if words & _MONTH and words & _END:
            days = tuple(span.value[0] - timedelta(days=before) for before in range(4))
            yield Fact("date", days, span.start, span.end, span.text)


def _is_no_length(length: Span, tokens: tuple[Token, ...]) -> bool:
    """ "4 बजकर 10 मिनट", part of a time of the clock; "₹90 महीने के अंत में", a sum."""
    before = [token.key for token in tokens if token.end <= length.start][-2:]
    if before and (before[-1] in _PAST or before[-1] in _CURRENCY):
        return True
    if len(before) > 1 and before[0] in _STRIKING and before[1] in _HAVING:
        return True
    return before[-1:] == ["."] and before[0] in _CURRENCY


def _counts(moment: Span, tokens: tuple[Token, ...]) -> bool:
    """ "subah do slot", two slots in the morning: no two o'clock."""
    if any(char.isdigit() for char in moment.text):
        return False
    words = [fold(word) for word in moment.text.split()]
    if len(words) == 2 and words[0] in _SOME and words[1] in DAYPARTS:
        return True  # "one evening", "एक शाम पहले"
    after = next((token.key for token in tokens if token.start >= moment.end), "")
    return after in _COUNTED


def _services(text: str) -> Iterable[Fact]:
    for span in shipped_lexicon().find(text, repair=False):
        words = [fold(word) for word in span.text.split()]
        if words[-1] in _HOMES:  # "packing ghar par hi chhodte hain"
            words = words[:-1] or words
        if words == ["ant"] and _END_OF.search(text[span.end :]):  # Hindi for the end
            continue
        if words[0] in _MEASURES and _MEASURED.search(text[: span.start]):
            continue
        if span.keys and words[0] not in (_NOT_ALONE if len(words) == 1 else DOINGS):
            yield Fact("service", frozenset(span.keys), span.start, span.end, span.text)


def _statuses(tokens: tuple[Token, ...], text: str) -> Iterable[Fact]:
    index = 0
    while index < len(tokens):
        found = status_at(tokens, index)
        if found is None:
            index += 1
            continue
        status, last = found
        start, end = tokens[index].start, tokens[last - 1].end
        yield Fact("status", status, start, end, text[start:end])
        index = last


def _variants(tokens: tuple[Token, ...], text: str) -> Iterable[Fact]:
    for token in tokens:
        variant = _VARIANTS.get(token.key.removesuffix("'s").removesuffix("’s"))
        if variant is not None:
            yield Fact("variant", variant, token.start, token.end, text[token.start : token.end])


def _fractions(tokens: tuple[Token, ...], text: str) -> Iterable[Fact]:
    for index, token in enumerate(tokens):
        after = tokens[index + 1].key if index + 1 < len(tokens) else ""
        value = _FRACTIONS.get(token.key)
        start = token.start
        before = tokens[index - 1].key if index else ""
        if value == 25 and before in _THREE:
            value, start = Decimal(75), tokens[index - 1].start
        elif (token.key in _ORDINAL and before not in _ONE) or token.key == "quarters":
            value = None
        if value is None and token.key in _WHOLE and after in _MONEY_NOUNS:
            value = Decimal(100)
        if value is not None and after not in _TIME_NOUNS:
            yield Fact("fraction", value, start, token.end, text[start : token.end])
