"""Booking a service: what it would cost now, and placing the order that the customer said yes to.

The price is read again when the order is placed; an order never costs anything but what was shown.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from sqlalchemy import bindparam, insert, select, true

from store.database import Tx
from store.lifecycle import settle
from store.money import Bill, Line, bill
from store.numbers import next_order_id
from store.payments import Method, debit_wallet, request_charge
from store.refusals import NotSoldError, PriceChangedError, UnknownError
from store.rules import RULES
from store.slots import SLOT, check_slot, free_providers, take_slot
from store.tables import (
    addresses,
    booking_items,
    bookings,
    business,
    categories,
    pincodes,
    rate_card_pincodes,
    rate_cards,
    subcategories,
    users,
)

MOST_PIECES = 20
"""Of one service in one order; more is a project that people should talk about."""
_MOST_INSTRUCTIONS = 1_000
_INDIA = ZoneInfo(RULES.time_zone)


@dataclass(frozen=True, slots=True)
class Order:
    """One service at one time for one price, as shown to the customer before the yes."""

    user_id: int
    address_id: int
    rate_card_id: int
    quantity: int
    slot_start: AwareDatetime
    payment_method: Method
    shown_total_paise: int
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What so many of a rate card cost at a pincode now: the whole bill, GST by state."""

    rate_card_id: int
    service_id: int
    service: str
    variant: str
    quantity: int
    price_paise: int
    strike_price_paise: int | None
    pincode: str
    city: str
    state: str
    bill: Bill

    @property
    def total_paise(self) -> int:
        return self.bill.total_paise


_OFFER = (
    select(
        rate_cards.c.id.label("rate_card_id"),
        subcategories.c.id.label("service_id"),
        subcategories.c.name.label("service"),
        rate_cards.c.variant,
        rate_cards.c.price_paise,
        rate_cards.c.strike_price_paise,
        pincodes.c.pincode,
        pincodes.c.city,
        pincodes.c.state,
        (pincodes.c.state == business.c.state).label("same_state"),
    )
    .select_from(
        rate_cards.join(subcategories)
        .join(categories)
        .join(rate_card_pincodes, rate_card_pincodes.c.rate_card_id == rate_cards.c.id)
        .join(pincodes, pincodes.c.pincode == rate_card_pincodes.c.pincode)
        .join(business, true())
    )
    .where(
        rate_cards.c.id == bindparam("card"),
        pincodes.c.pincode == bindparam("at"),
        rate_cards.c.active,
        subcategories.c.active,
        categories.c.active,
    )
)
_HOME = (
    select(addresses.c.pincode)
    .join(users, users.c.id == addresses.c.user_id)
    .where(
        addresses.c.id == bindparam("address"),
        addresses.c.user_id == bindparam("person"),
        users.c.active,
    )
)
_BOOK = insert(bookings).returning(bookings.c.id)
_ADD_ITEM = insert(booking_items)


def quote(tx: Tx, rate_card_id: int, pincode: str, quantity: int = 1) -> Quote:
    """What it costs now.

    Raises:
        NotSoldError: not there, not any more, or not in that quantity.
    """
    offer = tx.execute(_OFFER, {"card": rate_card_id, "at": pincode}).mappings().first()
    if offer is None:
        raise NotSoldError(f"rate card {rate_card_id} is not sold at {pincode}")
    if not 1 <= quantity <= MOST_PIECES:
        raise NotSoldError(f"between 1 and {MOST_PIECES} can be ordered at once, not {quantity}")
    columns = dict(offer)
    same_state = columns.pop("same_state")
    lines = [Line(offer["price_paise"], quantity)]
    total = bill(lines, 0, RULES.convenience_paise, bool(same_state))
    return Quote(**columns, quantity=quantity, bill=total)


def place_order(tx: Tx, order: Order, now: datetime) -> str:
    """Book it with the best provider who is free; gives the order number.

    Cash is due when the work is done, the wallet pays at once; card and UPI leave the booking
    pending with a payment request, until the payment side says that it is paid.

    Raises:
        UnknownError: the address is not theirs.
        NotSoldError, PriceChangedError, SlotTakenError, WalletTooLowError: as they say.
    """
    pincode = tx.execute(
        _HOME, {"address": order.address_id, "person": order.user_id}
    ).scalar_one_or_none()
    if pincode is None:
        raise UnknownError(f"no address {order.address_id}")
    offer = quote(tx, order.rate_card_id, pincode, order.quantity)
    if offer.total_paise != order.shown_total_paise:
        raise PriceChangedError(order.shown_total_paise, offer.total_paise)
    check_slot(order.slot_start, now)
    free = free_providers(tx, offer.service_id, pincode, order.slot_start)
    by_wallet = order.payment_method == "wallet"
    if by_wallet:
        debit_wallet(tx, order.user_id, offer.total_paise, now)
    order_id = next_order_id(tx)
    booking_id: int = tx.execute(_BOOK, _booking(order, offer, order_id, now)).scalar_one()
    item = _item(order, offer, booking_id, now)
    take_slot(tx, free, lambda provider: _add_item(tx, {**item, "provider_id": provider}))
    request_charge(tx, booking_id, order.payment_method, offer.total_paise, now, done=by_wallet)
    settle(tx, booking_id, now)
    return order_id


def _add_item(tx: Tx, item: dict[str, object]) -> None:
    tx.execute(_ADD_ITEM, item)


def _booking(order: Order, offer: Quote, order_id: str, now: datetime) -> dict[str, object]:
    return {
        "user_id": order.user_id,
        "address_id": order.address_id,
        "order_id": order_id,
        "status": "pending",
        "payment_status": "pending",
        "payment_method": order.payment_method,
        **offer.bill.columns(),
        "remaining_paise": offer.total_paise,
        "settlement_status": "pending",
        "preferred_date": order.slot_start.astimezone(_INDIA).date(),
        "preferred_slot_start": order.slot_start,
        "instructions": (order.instructions or "")[:_MOST_INSTRUCTIONS] or None,
        "created_at": now,
        "updated_at": now,
    }


def _item(order: Order, offer: Quote, booking_id: int, now: datetime) -> dict[str, object]:
    subtotal = offer.bill.subtotal_paise
    return {
        "booking_id": booking_id,
        "user_id": order.user_id,
        "rate_card_id": offer.rate_card_id,
        "address_id": order.address_id,
        "service_name": offer.service,
        "variant": offer.variant,
        "quantity": offer.quantity,
        "price_paise": offer.price_paise,
        "total_paise": subtotal,
        "slot_start": order.slot_start,
        "slot_end": order.slot_start + SLOT,
        "payment_status": "pending",
        "status": "pending",
        "created_at": now,
        "updated_at": now,
    }
