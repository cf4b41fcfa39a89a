"""Loading a business's own catalogue: all of a file or nothing.

What is on file already is recognised by its natural key (services by name, rate cards by variant,
providers by mobile) and brought up to date; what the file does not name is left alone. Refuses a
result in which something is sold where nobody can do it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from store.catalogue_conflicts import ServiceKey, conflicts, service_key, skill_keys
from store.catalogue_file import CatalogueFile, CatalogueFileError, Problem
from store.database import Tx
from store.policies import render_policies
from store.tables import (
    business,
    categories,
    pincodes,
    policies,
    provider_pincodes,
    provider_skills,
    providers,
    rate_card_pincodes,
    rate_cards,
    subcategories,
)
from store.verify.catalogue import UNSERVED

Stamps = Mapping[str, datetime]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many of each kind the file held."""

    services: int
    rate_cards: int
    pincodes: int
    providers: int


def import_catalogue(tx: Tx, file: CatalogueFile, now: datetime) -> Imported:
    """Bring the catalogue to what the file says.

    Raises:
        CatalogueFileError: rows contradict each other or what is on file; whatever was written in
            this unit of work must be dropped.
    """
    _refuse(conflicts(tx, file))
    stamps = {"created_at": now, "updated_at": now}
    _put(tx, business, ["id"], [{"id": 1, **row.model_dump()} for _, row in file.business])
    _put(tx, pincodes, ["pincode"], [row.model_dump() for _, row in file.pincodes])
    services = _put_services(tx, file, stamps)
    cards = _put_rate_cards(tx, file, services, stamps)
    _put_providers(tx, file, services, stamps)
    if tx.execute(select(policies.c.id)).first() is None:
        tx.execute(insert(policies), [asdict(text) | stamps for text in render_policies()])
    _refuse(_unserved(tx, cards))
    return Imported(
        services=len({service_key(row) for _, row in file.rate_cards}),
        rate_cards=len(file.rate_cards),
        pincodes=len(file.pincodes),
        providers=len(file.providers),
    )


def _refuse(found: Iterable[Problem]) -> None:
    problems = list(found)
    if problems:
        raise CatalogueFileError(problems)


def _put_services(tx: Tx, file: CatalogueFile, stamps: Stamps) -> dict[ServiceKey, int]:
    """Categories and subcategories as the rate cards name them; every service's id by its key."""
    named = {service_key(row): row for _, row in reversed(file.rate_cards)}
    in_order = [
        (key, named[key]) for key in dict.fromkeys(service_key(r) for _, r in file.rate_cards)
    ]
    shown = {"active": True, "description": "", **stamps}
    categories_named = {key.category: row.category for key, row in in_order}
    place = tx.execute(select(func.count()).select_from(categories)).scalar_one()
    _put(
        tx,
        categories,
        ["slug"],
        [
            {**shown, "slug": slug, "name": name, "display_order": place + number}
            for number, (slug, name) in enumerate(categories_named.items(), 1)
        ],
    )
    ids = {row.slug: row.id for row in tx.execute(select(categories.c.slug, categories.c.id))}
    place = tx.execute(select(func.count()).select_from(subcategories)).scalar_one()
    _put(
        tx,
        subcategories,
        ["category_id", "slug"],
        [
            {
                **shown,
                "category_id": ids[key.category],
                "slug": key.subcategory,
                "name": row.subcategory,
                "description": row.description,
                "is_repair": row.repair,
                "display_order": place + number,
            }
            for number, (key, row) in enumerate(in_order, 1)
        ],
    )
    services = select(categories.c.slug, subcategories.c.slug, subcategories.c.id)
    return {
        ServiceKey(category, name): service_id
        for category, name, service_id in tx.execute(services.join(subcategories))
    }


def _put_rate_cards(
    tx: Tx, file: CatalogueFile, services: Mapping[ServiceKey, int], stamps: Stamps
) -> dict[int, str]:
    """Rate cards and where they are sold; the place in the file of each, by its id."""
    rows = [
        {
            "subcategory_id": services[service_key(row)],
            "variant": row.variant,
            "price_paise": _paise(row.price),
            "strike_price_paise": _paise(row.strike_price) if row.strike_price else None,
            "active": True,
            **stamps,
        }
        for _, row in file.rate_cards
    ]
    _put(tx, rate_cards, ["subcategory_id", "variant"], rows)
    found = select(rate_cards.c.subcategory_id, rate_cards.c.variant, rate_cards.c.id)
    ids = {(service, variant): card for service, variant, card in tx.execute(found)}
    cards = [ids[services[service_key(row)], row.variant] for _, row in file.rate_cards]
    sold = {
        card: [{"pincode": pincode} for pincode in dict.fromkeys(row.pincodes)]
        for card, (_, row) in zip(cards, file.rate_cards, strict=True)
    }
    _replace(tx, rate_card_pincodes.c.rate_card_id, sold)
    return {card: place for card, (place, _) in zip(cards, file.rate_cards, strict=True)}


def _put_providers(
    tx: Tx, file: CatalogueFile, services: Mapping[ServiceKey, int], stamps: Stamps
) -> None:
    rows = [
        {
            "mobile": row.mobile,
            "name": row.name,
            "rating_tenths": int(row.rating * 10),
            "active": row.active,
            "verified": row.verified,
            **stamps,
        }
        for _, row in file.providers
    ]
    _put(tx, providers, ["mobile"], rows)
    ids = {row.mobile: row.id for row in tx.execute(select(providers.c.mobile, providers.c.id))}
    people = [(ids[row.mobile], row) for _, row in file.providers]
    served = {
        person: [{"pincode": pincode} for pincode in dict.fromkeys(row.pincodes)]
        for person, row in people
    }
    able = {
        person: [{"subcategory_id": services[key]} for key in dict.fromkeys(skill_keys(row))]
        for person, row in people
    }
    _replace(tx, provider_pincodes.c.provider_id, served)
    _replace(tx, provider_skills.c.provider_id, able)


def _put(tx: Tx, table: Table, key: list[str], rows: list[Row]) -> None:
    """Add rows, or bring those up to date that stand there by `key`.

    Their age and their place in the display order stay, and an empty description keeps the old.
    """
    if not rows:
        return
    adding = (sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert)(table)
    changed: dict[str, Any] = {
        name: adding.excluded[name]
        for name in rows[0]
        if name not in {*key, "id", "created_at", "display_order"}
    }
    if "description" in changed:
        given = func.nullif(adding.excluded.description, "")
        changed["description"] = func.coalesce(given, table.c.description)
    tx.execute(adding.on_conflict_do_update(index_elements=key, set_=changed), rows)


def _replace(tx: Tx, owner: Column[int], lists: Mapping[int, list[Row]]) -> None:
    """Give each owner exactly its list of rows in the owner column's table."""
    if lists:
        tx.execute(delete(owner.table).where(owner.in_(lists)))
        rows = [{owner.name: key, **row} for key, listed in lists.items() for row in listed]
        tx.execute(insert(owner.table), rows)


def _unserved(tx: Tx, cards: Mapping[int, str]) -> Iterator[Problem]:
    """Where something would be sold that nobody there can do."""
    for card, pincode in tx.execute(UNSERVED):
        place = cards.get(card, f"rate card {card}, on file before")
        yield Problem(place, "pincodes", f"no active, verified provider does this in {pincode}")


def _paise(rupees: Decimal) -> int:
    return int(rupees * 100)
