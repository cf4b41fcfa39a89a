"""The next question of a booking, or, when nothing is left to ask, everything that it would be.

Each step either knows its part or asks for it; the first question found is the one that is asked.
"""

import datetime as dt
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.answers.rendering import write_money
from assistant.dialogue.asking import card_meant, place_or_question, service_or_question
from assistant.dialogue.facts import Facts, FreeSlot
from assistant.dialogue.lines import address_line, price_line
from assistant.dialogue.new_address import begin_address
from assistant.dialogue.own_rows import address_row
from assistant.dialogue.request import Request
from assistant.dialogue.rows import (
    address_text,
    not_sold_row,
    rupees,
    session_row,
)
from assistant.dialogue.slot_offers import slot_or_question
from assistant.model import Choice, Draft
from assistant.skills.book.show import pay_and_show
from assistant.skills.book.steps import Turn, asking, card_row
from assistant.task import BookTask
from store.accounts import Address
from store.catalogue import RateCard, Service

_CHANGES = ("slot", "address", "variant", "payment")
"""What of a shown order a quick reply can change."""


def ask_or_show(
    request: Request, facts: Facts, voice: Voice, task: BookTask, before: BookTask | None = None
) -> Draft:
    """The question for what is not known yet, or the whole order with the question for a yes.

    Args:
        before: the task before this message; what the message settles is said back.
    """
    turn = Turn(request, facts, voice)
    service = service_or_question(_within(request, task), facts, voice)
    if isinstance(service, Draft):
        return asking(service, task, "service")
    task = task.model_copy(update={"services": (service.key,), "category": None})
    placed = _place(turn, task, service)
    if isinstance(placed, Draft):
        return placed
    task, pincode = placed
    cards = facts.rate_cards(service, pincode)
    if not cards:
        return _ask_elsewhere(turn, task, service, pincode)
    card = _card(task, cards)
    if card is None:
        return _ask_variant(turn, task, pincode, cards)
    picked = before is not None and len(cards) > 1 and before.variant != card.variant
    task = task.model_copy(update={"variant": card.variant, "pincode": pincode})
    slot = _slot(turn, task, service, pincode)
    if isinstance(slot, Draft):
        return _after_price(turn, slot, card) if picked else slot
    task = task.model_copy(update={"slot_start": slot.start.astimezone(dt.UTC)})
    said = pay_and_show(turn, task, card, slot)
    shows = isinstance(said.task, BookTask) and said.task.shown is not None
    return _after_price(turn, said, card) if picked and not shows else said


def ask_what_else(request: Request, facts: Facts, voice: Voice, task: BookTask) -> Draft:
    """A plain no: to the order, so what should be different; to a question, so it is asked anew."""
    if task.asked != "confirm":
        return ask_or_show(request, facts, voice, task)
    choices = [voice.choice(f"change:{what}", f"button_change_{what}") for what in _CHANGES]
    choices.append(voice.choice("intent:stop", "button_leave_it"))
    said = Draft((voice.say("ask_what_else"),), (session_row(request),), tuple(choices))
    return asking(replace(said, kind="clarify"), task, "change")


def _after_price(turn: Turn, said: Draft, card: RateCard) -> Draft:
    """The variant that was picked and its price, before what is asked next."""
    row = card_row(turn, card, said.task.pincode if isinstance(said.task, BookTask) else None)
    sentences = (price_line(turn.voice, row), *said.sentences)
    return replace(said, sentences=sentences, evidence=(*said.evidence, row))


def _within(request: Request, task: BookTask) -> Request:
    """The request as the steps that other skills share see it: of the booking, nothing else."""
    known = {
        "services": task.services,
        "category": task.category,
        "pincode": task.pincode,
        "city": task.city,
    }
    return replace(request, state=request.state.model_copy(update=known))


def _homes(facts: Facts) -> tuple[Address, ...]:
    account = facts.account()
    return account.addresses if account is not None else ()


