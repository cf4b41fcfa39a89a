"""Replies of our own skills on a small shop that lives in memory, as good replies to corrupt.

The skills, phrases, money and policies are the product's; only what they read is made up here.
"""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from assistant.answers.phrases import Voice, load_phrasebook
from assistant.answers.rendering import INDIA
from assistant.customers import Script, load_script
from assistant.dialogue.facts import FreeSlot
from assistant.dialogue.request import Request
from assistant.dialogue.state import State
from assistant.model import LANGUAGES, Evidence, Language, Reading, Slots
from assistant.skills import SKILLS
from store.accounts import Account, Booking, BookingItem
from store.catalogue import Business, Catalogue, Category, Place, RateCard, Service
from store.complaints import Complaint
from store.line import Line
from store.money import gst
from store.orders import Quote
from store.payments import Payment
from store.policies import Policy, render_policies
from store.providers import Profile
from store.rules import RULES

NOW = dt.datetime(2026, 11, 23, 11, 40, tzinfo=INDIA)
_PLACES = (
    Place("411001", "Pune", "Maharashtra"),
    Place("411014", "Pune", "Maharashtra"),
    Place("560034", "Bengaluru", "Karnataka"),
    Place("302021", "Jaipur", "Rajasthan"),
    Place("400076", "Mumbai", "Maharashtra"),
    Place("600042", "Chennai", "Tamil Nadu"),
)
_PRICES = (349, 499, 649, 849, 1299, 1799, 2499, 3999)
_STATUSES = ("pending", "confirmed", "in_progress", "completed", "cancelled")
_PEOPLE = ("Ravi Kumar", "Sunita Rao", "Imran Shaikh", "Anjali Nair")
CUSTOMER = 41
_ASKED = {"price_quote": "price", "availability": "slots", "booking_status": "booking_status",
          "booking_list": "own_bookings", "policy": "rules"}  # fmt: skip
"""The intent, and the wish of the script whose words ask for it."""


@dataclass(frozen=True, slots=True)
class OwnReply:
    """What was asked, what the skill stood on, what it said."""

    key: str
    language: Language
    question: str
    evidence: tuple[Evidence, ...]
    answer: str
    ask: str
    about: tuple[str, ...]
    """What the question is about: service and pincode, or a booking's number."""


@dataclass(frozen=True)
class Shop:
    """Made-up facts in the form that skills read; the same for the same seed."""

    catalogue: Catalogue
    booked: tuple[Booking, ...]
    conversation_id: int = 0

    @cached_property
    def _policies(self) -> Mapping[str, tuple[Policy, ...]]:
        written = render_policies()
        return {lang: tuple(p for p in written if p.language == lang) for lang in LANGUAGES}

    def rate_cards(self, service: Service, pincode: str | None) -> tuple[RateCard, ...]:
        first = service.id % (len(_PRICES) - 2)
        return tuple(
            RateCard(service.id * 10 + at, service.key, service.name, service.category, variant,
                     _PRICES[first + at] * 100, (_PRICES[first + at] + 200) * 100 if at else None)
            for at, variant in enumerate(("Basic", "Standard", "Premium"))
        )  # fmt: skip

    def quote(self, card: RateCard, pincode: str, quantity: int) -> Quote | None:
        return None

    def places_selling(self, service: Service) -> tuple[Place, ...]:
        return _PLACES

    def free_slots(
        self, service: Service, pincode: str, day: dt.date, now: dt.datetime
    ) -> tuple[FreeSlot, ...]:
        starts = [hour for hour in RULES.slot_start_hours() if (hour + service.id + day.day) % 3]
        opened = [dt.datetime.combine(day, dt.time(hour), INDIA) for hour in starts]
        length = dt.timedelta(hours=RULES.slot_hours)
        return tuple(FreeSlot(start, start + length, 2) for start in opened if start > now)

    def account(self) -> Account | None:
        return None

    def bookings(self) -> tuple[Booking, ...]:
        return self.booked

    def booking(self, number: str) -> Booking | None:
        return next((one for one in self.booked if one.order_id == number), None)

    def complaints(self) -> tuple[Complaint, ...]:
        return ()

    def complaint(self, number: str) -> Complaint | None:
        return None

    def payments(self, number: str) -> tuple[Payment, ...]:
        return ()

    def invoice_link(self, booking: Booking, now: dt.datetime) -> str | None:
        return None

    def provider(self, provider_id: int) -> Profile | None:
        return Profile(provider_id, _PEOPLE[provider_id % len(_PEOPLE)], Decimal("4.6"), 120, True)

    def friends(self) -> tuple[str | None, ...]:
        return ()

    def policies(self, language: str) -> tuple[Policy, ...]:
        return self._policies[language]

    def line(self, now: dt.datetime) -> Line:
        return Line(ahead=2, is_in_line=False, joined=0, half_within_minutes=None)


