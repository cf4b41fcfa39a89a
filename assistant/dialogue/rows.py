"""Evidence from what was read: one row of the store becomes one row that an answer may stand on.

Money is written as decimal rupees, times as ISO 8601 in Asia/Kolkata. Nothing is put into a row
that the store or the rules of the business do not say.
"""

import datetime as dt
from decimal import Decimal

from assistant.answers.rendering import INDIA
from assistant.dialogue.facts import FreeSlot
from assistant.dialogue.request import Request
from assistant.model import Evidence
from store.accounts import Address, Booking, BookingItem
from store.catalogue import Category, Place, RateCard, Service
from store.money import gst
from store.orders import Quote
from store.policies import Policy
from store.rules import RULES


def rupees(paise: int) -> str:
    return str(Decimal(paise) / 100)


def local(moment: dt.datetime) -> str:
    return moment.astimezone(INDIA).isoformat()


def window(start: dt.datetime, end: dt.datetime) -> str:
    return f"{local(start)}/{local(end)}"


def session_row(request: Request) -> Evidence:
    """What the turn knows of itself: the anchor of "tomorrow", and whose rows count."""
    fields: dict[str, object] = {"now": request.now.isoformat(), "customer_id": request.user_id}
    if request.state.pincode:
        fields["pincode"] = request.state.pincode
    if request.state.city:
        fields["city"] = request.state.city
    return Evidence("session", fields)


def rate_card_row(card: RateCard, place: Place | None, home_state: str) -> Evidence:
    """A price with the GST on it; where the place is unknown, GST as in the business's state."""
    same_state = place is None or place.state == home_state
    tax = gst(card.price_paise, same_state)
    fields: dict[str, object] = {
        "service": card.service,
        "category": card.category,
        "variant": card.variant,
        "price": rupees(card.price_paise),
        "gst_percent": RULES.gst_percent,
        "gst": rupees(tax.total_paise),
        "price_with_gst": rupees(card.price_paise + tax.total_paise),
    }
    if card.strike_price_paise is not None:
        fields["strike_price"] = rupees(card.strike_price_paise)
    if place is not None:
        fields |= {"pincode": place.pincode, "city": place.city}
    return Evidence(f"rate_cards#{card.id}", fields)


def quote_row(offer: Quote, pincode: str) -> Evidence:
    """What so many of a service cost in all, as nobody has ordered them yet."""
    total = offer.bill
    return Evidence(
        f"quotes/{offer.service}/{offer.variant}/{offer.quantity}",
        {
            "service": offer.service,
            "variant": offer.variant,
            "quantity": offer.quantity,
            "pincode": pincode,
            "price": rupees(total.subtotal_paise),
            "convenience_charge": rupees(total.convenience_paise),
            "gst_percent": RULES.gst_percent,
            "gst": rupees(total.gst.total_paise),
            "total": rupees(total.total_paise),
        },
    )


def rules_row() -> Evidence:
    return Evidence(
        "rules",
        {
            "convenience_charge": rupees(RULES.convenience_paise),
            "gst_percent": RULES.gst_percent,
        },
    )


def service_row(service: Service) -> Evidence:
    return Evidence(
        f"subcategories#{service.id}",
        {
            "service": service.name,
            "category": service.category,
            "description": service.description,
        },
    )


def category_row(category: Category, services: tuple[Service, ...]) -> Evidence:
    return Evidence(
        f"categories#{category.id}",
        {"category": category.name, "services": [service.name for service in services]},
    )


def not_sold_row(service: Service, where: str, variant: str | None = None) -> Evidence:
    """That nothing is sold there is a fact too, and must be said from evidence.

    Args:
        where: a pincode, or the name of a city.
        variant: the one that is not sold, where others are.
    """
    place = {"pincode": where} if where.isdecimal() or not where else {"city": where}
    held: dict[str, object] = {"service": service.name, **place, "available": False}
    held |= {"rate_cards": 0} if variant is None else {"variant": variant}
    return Evidence(f"subcategories#{service.id}/availability", held)


