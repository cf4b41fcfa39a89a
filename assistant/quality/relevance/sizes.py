"""Sizes by which things of one name differ: "2 BHK", "3 seater", "1.5 ton".

A reply about another size than the one asked for has ignored it, wherever evidence holds both.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.language.numbers import find_numbers
from assistant.language.tokens import fold
from assistant.model import Reason
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row

_UNITS = {
    fold(word): unit
    for unit, words in {
        "bhk": "bhk rk बीएचके bedroom bedrooms",
        "seater": "seater seaters seat seats सीटर सीट",
        "ton": "ton tons tonne टन",
        "litre": "litre liter litres liters ltr l लीटर",
        "door": "door doors दरवाज़ा दरवाज़े",
        "burner": "burner burners बर्नर",
        "inch": "inch inches इंच",
        "sqft": "sqft sq.ft वर्गफुट",
    }.items()
    for word in words.split()
}
_TWO = re.compile(r"(?<!\w)(?:do|दो)(?=\s)", re.I)
"""What is "give" as well, unless a unit comes after it."""
_UNIT = re.compile(r"[\s-]*([^\s\d,;:?!।()-]+)")
Size = tuple[str, str]


@lru_cache(maxsize=2048)
def sizes_in(text: str) -> frozenset[Size]:
    """The sizes that a text names, each as its number and unit."""
    numbers = [(str(number.value), number.end) for number in find_numbers(text)]
    numbers += [("2", match.end()) for match in _TWO.finditer(text)]
    units = ((number, _UNIT.match(text, end)) for number, end in numbers)
    named = ((number, _UNITS.get(fold(match.group(1)))) for number, match in units if match)
    return frozenset((number, unit) for number, unit in named if unit is not None)


def judge_size(
    question: str, answer: str, said: Sequence[Fact], hits: Mapping[int, tuple[Hit, ...]],
    rows: Sequence[Row],
) -> Reason | None:  # fmt: skip
    """A reason where the reply stands on rows of another size alone."""
    asked = sizes_in(question)
    if len(asked) != 1 or asked & sizes_in(answer):
        return None
    ((number, unit),) = asked
    sized = {id(row): _sizes_of(row) for row in rows}
    fitting = [row for row in rows if (number, unit) in sized[id(row)]]
    others = {
        key for key, sizes in sized.items()
        if (number, unit) not in sizes and any(one[1] == unit for one in sizes)
    }  # fmt: skip
    if not fitting or not others:
        return None
    own = {id(row) for row in fitting}
    held = [{id(row) for row, _ in hits[id(fact)]} for fact in said]
    off = next((f for f, h in zip(said, held, strict=True) if h & others and not h & own), None)
    if off is None or any(h & own and not h & others for h in held):
        return None
    kind = "constraint:size"
    return Reason(f"{number} {unit}", "contradicted", kind, fitting[0].source, None, off.text)


def _sizes_of(row: Row) -> frozenset[Size]:
    return frozenset[Size]().union(*(sizes_in(str(value.value)) for value in row.of("text")))
