"""The seeded marketplace: exact counts, the promised shares, and only what could be true."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, func, insert, select
from stdnum.in_ import gstin

from store import tables
from store.database import Database, Tx, open_database
from store.migrate import migrate
from store.rules import RULES
from store.seed import record_run, seed_business
from store.verify import verify
from tests.engines import Engine

AS_OF = date(2026, 11, 23)
INDIA = ZoneInfo("Asia/Kolkata")
NOW = datetime.combine(AS_OF, time(), INDIA)
PIN_PREFIXES = {
    "Delhi": ("11",),
    "Haryana": ("12", "13"),
    "Chandigarh": ("160",),
    "Uttar Pradesh": ("20", "21", "22", "23", "24", "25", "26", "27", "28"),
    "Rajasthan": ("30", "31", "32", "33", "34"),
    "Gujarat": ("36", "37", "38", "39"),
    "Maharashtra": ("40", "41", "42", "43", "44"),
    "Madhya Pradesh": ("45", "46", "47", "48"),
    "Telangana": ("50",),
    "Andhra Pradesh": ("51", "52", "53"),
    "Karnataka": ("56", "57", "58", "59"),
    "Tamil Nadu": ("60", "61", "62", "63", "64"),
    "Kerala": ("67", "68", "69"),
    "West Bengal": ("70", "71", "72", "73", "74"),
    "Odisha": ("75", "76", "77"),
    "Bihar": ("80", "81", "82", "83", "84", "85"),
}
"""First digits of the pincodes of each state's postal circle."""

BUSINESS_TABLES = {
    "users": 150,
    "categories": 12,
    "subcategories": 76,
    "providers": 120,
    "addresses": 198,
    "rate_cards": 156,
    "bookings": 139,
    "booking_items": 294,
    "complaints": 120,
    "complaint_updates": 180,
    "business": 1,
    "policies": 45,
}

Rows = list[dict[str, Any]]
Read = Callable[[Table], Rows]


@pytest.fixture(scope="module")
def read(sqlite_engine: Engine) -> Iterator[Read]:
    """All rows of a table of one seeded database."""
    url = sqlite_engine.fresh(migrated_and_seeded)
    with open_database(url) as database, database.read() as tx:
        yield lambda table: rows_of(tx, table)
    sqlite_engine.drop(url)


def migrated_and_seeded(url: str) -> None:
    migrate(url)
    with open_database(url) as database, database.write() as tx:
        seed_business(tx, 7, AS_OF)


def rows_of(tx: Tx, table: Table) -> Rows:
    return [dict(row) for row in tx.execute(select(table)).mappings()]


def by_id(rows: Rows) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in rows}


def grouped(rows: Rows, column: str) -> dict[Any, Rows]:
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def test_both_engines_hold_exactly_the_designed_rows_and_no_rule_is_broken(
    database: Database,
) -> None:
    with database.write() as tx:
        seed_business(tx, 7, AS_OF)
        counts = {
            name: tx.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.metadata.tables.items()
        }
        record_run(tx, 7, 2, AS_OF)
        violations = verify(tx, NOW)
        following = tx.execute(
            insert(tables.users).values(role="customer").returning(tables.users.c.id)
        ).scalar_one()
    assert {name: counts[name] for name in BUSINESS_TABLES} == BUSINESS_TABLES
    assert counts["staff_credentials"] == counts["conversations"] == counts["priority_queue"] == 0
    assert violations == ()
    assert following == 151


def test_the_same_seed_and_day_give_the_same_rows_and_another_seed_others(
    sqlite_database: Database,
) -> None:
    def seeded(seed: int) -> dict[str, Rows]:
        with sqlite_database.read() as tx:
            seed_business(tx, seed, AS_OF)
            return {name: rows_of(tx, table) for name, table in tables.metadata.tables.items()}

    first, again, other = seeded(7), seeded(7), seeded(8)
    assert first == again
    for name in ("users", "addresses", "providers", "bookings", "booking_items", "complaints"):
        assert first[name] != other[name]
    assert first["subcategories"] == other["subcategories"]


