"""Finds short numbers of things, "EP-5", in the texts of a turn whose evidence numbers things so.

Longer ones are told by their looks alone and are `language.identifiers`' business; of one or two
figures only those count whose letters stand before a number of evidence.
"""

import re
from collections.abc import Iterable

from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.reader import Fact

_CODE = re.compile(r"(?<![\w-])([A-Za-z]{2,5})-(\d{1,3})(?![\w-]|\.\d)")


def find_serials(text: str, grounds: Grounds) -> Iterable[Fact]:
    """Numbers of the series that evidence has."""
    if not grounds.series:
        return
    for match in _CODE.finditer(text):
        if match[1].upper() in grounds.series:
            yield Fact("identifier", match[0].upper(), match.start(), match.end(), match[0])
