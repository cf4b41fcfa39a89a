"""Evidence from a customer's own rows: who comes, what was paid, the bill, wallet, addresses.

Every row carries its customer's id, so that another person's could not pass for theirs.
"""

import datetime as dt
from collections.abc import Sequence

from assistant.dialogue.rows import booking_row, local, rupees, window
from assistant.model import Evidence
from store.accounts import Account, Address, Booking, BookingItem
from store.cancellations import RefundQuote
from store.complaints import Complaint, ComplaintUpdate
from store.payments import Payment
from store.providers import Profile
from store.rules import RULES


def provider_row(profile: Profile, services: Sequence[str]) -> Evidence:
    """What a customer may know of a professional, who does these services of a booking; never the
    phone number."""
    return Evidence(
        f"providers#{profile.id}",
        {
            "provider": profile.name,
            "services": list(dict.fromkeys(services)),
            "rating": f"{profile.rating:.1f}",
            "rating_out_of": 5,
            "jobs_done": profile.total_bookings,
            "verification": "verified" if profile.verified else "pending",
        },
    )


def job_row(booking: Booking, item: BookingItem, user_id: int | None) -> Evidence:
    """A job of a booking, by who does it and when."""
    fields: dict[str, object] = {
        "customer_id": user_id,
        "booking_number": booking.order_id,
        "service": item.service,
        "status": item.status,
        "date": local(item.slot_start)[:10],
        "window": window(item.slot_start, item.slot_end),
    }
    if item.provider:
        fields["provider"] = item.provider
    return Evidence(f"booking_items#{item.id}", fields)


def cancellation_row(booking: Booking, user_id: int | None) -> Evidence:
    """How a booking ended that was cancelled: by whom, when, and why if that is on record."""
    ended = booking.cancelled_at
    by = next((item.cancelled_by for item in booking.items if item.cancelled_by), "ops")
    fields: dict[str, object] = {
        "customer_id": user_id,
        "booking_number": booking.order_id,
        "cancelled_by": by,
        "cancelled_on": local(ended)[:10] if ended else None,
    }
    if booking.cancellation_reason:
        fields["cancellation_reason"] = booking.cancellation_reason
    return Evidence(f"bookings#{booking.id}/cancellation", fields)


def payment_row(booking: Booking, user_id: int | None, received: int | None = None) -> Evidence:
    """The money side of a booking, without the times of its jobs; `received`: in how many payments
    money came in."""
    header = booking_row(booking, user_id)
    kept = ("customer_id", "booking_number", "status", "payment_status", "payment_method",
            "total", "paid", "remaining", "refund")  # fmt: skip
    fields = {name: header.fields[name] for name in kept}
    if booking.transaction_id:
        fields["payment_reference"] = booking.transaction_id
    if received is not None:
        fields["payments_received"] = received
    return Evidence(header.source, fields)


def received_row(payment: Payment, user_id: int | None) -> Evidence:
    """Money that came in."""
    fields: dict[str, object] = {
        "customer_id": user_id,
        "booking_number": payment.order_id,
        "amount": rupees(payment.moved_paise),
        "payment_method": payment.method,
        "date": local(payment.updated_at)[:10],
    }
    if payment.reference:
        fields["payment_reference"] = payment.reference
    return Evidence(f"payments#{payment.id}", fields)


def refund_row(payment: Payment, user_id: int | None) -> Evidence:
    """Money that goes back: requested until the payment side has made it."""
    done = payment.state == "done"
    fields: dict[str, object] = {
        "customer_id": user_id,
        "booking_number": payment.order_id,
        "refund": rupees(payment.amount_paise),
        "refund_status": "refunded" if done else payment.state,
        "refund_to": payment.method,
        "requested_on": local(payment.created_at)[:10],
    }
    if done:
        fields["made_on"] = local(payment.updated_at)[:10]
    if payment.reference:
        fields["refund_reference"] = payment.reference
    return Evidence(f"refunds#{payment.id}", fields)


def refund_quote_row(booking: Booking, quote: RefundQuote, user_id: int | None) -> Evidence:
    """What would come back if the whole booking were cancelled now."""
    return Evidence(
        f"refund_quotes/{booking.order_id}",
        {
            "customer_id": user_id,
            "booking_number": booking.order_id,
            "paid": rupees(quote.paid_paise),
            "refund_percent": quote.percent,
            "refund_if_cancelled_now": rupees(quote.refund_paise),
        },
    )


