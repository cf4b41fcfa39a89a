"""The business tables as a whole: made in memory first, then written in bulk."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Table, false, func, insert, select

from store import tables
from store.database import Tx
from store.seed.basis import Basis, Row
from store.seed.bookings import Shop, booking_rows
from store.seed.catalogue import (
    business_rows,
    category_rows,
    policy_rows,
    rate_card_rows,
    subcategory_rows,
)
from store.seed.complaints import complaint_rows, escalation_rows
from store.seed.names import Names, mobiles
from store.seed.payments import payment_rows
from store.seed.people import address_rows, customer_rows, identity_rows, staff_rows
from store.seed.places import pincode_rows
from store.seed.providers import market, sold_rows, workforce


def seed_business(tx: Tx, seed: int, as_of: date) -> None:
    """Fill the empty business tables; the same `seed` and `as_of` give the same rows.

    Staff have no passwords yet, and nobody has chatted.
    """
    for table, rows in business_tables(seed, as_of).items():
        tx.execute(insert(table), rows)
    reset_sequences(tx)


def business_tables(seed: int, as_of: date) -> dict[Table, list[Row]]:
    """Every row, by table, in an order in which they can be written."""
    basis = Basis(seed, as_of)
    names, numbers = Names(basis.stream("names")), mobiles(basis.stream("mobiles"))
    business, categories = business_rows(), category_rows(basis)
    services, cards = subcategory_rows(basis), rate_card_rows(basis)
    staff = staff_rows(basis, names, numbers)
    customers = customer_rows(basis, names, numbers)
    addresses = address_rows(basis, customers, numbers)
    made = workforce(basis, names, numbers, _services_by_category(categories, services))
    sold = sold_rows(basis, made, cards)
    shop = Shop(
        cards={card["id"]: card for card in cards},
        services={service["id"]: service for service in services},
        market=market(made, sold),
        home_state=business[0]["state"],
    )
    bookings, items = booking_rows(basis, shop, customers, addresses)
    complaints, updates = complaint_rows(basis, bookings, items, staff)
    return {
        tables.business: business,
        tables.categories: categories,
        tables.subcategories: services,
        tables.rate_cards: cards,
        tables.policies: policy_rows(basis),
        tables.pincodes: pincode_rows(),
        tables.rate_card_pincodes: sold,
        tables.providers: made.providers,
        tables.provider_skills: made.skills,
        tables.provider_pincodes: made.pincodes,
        tables.users: [*staff, *customers],
        tables.identities: identity_rows(customers),
        tables.addresses: addresses,
        tables.bookings: bookings,
        tables.booking_items: items,
        **payment_rows(bookings, items),
        tables.complaints: complaints,
        tables.complaint_updates: updates,
        tables.complaint_escalations: escalation_rows(basis, complaints, updates),
    }


def reset_sequences(tx: Tx) -> None:
    """Let PostgreSQL count on from the greatest key of each table; SQLite does so by itself."""
    if tx.dialect.name != "postgresql":
        return
    for table in tables.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None:
            following = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            tx.execute(select(func.setval(sequence, following, false())))


def _services_by_category(categories: list[Row], services: list[Row]) -> dict[str, list[int]]:
    slugs = {category["id"]: category["slug"] for category in categories}
    grouped: dict[str, list[int]] = defaultdict(list)
    for service in services:
        grouped[slugs[service["category_id"]]].append(service["id"])
    return grouped
