"""One value of a reply exchanged for a neighbour that is surely wrong, in the same style.

Values are found by the span finders of `assistant.language`; whether a checker would see the fault
plays no part. Stays away from what is denied or only bounded ("not", "within"), where another value
may be true as well.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from assistant.language.dates import find_dates
from assistant.language.identifiers import find_identifiers, find_phones, find_pincodes
from assistant.language.money import find_amounts, find_percentages
from assistant.language.services import ServiceSpan, find_services, shipped_names
from assistant.language.spans import Span
from assistant.language.times import Duration, find_durations, find_times, find_windows
from assistant.language.tokens import ascii_digits, fold, tokenize
from assistant.quality.held import Cell, Held, day_of
from assistant.quality.restyle import (
    days_near,
    phrases,
    write_day,
    write_number,
    write_number_word,
)

_BREAK = re.compile(r"[.?!।\n;]\s|,\s|[.?!।\n;]$")
_OPEN_HOURS = range(7, 21)


@dataclass(frozen=True, slots=True)
class Reply:
    """A good reply to be corrupted, with what its evidence holds and where chance comes from."""

    question: str
    answer: str
    held: Held
    chance: random.Random

    def shuffled(self, items: Iterable[Any]) -> list[Any]:
        listed = list(items)
        self.chance.shuffle(listed)
        return listed

    def clause(self, start: int, end: int) -> str:
        """The clause around a stretch of the answer, with the mark that ends it."""
        before = [match.end() for match in _BREAK.finditer(self.answer, 0, start)]
        after = _BREAK.search(self.answer, end)
        return self.answer[before[-1] if before else 0 : after.end() if after else None]

    def is_stated(self, span: Span | ServiceSpan, *tables: str) -> bool:
        """Whether the clause around a value neither asks nor holds a word of the tables."""
        clause = self.clause(span.start, span.end)
        listed = {fold(word) for table in tables for word in phrases()["words"][table].split()}
        return "?" not in clause and not any(token.key in listed for token in tokenize(clause))

    def is_bounded(self, span: Span) -> bool:
        """Whether "by", "within", "up to" and the like stand beside a value."""
        listed = {fold(word) for word in phrases()["words"]["bounds"].split()}
        tokens = tokenize(self.answer)
        near = [t for t in tokens if span.start - 15 < t.start < span.end + 15]
        beside = [t for t in near if t.end <= span.start][-2:]
        beside += [t for t in near if t.start >= span.end][:2]
        return any(token.key in listed for token in beside)


@dataclass(frozen=True, slots=True)
class Edit:
    """answer[start:end] is to be `text`."""

    start: int
    end: int
    text: str


def wrong_amount(reply: Reply) -> Edit | None:
    """A neighbouring row's price, or a figure near by that no arithmetic gives."""
    for span in reply.shuffled(_free(reply, find_amounts(reply.answer))):
        for paise in [*reply.shuffled(_other_amounts(reply, span)), *_amounts_near(reply, span)]:
            text = write_number(span.text, Decimal(span.value) / 100, Decimal(paise) / 100)
            if text and _reads(reply, span, text, find_amounts, lambda value: value == paise):  # noqa: B023 - used at once
                return Edit(span.start, span.end, text)
        edit = _amount_in_words(reply, span)
        if edit is not None:
            return edit
    return None


def wrong_sum(reply: Reply) -> Edit | None:
    """A figure that stands in no row, because it was computed, computed wrongly."""
    for span in reply.shuffled(_free(reply, find_amounts(reply.answer))):
        rupees = Decimal(span.value) / 100
        if rupees in reply.held.numbers:
            continue
        for paise in _amounts_near(reply, span):
            text = write_number(span.text, rupees, Decimal(paise) / 100)
            if text is not None:
                return Edit(span.start, span.end, text)
    return None


def wrong_digit(reply: Reply) -> Edit | None:
    """One digit exchanged, or two neighbours transposed, in a figure of three digits or more."""
    finders = (find_amounts, find_identifiers, find_pincodes, find_phones)
    spans = [(span, finder) for finder in finders for span in _free(reply, finder(reply.answer))]
    for span, finder in reply.shuffled(spans):
        for text in reply.shuffled(_slips(span.text)):
            read = [other for other in finder(text) if other.text == text]
            if read and _is_unheld(reply.held, span.kind, read[0].value):
                return Edit(span.start, span.end, text)
    return None


def wrong_date(reply: Reply) -> Edit | None:
    """A day that no own row, passage or question names."""
    now = reply.held.now
    for span in reply.shuffled(_free(reply, find_dates(reply.answer, now), "negations")):
        if not span.value:
            continue
        true = next((day for day in span.value if day in reply.held.dates), span.value[0])
        days = [day for day in _other_dates(reply, true) if day.month == true.month]
        days += reply.shuffled(days_near(true))
        relative = [date.fromordinal(now.date().toordinal() + offset) for offset in (0, 1, 2)]
        for day in (*days, *reply.shuffled(relative)):
            text = write_day(span.text, true, day, now.date()) if day != true else None
            if text is None:
                continue
            read = _read_at(reply, span, text, lambda answer: find_dates(answer, now))
            if read is not None and day in read and not reply.held.dates & set(read):
                return Edit(span.start, span.end, text)
    return None