def refund_time_row() -> Evidence:
    fewest, most = RULES.refund_working_days
    return Evidence(
        "rules/refunds",
        {"refund_working_days_from": fewest, "refund_working_days_to": most},
    )


def invoice_row(booking: Booking, user_id: int | None) -> Evidence:
    """The bill of a booking, GST broken up as it was charged."""
    taxable = booking.subtotal_paise - booking.discount_paise + booking.convenience_paise
    fields: dict[str, object] = {
        "customer_id": user_id,
        "booking_number": booking.order_id,
        "invoice_number": booking.invoice_number,
        "subtotal": rupees(booking.subtotal_paise),
        "discount": rupees(booking.discount_paise),
        "convenience_charge": rupees(booking.convenience_paise),
        "taxable_value": rupees(taxable),
        "total": rupees(booking.total_paise),
    }
    if booking.igst_rate_percent:
        fields |= {"igst_percent": booking.igst_rate_percent, "igst": rupees(booking.igst_paise)}
    else:
        fields |= {
            "sgst_percent": booking.sgst_rate_percent,
            "sgst": rupees(booking.sgst_paise),
            "cgst_percent": booking.cgst_rate_percent,
            "cgst": rupees(booking.cgst_paise),
        }
    return Evidence(f"invoices/{booking.invoice_number or booking.order_id}", fields)


def invoice_line_row(booking: Booking, item: BookingItem, user_id: int | None) -> Evidence:
    return Evidence(
        f"booking_items#{item.id}",
        {
            "customer_id": user_id,
            "booking_number": booking.order_id,
            "service": item.service,
            "variant": item.variant,
            "quantity": item.quantity,
            "price": rupees(item.price_paise),
            "discount": rupees(item.discount_paise),
            "amount": rupees(item.total_paise),
        },
    )


def wallet_row(account: Account) -> Evidence:
    return Evidence(
        f"wallets#{account.user_id}",
        {"customer_id": account.user_id, "wallet_balance": rupees(account.wallet_paise)},
    )


def referral_row(account: Account, friends: Sequence[str | None]) -> Evidence:
    """The customer's code and how many joined by it; first names only, for they are others."""
    names = [name.split()[0] for name in friends if name]
    fields: dict[str, object] = {"customer_id": account.user_id, "friends_joined": len(friends)}
    if account.referral_code:
        fields["referral_code"] = account.referral_code
    if names:
        fields["friends"] = names
    return Evidence(f"referrals#{account.user_id}", fields)


def address_row(address: Address, user_id: int | None) -> Evidence:
    return Evidence(
        f"addresses#{address.id}",
        {
            "customer_id": user_id,
            "address": ", ".join(line for line in (address.line1, address.line2) if line),
            "city": address.city,
            "state": address.state,
            "pincode": address.pincode,
            "contact_name": address.contact_name,
            "default": address.is_default,
        },
    )


def complaint_row(complaint: Complaint, now: dt.datetime, user_id: int | None) -> Evidence:
    """A complaint, with its clocks while they run."""
    fields: dict[str, object] = {
        "customer_id": user_id,
        "complaint_number": complaint.number,
        "booking_number": complaint.order_id,
        "subject": complaint.subject,
        "status": complaint.status,
        "priority": complaint.priority,
        "raised_at": local(complaint.created_at),
    }
    if complaint.resolved_at is not None:
        fields["resolved_at"] = local(complaint.resolved_at)
    else:
        fields["response_due"] = local(complaint.response_due_at)
        fields["resolution_due"] = local(complaint.resolution_due_at)
        fields["overdue"] = complaint.resolution_due_at <= now
    if complaint.resolution:
        fields["resolution"] = complaint.resolution
    return Evidence(f"complaints#{complaint.id}", fields)


def complaint_update_row(
    complaint: Complaint, update: ComplaintUpdate, user_id: int | None
) -> Evidence:
    """What staff last wrote for the customer to read."""
    return Evidence(
        f"complaint_updates/{complaint.number}",
        {
            "customer_id": user_id,
            "complaint_number": complaint.number,
            "written_at": local(update.created_at),
            "comment": update.comment,
        },
    )
