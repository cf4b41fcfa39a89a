"""Free slots as a customer wishes them: the one that fits, or those of the nearest day.

Takes a slot only where day and time leave a single one; everything else is offered and asked.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answers.phrases import Voice
from assistant.answers.rendering import INDIA, write_date, write_window
from assistant.dialogue.answers import wants_earliest, wants_other_day
from assistant.dialogue.facts import FreeSlot
from assistant.dialogue.request import Request
from assistant.dialogue.rows import not_sold_row, session_row, slots_row, window
from assistant.dialogue.state import State
from assistant.model import Choice, Draft, Slots
from assistant.task import TimeWish
from store.catalogue import Service

DAYS_AHEAD = 14
FARTHEST = 60
"""Days from now beyond which a date that reads in two ways is not meant."""
MOST_DAYS = 3
"""How many other days are offered beside the slots of one."""

FreeOn = Callable[[dt.date], tuple[FreeSlot, ...]]
"""The free slots of a day."""


@dataclass(frozen=True, slots=True)
class Offers:
    """The slots of `day` that fit best, and further days that have some."""

    day: dt.date
    slots: tuple[FreeSlot, ...]
    fits: bool
    """Whether day and time are those wished for, as far as they were said."""
    other_days: tuple[dt.date, ...]


def wished(
    wish: TimeWish, slots: Slots, text: str, chosen: str | None, now: dt.datetime
) -> TimeWish:
    """The wish with what a message says about the time; what it does not mention stays."""
    kind, _, value = (chosen or "").partition(":")
    if kind == "day":
        return wish.model_copy(update={"day": dt.date.fromisoformat(value), "days": ()})
    today = now.date()
    said: dict[str, object] = {}
    if slots.date is not None and slots.date >= today:
        latest = today + dt.timedelta(days=FARTHEST)
        days = tuple(day for day in slots.date_choices if today <= day <= latest)
        said |= {"day": slots.date, "days": days if len(days) > 1 else ()}
    if slots.time_from is not None or slots.time_to is not None:
        said |= {
            "time_from": slots.time_from,
            "time_to": slots.time_to,
            "hours": slots.time_choices,
        }
    if not said and wants_earliest(text):
        return TimeWish()
    if not said and wants_other_day(text):
        after = (wish.day or today) + dt.timedelta(days=1)
        return wish.model_copy(update={"day": after, "days": ()})
    return wish.model_copy(update=said)


def wish_of(state: State, slots: Slots, now: dt.datetime) -> TimeWish:
    """When it should be, as a message says it or as it was said before."""
    is_past = state.date is not None and state.date < now.date()
    known = TimeWish(
        day=None if is_past else state.date, time_from=state.time_from, time_to=state.time_to
    )
    return wished(known, slots, "", None, now)


def find_offers(wish: TimeWish, free_on: FreeOn, today: dt.date) -> Offers | None:
    """What can be had, the nearest to the wish; None when nothing is free for two weeks."""
    first = max(wish.day or today, today)
    found: dict[dt.date, tuple[FreeSlot, ...]] = {}
    best: dt.date | None = None
    for day in (first + dt.timedelta(days=ahead) for ahead in range(DAYS_AHEAD)):
        slots = free_on(day)
        if not slots:
            continue
        found[day] = slots
        if best is None and wish.day in (None, day) and fitting_slots(wish, slots):
            best = day
        settled = best is not None or wish.day is not None
        if settled and len(found) > MOST_DAYS:
            break
    if not found:
        return None
    day = best or next(iter(found))
    slots = fitting_slots(wish, found[day]) if best else found[day]
    others = tuple(dict.fromkeys((*wish.days, *found)))
    others = tuple(other for other in others if other != day)[:MOST_DAYS]
    return Offers(day, slots, best is not None, others)


def the_one(wish: TimeWish, offers: Offers) -> FreeSlot | None:
    """The slot that the wish leaves no choice about."""
    settled = wish.day is not None and wish.time_from is not None and not wish.days
    return offers.slots[0] if settled and offers.fits and len(offers.slots) == 1 else None


def fitting_slots(wish: TimeWish, slots: Sequence[FreeSlot]) -> tuple[FreeSlot, ...]:
    """The slots within the hours wished for: a single hour means the slot that holds it."""
    start, end = wish.time_from, wish.time_to
    if wish.hours:
        hours = wish.hours
        return tuple(s for s in slots if any(_clock(s.start) <= h < _clock(s.end) for h in hours))
    if start is None:
        return tuple(slots)
    if end is None or end <= start:
        return tuple(s for s in slots if _clock(s.start) <= start < _clock(s.end))
    inside = tuple(s for s in slots if start <= _clock(s.start) and _clock(s.end) <= end)
    return inside or tuple(s for s in slots if _clock(s.start) < end and start < _clock(s.end))


@dataclass(frozen=True, slots=True)
class SlotQuestion:
    """The question for a slot, or that there is none, and the wish that an answer narrows."""

    draft: Draft
    wish: TimeWish


def slot_or_question(
    request: Request,
    voice: Voice,
    place: tuple[Service, str],
    chosen: tuple[TimeWish, dt.datetime | None],
    free_on: FreeOn,
    which_day: str = "ask_day",
) -> FreeSlot | SlotQuestion:
    """The slot that was chosen and is still free, the only one that fits, or the question.

    Args:
        place: the service, and the pincode where it is to be done.
        chosen: what was wished, and the start that was picked if one was.
        which_day: the phrase that asks for the day.
    """
    (service, pincode), (wish, start) = place, chosen
    if start is not None:
        day = start.astimezone(INDIA).date()
        picked = next((slot for slot in free_on(day) if slot.start == start), None)
        if picked is not None:
            return picked
        wish = TimeWish(day=day)
    offers = find_offers(wish, free_on, request.now.date())
    if offers is None:
        none = nothing_free(request, voice, service, pincode)
        return SlotQuestion(replace(none, ends_task=True), wish)
    if wish.day is None and start is None:
        return SlotQuestion(_ask_day(request, voice, offers, which_day), wish)
    one = the_one(wish, offers)
    if one is not None:
        return one
    said = ask_slot(request, voice, service, pincode, offers)
    if start is not None:
        said = replace(said, sentences=(voice.say("slot_gone"), *said.sentences))
    return SlotQuestion(said, wish.model_copy(update={"day": offers.day}))


def _ask_day(request: Request, voice: Voice, offers: Offers, phrase: str) -> Draft:
    """Which day: the next ones on which somebody is free."""
    days = sorted({offers.day, *offers.other_days})
    choices = tuple(
        Choice(f"day:{day.isoformat()}", write_date(day, voice.language)) for day in days
    )
    said = (voice.say(phrase),)
    return Draft(said, (session_row(request),), choices, kind="clarify")


def ask_slot(
    request: Request, voice: Voice, service: Service, pincode: str, offers: Offers
) -> Draft:
    """The offered slots, and the question which one suits."""
    head, *rows = slots_row(service, pincode, offers.day, offers.slots)
    phrase = "offer_slots" if offers.fits else "offer_slots_instead"
    sentences = [
        voice.say(phrase, service=(head, "service"), date=(head, "date")),
        *(voice.say("slot_line", window=(row, "window")) for row in rows),
        voice.say("ask_slot"),
    ]
    choices = [slot_choice(slot, voice) for slot in offers.slots]
    choices += [
        Choice(f"day:{day.isoformat()}", write_date(day, voice.language))
        for day in offers.other_days
    ]
    evidence = (session_row(request), head, *rows)
    return Draft(tuple(sentences), evidence, tuple(choices), kind="clarify")


def nothing_free(request: Request, voice: Voice, service: Service, pincode: str) -> Draft:
    row = not_sold_row(service, pincode)
    sentence = voice.say("no_slots", service=(row, "service"), pincode=(row, "pincode"))
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft((sentence,), (session_row(request), row), choices, kind="decline")


def slot_choice(slot: FreeSlot, voice: Voice) -> Choice:
    title = write_window(window(slot.start, slot.end), voice.language)
    return Choice(f"slot:{slot.start.astimezone(INDIA).isoformat()}", title)


def _clock(moment: dt.datetime) -> dt.time:
    return moment.astimezone(INDIA).time()
