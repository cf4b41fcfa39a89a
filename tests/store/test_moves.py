"""Moving a job: in time, to a slot that somebody has, and without a way around the refund rule."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from store.accounts import Booking
from store.cancellations import refund_quote
from store.database import Database, Tx
from store.moves import Move, may_move, move_item
from store.refusals import AlreadyEndedError, SlotTakenError, TooLateError, UnknownError
from tests.store.marketplace import NOW
from tests.store.outside import pay, reported
from tests.store.shopping import TUESDAY, broken, errands, placed, reread

FAR = TUESDAY + timedelta(days=5)
LATER = FAR + timedelta(days=3)


def moved(tx: Tx, user_id: int, booking: Booking, to: datetime, now: datetime = NOW) -> Booking:
    move_item(tx, Move(user_id, booking.order_id, booking.items[0].id, to), now)
    return reread(tx, user_id, booking.order_id)


def test_the_same_provider_comes_if_free_else_another(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = next(errand for errand in errands(tx) if len(errand.providers) > 1)
        busy = placed(tx, errand, slot=LATER)
        booking = placed(tx, errand, slot=FAR)
        assert busy.items[0].provider_id == booking.items[0].provider_id
        next_day = moved(tx, errand.user_id, booking, FAR + timedelta(days=1))
        assert next_day.items[0].provider_id == booking.items[0].provider_id
        assert next_day.preferred_slot_start == FAR + timedelta(days=1)
        later = moved(tx, errand.user_id, booking, LATER)
        assert later.items[0].provider_id != booking.items[0].provider_id
        assert broken(tx, NOW + timedelta(minutes=1)) == []


def test_a_slot_that_nobody_has_is_refused_and_the_old_one_kept(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[0]
        placed(tx, errand, slot=LATER)
        booking = placed(tx, errand, slot=FAR)
        for slot in (LATER, FAR + timedelta(hours=1), NOW - timedelta(hours=16)):
            with pytest.raises(SlotTakenError):
                moved(tx, errand.user_id, booking, slot)
        assert reread(tx, errand.user_id, booking.order_id) == booking


@pytest.mark.parametrize(("minutes", "allowed"), [(121, True), (120, True), (119, False)])
def test_a_move_is_free_until_two_hours_before(
    marketplace: Database, minutes: int, allowed: bool
) -> None:
    now = FAR - timedelta(minutes=minutes)
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, slot=FAR)
        assert may_move(booking.items[0], now) == allowed
        if allowed:
            assert moved(tx, errand.user_id, booking, LATER, now).items[0].slot_start == LATER
            return
        with pytest.raises(TooLateError):
            moved(tx, errand.user_id, booking, LATER, now)


def test_after_a_late_move_the_original_start_decides_the_refund_for_ever(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        late = FAR - timedelta(hours=13)
        booking = moved(tx, errand.user_id, booking, LATER, late)
        offer = refund_quote(booking, (), late)
        assert (offer.percent, offer.decided_by) == (50, FAR)
        booking = moved(tx, errand.user_id, booking, LATER + timedelta(days=2), FAR)
        offer = refund_quote(booking, (), FAR)
        assert (offer.percent, offer.decided_by) == (0, FAR)
        assert broken(tx, NOW + timedelta(minutes=1)) == []


def test_after_a_move_in_good_time_the_new_start_decides(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = pay(tx, errand.user_id, placed(tx, errand, slot=FAR), NOW)
        booking = moved(tx, errand.user_id, booking, LATER, FAR - timedelta(hours=24))
        offer = refund_quote(booking, (), FAR - timedelta(hours=1))
        assert (offer.percent, offer.decided_by) == (100, LATER)


def test_moving_to_where_it_is_changes_nothing(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, slot=FAR)
        assert moved(tx, errand.user_id, booking, FAR, FAR - timedelta(hours=3)) == booking


def test_what_has_begun_or_is_another_persons_is_not_moved(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        booking = placed(tx, errand, slot=FAR, method="cash")
        move = Move(errand.user_id, booking.order_id, booking.items[0].id, LATER)
        for wrong in (
            replace(move, user_id=errand.user_id + 1),
            replace(move, order_id="CB-000001"),
            replace(move, item_id=1),
        ):
            with pytest.raises(UnknownError):
                move_item(tx, wrong, NOW)
        reported(tx, booking, booking.items[0], "started", FAR)
        with pytest.raises(AlreadyEndedError):
            move_item(tx, move, FAR)
