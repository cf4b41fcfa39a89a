"""Providers report: a booking goes through its life, and nobody is left without an answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from store.accounts import bookings_of
from store.database import Database
from store.events import EventError
from store.jobs import apply_job_event, open_jobs
from store.payments import payments_of
from store.tables import providers
from tests.store.marketplace import NOW
from tests.store.outside import pay, refund_of, report_of, reported
from tests.store.shopping import TUESDAY, broken, errands, placed, reread, seeded

FAR = TUESDAY + timedelta(days=5)
END = FAR + timedelta(hours=1)


def test_cash_is_paid_when_the_job_is_done(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, slot=FAR, method="cash")
        (item,) = booking.items
        done_before = select(providers.c.total_bookings).where(providers.c.id == item.provider_id)
        count = tx.execute(done_before).scalar_one()
        assert item.id in {job.item_id for job in open_jobs(tx, 1_000)}
        news = reported(tx, booking, item, "started", FAR)
        begun = reread(tx, errand.user_id, booking.order_id)
        assert news is not None
        assert news.kind == "started"
        assert (begun.status, begun.items[0].status) == ("in_progress", "in_progress")
        assert (begun.payment_status, begun.items[0].started_at) == ("pending", FAR)
        assert broken(tx, FAR + timedelta(minutes=1)) == []
        reported(tx, booking, item, "completed", END)
        done = reread(tx, errand.user_id, booking.order_id)
        assert (done.status, done.payment_status) == ("completed", "paid")
        assert (done.paid_paise, done.settlement_status) == (booking.total_paise, "in_progress")
        assert done.invoice_number is not None
        assert (done.items[0].status, done.items[0].ended_at) == ("completed", END)
        assert tx.execute(done_before).scalar_one() == count + 1
        assert broken(tx, END + timedelta(minutes=1)) == []


def test_a_booking_is_completed_with_its_last_job(marketplace: Database) -> None:
    with marketplace.write() as tx:
        person, booking = seeded(tx, 2, status="confirmed", payment_status="paid")
        for place, item in enumerate(booking.items, 1):
            reported(tx, booking, item, "started", item.slot_start)
            reported(tx, booking, item, "completed", item.slot_end)
            status = reread(tx, person, booking.order_id).status
            assert status == ("in_progress" if place < 2 else "completed")
        assert broken(tx, booking.items[-1].slot_end + timedelta(minutes=1)) == []


def test_an_end_may_be_reported_before_its_beginning_and_both_twice(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        start = report_of(booking, booking.items[0], "started", FAR)
        end = report_of(booking, booking.items[0], "completed", END)
        ends = set()
        for order in ((start, end), (end, start), (end, end, start, start), (start, end, start)):
            way = tx.begin_nested()
            for event in order:
                apply_job_event(tx, event, END)
            item = reread(tx, errand.user_id, booking.order_id).items[0]
            ends.add((item.status, item.started_at, item.ended_at))
            assert broken(tx, END + timedelta(minutes=1)) == []
            way.rollback()
        assert ends == {("completed", FAR, END)}


def test_a_provider_who_cannot_come_is_replaced(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = next(errand for errand in errands(tx) if len(errand.providers) > 1)
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        event = report_of(booking, booking.items[0], "cannot_come", NOW)
        news = apply_job_event(tx, event, NOW)
        now = reread(tx, errand.user_id, booking.order_id)
        assert news is not None
        assert news.kind == "reassigned"
        assert (now.status, now.items[0].status) == ("confirmed", "accepted")
        assert now.items[0].provider_id not in (None, booking.items[0].provider_id)
        assert apply_job_event(tx, event, NOW) is None
        assert reread(tx, errand.user_id, booking.order_id) == now
        assert broken(tx, NOW + timedelta(minutes=1)) == []


def test_if_nobody_else_can_come_all_that_was_paid_is_asked_back_whatever_the_notice(
    marketplace: Database,
) -> None:
    late = FAR - timedelta(minutes=5)
    with marketplace.write() as tx:
        errand = errands(tx)[0]
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        news = reported(tx, booking, booking.items[0], "cannot_come", late)
        gone = reread(tx, errand.user_id, booking.order_id)
        assert news is not None
        assert (news.kind, news.amount_paise) == ("cancelled_by_provider", booking.total_paise)
        assert (gone.status, gone.items[0].cancelled_by) == ("cancelled", "provider")
        refund = refund_of(tx, errand.user_id, booking)
        assert (refund.state, refund.amount_paise) == ("requested", booking.total_paise)
        assert broken(tx, late + timedelta(minutes=1)) == []


def test_an_unpaid_job_that_nobody_can_do_costs_nothing(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[0]
        booking = placed(tx, errand, slot=FAR, method="cash")
        news = reported(tx, booking, booking.items[0], "cannot_come", NOW)
        assert news is not None
        assert (news.kind, news.amount_paise) == ("cancelled_by_provider", None)
        (charge,) = payments_of(tx, errand.user_id, booking.order_id)
        assert charge.state == "void"


def test_reports_that_cannot_be_true_change_nothing(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        unpaid = placed(tx, errand, slot=FAR)
        booking = placed(tx, errand, slot=FAR, method="cash")
        before = bookings_of(tx, errand.user_id)
        start = report_of(booking, booking.items[0], "started", FAR)
        for wrong, now, code in (
            (replace(start, order_id="CB-000001"), FAR, "unknown_subject"),
            (replace(start, item_id=1), FAR, "unknown_subject"),
            (replace(start, provider_id=start.provider_id + 1), FAR, "not_applicable"),
            (replace(start, occurred_at=FAR - timedelta(hours=3)), FAR, "impossible_time"),
            (start, FAR - timedelta(hours=1), "impossible_time"),
            (report_of(unpaid, unpaid.items[0], "started", FAR), FAR, "not_applicable"),
        ):
            way = tx.begin_nested()
            with pytest.raises(EventError) as refused:
                apply_job_event(tx, wrong, now)
            way.rollback()
            assert refused.value.code == code
        assert bookings_of(tx, errand.user_id) == before


def test_what_has_begun_cannot_be_called_off(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, slot=FAR, method="cash")
        reported(tx, booking, booking.items[0], "started", FAR)
        with pytest.raises(EventError, match="in_progress"):
            reported(tx, booking, booking.items[0], "cannot_come", FAR)
