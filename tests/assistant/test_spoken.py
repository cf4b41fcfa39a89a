"""What customers say, line by line, and every slot that a reading of it must fill: spoken/*.txt.

A line is "utterance => name value; name value"; a slot that is not named must stay empty. "A or B"
are two readings, of which the assistant asks; services stand in any order.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language.normalise import normalise
from assistant.language.services import shipped_lexicon
from assistant.model import Slots
from assistant.router.slots import read_slots

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Kolkata"))  # a Monday
SPOKEN = Path(__file__).with_name("spoken")
NAMES = {
    "service": "services",
    "time": "time_from",
    "booking": "booking_number",
    "complaint": "complaint_number",
    "amount": "amount_paise",
}


def lines() -> Iterator[tuple[str, str]]:
    for path in sorted(SPOKEN.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                said, _, expected = line.partition(" =>")
                yield said, expected.strip()


def meant(expected: str) -> dict[str, Any]:
    """The slots that a line asks for, in the types of `Slots`."""
    found: dict[str, Any] = {}
    for part in filter(None, expected.split("; ")):
        name, _, value = part.partition(" ")
        readings = [_value(name, one) for one in value.split(" or ")]
        if name == "time" and "-" in value:
            found["time_from"], found["time_to"] = (time.fromisoformat(t) for t in value.split("-"))
            continue
        found[NAMES.get(name, name)] = readings[0]
        if len(readings) > 1:
            found[f"{name}_choices"] = tuple(readings)
    return found


def _value(name: str, text: str) -> Any:
    if name == "date":
        day, month, *year = text.split()
        written = f"{day} {month} {year[0] if year else 2027 if month == 'Jan' else 2026}"
        return datetime.strptime(written, "%d %b %Y").date()  # noqa: DTZ007 - a day has no zone
    if name == "time":
        return time.fromisoformat(text) if "-" not in text else text
    if name == "service":
        return frozenset(_key(slug) for slug in text.split())
    if name == "quantity":
        return int(text)
    if name == "amount":
        return int(text) * 100
    return float(text) if name == "rating" else text


def _key(slug: str) -> str:
    return next(
        e.key for e in shipped_lexicon().entries if e.key in (slug,) or e.key.endswith(f"/{slug}")
    )


def filled(slots: Slots) -> dict[str, Any]:
    found = {field.name: getattr(slots, field.name) for field in fields(slots)}
    found["services"] = frozenset(slots.services)
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize(("said", "expected"), list(lines()))
def test_what_is_said_fills_its_slots_and_no_others(said: str, expected: str) -> None:
    assert filled(read_slots(normalise(said), NOW, shipped_lexicon()).slots) == meant(expected)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(sorted({word for said, _ in lines() for word in said.split()}))))
def test_any_order_of_such_words_can_be_read(words: list[str]) -> None:
    read_slots(normalise(" ".join(words)), NOW, shipped_lexicon())
