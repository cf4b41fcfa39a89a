"""Dates and times of a reply exchanged for others that are surely wrong, in the same style."""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from assistant.language.dates import find_dates
from assistant.language.spans import Span
from assistant.language.times import find_times, find_windows
from assistant.language.tokens import ascii_digits
from assistant.quality.corruptions.held import Held, day_of
from assistant.quality.corruptions.reply import Edit, Reply
from assistant.quality.corruptions.restyle import (
    days_near,
    write_day,
    write_number,
    write_number_word,
)

_OPEN_HOURS = range(7, 21)


def wrong_date(reply: Reply) -> Edit | None:
    """A day that no own row, passage or question names."""
    today = reply.held.now.date()
    for span in reply.shuffled(reply.stated(find_dates(reply.answer, today))):
        if not span.value:
            continue
        true = reply.held.true_day(span.value)
        if true not in reply.held.told_dates:
            continue
        days = [day for day in _other_dates(reply, true) if day.month == true.month]
        days += reply.shuffled(days_near(true))
        relative = [date.fromordinal(today.toordinal() + offset) for offset in (0, 1, 2)]
        for day in (*days, *reply.shuffled(relative)):
            text = write_day(span.text, true, day, today) if day != true else None
            if text is None:
                continue
            read = reply.read_at(span, text, lambda answer: find_dates(answer, today))
            if read is not None and day in read and not reply.held.dates & set(read):
                return Edit(span.start, span.end, text)
    return None


def wrong_time(reply: Reply) -> Edit | None:
    """A time or a window that begins at another hour than any the evidence names."""
    spans = (*find_times(reply.answer), *find_windows(reply.answer))
    for span in reply.shuffled(reply.stated(spans)):
        ends = (
            span.value if span.kind == "time" else [end for window in span.value for end in window]
        )
        if not any(end in reply.held.times for end in ends):
            continue
        for step in reply.shuffled((1, 2, 3, 4, -1, -2, -3, -4)):
            text = _shifted(span, step)
            finder = find_times if span.kind == "time" else find_windows
            read = reply.read_at(span, text, finder) if text else None
            if (
                read
                and len(read) == len(span.value)
                and _is_unheld_time(reply.held, span.kind, read)
            ):
                return Edit(span.start, span.end, text or "")
    return None


def _other_dates(reply: Reply, true: date) -> list[date]:
    """Days that the neighbouring rows hold in the same field."""
    said = f"{reply.question} {reply.answer}"
    found = reply.held.counterparts(said, lambda cell: day_of(cell.value) == true)
    return [day for cell, _ in found if (day := day_of(cell.value)) is not None]


def _shifted(span: Span, step: int) -> str | None:
    """A time's hour, or both hours of a window, moved by `step`."""
    pieces = list(re.finditer(r"\d{1,2}(?=(?::\d\d)?)(?<!:\d)(?<!:\d\d)", ascii_digits(span.text)))
    if not pieces:
        words = list(write_number_word(span.text, step))
        return words[0] if span.kind == "time" and len(words) == 1 else None
    text = span.text
    for piece in reversed(pieces):
        if text[: piece.start()].endswith(":"):
            continue
        hour = int(ascii_digits(piece.group())) + step
        hour = hour if int(piece.group()) > 12 else (hour - 1) % 12 + 1
        word = write_number(piece.group(), Decimal(int(piece.group())), Decimal(hour))
        text = text[: piece.start()] + (word or piece.group()) + text[piece.end() :]
    return text


def _is_unheld_time(held: Held, kind: str, readings: Sequence[Any]) -> bool:
    """No reading starts at a held time or up to two hours after it, and one is a working hour."""
    starts: list[time] = [one if kind == "time" else one[0] for one in readings]
    taken = {(known.hour + more) % 24 for known in held.times for more in (0, 1, 2)}
    return any(start.hour in _OPEN_HOURS for start in starts) and not any(
        start.hour in taken for start in starts
    )
