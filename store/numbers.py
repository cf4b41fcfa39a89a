"""Numbers that people see: of bookings, invoices and complaints; none is given twice.

A number is counted up in the unit of work that uses it, so that one which is rolled back is given
again and invoices stay consecutive (CGST Rules 2017, rule 46).
"""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Integer, bindparam, cast, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from store.database import Tx
from store.rules import RULES
from store.tables import bookings, complaints, number_series

Series = Literal["order", "invoice", "complaint"]

_DIGITS = 6
_INDIA = ZoneInfo(RULES.time_zone)
_GIVEN: dict[Series, Column[str]] = {
    "order": bookings.c.order_id,
    "invoice": bookings.c.invoice_number,
    "complaint": complaints.c.number,
}
_NEXT = (
    update(number_series)
    .where(number_series.c.name == bindparam("series"))
    .values(last_number=number_series.c.last_number + 1)
    .returning(number_series.c.last_number)
)
_BEGIN = insert(number_series)


def next_order_id(tx: Tx) -> str:
    return f"CB-{_next(tx, 'order')}"


def next_complaint_number(tx: Tx) -> str:
    return f"CC-{_next(tx, 'complaint')}"


def next_invoice_number(tx: Tx, now: datetime) -> str:
    return f"INV-{now.astimezone(_INDIA).year}-{_next(tx, 'invoice')}"


def _next(tx: Tx, series: Series) -> str:
    row = tx.execute(_NEXT, {"series": series}).first()
    if row is None:
        _begin(tx, series)
        row = tx.execute(_NEXT, {"series": series}).one()
    return f"{row.last_number:0{_DIGITS}}"


def _begin(tx: Tx, series: Series) -> None:
    """Count on from the greatest number in use; if somebody else has begun meanwhile, so be it."""
    column = _GIVEN[series]
    digits = cast(func.substr(column, func.length(column) - _DIGITS + 1), Integer)
    greatest = tx.execute(select(func.max(digits))).scalar_one() or 0
    try:
        with tx.begin_nested():
            tx.execute(_BEGIN, {"name": series, "last_number": greatest})
    except IntegrityError:
        return
