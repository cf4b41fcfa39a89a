"""How it is paid, and then the whole order with the question for a yes to exactly that."""

import datetime as dt
from dataclasses import replace

from assistant.dialogue.consent import NO, yes_to
from assistant.dialogue.facts import FreeSlot
from assistant.dialogue.new_address import begin_address
from assistant.dialogue.own import sign_in
from assistant.dialogue.rows import local, order_row, session_row, window
from assistant.model import Draft, Evidence, Sentence
from assistant.skills.book.steps import Turn, asking
from assistant.task import BookTask
from store.accounts import Address
from store.catalogue import RateCard
from store.orders import Order, Quote
from store.rules import RULES


def pay_and_show(turn: Turn, task: BookTask, card: RateCard, slot: FreeSlot) -> Draft:
    request, facts = turn.request, turn.facts
    account = facts.account()
    if request.user_id is None or account is None:
        return _after_so_far(turn, sign_in(request, turn.voice, then=task), card, slot)
    home = next((home for home in account.addresses if home.id == task.address_id), None)
    if home is None:
        return _after_so_far(turn, begin_address(request, facts, turn.voice, task), card, slot)
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


def _ask_payment(turn: Turn, task: BookTask, *, affords: bool) -> Draft:
    voice = turn.voice
    sentences = [voice.say("ask_payment")]
    if task.payment_method == "wallet":
        sentences.insert(0, voice.say("wallet_too_low"))
    ways = [way for way in RULES.payment_methods if way != "wallet" or affords]
    choices = tuple(voice.choice(f"pay:{way}", f"button_pay_{way}") for way in ways)
    said = Draft(tuple(sentences), (session_row(turn.request),), choices, kind="clarify")
    return asking(said, task.model_copy(update={"payment_method": None}), "payment")


def _show(
    turn: Turn, task: BookTask, order: Order, offer: Quote, home: Address, slot: FreeSlot
) -> Draft:
    """The order in full, and the question for a yes to exactly that."""
    voice = turn.voice
    row = order_row(offer, home, slot.start, slot.end, order.payment_method, order.user_id)
    sentences = (
        _what(turn, row),
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


def _what(turn: Turn, row: Evidence) -> Sentence:
    holes = {"service": (row, "service"), "variant": (row, "variant")}
    if row.fields["quantity"] == 1:
        return turn.voice.say("order_what", **holes)
    return turn.voice.say("order_what_many", quantity=(row, "quantity"), **holes)


def _after_so_far(turn: Turn, said: Draft, card: RateCard, slot: FreeSlot) -> Draft:
    """What is settled already, before it is put aside for something else."""
    row = Evidence(
        "order",
        {
            "service": card.service,
            "variant": card.variant,
            "start": local(slot.start),
            "window": window(slot.start, slot.end),
        },
    )
    lead = turn.voice.say(
        "order_so_far",
        service=(row, "service"),
        variant=(row, "variant"),
        date=(row, "start"),
        window=(row, "window"),
    )
    return replace(said, sentences=(lead, *said.sentences), evidence=(*said.evidence, row))
