"""Saving a new address: pincode, lines, whom to ask for; shown in full, and saved on a yes."""

from functools import partial

from assistant.answers.phrases import Voice
from assistant.dialogue.consent import says_no, says_yes
from assistant.dialogue.facts import Facts
from assistant.dialogue.new_address import ask_or_show_address, line_of
from assistant.dialogue.own_rows import address_row
from assistant.dialogue.request import Deed, Outcome, Request
from assistant.dialogue.rows import session_row
from assistant.model import Draft
from assistant.task import AddressTask
from store.addresses import NewAddress
from store.refusals import RefusedError


def go_on(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
    """The address with what the message adds to it."""
    task = request.state.task
    if not isinstance(task, AddressTask):
        raise TypeError("no address is in progress")
    if task.asked == "confirm" and says_no(request.reading, request.chosen):
        task = task.model_copy(update={"line1": None, "line2": None, "asked": None})
        return ask_or_show_address(request, facts, voice, task)
    heard = _hear(request, task)
    said = ask_or_show_address(request, facts, voice, heard)
    shown = said.task.shown if isinstance(said.task, AddressTask) else None
    agreed = task.shown is not None and says_yes(
        request.reading, request.text, request.chosen, task.shown
    )
    if agreed and isinstance(shown, NewAddress) and shown == task.shown:
        return Deed(shown, partial(_tell, request, voice, heard))
    return said


def _hear(request: Request, task: AddressTask) -> AddressTask:
    pincode, text = request.reading.slots.pincode, request.text
    said: dict[str, object] = {"pincode": pincode} if pincode else {}
    if task.asked == "line" and len(line_of(text)) > 3:
        said["line1"] = line_of(text)
    if task.asked == "name" and text.strip():
        said["contact_name"] = text.strip()[:120]
    return task.model_copy(update=said)


def _tell(
    request: Request, voice: Voice, task: AddressTask, outcome: Outcome, facts: Facts
) -> Draft:
    """Saved; the booking that waited for it goes on."""
    if isinstance(outcome, RefusedError):
        again = task.model_copy(update={"pincode": None, "asked": None})
        return ask_or_show_address(request, facts, voice, again)
    account = facts.account()
    if account is None:
        raise LookupError("an address was saved for nobody")
    home = next(one for one in account.addresses if str(one.id) == outcome)
    row = address_row(home, account.user_id)
    said = (voice.say("address_saved", address=(row, "address")),)
    then = task.then
    if then is not None:
        then = then.model_copy(update={"address_id": home.id, "address_wish": None})
    return Draft(said, (session_row(request), row), task=then, ends_task=then is None)
