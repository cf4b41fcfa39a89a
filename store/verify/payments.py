"""Checks of payments: a booking holds what has moved, and only events have moved it."""

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from store.tables import (
    booking_items,
    bookings,
    job_events,
    payment_events,
    payments,
    refund_items,
)
from store.verify.check import SINCE, Check

_charge, _refund = payments.alias("charge"), payments.alias("refund")
_IS_CHARGE = payments.c.kind == "charge"
_IS_RETURN = payments.c.returns_id.is_not(None)
_IS_OWN_REFUND = and_(payments.c.kind == "refund", payments.c.returns_id.is_(None))


def _sum(amount: ColumnElement[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, amount), else_=0)), 0)


_TOTALS = (
    select(
        payments.c.booking_id,
        (
            _sum(payments.c.moved_paise, _IS_CHARGE) - _sum(payments.c.amount_paise, _IS_RETURN)
        ).label("came"),
        _sum(payments.c.amount_paise, and_(_IS_OWN_REFUND, payments.c.state == "done")).label(
            "went"
        ),
        _sum(payments.c.amount_paise, _IS_OWN_REFUND).label("due_back"),
    )
    .group_by(payments.c.booking_id)
    .subquery("totals")
)
_WITH_TOTALS = bookings.join(_TOTALS, _TOTALS.c.booking_id == bookings.c.id)
_LIVE_CHARGE = exists().where(
    _charge.c.booking_id == bookings.c.id, _charge.c.kind == "charge", _charge.c.state != "void"
)
_FITTING = {"charge": ("paid", "partial", "failed"), "refund": ("refunded", "failed")}
_OF_PAYMENT = payment_events.join(payments, payments.c.id == payment_events.c.payment_id)
_OF_ITEM = refund_items.join(booking_items, booking_items.c.id == refund_items.c.item_id).join(
    payments, payments.c.id == refund_items.c.refund_id
)
_IS_REFUNDED = exists().where(
    refund_items.c.item_id == booking_items.c.id,
    refund_items.c.refund_id == _refund.c.id,
    _refund.c.state == "done",
)

CHECKS = (
    Check(
        "booking_is_asked_for",
        "what a booking costs was asked for, and still is unless it was cancelled",
        select(bookings.c.id).where(
            or_(
                ~exists().where(payments.c.booking_id == bookings.c.id, _IS_CHARGE),
                and_(bookings.c.status != "cancelled", ~_LIVE_CHARGE),
            )
        ),
    ),
    Check(
        "charge_is_the_total",
        "the charge that counts is the total of its booking",
        select(payments.c.id)
        .join(bookings, bookings.c.id == payments.c.booking_id)
        .where(
            _IS_CHARGE,
            payments.c.state != "void",
            payments.c.amount_paise != bookings.c.total_paise,
        ),
    ),
    Check(
        "paid_is_what_came",
        "a booking is paid by what came for it and was not given back as unwanted",
        select(bookings.c.id)
        .select_from(_WITH_TOTALS)
        .where(bookings.c.paid_paise != _TOTALS.c.came),
    ),
    Check(
        "refunded_is_what_went",
        "a booking's refund is what has gone back",
        select(bookings.c.id)
        .select_from(_WITH_TOTALS)
        .where(bookings.c.refund_paise != _TOTALS.c.went),
    ),
    Check(
        "refunds_are_within_paid",
        "no more is due back than was paid",
        select(bookings.c.id)
        .select_from(_WITH_TOTALS)
        .where(_TOTALS.c.due_back > bookings.c.paid_paise),
    ),
    Check(
        "moved_by_an_event",
        "what moved by card or UPI since the seed was moved by an event",
        select(payments.c.id).where(
            payments.c.created_at >= SINCE,
            payments.c.method.in_(("card", "upi")),
            payments.c.moved_paise > 0,
            ~exists().where(
                payment_events.c.payment_id == payments.c.id,
                payment_events.c.kind != "failed",
                payment_events.c.amount_paise == payments.c.moved_paise,
            ),
        ),
    ),
    Check(
        "event_fits_payment",
        "charges are paid and refunds refunded, never cash",
        select(payment_events.c.id)
        .select_from(_OF_PAYMENT)
        .where(
            or_(
                payments.c.method == "cash",
                *(
                    and_(payments.c.kind == kind, payment_events.c.kind.not_in(fitting))
                    for kind, fitting in _FITTING.items()
                ),
            )
        ),
    ),
    Check(
        "event_is_counted",
        "a payment has moved at least what each event says",
        select(payment_events.c.id)
        .select_from(_OF_PAYMENT)
        .where(
            payment_events.c.kind != "failed",
            payment_events.c.amount_paise > payments.c.moved_paise,
        ),
    ),
    Check(
        "return_is_of_a_withdrawn_charge",
        "unwanted money comes from a withdrawn charge of the same booking",
        select(_refund.c.id)
        .join(_charge, _charge.c.id == _refund.c.returns_id)
        .where(
            or_(
                _charge.c.state != "void",
                _charge.c.kind != "charge",
                _charge.c.booking_id != _refund.c.booking_id,
                _refund.c.amount_paise > _charge.c.moved_paise,
            )
        ),
    ),
    Check(
        "refund_is_for_cancelled_items",
        "a refund is for cancelled items of its own booking",
        select(refund_items.c.item_id)
        .select_from(_OF_ITEM)
        .where(
            or_(
                payments.c.kind != "refund",
                booking_items.c.status != "cancelled",
                booking_items.c.booking_id != payments.c.booking_id,
            )
        ),
    ),
    Check(
        "item_is_refunded_when_money_went",
        "an item is refunded exactly when a refund for it is done",
        select(booking_items.c.id).where(
            (booking_items.c.payment_status == "refunded") != _IS_REFUNDED
        ),
    ),
    Check(
        "confirmed_is_paid",
        "a booking by card or UPI since the seed was paid before it was confirmed",
        select(bookings.c.id).where(
            bookings.c.created_at >= SINCE,
            bookings.c.payment_method.in_(("card", "upi")),
            bookings.c.status.in_(("confirmed", "in_progress", "completed")),
            bookings.c.payment_status != "paid",
        ),
    ),
    Check(
        "job_event_is_counted",
        "a job that was reported done is completed, one that was reported begun has begun",
        select(job_events.c.id)
        .join(booking_items, booking_items.c.id == job_events.c.item_id)
        .where(
            or_(
                and_(job_events.c.kind == "completed", booking_items.c.status != "completed"),
                and_(job_events.c.kind == "started", booking_items.c.started_at.is_(None)),
            )
        ),
    ),
)
