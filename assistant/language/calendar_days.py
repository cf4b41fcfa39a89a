"""Reads days of the calendar: "25 Nov", "Nov 25th", "25/11", "25 तारीख", "first of next month"."""

from datetime import date

from assistant.language.calendar_words import (
    DAY_OF_MONTH,
    DAYPARTS,
    FESTIVALS,
    LAST,
    MONTH_WORDS,
    MONTHS,
    NEXT,
    ORDINAL_ENDS,
    ORDINALS,
    THIS,
)
from assistant.language.days import Anchor, Day, day_of
from assistant.language.numbers import Number
from assistant.language.tokens import Token, keys
from assistant.language.weekdays import weekday_number

_LINKS = frozenset(("-", "–", "to", "se", "and", "aur", "or", "ya", ",", "से", "और", "या", "&"))
_OF = frozenset(("of", "the", "ka", "ki", "के", "का", "-", "/", ","))
_KI = keys("ki ka ke की का के of")
_KO = keys("ko को la ला nu")
_BEFORE_ORDINAL = keys("the on till until by from before after for to and")
_MAY_FOLLOWERS = frozenset(("i", "we", "you", "be", "take", "have", "not", "also", "need"))
_NEXT_OR_THIS = NEXT | THIS
_TENS = {"twenty": 20, "thirty": 30}
_FAR = 60
"""Days ahead from which "12/11" is not booked, so that the month may well have come first."""


def calendar_day_at(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], anchor: Anchor
) -> Day | None:
    """The day of the calendar that begins at a token; None when there is none."""
    token = tokens[index]
    if token.shape == "iso":
        return _found(index + 1, (day_of(*(int(part) for part in token.text[:10].split("-"))),))
    if token.shape == "dmy":
        return None if token.text == "24/7" else _in_figures(index + 1, token.text, anchor)
    if token.key in _TENS and anchor.wished:
        in_words = _ordinal_word(tokens, index, anchor)
        if in_words is not None:
            return in_words
    if index in numbers:
        number = numbers[index]
        if number.value == int(number.value) and 1 <= number.value <= 31:
            return _day_first(tokens, number, numbers, anchor)
        return None
    if token.shape != "word":
        return None
    if token.key in MONTHS:
        return _month_first(tokens, index, numbers, anchor)
    if anchor.wished and token.key in FESTIVALS:
        return Day(index + 1, anchor.of_year(*FESTIVALS[token.key]))
    if token.key in _NEXT_OR_THIS or (anchor.wished and token.key in DAY_OF_MONTH):
        return _named_before(tokens, index, numbers, anchor)
    return _ordinal_word(tokens, index, anchor)


def _found(last: int, readings: tuple[date | None, ...], likely: int = 1) -> Day:
    return Day(last, tuple(day for day in readings if day is not None), likely=likely)


def _in_figures(last: int, text: str, anchor: Anchor) -> Day:
    parts = [int(part) for part in text.replace(".", "/").replace("-", "/").split("/")]
    if len(parts) == 3:
        year = parts[2] + 2000 if parts[2] < 100 else parts[2]
        return _found(last, (day_of(year, parts[1], parts[0]),))
    days = anchor.of_year(parts[0], parts[1])
    if anchor.wished and days and (days[0] - anchor.today).days > _FAR:
        swapped = anchor.of_year(parts[1], parts[0])
        if swapped and 0 <= (swapped[0] - anchor.today).days <= _FAR:
            return _found(last, (swapped[0], *days), likely=2)
    return _found(last, days)


def _day_first(
    tokens: tuple[Token, ...], number: Number, numbers: dict[int, Number], anchor: Anchor
) -> Day | None:
    """ "25 Nov", "25th of November", "25 तारीख", the 25 of "25 or 26 Nov", "on the 25th"."""
    day, last = int(number.value), number.last
    if last < len(tokens) and tokens[last].key in ORDINAL_ENDS:
        last += 1
    in_month = _month_after(tokens, last, day, anchor)
    if in_month is not None:
        return in_month
    borrowed = _borrowed_month(tokens, last, numbers, anchor)
    if borrowed is not None:
        month, named = borrowed
        return _found(last, anchor.of_year(day, month) if named else anchor.of_month(day))
    before = tokens[number.first - 1].key if number.first else ""
    if last > number.last and (
        before in _BEFORE_ORDINAL or weekday_number(before) is not None or anchor.wished
    ):
        return None if _counts_a_noun(tokens, last) else _found(last, anchor.of_month(day))
    after = tokens[last].key if last < len(tokens) else ""
    if after in _KO and before not in DAYPARTS and (not number.words or day > 12):
        return _found(last, anchor.of_month(day))
    return None


def _month_after(tokens: tuple[Token, ...], position: int, day: int, anchor: Anchor) -> Day | None:
    """The day of the month that is named after it: "Nov", "of November", "तारीख", "next month"."""
    if position < len(tokens) and tokens[position].key in DAY_OF_MONTH:
        position += 1
        if position >= len(tokens) or tokens[position].key not in MONTHS:
            return _found(position, anchor.of_month(day))
    elif position < len(tokens) and tokens[position].key in _OF:
        position += 1
    if position >= len(tokens):
        return None
    key = tokens[position].key
    following = tokens[position + 1].key if position + 1 < len(tokens) else ""
    if following in _DATED_THINGS and tokens[position - 1].shape == "word":
        return None  # "two April invoices"
    if key in MONTHS and not (key == "may" and following in _MAY_FOLLOWERS):
        return _with_year(tokens, position + 1, day, MONTHS[key], anchor)
    offset = _month_offset(key)
    if offset is not None and following in MONTH_WORDS:
        return _found(position + 2, (anchor.in_month(day, offset),))
    return None


