"""Placing an order: what was shown is what is booked, or nothing is."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from store.accounts import bookings_of
from store.database import Database
from store.orders import place_order, quote
from store.payments import payments_of
from store.refusals import (
    NotSoldError,
    PriceChangedError,
    SlotTakenError,
    UnknownError,
    WalletTooLowError,
)
from store.tables import bookings, rate_cards, users
from tests.store.marketplace import NOW
from tests.store.shopping import TUESDAY, broken, errands, order_for, placed, reread, wallet


def test_a_quote_is_the_whole_bill_with_gst_by_state(marketplace: Database) -> None:
    with marketplace.read() as tx:
        by_state = {}
        for card_id, pincode in {(one.rate_card_id, one.pincode) for one in errands(tx)}:
            offer = quote(tx, card_id, pincode, 2)
            by_state[offer.bill.gst.igst_percent] = offer
    assert set(by_state) == {0, 18}
    for offer in by_state.values():
        assert offer.bill.subtotal_paise == 2 * offer.price_paise
        assert offer.total_paise == offer.bill.taxable_paise + offer.bill.gst.total_paise
    assert by_state[0].bill.gst.sgst_paise == by_state[0].bill.gst.cgst_paise > 0
    assert by_state[18].bill.gst.sgst_paise == 0


@pytest.mark.parametrize("quantity", [0, -1, 21, 10**12])
def test_a_quantity_that_nobody_delivers_is_not_sold(marketplace: Database, quantity: int) -> None:
    with marketplace.read() as tx:
        errand = errands(tx)[0]
        with pytest.raises(NotSoldError):
            quote(tx, errand.rate_card_id, errand.pincode, quantity)


def test_what_is_not_sold_there_or_no_more_has_no_quote(marketplace: Database) -> None:
    with marketplace.read() as tx:
        errand = errands(tx)[0]
        with pytest.raises(NotSoldError):
            quote(tx, errand.rate_card_id, "999999")
        tx.execute(update(rate_cards).values(active=False))
        with pytest.raises(NotSoldError):
            quote(tx, errand.rate_card_id, errand.pincode)


def test_cash_is_confirmed_at_once_and_paid_later(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, method="cash")
        (charge,) = payments_of(tx, errand.user_id, booking.order_id)
        assert (booking.status, booking.payment_status) == ("confirmed", "pending")
        assert (booking.paid_paise, booking.invoice_number) == (0, None)
        assert [item.status for item in booking.items] == ["accepted"]
        assert (charge.state, charge.amount_paise) == ("requested", booking.total_paise)
        assert broken(tx, NOW + timedelta(minutes=1)) == []


@pytest.mark.parametrize("method", ["card", "upi"])
def test_card_and_upi_leave_it_pending_until_the_payment_side_has_spoken(
    marketplace: Database, method: str
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, method=method)  # type: ignore[arg-type]
        (charge,) = payments_of(tx, errand.user_id, booking.order_id)
        assert (booking.status, booking.payment_status) == ("pending", "pending")
        assert [item.status for item in booking.items] == ["pending"]
        assert (charge.kind, charge.state, charge.moved_paise) == ("charge", "requested", 0)
        assert broken(tx, NOW + timedelta(minutes=1)) == []


def test_the_wallet_pays_in_the_same_commit_and_gets_an_invoice(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        tx.execute(update(users).where(users.c.id == errand.user_id).values(wallet_paise=500_000))
        booking = placed(tx, errand, method="wallet")
        assert (booking.status, booking.payment_status) == ("confirmed", "paid")
        assert booking.invoice_number is not None
        assert wallet(tx, errand.user_id) == 500_000 - booking.total_paise
        assert broken(tx, NOW + timedelta(minutes=1)) == []


def test_a_wallet_with_a_paisa_too_little_pays_nothing(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        order = order_for(tx, errand, method="wallet")
        person = update(users).where(users.c.id == errand.user_id)
        tx.execute(person.values(wallet_paise=order.shown_total_paise - 1))
        with pytest.raises(WalletTooLowError):
            place_order(tx, order, NOW)
        assert wallet(tx, errand.user_id) == order.shown_total_paise - 1
        tx.execute(person.values(wallet_paise=order.shown_total_paise))
        place_order(tx, order, NOW)
        assert wallet(tx, errand.user_id) == 0


def test_a_price_that_changed_since_it_was_shown_is_refused(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        order = order_for(tx, errand)
        before = bookings_of(tx, errand.user_id)
        tx.execute(update(rate_cards).values(price_paise=rate_cards.c.price_paise + 100))
        with pytest.raises(PriceChangedError) as refused:
            place_order(tx, order, NOW)
        assert refused.value.shown_paise == order.shown_total_paise
        assert refused.value.now_paise == order_for(tx, errand).shown_total_paise
        assert bookings_of(tx, errand.user_id) == before


def test_somebody_elses_address_is_as_unknown_as_none(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        order = order_for(tx, errand)
        said = set()
        for wrong in (replace(order, user_id=errand.user_id + 1), replace(order, address_id=9_999)):
            with pytest.raises(UnknownError) as refused:
                place_order(tx, wrong, NOW)
            said.add(type(refused.value))
        assert said == {UnknownError}


@pytest.mark.parametrize(
    "off", [timedelta(hours=1), timedelta(minutes=1), timedelta(hours=12), -timedelta(days=2)]
)
def test_no_slot_starts_between_slots_at_night_or_in_the_past(
    marketplace: Database, off: timedelta
) -> None:
    with marketplace.write() as tx:
        order = order_for(tx, errands(tx)[-1], slot=TUESDAY + off)
        with pytest.raises(SlotTakenError):
            place_order(tx, order, NOW)


def test_providers_are_taken_best_first_until_none_is_left(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = next(errand for errand in errands(tx) if len(errand.providers) > 1)
        slot = TUESDAY + timedelta(days=30)
        got = [placed(tx, errand, slot=slot).items[0].provider_id for _ in errand.providers]
        assert got == list(errand.providers)
        with pytest.raises(SlotTakenError):
            placed(tx, errand, slot=slot)
        assert placed(tx, errand, slot=slot + timedelta(hours=2)).items[0].provider_id == got[0]
        assert broken(tx, NOW + timedelta(minutes=1)) == []


def test_order_numbers_count_on_from_those_there_were_and_a_refused_one_is_given_again(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        greatest = max(tx.execute(select(bookings.c.order_id)).scalars())
        first = placed(tx, errand)
        with suppress(SlotTakenError), tx.begin_nested():
            placed(tx, errand, slot=TUESDAY + timedelta(days=1))
            raise SlotTakenError
        second = placed(tx, errand, slot=TUESDAY + timedelta(days=2))
        assert int(first.order_id[3:]) == int(greatest[3:]) + 1
        assert int(second.order_id[3:]) == int(first.order_id[3:]) + 1
        assert reread(tx, errand.user_id, first.order_id) == first