def wrong_time(reply: Reply) -> Edit | None:
    """A time or a window that begins at another hour than any the evidence names."""
    spans = (*find_times(reply.answer), *find_windows(reply.answer))
    for span in reply.shuffled(_free(reply, spans)):
        ends = (
            span.value if span.kind == "time" else [end for window in span.value for end in window]
        )
        if not any(end in reply.held.times for end in ends):
            continue
        for step in reply.shuffled((1, 2, 3, 4, -1, -2, -3, -4)):
            text = _shifted(span, step)
            finder = find_times if span.kind == "time" else find_windows
            read = _read_at(reply, span, text, finder) if text else None
            if (
                read
                and len(read) == len(span.value)
                and _is_unheld_time(reply.held, span.kind, read)
            ):
                return Edit(span.start, span.end, text or "")
    return None


def wrong_status(reply: Reply) -> Edit | None:
    """Another real status that no own row has, where the answer states one that a row has."""
    held = reply.held.statuses
    for table in reply.shuffled(phrases()["statuses"]):
        for status, form in reply.shuffled(table.items()):
            if status not in held and not held & set(phrases()["alike"].get(status, ())):
                continue
            found = re.search(
                rf"(?<![\w\u0900-\u097f]){re.escape(form)}(?![\w\u0900-\u097f])", reply.answer
            )
            if found is None:
                continue
            span = Span("status", status, found.start(), found.end(), form)
            if not reply.is_stated(span, "negations", "suppositions"):
                continue
            options = [
                other for other in table
                if other != status and not {other, *phrases()["alike"].get(other, ())} & (held | {status})
            ]  # fmt: skip
            if options:
                return Edit(span.start, span.end, table[reply.chance.choice(options)])
    return None


def wrong_service(reply: Reply) -> Edit | None:
    """Another service of the catalogue, of the same category where there is one."""
    held = reply.held.services
    for span in reply.shuffled(find_services(reply.answer)):
        if (
            not set(span.keys) & held
            or len(span.text) < 5
            or not reply.is_stated(span, "negations")
        ):
            continue
        category = span.keys[0].split("/")[0]
        names = reply.shuffled(_service_names(span.text))
        names.sort(key=lambda named: named[0].split("/")[0] != category)
        for key, name in names:
            read = find_services(name)
            if key in held or not read or held & {k for one in read for k in one.keys}:
                continue
            return Edit(span.start, span.end, name)
    return None


def wrong_pincode(reply: Reply) -> Edit | None:
    """Another row's, a transposed or another real pincode."""
    known = phrases()["pincodes"]["known"].split()
    for span in reply.shuffled(_free(reply, find_pincodes(reply.answer))):
        foreign = [
            str(cell.value)
            for cell, _ in reply.held.counterparts(
                reply.answer,
                lambda cell: str(cell.value) == span.value,  # noqa: B023 - used at once
            )
        ]
        near = [pin for pin in known if pin[:3] == span.value[:3]]
        options = [*reply.shuffled(foreign), *reply.shuffled([*near, *_slips(span.value)])]
        for pin in (*options, *reply.shuffled(known)):
            if pin not in reply.held.pincodes and pin[0] != "0":
                return Edit(span.start, span.end, pin)
    return None


def wrong_rule(reply: Reply) -> Edit | None:
    """A length of time or a share of a rule misstated."""
    spans = (*find_durations(reply.answer), *find_percentages(reply.answer))
    for span in reply.shuffled(_free(reply, spans)):
        number = span.value.low if isinstance(span.value, Duration) else span.value
        if number not in reply.held.numbers:
            continue
        for new in reply.shuffled((2, 3, 6, 10, 15, 25, 36, 40, 45, 60, 75, 90)):
            if Decimal(new) in reply.held.numbers or not _is_unheld_share(
                reply, span, Decimal(new)
            ):
                continue
            text = write_number(span.text, number, Decimal(new))
            if text is not None:
                return Edit(span.start, span.end, text)
    return None


def value_of_other(reply: Reply) -> Edit | None:
    """What another customer's row holds in the field that the answer's value comes from."""
    now = reply.held.now
    finders: Sequence[Callable[[str], Sequence[Span]]] = (
        find_identifiers, find_amounts, find_pincodes, lambda text: find_dates(text, now)
    )  # fmt: skip
    spans = [span for finder in finders for span in _free(reply, finder(reply.answer))]
    for span in reply.shuffled(spans):
        found = reply.held.counterparts(reply.answer, lambda cell: _is_said(cell, span))  # noqa: B023 - used at once
        for cell in reply.shuffled(cell for cell, foreign in found if foreign):
            text = _written_like(reply, span, cell)
            if text is not None and text != span.text:
                return Edit(span.start, span.end, text)
    return None