def test_staff_and_customers_are_who_the_design_says(read: Read) -> None:
    users = read(tables.users)
    staff = [user for user in users if user["role"] != "customer"]
    emails = {user["email"]: user for user in staff}
    assert len(staff) == 50
    assert set(emails) == {f"ops{number}@convergeai.com" for number in range(1, 51)}
    assert [emails[f"ops{n}@convergeai.com"]["role"] for n in (1, 2, 3)] == [
        "admin",
        "lead",
        "agent",
    ]
    assert sum(user["active"] for user in users) == 142
    assert all(emails[f"ops{n}@convergeai.com"]["active"] for n in (1, 2, 3))
    assert all(0 <= user["wallet_paise"] <= 500_000 for user in users)


def test_mobiles_are_valid_and_nobody_shares_one(read: Read) -> None:
    mobiles = [row["mobile"] for table in (tables.users, tables.providers) for row in read(table)]
    assert len(set(mobiles)) == len(mobiles) == 270
    contacts = [row["contact_mobile"] for row in read(tables.addresses)]
    assert all(re.fullmatch(r"\+91[6-9]\d{9}", mobile) for mobile in [*mobiles, *contacts])


def test_referrals_point_back_in_time(read: Read) -> None:
    users = by_id(read(tables.users))
    codes = [user["referral_code"] for user in users.values() if user["role"] == "customer"]
    assert None not in codes
    assert len(set(codes)) == 100
    referred = [user for user in users.values() if user["referred_by_id"]]
    assert len(referred) > 10
    for user in referred:
        assert users[user["referred_by_id"]]["created_at"] < user["created_at"]


def test_every_customer_has_one_default_address(read: Read) -> None:
    homes = grouped(read(tables.addresses), "user_id")
    customers = {user["id"] for user in read(tables.users) if user["role"] == "customer"}
    assert set(homes) == customers
    assert all(sum(home["is_default"] for home in rows) == 1 for rows in homes.values())


def test_pincodes_lie_in_their_city_and_state(read: Read) -> None:
    places = {row["pincode"]: (row["city"], row["state"]) for row in read(tables.pincodes)}
    assert len({city for city, _ in places.values()}) == 20
    for pincode, (_, state) in places.items():
        assert pincode.startswith(PIN_PREFIXES[state]), pincode
    for address in read(tables.addresses):
        assert places[address["pincode"]] == (address["city"], address["state"])


def test_the_supplier_is_registered_in_its_state(read: Read) -> None:
    (business,) = read(tables.business)
    assert gstin.is_valid(business["gstin"])
    assert (business["state"], business["gstin"][:2]) == ("Maharashtra", "27")


def test_rate_cards_rise_by_variant_in_whole_rupees(read: Read) -> None:
    variants = ("Basic", "Standard", "Premium")
    services = grouped(read(tables.rate_cards), "subcategory_id")
    assert len(services) == 76
    for cards in services.values():
        assert 1 <= len(cards) <= 3
        ordered = sorted(cards, key=lambda card: variants.index(card["variant"]))
        prices = [card["price_paise"] for card in ordered]
        assert prices == sorted(set(prices))
        for card in cards:
            assert card["price_paise"] % 100 == card["strike_price_paise"] % 100 == 0
            assert card["strike_price_paise"] > card["price_paise"]


def test_repairs_are_marked(read: Read) -> None:
    repairs = {row["name"] for row in read(tables.subcategories) if row["is_repair"]}
    assert {"AC Repair", "Tap Repair", "RO Repair", "AC Gas Refilling"} <= repairs
    assert not repairs & {"Drain Cleaning", "AC Installation", "Waterproofing", "Hair Cut"}


def test_providers_are_active_verified_rated_and_placed_as_designed(read: Read) -> None:
    providers = read(tables.providers)
    assert sum(row["active"] for row in providers) == 108
    assert sum(row["verified"] for row in providers) == 102
    assert all(35 <= row["rating_tenths"] <= 50 for row in providers)
    assert all(0 <= row["total_bookings"] <= 500 for row in providers)
    served = Counter(row["provider_id"] for row in read(tables.provider_pincodes))
    skilled = Counter(row["provider_id"] for row in read(tables.provider_skills))
    assert set(served) == set(skilled) == {row["id"] for row in providers}
    assert all(3 <= count <= 10 for count in served.values())


