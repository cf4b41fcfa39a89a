"""The money side of a seeded booking: its bill, what was paid, refunded and settled."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from store.money import Line, bill, percent_of
from store.rules import RULES
from store.seed.basis import Row
from store.seed.stories import Story

_ONLINE = {"upi": 50, "card": 30, "wallet": 20}
_ANY = {**_ONLINE, "cash": 25}
_SETTLED_AFTER = timedelta(days=7)
_SETTLEMENT_FAILS = 0.03


def billed(items: list[Row], *, same_state: bool) -> Row:
    """The columns of the bill of `items`."""
    lines = [Line(item["price_paise"], item["quantity"]) for item in items]
    discount = sum(item["discount_paise"] for item in items)
    total = bill(lines, discount, RULES.convenience_paise, same_state)
    return {
        "subtotal_paise": total.subtotal_paise,
        "discount_paise": total.discount_paise,
        "convenience_paise": total.convenience_paise,
        "sgst_rate_percent": total.gst.sgst_percent,
        "cgst_rate_percent": total.gst.cgst_percent,
        "igst_rate_percent": total.gst.igst_percent,
        "sgst_paise": total.gst.sgst_paise,
        "cgst_paise": total.gst.cgst_paise,
        "igst_paise": total.gst.igst_paise,
        "total_paise": total.total_paise,
    }


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
