"""Checks cities and parts of cities that a reply names, and whose pincode stands behind them."""

import re
from collections.abc import Iterable

from assistant.language.tokens import tokenize
from assistant.model import Reason
from assistant.quality.facts.case import Case
from assistant.quality.reading.mentions import city_of
from assistant.quality.reading.rows import Row

_ONLY_CODE = re.compile(r"\d{3} ?\d{3}")
_NEAR = 5
"""Words between a place and the pincode of its address, at most."""
_PIN = 8
"""Letters of a text that is a pincode alone, at most."""


def check_place(case: Case) -> Reason | None:
    """A city that evidence or the question names, with no other address's pincode behind it."""
    rows = (*case.grounds.rows, case.grounds.session)
    texts = [value.value for row in rows for value in row.of("text")]
    texts += [passage.text for passage in case.grounds.passages]
    if _before_anothers_pincode(case):
        return case.refuted()
    words = [token.text for text in texts for token in tokenize(text)]
    if case.echoed or any(city_of(word) == case.fact.value for word in words):
        return case.supported()
    return case.refuted()


def _before_anothers_pincode(case: Case) -> bool:
    """ "Aundh, Hyderabad (500081)": no address with that pincode is there, but another is."""
    behind = [
        item.fact.value for item in case.reply.placed
        if item.fact.kind == "pincode" and item.clause.sentence == case.clause.sentence
        and 0 <= case.reply.token_range(item.fact.start, item.fact.end)[0] - case.span[1] < _NEAR
    ]  # fmt: skip
    if len(behind) != 1:
        return False
    addresses = [
        [city_of(token.text) for token in tokenize(value.value)] + [behind[0] in value.value]
        for row in case.grounds.rows for value in row.of("text")
        if any(pin.path == value.path for pin in row.of("pincode")) and len(value.value) > _PIN
    ] + [
        [city_of(token.text) for text in texts for token in tokenize(text)] + [pin == behind[0]]
        for row in case.grounds.rows
        for pin, texts in _apart_from_its_pincode(row)
    ]  # fmt: skip
    mine = [found for found in addresses if found[-1]]
    others = [found for found in addresses if not found[-1]]
    return bool(mine) and all(case.fact.value not in found for found in mine) and any(
        case.fact.value in found for found in others
    )  # fmt: skip


def _apart_from_its_pincode(row: Row) -> Iterable[tuple[str, list[str]]]:
    """The one pincode of a row that stands in a field of its own, with the row's texts."""
    pins = {value.value for value in row.of("pincode")}
    alone = all(_ONLY_CODE.fullmatch(text.value) for pin in row.of("pincode")
                for text in row.of("text") if text.path == pin.path)  # fmt: skip
    if len(pins) == 1 and alone:
        yield pins.pop(), [value.value for value in row.of("text")]