def own_replies(language: Language, seed: int = 1) -> list[OwnReply]:
    """A few hundred replies in one language: prices, slots, bookings, rules."""
    chance = random.Random(f"own/{seed}")
    script = load_script()
    catalogue = _catalogue(script)
    services = tuple(catalogue.services.values())
    voice = Voice(load_phrasebook(), language)
    found = []
    for at, (intent, asked, words) in enumerate(_requests(services, chance)):
        booked = tuple(_booking(services, number, chance) for number in range(3))
        number = booked[0].order_id
        is_one = intent == "booking_status"
        slots = Slots(booking_number=number) if is_one else asked
        wish = next(wish for wish in script.wishes if wish.name == _ASKED[intent])
        named = _Words({**words, "number": number}, script, language)
        question = chance.choice(wish.said[language]).format_map(named)
        request = Request(
            text=question,
            reading=Reading(intent, 1.0, language, slots),
            state=State(services=slots.services, pincode=slots.pincode, date=slots.date),
            now=NOW,
            language=language,
            user_id=CUSTOMER,
        )
        said = SKILLS[intent](request, Shop(catalogue, booked), voice)
        if said.kind == "answer":
            about = (number,) if is_one else (words["service"], words["pincode"])
            key = f"own-{at}"
            found.append(OwnReply(key, language, question, said.evidence, said.text, intent, about))
    return found


class _Words(dict[str, str]):
    """Fills {service} with what customers call it."""

    def __init__(self, words: Mapping[str, str], script: Script, language: Language) -> None:
        called = script.services[words["service"]][language][0]
        super().__init__({**words, "service": called, "other_number": ""})


def _requests(
    services: tuple[Service, ...], chance: random.Random
) -> Iterator[tuple[str, Slots, Mapping[str, str]]]:
    for service in services:
        for place in _PLACES:
            words = {"service": service.key, "pincode": place.pincode}
            named = Slots(services=(service.key,), pincode=place.pincode)
            yield "price_quote", named, words
            day = NOW.date() + dt.timedelta(days=1)
            yield "availability", Slots((service.key,), pincode=place.pincode, date=day), words
            yield "booking_status", named, words
        yield chance.choice(("booking_list", "policy")), Slots(), words


def _catalogue(script: Script) -> Catalogue:
    keys = sorted(script.services)
    slugs = sorted({key.split("/")[0] for key in keys})
    categories = tuple(
        Category(at, _title(slug), slug, f"{_title(slug)} at home")
        for at, slug in enumerate(slugs, 1)
    )
    services = {
        key: Service(at, key, _title(key.split("/")[1]), key.split("/")[1],
                     _title(key.split("/")[0]), key.split("/")[0], "", "repair" in key)
        for at, key in enumerate(keys, 1)
    }  # fmt: skip
    return Catalogue(
        Business("ConvergeAI", "Maharashtra", "27AAAAA0000A1Z5"),
        categories,
        MappingProxyType(services),
        MappingProxyType({place.pincode: place for place in _PLACES}),
    )


def _title(slug: str) -> str:
    words = [{"ac": "AC", "ro": "RO"}.get(word, word.capitalize()) for word in slug.split("-")]
    return " ".join(words)


def _booking(services: tuple[Service, ...], number: int, chance: random.Random) -> Booking:
    """One booking of one job in the coming or the past days; sums as the business computes them."""
    service, place = chance.choice(services), chance.choice(_PLACES)
    price = chance.choice(_PRICES) * 100
    tax = gst(price + RULES.convenience_paise, place.state == "Maharashtra")
    total = price + RULES.convenience_paise + tax.total_paise
    status = chance.choice(_STATUSES)
    days = -chance.randint(1, 9) if status in ("completed", "cancelled") else chance.randint(1, 9)
    day = NOW.date() + dt.timedelta(days=days)
    start = dt.datetime.combine(day, dt.time(chance.choice(RULES.slot_start_hours())), INDIA)
    end = start + dt.timedelta(hours=RULES.slot_hours)
    paid = total if status == "completed" or chance.random() < 0.4 else 0
    payment = "paid" if paid else "pending"
    identity = 1000 + chance.randrange(8000) + number
    item = BookingItem(
        id=identity, booking_id=identity, service_id=service.id, rate_card_id=service.id * 10,
        service=service.name, variant=chance.choice(("Basic", "Standard", "Premium")), quantity=1,
        price_paise=price, discount_paise=0, total_paise=total, slot_start=start, slot_end=end,
        started_at=None, ended_at=None, provider_id=7, provider=chance.choice(_PEOPLE),
        status=status, payment_status=payment, cancelled_by=None, cancellation_reason=None,
    )  # fmt: skip
    return Booking(
        id=identity, order_id=f"CB-{100_000 + identity}", invoice_number=None, status=status,
        payment_status=payment, payment_method="upi", settlement_status="pending",
        transaction_id=None, refund_transaction_id=None, subtotal_paise=price, discount_paise=0,
        convenience_paise=RULES.convenience_paise, sgst_rate_percent=9, cgst_rate_percent=9,
        igst_rate_percent=0, sgst_paise=tax.sgst_paise, cgst_paise=tax.cgst_paise,
        igst_paise=tax.igst_paise, total_paise=total, paid_paise=paid, remaining_paise=total - paid,
        refund_paise=0, preferred_date=day, preferred_slot_start=start, instructions=None,
        cancellation_reason=None, cancelled_at=None, created_at=NOW - dt.timedelta(days=12),
        address_id=1, city=place.city, state=place.state, pincode=place.pincode, items=(item,),
    )  # fmt: skip
