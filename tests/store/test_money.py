"""Bills add up to the paisa, whatever is on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.money import Line, MoneyError, bill, gst, percent_of, round_half_up, spread
from store.rules import RULES

AMOUNTS = st.integers(0, 10_000_000_00)
LINES = st.lists(
    st.builds(Line, st.integers(1, 1_000_000_00), st.integers(1, 20)), min_size=1, max_size=8
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 2, 3), (4, 3, 1), (5, 3, 2), (0, 7, 0), (149, 100, 1), (150, 100, 2)],
)
def test_a_half_is_rounded_up(numerator: int, denominator: int, expected: int) -> None:
    assert round_half_up(numerator, denominator) == expected


def test_a_quote_of_599_rupees_in_the_business_own_state() -> None:
    quote = bill([Line(599_00)], 0, RULES.convenience_paise, same_state=True)
    assert quote.taxable_paise == 648_00
    assert (quote.gst.sgst_paise, quote.gst.cgst_paise, quote.gst.igst_paise) == (58_32, 58_32, 0)
    assert quote.total_paise == 764_64


def test_the_same_quote_elsewhere_pays_one_integrated_tax() -> None:
    quote = bill([Line(599_00)], 0, RULES.convenience_paise, same_state=False)
    assert (quote.gst.sgst_paise, quote.gst.cgst_paise, quote.gst.igst_paise) == (0, 0, 116_64)
    assert quote.total_paise == 764_64


@given(LINES, st.data(), AMOUNTS, st.booleans())
def test_a_bill_always_adds_up(
    lines: list[Line], data: st.DataObject, convenience: int, same_state: bool
) -> None:
    discount = data.draw(st.integers(0, sum(line.total_paise for line in lines)))
    result = bill(lines, discount, convenience, same_state=same_state)
    tax = result.gst
    assert result.subtotal_paise - discount + convenience == result.taxable_paise
    assert result.taxable_paise + tax.total_paise == result.total_paise
    assert tax.sgst_percent + tax.cgst_percent + tax.igst_percent == RULES.gst_percent


@given(AMOUNTS)
def test_both_halves_are_equal_and_within_a_paisa_of_the_whole(taxable: int) -> None:
    split, whole = gst(taxable, same_state=True), gst(taxable, same_state=False)
    assert split.sgst_paise == split.cgst_paise
    assert abs(split.total_paise - whole.igst_paise) <= 1


@given(AMOUNTS, AMOUNTS, st.booleans())
def test_a_larger_amount_never_pays_less_tax(first: int, second: int, same_state: bool) -> None:
    low, high = sorted((first, second))
    assert gst(low, same_state).total_paise <= gst(high, same_state).total_paise


@given(AMOUNTS, st.integers(0, 100))
def test_a_percentage_is_within_half_a_paisa(paise: int, percent: int) -> None:
    assert abs(percent_of(paise, percent) * 100 - paise * percent) * 2 <= 100


@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=8).filter(any), st.data())
def test_a_spread_discount_adds_up_and_exceeds_no_line(
    weights: list[int], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    parts = spread(amount, weights)
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


def test_nonsense_on_a_bill_is_refused_by_name() -> None:
    one = [Line(100)]
    for lines, discount, convenience in (
        ([], 0, 0),
        ([Line(0)], 0, 0),
        ([Line(100, 0)], 0, 0),
        (one, 101, 0),
        (one, -1, 0),
        (one, 0, -1),
    ):
        with pytest.raises(MoneyError):
            bill(lines, discount, convenience, same_state=True)
    with pytest.raises(MoneyError):
        gst(-1, same_state=True)
    for amount, weights in ((-1, [1]), (1, [0]), (1, [-1, 3]), (1, [])):
        with pytest.raises(MoneyError):
            spread(amount, weights)
