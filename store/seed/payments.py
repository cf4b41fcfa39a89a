"""The money side of a seeded booking: its bill, what was paid, refunded and settled."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Table

from store.money import Line, bill, percent_of
from store.rules import RULES
from store.seed.basis import Row
from store.seed.stories import Story
from store.tables import payments, refund_items

_ONLINE = {"upi": 50, "card": 30, "wallet": 20}
_ANY = {**_ONLINE, "cash": 25}
_SETTLED_AFTER = timedelta(days=7)
_SETTLEMENT_FAILS = 0.03


def billed(items: list[Row], *, same_state: bool) -> dict[str, int]:
    """The columns of the bill of `items`."""
    lines = [Line(item["price_paise"], item["quantity"]) for item in items]
    discount = sum(item["discount_paise"] for item in items)
    return bill(lines, discount, RULES.convenience_paise, same_state).columns()


def settled(
    rng: random.Random, story: Story, total_paise: int, notice: timedelta, age: timedelta
) -> Row:
    """The columns of payment, refund and settlement.

    `notice`: from the cancellation to the first slot; `age`: since the job ended.
    """
    method = story.method or _method(rng, story, total_paise)
    paid = _paid(rng, story, total_paise)
    refund = 0
    if story.status == "cancelled":
        refund = percent_of(paid, RULES.refund_percent(notice.total_seconds() / 3600))
    online = method != "cash" and (paid > 0 or story.payment == "failed")
    return {
        "payment_method": method,
        "transaction_id": _reference(rng, "TXN") if online else None,
        "refund_transaction_id": _reference(rng, "RFD") if refund else None,
        "paid_paise": paid,
        "remaining_paise": total_paise - paid,
        "refund_paise": refund,
        "settlement_status": _settlement(rng, story, age),
    }


def payment_rows(bookings: list[Row], items: list[Row]) -> dict[Table, list[Row]]:
    """The charge of every booking, the refunds that were made, and the items they are for."""
    charges = [_charge(booking) for booking in bookings]
    refunds = [_refund(booking) for booking in bookings if booking["refund_paise"]]
    for key, row in enumerate([*charges, *refunds], 1):
        row["id"] = key
    refund_of = {row["booking_id"]: row["id"] for row in refunds}
    for_items = [
        {"item_id": item["id"], "refund_id": refund_of[item["booking_id"]]}
        for item in items
        if item["payment_status"] == "refunded"
    ]
    return {payments: [*charges, *refunds], refund_items: for_items}


def _charge(booking: Row) -> Row:
    state = {"pending": "requested", "failed": "failed"}.get(booking["payment_status"], "done")
    if booking["status"] == "cancelled" and state != "done":
        state = "void"
    return {
        "booking_id": booking["id"],
        "kind": "charge",
        "method": booking["payment_method"],
        "state": state,
        "amount_paise": booking["total_paise"],
        "moved_paise": booking["paid_paise"],
        "reference": booking["transaction_id"],
        "created_at": booking["created_at"],
        "updated_at": booking["updated_at"],
    }


def _refund(booking: Row) -> Row:
    return _charge(booking) | {
        "kind": "refund",
        "state": "done",
        "amount_paise": booking["refund_paise"],
        "moved_paise": booking["refund_paise"],
        "reference": booking["refund_transaction_id"],
        "created_at": booking["updated_at"],
    }


def _method(rng: random.Random, story: Story, total_paise: int) -> str:
    """Cash only after the work or still to come; a wallet only for what fits into one."""
    cash_possible = story.status == "completed" or story.payment == "pending"
    weights: Mapping[str, Any] = _ANY if cash_possible else _ONLINE
    methods = [m for m in weights if m != "wallet" or total_paise <= RULES.max_wallet_paise]
    return rng.choices(methods, [weights[method] for method in methods])[0]


def _paid(rng: random.Random, story: Story, total_paise: int) -> int:
    if story.payment in ("paid", "refunded"):
        return total_paise
    if story.partly_paid:
        part = total_paise * rng.randint(30, 60) // 100 // 100 * 100
        return min(part, RULES.max_wallet_paise)
    return 0


def _reference(rng: random.Random, prefix: str) -> str:
    return f"{prefix}{rng.randrange(10**12):012}"


def _settlement(rng: random.Random, story: Story, age: timedelta) -> str:
    """Providers get their share a week after the job."""
    if story.status != "completed":
        return "pending"
    if age < _SETTLED_AFTER:
        return "in_progress"
    return "failed" if rng.random() < _SETTLEMENT_FAILS else "complete"
