"""What is wrong with a catalogue file as a whole: rows that contradict each other or the database.

Each row is correct by itself when it comes here. Reads only.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import exists, select

from store.catalogue import slug
from store.catalogue_file import CatalogueFile, PincodeRow, Problem, ProviderRow, RateCardRow
from store.database import Tx
from store.tables import bookings, business, categories, pincodes, subcategories


class ServiceKey(NamedTuple):
    """A service by the slugs of its names."""

    category: str
    subcategory: str


def service_key(row: RateCardRow) -> ServiceKey:
    return ServiceKey(slug(row.category), slug(row.subcategory))


def skill_keys(row: ProviderRow) -> tuple[ServiceKey, ...]:
    """What a provider can do; a skill that is not "Category > Subcategory" gives a key that no
    service has."""
    parts = (skill.partition(">") for skill in row.skills)
    return tuple(ServiceKey(slug(category), slug(name)) for category, _, name in parts)


def conflicts(tx: Tx, file: CatalogueFile) -> Iterator[Problem]:
    """Every contradiction, in the order of the file's kinds."""
    yield from _business(tx, file)
    yield from _pincodes(tx, file.pincodes)
    known_pincodes = {row.pincode for _, row in file.pincodes}
    known_pincodes.update(tx.execute(select(pincodes.c.pincode)).scalars())
    yield from _rate_cards(file.rate_cards, known_pincodes)
    known_services = {service_key(row) for _, row in file.rate_cards}
    known_services.update(
        ServiceKey(*row)
        for row in tx.execute(select(categories.c.slug, subcategories.c.slug).join(subcategories))
    )
    yield from _providers(file.providers, known_pincodes, known_services)


def _business(tx: Tx, file: CatalogueFile) -> Iterator[Problem]:
    on_file = tx.execute(select(business.c.state)).scalar_one_or_none()
    if on_file is None and not file.business:
        yield Problem("the file", "business", "must be given: the database has none yet")
    for place, _ in file.business[1:]:
        yield Problem(place, "kind", "there is one business only")
    for place, row in file.business:
        if on_file not in (None, row.state) and tx.execute(select(exists(bookings))).scalar_one():
            yield Problem(
                place, "state", f"bookings were taxed as of {on_file}: it can no longer change"
            )


def _pincodes(tx: Tx, rows: Iterable[tuple[str, PincodeRow]]) -> Iterator[Problem]:
    on_file = {row.pincode: row for row in tx.execute(select(pincodes))}
    seen: dict[str, str] = {}
    for place, row in rows:
        if row.pincode in seen:
            yield Problem(place, "pincode", f"{row.pincode} stands in {seen[row.pincode]} already")
        seen.setdefault(row.pincode, place)
        known = on_file.get(row.pincode)
        if known is not None and (known.city, known.state) != (row.city, row.state):
            yield Problem(place, "city", f"{row.pincode} is on file as {known.city}, {known.state}")


def _rate_cards(
    rows: Iterable[tuple[str, RateCardRow]], known_pincodes: set[str]
) -> Iterator[Problem]:
    seen: dict[tuple[ServiceKey, str], str] = {}
    repairs: dict[ServiceKey, tuple[str, bool]] = {}
    for place, row in rows:
        key = service_key(row)
        for column, part in zip(("category", "subcategory"), key, strict=True):
            if not part:
                yield Problem(place, column, "must hold a letter or a digit")
        first = seen.setdefault((key, row.variant), place)
        if first != place:
            yield Problem(place, "variant", f"this variant stands in {first} already")
        where, repair = repairs.setdefault(key, (place, row.repair))
        if repair != row.repair:
            yield Problem(place, "repair", f"{where} says otherwise of the same subcategory")
        yield from _unknown(place, row.pincodes, known_pincodes)


def _providers(
    rows: Iterable[tuple[str, ProviderRow]],
    known_pincodes: set[str],
    known_services: set[ServiceKey],
) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, row in rows:
        first = seen.setdefault(row.mobile, place)
        if first != place:
            yield Problem(place, "mobile", f"{row.mobile} stands in {first} already")
        for skill, key in zip(row.skills, skill_keys(row), strict=True):
            if key not in known_services:
                yield Problem(place, "skills", f'no such "Category > Subcategory": {skill}')
        yield from _unknown(place, row.pincodes, known_pincodes)


def _unknown(place: str, given: Iterable[str], known: set[str]) -> Iterator[Problem]:
    for pincode in given:
        if pincode not in known:
            yield Problem(place, "pincodes", f"{pincode} has no row that gives its city and state")
