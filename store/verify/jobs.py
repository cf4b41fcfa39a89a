"""Checks of jobs: whose they are, who does them where, when, and what their status allows."""

from sqlalchemy import and_, exists, or_, select

from store.rules import RULES
from store.tables import (
    addresses,
    bookings,
    provider_pincodes,
    provider_skills,
    providers,
    rate_card_pincodes,
    rate_cards,
    subcategories,
)
from store.tables import (
    booking_items as items,
)
from store.verify.check import SINCE, UNTIL, UNTOUCHED, Check, india_seconds, seconds

_OPEN = items.c.status.in_(("pending", "accepted", "in_progress"))
_CONSIDERED = or_(_OPEN, UNTOUCHED)
"""The catalogue moves on: once a database is in use, only open jobs must still agree with it."""

_WITH_BOOKING = items.join(bookings, bookings.c.id == items.c.booking_id)
_WITH_CARD = items.join(rate_cards, rate_cards.c.id == items.c.rate_card_id)
_WITH_PLACE = items.join(addresses, addresses.c.id == items.c.address_id)

_DAY = 86_400
_SLOT = RULES.slot_hours * 3600
_OPENING = RULES.opening_hour * 3600
_LAST_START = RULES.slot_start_hours()[-1] * 3600
_START_OF_DAY = india_seconds(items.c.slot_start) % _DAY

_ITEM_STATUSES = {
    "pending": ("pending", "cancelled"),
    "confirmed": ("pending", "accepted", "cancelled"),
    "in_progress": ("pending", "accepted", "in_progress", "completed", "cancelled"),
    "completed": ("completed", "cancelled"),
    "cancelled": ("cancelled",),
}
"""What the items of a booking may be, by the status of the booking."""


