"""What a service costs: every variant, or the one asked for, with GST and where it is sold.

Prices are read when they are asked for, never remembered.
"""

from collections.abc import Iterator, Sequence

from assistant.answers.phrases import Voice
from assistant.dialogue.answers import asks_total, asks_what_is_in
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
from assistant.dialogue.rows import (
    not_sold_row,
    quote_row,
    rate_card_row,
    rules_row,
    service_row,
    session_row,
)
from assistant.model import Choice, Draft, Evidence, Sentence
from store.catalogue import RateCard, Service

_MOST_AT_ONCE = 6
"""Services of which one reply tells prices."""


def price_quote(request: Request, facts: Facts, voice: Voice) -> Draft:
    several = _named_apart(request, facts)
    if several:
        return _several(request, facts, voice, several)
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
    for sentence, row in (
        *_what_for(request, voice, service),
        *_totals(request, facts, voice, chosen, pincode),
    ):
        sentences.append(sentence)
        evidence.append(row)
    if question is None:
        choices = (voice.choice("intent:availability", "button_slots"),)
        said = Draft(tuple(sentences), tuple(evidence), choices)
        return offering_to_book(said, request, voice)
    sentences += question.sentences
    evidence += [row for row in question.evidence if row.source != "session"]
    return Draft(tuple(sentences), tuple(evidence), question.choices, asks=question.asks)


_Told = tuple[Sentence, Evidence]
"""A sentence with the row that it stands on."""


def _what_for(request: Request, voice: Voice, service: Service) -> Iterator[_Told]:
    """What the price is for, where a size is said ("7 seater", "3 BHK") or that is asked."""
    sized = "_num_" in request.reading.masked and request.reading.slots.quantity is None
    if service.description and (sized or asks_what_is_in(request.text)):
        row = service_row(service)
        holes = {"service": (row, "service"), "description": (row, "description")}
        yield voice.say("price_is_for", **holes), row


def _totals(
    request: Request, facts: Facts, voice: Voice, cards: Sequence[RateCard], pincode: str | None
) -> Iterator[_Told]:
    """What as many as were said cost in all, of each variant; of one, where that is asked."""
    many = request.state.quantity
    if pincode is None or not (many or asks_total(request.text)):
        return
    for card in cards:
        offer = facts.quote(card, pincode, many or 1)
        if offer is not None:
            row = quote_row(offer, pincode)
            holes = {name: (row, name) for name in ("quantity", "service", "variant", "total")}
            yield voice.say("price_total", **holes), row


def _named_apart(request: Request, facts: Facts) -> list[Service]:
    """The services of a message that names several, each by a word of its own."""
    known = facts.catalogue.services
    named = [known[key] for key in request.reading.slots.services if key in known]
    mentions = request.reading.masked.count("_svc_")
    return named if 2 <= mentions <= len(named) <= _MOST_AT_ONCE else []


def _several(request: Request, facts: Facts, voice: Voice, services: list[Service]) -> Draft:
    """From what each of them costs, the cheapest first, where the customer is if that is known."""
    pincode, home = request.state.pincode, facts.catalogue.business.state
    place = facts.catalogue.places.get(pincode or "")
    priced, unsold = [], []
    for service in services:
        cards = facts.rate_cards(service, pincode)
        meant = card_meant(request.state.variant, cards) or next(iter(cards), None)
        if meant is None:
            unsold.append(not_sold_row(service, pincode or ""))
        else:
            priced.append(meant)
    priced.sort(key=lambda card: card.price_paise)
    rows = [rate_card_row(card, place, home) for card in priced]
    sentences = [voice.say("prices_of_several")] if rows else []
    sentences += [_from(voice, row) for row in rows]
    sentences += [not_sold(voice, row) for row in unsold]
    choices = tuple(Choice(f"service:{s.key}", f"{s.name} ({s.category})") for s in services)
    evidence = (session_row(request), *rows, *unsold)
    return Draft(tuple(sentences), evidence, choices, asks="service")


def _from(voice: Voice, row: Evidence) -> Sentence:
    holes = {"service": (row, "service"), "category": (row, "category")}
    return voice.say("price_from", price=(row, "price"), gst=(row, "gst_percent"), **holes)


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
