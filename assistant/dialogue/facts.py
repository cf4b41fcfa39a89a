"""What skills may read, and the reading of it from the store.

Skills ask in the domain's words and get values; they see neither tables nor a transaction, so the
same skill runs on a database, in an evaluation or in a test.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from assistant.answers.rendering import INDIA
from assistant.links import InvoiceLinks
from store.accounts import Account, Booking, account, booking_by_number, bookings_of
from store.catalogue import (
    Catalogue,
    Place,
    RateCard,
    Service,
    pincodes_selling,
    providers_for,
    rate_cards,
    taken_slots,
)
from store.complaints import Complaint, complaint_by_number, complaints_of
from store.database import Tx
from store.line import Line, line_for
from store.orders import Quote, quote
from store.payments import Payment, payments_of
from store.policies import Policy, load_policies
from store.providers import Profile, provider_profile
from store.referrals import friends_of
from store.refusals import NotSoldError
from store.rules import RULES


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot in which at least one provider is free."""

    start: dt.datetime
    end: dt.datetime
    providers: int


class Facts(Protocol):
    """Everything a skill may know. What belongs to a person is that of the person who asks."""

    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def conversation_id(self) -> int: ...
    def rate_cards(self, service: Service, pincode: str | None) -> tuple[RateCard, ...]: ...
    def quote(self, card: RateCard, pincode: str, quantity: int) -> Quote | None: ...
    def places_selling(self, service: Service) -> tuple[Place, ...]: ...
    def free_slots(
        self, service: Service, pincode: str, day: dt.date, now: dt.datetime
    ) -> tuple[FreeSlot, ...]: ...
    def account(self) -> Account | None: ...
    def bookings(self) -> tuple[Booking, ...]: ...
    def booking(self, number: str) -> Booking | None: ...
    def payments(self, number: str) -> tuple[Payment, ...]: ...
    def complaints(self) -> tuple[Complaint, ...]: ...
    def complaint(self, number: str) -> Complaint | None: ...
    def invoice_link(self, booking: Booking, now: dt.datetime) -> str | None: ...
    def provider(self, provider_id: int) -> Profile | None: ...
    def friends(self) -> tuple[str | None, ...]: ...
    def policies(self, language: str) -> tuple[Policy, ...]: ...
    def line(self, now: dt.datetime) -> Line: ...


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """Facts read from the database, each time anew; `user_id` None is a guest, who owns nothing."""

    tx: Tx
    catalogue: Catalogue
    user_id: int | None
    conversation_id: int
    links: InvoiceLinks | None = None

    def rate_cards(self, service: Service, pincode: str | None) -> tuple[RateCard, ...]:
        return rate_cards(self.tx, service.id, pincode)

    def quote(self, card: RateCard, pincode: str, quantity: int) -> Quote | None:
        """What so many of them cost there now; None when they are not to be had."""
        try:
            return quote(self.tx, card.id, pincode, quantity)
        except NotSoldError:
            return None

    def places_selling(self, service: Service) -> tuple[Place, ...]:
        return pincodes_selling(self.tx, service.id)

    def free_slots(
        self, service: Service, pincode: str, day: dt.date, now: dt.datetime
    ) -> tuple[FreeSlot, ...]:
        providers = [provider.id for provider in providers_for(self.tx, service.id, pincode)]
        opening = dt.datetime.combine(day, dt.time(RULES.opening_hour), INDIA)
        closing = dt.datetime.combine(day, dt.time(RULES.closing_hour), INDIA)
        taken = taken_slots(self.tx, providers, opening, closing)
        length = dt.timedelta(hours=RULES.slot_hours)
        slots = []
        for hour in RULES.slot_start_hours():
            start = dt.datetime.combine(day, dt.time(hour), INDIA)
            free = sum((provider, start) not in taken for provider in providers)
            if free and start > now:
                slots.append(FreeSlot(start, start + length, free))
        return tuple(slots)

    def account(self) -> Account | None:
        return account(self.tx, self.user_id) if self.user_id is not None else None

    def bookings(self) -> tuple[Booking, ...]:
        return bookings_of(self.tx, self.user_id) if self.user_id is not None else ()

    def booking(self, number: str) -> Booking | None:
        return (
            booking_by_number(self.tx, self.user_id, number) if self.user_id is not None else None
        )

    def complaints(self) -> tuple[Complaint, ...]:
        return complaints_of(self.tx, self.user_id) if self.user_id is not None else ()

    def complaint(self, number: str) -> Complaint | None:
        return (
            complaint_by_number(self.tx, self.user_id, number) if self.user_id is not None else None
        )

    def payments(self, number: str) -> tuple[Payment, ...]:
        return payments_of(self.tx, self.user_id, number) if self.user_id is not None else ()

    def invoice_link(self, booking: Booking, now: dt.datetime) -> str | None:
        return None if self.links is None else self.links.link(booking.id, now)

    def provider(self, provider_id: int) -> Profile | None:
        return provider_profile(self.tx, provider_id)

    def friends(self) -> tuple[str | None, ...]:
        return friends_of(self.tx, self.user_id) if self.user_id is not None else ()

    def policies(self, language: str) -> tuple[Policy, ...]:
        return load_policies(self.tx, language)

    def line(self, now: dt.datetime) -> Line:
        return line_for(self.tx, self.conversation_id, now)