_DATED_THINGS = keys(
    "bookings invoices bills visits orders payments services appointments complaints refunds jobs"
)
"""What there may be several of in a month."""


def _month_offset(word: str) -> int | None:
    return 1 if word in NEXT else 0 if word in THIS else -1 if word in LAST else None


def _counts_a_noun(tokens: tuple[Token, ...], last: int) -> bool:
    """ "3rd floor", "5th A cross": the ordinal of a thing."""
    lettered = last < len(tokens) and tokens[last].shape == "word" and len(tokens[last].key) == 1
    at = last + 1 if lettered else last
    return at < len(tokens) and tokens[at].key in _ORDERED


_ORDERED = keys(
    """
    floor flr manzil block blk blck phase ph cross crs mn level lvl storey gali galli gully
    tower wing main street time baar booking visit person option one service sector sec sectr
    lane stage stg no number nmbr building plot gate house ward flat room bathroom half slot day
    week month mahina hafta hafte haftey class avenue हफ़्ते फ्लोर मंजिल गली ब्लॉक सेक्टर नंबर
    फेज बार बुकिंग
    """
)


def _borrowed_month(
    tokens: tuple[Token, ...], last: int, numbers: dict[int, Number], anchor: Anchor
) -> tuple[int, bool] | None:
    """The month of "25 or 26 Nov" for the 25; (0, False) when it is only "25 ya 26 tarikh"."""
    if last + 1 >= len(tokens) or tokens[last].key not in _LINKS:
        return None
    other = numbers.get(last + 1)
    if other is None or not 1 <= other.value <= 31 or other.last >= len(tokens):
        return None
    position = other.last
    if tokens[position].key in ORDINAL_ENDS and position + 1 < len(tokens):
        position += 1
    if tokens[position].key in MONTHS:
        return MONTHS[tokens[position].key], True
    if tokens[position].key in DAY_OF_MONTH - {"date"}:
        return 0, False
    if anchor.wished and tokens[position].key in _KO and not other.words:
        return 0, False
    return None


def _month_first(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], anchor: Anchor
) -> Day | None:
    position = index + 1
    while position < len(tokens) and tokens[position].text in (".", "-") and position < index + 2:
        position += 1
    number = numbers.get(position)
    if number is None or number.value != int(number.value) or not 1 <= number.value <= 31:
        return None
    if number.words and tokens[index].key in ("may", "mai", "mar"):
        return None
    last = number.last
    if last < len(tokens) and tokens[last].key in ORDINAL_ENDS:
        last += 1
    return _with_year(tokens, last, int(number.value), MONTHS[tokens[index].key], anchor)


def _named_before(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], anchor: Anchor
) -> Day | None:
    """ "agle mahine ki 5 tarikh", "next month 10th", "tareekh 28"."""
    offset = _month_offset(tokens[index].key)
    position = index + 1
    if offset is not None:
        if position >= len(tokens) or tokens[position].key not in MONTH_WORDS:
            return None
        position += 1
    while position < len(tokens) and tokens[position].key in _KI | {":", "the"}:
        position += 1
    if position >= len(tokens):
        return None
    number = numbers.get(position)
    if number is not None and number.value == int(number.value) and 1 <= number.value <= 31:
        day, last = int(number.value), number.last
    elif tokens[position].key in ORDINALS:
        day, last = ORDINALS[tokens[position].key], position + 1
    else:
        return None
    while last < len(tokens) and tokens[last].key in ORDINAL_ENDS | DAY_OF_MONTH:
        last += 1
    if _counts_a_noun(tokens, last):
        return None
    if offset is not None:
        return _found(last, (anchor.in_month(day, offset),))
    return None if _month_after(tokens, last, day, anchor) else _found(last, anchor.of_month(day))


def _ordinal_word(tokens: tuple[Token, ...], index: int, anchor: Anchor) -> Day | None:
    """ "first december", "twenty fifth", "पहली तारीख"."""
    day = ORDINALS.get(tokens[index].key)
    last = index + 1
    tens = _TENS.get(tokens[index].key)
    if tens is not None:
        if last < len(tokens) and tokens[last].text == "-":
            last += 1
        unit = ORDINALS.get(tokens[last].key, 0) if last < len(tokens) else 0
        day, last = (tens + unit if 0 < unit < 10 else None), last + 1
    if day is None or day > 31:
        return None
    in_month = _month_after(tokens, last, day, anchor)
    if in_month is None and tens is not None:
        return _found(last, anchor.of_month(day))
    return in_month


def _with_year(
    tokens: tuple[Token, ...], position: int, day: int, month: int, anchor: Anchor
) -> Day:
    after = position
    while (
        after < len(tokens) and tokens[after].text in (",", "-", ".", "'") and after < position + 1
    ):
        after += 1
    if after < len(tokens) and tokens[after].shape == "number":
        written = tokens[after].text
        if len(written) == 4 and written.isdigit() and 1990 <= int(written) <= 2100:
            return _found(after + 1, (day_of(int(written), month, day),))
    return _found(position, anchor.of_year(day, month))