CHECKS = (
    Check(
        "booking_address_is_own",
        "a booking goes to an address of the person who booked",
        select(bookings.c.id)
        .join(addresses, addresses.c.id == bookings.c.address_id)
        .where(bookings.c.user_id != addresses.c.user_id),
    ),
    Check(
        "item_agrees_with_booking",
        "an item has the customer and the address of its booking",
        select(items.c.id)
        .select_from(_WITH_BOOKING)
        .where(
            or_(items.c.user_id != bookings.c.user_id, items.c.address_id != bookings.c.address_id)
        ),
    ),
    Check(
        "item_variant_is_the_rate_cards",
        "an item has the variant of its rate card",
        select(items.c.id).select_from(_WITH_CARD).where(items.c.variant != rate_cards.c.variant),
    ),
    Check(
        "item_is_as_the_catalogue_says",
        "seeded items carry the name and the price of the catalogue",
        select(items.c.id)
        .select_from(_WITH_CARD.join(subcategories))
        .where(
            UNTOUCHED,
            or_(
                items.c.service_name != subcategories.c.name,
                items.c.price_paise != rate_cards.c.price_paise,
            ),
        ),
    ),
    Check(
        "item_is_sold_there",
        "a rate card is booked where it is sold",
        select(items.c.id)
        .select_from(_WITH_PLACE)
        .where(
            _CONSIDERED,
            ~exists().where(
                rate_card_pincodes.c.rate_card_id == items.c.rate_card_id,
                rate_card_pincodes.c.pincode == addresses.c.pincode,
            ),
        ),
    ),
    Check(
        "item_has_provider",
        "a job that was accepted has a provider",
        select(items.c.id).where(
            items.c.provider_id.is_(None),
            items.c.status.in_(("accepted", "in_progress", "completed")),
        ),
    ),
    Check(
        "provider_may_work",
        "open jobs are with active, verified providers",
        select(items.c.id)
        .select_from(items.join(providers))
        .where(_OPEN, or_(~providers.c.active, ~providers.c.verified)),
    ),
    Check(
        "provider_serves_pincode",
        "a provider serves the pincode of the job",
        select(items.c.id)
        .select_from(_WITH_PLACE)
        .where(
            items.c.provider_id.is_not(None),
            _CONSIDERED,
            ~exists().where(
                provider_pincodes.c.provider_id == items.c.provider_id,
                provider_pincodes.c.pincode == addresses.c.pincode,
            ),
        ),
    ),
    Check(
        "provider_has_skill",
        "a provider can do what they are booked for",
        select(items.c.id)
        .select_from(_WITH_CARD)
        .where(
            items.c.provider_id.is_not(None),
            _CONSIDERED,
            ~exists().where(
                provider_skills.c.provider_id == items.c.provider_id,
                provider_skills.c.subcategory_id == rate_cards.c.subcategory_id,
            ),
        ),
    ),
    Check(
        "slot_is_whole",
        "a job takes exactly one slot of the day",
        select(items.c.id).where(
            or_(
                seconds(items.c.slot_end) - seconds(items.c.slot_start) != _SLOT,
                _START_OF_DAY < _OPENING,
                _START_OF_DAY > _LAST_START,
                (_START_OF_DAY - _OPENING) % _SLOT != 0,
            )
        ),
    ),
    Check(
        "preferred_date_is_the_slots",
        "the preferred date is the local day of the preferred slot",
        select(bookings.c.id).where(
            seconds(bookings.c.preferred_date)
            != india_seconds(bookings.c.preferred_slot_start)
            - india_seconds(bookings.c.preferred_slot_start) % _DAY
        ),
    ),
    Check(
        "booked_before_the_slot",
        "a booking was made before its jobs begin",
        select(items.c.id)
        .select_from(_WITH_BOOKING)
        .where(bookings.c.created_at > items.c.slot_start),
    ),
    Check(
        "status_agrees_with_items",
        "the status of a booking is one that its items allow",
        select(items.c.id)
        .select_from(_WITH_BOOKING)
        .where(
            or_(
                *(
                    and_(bookings.c.status == status, items.c.status.not_in(allowed))
                    for status, allowed in _ITEM_STATUSES.items()
                )
            )
        ),
    ),
    Check(
        "some_item_is_left",
        "a booking all of whose items are cancelled is cancelled itself",
        select(bookings.c.id).where(
            bookings.c.status != "cancelled",
            exists().where(items.c.booking_id == bookings.c.id),
            ~exists().where(items.c.booking_id == bookings.c.id, items.c.status != "cancelled"),
        ),
    ),
    Check(
        "completed_lies_in_the_past",
        "a completed job has begun, at most a slot early, has ended, and did so in the past",
        select(items.c.id).where(
            items.c.status == "completed",
            or_(
                seconds(items.c.slot_start) - seconds(items.c.started_at) > _SLOT,
                items.c.started_at.is_(None),
                items.c.ended_at.is_(None),
                items.c.ended_at >= UNTIL,
            ),
        ),
    ),
    Check(
        "upcoming_lies_in_the_future",
        "a seeded job that is yet to come lies in the future",
        select(items.c.id).where(
            items.c.status.in_(("pending", "accepted")), items.c.slot_start < SINCE
        ),
    ),
    Check(
        "only_begun_jobs_have_times",
        "a job that waits has not begun; one in progress has, and has not ended",
        select(items.c.id).where(
            or_(
                and_(
                    items.c.status.in_(("pending", "accepted")),
                    or_(items.c.started_at.is_not(None), items.c.ended_at.is_not(None)),
                ),
                and_(
                    items.c.status == "in_progress",
                    or_(
                        items.c.started_at.is_(None),
                        items.c.started_at >= UNTIL,
                        items.c.ended_at.is_not(None),
                    ),
                ),
            )
        ),
    ),
    Check(
        "cancelled_in_time",
        "a booking is cancelled after it was made and not in the future",
        select(bookings.c.id).where(
            or_(bookings.c.cancelled_at < bookings.c.created_at, bookings.c.cancelled_at >= UNTIL)
        ),
    ),
)
