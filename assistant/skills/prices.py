"""What a service costs: every variant, or the one asked for, with GST and where it is sold.

Prices are read when they are asked for, never remembered.
"""

from assistant.answers.phrases import Voice
from assistant.dialogue.asking import (
    card_meant,
    city_without,
    offering_to_book,
    place_or_question,
    rule_instead,
    service_or_question,
)
from assistant.dialogue.facts import Facts
from assistant.dialogue.lines import not_sold, price_line
from assistant.dialogue.request import Request
from assistant.dialogue.rows import not_sold_row, rate_card_row, rules_row, session_row
from assistant.model import Draft, Evidence, Sentence
from store.catalogue import Service


def price_quote(request: Request, facts: Facts, voice: Voice) -> Draft:
    service = service_or_question(request, facts, voice)
    if isinstance(service, Draft):
        return rule_instead(request, facts) or service
    city = city_without(request, facts, service)
    if city is not None:
        return _not_sold(request, facts, voice, service, city)
    place = place_or_question(request, facts, voice, service)
    if isinstance(place, Draft):
        # A price does not depend on the pincode, so it is told before the pincode is asked for.
        return _quote(request, facts, voice, service, None, question=place)
    if place is None:
        return _not_sold(request, facts, voice, service, request.state.pincode or "")
    return _quote(request, facts, voice, service, place.pincode, question=None)


def _quote(
    request: Request,
    facts: Facts,
    voice: Voice,
    service: Service,
    pincode: str | None,
    *,
    question: Draft | None,
) -> Draft:
    cards = facts.rate_cards(service, pincode)
    if not cards:
        return _not_sold(request, facts, voice, service, pincode or "")
    meant = card_meant(request.state.variant, cards)
    chosen = list(cards) if meant is None else [meant]
    place = facts.catalogue.places.get(pincode or "")
    home = facts.catalogue.business.state
    rows = [rate_card_row(card, place, home) for card in chosen]
    rules = rules_row()
    sentences, evidence = [_heading(voice, rows[0], pincode)], [session_row(request), *rows, rules]
    asked = request.reading.slots.variant
    if meant is None and pincode is not None and _is_named(facts, service, asked):
        absent = not_sold_row(service, pincode, asked)
        holes = {"service": (absent, "service"), "pincode": (absent, "pincode")}
        sentences = [voice.say("variant_not_here", variant=(absent, "variant"), **holes)]
        evidence.append(absent)
    sentences += [price_line(voice, row) for row in rows]
    sentences.append(voice.say("price_convenience", charge=(rules, "convenience_charge")))
    if question is None:
        choices = (voice.choice("intent:availability", "button_slots"),)
        said = Draft(tuple(sentences), tuple(evidence), choices)
        return offering_to_book(said, request, voice)
    sentences += question.sentences
    evidence += [row for row in question.evidence if row.source != "session"]
    return Draft(tuple(sentences), tuple(evidence), question.choices, asks=question.asks)


def _is_named(facts: Facts, service: Service, variant: str | None) -> bool:
    """Whether the service has a variant of this name anywhere."""
    named = (variant or "").casefold()
    return any(card.variant.casefold() == named for card in facts.rate_cards(service, None))


def _heading(voice: Voice, row: Evidence, pincode: str | None) -> Sentence:
    if pincode is None:
        return voice.say("price_anywhere", service=(row, "service"))
    return voice.say("price_here", service=(row, "service"), pincode=(row, "pincode"))


def _not_sold(request: Request, facts: Facts, voice: Voice, service: Service, where: str) -> Draft:
    """That it is not done there; and what it costs where it is, for that was asked."""
    row = not_sold_row(service, where)
    sentences = [not_sold(voice, row)]
    evidence = [session_row(request), row]
    cards = facts.rate_cards(service, None)
    if cards:
        cheapest = rate_card_row(cards[0], None, facts.catalogue.business.state)
        evidence.append(cheapest)
        holes = {"price": (cheapest, "price"), "gst": (cheapest, "gst_percent")}
        sentences.append(voice.say("sold_elsewhere", service=(cheapest, "service"), **holes))
    choices = (
        voice.choice("intent:service_search", "button_services"),
        voice.choice("intent:human_agent", "button_human"),
    )
    return Draft(tuple(sentences), tuple(evidence), choices)
