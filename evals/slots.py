"""Compares the slots of a reading with labelled ones, whatever spelling the labels use.

Labels: `service` a key, slug or name (or a list: any of them fits), `date` ISO or as written,
`time` "HH:MM" or as written, `amount` in rupees, the rest as text. A `reason` has no one right
wording: it agrees when the two share half of their words, by F1.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from assistant.language.cities import find_cities
from assistant.language.dates import find_dates
from assistant.language.money import find_amounts
from assistant.language.services import find_services
from assistant.language.times import find_dayparts, find_times, find_windows
from assistant.model import Reading, Slots

_ALIKE = 0.5
_PLAIN = re.compile(r"[^\w\u0900-\u097f]+")


@dataclass(frozen=True, slots=True)
class _Said:
    """One slot of a reading: every form under which a label may name it."""

    forms: frozenset[str]


def slot_counts(
    pairs: Iterable[tuple[Mapping[str, Any] | None, Reading]], now: datetime
) -> tuple[int, int, int]:
    """(right, said, wanted) over the rows that carry labels.

    A set that labels no reason at all is not asked about reasons: nobody looked for them.
    """
    labelled = [(_asked(labels), reading) for labels, reading in pairs if labels is not None]
    unasked = set() if any("reason" in asked for asked, _ in labelled) else {"reason"}
    hit = said = wanted = 0
    for asked, reading in labelled:
        stated = {name: one for name, one in _stated(reading.slots).items() if name not in unasked}
        said += len(stated)
        wanted += len(asked)
        hit += sum(
            _agree(name, value, stated[name], now)
            for name, value in asked.items()
            if name in stated
        )
    return hit, said, wanted


def _asked(labels: Mapping[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(name, name): value for name, value in labels.items() if value}


def _agree(name: str, value: object, said: _Said, now: datetime) -> bool:
    if name == "reason":
        return max((_shared(form, str(value)) for form in said.forms), default=0.0) >= _ALIKE
    return bool(said.forms & _label_forms(name, value, now))


def _shared(left: str, right: str) -> float:
    """The F1 of the words that two wordings share (Rajpurkar et al., SQuAD, 2016)."""
    mine, theirs = Counter(_words(left)), Counter(_words(right))
    both = (mine & theirs).total()
    return 2 * both / (mine.total() + theirs.total()) if both else 0.0


def _words(text: str) -> list[str]:
    return _PLAIN.sub(" ", text).casefold().split()


_NAMES = {"subcategory": "service", "category": "service", "services": "service"}


def _stated(slots: Slots) -> dict[str, _Said]:
    """The slots that a reading fills."""
    found: dict[str, Iterable[object]] = {
        "service": [
            *(key for key in slots.services),
            *(part for key in slots.services for part in key.split("/")),
            slots.category,
        ],
        "variant": [slots.variant],
        "pincode": [slots.pincode],
        "city": [slots.city],
        "date": [slots.date],
        "time": [slots.time_from],
        "booking_number": [slots.booking_number],
        "complaint_number": [slots.complaint_number],
        "amount": [slots.amount_paise],
        "mobile": [slots.mobile],
        "rating": [None if slots.rating is None else f"{slots.rating:g}"],
    }
    said = {
        name: _Said(frozenset(_plain(value) for value in values if value is not None))
        for name, values in found.items()
        if any(value is not None for value in values)
    }
    return said | ({"reason": _Said(frozenset((slots.reason,)))} if slots.reason else {})


def _label_forms(name: str, value: object, now: datetime) -> frozenset[str]:
    """Every form that the label's value may take."""
    if isinstance(value, list | tuple):
        return frozenset(form for one in value for form in _label_forms(name, one, now))
    text = str(value)
    forms: set[object] = {text}
    if name == "service":
        spans = find_services(text)
        forms |= {key for span in spans for key in (*span.keys, *span.categories)}
    elif name == "city":
        forms |= {span.value for span in find_cities(text)}
    elif name == "date":
        forms |= {day for span in find_dates(text, now) for day in span.value}
    elif name == "time":
        forms |= _times(text)
    elif name == "amount":
        forms |= {span.value for span in find_amounts(f"Rs {text}" if text[:1].isdigit() else text)}
        forms.discard(text)
    elif name == "rating":
        forms |= {f"{float(found):g}" for found in re.findall(r"\d(?:\.\d)?", text)[:1]}
    elif name == "mobile":
        forms.add(re.sub(r"\D", "", text)[-10:])
    return frozenset(_plain(form) for form in forms)


def _times(text: str) -> set[object]:
    found: set[object] = set()
    for span in (*find_times(text), *find_times(f"{text} baje")):
        found |= set(span.value)
    for span in find_windows(text):
        found |= {start for start, _ in span.value}
    return found | {span.value[0] for span in find_dayparts(text)}


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return _PLAIN.sub("", str(value)).casefold()
