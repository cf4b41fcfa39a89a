"""Finds dates of any writing in three languages and gives every reading of each.

Refuses to choose: "kal" is both tomorrow and yesterday, "25 Nov" lies in three years. Readings come
with the likeliest one first, which for dates is the nearest in the future; whoever knows the
direction picks.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from assistant.language.calendar_days import calendar_day_at
from assistant.language.calendar_words import DAYPARTS, MONTH_WORDS, MONTHS, RELATIVE
from assistant.language.day_counts import count_at
from assistant.language.days import Anchor, Day
from assistant.language.numbers import Number, read_numbers, span_over
from assistant.language.spans import Span
from assistant.language.tokens import Token, keys, tokenize
from assistant.language.weekdays import weekday_at


@lru_cache(maxsize=2048)
def find_dates(text: str, today: date, *, wished: bool = False) -> tuple[Span, ...]:
    """Dates with all their readings (`value`: tuple of dates, likeliest first).

    A weekday beside a date must agree with it: "Tuesday 25 Nov" in a year when that is a Wednesday
    has no reading at all. `today` (local) anchors "kal", "in 2 days" and years left out.
    `wished`: the text is a customer's, see `Anchor`.
    """
    tokens = tokenize(text)
    anchor = Anchor(today, wished)
    numbers = {number.first: number for number in read_numbers(text)}
    taken: list[tuple[int, Day]] = []
    index = 0
    while index < len(tokens):
        if _nowadays(tokens, index):
            index += 2
            continue
        day = _day_at(tokens, index, numbers, anchor)
        if day is None:
            index += 1
            continue
        taken.append((index, day))
        index = day.last
    return tuple(
        span_over("date", day.readings, tokens, first, day.last, text, likely=day.likely)
        for first, day in _joined(tokens, taken)
    )


def _joined(tokens: tuple[Token, ...], taken: list[tuple[int, Day]]) -> Iterator[tuple[int, Day]]:
    """Weekday and date side by side are one date: what both allow."""
    pending: tuple[int, Day] | None = None
    for first, day in taken:
        if pending is not None:
            start, before = pending
            if before.weekday != day.weekday and _beside(tokens, before.last, first):
                days = before.readings if before.weekday else day.readings
                dated = day.readings if before.weekday else before.readings
                yield start, Day(day.last, _agreeing(dated, days))
                pending = None
                continue
            yield pending
        pending = (first, day)
    if pending is not None:
        yield pending


def _agreeing(dated: tuple[date, ...], weekdays: tuple[date, ...]) -> tuple[date, ...]:
    named = weekdays[0].weekday()
    return tuple(day for day in dated if day.weekday() == named)


_APPOSITION = keys(", ( ) ko को yaani yani यानी यानि the i.e मतलब matlab on")


def _beside(tokens: tuple[Token, ...], last: int, first: int) -> bool:
    return first - last <= 2 and all(token.key in _APPOSITION for token in tokens[last:first])


def _nowadays(tokens: tuple[Token, ...], index: int) -> bool:
    """ "aaj kal" names no day, and "aaj chautha din hai" only counts them."""
    if tokens[index].key not in ("aaj", "आज") or index + 1 >= len(tokens):
        return False
    after = tokens[index + 1].key
    counted = index + 2 < len(tokens) and tokens[index + 2].key in ("din", "दिन")
    return after in ("kal", "कल") or (counted and after.endswith(_NTH))


_NTH = ("wa", "wan", "va", "van", "tha", "sra", "वां", "था", "सरा")


def _day_at(
    tokens: tuple[Token, ...], index: int, numbers: dict[int, Number], anchor: Anchor
) -> Day | None:
    """The day that is named from this token on."""
    key = tokens[index].key
    if key == "2" and index + 1 < len(tokens) and tokens[index + 1].start == tokens[index].end:
        after = tokens[index + 1].key
        if after in _MORROW or after in ("day", "nite", "night"):
            return Day(index + 2, (anchor.ahead(after in _MORROW),))
    if key == "day" and index + 1 < len(tokens) and tokens[index + 1].key in _DAY_BEYOND:
        return _day_beyond(tokens, index + 2, anchor)
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    if anchor.wished and key == "this" and after in _PART_OF_TODAY:
        return Day(index + 1, (anchor.today,))
    if anchor.wished and key in _KALE and _is_morrow(tokens, index):
        return Day(index + 1, (anchor.ahead(1), anchor.ahead(-1)))
    counted = count_at(tokens, index, numbers, anchor)
    if counted is not None:
        return counted
    if key in RELATIVE and "ॉ" not in tokens[index].text:  # "कॉल" shares its key with "काल"
        return Day(index + 1, tuple(anchor.ahead(days) for days in RELATIVE[key]))
    return (
        calendar_day_at(tokens, index, numbers, anchor)
        or weekday_at(tokens, index, anchor)
        or (_month_end(tokens, index, anchor) if anchor.wished else None)
    )


_KALE = keys("kale kaale काले")
"""Tomorrow in Gujarati and Marwari, black in Hindi."""
_COMES = ("jo", "sho", "she", "vo", "vanu")
_GOES_WITH = keys("koi nu no na ni j ja ne avse aavse aavshe avshe aave ave यो कोई")
_HAIR = keys("baal bal baalon hair बाल बालों")


def _is_morrow(tokens: tuple[Token, ...], index: int) -> bool:
    """ "Kale svare", "kale 9 vage", "kale aavjo", not "kale daag"."""
    before = tokens[index - 1].key if index else ""
    if index + 1 >= len(tokens) or before in _HAIR:
        return False
    after = tokens[index + 1]
    return (
        after.key in DAYPARTS
        or after.shape in ("number", "clock")
        or after.key in _GOES_WITH
        or (after.key.isascii() and after.key.endswith(_COMES))
    )


_PART_OF_TODAY = keys("morning mrng mornin morng afternoon evening evng night")
_MORROW = ("moro", "morrow", "mrw", "mro")
_DAY_BEYOND = keys("after aftr aftre afer before")
_FOLLOWS = keys(
    """
    , . ! ? at in pls plz please only works is would will if around by itself chalega ko pe par ho
    for same instead okay ok fine better thanks kar karo rakho
    """
)


def _month_end(tokens: tuple[Token, ...], index: int, anchor: Anchor) -> Day | None:
    """The last day of this month: "month end", "end of the month", "mahine ke aakhir mein"."""
    words = [token.key for token in tokens[index : index + 4]]
    if words[0] not in MONTH_WORDS and words[0] != "end":
        return None
    last = anchor.in_month(1, 1)
    if last is None:
        return None
    day = (last - timedelta(days=1),)
    if words[0] in MONTH_WORDS and len(words) > 1:
        if words[1] in _END:
            return Day(index + 2, day)
        if len(words) > 2 and words[1] in ("ke", "ki", "के", "की") and words[2] in _END:
            return Day(index + 3, day)
    if words[0] == "end" and "month" in words[2:] and words[1] == "of":
        return Day(index + 1 + words.index("month"), day)
    return None


_END = keys("end ant anth aakhir akhir aakhri akhri अंत आखिर आखिरी एंड")


def _is_of_month(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a number is the day of a month: "day after 10 dec", not "day after 10 am"."""
    return any(token.key in MONTHS for token in tokens[index + 1 : index + 4])


def _day_beyond(tokens: tuple[Token, ...], index: int, anchor: Anchor) -> Day | None:
    """ "day after tomorrow", and the bare "day after" where nothing else is named after it."""
    after = tokens[index] if index < len(tokens) else None
    offset = RELATIVE.get(after.key) if after is not None else None
    if offset is not None and abs(offset[0]) == 1:
        return Day(index + 1, (anchor.ahead(2 * offset[0]),))
    bare = tokens[index - 1].key != "before" and (
        after is None
        or (after.shape == "number" and not _is_of_month(tokens, index))
        or after.key in _FOLLOWS | DAYPARTS.keys()
    )
    return Day(index, (anchor.ahead(2),)) if anchor.wished and bare else None
