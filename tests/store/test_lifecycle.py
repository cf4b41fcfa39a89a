"""Any sequence of what customers, the payment side and providers can do keeps every rule.

Each example plays in one unit of work on a seeded marketplace and is rolled back at its end.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, update

from store.accounts import Booking
from store.cancellations import Cancellation, RefundTo, cancel, refund_quote
from store.database import Database, Tx
from store.events import EventError
from store.jobs import JobEventKind
from store.moves import Move, move_item
from store.orders import place_order
from store.payment_events import PaymentEventKind
from store.payments import Method, Payment, payments_of
from store.refusals import PriceChangedError, RefundChangedError, RefusedError
from store.tables import booking_items, bookings, payments, users
from tests.store.marketplace import NOW
from tests.store.outside import happened, reported
from tests.store.shopping import TUESDAY, broken, errands, order_for, reread, seeded, wallet

_PLACE = st.integers(0, 30)
_SLOTS = st.sampled_from(
    [TUESDAY + timedelta(days=days, hours=hours) for days in (0, 1, 9) for hours in (0, 2)]
)
_METHODS: st.SearchStrategy[Method] = st.sampled_from(["card", "upi", "wallet", "cash"])
_TO: st.SearchStrategy[RefundTo] = st.sampled_from(["source", "wallet"])
_SAID: st.SearchStrategy[PaymentEventKind] = st.sampled_from(
    ["paid", "paid", "partial", "failed", "refunded", "refunded"]
)
_REPORT: st.SearchStrategy[JobEventKind] = st.sampled_from(["started", "completed", "cannot_come"])


class Market(RuleBasedStateMachine):
    """Three customers with little choice of providers, and seeded bookings of several items."""

    database: Database

    @initialize()
    def open(self) -> None:
        self.unit = self.database.read()
        self.tx: Tx = self.unit.__enter__()
        self.now = NOW
        self.errands = errands(self.tx)[:2] + errands(self.tx)[-1:]
        self.known: list[tuple[int, str]] = []
        for items, columns in (
            (3, {"status": "confirmed", "payment_status": "paid"}),
            (2, {"status": "confirmed", "payment_method": "cash"}),
            (2, {"status": "pending", "payment_status": "pending"}),
        ):
            person, booking = seeded(self.tx, items, **columns)
            self.known.append((person, booking.order_id))
        people = {errand.user_id for errand in self.errands} | {who for who, _ in self.known}
        self.tx.execute(update(users).where(users.c.id.in_(people)).values(wallet_paise=200_000))
        self.purses = dict.fromkeys(people, 200_000)
        self.moved_before = {person: self.wallet_moves(person) for person in people}

    def teardown(self) -> None:
        if hasattr(self, "unit"):
            try:
                assert broken(self.tx, self.now + timedelta(minutes=1)) == []
            finally:
                self.unit.__exit__(None, None, None)

    def attempt(self, change: Callable[[], object]) -> bool:
        """Make a change or nothing of it, as the turn and the event's door do."""
        with suppress(RefusedError, EventError), self.tx.begin_nested():
            change()
            return True
        return False

    def subject(self, place: int) -> tuple[int, Booking]:
        person, order_id = self.known[place % len(self.known)]
        return person, reread(self.tx, person, order_id)

    @rule(place=_PLACE, slot=_SLOTS, method=_METHODS, off=st.sampled_from([0, 0, 0, 1]))
    def order(self, place: int, slot: datetime, method: Method, off: int) -> None:
        errand = self.errands[place % len(self.errands)]
        order = order_for(self.tx, errand, slot=slot, method=method)
        if off:
            order = replace(order, shown_total_paise=order.shown_total_paise + off)
            with suppress(PriceChangedError), self.tx.begin_nested():
                place_order(self.tx, order, self.now)
                raise AssertionError("another price than the one shown was booked")
            return
        made: list[str] = []
        if self.attempt(lambda: made.append(place_order(self.tx, order, self.now))):
            self.known.append((errand.user_id, made[0]))

    @rule(place=_PLACE, which=_PLACE, slot=_SLOTS)
    def move(self, place: int, which: int, slot: datetime) -> None:
        person, booking = self.subject(place)
        item = booking.items[which % len(booking.items)]
        move = Move(person, booking.order_id, item.id, slot)
        self.attempt(lambda: move_item(self.tx, move, self.now))

    @rule(place=_PLACE, which=st.none() | _PLACE, to=_TO)
    def cancel(self, place: int, which: int | None, to: RefundTo) -> None:
        person, booking = self.subject(place)
        ids = () if which is None else (booking.items[which % len(booking.items)].id,)

        def change() -> None:
            due = refund_quote(booking, ids, self.now).refund_paise
            shown = Cancellation(person, booking.order_id, ids, to, None, due)
            with suppress(RefundChangedError), self.tx.begin_nested():
                cancel(self.tx, replace(shown, shown_refund_paise=due + 1), self.now)
                raise AssertionError("another refund than the one shown was made")
            cancel(self.tx, shown, self.now)

        self.attempt(change)

    @rule(place=_PLACE, which=_PLACE, kind=_SAID, share=st.integers(1, 99))
    def payment_side(self, place: int, which: int, kind: PaymentEventKind, share: int) -> None:
        person, booking = self.subject(place)
        rows = payments_of(self.tx, person, booking.order_id)
        payment: Payment = rows[which % len(rows)]
        part = payment.amount_paise * share // 100 if kind == "partial" else None
        self.attempt(lambda: happened(self.tx, payment, kind, self.now, part))

    @rule(place=_PLACE, which=_PLACE, kind=_REPORT)
    def provider(self, place: int, which: int, kind: JobEventKind) -> None:
        _, booking = self.subject(place)
        item = booking.items[which % len(booking.items)]
        self.attempt(lambda: reported(self.tx, booking, item, kind, self.now))

    @rule(place=_PLACE, which=_PLACE, minutes=st.integers(-30, 60), ends=st.booleans())
    def day_of_the_job(self, place: int, which: int, minutes: int, ends: bool) -> None:
        _, booking = self.subject(place)
        item = booking.items[which % len(booking.items)]
        self.now = max(self.now, item.slot_start + timedelta(minutes=minutes))
        self.attempt(lambda: reported(self.tx, booking, item, "started", self.now))
        if ends:
            self.now += timedelta(hours=1)
            self.attempt(lambda: reported(self.tx, booking, item, "completed", self.now))

    @rule(hours=st.sampled_from([1, 3, 9, 20]))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def no_provider_is_in_two_places(self) -> None:
        jobs = (
            select(func.count())
            .where(booking_items.c.status.in_(("pending", "accepted", "in_progress")))
            .group_by(booking_items.c.provider_id, booking_items.c.slot_start)
            .having(func.count() > 1)
        )
        assert self.tx.execute(jobs).first() is None

    @invariant()
    def a_wallet_holds_what_went_in_less_what_went_out(self) -> None:
        for person, purse in self.purses.items():
            moved = self.wallet_moves(person) - self.moved_before[person]
            assert wallet(self.tx, person) == purse + moved >= 0

    def wallet_moves(self, person: int) -> int:
        """Refunds to the wallet less what it paid at once; a wallet that the payment side fills
        up pays by its events, and is not ours to debit."""
        rows = self.tx.execute(
            select(payments.c.id, payments.c.kind, payments.c.amount_paise, payments.c.reference)
            .join(bookings, bookings.c.id == payments.c.booking_id)
            .where(
                bookings.c.user_id == person,
                payments.c.method == "wallet",
                payments.c.reference.is_(None),
                payments.c.state == "done",
            )
        )
        return sum(row.amount_paise * (1 if row.kind == "refund" else -1) for row in rows)

    @invariant()
    def money_and_states_agree(self) -> None:
        for person, order_id in self.known:
            booking = reread(self.tx, person, order_id)
            assert 0 <= booking.refund_paise <= booking.paid_paise <= booking.total_paise
            kinds = {item.status for item in booking.items}
            assert (booking.status == "cancelled") == (kinds == {"cancelled"})
            if booking.status == "completed":
                assert "completed" in kinds <= {"completed", "cancelled"}
            if booking.payment_status == "refunded":
                assert booking.refund_paise > 0


def test_whatever_happens_every_rule_holds(marketplace: Database) -> None:
    machine = type("PlayedMarket", (Market,), {"database": marketplace})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