def test_whatever_is_sold_in_a_pincode_can_be_done_there(read: Read) -> None:
    fit = {row["id"] for row in read(tables.providers) if row["active"] and row["verified"]}
    served = grouped(read(tables.provider_pincodes), "provider_id")
    possible = {
        (skill["subcategory_id"], place["pincode"])
        for skill in read(tables.provider_skills)
        if skill["provider_id"] in fit
        for place in served[skill["provider_id"]]
    }
    cards = by_id(read(tables.rate_cards))
    sold = read(tables.rate_card_pincodes)
    assert {row["rate_card_id"] for row in sold} == set(cards)
    for row in sold:
        assert (cards[row["rate_card_id"]]["subcategory_id"], row["pincode"]) in possible


def test_bookings_have_the_promised_shares(read: Read) -> None:
    bookings = read(tables.bookings)
    assert Counter(row["status"] for row in bookings) == {
        "pending": 14,
        "confirmed": 28,
        "completed": 81,
        "cancelled": 16,
    }
    payments = Counter(row["payment_status"] for row in bookings)
    assert payments["paid"] + payments["refunded"] == 111
    assert (payments["pending"], payments["failed"]) == (21, 7)
    assert {row["payment_method"] for row in bookings} == set(RULES.payment_methods)
    assert sum(0 < row["paid_paise"] < row["total_paise"] for row in bookings) == 3


