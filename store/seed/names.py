"""Names and mobile numbers of people who do not exist, as they would be in India."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from store.seed.basis import curated
from store.seed.places import City

_FIRST_DIGITS = tuple(range(90, 100))
"""Every number +91 9x is one of the mobile series; the lower ones have gaps."""


@dataclass(frozen=True, slots=True)
class Name:
    given: str
    family: str

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"


class Names:
    """Draws names that fit a city; no full name comes twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def draw(self, city: City, sexes: tuple[str, ...] = ("women", "men")) -> Name:
        """A name of somebody of one of `sexes` from one of the city's communities."""
        while True:
            community = curated("names")[self._rng.choice(city.people)]
            given = self._rng.choice(community[self._rng.choice(sexes)])
            name = Name(given, self._rng.choice(community["surnames"]))
            if name.given != name.family and name.full not in self._taken:
                self._taken.add(name.full)
                return name


def mobiles(rng: random.Random) -> Iterator[str]:
    """Numbers of the Indian mobile plan in +91 form, none of them twice."""
    drawn: set[str] = set()
    while True:
        number = f"+91{rng.choice(_FIRST_DIGITS)}{rng.randrange(10**8):08}"
        if number not in drawn:
            drawn.add(number)
            yield number
