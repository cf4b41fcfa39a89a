"""The next question of a booking, or, when nothing is left to ask, everything that it would be.

Each step either knows its part or asks for it; the first question found is the one that is asked.
"""

import datetime as dt
from dataclasses import dataclass, replace

from assistant.answers.phrases import Voice
from assistant.answers.rendering import write_money
from assistant.dialogue.asking import place_or_question, service_or_question
from assistant.dialogue.consent import NO, yes_to
from assistant.dialogue.facts import Facts, FreeSlot
from assistant.dialogue.lines import address_line, price_line
from assistant.dialogue.new_address import begin_address
from assistant.dialogue.own import sign_in
from assistant.dialogue.own_rows import address_row
from assistant.dialogue.request import Request
from assistant.dialogue.rows import (
    address_text,
    not_sold_row,
    order_row,
    rate_card_row,
    rupees,
    session_row,
)
from assistant.dialogue.slot_offers import slot_or_question
from assistant.model import Choice, Draft, Evidence
from assistant.task import BookTask, Task
from store.accounts import Address
from store.catalogue import RateCard, Service
from store.orders import Order, Quote
from store.rules import RULES

_CHANGES = ("slot", "address", "variant", "payment")
"""What of a shown order a quick reply can change."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What every step needs."""

    request: Request
    facts: Facts
    voice: Voice


def ask_or_show(
    request: Request, facts: Facts, voice: Voice, task: BookTask, before: BookTask | None = None
) -> Draft:
    """The question for what is not known yet, or the whole order with the question for a yes.

    Args:
        before: the task before this message; what the message settles is said back.
    """
    turn = _Turn(request, facts, voice)
    service = service_or_question(_within(request, task), facts, voice)
    if isinstance(service, Draft):
        return _asking(service, task, "service")
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
    said = _pay_and_show(turn, task, card, slot)
    shows = isinstance(said.task, BookTask) and said.task.shown is not None
    return _after_price(turn, said, card) if picked and not shows else said


def ask_what_else(request: Request, facts: Facts, voice: Voice, task: BookTask) -> Draft:
    """A plain no: to the order, so what should be different; to a question, so it is asked anew."""
    if task.asked != "confirm":
        return ask_or_show(request, facts, voice, task)
    choices = [voice.choice(f"change:{what}", f"button_change_{what}") for what in _CHANGES]
    choices.append(voice.choice("intent:stop", "button_leave_it"))
    said = Draft((voice.say("ask_what_else"),), (session_row(request),), tuple(choices))
    return _asking(replace(said, kind="clarify"), task, "change")


def _after_price(turn: _Turn, said: Draft, card: RateCard) -> Draft:
    """The variant that was picked and its price, before what is asked next."""
    row = _card_row(turn, card, said.task.pincode if isinstance(said.task, BookTask) else None)
    sentences = (price_line(turn.voice, row), *said.sentences)
    return replace(said, sentences=sentences, evidence=(*said.evidence, row))


def _card_row(turn: _Turn, card: RateCard, pincode: str | None) -> Evidence:
    catalogue = turn.facts.catalogue
    return rate_card_row(card, catalogue.places.get(pincode or ""), catalogue.business.state)


def _asking(question: Draft, task: Task, asked: str) -> Draft:
    """The question, with the task as it stands while it is open."""
    left = task.model_copy(update={"asked": asked, "shown": None})
    return replace(question, task=left, asks=None)


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


def _place(turn: _Turn, task: BookTask, service: Service) -> tuple[BookTask, str] | Draft:
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
        return _asking(place, task, "place")
    if place is None:
        return _ask_elsewhere(turn, task, service, task.pincode or "")
    return task, place.pincode


def _ask_address(turn: _Turn, task: BookTask, homes: list[Address]) -> Draft:
    voice = turn.voice
    rows = [address_row(home, turn.request.user_id) for home in homes]
    sentences = (
        voice.say("ask_address"),
        *(address_line(voice, row) for row in rows),
    )
    choices = [Choice(f"address:{home.id}", address_text(home)) for home in homes]
    choices.append(voice.choice("address:new", "button_new_address"))
    said = Draft(sentences, (session_row(turn.request), *rows), tuple(choices), kind="clarify")
    return _asking(said, task, "address")


