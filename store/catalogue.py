"""What is sold, where, for how much and by whom, read from the tables as plain values.

Names and places may be kept by the caller; prices, providers and free slots are read afresh each
time they are asked for. Refuses to show anything inactive.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from anyascii import anyascii
from sqlalchemy import bindparam, exists, select

from store.database import Tx
from store.prepared import Prepared
from store.tables import (
    booking_items,
    business,
    categories,
    pincodes,
    provider_pincodes,
    provider_skills,
    providers,
    rate_card_pincodes,
    subcategories,
)
from store.tables import (
    rate_cards as cards,
)


class NoCatalogueError(LookupError):
    """The database names no business yet, so nothing can be sold."""


@dataclass(frozen=True, slots=True)
class Category:
    id: int
    name: str
    slug: str
    description: str


@dataclass(frozen=True, slots=True)
class Service:
    """A subcategory; `key` is "category-slug/subcategory-slug", unique in the whole catalogue."""

    id: int
    key: str
    name: str
    slug: str
    category: str
    category_slug: str
    description: str
    is_repair: bool


@dataclass(frozen=True, slots=True)
class RateCard:
    """A variant of a service and its price, GST excluded."""

    id: int
    service_key: str
    service: str
    category: str
    variant: str
    price_paise: int
    strike_price_paise: int | None


@dataclass(frozen=True, slots=True)
class Place:
    pincode: str
    city: str
    state: str


@dataclass(frozen=True, slots=True)
class Business:
    """The supplier on every invoice; its state decides how GST is split."""

    name: str
    state: str
    gstin: str


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who can be booked; `rating` is out of 5, with one decimal."""

    id: int
    name: str
    rating: Decimal
    total_bookings: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names and places, in display order; services by key, places by pincode. Holds no price."""

    business: Business
    categories: tuple[Category, ...]
    services: Mapping[str, Service]
    places: Mapping[str, Place]


def slug(name: str) -> str:
    """A name as it stands in keys: "Switch/Socket Repair" is "switch-socket-repair"."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")


_BUSINESS = select(business.c.name, business.c.state, business.c.gstin)
_CATEGORIES = (
    select(categories.c.id, categories.c.name, categories.c.slug, categories.c.description)
    .where(categories.c.active)
    .order_by(categories.c.display_order, categories.c.id)
)
_SERVICE_KEY = categories.c.slug.concat("/").concat(subcategories.c.slug)
_SERVICES = (
    select(
        subcategories.c.id,
        _SERVICE_KEY.label("key"),
        subcategories.c.name,
        subcategories.c.slug,
        categories.c.name.label("category"),
        categories.c.slug.label("category_slug"),
        subcategories.c.description,
        subcategories.c.is_repair,
    )
    .join(categories)
    .where(categories.c.active, subcategories.c.active)
    .order_by(categories.c.display_order, categories.c.id, subcategories.c.display_order)
    .order_by(subcategories.c.id)
)
_PLACES = select(pincodes.c.pincode, pincodes.c.city, pincodes.c.state).order_by(pincodes.c.pincode)
_ON_SALE = (
    cards.c.subcategory_id == bindparam("service_id"),
    cards.c.active,
    subcategories.c.active,
    categories.c.active,
)
_RATE_CARDS = (
    select(
        cards.c.id,
        _SERVICE_KEY.label("service_key"),
        subcategories.c.name.label("service"),
        categories.c.name.label("category"),
        cards.c.variant,
        cards.c.price_paise,
        cards.c.strike_price_paise,
    )
    .select_from(cards.join(subcategories).join(categories))
    .where(*_ON_SALE)
    .order_by(cards.c.price_paise, cards.c.id)
)
_ON_SALE_ANYWHERE = Prepared(_RATE_CARDS)
# Looked up for each card of the service: joined, SQLite goes through all that is sold at a place.
_ON_SALE_AT = Prepared(
    _RATE_CARDS.where(
        exists().where(
            rate_card_pincodes.c.rate_card_id == cards.c.id,
            rate_card_pincodes.c.pincode == bindparam("pincode"),
        )
    )
)
_PINCODES_SELLING = _PLACES.where(
    pincodes.c.pincode.in_(
        select(rate_card_pincodes.c.pincode)
        .select_from(rate_card_pincodes.join(cards).join(subcategories).join(categories))
        .where(*_ON_SALE)
    )
)
_PROVIDERS_FOR = Prepared(
    select(providers.c.id, providers.c.name, providers.c.rating_tenths, providers.c.total_bookings)
    .select_from(providers.join(provider_skills).join(provider_pincodes))
    .where(
        provider_skills.c.subcategory_id == bindparam("service_id"),
        provider_pincodes.c.pincode == bindparam("pincode"),
        providers.c.active,
        providers.c.verified,
    )
    .order_by(providers.c.rating_tenths.desc(), providers.c.total_bookings.desc(), providers.c.id)
)
_TAKEN_SLOTS = select(booking_items.c.provider_id, booking_items.c.slot_start).where(
    booking_items.c.provider_id.in_(bindparam("provider_ids", expanding=True)),
    booking_items.c.slot_start >= bindparam("start"),
    booking_items.c.slot_start < bindparam("end"),
    booking_items.c.status.in_(("pending", "accepted", "in_progress")),
)


def load_catalogue(tx: Tx) -> Catalogue:
    """Everything that has a name: the business, active categories and services, places served.

    Raises:
        NoCatalogueError: nothing was seeded or imported yet.
    """
    supplier = tx.execute(_BUSINESS).first()
    if supplier is None:
        raise NoCatalogueError("the database holds no catalogue: seed it or import one")
    return Catalogue(
        business=Business(*supplier),
        categories=tuple(Category(*row) for row in tx.execute(_CATEGORIES)),
        services=MappingProxyType({row.key: Service(*row) for row in tx.execute(_SERVICES)}),
        places=MappingProxyType({row.pincode: Place(*row) for row in tx.execute(_PLACES)}),
    )


def rate_cards(tx: Tx, service_id: int, pincode: str | None) -> tuple[RateCard, ...]:
    """What `service_id` costs now in `pincode` (None: wherever it is sold), cheapest first."""
    if pincode is None:
        rows = _ON_SALE_ANYWHERE.all(tx, {"service_id": service_id})
    else:
        rows = _ON_SALE_AT.all(tx, {"service_id": service_id, "pincode": pincode})
    return tuple(RateCard(*row) for row in rows)


def pincodes_selling(tx: Tx, service_id: int) -> tuple[Place, ...]:
    """Where at least one active rate card of `service_id` is sold, by pincode."""
    rows = tx.execute(_PINCODES_SELLING, {"service_id": service_id})
    return tuple(Place(*row) for row in rows)


def providers_for(tx: Tx, service_id: int, pincode: str) -> tuple[Provider, ...]:
    """Active, verified providers who do `service_id` in `pincode`, best rating first."""
    rows = _PROVIDERS_FOR.all(tx, {"service_id": service_id, "pincode": pincode})
    return tuple(
        Provider(row.id, row.name, Decimal(row.rating_tenths) / 10, row.total_bookings)
        for row in rows
    )


def taken_slots(
    tx: Tx, provider_ids: Sequence[int], start: datetime, end: datetime
) -> frozenset[tuple[int, datetime]]:
    """(provider id, slot start) of the active jobs that start within [start, end)."""
    rows = tx.execute(
        _TAKEN_SLOTS, {"provider_ids": list(provider_ids), "start": start, "end": end}
    )
    return frozenset((row.provider_id, row.slot_start) for row in rows)
