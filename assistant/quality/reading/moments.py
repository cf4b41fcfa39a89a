"""Reads points in time as systems write them: ISO, epochs, "24-11-2026 20:00", "26 Nov, 3-5 PM".

Local wall time of India throughout. A day without a year is the one nearest to today.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from assistant.language.dates import find_dates
from assistant.language.spans import Span
from assistant.language.times import find_times, find_windows
from assistant.language.tokens import ascii_digits, keys, tokenize

INDIA = timezone(timedelta(hours=5, minutes=30))
_MOMENT = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(:\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?"
)
_DAYS = re.compile(r"^\d{4}-\d\d-\d\d(?:\s*[,;|&]\s*\d{4}-\d\d-\d\d)+$")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:\d\d)?(?=Z?$|[+-]\d\d)")
_CLOCK = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?$")
_CLOCKS = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::\d\d)?(?!\d)")
_SLASHED = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_SECONDS_AND_ZONE = re.compile(r"^(?::\d\d(?:\.\d+)?)?\s?(?:Z|\+\d\d:?\d\d)?")
_LONGEST = 48
_AROUND = keys("ist hrs hr at on between from to by baje bje ko se tak am pm and by the of approx")
"""Words beside a day and an hour that make the text no sentence."""


def to_moment(value: Any) -> datetime | None:
    """A local (Asia/Kolkata) wall time from an ISO text, a datetime or an epoch; None: neither."""
    if isinstance(value, datetime):
        return value.astimezone(INDIA).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value) / 1000 if value > 10**11 else float(value)
        if 10**9 <= seconds < 5 * 10**9:
            return datetime.fromtimestamp(seconds, INDIA).replace(tzinfo=None)
        return None
    match = _MOMENT.match(plain(str(value)))
    if match is None:
        return None
    year, month, day, hour, minute, precise, offset = match.groups()
    if offset and offset[0] == "-" and not precise:
        offset = None  # "10:00-12:00" is a window
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))  # noqa: DTZ001 - local wall time
    except ValueError:
        return None
    if offset and hour:
        hours = 0 if offset == "Z" else int(offset[:3])
        minutes = 0 if offset == "Z" else int(offset[0] + offset[-2:])
        moment += timedelta(hours=5, minutes=30) - timedelta(hours=hours, minutes=minutes)
    return moment


def plain(text: str) -> str:
    """The text with ASCII digits, and a moment at its head as ISO writes it."""
    text = ascii_digits(text).strip()
    if text[4:5] == "-":  # as most systems write it already
        return text
    text = _COMPACT.sub(r"\1-\2-\3T\4:\5", text)
    return _SLASHED.sub(lambda found: "-".join(part.zfill(2) for part in found.groups()), text)


def read_moments(text: str, today: date | None) -> Iterable[tuple[str, Any]]:
    """Kinds and values of a text that is nothing but a point in time: "date", "moment", "time",
    "end" and "window"; nothing for any other text. Lists of days or windows give each."""
    if _DAYS.match(text):
        yield from (("date", date.fromisoformat(day)) for day in re.split(r"\s*[,;|&]\s*", text))
        return
    moment = to_moment(text) if _MOMENT.match(text) else None
    if moment is None:
        clocks = [
            time(int(h) % 24, int(m))
            for h, m in _CLOCKS.findall(text)
            if int(h) < 25 and int(m) < 60
        ]
        rest = _CLOCKS.sub("", text).strip(" -–to/~:")
        joints = _CLOCKS.sub("", text).replace(" ", "")
        if clocks and not rest:
            yield from _clocks(clocks)
        elif clocks and re.fullmatch(r"[-–~](?:[,;|][-–~])+", joints):
            yield from _clocks(clocks, paired=True)
        else:
            yield from _written(text, today)
        return
    yield "date", moment.date()
    match = _MOMENT.match(text)
    rest = text[match.end(5) if match.group(5) else match.end() :] if match else ""
    rest = _SECONDS_AND_ZONE.sub("", rest)
    if match and match.group(4):
        yield "moment", moment
        yield "time", moment.time()
    if not rest:
        return
    later = to_moment(rest.strip(" /-–to~"))
    clocks = [time(int(h) % 24, int(m)) for h, m in _CLOCKS.findall(rest) if int(m) < 60]
    if later is not None and later.date() >= moment.date():
        yield from (("date", later.date()), ("end", later.time()))
        yield "window", (moment.time(), later.time())
    elif clocks and match and match.group(4):
        yield from (("end", clocks[0]), ("window", (moment.time(), clocks[0])))
    else:
        yield from _clocks(clocks)


def _clocks(clocks: Sequence[time], paired: bool = False) -> Iterable[tuple[str, Any]]:
    if len(clocks) == 2 or paired:
        for start, end in zip(clocks[::2], clocks[1::2], strict=True):
            yield from (("window", (start, end)), ("time", start), ("end", end))
    else:
        yield from (("time", clock) for clock in clocks)


def _written(text: str, today: date | None) -> Iterable[tuple[str, Any]]:
    """A day in words or figures, with an hour or hours beside it."""
    if len(text) > _LONGEST or not any(char.isdigit() for char in text):
        return
    days = dated(text, today)
    if not days:
        return
    left = text
    for span, _ in days:
        left = left[: span.start] + " " * (span.end - span.start) + left[span.end :]
    hours = (*find_windows(left), *find_times(left))
    for span in hours:
        left = left[: span.start] + " " * (span.end - span.start) + left[span.end :]
    words = [token for token in tokenize(left) if token.shape != "mark"]
    if any(token.key not in _AROUND for token in words):
        return
    yield from (("date", day) for _, day in days)
    for span in hours:
        first = span.value[0]
        start = first[0] if span.kind == "window" else first
        yield from ((span.kind, first), ("time", start))
        if span.kind == "window":
            yield "end", first[1]
        yield "moment", datetime.combine(days[0][1], start)


def dated(text: str, today: date | None) -> list[tuple[Span, date]]:
    """The days of the calendar that a text writes with a figure, each with its likeliest reading;
    "tomorrow" says nothing in a record of some other day."""
    anchor = today or date(2000, 1, 1)
    found = []
    for span in find_dates(text, anchor):
        sure = len(span.value) == 1
        if any(char.isdigit() for char in span.text) and span.value and (today or sure):
            near = min(span.value, key=lambda day: abs(day - anchor))
            found.append((span, near))
    return found
