"""Checks of a booking's money: sums, GST and what payment status allows."""

from sqlalchemy import and_, case, exists, func, or_, select, true

from store.rules import RULES
from store.tables import addresses, bookings, business, complaints
from store.tables import booking_items as items
from store.verify.check import UNTOUCHED, Check, Keys, seconds

_SUMS = (
    select(
        items.c.booking_id,
        func.sum(items.c.price_paise * items.c.quantity).label("subtotal"),
        func.sum(items.c.discount_paise).label("discount"),
        func.min(items.c.slot_start).label("first_slot"),
    )
    .where(items.c.billed)
    .group_by(items.c.booking_id)
    .subquery("sums")
)
_WITH_SUMS = bookings.join(_SUMS, _SUMS.c.booking_id == bookings.c.id)
_WITH_SUPPLIER = bookings.join(addresses, addresses.c.id == bookings.c.address_id).join(
    business, true()
)
_WITH_ITEMS = items.join(bookings, bookings.c.id == items.c.booking_id)
_TAXABLE = bookings.c.subtotal_paise - bookings.c.discount_paise + bookings.c.convenience_paise
_NOTICE = seconds(_SUMS.c.first_slot) - seconds(bookings.c.cancelled_at)
_REFUND_PERCENT = case(
    *((tier.from_hours * 3600 <= _NOTICE, tier.percent) for tier in RULES.refund_tiers), else_=0
)
_SETTLED = ("paid", "refunded")


def _tax_differs(part: str) -> Keys:
    rate, amount = bookings.c[f"{part}_rate_percent"], bookings.c[f"{part}_paise"]
    return select(bookings.c.id).where(amount != (_TAXABLE * rate * 2 + 100) // 200)


_SPLIT = and_(
    bookings.c.sgst_rate_percent == RULES.gst_percent // 2,
    bookings.c.cgst_rate_percent == RULES.gst_percent // 2,
    bookings.c.igst_rate_percent == 0,
)
_INTEGRATED = and_(
    bookings.c.sgst_rate_percent == 0,
    bookings.c.cgst_rate_percent == 0,
    bookings.c.igst_rate_percent == RULES.gst_percent,
)

CHECKS = (
    Check(
        "booking_has_items",
        "a booking is for something",
        select(bookings.c.id).where(~exists().where(items.c.booking_id == bookings.c.id)),
    ),
    Check(
        "booking_subtotal",
        "a subtotal is the sum of price times quantity over the items of the bill",
        select(bookings.c.id)
        .select_from(_WITH_SUMS)
        .where(bookings.c.subtotal_paise != _SUMS.c.subtotal),
    ),
    Check(
        "booking_discount",
        "a discount is the sum of the discounts of the items of the bill",
        select(bookings.c.id)
        .select_from(_WITH_SUMS)
        .where(bookings.c.discount_paise != _SUMS.c.discount),
    ),
    Check(
        "gst_split",
        "SGST and CGST in the supplier's own state, IGST elsewhere, at the rates in force",
        select(bookings.c.id)
        .select_from(_WITH_SUPPLIER)
        .where(case((addresses.c.state == business.c.state, ~_SPLIT), else_=~_INTEGRATED)),
    ),
    *(
        Check(
            f"{part}_amount",
            f"{part.upper()} is its rate on the taxable amount, half a paisa upwards",
            _tax_differs(part),
        )
        for part in ("sgst", "cgst", "igst")
    ),
    Check(
        "paid_is_paid_in_full",
        "a paid booking has nothing remaining, nor has a refunded one that was not cancelled",
        select(bookings.c.id).where(
            or_(
                bookings.c.payment_status == "paid",
                and_(bookings.c.payment_status == "refunded", bookings.c.status != "cancelled"),
            ),
            bookings.c.remaining_paise != 0,
        ),
    ),
    Check(
        "unpaid_is_not_paid_in_full",
        "pending bookings have something remaining, failed ones everything",
        select(bookings.c.id).where(
            or_(
                and_(bookings.c.payment_status == "pending", bookings.c.remaining_paise == 0),
                and_(bookings.c.payment_status == "failed", bookings.c.paid_paise != 0),
            )
        ),
    ),
    Check(
        "payment_has_transaction",
        "what was paid in full by card or UPI names its transaction",
        select(bookings.c.id).where(
            bookings.c.payment_status.in_(_SETTLED),
            bookings.c.remaining_paise == 0,
            bookings.c.payment_method.in_(("card", "upi")),
            bookings.c.transaction_id.is_(None),
        ),
    ),
    Check(
        "refund_agrees_with_payment",
        "a refunded booking gave money back; an unpaid one did not",
        select(bookings.c.id).where(
            or_(
                and_(bookings.c.payment_status == "refunded", bookings.c.refund_paise == 0),
                and_(bookings.c.payment_status.not_in(_SETTLED), bookings.c.refund_paise != 0),
            )
        ),
    ),
    Check(
        "refund_has_cause",
        "money goes back for a cancelled item or a complaint",
        select(bookings.c.id).where(
            bookings.c.refund_paise > 0,
            ~exists().where(items.c.booking_id == bookings.c.id, items.c.status == "cancelled"),
            ~exists().where(complaints.c.booking_id == bookings.c.id),
        ),
    ),
    Check(
        "refund_follows_the_tiers",
        "a seeded cancellation gave back what the notice given entitles to",
        select(bookings.c.id)
        .select_from(_WITH_SUMS)
        .where(
            UNTOUCHED,
            bookings.c.status == "cancelled",
            bookings.c.refund_paise != (bookings.c.paid_paise * _REFUND_PERCENT * 2 + 100) // 200,
        ),
    ),
    Check(
        "settlement_agrees_with_payment",
        "a settlement is complete only for what was paid",
        select(bookings.c.id).where(
            bookings.c.settlement_status == "complete",
            bookings.c.payment_status.not_in(_SETTLED),
        ),
    ),
    Check(
        "completed_is_not_failed",
        "no booking was completed on a failed payment",
        select(bookings.c.id).where(
            bookings.c.status == "completed", bookings.c.payment_status == "failed"
        ),
    ),
    Check(
        "completed_has_invoice",
        "a completed booking has an invoice",
        select(bookings.c.id).where(
            bookings.c.status == "completed", bookings.c.invoice_number.is_(None)
        ),
    ),
    Check(
        "item_payment_agrees_with_booking",
        "an item of the bill is paid when its booking is; only a refund may concern some alone",
        select(items.c.id)
        .select_from(_WITH_ITEMS)
        .where(
            items.c.billed,
            items.c.payment_status != bookings.c.payment_status,
            or_(
                bookings.c.payment_status.not_in(_SETTLED),
                items.c.payment_status.not_in(_SETTLED),
            ),
        ),
    ),
    Check(
        "booking_number_form",
        "an order id is CB- and six digits; an invoice is INV-, the year and six digits",
        select(bookings.c.id).where(
            or_(
                ~bookings.c.order_id.regexp_match("^CB-[0-9]{6}$"),
                ~bookings.c.invoice_number.regexp_match("^INV-[0-9]{4}-[0-9]{6}$"),
            )
        ),
    ),
)
