"""When somebody can come: the free slots of a day, or of the next day that has any."""

import datetime as dt
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.asking import offering_to_book, place_or_question, service_or_question
from assistant.dialogue.facts import Facts, FreeSlot
from assistant.dialogue.request import Request
from assistant.dialogue.rows import not_sold_row, session_row, slots_row
from assistant.model import Draft, Evidence, Sentence
from store.catalogue import Service

DAYS_AHEAD = 14


def availability(request: Request, facts: Facts, voice: Voice) -> Draft:
    service = service_or_question(request, facts, voice)
    if isinstance(service, Draft):
        return _coming_there(request, facts, voice, service)
    place = place_or_question(request, facts, voice, service)
    if isinstance(place, Draft):
        return place
    if place is None or not facts.rate_cards(service, place.pincode):
        pincode = place.pincode if place else request.state.pincode or ""
        return _nothing(request, voice, service, pincode, "not_sold_here")
    today = request.now.date()
    wanted = max(request.state.date or today, today)
    for day in (wanted + dt.timedelta(days=ahead) for ahead in range(DAYS_AHEAD)):
        slots = facts.free_slots(service, place.pincode, day, request.now)
        fitting = _within(request, slots) if day == wanted else slots
        if fitting or (slots and day == wanted):
            asked_day = fitting and (day == wanted or request.state.date is None)
            phrase = "slots_on" if asked_day else "slots_later"
            return _offer(request, voice, service, place.pincode, day, fitting or slots, phrase)
    return _nothing(request, voice, service, place.pincode, "no_slots")


def _coming_there(request: Request, facts: Facts, voice: Voice, question: Draft) -> Draft:
    """Whether anybody comes to the pincode or city that the message names, before the question
    which service is wanted; the question alone when it names neither."""
    slots = request.reading.slots
    if slots.pincode is None and slots.city is None:
        return question
    places = [
        place
        for place in facts.catalogue.places.values()
        if slots.pincode in (None, place.pincode) and slots.city in (None, place.city)
    ]
    where = slots.pincode or slots.city or ""
    row = Evidence(f"pincodes/{where}", {"place": where, "served": bool(places)})
    if not places:
        sentence = voice.say("not_coming_there", place=(row, "place"))
        choices = (voice.choice("intent:human_agent", "button_human"),)
        return Draft((sentence,), (session_row(request), row), choices)
    sentence = voice.say("coming_there", place=(row, "place"))
    return replace(
        question,
        sentences=(sentence, *question.sentences),
        evidence=(*question.evidence, row),
        kind="answer",
    )


def _within(request: Request, slots: tuple[FreeSlot, ...]) -> tuple[FreeSlot, ...]:
    start, end = request.state.time_from, request.state.time_to
    return tuple(
        slot
        for slot in slots
        if (start is None or slot.end.time() > start)
        and (end is None or slot.start.time() < end or end <= (start or end))
    )


def _offer(
    request: Request,
    voice: Voice,
    service: Service,
    pincode: str,
    day: dt.date,
    slots: tuple[FreeSlot, ...],
    phrase: str,
) -> Draft:
    head, *rows = slots_row(service, pincode, day, slots)
    sentences: list[Sentence] = [
        voice.say(phrase, service=(head, "service"), pincode=(head, "pincode"), date=(head, "date"))
    ]
    sentences += [voice.say("slot_line", window=(row, "window")) for row in rows]
    choices = (voice.choice("intent:price_quote", "button_price"),)
    said = Draft(tuple(sentences), (session_row(request), head, *rows), choices)
    return offering_to_book(said, request, voice)


def _nothing(request: Request, voice: Voice, service: Service, pincode: str, phrase: str) -> Draft:
    row = not_sold_row(service, pincode)
    sentence = voice.say(phrase, service=(row, "service"), pincode=(row, "pincode"))
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft((sentence,), (session_row(request), row), choices)
