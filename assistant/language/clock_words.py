"""What the words around a figure say of it as a clock time: "subah 10", "10 baje", "after 4".

It reads no figure itself; that is `assistant.language.clocks`.
"""

from assistant.language.calendar_words import (
    DAYPARTS,
    MONTHS,
    NOON,
    OCLOCK,
    RELATIVE,
    TIME_UNITS,
    WORKING,
    WORKING_DAYS,
)
from assistant.language.number_words import PREFIXES
from assistant.language.numbers import numbers_among
from assistant.language.tokens import Token, keys
from assistant.language.weekdays import weekday_number

FILLERS = keys("in the ko को ke के ka at @ ki की mein me में")
ABOUT = keys(
    "at by @ after before around till until post past from about approx like aft sharp exactly"
)
AT = ("at", "by", "@", "sharp", "exactly")
ONE = keys("ek one a एक")
"""After a part of the day these count a thing ("subah ek aadmi") unless "baje" follows."""
_BEFORE_PART = FILLERS | {"this"}


def part_after(
    tokens: tuple[Token, ...], position: int, certain: bool
) -> tuple[tuple[int, int] | None, int]:
    """The part of the day that follows ("am", "in the morning"), and the token after it."""
    after = position
    while after < len(tokens) and tokens[after].key in _BEFORE_PART and after < position + 2:
        after += 1
    part, width = daypart_at(tokens, after)
    if part is not None and (
        after == position or certain or tokens[position].key in ("in", "at", "this")
    ):
        if tokens[position].key == "this":  # it names the day
            return part, position
        last = after + width
        return part, last + (last < len(tokens) and tokens[last].key in NOON)
    if position < len(tokens) and tokens[position].key in NOON:
        return (12, 13), position + 1
    return None, position


def part_before(
    tokens: tuple[Token, ...], first: int, wished: bool
) -> tuple[tuple[int, int] | None, int]:
    """The part of the day before a figure ("subah 10"), and where the time then begins: at the
    figure still when "after" or "by" stand between."""
    before = first - 1
    start = before
    while before > 0 and before > first - 3 and tokens[before].key in FILLERS:
        before -= 1
    start = before
    while wished and before > 0 and before > first - 3 and tokens[before].key in ABOUT:
        before, start = before - 1, first
    if before < 0 or tokens[before].key in ("am", "pm", "a.m", "p.m"):
        return None, first
    part, _ = daypart_at(tokens, before)
    if part is None or (tokens[first].key in ONE and not oclock_at(tokens, first + 1)):
        return None, first
    return part, first if tokens[before].key in RELATIVE else start


def oclock_at(tokens: tuple[Token, ...], index: int) -> int:
    """How many tokens say "o'clock" here."""
    if index >= len(tokens):
        return 0
    if tokens[index].key in OCLOCK:
        return 1
    clock = index + 1 < len(tokens) and tokens[index + 1].key == "clock"
    return 2 if clock and tokens[index].key == "o" else 0


def ends_at(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether nothing follows that could belong to the figure."""
    return index >= len(tokens) or tokens[index].shape == "mark" or tokens[index].key in ("on",)


_MAY_FOLLOW = keys(
    """
    on for or ya या please pls plz if is would will works only in ko को possible sharp kar karo
    chalega and aur because bcoz bcz cuz coz as since so when but if then while i we he she they my
    our otherwise kindly thanks thank today tomorrow
    """
)
_AFTER_KE = keys(
    """
    baad bad bd बाद nantar नंतर pachi pachhi pachhe पछै बादे around kareeb karib करीब aas aaspaas आस
    आसपास
    """
)
_SPOKEN_ON = keys("ka ki ke ko tak tk pe par se wala wali wale का की के को तक पे पर से वाला वाली वाले")
"""What goes on after "sava das" where that is an hour: a length has its unit there."""
_EARLIER = keys("pehle pahle phle पहले")


def is_wished(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether a bare figure is an hour by what stands around it in a customer's message."""
    before = tokens[first - 1].key if first else ""
    after = tokens[last].key if last < len(tokens) else ""
    following = tokens[last + 1].key if last + 1 < len(tokens) else ""
    if after in ("ke", "k", "के") and following in _AFTER_KE:
        return True
    if after in ("se", "से") and following in _EARLIER:
        return True
    if after in ("ish", "onwards", "sharp") or (after == "-" and following == "ish"):
        return True
    if before in ABOUT:
        return ends_at(tokens, last) or after in _MAY_FOLLOW or is_day(tokens, last)
    if tokens[first].key in PREFIXES and (after in _SPOKEN_ON or ends_at(tokens, last)):
        return True
    if tokens[first].key in ONE:  # "the Friday one"
        return False
    return first > 0 and is_day(tokens, first - 1) and ends_at(tokens, last) and after != "-"


def is_day(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a day is named here: "kal", "Friday"."""
    if index >= len(tokens):
        return False
    key = tokens[index].key
    return key in RELATIVE or weekday_number(key) is not None


def daypart_at(tokens: tuple[Token, ...], index: int) -> tuple[tuple[int, int] | None, int]:
    """The part of the day at a token and how many tokens it takes ("a . m ." takes four)."""
    if index >= len(tokens):
        return None, 0
    token = tokens[index]
    dots = "".join(token.text for token in tokens[index + 1 : index + 3]).lower()
    if token.key in ("a", "p") and dots == ".m":
        dotted = index + 3 < len(tokens) and tokens[index + 3].text == "."
        return DAYPARTS[token.key + "m"], 4 if dotted else 3
    return DAYPARTS.get(token.key), 1


def minutes_after(
    tokens: tuple[Token, ...], position: int, minutes: int, last: int
) -> tuple[int, int, int]:
    """ "11 bajkar 30 minute", "सात बज कर बीस मिनट": the minutes that follow the hour."""
    if tokens[position - 1].key not in _PAST:
        return position, minutes, last
    at = position + (position < len(tokens) and tokens[position].key in _HAVING)
    number = next(iter(numbers_among(tokens[at : at + 3])), None)
    if number is None or number.first or not 0 < number.value < 60:
        return position, minutes, last
    end = at + number.last
    if end < len(tokens) and TIME_UNITS.get(tokens[end].key) == "minute":
        return end + 1, minutes + int(number.value), end + 1
    return position, minutes, last


_PAST = keys("bajkar bajke baj बजकर बजके बज")
_HAVING = keys("kar ke कर के")


def counts_something(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether the figure before token `last` has a unit, a currency or a month after it."""
    if last >= len(tokens):
        return False
    key = tokens[last].key
    following = tokens[last + 1].key if last + 1 < len(tokens) else ""
    if key in MONTHS or key in TIME_UNITS or key in WORKING or key in WORKING_DAYS:
        return not (key == "may" and following in ("i", "we", "be"))
    return key in _UNITS or (key == "-" and following in TIME_UNITS)


_UNITS = keys(
    """
    % percent rs rupees rupay rupaye रुपये रुपए ₹ k tarikh tareekh तारीख st nd rd th
    प्रतिशत kaam काम
    """
)
