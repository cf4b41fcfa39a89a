"""Finds numbers in figures and words ("1,29,999", "dhai hazar", "बारह सौ निन्यानवे", "1.5k").

Other finders build on `read_numbers`; it refuses words that are more often something else ("do",
"so", "k") unless a unit, a scale or another number stands beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.language.calendar_words import OCLOCK
from assistant.language.number_dialects import HOURS, HUNDREDS, STEMS
from assistant.language.number_words import (
    DOUBTFUL,
    ENGLISH,
    FRACTIONS,
    NOT_NUMBERS,
    PREFIXES,
    SCALES,
    UNITS,
)
from assistant.language.spans import Span
from assistant.language.tokens import Token, keys, sound, tokenize

_UNIT_WORDS = keys(
    """
    rupay rupaye rupaiye rupee rupees rupya rupaya rupe rs baje bje baj bajey bajkar
    din dino ghante ghanta ghnte ghantey ghanton minute minat min mint hafte hafta
    mahine mahina saal tarikh tareekh tareek percent pratishat fisdi booking bookings
    service services item items log logo pankhe pankha fan fans ac kamre kamra room
    rooms baar variant variants option options slot slots kaam working shikayat
    complaint complaints technician visit visits रुपये रुपए रुपया रुपयों रु बजे बज
    बजकर दिन दिनों घंटे घंटा घंटों मिनट हफ़्ते हफ़्ता महीने महीना साल तारीख प्रतिशत
    फ़ीसदी बुकिंग बुकिंग्स सर्विस लोग पंखे पंखा एसी कमरे बार विकल्प स्लॉट कामकाजी
    कार्य शिकायत शिकायतें शिकायतों days day hours hour hrs weeks months january
    february march april may june july august september october november december jan
    feb mar apr aug sept sep oct nov dec जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त
    taka rupiyo rupyo rupaiya rupaiyya रुपिया रुपैया रिपिया हज़ार star stars tara tare taare sitara
    sitare सितारा सितारे तारा तारे divas diwas दिवस
    सितंबर अक्टूबर नवंबर दिसंबर k rupye hajar % ₹ वाली वाले वाला wali wale विज़िट काम
    """
)
_WITH = frozenset(("saath", "sath", "साठ"))
_POINT = keys("point dashamlav pointe पॉइंट पॉइन्ट प्वाइंट दशमलव")
_OF = frozenset(("ke", "k", "kay"))
_LINKS = frozenset(("se", "to", "-", "–", "ya", "से", "या", "or", "aur", "और", "and"))


@dataclass(frozen=True, slots=True)
class Number:
    """A number over tokens[first:last]; `words` when no digit was written."""

    first: int
    last: int
    value: Decimal
    words: bool


@lru_cache(maxsize=8192)
def unit_value(key: str) -> Decimal | None:
    """What one number word below a hundred means, whatever its spelling; None: not one."""
    found = UNITS.get(key)
    if found is None and len(key) > 2 and key.isascii() and key not in NOT_NUMBERS:
        found = UNITS.get(sound(key))
    return _hundreds(key) if found is None else found


def _hundreds(key: str) -> Decimal | None:
    """The value of "panchso" and "barashe", one word for so many hundreds."""
    for end in HUNDREDS:
        stem = key.removesuffix(end)
        if stem != key and stem in STEMS:
            return Decimal(100 * STEMS[stem])
    return None


@lru_cache(maxsize=8192)
def scale_value(key: str) -> Decimal | None:
    """What one word for hundreds, thousands or lakhs means; None: not one."""
    found = SCALES.get(key)
    if found is None and len(key) > 3 and key.isascii():
        found = SCALES.get(sound(key))
    return found


def _scale_at(tokens: Sequence[Token], index: int, so_far: Decimal | None) -> Decimal | None:
    token = tokens[index]
    scale = scale_value(token.key) if token.shape == "word" else None
    if scale is None:
        return None
    if token.key == "k":  # also short for "ke" (of): a scale only when glued to small figures
        glued = index > 0 and tokens[index - 1].end == token.start
        return scale if glued and so_far is not None and so_far < 1000 else None
    if so_far is None and (token.key in DOUBTFUL or scale > 1000):
        return None
    if scale == 100 and so_far is not None and so_far >= 100:
        return None
    if token.key == "so" and index and tokens[index - 1].key in ENGLISH:  # "twelve, so come"
        return None
    if token.key == "so" and index and tokens[index - 1].shape == "number":  # "Rs 41 so far"
        after = tokens[index + 1].key if index + 1 < len(tokens) else ""
        return scale if after in _UNIT_WORDS else None
    return scale


class _Sum:
    """The value of a number as its tokens are read one after the other."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.current: Decimal | None = None
        self.extra = Decimal(0)
        self.limit = Decimal(10) ** 12
        self.fresh = True
        self.written = False
        """Whether figures came right before: no word counts on from them ("₹5,200 do baar")."""

    def take(self, tokens: Sequence[Token], index: int) -> bool:
        """Adds the token to the number; False when the number ends before it."""
        token = tokens[index]
        taken = False
        if token.shape == "number":
            taken = self._figures(Decimal(token.text.replace(",", "")))
        elif token.shape == "word":
            so_far = self.current if self.current is not None else self.extra or None
            scale = _scale_at(tokens, index, so_far)
            taken = self._scaled(scale) if scale is not None else self._word(token.key)
        elif token.text == "-":
            taken = _tens(self.current) and _word_follows(tokens, index, 10)
        self.fresh = self.fresh and not taken
        self.written = token.shape == "number"
        return taken

    def value(self) -> Decimal:
        return self.total + (self.current or Decimal(0)) + self.extra

    def _figures(self, value: Decimal) -> bool:
        after_scale = self.total > 0 or self.extra != 0 or self.fresh
        if self.current is not None or value >= self.limit or not after_scale:
            return False
        self.current = value
        return True

    def _scaled(self, scale: Decimal) -> bool:
        if scale >= self.limit:
            return False
        base = (self.current if self.current is not None else Decimal(1)) + self.extra
        self.extra = Decimal(0)
        if scale == 100 and (self.total or base == int(base)):
            self.current = base * scale
        else:
            self.total, self.current, self.limit = self.total + base * scale, None, scale
        return True

    def _word(self, key: str) -> bool:
        if self.fresh and key in PREFIXES:
            self.extra = PREFIXES[key]
        elif self.fresh and key in FRACTIONS:
            self.current = FRACTIONS[key]
        else:
            value = unit_value(key)
            if value is None or self.written or not _joins(self.current, value, self.limit, key):
                return False
            self.current = (self.current or Decimal(0)) + value
        return True


