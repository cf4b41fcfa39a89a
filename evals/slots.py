"""Compares the slots of a reading with labelled ones, whatever spelling the labels use.

Labels: `service` a key, slug or name (or a list: any of them fits), `date` ISO or as written,
`time` "HH:MM" or as written, `amount` in rupees, the rest as text. A `reason` has no one right
wording: it agrees when the two share half of their words, by F1. Nor has a part of the day one
hour: the first two of it fit "in the morning". "By ten" is read as the hours up to ten, whose end
the label may name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from assistant.language.calendar_words import DAYPART_WINDOWS
from assistant.language.cities import find_cities
from assistant.language.dates import find_dates
from assistant.language.money import find_amounts
from assistant.language.services import find_services
from assistant.language.times import find_dayparts, find_times, find_windows
from assistant.language.tokens import tokenize
from assistant.model import Reading, Slots
from assistant.router.moments import OPEN
from assistant.router.values import read_variant

_ALIKE = 0.5
_PLAIN = re.compile(r"[^\w\u0900-\u097f]+")


@dataclass(frozen=True, slots=True)
class _Said:
    """One slot of a reading: every form under which a label may name it."""

    forms: frozenset[str]
    shown: str


@dataclass(frozen=True, slots=True)
class JudgedSlot:
    """One slot of one message, that the label names, the reading fills, or both."""

    row: int
    """Which of the messages, from 0."""
    name: str
    wanted: Any
    """None: the label names no such slot."""
    said: str | None
    """None: the reading does not fill it."""
    right: bool


def judge_slots(
    pairs: Iterable[tuple[Mapping[str, Any] | None, Reading]], now: datetime
) -> list[JudgedSlot]:
    """Every slot of the rows that carry labels.

    A set that labels no reason at all is not asked about reasons: nobody looked for them.
    """
    labelled = [
        (row, _asked(names), said) for row, (names, said) in enumerate(pairs) if names is not None
    ]
    unasked = set() if any("reason" in asked for _, asked, _ in labelled) else {"reason"}
    found = []
    for row, asked, reading in labelled:
        stated = {name: one for name, one in _stated(reading.slots).items() if name not in unasked}
        for name in dict.fromkeys((*asked, *stated)):
            value, said = asked.get(name), stated.get(name)
            right = name in asked and said is not None and _agree(name, value, said, now)
            found.append(JudgedSlot(row, name, value, said.shown if said else None, right))
    return found


def counted(slots: Iterable[JudgedSlot]) -> dict[str, dict[str, int]]:
    """By slot how often it was right, filled and labelled; the slot with most mistakes first."""
    counts: dict[str, dict[str, int]] = {}
    for slot in slots:
        mine = counts.setdefault(slot.name, {"hit": 0, "said": 0, "wanted": 0})
        mine["hit"] += slot.right
        mine["said"] += slot.said is not None
        mine["wanted"] += slot.wanted is not None
    return dict(
        sorted(
            counts.items(), key=lambda one: 2 * one[1]["hit"] - one[1]["said"] - one[1]["wanted"]
        )
    )


def listing(slots: Sequence[JudgedSlot], texts: Sequence[str]) -> str:
    """Every wrong slot with its message, for people; the slot with most mistakes first."""
    lines = []
    for name, mine in counted(slots).items():
        lines.append(
            f"{name}: {mine['hit']} right of {mine['said']} filled, {mine['wanted']} labelled"
        )
        lines += [
            f"  wanted {slot.wanted}, said {slot.said}: {texts[slot.row]}"
            for slot in slots
            if slot.name == name and not slot.right
        ]
    return "\n".join(lines) + "\n"


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
        "time": _hours(slots),
        "booking_number": [slots.booking_number],
        "complaint_number": [slots.complaint_number],
        "amount": [slots.amount_paise],
        "mobile": [slots.mobile],
        "rating": [None if slots.rating is None else f"{slots.rating:g}"],
    }
    said = {}
    for name, values in found.items():
        named = [value for value in values if value is not None]
        if named:
            shown = ", ".join(slots.services) if name == "service" else ""
            said[name] = _Said(frozenset(map(_plain, named)), shown or str(named[0]))
    reason = {"reason": _Said(frozenset((slots.reason,)), slots.reason)} if slots.reason else {}
    return said | reason


def _hours(slots: Slots) -> list[time | None]:
    """The hours that a label may give for those that were read."""
    start, end = slots.time_from, slots.time_to
    if start is not None and (start.hour, end and end.hour) in DAYPART_WINDOWS.values():
        return [time(start.hour + more) for more in (0, 1, 2)]
    return [start, end if start == OPEN else None]


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
        forms |= {day for span in find_dates(text, now.date()) for day in span.value}
    elif name == "time":
        forms |= _times(text)
    elif name == "amount":
        forms |= {span.value for span in find_amounts(f"Rs {text}" if text[:1].isdigit() else text)}
        forms.discard(text)
    elif name == "variant":
        forms |= {variant for _, variant in read_variant(tokenize(text))}
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
