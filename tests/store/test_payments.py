"""Payments move by events only, each once, in whatever order they come."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from store.accounts import Booking
from store.cancellations import Cancellation, cancel, refund_quote
from store.database import Database, Tx
from store.events import EventError
from store.payment_events import PaymentEvent, PaymentEventKind, apply_event
from store.payments import open_payments, payments_of
from store.tables import payment_events
from tests.store.marketplace import NOW
from tests.store.outside import charge_of, event_of, happened, pay, refund_of
from tests.store.shopping import TUESDAY, broken, errands, placed, reread

SOON = NOW + timedelta(minutes=1)


def test_paid_confirms_the_booking_and_gives_it_an_invoice(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand)
        charge = charge_of(tx, errand.user_id, booking)
        assert charge.id in {payment.id for payment in open_payments(tx)}
        news = happened(tx, charge, "paid", NOW)
        done = reread(tx, errand.user_id, booking.order_id)
        assert (done.status, done.payment_status) == ("confirmed", "paid")
        assert (done.paid_paise, done.remaining_paise) == (booking.total_paise, 0)
        assert done.transaction_id == f"gw-{charge.id}"
        assert done.invoice_number is not None
        assert [(item.status, item.payment_status) for item in done.items] == [("accepted", "paid")]
        assert news is not None
        assert (news.kind, news.amount_paise) == ("paid", booking.total_paise)
        assert charge.id not in {payment.id for payment in open_payments(tx)}
        assert broken(tx, SOON) == []


def test_a_part_leaves_the_rest_due(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand)
        news = happened(tx, charge_of(tx, errand.user_id, booking), "partial", NOW, 10_000)
        partly = reread(tx, errand.user_id, booking.order_id)
        assert (partly.status, partly.payment_status) == ("pending", "pending")
        assert (partly.paid_paise, partly.remaining_paise) == (10_000, booking.total_paise - 10_000)
        assert news is not None
        assert (news.kind, news.amount_paise) == ("partly_paid", 10_000)
        assert broken(tx, SOON) == []


def test_a_failed_payment_can_be_tried_again(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand)
        charge = charge_of(tx, errand.user_id, booking)
        news = happened(tx, charge, "failed", NOW)
        failed = reread(tx, errand.user_id, booking.order_id)
        assert (failed.status, failed.payment_status) == ("pending", "failed")
        assert news is not None
        assert news.kind == "payment_failed"
        assert broken(tx, SOON) == []
        assert charge.id in {payment.id for payment in open_payments(tx)}
        assert pay(tx, errand.user_id, booking, NOW).status == "confirmed"


def test_an_event_counts_once_and_its_name_belongs_to_it_alone(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand)
        event = event_of(charge_of(tx, errand.user_id, booking), "paid", NOW)
        assert apply_event(tx, event, NOW) is not None
        done = reread(tx, errand.user_id, booking.order_id)
        for _ in range(3):
            assert apply_event(tx, event, NOW + timedelta(days=7)) is None
        assert reread(tx, errand.user_id, booking.order_id) == done
        kept = select(func.count()).select_from(payment_events)
        assert tx.execute(kept).scalar_one() == 1
        with pytest.raises(EventError) as refused:
            apply_event(tx, replace(event, body_hash="another"), NOW)
        assert refused.value.code == "event_reused"


def test_a_refund_that_failed_is_still_owed(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = pay(tx, errand.user_id, placed(tx, errand), NOW)
        shown = refund_quote(booking, (), NOW).refund_paise
        cancel(tx, Cancellation(errand.user_id, booking.order_id, (), "source", None, shown), NOW)
        refund = refund_of(tx, errand.user_id, booking)
        news = happened(tx, refund, "failed", NOW)
        assert news is not None
        assert news.kind == "refund_failed"
        assert refund.id in {payment.id for payment in open_payments(tx)}
        assert reread(tx, errand.user_id, booking.order_id).payment_status == "paid"
        happened(tx, refund, "refunded", NOW)
        assert reread(tx, errand.user_id, booking.order_id).payment_status == "refunded"
        assert broken(tx, SOON) == []


def test_money_for_a_booking_that_was_cancelled_goes_back_by_itself(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand)
        charge = charge_of(tx, errand.user_id, booking)
        cancel(tx, Cancellation(errand.user_id, booking.order_id, (), "source", None, 0), NOW)
        news = happened(tx, charge, "paid", NOW)
        assert news is not None
        assert (news.kind, news.amount_paise) == ("returned", booking.total_paise)
        gone = reread(tx, errand.user_id, booking.order_id)
        assert (gone.status, gone.payment_status, gone.paid_paise) == ("cancelled", "pending", 0)
        back = refund_of(tx, errand.user_id, booking)
        assert (back.state, back.amount_paise, back.returns_id) == (
            "requested",
            booking.total_paise,
            charge.id,
        )
        happened(tx, back, "refunded", NOW)
        assert refund_of(tx, errand.user_id, booking).state == "done"
        assert broken(tx, SOON) == []


@pytest.mark.parametrize(
    ("kind", "amount", "code"),
    [
        ("paid", 1, "amount_differs"),
        ("partial", 0, "amount_differs"),
        ("partial", -5, "amount_differs"),
        ("partial", None, "amount_differs"),
        ("refunded", None, "not_applicable"),
    ],
)
def test_an_event_that_cannot_be_true_changes_nothing(
    marketplace: Database, kind: PaymentEventKind, amount: int | None, code: str
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand)
        with pytest.raises(EventError) as refused:
            happened(tx, charge_of(tx, errand.user_id, booking), kind, NOW, amount)
        assert refused.value.code == code
        assert reread(tx, errand.user_id, booking.order_id) == booking
        assert tx.execute(select(payment_events.c.id)).first() is None


def test_cash_unknown_payments_stolen_names_and_the_future_are_refused(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        cash = charge_of(tx, errand.user_id, placed(tx, errand, method="cash"))
        other = placed(tx, errand, slot=TUESDAY + timedelta(days=1))
        pay(tx, errand.user_id, other, NOW)
        taken = reread(tx, errand.user_id, other.order_id).transaction_id
        mine = charge_of(tx, errand.user_id, placed(tx, errand, slot=TUESDAY + timedelta(days=2)))
        event = event_of(mine, "paid", NOW)
        for wrong, code in (
            (event_of(cash, "paid", NOW), "not_applicable"),
            (replace(event, payment_id=10**15), "unknown_subject"),
            (replace(event, reference=str(taken)), "not_applicable"),
            (replace(event, occurred_at=NOW + timedelta(hours=1)), "impossible_time"),
        ):
            with pytest.raises(EventError) as refused:
                apply_event(tx, wrong, NOW)
            assert refused.value.code == code


def test_payments_are_shown_to_their_owner_only(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand)
        assert len(payments_of(tx, errand.user_id, booking.order_id)) == 1
        assert payments_of(tx, errand.user_id + 1, booking.order_id) == ()


def outcome(tx: Tx, user_id: int, booking: Booking) -> tuple[object, ...]:
    """Where a booking's money stands, whatever the way there; its own keys and times aside."""
    now = reread(tx, user_id, booking.order_id)
    rows = payments_of(tx, user_id, booking.order_id)
    charge = next(row for row in rows if row.kind == "charge")
    return (
        now.status,
        now.payment_status,
        now.paid_paise,
        now.remaining_paise,
        now.transaction_id,
        charge.state,
        charge.moved_paise,
        sum(row.amount_paise for row in rows if row.kind == "refund"),
    )


