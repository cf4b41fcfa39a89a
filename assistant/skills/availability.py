"""When somebody can come: the free slots of a day, or of the next day that has any."""

import datetime as dt
import re
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.answers.rendering import INDIA
from assistant.dialogue.asking import (
    city_without,
    offering_to_book,
    place_or_question,
    rule_instead,
    service_or_question,
)
from assistant.dialogue.facts import Facts, FreeSlot
from assistant.dialogue.lines import not_sold
from assistant.dialogue.request import Request
from assistant.dialogue.rows import not_sold_row, session_row, slots_row, window
from assistant.language.dates import find_dates
from assistant.model import Draft, Evidence, Sentence
from store.catalogue import Service
from store.rules import RULES

DAYS_AHEAD = 14


def availability(request: Request, facts: Facts, voice: Voice) -> Draft:
    service = service_or_question(request, facts, voice)
    if isinstance(service, Draft):
        said = rule_instead(request, facts) or _coming_there(request, facts, voice, service)
        return _with_hours(request, voice, request.now.date(), said)
    if request.reading.slots.date is None and _names_no_day(request):
        question = (voice.say("no_such_day"),)
        return Draft(question, (session_row(request),), kind="clarify")
    city = city_without(request, facts, service)
    if city is not None:
        return _not_sold(request, voice, service, city)
    place = place_or_question(request, facts, voice, service)
    if isinstance(place, Draft):
        return place
    if place is None or not facts.rate_cards(service, place.pincode):
        pincode = place.pincode if place else request.state.pincode or ""
        return _not_sold(request, voice, service, pincode)
    today, asked = request.now.date(), _day_asked(request)
    wanted = max(asked or today, today)
    for day in (wanted + dt.timedelta(days=ahead) for ahead in range(DAYS_AHEAD)):
        slots = facts.free_slots(service, place.pincode, day, request.now)
        fitting = _within(request, slots) if day == wanted else slots
        if fitting or (slots and day == wanted):
            phrase = "slots_on" if fitting else "slots_other_hours"
            if asked is not None and day != wanted:
                phrase = "slots_later"
            said = _offer(request, voice, service, place.pincode, day, fitting or slots, phrase)
            return _with_hours(request, voice, day, _after_what_is_over(request, voice, said))
    return _nothing(request, voice, service, place.pincode)


def _day_asked(request: Request) -> dt.date | None:
    """The day that is wanted; of the coming week its first."""
    asked, today = request.state.date, request.now.date()
    if request.reading.slots.date is None and _NEXT_WEEK.search(request.text):
        return today + dt.timedelta(days=7 - today.weekday())
    return asked


_NEXT_WEEK = re.compile(
    r"\b(?:next|coming)\s+week\b|\bagle\s+(?:haft[ea]y?|week)\b|अगले\s+(?:हफ़्ते|हफ्ते|सप्ताह)",
    re.IGNORECASE,
)


def _names_no_day(request: Request) -> bool:
    """Whether the message names a day that does not exist: 31 February."""
    days = find_dates(request.text, request.now.date())
    return bool(days) and not any(span.value for span in days)


def _after_what_is_over(request: Request, voice: Voice, said: Draft) -> Draft:
    """The offer; to who asks for a day that is over, after that it is."""
    asked = request.reading.slots.date
    if asked is None or asked >= request.now.date():
        return said
    row = Evidence("days/over", {"date": asked.isoformat(), "over": True})
    over = voice.say("day_over", date=(row, "date"))
    return replace(said, sentences=(over, *said.sentences), evidence=(*said.evidence, row))


def _with_hours(request: Request, voice: Voice, day: dt.date, said: Draft) -> Draft:
    """The offer; to who asks for an hour at which nobody comes, after between which we do."""
    start = request.reading.slots.time_from
    opens, closes = dt.time(RULES.opening_hour), dt.time(RULES.closing_hour)
    if start is None or opens <= start < closes:
        return said
    first, last = (dt.datetime.combine(day, hour, INDIA) for hour in (opens, closes))
    row = Evidence("rules/hours", {"window": window(first, last)})
    hours = voice.say("outside_hours", window=(row, "window"))
    return replace(said, sentences=(hours, *said.sentences), evidence=(*said.evidence, row))


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


def _not_sold(request: Request, voice: Voice, service: Service, where: str) -> Draft:
    row = not_sold_row(service, where)
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft((not_sold(voice, row),), (session_row(request), row), choices)


def _nothing(request: Request, voice: Voice, service: Service, pincode: str) -> Draft:
    row = not_sold_row(service, pincode)
    sentence = voice.say("no_slots", service=(row, "service"), pincode=(row, "pincode"))
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft((sentence,), (session_row(request), row), choices)
