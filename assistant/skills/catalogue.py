"""What we do: categories, the services in one, one service."""

from assistant.answers.phrases import Voice
from assistant.dialogue.asking import (
    MOST_CHOICES,
    category_evidence,
    city_without,
    offering_to_book,
    services_of,
)
from assistant.dialogue.facts import Facts
from assistant.dialogue.lines import not_sold
from assistant.dialogue.request import Request
from assistant.dialogue.rows import not_sold_row, rate_card_row, service_row, session_row
from assistant.model import Choice, Draft, Evidence
from store.catalogue import Service


def service_search(request: Request, facts: Facts, voice: Voice) -> Draft:
    known = facts.catalogue.services
    named = [known[key] for key in request.state.services if key in known]
    if len(named) == 1:
        return _one_service(request, facts, voice, named[0])
    if named:
        titles = tuple(Choice(f"service:{s.key}", f"{s.name} ({s.category})") for s in named)
        question = voice.say("ask_which_service")
        return Draft((question,), (session_row(request),), titles, kind="clarify", asks="service")
    if request.state.category:
        row = category_evidence(facts, request.state.category)
        if row is not None:
            return _one_category(request, facts, voice, row)
    return _everything(request, facts, voice)


def _one_service(request: Request, facts: Facts, voice: Voice, service: Service) -> Draft:
    city = city_without(request, facts, service)
    if city is not None:
        return _not_there(request, voice, service, city)
    row = service_row(service)
    named = {"service": (row, "service"), "category": (row, "category")}
    if service.description:
        sentences = [voice.say("service_found", **named, description=(row, "description"))]
    else:
        sentences = [voice.say("service_found_plain", **named)]
    evidence = [session_row(request), row]
    place = facts.catalogue.places.get(request.state.pincode or "")
    cards = facts.rate_cards(service, None)
    if cards:
        cheapest = rate_card_row(cards[0], place, facts.catalogue.business.state)
        evidence.append(cheapest)
        sentences.append(
            voice.say(
                "service_from",
                service=(cheapest, "service"),
                price=(cheapest, "price"),
                gst=(cheapest, "gst_percent"),
            )
        )
    choices = (
        voice.choice("intent:price_quote", "button_price"),
        voice.choice("intent:availability", "button_slots"),
    )
    return offering_to_book(Draft(tuple(sentences), tuple(evidence), choices), request, voice)


def _not_there(request: Request, voice: Voice, service: Service, city: str) -> Draft:
    row = not_sold_row(service, city)
    choices = (voice.choice("intent:service_search", "button_services"),)
    return Draft((not_sold(voice, row),), (session_row(request), row), choices)


def _one_category(request: Request, facts: Facts, voice: Voice, row: Evidence) -> Draft:
    sentence = voice.say("category_services", category=(row, "category"), names=(row, "services"))
    services = services_of(facts, request.state.category or "")
    choices = tuple(Choice(f"service:{s.key}", s.name) for s in services[:MOST_CHOICES])
    return Draft((sentence,), (session_row(request), row), choices, asks="service")


def _everything(request: Request, facts: Facts, voice: Voice) -> Draft:
    categories = facts.catalogue.categories
    row = Evidence("categories", {"categories": [category.name for category in categories]})
    choices = tuple(Choice(f"category:{c.slug}", c.name) for c in categories)
    sentence = voice.say("categories", names=(row, "categories"))
    return Draft((sentence,), (session_row(request), row), choices, asks="service")