def slots_row(
    service: Service, pincode: str, day: dt.date, slots: tuple[FreeSlot, ...]
) -> tuple[Evidence, ...]:
    """The day's head row, then one row a free slot."""
    head = Evidence(
        f"slots/{day.isoformat()}",
        {
            "service": service.name,
            "pincode": pincode,
            "date": day.isoformat(),
            "free_slots": len(slots),
        },
    )
    return head, *(
        Evidence(
            f"slots/{local(slot.start)}",
            {
                "service": service.name,
                "pincode": pincode,
                "start": local(slot.start),
                "end": local(slot.end),
                "window": window(slot.start, slot.end),
                "providers_free": slot.providers,
            },
        )
        for slot in slots
    )


def address_text(home: Address) -> str:
    """An address on one line, as it is shown."""
    parts = (home.line1, home.line2, home.city, home.pincode)
    return ", ".join(part for part in parts if part)


def order_row(
    offer: Quote, home: Address, start: dt.datetime, end: dt.datetime, method: str, user_id: int
) -> Evidence:
    """A booking that nobody has made yet, with everything that it would be."""
    total = offer.bill
    return Evidence(
        "order",
        {
            "customer_id": user_id,
            "service": offer.service,
            "variant": offer.variant,
            "quantity": offer.quantity,
            "address": address_text(home),
            "city": home.city,
            "pincode": home.pincode,
            "date": local(start)[:10],
            "start": local(start),
            "end": local(end),
            "window": window(start, end),
            "price": rupees(total.subtotal_paise),
            "convenience_charge": rupees(total.convenience_paise),
            "gst_percent": RULES.gst_percent,
            "gst": rupees(total.gst.total_paise),
            "total": rupees(total.total_paise),
            "payment_method": method,
        },
    )


def booking_row(booking: Booking, user_id: int | None) -> Evidence:
    first = booking.items[0]
    days = {local(item.slot_start)[:10] for item in booking.items}
    return Evidence(
        f"bookings#{booking.id}",
        {
            "customer_id": user_id,
            "booking_number": booking.order_id,
            "status": booking.status,
            "payment_status": booking.payment_status,
            "payment_method": booking.payment_method,
            "services": [item.service for item in booking.items],
            "date": local(first.slot_start)[:10],
            "start": local(first.slot_start),
            "end": local(first.slot_end),
            "window": window(first.slot_start, first.slot_end),
            **({} if len(days) == 1 else {"last_date": max(days)}),
            "pincode": booking.pincode,
            "city": booking.city,
            "total": rupees(booking.total_paise),
            "paid": rupees(booking.paid_paise),
            "remaining": rupees(booking.remaining_paise),
            "refund": rupees(booking.refund_paise),
        },
    )


def without_times(row: Evidence) -> Evidence:
    """A booking beside its several items, each of which has times of its own."""
    times = ("date", "last_date", "start", "end", "window", "services")
    return Evidence(row.source, {k: v for k, v in row.fields.items() if k not in times})


def booking_item_row(booking: Booking, item: BookingItem, user_id: int | None) -> Evidence:
    fields: dict[str, object] = {
        "customer_id": user_id,
        "booking_number": booking.order_id,
        "service": item.service,
        "variant": item.variant,
        "quantity": item.quantity,
        "status": item.status,
        "price": rupees(item.price_paise),
        "total": rupees(item.total_paise),
        "start": local(item.slot_start),
        "end": local(item.slot_end),
        "window": window(item.slot_start, item.slot_end),
    }
    if item.provider:
        fields["provider"] = item.provider
    return Evidence(f"booking_items#{item.id}", fields)


def policy_row(policy: Policy) -> Evidence:
    return Evidence(f"policy/{policy.slug}", {"title": policy.title}, policy.text)
