"""Money in integer paise: GST and the bill of a booking.

There is one rounding rule, half up, applied once to each line of tax, so that printed lines always
add up to the printed total. Refuses amounts that no bill can hold; never sees a float.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from store.rules import RULES

__all__ = [
    "Bill",
    "Gst",
    "Line",
    "MoneyError",
    "bill",
    "gst",
    "percent_of",
    "round_half_up",
    "spread",
]


class MoneyError(ValueError):
    """An amount that makes no sense on a bill: negative, or a discount above the price."""


@dataclass(frozen=True, slots=True)
class Gst:
    """Goods and services tax: either SGST and CGST, always equal, or IGST alone."""

    sgst_percent: int
    cgst_percent: int
    igst_percent: int
    sgst_paise: int
    cgst_paise: int
    igst_paise: int

    @property
    def total_paise(self) -> int:
        return self.sgst_paise + self.cgst_paise + self.igst_paise


@dataclass(frozen=True, slots=True)
class Line:
    """What is bought: a rate-card price (without GST), so many times."""

    price_paise: int
    quantity: int = 1

    @property
    def total_paise(self) -> int:
        return self.price_paise * self.quantity


@dataclass(frozen=True, slots=True)
class Bill:
    """`subtotal - discount + convenience = taxable`; `taxable + gst = total`."""

    subtotal_paise: int
    discount_paise: int
    convenience_paise: int
    taxable_paise: int
    gst: Gst
    total_paise: int

    def columns(self) -> dict[str, int]:
        """The bill as a booking holds it."""
        return {
            "subtotal_paise": self.subtotal_paise,
            "discount_paise": self.discount_paise,
            "convenience_paise": self.convenience_paise,
            "sgst_rate_percent": self.gst.sgst_percent,
            "cgst_rate_percent": self.gst.cgst_percent,
            "igst_rate_percent": self.gst.igst_percent,
            "sgst_paise": self.gst.sgst_paise,
            "cgst_paise": self.gst.cgst_paise,
            "igst_paise": self.gst.igst_paise,
            "total_paise": self.total_paise,
        }


def round_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest whole number, an exact half upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


def percent_of(paise: int, percent: int) -> int:
    """`percent` of an amount, half a paisa upwards."""
    return round_half_up(paise * percent, 100)


def gst(taxable_paise: int, same_state: bool) -> Gst:
    """The tax on an amount; `same_state`: the service address lies in the business's own state.

    SGST and CGST are two taxes at half the rate (CGST Act 2017, s. 9), each rounded by itself and
    therefore equal; their sum may differ by one paisa from the IGST on the same amount.
    """
    if taxable_paise < 0:
        raise MoneyError(f"a negative amount cannot be taxed: {taxable_paise}")
    if same_state:
        percent = RULES.gst_percent // 2
        half = percent_of(taxable_paise, percent)
        return Gst(percent, percent, 0, half, half, 0)
    return Gst(0, 0, RULES.gst_percent, 0, 0, percent_of(taxable_paise, RULES.gst_percent))


def bill(
    lines: Sequence[Line],
    discount_paise: int,
    convenience_paise: int,
    same_state: bool,
) -> Bill:
    """What a booking of `lines` costs.

    Raises:
        MoneyError: no lines, a price or quantity below one, a negative charge, or a discount
            above the subtotal.
    """
    if not lines or any(line.price_paise < 1 or line.quantity < 1 for line in lines):
        raise MoneyError("a bill needs lines, each with a price and a quantity")
    subtotal = sum(line.total_paise for line in lines)
    if not 0 <= discount_paise <= subtotal:
        raise MoneyError(f"a discount of {discount_paise} on a subtotal of {subtotal}")
    if convenience_paise < 0:
        raise MoneyError(f"a negative convenience charge: {convenience_paise}")
    taxable = subtotal - discount_paise + convenience_paise
    tax = gst(taxable, same_state)
    return Bill(
        subtotal, discount_paise, convenience_paise, taxable, tax, taxable + tax.total_paise
    )


def spread(amount_paise: int, weights: Sequence[int]) -> tuple[int, ...]:
    """An amount divided over lines by weight, so that the parts add up to it exactly.

    No part exceeds its weight as long as the amount does not exceed their sum.

    Raises:
        MoneyError: the amount or a weight is negative, or all weights are zero.
    """
    if amount_paise < 0 or any(weight < 0 for weight in weights) or not sum(weights):
        raise MoneyError(f"cannot spread {amount_paise} over {list(weights)}")
    left_amount, left_weight = amount_paise, sum(weights)
    parts = []
    for weight in weights:
        part = round_half_up(left_amount * weight, left_weight) if left_weight else 0
        parts.append(part)
        left_amount -= part
        left_weight -= weight
    return tuple(parts)