def _ask_elsewhere(turn: _Turn, task: BookTask, service: Service, pincode: str) -> Draft:
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
    return _asking(said, task.model_copy(update=nowhere), "place")


def _card(task: BookTask, cards: tuple[RateCard, ...]) -> RateCard | None:
    """The rate card that is meant, cards being sorted by price; None: that must be asked."""
    wanted = (task.variant or "").casefold()
    named = next((card for card in cards if card.variant.casefold() == wanted), None)
    if named is None and wanted in ("cheapest", "dearest"):
        named = cards[0 if wanted == "cheapest" else -1]
    return cards[0] if named is None and len(cards) == 1 else named


def _ask_variant(turn: _Turn, task: BookTask, pincode: str, cards: tuple[RateCard, ...]) -> Draft:
    rows = [_card_row(turn, card, pincode) for card in cards]
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
    return _asking(said, task.model_copy(update={"variant": None}), "variant")


def _slot(turn: _Turn, task: BookTask, service: Service, pincode: str) -> FreeSlot | Draft:
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
    return _asking(found.draft, task.model_copy(update=left), "slot")


def _pay_and_show(turn: _Turn, task: BookTask, card: RateCard, slot: FreeSlot) -> Draft:
    request, facts = turn.request, turn.facts
    account = facts.account()
    if request.user_id is None or account is None:
        return sign_in(request, turn.voice, then=task)
    home = next((home for home in account.addresses if home.id == task.address_id), None)
    if home is None:
        return begin_address(request, facts, turn.voice, task)
    offer = facts.quote(card, home.pincode, task.quantity)
    if offer is None:
        raise RuntimeError(f"rate card {card.id} was on sale a moment ago")
    affords = account.wallet_paise >= offer.total_paise
    if task.payment_method is None or (task.payment_method == "wallet" and not affords):
        return _ask_payment(turn, task, affords=affords)
    order = Order(
        user_id=request.user_id,
        address_id=home.id,
        rate_card_id=card.id,
        quantity=task.quantity,
        slot_start=slot.start.astimezone(dt.UTC),
        payment_method=task.payment_method,
        shown_total_paise=offer.total_paise,
    )
    return _show(turn, task, order, offer, home, slot)


def _ask_payment(turn: _Turn, task: BookTask, *, affords: bool) -> Draft:
    voice = turn.voice
    sentences = [voice.say("ask_payment")]
    if task.payment_method == "wallet":
        sentences.insert(0, voice.say("wallet_too_low"))
    ways = [way for way in RULES.payment_methods if way != "wallet" or affords]
    choices = tuple(voice.choice(f"pay:{way}", f"button_pay_{way}") for way in ways)
    said = Draft(tuple(sentences), (session_row(turn.request),), choices, kind="clarify")
    return _asking(said, task.model_copy(update={"payment_method": None}), "payment")


def _show(
    turn: _Turn, task: BookTask, order: Order, offer: Quote, home: Address, slot: FreeSlot
) -> Draft:
    """The order in full, and the question for a yes to exactly that."""
    voice = turn.voice
    row = order_row(offer, home, slot.start, slot.end, order.payment_method, order.user_id)
    sentences = (
        voice.say("order_what", service=(row, "service"), variant=(row, "variant")),
        voice.say("order_when", date=(row, "date"), window=(row, "window")),
        voice.say("order_where", address=(row, "address")),
        voice.say(
            "order_price",
            price=(row, "price"),
            convenience=(row, "convenience_charge"),
            percent=(row, "gst_percent"),
            gst=(row, "gst"),
        ),
        voice.say("order_total", total=(row, "total"), method=(row, "payment_method")),
        voice.say("ask_to_book"),
    )
    choices = (
        voice.choice(yes_to(order), "button_book"),
        voice.choice(NO, "button_change"),
        voice.choice("intent:stop", "button_leave_it"),
    )
    said = Draft(sentences, (session_row(turn.request), row), choices, kind="clarify")
    return replace(said, task=task.model_copy(update={"asked": "confirm", "shown": order}))
