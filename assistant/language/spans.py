"""The value every finder of this package gives back: a typed stretch of a text."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """What stands at `text[start:end]`, as a typed value.

    kind and value: "number" Decimal · "amount" int paise · "percent" Decimal · "date" tuple of
    dates (all readings, the nearest future one first; empty: a date that cannot be) · "time" tuple
    of times · "window" tuple of (start, end) · "daypart" (start, end) · "duration" `Duration` ·
    "pincode", "phone", "identifier" str in canonical form.
    """

    kind: str
    value: Any
    start: int
    end: int
    text: str
    likely: int = 1
    """How many of the first readings are as likely as the very first: above 1, ask."""