def story(tx: Tx, *, cancelled: bool) -> tuple[int, Booking, list[PaymentEvent]]:
    errand = errands(tx)[-1]
    booking = placed(tx, errand)
    charge = charge_of(tx, errand.user_id, booking)
    if cancelled:
        cancel(tx, Cancellation(errand.user_id, booking.order_id, (), "source", None, 0), NOW)
    events = [
        event_of(charge, "failed", NOW),
        event_of(charge, "partial", NOW, 10_000),
        event_of(charge, "partial", NOW, 20_000),
        event_of(charge, "paid", NOW),
    ]
    return errand.user_id, booking, events


@pytest.mark.parametrize("cancelled", [False, True])
@pytest.mark.parametrize("last", [1, 2, 3, 4])
def test_every_order_of_the_same_events_ends_in_the_same_state(
    marketplace: Database, last: int, cancelled: bool
) -> None:
    """Of the first `last` events of a story: failed, a part, more of it, all."""
    with marketplace.write() as tx:
        person, booking, events = story(tx, cancelled=cancelled)
        ends = set()
        for order in permutations(events[:last]):
            way = tx.begin_nested()
            for event in order:
                apply_event(tx, event, NOW)
            ends.add(outcome(tx, person, booking))
            way.rollback()
    assert len(ends) == 1


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_events_repeated_and_shuffled_end_as_they_do_in_order(
    marketplace: Database, data: st.DataObject
) -> None:
    with marketplace.write() as tx:
        way = tx.begin_nested()
        person, booking, events = story(tx, cancelled=data.draw(st.booleans()))
        chosen = data.draw(st.lists(st.sampled_from(events), unique=True, min_size=1))
        way_in_order = tx.begin_nested()
        for event in [event for event in events if event in chosen]:
            apply_event(tx, event, NOW)
        expected = outcome(tx, person, booking)
        way_in_order.rollback()
        again = data.draw(st.lists(st.sampled_from(chosen), max_size=6))
        for event in data.draw(st.permutations([*chosen, *again])):
            apply_event(tx, event, NOW)
        assert outcome(tx, person, booking) == expected
        way.rollback()
