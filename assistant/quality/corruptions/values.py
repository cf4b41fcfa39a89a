"""One value of a reply exchanged for a neighbour that is surely wrong, in the same style.

Values are found by the span finders of `assistant.language`; whether a checker would see the fault
plays no part. Stays away from what is denied or only bounded ("not", "within"), where another value
may be true as well.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from assistant.language.dates import find_dates
from assistant.language.durations import Duration, find_durations
from assistant.language.identifiers import find_identifiers, find_phones, find_pincodes
from assistant.language.money import find_amounts, find_percentages
from assistant.language.service_names import shipped_names
from assistant.language.services import find_services
from assistant.language.spans import Span
from assistant.language.tokens import ascii_digits
from assistant.quality.corruptions.held import Cell, Held, day_of
from assistant.quality.corruptions.reply import Edit, Reply, has_word
from assistant.quality.corruptions.restyle import (
    phrases,
    write_day,
    write_number,
    write_number_word,
)


def wrong_amount(reply: Reply) -> Edit | None:
    """A neighbouring row's price, or a figure near by that no arithmetic gives."""
    for span in reply.shuffled(reply.stated(find_amounts(reply.answer))):
        for paise in [*reply.shuffled(_other_amounts(reply, span)), *_amounts_near(reply, span)]:
            text = write_number(span.text, Decimal(span.value) / 100, Decimal(paise) / 100)
            if text and reply.read_at(span, text, find_amounts) == paise:
                return Edit(span.start, span.end, text)
        edit = _amount_in_words(reply, span)
        if edit is not None:
            return edit
    return None


def wrong_sum(reply: Reply) -> Edit | None:
    """A figure that stands in no row, because it was computed, computed wrongly."""
    for span in reply.shuffled(reply.stated(find_amounts(reply.answer))):
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
    spans = [(span, finder) for finder in finders for span in reply.stated(finder(reply.answer))]
    for span, finder in reply.shuffled(spans):
        for text in reply.shuffled(_slips(span.text)):
            read = [other for other in finder(text) if other.text == text]
            if read and _is_unheld(reply.held, span.kind, read[0].value):
                return Edit(span.start, span.end, text)
    return None


def wrong_status(reply: Reply) -> Edit | None:
    """Another real status that no own row has, where the answer states one that a row has."""
    held, alike = reply.held.statuses, phrases()["alike"]
    for table in reply.shuffled(phrases()["statuses"]):
        for status, form in reply.shuffled(table.items()):
            if status not in held and not held & set(alike.get(status, ())):
                continue
            options = [s for s in table if not {s, *alike.get(s, ())} & {*held, status}]
            spans = [span for span in _places(reply, form) if _is_state(reply, span)]
            if options and spans:
                span = reply.chance.choice(spans)
                return Edit(span.start, span.end, table[reply.chance.choice(options)])
    return None


def _places(reply: Reply, form: str) -> Iterator[Span]:
    """Where a status form stands as words of its own."""
    letter = r"[\w\u0900-\u097f]"
    for found in re.finditer(rf"(?<!{letter}){re.escape(form)}(?!{letter})", reply.answer):
        yield Span("status", form, found.start(), found.end(), form)


def _is_state(reply: Reply, span: Span) -> bool:
    """Not what somebody did ("you paid us"), not denied, not supposed."""
    before = reply.answer[: span.start].split()
    return reply.is_stated(span, "negations", "suppositions") and not (
        before and has_word(before[-1], "doers")
    )


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
    for span in reply.shuffled(reply.stated(find_pincodes(reply.answer))):
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
    for span in reply.shuffled(reply.stated(spans)):
        number = span.value.low if isinstance(span.value, Duration) else span.value
        if number not in reply.held.numbers:
            continue
        for new in reply.shuffled((2, 3, 6, 10, 15, 20, 25, 36, 40, 45, 60, 75, 90)):
            if not _is_plausible_rule(reply.held, span, Decimal(new)):
                continue
            text = write_number(span.text, number, Decimal(new))
            if text is not None:
                return Edit(span.start, span.end, text)
    return None


def _is_plausible_rule(held: Held, span: Span, new: Decimal) -> bool:
    """Not a held figure, not the other part of a held share; a range still runs upwards."""
    if new in held.numbers or (span.kind == "percent" and 100 - new in held.numbers):
        return False
    if not isinstance(span.value, Duration) or span.value.low == span.value.high:
        return True
    return new < span.value.high


def value_of_other(reply: Reply) -> Edit | None:
    """What another customer's row holds in the field that the answer's value comes from."""
    today = reply.held.now.date()
    finders: Sequence[Callable[[str], Sequence[Span]]] = (
        find_identifiers, find_amounts, find_pincodes, lambda text: find_dates(text, today)
    )  # fmt: skip
    spans = [span for finder in finders for span in reply.stated(finder(reply.answer))]
    for span in reply.shuffled(spans):
        found = reply.held.counterparts(reply.answer, lambda cell: _is_said(cell, span))  # noqa: B023 - used at once
        for cell in reply.shuffled(cell for cell, foreign in found if foreign):
            text = _written_like(reply, span, cell)
            if text is not None and text != span.text:
                return Edit(span.start, span.end, text)
    return None


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
            value = reply.read_at(span, text, find_amounts)
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
    for left, right in pairwise(places[1:]):
        if text[left] != text[right]:
            swapped = list(text)
            swapped[left], swapped[right] = text[right], text[left]
            found.append("".join(swapped))
    for at in places[1:]:
        others = (str((int(text[at]) + step) % 10) for step in (1, 2, 8, 9))
        found += [text[:at] + other + text[at + 1 :] for other in others]
    return found


def _is_unheld(held: Held, kind: str, value: Any) -> bool:
    if kind == "amount":
        return int(value) // 100 not in held.derived
    if kind == "pincode":
        return str(value) not in held.pincodes
    texts = (*held.strings, *map(str, held.numbers))
    return not any(str(value).lower() in text.lower() for text in texts)


def _service_names(like: str) -> list[tuple[str, str]]:
    """(key, name) of services in the script of `like`."""
    if like.isascii():
        return list(shipped_names())
    named = [(find_services(name), name) for name in phrases()["services"]["hi"]]
    return [(spans[0].keys[0], name) for spans, name in named if spans and spans[0].keys]


def _is_said(cell: Cell, span: Span) -> bool:
    if span.kind == "amount":
        return bool(cell.paise() == span.value)
    if span.kind == "date":
        return bool(day_of(cell.value) in span.value)
    return bool(str(cell.value).upper() == span.value)


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
        return write_day(span.text, held.true_day(span.value), day, held.now.date())
    return str(cell.value) if _is_unheld(held, span.kind, cell.value) else None
