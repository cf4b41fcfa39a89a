"""How many of a work a message wants: "2 AC repair", "haircut for 3 people".

A number counts what stands right behind it; "2 ton AC" and "5 seater sofa" tell a size.
"""

from collections.abc import Sequence

from assistant.language.services import ServiceSpan
from assistant.language.spans import Span
from assistant.language.tokens import keys, tokenize

MOST = 20
"""More than that at once is no wish that we could meet."""
_BETWEEN = keys("x * × units unit nos pieces piece pcs numbers ki ke ka की के का")
_FOR = keys("for ke ka ki x * × के का की")
_PEOPLE = keys("people persons person log logo logon guests ladies women men bachche लोग लोगों")


def read_quantity(
    text: str, services: Sequence[ServiceSpan], numbers: Sequence[Span]
) -> int | None:
    """The number of the one work that is named; None where none or several are counted."""
    found = {
        int(number.value)
        for number in numbers
        for service in services
        if _counts(text, number, service) and _is_whole(number.value)
    }
    works = {service.keys for service in services}
    return found.pop() if len(found) == 1 and len(works) == 1 else None


def _is_whole(value: float) -> bool:
    return value == int(value) and 2 <= value <= MOST


def _counts(text: str, number: Span, service: ServiceSpan) -> bool:
    if number.end <= service.start:
        between = [token.key for token in tokenize(text[number.end : service.start])]
        return len(between) <= 1 and all(key in _BETWEEN for key in between)
    between = [token.key for token in tokenize(text[service.end : number.start])]
    behind = [token.key for token in tokenize(text[number.end :])][:1]
    is_for = len(between) == 1 and between[0] in _FOR
    return is_for and bool(behind) and behind[0] in _PEOPLE | _BETWEEN
