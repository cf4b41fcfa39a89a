"""Asking for what is missing: which service, which pincode. Ambiguity asks; it never guesses."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.passages import asked_passage, tell_passage
from assistant.dialogue.request import Request
from assistant.dialogue.rows import category_row, session_row
from assistant.model import Choice, Draft, Evidence
from store.catalogue import Place, RateCard, Service

MOST_CHOICES = 8


def service_or_question(request: Request, facts: Facts, voice: Voice) -> Service | Draft:
    """The one service that the customer means, or the question that finds out."""
    known = facts.catalogue.services
    named = [known[key] for key in request.state.services if key in known]
    if len(named) == 1:
        return named[0]
    session = session_row(request)
    if len(named) > MOST_CHOICES:
        meant = dict.fromkeys((service.category_slug, service.category) for service in named)
        choices = tuple(Choice(f"category:{slug}", name) for slug, name in meant)
        question = voice.say("ask_which_service")
    elif named:
        titles = [f"{service.name} ({service.category})" for service in named]
        choices = _service_choices(named, titles)
        question = voice.say("ask_which_service")
    elif request.state.category:
        named = [s for s in known.values() if s.category_slug == request.state.category]
        choices = _service_choices(named, [service.name for service in named])
        question = voice.say("ask_which_service")
    else:
        choices = tuple(
            Choice(f"category:{category.slug}", category.name)
            for category in facts.catalogue.categories
        )
        question = voice.say("ask_service")
    return Draft((question,), (session,), choices[:12], kind="clarify", asks="service")


def rule_instead(request: Request, facts: Facts) -> Draft | None:
    """The rule that a message asks for which names no work and no place."""
    slots = request.reading.slots
    if slots.services or slots.category or slots.pincode or slots.city or request.chosen:
        return None
    found = asked_passage(request, facts, maybe_own=True)
    return None if found is None else tell_passage(request, found)


def place_or_question(
    request: Request, facts: Facts, voice: Voice, service: Service
) -> Place | Draft | None:
    """Where the customer is: a place we know, None for a pincode we don't, or the question."""
    places = facts.catalogue.places
    session = session_row(request)
    if request.state.pincode:
        return places.get(request.state.pincode)
    if request.state.city:
        here = [p for p in facts.places_selling(service) if p.city == request.state.city]
        if len(here) == 1:
            return here[0]
        if here:
            row = Evidence(
                f"subcategories#{service.id}/pincodes",
                {
                    "service": service.name,
                    "city": request.state.city,
                    "pincodes": [place.pincode for place in here],
                },
            )
            question = voice.say(
                "ask_pincode_of_city",
                city=(row, "city"),
                service=(row, "service"),
                pincodes=(row, "pincodes"),
            )
            choices = tuple(Choice(f"pincode:{p.pincode}", p.pincode) for p in here[:MOST_CHOICES])
            return Draft((question,), (session, row), choices, kind="clarify", asks="pincode")
    account = facts.account()
    if account is not None and account.addresses:
        home = places.get(account.addresses[0].pincode)
        if home is not None:
            return home
    question = voice.say("ask_pincode")
    return Draft((question,), (session,), kind="clarify", asks="pincode")


def city_without(request: Request, facts: Facts, service: Service) -> str | None:
    """The city that the customer speaks of, if nobody there does the service."""
    city = request.state.city
    if request.state.pincode or not city:
        return None
    return None if any(p.city == city for p in facts.places_selling(service)) else city


def offering_to_book(said: Draft, request: Request, voice: Voice) -> Draft:
    """The reply with a way to book behind it, unless something is being done already."""
    if request.state.task is not None:
        return said
    choices = (voice.choice("intent:book", "button_book_one"), *said.choices)
    return replace(said, choices=choices, asks="book")


def card_meant(variant: str | None, cards: Sequence[RateCard]) -> RateCard | None:
    """The rate card that is meant by its variant's name, or "cheapest" or "dearest"; the cards are
    sorted by price."""
    wanted = (variant or "").casefold()
    if wanted in ("cheapest", "dearest") and cards:
        return cards[0 if wanted == "cheapest" else -1]
    return next((card for card in cards if card.variant.casefold() == wanted), None)


def services_of(facts: Facts, category_slug: str) -> tuple[Service, ...]:
    return tuple(
        service
        for service in facts.catalogue.services.values()
        if service.category_slug == category_slug
    )


def category_evidence(facts: Facts, category_slug: str) -> Evidence | None:
    for category in facts.catalogue.categories:
        if category.slug == category_slug:
            return category_row(category, services_of(facts, category_slug))
    return None


def _service_choices(services: list[Service], titles: list[str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"service:{service.key}", title)
        for service, title in zip(services, titles, strict=True)
    )
