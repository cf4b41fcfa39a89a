"""Cancelling: how much goes back, by whose start, to where, and when it may be called done."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from store.accounts import Booking
from store.cancellations import Cancellation, RefundTo, cancel, refund_quote
from store.database import Database, Tx
from store.money import percent_of
from store.payments import payments_of
from store.refusals import (
    AlreadyEndedError,
    PartlyPaidError,
    RefundChangedError,
    UnknownError,
)
from store.tables import users
from tests.store.marketplace import NOW
from tests.store.outside import charge_of, happened, pay, refund_of, reported
from tests.store.shopping import TUESDAY, broken, errands, placed, reread, seeded, wallet

FAR = TUESDAY + timedelta(days=5)
SOON = NOW + timedelta(minutes=1)


def cancelled(
    tx: Tx,
    user_id: int,
    booking: Booking,
    *item_ids: int,
    to: RefundTo = "source",
) -> Booking:
    """What becomes of a booking that is cancelled as it was quoted."""
    shown = refund_quote(booking, item_ids, NOW).refund_paise
    given = Cancellation(user_id, booking.order_id, item_ids, to, "Change of plans", shown)
    cancel(tx, given, NOW)
    return reread(tx, user_id, booking.order_id)


def test_every_hour_of_notice_gives_back_what_the_rules_say(marketplace: Database) -> None:
    """And a second less gives what the hour before gives; what is asked back is what was quoted."""
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        for hours in range(61):
            at = FAR - timedelta(hours=hours)
            assert_quoted(booking, at, percent_for(hours))
            assert_quoted(booking, at + timedelta(seconds=1), percent_for(hours - 1))
            due = percent_of(booking.total_paise, percent_for(hours))
            way = tx.begin_nested()
            cancel(tx, Cancellation(errand.user_id, booking.order_id, (), "source", None, due), at)
            rows = payments_of(tx, errand.user_id, booking.order_id)
            assert [row.amount_paise for row in rows if row.kind == "refund"] == [due] * bool(due)
            way.rollback()


def percent_for(hours: int) -> int:
    """As the business wrote its rule down, not as the code reads it."""
    return 100 if hours >= 24 else 50 if hours >= 12 else 25 if hours >= 6 else 0


def assert_quoted(booking: Booking, at: datetime, percent: int) -> None:
    offer = refund_quote(booking, (), at)
    assert (offer.percent, offer.decided_by) == (percent, FAR)
    assert offer.refund_paise == percent_of(booking.total_paise, percent)


def test_a_refund_to_the_source_is_requested_and_done_only_by_the_event(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        gone = cancelled(tx, errand.user_id, booking)
        assert (gone.status, gone.payment_status, gone.refund_paise) == ("cancelled", "paid", 0)
        refund = refund_of(tx, errand.user_id, gone)
        assert (refund.state, refund.amount_paise) == ("requested", booking.total_paise)
        assert broken(tx, SOON) == []
        news = happened(tx, refund, "refunded", NOW)
        done = reread(tx, errand.user_id, booking.order_id)
        assert (done.payment_status, done.refund_paise) == ("refunded", booking.total_paise)
        assert done.refund_transaction_id == f"gw-{refund.id}"
        assert [item.payment_status for item in done.items] == ["refunded"]
        assert news is not None
        assert (news.kind, news.amount_paise) == ("refunded", booking.total_paise)
        assert broken(tx, SOON) == []


def test_a_refund_to_the_wallet_is_there_at_once(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        held = wallet(tx, errand.user_id)
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        gone = cancelled(tx, errand.user_id, booking, to="wallet")
        assert (gone.payment_status, gone.refund_paise) == ("refunded", booking.total_paise)
        assert wallet(tx, errand.user_id) == held + booking.total_paise
        assert broken(tx, SOON) == []


def test_what_the_wallet_paid_goes_back_to_it_wherever_it_was_asked_to_go(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        tx.execute(update(users).where(users.c.id == errand.user_id).values(wallet_paise=500_000))
        booking = placed(tx, errand, slot=FAR, method="wallet")
        assert cancelled(tx, errand.user_id, booking).payment_status == "refunded"
        assert wallet(tx, errand.user_id) == 500_000
        assert broken(tx, SOON) == []


def test_what_was_not_paid_does_not_come_back_and_is_asked_for_no_more(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        for method in ("cash", "upi"):
            booking = placed(tx, errand, slot=FAR, method=method)
            gone = cancelled(tx, errand.user_id, booking)
            assert (gone.status, gone.payment_status, gone.refund_paise) == (
                "cancelled",
                "pending",
                0,
            )
            (charge,) = payments_of(tx, errand.user_id, booking.order_id)
            assert charge.state == "void"
        assert broken(tx, SOON) == []


def test_the_slot_of_a_cancelled_job_can_be_had_again(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[0]
        first = placed(tx, errand, slot=FAR)
        cancelled(tx, errand.user_id, first)
        assert placed(tx, errand, slot=FAR).items[0].provider_id == first.items[0].provider_id


def test_another_amount_than_the_one_shown_changes_nothing(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        shown = refund_quote(booking, (), FAR - timedelta(hours=24)).refund_paise
        given = Cancellation(errand.user_id, booking.order_id, (), "source", None, shown)
        with pytest.raises(RefundChangedError) as refused:
            cancel(tx, given, FAR - timedelta(hours=23, minutes=59))
        assert refused.value.now_paise == percent_of(shown, 50)
        assert reread(tx, errand.user_id, booking.order_id) == booking


def test_items_of_a_paid_booking_cancel_singly_and_their_refunds_add_up_to_what_was_paid(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        person, booking = seeded(tx, 3, status="confirmed", payment_status="paid")
        early = min(item.slot_start for item in booking.items) - timedelta(hours=30)
        due = []
        for place, item in enumerate(booking.items, 1):
            offer = refund_quote(booking, (item.id,), early)
            due.append(offer.refund_paise)
            given = Cancellation(
                person, booking.order_id, (item.id,), "wallet", None, offer.refund_paise
            )
            cancel(tx, given, early)
            booking = reread(tx, person, booking.order_id)
            assert booking.refund_paise == sum(due)
            assert booking.status == ("confirmed" if place < 3 else "cancelled")
            assert booking.payment_status == ("paid" if place < 3 else "refunded")
            assert broken(tx, max(early, NOW) + timedelta(minutes=1)) == []
        assert sum(due) == booking.paid_paise == booking.total_paise


def test_each_item_goes_by_its_own_start_and_a_whole_booking_by_the_earliest(
    marketplace: Database,
) -> None:
    with marketplace.read() as tx:
        _, booking = seeded(tx, 3, status="confirmed", payment_status="paid")
    first, second, third = booking.items
    starts = [FAR, FAR + timedelta(hours=8), FAR + timedelta(hours=20)]
    booking = replace(
        booking,
        items=tuple(
            replace(item, slot_start=start, slot_end=start + timedelta(hours=2))
            for item, start in zip(booking.items, starts, strict=True)
        ),
    )
    now = FAR - timedelta(hours=5)
    assert refund_quote(booking, (first.id,), now).percent == 0
    assert refund_quote(booking, (second.id,), now).percent == 50
    assert refund_quote(booking, (third.id,), now).percent == 100
    two = refund_quote(booking, (second.id, third.id), now)
    assert [line.percent for line in two.lines] == [50, 100]
    assert two.refund_paise == sum(line.refund_paise for line in two.lines)
    whole = refund_quote(booking, (), now)
    assert (whole.percent, whole.refund_paise, whole.decided_by) == (0, 0, FAR)
    named = refund_quote(booking, (first.id, second.id, third.id), now)
    assert named.refund_paise == 0


def test_an_unpaid_booking_that_loses_an_item_is_billed_for_the_rest(marketplace: Database) -> None:
    with marketplace.write() as tx:
        person, booking = seeded(tx, 2, status="confirmed", payment_method="cash")
        gone, stays = booking.items
        left = cancelled(tx, person, booking, gone.id)
        assert left.status == "confirmed"
        assert left.subtotal_paise == stays.price_paise * stays.quantity
        assert left.remaining_paise == left.total_paise < booking.total_paise
        assert charge_of(tx, person, left).amount_paise == left.total_paise
        assert broken(tx, SOON) == []
        (item,) = [item for item in left.items if item.is_open]
        reported(tx, left, item, "started", item.slot_start)
        reported(tx, left, item, "completed", item.slot_end)
        done = reread(tx, person, booking.order_id)
        assert (done.status, done.payment_status) == ("completed", "paid")
        assert done.paid_paise == left.total_paise
        assert broken(tx, item.slot_end + timedelta(minutes=1)) == []


def test_a_booking_paid_in_part_is_cancelled_whole_or_not_at_all(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, slot=FAR)
        happened(tx, charge_of(tx, errand.user_id, booking), "partial", NOW, 5_000)
        booking = reread(tx, errand.user_id, booking.order_id)
        gone = cancelled(tx, errand.user_id, booking)
        refund = refund_of(tx, errand.user_id, gone)
        assert refund.amount_paise == 5_000
        happened(tx, refund, "refunded", NOW)
        done = reread(tx, errand.user_id, booking.order_id)
        assert (done.payment_status, done.refund_paise, done.paid_paise) == (
            "refunded",
            5_000,
            5_000,
        )
        assert broken(tx, SOON) == []
        twin = replace(booking.items[0], id=booking.items[0].id + 1)
        with pytest.raises(PartlyPaidError):
            refund_quote(replace(booking, items=(*booking.items, twin)), (twin.id,), NOW)


def test_what_is_over_or_under_way_cannot_be_cancelled(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, slot=FAR, method="cash")
        given = Cancellation(errand.user_id, booking.order_id, (), "source", None, 0)
        (item,) = booking.items
        reported(tx, booking, item, "started", FAR)
        with pytest.raises(AlreadyEndedError):
            cancel(tx, given, FAR)
        reported(tx, booking, item, "completed", FAR + timedelta(hours=1))
        for ids in ((), (item.id,)):
            with pytest.raises(AlreadyEndedError):
                cancel(tx, replace(given, item_ids=ids), FAR + timedelta(hours=2))


def test_another_persons_booking_and_none_are_refused_alike(marketplace: Database) -> None:
    with marketplace.write() as tx:
        person, booking = seeded(tx, 1, status="confirmed")
        given = Cancellation(person, booking.order_id, (), "source", None, 0)
        for wrong in (
            replace(given, user_id=person + 1),
            replace(given, order_id="CB-000001"),
            replace(given, item_ids=(1, booking.items[0].id)),
        ):
            with pytest.raises(UnknownError):
                cancel(tx, wrong, NOW)
