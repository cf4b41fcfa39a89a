"""The cities of the marketplace and the pincodes in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from store.seed.basis import Row, curated


@dataclass(frozen=True, slots=True)
class City:
    """`tier` 1 has several providers a trade; `people` are communities of `names.toml`."""

    name: str
    state: str
    tier: int
    people: tuple[str, ...]
    pincodes: Mapping[str, str]
    """Pincode to locality."""


def cities() -> tuple[City, ...]:
    return tuple(
        City(**{**entry, "people": tuple(entry["people"])}) for entry in curated("places")["cities"]
    )


def pincode_rows() -> list[Row]:
    return [
        {"pincode": pincode, "city": city.name, "state": city.state}
        for city in cities()
        for pincode in city.pincodes
    ]