def _place(turn: Turn, task: BookTask, service: Service) -> tuple[BookTask, str] | Draft:
    """Where it is to be done: a saved address, or for now a pincode."""
    homes = _homes(turn.facts)
    known = next((home for home in homes if home.id == task.address_id), None)
    if known is not None:
        return task, known.pincode
    task = task.model_copy(update={"address_id": None})
    if turn.request.user_id is not None and task.address_wish == "new":
        return begin_address(turn.request, turn.facts, turn.voice, task)
    near = [h for h in homes if task.pincode in (None, h.pincode) and task.city in (None, h.city)]
    if len(near) == 1 and task.address_wish is None:
        return task.model_copy(update={"address_id": near[0].id}), near[0].pincode
    if near:
        return _ask_address(turn, task, near)
    place = place_or_question(_within(turn.request, task), turn.facts, turn.voice, service)
    if isinstance(place, Draft):
        return asking(place, task, "place")
    if place is None:
        return _ask_elsewhere(turn, task, service, task.pincode or "")
    return task, place.pincode


def _ask_address(turn: Turn, task: BookTask, homes: list[Address]) -> Draft:
    voice = turn.voice
    rows = [address_row(home, turn.request.user_id) for home in homes]
    sentences = (
        voice.say("ask_address"),
        *(address_line(voice, row) for row in rows),
    )
    choices = [Choice(f"address:{home.id}", address_text(home)) for home in homes]
    choices.append(voice.choice("address:new", "button_new_address"))
    said = Draft(sentences, (session_row(turn.request), *rows), tuple(choices), kind="clarify")
    return asking(said, task, "address")


def _ask_elsewhere(turn: Turn, task: BookTask, service: Service, pincode: str) -> Draft:
    """It is not sold there: say so, and ask for another place."""
    row = not_sold_row(service, pincode)
    sentences = (
        turn.voice.say("not_sold_here", service=(row, "service"), pincode=(row, "pincode")),
        turn.voice.say("ask_other_place"),
    )
    others = [home for home in _homes(turn.facts) if home.pincode != pincode]
    choices = [Choice(f"address:{home.id}", address_text(home)) for home in others]
    choices.append(turn.voice.choice("intent:stop", "button_leave_it"))
    said = Draft(sentences, (session_row(turn.request), row), tuple(choices))
    nowhere = {"pincode": None, "city": None, "address_id": None, "address_wish": "choose"}
    return asking(said, task.model_copy(update=nowhere), "place")


def _card(task: BookTask, cards: tuple[RateCard, ...]) -> RateCard | None:
    """The rate card that is meant, cards being sorted by price; None: that must be asked."""
    named = card_meant(task.variant, cards)
    return cards[0] if named is None and len(cards) == 1 else named


def _ask_variant(turn: Turn, task: BookTask, pincode: str, cards: tuple[RateCard, ...]) -> Draft:
    rows = [card_row(turn, card, pincode) for card in cards]
    voice = turn.voice
    sentences = [
        voice.say("price_here", service=(rows[0], "service"), pincode=(rows[0], "pincode"))
    ]
    sentences += [price_line(voice, row) for row in rows]
    sentences.append(voice.say("ask_variant"))
    choices = tuple(
        Choice(f"variant:{card.variant}",
               f"{card.variant} {write_money(rupees(card.price_paise), voice.language)}")
        for card in cards
    )  # fmt: skip
    said = Draft(tuple(sentences), (session_row(turn.request), *rows), choices, kind="clarify")
    return asking(said, task.model_copy(update={"variant": None}), "variant")


def _slot(turn: Turn, task: BookTask, service: Service, pincode: str) -> FreeSlot | Draft:
    request = turn.request

    def free_on(day: dt.date) -> tuple[FreeSlot, ...]:
        return turn.facts.free_slots(service, pincode, day, request.now)

    found = slot_or_question(
        request, turn.voice, (service, pincode), (task.wish, task.slot_start), free_on
    )
    if isinstance(found, FreeSlot):
        return found
    if found.draft.ends_task:
        return found.draft
    left = {"slot_start": None, "wish": found.wish}
    return asking(found.draft, task.model_copy(update=left), "slot")