def _read_at(tokens: Sequence[Token], start: int) -> Number | None:
    """The longest number that begins at token `start`."""
    hour = _hour_at(tokens, start)
    if hour is not None:
        return hour
    sum_, index, last = _Sum(), start, start
    while index < len(tokens) and sum_.take(tokens, index):
        index += 1
        last = index
        if _links_words(tokens, index, sum_.current):
            index += 1
    if last == start or (last == start + 1 and tokens[start].key in PREFIXES):
        return None
    words = not any(token.shape == "number" for token in tokens[start:last])
    tenths = _tenths_at(tokens, last, sum_.value())
    if tenths is not None:
        return Number(start, last + 2, sum_.value() + tenths, words)
    return Number(start, last, sum_.value(), words)


def _tenths_at(tokens: Sequence[Token], index: int, whole: Decimal) -> Decimal | None:
    """ "chaar point aath": what is spoken behind the point of a whole number."""
    if index + 1 >= len(tokens) or tokens[index].key not in _POINT or whole != int(whole):
        return None
    token = tokens[index + 1]
    figure = token.shape == "number" and len(token.text) == 1
    tenths = Decimal(token.text) if figure else unit_value(token.key)
    return tenths / 10 if tenths is not None and 0 <= tenths < 10 else None


def _hour_at(tokens: Sequence[Token], start: int) -> Number | None:
    """ "be vage", "saada tran vage": an hour by the word that follows it."""
    at = start + (tokens[start].key in PREFIXES)
    if at + 1 >= len(tokens) or tokens[at].key not in HOURS or tokens[at + 1].key not in OCLOCK:
        return None
    extra = PREFIXES[tokens[start].key] if at > start else Decimal(0)
    return Number(start, at + 1, HOURS[tokens[at].key] + extra, True)


def _tens(value: Decimal | None) -> bool:
    return value is not None and value % 10 == 0 and 20 <= value % 100 <= 90


def _word_follows(tokens: Sequence[Token], index: int, below: int) -> bool:
    value = ENGLISH.get(tokens[index + 1].key) if index + 1 < len(tokens) else None
    return value is not None and value < below


def _links_words(tokens: Sequence[Token], index: int, current: Decimal | None) -> bool:
    """ "five hundred and ninety": the "and" belongs to the number."""
    return (
        index < len(tokens)
        and tokens[index].key == "and"
        and tokens[index - 1].key in ("hundred", "thousand")
        and (current is None or current % 100 == 0)
        and _word_follows(tokens, index, 100)
    )


def _joins(current: Decimal | None, value: Decimal, limit: Decimal, key: str) -> bool:
    if current is None:
        return value < limit
    if current >= 100 and current % 100 == 0:
        return value < 100
    return _tens(current) and value < 10 and key in ENGLISH


def _stands(tokens: Sequence[Token], number: Number) -> bool:
    """Whether doubtful words are a number here."""
    span = tokens[number.first : number.last]
    if number.first and span[0].key in _WITH and tokens[number.first - 1].key in _OF:
        return False
    if any(token.key not in DOUBTFUL for token in span):
        return True
    if tokens[number.last : number.last + 1] and tokens[number.last].key in OCLOCK:
        return True
    following = tokens[number.last] if number.last < len(tokens) else None
    if following is None:
        return False
    if following.key in _UNIT_WORDS or scale_value(following.key) is not None:
        return True
    if following.key in _LINKS and number.last + 1 < len(tokens):
        after = tokens[number.last + 1]
        return after.shape == "number" or (
            unit_value(after.key) is not None and after.key not in ("a", "one")
        )
    return False


@lru_cache(maxsize=2048)
def read_numbers(text: str) -> tuple[Number, ...]:
    """All numbers of a text over its tokens, in order, not overlapping."""
    return numbers_among(tokenize(text))


def numbers_among(tokens: Sequence[Token]) -> tuple[Number, ...]:
    """The same of some tokens alone, whatever stands around them."""
    found, index = [], 0
    while index < len(tokens):
        number = None
        if tokens[index].shape in ("number", "word"):
            number = _read_at(tokens, index)
        if number is None or not _stands(tokens, number):
            index += 1
            continue
        found.append(number)
        index = number.last
    return tuple(found)


def find_numbers(text: str) -> tuple[Span, ...]:
    """Every number of the text, whatever it counts; values are exact decimals."""
    tokens = tokenize(text)
    return tuple(
        span_over("number", number.value, tokens, number.first, number.last, text)
        for number in read_numbers(text)
    )


def span_over(
    kind: str,
    value: object,
    tokens: Sequence[Token],
    first: int,
    last: int,
    text: str,
    likely: int = 1,
) -> Span:
    """The span of tokens[first:last]."""
    start, end = tokens[first].start, tokens[last - 1].end
    return Span(kind, value, start, end, text[start:end], likely)
