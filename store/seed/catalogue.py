"""The business, its categories, services, rate cards and policies, as the curated list has them.

Names and prices do not depend on the seed, so that examples stay true; only strike prices do.
"""

from datetime import timedelta

from store.catalogue import slug
from store.policies import render_policies
from store.seed.basis import Basis, Row, curated

_AGE = timedelta(days=900)
_STRIKE_PERCENT = (115, 120, 125, 130, 140)


def business_rows() -> list[Row]:
    return [{"id": 1, **curated("catalogue")["business"]}]


def category_rows(basis: Basis) -> list[Row]:
    return [
        {
            "id": number,
            "name": category["name"],
            "slug": slug(category["name"]),
            "description": category["description"],
            "display_order": number,
            "active": True,
            **_stamps(basis),
        }
        for number, category in enumerate(curated("catalogue")["categories"], 1)
    ]


def subcategory_rows(basis: Basis) -> list[Row]:
    rows: list[Row] = []
    for category_id, category in enumerate(curated("catalogue")["categories"], 1):
        for order, service in enumerate(category["services"], 1):
            rows.append(
                {
                    "id": len(rows) + 1,
                    "category_id": category_id,
                    "name": service["name"],
                    "slug": slug(service["name"]),
                    "description": service["description"],
                    "display_order": order,
                    "is_repair": service.get("repair", False),
                    "active": True,
                    **_stamps(basis),
                }
            )
    return rows


def rate_card_rows(basis: Basis) -> list[Row]:
    """The variants of each service, the cheapest first."""
    rng = basis.stream("strike prices")
    services = [
        service
        for category in curated("catalogue")["categories"]
        for service in category["services"]
    ]
    rows: list[Row] = []
    for subcategory_id, service in enumerate(services, 1):
        for variant, rupees in service["prices"].items():
            rows.append(
                {
                    "id": len(rows) + 1,
                    "subcategory_id": subcategory_id,
                    "variant": variant,
                    "price_paise": rupees * 100,
                    "strike_price_paise": _strike_rupees(rupees, rng.choice(_STRIKE_PERCENT)) * 100,
                    "active": True,
                    **_stamps(basis),
                }
            )
    return rows


def policy_rows(basis: Basis) -> list[Row]:
    return [
        {
            "id": number,
            "slug": policy.slug,
            "language": policy.language,
            "title": policy.title,
            "text": policy.text,
            **_stamps(basis),
        }
        for number, policy in enumerate(render_policies(), 1)
    ]


def _strike_rupees(rupees: int, percent: int) -> int:
    """The crossed-out price: so many percent of the price, up to the next that ends in 9."""
    return rupees * percent // 100 // 10 * 10 + 9


def _stamps(basis: Basis) -> Row:
    return {"created_at": basis.now - _AGE, "updated_at": basis.now - _AGE}