def test_bills_add_up_and_gst_follows_the_state_of_the_address(read: Read) -> None:
    items = grouped(read(tables.booking_items), "booking_id")
    addresses = by_id(read(tables.addresses))
    for booking in read(tables.bookings):
        mine = items[booking["id"]]
        assert 1 <= len(mine) <= 4
        subtotal = sum(item["price_paise"] * item["quantity"] for item in mine)
        discount = sum(item["discount_paise"] for item in mine)
        assert (booking["subtotal_paise"], booking["discount_paise"]) == (subtotal, discount)
        taxable = subtotal - discount + 4_900
        if addresses[booking["address_id"]]["state"] == "Maharashtra":
            half = (taxable * 9 + 50) // 100
            expected = (half, half, 0)
        else:
            expected = (0, 0, (taxable * 18 + 50) // 100)
        assert tuple(booking[f"{part}_paise"] for part in ("sgst", "cgst", "igst")) == expected
        assert booking["total_paise"] == taxable + sum(expected)


def test_bookings_are_where_their_status_puts_them_in_time(read: Read) -> None:
    users, addresses = by_id(read(tables.users)), by_id(read(tables.addresses))
    bookings = by_id(read(tables.bookings))
    for item in read(tables.booking_items):
        booking = bookings[item["booking_id"]]
        if booking["status"] in ("pending", "confirmed"):
            assert item["slot_start"] > NOW
            assert users[booking["user_id"]]["active"]
        if booking["status"] == "completed":
            assert item["slot_start"] <= item["started_at"] < item["ended_at"] < NOW
        start = item["slot_start"].astimezone(INDIA)
        assert start.hour in RULES.slot_start_hours()
        assert item["slot_end"] - item["slot_start"] == timedelta(hours=2)
        assert booking["created_at"] < min(item["slot_start"], NOW)
    for booking in bookings.values():
        address = addresses[booking["address_id"]]
        assert address["user_id"] == booking["user_id"]
        assert address["created_at"] < booking["created_at"]
        slot = booking["preferred_slot_start"]
        assert booking["preferred_date"] == slot.astimezone(INDIA).date()


def test_jobs_are_with_providers_who_can_do_them_and_are_free(read: Read) -> None:
    fit = {row["id"] for row in read(tables.providers) if row["active"] and row["verified"]}
    skills = {(r["provider_id"], r["subcategory_id"]) for r in read(tables.provider_skills)}
    served = {(r["provider_id"], r["pincode"]) for r in read(tables.provider_pincodes)}
    sold = {(r["rate_card_id"], r["pincode"]) for r in read(tables.rate_card_pincodes)}
    addresses, cards = by_id(read(tables.addresses)), by_id(read(tables.rate_cards))
    items = read(tables.booking_items)
    for item in items:
        card, pincode = cards[item["rate_card_id"]], addresses[item["address_id"]]["pincode"]
        assert item["provider_id"] in fit
        assert (item["provider_id"], card["subcategory_id"]) in skills
        assert (item["provider_id"], pincode) in served
        assert (card["id"], pincode) in sold
        assert (item["price_paise"], item["variant"]) == (card["price_paise"], card["variant"])
    slots = Counter((item["provider_id"], item["slot_start"]) for item in items)
    assert set(slots.values()) == {1}


def test_refunds_follow_the_rules(read: Read) -> None:
    first = {
        booking_id: min(item["slot_start"] for item in items)
        for booking_id, items in grouped(read(tables.booking_items), "booking_id").items()
    }
    percents: Counter[int] = Counter()
    for booking in read(tables.bookings):
        if booking["status"] != "cancelled":
            assert booking["refund_paise"] == 0
            continue
        notice = (first[booking["id"]] - booking["cancelled_at"]).total_seconds() / 3600
        percent = RULES.refund_percent(notice)
        assert booking["refund_paise"] == (booking["paid_paise"] * percent + 50) // 100
        assert (booking["payment_status"] == "refunded") == (booking["refund_paise"] > 0)
        percents[percent] += booking["paid_paise"] > 0
        assert booking["created_at"] < booking["cancelled_at"] < NOW
    assert all(percents[percent] for percent in (100, 50, 25, 0))


def test_numbers_are_unique_well_formed_and_rise_with_time(read: Read) -> None:
    bookings = sorted(read(tables.bookings), key=lambda row: row["created_at"])
    orders = [row["order_id"] for row in bookings]
    invoices = [row["invoice_number"] for row in bookings if row["invoice_number"]]
    complaints = [
        row["number"] for row in sorted(read(tables.complaints), key=lambda r: r["created_at"])
    ]
    for numbers, form in (
        (orders, r"CB-\d{6}"),
        (invoices, r"INV-\d{4}-\d{6}"),
        (complaints, r"CC-\d{6}"),
    ):
        assert all(re.fullmatch(form, number) for number in numbers)
        assert numbers == sorted(set(numbers))
    assert len(invoices) == 111


def test_complaints_follow_their_clocks_and_their_history(read: Read) -> None:
    complaints, bookings = read(tables.complaints), by_id(read(tables.bookings))
    assert Counter(row["status"] for row in complaints) == {
        "open": 27,
        "in_progress": 25,
        "resolved": 42,
        "closed": 26,
    }
    assert sum(row["assigned_to_id"] is not None for row in complaints) == 84
    assert {row["type"] for row in complaints} == set(tables.COMPLAINT_TYPES)
    updates = grouped(read(tables.complaint_updates), "complaint_id")
    order = {"open": 0, "in_progress": 1, "resolved": 2, "closed": 3}
    for row in complaints:
        clock = RULES.complaint_clock(row["priority"])
        raised = row["created_at"]
        assert row["response_due_at"] - raised == timedelta(hours=clock.response_hours)
        assert row["resolution_due_at"] - raised == timedelta(hours=clock.resolution_hours)
        assert row["user_id"] == bookings[row["booking_id"]]["user_id"]
        assert bookings[row["booking_id"]]["updated_at"] <= raised < NOW
        mine = sorted(updates[row["id"]], key=lambda update: update["id"])
        assert 1 <= len(mine) <= 3
        times = [raised, *(update["created_at"] for update in mine), NOW.astimezone(UTC)]
        assert times == sorted(times)
        ranks = [order[update["status"]] for update in mine]
        assert ranks == sorted(set(ranks))
        assert mine[-1]["status"] == row["status"]
        assert (row["resolution"] is not None) == (row["resolved_at"] is not None)


def test_complaints_are_about_something_that_can_have_happened(read: Read) -> None:
    bookings, items = by_id(read(tables.bookings)), read(tables.booking_items)
    late = {
        item["booking_id"]
        for item in items
        if item["started_at"] and item["started_at"] - item["slot_start"] > timedelta(minutes=30)
    }
    for row in read(tables.complaints):
        booking = bookings[row["booking_id"]]
        if row["type"] == "delay":
            assert booking["id"] in late
        elif row["type"] == "refund_issue":
            assert booking["refund_paise"] > 0
        elif row["type"] == "cancellation_issue":
            assert booking["status"] == "cancelled"
        else:
            assert booking["status"] == "completed"
        if row["type"] == "provider_behavior":
            assert row["priority"] in ("high", "critical")


def test_only_staff_write_internal_remarks(read: Read) -> None:
    users = by_id(read(tables.users))
    for update in read(tables.complaint_updates):
        if users[update["author_id"]]["role"] == "customer":
            assert not update["internal"]
