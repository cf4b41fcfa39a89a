"""What a service costs: every variant, or the one asked for, with GST and where it is sold.

Prices are read when they are asked for, never remembered.
"""

from assistant.answers.phrases import Voice
from assistant.dialogue.asking import (
    card_meant,
    offering_to_book,
    place_or_question,
    service_or_question,
)
from assistant.dialogue.facts import Facts
from assistant.dialogue.lines import price_line
from assistant.dialogue.request import Request
from assistant.dialogue.rows import not_sold_row, rate_card_row, rules_row, session_row
from assistant.model import Draft, Evidence, Sentence
from store.catalogue import Service


def price_quote(request: Request, facts: Facts, voice: Voice) -> Draft:
    service = service_or_question(request, facts, voice)
    if isinstance(service, Draft):
        return service
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
    sentences = [_heading(voice, rows[0], pincode)]
    sentences += [price_line(voice, row) for row in rows]
    sentences.append(voice.say("price_convenience", charge=(rules, "convenience_charge")))
    evidence = (session_row(request), *rows, rules)
    if question is None:
        choices = (voice.choice("intent:availability", "button_slots"),)
        return offering_to_book(Draft(tuple(sentences), evidence, choices), request, voice)
    sentences += question.sentences
    extra = tuple(row for row in question.evidence if row.source != "session")
    return Draft(tuple(sentences), evidence + extra, question.choices, asks=question.asks)


def _heading(voice: Voice, row: Evidence, pincode: str | None) -> Sentence:
    if pincode is None:
        return voice.say("price_anywhere", service=(row, "service"))
    return voice.say("price_here", service=(row, "service"), pincode=(row, "pincode"))


def _not_sold(
    request: Request, facts: Facts, voice: Voice, service: Service, pincode: str
) -> Draft:
    """That it is not done there; and what it costs where it is, for that was asked."""
    row = not_sold_row(service, pincode)
    sentences = [voice.say("not_sold_here", service=(row, "service"), pincode=(row, "pincode"))]
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
