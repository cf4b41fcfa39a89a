"""What became of an order: booked, with what is left to do, or why not and what can be had."""

from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Outcome, Request
from assistant.dialogue.rows import booking_item_row, booking_row, session_row
from assistant.model import Draft, Reading, Slots
from assistant.skills.book.ask import ask_or_show
from assistant.task import BookTask
from store.refusals import PriceChangedError, RefusedError, SlotTakenError, WalletTooLowError

_REFUSED: tuple[tuple[type[RefusedError], str], ...] = (
    (SlotTakenError, "slot_gone"),
    (PriceChangedError, "price_changed"),
    (WalletTooLowError, "wallet_too_low"),
)


def tell(request: Request, voice: Voice, task: BookTask, outcome: Outcome, facts: Facts) -> Draft:
    """The booking that was made, from its rows; after a refusal the booking goes on."""
    if isinstance(outcome, RefusedError):
        return _refused(request, voice, task, outcome, facts)
    booking = facts.booking(outcome)
    if booking is None:
        raise LookupError(f"booking {outcome} was made and is not there")
    row = booking_row(booking, request.user_id)
    item = booking_item_row(booking, booking.items[0], request.user_id)
    sentences = (
        voice.say("booked", number=(row, "booking_number"), status=(row, "status")),
        voice.say(
            "booking_item",
            service=(item, "service"),
            variant=(item, "variant"),
            date=(item, "start"),
            window=(item, "window"),
        ),
        voice.say(
            f"booked_{booking.payment_method}", total=(row, "total"), method=(row, "payment_method")
        ),
    )
    choices = (voice.choice("intent:booking_list", "button_bookings"),)
    return Draft(
        sentences,
        (session_row(request), row, item),
        choices,
        booking_number=booking.order_id,
        ends_task=True,
    )


def _refused(
    request: Request, voice: Voice, task: BookTask, refusal: RefusedError, facts: Facts
) -> Draft:
    why = next((phrase for kind, phrase in _REFUSED if isinstance(refusal, kind)), "changed_since")
    left = {"payment_method": None} if isinstance(refusal, WalletTooLowError) else {}
    nothing_new = Reading("book", 1.0, request.language, Slots())
    again = replace(request, text="", chosen=None, reading=nothing_new)
    said = ask_or_show(again, facts, voice, task.model_copy(update=left))
    lead = voice.say(why)
    if said.sentences[0] == lead:
        return said
    return replace(said, sentences=(lead, *said.sentences))
