"""What a scenario gives, made by the store's own actions.

So it is nothing but what the product could have written; what cannot be made is refused.
"""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answers.rendering import INDIA
from assistant.mind import open_mind
from evals.marketplace import TODAY, Clock, Conversation, begin
from evals.scenarios.script import Booked, Home, Scenario
from store.accounts import account, create_customer
from store.addresses import NewAddress, add_address
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
from store.database import Database, Tx
from store.ids import Ids
from store.orders import Order, place_order, quote
from store.payment_events import PaymentEvent, apply_event
from store.payments import payments_of
from store.rules import RULES


class UnplayableError(RuntimeError):
    """What a scenario gives cannot be made in the seeded marketplace."""


@dataclass(frozen=True, slots=True)
class World:
    """One customer in a marketplace of their own, and their conversation."""

    talk: Conversation
    owner_id: int
    """Whose rows are looked at in the end, signed in or not."""
    place: Place
    numbers: Mapping[str, str]
    """The numbers of the given bookings by their names."""


def open_world(database: Database, scenario: Scenario, chance: random.Random) -> World:
    """The marketplace in which everything holds that the scenario gives.

    Raises:
        UnplayableError: the marketplace cannot give it.
    """
    clock = Clock()
    ids = Ids(clock.now, chance)
    with database.write() as tx:
        mind = open_mind(tx)
        owner = create_customer(tx, f"+9198{chance.randrange(10**8):08}", clock.now())
        place = _settle(tx, mind.catalogue, scenario, owner, clock, chance)
        numbers = {
            booked.name: _book(tx, mind.catalogue, booked, owner, clock)
            for booked in scenario.given.bookings
        }
    user = owner if scenario.given.signed_in else None
    talk = begin(database, mind, clock, ids, user, scenario.language, scenario.channel)
    return World(talk, owner, place, numbers)


def _settle(
    tx: Tx,
    catalogue: Catalogue,
    scenario: Scenario,
    owner: int,
    clock: Clock,
    chance: random.Random,
) -> Place:
    """Give the customer the homes; the place is that of the first, or where something is sold."""
    homes = scenario.given.homes or (Home(),)
    places = [_place(tx, catalogue, scenario, home, chance) for home in homes]
    for at, (home, place) in enumerate(zip(scenario.given.homes, places, strict=False)):
        new = NewAddress(
            user_id=owner,
            line1=home.line1,
            line2=None,
            pincode=place.pincode,
            contact_name="Asha Rao",
            contact_mobile="+919812345678",
            make_default=at == 0,
        )
        add_address(tx, new, clock.now())
    return places[0]


def _place(
    tx: Tx, catalogue: Catalogue, scenario: Scenario, home: Home, chance: random.Random
) -> Place:
    if home.pincode is not None:
        return catalogue.places[home.pincode]
    wanted = [home.of, *(booked.service for booked in scenario.given.bookings)]
    wanted += [booking.service for booking in scenario.end.bookings or ()]
    services = [find_service(catalogue, name) for name in dict.fromkeys(wanted) if name]
    if not services:
        return catalogue.places[sorted(catalogue.places)[0]]
    common = set.intersection(*(_selling_whole(tx, service) for service in services))
    slots = _wanted_slots(scenario)
    fitting = [
        pincode
        for pincode in sorted(common)
        if all(_is_free(tx, service, pincode, slot) for service in services for slot in slots)
    ]
    if not fitting:
        raise UnplayableError(f"{scenario.name}: no pincode sells all of {wanted} then")
    return catalogue.places[chance.choice(fitting)]


def _selling_whole(tx: Tx, service: Service) -> set[str]:
    """The pincodes in which every variant of a service is sold."""
    everything = len(rate_cards(tx, service.id, None))
    places = (place.pincode for place in pincodes_selling(tx, service.id))
    return {code for code in places if len(rate_cards(tx, service.id, code)) == everything}


def _wanted_slots(scenario: Scenario) -> list[dt.datetime]:
    """Slots that must be free for the scenario to go as it should."""
    ends = scenario.end.bookings or ()
    days = [(end.day, end.hour) for end in ends if end.day is not None and end.hour is not None]
    days += [(given.day, given.hour) for given in scenario.given.bookings]
    return [slot_start(day, hour) for day, hour in days if day >= 0]


def slot_start(day: int, hour: int) -> dt.datetime:
    return dt.datetime.combine(TODAY + dt.timedelta(days=day), dt.time(hour), INDIA)


def _is_free(tx: Tx, service: Service, pincode: str, start: dt.datetime) -> bool:
    able = [provider.id for provider in providers_for(tx, service.id, pincode)]
    taken = taken_slots(tx, able, start, start + dt.timedelta(hours=RULES.slot_hours))
    return bool(able) and len({provider for provider, _ in taken}) < len(able)


def find_service(catalogue: Catalogue, name: str) -> Service:
    """By key ("plumbing/tap-repair") or by a name that only one service has.

    Raises:
        UnplayableError: there is none, or there are several.
    """
    found = [
        s for s in catalogue.services.values() if name.casefold() in (s.key, s.name.casefold())
    ]
    if len(found) != 1:
        raise UnplayableError(f"{len(found)} services are called {name!r}")
    return found[0]


def find_card(tx: Tx, service: Service, variant: str, pincode: str | None) -> RateCard:
    cards = rate_cards(tx, service.id, pincode)
    fitting = [card for card in cards if card.variant == variant]
    if not fitting:
        raise UnplayableError(f"{service.name} has no variant {variant} in {pincode}")
    return fitting[0]


def _book(tx: Tx, catalogue: Catalogue, booked: Booked, owner: int, clock: Clock) -> str:
    person = account(tx, owner)
    if person is None or not person.addresses:
        raise UnplayableError(f"{booked.name}: a booking needs a home")
    home = person.addresses[0]
    service = find_service(catalogue, booked.service)
    card = find_card(tx, service, booked.variant, home.pincode)
    order = Order(
        user_id=owner,
        address_id=home.id,
        rate_card_id=card.id,
        quantity=1,
        slot_start=slot_start(booked.day, booked.hour),
        payment_method=booked.pay,
        shown_total_paise=quote(tx, card.id, home.pincode, 1).total_paise,
    )
    number = place_order(tx, order, clock.now())
    if booked.paid:
        _pay(tx, owner, number, clock)
    return number


def _pay(tx: Tx, owner: int, number: str, clock: Clock) -> None:
    """The payment side says that everything is paid."""
    for payment in payments_of(tx, owner, number):
        event = PaymentEvent(
            event_id=f"paid-{payment.id}",
            kind="paid",
            payment_id=payment.id,
            amount_paise=payment.amount_paise,
            reference=f"T{payment.id}",
            occurred_at=clock.now(),
            body_hash=f"paid-{payment.id}",
        )
        apply_event(tx, event, clock.now())