def _free(reply: Reply, spans: Iterable[Span], *tables: str) -> Iterator[Span]:
    """The values that are stated as such: not denied, not asked, not a mere bound."""
    for span in spans:
        if reply.is_stated(span, "negations", *tables) and not reply.is_bounded(span):
            yield span


def _read_at(
    reply: Reply, span: Span, text: str, finder: Callable[[str], Sequence[Span]]
) -> Any | None:
    """What the finder reads in the answer where `text` takes the span's place."""
    answer = reply.answer[: span.start] + text + reply.answer[span.end :]
    for other in finder(answer):
        if other.start == span.start and other.end == span.start + len(text):
            return other.value
    return None


def _reads(
    reply: Reply, span: Span, text: str, finder: Callable[[str], Sequence[Span]], is_right: Callable[[Any], bool]
) -> bool:  # fmt: skip
    value = _read_at(reply, span, text, finder)
    return value is not None and is_right(value)


def _other_amounts(reply: Reply, span: Span) -> Iterator[int]:
    """Money of neighbouring rows in paise; another customer's must not be derivable by chance."""
    own = {
        cell.paise()
        for row in reply.held.own
        for cell in row.cells
        if _holds(row.cells, span.value)
    }
    for cell, foreign in reply.held.counterparts(
        f"{reply.question} {reply.answer}", lambda cell: cell.paise() == span.value
    ):
        paise = cell.paise() or 0
        if paise > 0 and paise not in own and not (foreign and paise // 100 in reply.held.derived):
            yield paise


def _holds(cells: Sequence[Cell], paise: int) -> bool:
    return any(cell.paise() == paise for cell in cells)


def _amounts_near(reply: Reply, span: Span) -> list[int]:
    """Slips of a figure: a digit more or less, two transposed."""
    rupees = str(span.value // 100)
    slips = {int(slip) for slip in _slips(rupees) if not slip.startswith("0")}
    slips |= {int(rupees) + step for step in (100, -100, 200, 50, 500)}
    return [
        slip * 100 + span.value % 100
        for slip in reply.shuffled(sorted(slips))
        if slip > 0 and slip not in reply.held.derived
    ]


def _amount_in_words(reply: Reply, span: Span) -> Edit | None:
    for step in reply.shuffled((1, -1, 2, 3)):
        for text in write_number_word(span.text, step):
            value = _read_at(reply, span, text, find_amounts)
            if value and value != span.value and value // 100 not in reply.held.derived:
                return Edit(span.start, span.end, text)
    return None


def _slips(text: str) -> list[str]:
    """One digit one or two up or down, or two different neighbours transposed; never the first."""
    plain = ascii_digits(text)
    places = [at for at, letter in enumerate(plain) if letter.isdigit()]
    if len(places) < 3 or plain != text:
        return []
    found = []
    for left, right in zip(places[1:], places[2:], strict=False):
        if text[left] != text[right]:
            swapped = list(text)
            swapped[left], swapped[right] = text[right], text[left]
            found.append("".join(swapped))
    for at in places[1:]:
        for step in (1, 2, 8, 9):
            found.append(text[:at] + str((int(text[at]) + step) % 10) + text[at + 1 :])
    return found


def _is_unheld(held: Held, kind: str, value: Any) -> bool:
    if kind == "amount":
        return value // 100 not in held.derived
    if kind == "pincode":
        return value not in held.pincodes
    return not any(
        str(value).lower() in text.lower() for text in (*held.strings, *map(str, held.numbers))
    )


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


def _service_names(like: str) -> list[tuple[str, str]]:
    """(key, name) of services in the script of `like`."""
    if like.isascii():
        return list(shipped_names())
    named = [(find_services(name), name) for name in phrases()["services"]["hi"]]
    return [(spans[0].keys[0], name) for spans, name in named if spans and spans[0].keys]


def _is_unheld_share(reply: Reply, span: Span, new: Decimal) -> bool:
    return span.kind != "percent" or 100 - new not in reply.held.numbers


def _is_said(cell: Cell, span: Span) -> bool:
    if span.kind == "amount":
        return cell.paise() == span.value
    if span.kind == "date":
        return day_of(cell.value) in span.value
    return str(cell.value).upper() == span.value


def _written_like(reply: Reply, span: Span, cell: Cell) -> str | None:
    """Another customer's value in the style of the span; None where own evidence holds it too."""
    held = reply.held
    if span.kind == "amount":
        paise = cell.paise()
        if paise is None or paise // 100 in held.derived:
            return None
        return write_number(span.text, Decimal(span.value) / 100, Decimal(paise) / 100)
    if span.kind == "date":
        day = day_of(cell.value)
        if day is None or day in held.dates or not span.value:
            return None
        return write_day(span.text, _true_day(held, span), day, held.now.date())
    return str(cell.value) if _is_unheld(held, span.kind, cell.value) else None


def _true_day(held: Held, span: Span) -> date:
    return next((day for day in span.value if day in held.dates), span.value[0])
