"""Staff and customers, their addresses and the names they go by on channels."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta

from store.rules import RULES
from store.seed.basis import Basis, Row, between, curated
from store.seed.names import Name, Names
from store.seed.places import City, cities

STAFF = 50
CUSTOMERS = 100
ADDRESSES = 198
_INACTIVE_STAFF = 3
_INACTIVE_CUSTOMERS = 5
_MOST_ADDRESSES = 4
_TIER_WEIGHTS = {1: 4, 2: 1}


def staff_rows(basis: Basis, names: Names, numbers: Iterator[str]) -> list[Row]:
    """ops1@ is an admin, ops2@ a lead, ops3@ an agent; most of the others are agents."""
    rng = basis.stream("staff")
    inactive = rng.sample(range(4, STAFF + 1), _INACTIVE_STAFF)
    return [
        _user(
            number,
            names.draw(rng.choice(cities())),
            basis,
            joined_days=rng.randint(300, 900),
            mobile=next(numbers),
            email=f"ops{number}@convergeai.com",
            role=_rank(number),
            active=number not in inactive,
        )
        for number in range(1, STAFF + 1)
    ]


def customer_rows(basis: Basis, names: Names, numbers: Iterator[str]) -> list[Row]:
    """Customers in the order in which they joined; who was referred, by somebody before them."""
    rng = basis.stream("customers")
    homes = _home_cities(basis)
    joined = sorted((rng.randint(170, 800) for _ in range(CUSTOMERS)), reverse=True)
    inactive = set(rng.sample(range(CUSTOMERS), _INACTIVE_CUSTOMERS))
    rows: list[Row] = []
    for place, (city, days) in enumerate(zip(homes, joined, strict=True)):
        user_id, name = STAFF + 1 + place, names.draw(city)
        row = _user(
            user_id,
            name,
            basis,
            joined_days=days,
            mobile=next(numbers),
            email=f"{_ascii(name.given)}.{_ascii(name.family)}{user_id}@example.com",
            role="customer",
            active=place not in inactive,
        )
        row["wallet_paise"] = _wallet(rng)
        row["referral_code"] = (
            f"{_ascii(name.given)[:4].upper()}{user_id:03}{rng.randrange(100):02}"
        )
        earlier = [other["id"] for other in rows if other["created_at"] < row["created_at"]]
        if earlier and rng.random() < 0.3:
            row["referred_by_id"] = rng.choice(earlier)
        rows.append(row)
    return rows


def address_rows(basis: Basis, customers: list[Row], numbers: Iterator[str]) -> list[Row]:
    """One default address a customer, and up to three more for some."""
    rng = basis.stream("addresses")
    homes = _home_cities(basis)
    owners = list(range(len(customers)))
    while len(owners) < ADDRESSES:
        owner = rng.randrange(len(customers))
        if owners.count(owner) < _MOST_ADDRESSES:
            owners.append(owner)
    rows: list[Row] = []
    for owner in sorted(owners):
        customer = customers[owner]
        default = not rows or rows[-1]["user_id"] != customer["id"]
        elsewhere = not default and rng.random() < 0.2
        city = rng.choice(cities()) if elsewhere else homes[owner]
        pincode, locality = rng.choice(list(city.pincodes.items()))
        added = (
            customer["created_at"]
            if default
            else between(rng, customer["created_at"], basis.now - timedelta(days=150))
        )
        rows.append(
            {
                "id": len(rows) + 1,
                "user_id": customer["id"],
                "line1": _house(rng),
                "line2": f"{rng.choice(_words('landmarks'))}, {locality}",
                "city": city.name,
                "state": city.state,
                "pincode": pincode,
                "contact_name": customer["name"],
                "contact_mobile": next(numbers) if elsewhere else customer["mobile"],
                "is_default": default,
                "created_at": added,
                "updated_at": added,
            }
        )
    return rows


def identity_rows(customers: list[Row]) -> list[Row]:
    """Every customer is known to WhatsApp by number, every second one by an app account too."""
    rows: list[Row] = []
    for customer in customers:
        names = [("WHATSAPP", "phone", customer["mobile"].lstrip("+"))]
        if customer["id"] % 2 == 0:
            names.append(("MOBILE", "account", f"app-{customer['id']}"))
        for channel, kind, external_id in names:
            rows.append(
                {
                    "id": len(rows) + 1,
                    "user_id": customer["id"],
                    "channel": channel,
                    "kind": kind,
                    "external_id": external_id,
                    "created_at": customer["created_at"],
                }
            )
    return rows


def _user(user_id: int, name: Name, basis: Basis, joined_days: int, **columns: object) -> Row:
    joined = basis.now - timedelta(days=joined_days, minutes=user_id)
    return {
        "id": user_id,
        "name": name.full,
        "wallet_paise": 0,
        "referral_code": None,
        "referred_by_id": None,
        **columns,
        "created_at": joined,
        "updated_at": joined,
    }


def _rank(number: int) -> str:
    if number in (1, 26):
        return "admin"
    return "lead" if number % 6 == 2 else "agent"


def _home_cities(basis: Basis) -> list[City]:
    """The city each customer lives in: more of them in the larger ones."""
    weights = [_TIER_WEIGHTS[city.tier] for city in cities()]
    return basis.stream("homes").choices(cities(), weights, k=CUSTOMERS)


def _wallet(rng: random.Random) -> int:
    """Empty for a third, otherwise full rupees up to the most a wallet may hold."""
    return 0 if rng.random() < 0.35 else rng.randint(1, RULES.max_wallet_paise // 100) * 100


def _house(rng: random.Random) -> str:
    flat = f"{rng.randint(1, 14)}0{rng.randint(1, 8)}"
    return f"Flat {flat}, {rng.choice('ABCD')} Wing, {rng.choice(_words('buildings'))}"


def _words(kind: str) -> list[str]:
    return list(curated("names")["address"][kind])


def _ascii(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
