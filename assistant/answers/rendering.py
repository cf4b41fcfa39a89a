"""How a value of evidence is written for people: money, dates, times, statuses, lists.

One value has one way of being written in each language, so that a sentence rendered twice from
the same evidence is the same sentence.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from assistant.model import Language

INDIA = ZoneInfo("Asia/Kolkata")

_DAYS: Mapping[Language, Sequence[str]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "hinglish": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "hi": ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"),
}
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS: Mapping[Language, Sequence[str]] = {
    "en": _MONTHS_EN,
    "hinglish": _MONTHS_EN,
    "hi": (
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
    ),
}
_PARTS_OF_DAY = {
    "hinglish": ("subah", "dopahar", "shaam", "raat"),
    "hi": ("सुबह", "दोपहर", "शाम", "रात"),
}
_STATUSES: Mapping[str, Mapping[Language, str]] = {
    "pending": {"en": "pending", "hinglish": "pending", "hi": "लंबित"},
    "accepted": {"en": "accepted", "hinglish": "accepted", "hi": "स्वीकृत"},
    "confirmed": {"en": "confirmed", "hinglish": "confirmed", "hi": "पक्की"},
    "in_progress": {"en": "in progress", "hinglish": "chal rahi hai", "hi": "जारी"},
    "completed": {"en": "completed", "hinglish": "completed", "hi": "पूरी"},
    "cancelled": {"en": "cancelled", "hinglish": "cancelled", "hi": "रद्द"},
    "paid": {"en": "paid", "hinglish": "paid", "hi": "चुकाया हुआ"},
    "failed": {"en": "failed", "hinglish": "failed", "hi": "असफल"},
    "refunded": {"en": "refunded", "hinglish": "refunded", "hi": "वापस किया हुआ"},
    "verified": {"en": "verified", "hinglish": "verified", "hi": "सत्यापित"},
    "open": {"en": "open", "hinglish": "open", "hi": "खुली"},
    "resolved": {"en": "resolved", "hinglish": "resolved", "hi": "हल"},
    "closed": {"en": "closed", "hinglish": "closed", "hi": "बंद"},
    "escalated": {"en": "escalated", "hinglish": "escalated", "hi": "ऊपर भेजी गई"},
}
_METHODS: Mapping[str, Mapping[Language, str]] = {
    "card": {"en": "card", "hinglish": "card", "hi": "कार्ड"},
    "upi": {"en": "UPI", "hinglish": "UPI", "hi": "UPI"},
    "wallet": {"en": "wallet", "hinglish": "wallet", "hi": "वॉलेट"},
    "cash": {"en": "cash", "hinglish": "cash", "hi": "नकद"},
}
_PRIORITIES: Mapping[str, Mapping[Language, str]] = {
    "critical": {"en": "critical", "hinglish": "critical", "hi": "अति गंभीर"},
    "high": {"en": "high", "hinglish": "high", "hi": "उच्च"},
    "medium": {"en": "medium", "hinglish": "medium", "hi": "मध्यम"},
    "low": {"en": "low", "hinglish": "low", "hi": "निम्न"},
}
_AND = {"en": "and", "hinglish": "aur", "hi": "और"}


class RenderingError(ValueError):
    """A value of evidence does not have the form that its sentence needs."""


def write_money(value: Any, _language: Language) -> str:
    """Rupees with Indian grouping; paise only when there are some: ₹1,49,900, ₹1,532.82."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise RenderingError(f"not an amount of money: {value!r}") from error
    rupees, paise = divmod(int(abs(amount) * 100), 100)
    digits = str(rupees)
    head, tail = digits[:-3], digits[-3:]
    groups = [tail]
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    sign = "-" if amount < 0 else ""
    return f"{sign}₹{','.join(groups)}" + (f".{paise:02d}" if paise else "")


def write_date(value: Any, language: Language) -> str:
    """Weekday, day and month as in India: Tue 25 Nov, मंगलवार 25 नवंबर."""
    day = _read_date(value)
    return f"{_DAYS[language][day.weekday()]} {day.day} {_MONTHS[language][day.month - 1]}"


def write_time(value: Any, language: Language) -> str:
    """A time of day: 10 am, subah 10 baje, सुबह 10 बजे."""
    moment = _read_moment(value)
    clock = _clock(moment)
    if language == "en":
        return f"{clock} {'am' if moment.hour < 12 else 'pm'}"
    part = _PARTS_OF_DAY[language][_part_of_day(moment.hour)]
    return f"{part} {clock} {'baje' if language == 'hinglish' else 'बजे'}"


def write_window(value: Any, language: Language) -> str:
    """A window "start/end" of two ISO times: 10 am–12 pm, subah 10 se dopahar 12 baje tak."""
    start, _, end = str(value).partition("/")
    if language == "en":
        return f"{write_time(start, language)}–{write_time(end, language)}"
    first, last = write_time(start, language), write_time(end, language)
    if language == "hinglish":
        return f"{first.removesuffix(' baje')} se {last}"
    return f"{first.removesuffix(' बजे')} से {last}"


def write_status(value: Any, language: Language) -> str:
    known = _STATUSES.get(str(value))
    return known[language] if known else str(value).replace("_", " ")


def write_method(value: Any, language: Language) -> str:
    """How something is paid: UPI, card, नकद."""
    known = _METHODS.get(str(value))
    if known is None:
        raise RenderingError(f"not a way to pay: {value!r}")
    return known[language]


def write_priority(value: Any, language: Language) -> str:
    known = _PRIORITIES.get(str(value))
    if known is None:
        raise RenderingError(f"not a priority: {value!r}")
    return known[language]


def write_hours(value: Any, language: Language) -> str:
    """A length in whole hours: 1 hour, 4 ghante, 24 घंटे."""
    try:
        hours = int(value)
    except (TypeError, ValueError) as error:
        raise RenderingError(f"not a number of hours: {value!r}") from error
    one, many = {"en": ("hour", "hours"), "hinglish": ("ghanta", "ghante"), "hi": ("घंटा", "घंटे")}[
        language
    ]
    return f"{hours} {one if hours == 1 else many}"


def write_list(value: Any, language: Language) -> str:
    """Several things in a row: a, b and c."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise RenderingError(f"not a list: {value!r}")
    parts = [str(part) for part in value]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_AND[language]} {parts[-1]}"


def write_text(value: Any, _language: Language) -> str:
    return str(value)


WRITERS: Mapping[str, Callable[[Any, Language], str]] = {
    "money": write_money,
    "date": write_date,
    "time": write_time,
    "window": write_window,
    "status": write_status,
    "method": write_method,
    "priority": write_priority,
    "hours": write_hours,
    "list": write_list,
    "text": write_text,
}


def _clock(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment.minute:02d}" if moment.minute else str(hour)


def _part_of_day(hour: int) -> int:
    return 0 if 4 <= hour < 12 else 1 if 12 <= hour < 16 else 2 if 16 <= hour < 20 else 3


def _read_moment(value: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise RenderingError(f"not a time: {value!r}") from error
    return moment.astimezone(INDIA) if moment.tzinfo else moment.replace(tzinfo=INDIA)


def _read_date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = str(value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _read_moment(value).date()
