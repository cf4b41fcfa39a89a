"""Providers, what they can do and where, and where each rate card is therefore sold."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from store.seed.basis import Basis, Row
from store.seed.names import Names
from store.seed.places import City, cities

INACTIVE = 12
UNVERIFIED = 18
_FEWEST_PINCODES, _MOST_PINCODES = 3, 10
_CREWS = {
    "electrical": ("appliance-repair", "electrical", "water-purifier"),
    "fittings": ("plumbing", "carpentry", "painting"),
    "cleaning": ("home-cleaning", "pest-control", "car-care"),
    "women": ("salon-for-women",),
    "men": ("salon-for-men",),
    "moving": ("packers-and-movers",),
}
"""What one provider can do: a crew has the skills of these categories."""
_MAINSTAY = tuple(_CREWS)
"""In a large city there is always one of each."""
_SECOND = ("electrical", "fittings", "cleaning")
_THIRD_CREW = ("women", "men", "moving")
_SOLD_SHARE = (1.0, 0.92, 0.75)
"""Of the pincodes where a service can be done, where its variants are sold, cheapest first."""


@dataclass(frozen=True, slots=True)
class Workforce:
    """Provider rows and the two lists that go with them."""

    providers: list[Row]
    skills: list[Row]
    pincodes: list[Row]


@dataclass(frozen=True, slots=True)
class Market:
    """Who can really be booked: active, verified providers and what is sold where."""

    able: Mapping[tuple[int, str], tuple[int, ...]]
    """Providers by subcategory and pincode."""
    sold: Mapping[str, tuple[int, ...]]
    """Rate cards by pincode."""


def workforce(
    basis: Basis, names: Names, numbers: Iterator[str], subcategories: Mapping[str, list[int]]
) -> Workforce:
    """Providers of every city; `subcategories` are the keys of the services of each category."""
    rng = basis.stream("providers")
    posts = list(_posts())
    spare = [number for number, (_, _, stay) in enumerate(posts) if not stay]
    inactive = set(rng.sample(spare, INACTIVE))
    unverified = set(rng.sample(spare, UNVERIFIED))
    made = Workforce([], [], [])
    for number, (city, crew, stay) in enumerate(posts):
        provider_id = number + 1
        sexes = {"women": ("women",), "cleaning": ("women", "men")}.get(crew, ("men",))
        joined = basis.now - timedelta(days=rng.randint(200, 900), minutes=provider_id)
        made.providers.append(
            {
                "id": provider_id,
                "name": names.draw(city, sexes).full,
                "mobile": next(numbers),
                "rating_tenths": round(rng.triangular(35, 50, 45)),
                "total_bookings": rng.randint(0, 12)
                if number in unverified
                else rng.randint(60, 500),
                "active": number not in inactive,
                "verified": number not in unverified,
                "created_at": joined,
                "updated_at": joined,
            }
        )
        made.skills.extend(
            {"provider_id": provider_id, "subcategory_id": service}
            for service in _skills(rng, crew, subcategories, complete=stay)
        )
        made.pincodes.extend(
            {"provider_id": provider_id, "pincode": pincode}
            for pincode in _served(rng, city, everywhere=stay)
        )
    return made


def sold_rows(basis: Basis, made: Workforce, cards: list[Row]) -> list[Row]:
    """Where each rate card is sold: only where an active, verified provider can do the work."""
    rng = basis.stream("sold")
    able = _able(made)
    possible: dict[int, list[str]] = defaultdict(list)
    for service, pincode in sorted(able):
        possible[service].append(pincode)
    rows: list[Row] = []
    rank: dict[int, int] = defaultdict(int)
    for card in cards:
        service = card["subcategory_id"]
        share = _SOLD_SHARE[rank[service]]
        rank[service] += 1
        rows.extend(
            {"rate_card_id": card["id"], "pincode": pincode}
            for pincode in possible[service]
            if rng.random() < share
        )
    return rows


def market(made: Workforce, sold: list[Row]) -> Market:
    by_pincode: dict[str, list[int]] = defaultdict(list)
    for row in sold:
        by_pincode[row["pincode"]].append(row["rate_card_id"])
    return Market(_able(made), {pincode: tuple(ids) for pincode, ids in by_pincode.items()})


def _posts() -> Iterator[tuple[City, str, bool]]:
    """Each city's crews; True for those whom the city can always count on."""
    smaller = 0
    for city in cities():
        if city.tier == 1:
            yield from ((city, crew, True) for crew in _MAINSTAY)
            yield from ((city, crew, False) for crew in _SECOND)
        else:
            crews = (*_SECOND, _THIRD_CREW[smaller % len(_THIRD_CREW)])
            yield from ((city, crew, False) for crew in crews)
            smaller += 1


def _skills(
    rng: random.Random, crew: str, subcategories: Mapping[str, list[int]], *, complete: bool
) -> list[int]:
    services = [service for category in _CREWS[crew] for service in subcategories[category]]
    return [service for service in services if complete or rng.random() < 0.85]


def _served(rng: random.Random, city: City, *, everywhere: bool) -> list[str]:
    pincodes = list(city.pincodes)
    most = min(len(pincodes), _MOST_PINCODES)
    return sorted(rng.sample(pincodes, most if everywhere else rng.randint(_FEWEST_PINCODES, most)))


def _able(made: Workforce) -> dict[tuple[int, str], tuple[int, ...]]:
    fit = {row["id"] for row in made.providers if row["active"] and row["verified"]}
    served: dict[int, list[str]] = defaultdict(list)
    for row in made.pincodes:
        served[row["provider_id"]].append(row["pincode"])
    able: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in made.skills:
        if row["provider_id"] in fit:
            for pincode in served[row["provider_id"]]:
                able[row["subcategory_id"], pincode].append(row["provider_id"])
    return {key: tuple(ids) for key, ids in able.items()}
