"""Long lists, a page at a time. A cursor names the last row seen, so that rows which come or go
meanwhile neither repeat nor hide others; it is opaque to whoever holds it."""

import base64
import binascii
import json
import math
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

LARGEST_KEY = 2**63 - 1


class CursorError(ValueError):
    """The cursor was not made by the list that it was given to."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list in order; `next_cursor` is None on the last page."""

    items: tuple[T, ...]
    next_cursor: str | None


def write_cursor(*place: float) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).rstrip(b"=").decode()


def read_cursor(cursor: str, length: int) -> tuple[float, ...]:
    """The place that `write_cursor` was given.

    Raises:
        CursorError: it is not `length` numbers that a database can hold.
    """
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorError("not a cursor of this list") from error
    if not isinstance(place, list) or len(place) != length:
        raise CursorError("not a cursor of this list")
    for part in place:
        if type(part) not in (int, float) or not math.isfinite(part) or abs(part) > LARGEST_KEY:
            raise CursorError("not a cursor of this list")
    return tuple(place)
