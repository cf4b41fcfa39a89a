"""The table of business rules holds together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules import RULES


@pytest.mark.parametrize(
    ("hours", "percent"),
    [(72, 100), (24, 100), (23.99, 50), (12, 50), (11.99, 25), (6, 25), (5.99, 0), (0, 0), (-3, 0)],
)
def test_the_refund_follows_the_hours_before_the_start(hours: float, percent: int) -> None:
    assert RULES.refund_percent(hours) == percent


@given(st.floats(-100, 1_000), st.floats(-100, 1_000))
def test_more_notice_never_gives_less_back(first: float, second: float) -> None:
    short, long = sorted((first, second))
    assert RULES.refund_percent(short) <= RULES.refund_percent(long)


def test_a_booking_moves_free_until_two_hours_before() -> None:
    assert RULES.may_move(2)
    assert not RULES.may_move(1.99)


def test_slots_fill_the_day_exactly() -> None:
    starts = RULES.slot_start_hours()
    assert list(starts) == [8, 10, 12, 14, 16, 18]
    assert starts[-1] + RULES.slot_hours == RULES.closing_hour


def test_repairs_are_covered_longer_than_other_work() -> None:
    assert RULES.warranty_days(is_repair=True) == 30
    assert RULES.warranty_days(is_repair=False) == 7


def test_more_urgent_complaints_are_answered_and_resolved_sooner() -> None:
    clocks = RULES.complaint_clocks
    assert [clock.priority for clock in clocks] == ["critical", "high", "medium", "low"]
    assert [clock.response_hours for clock in clocks] == [1, 4, 24, 48]
    assert [clock.resolution_hours for clock in clocks] == [4, 24, 72, 168]
    assert RULES.complaint_clock("high") is clocks[1]
