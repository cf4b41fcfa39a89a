"""Saved addresses: shown, a new one saved, another one made the default; changed on a yes to what
was shown."""

import re
from dataclasses import replace
from functools import partial

from assistant.answers.phrases import Voice
from assistant.dialogue.choosing import number_of
from assistant.dialogue.consent import NO, is_yes_or_no, says_no, says_yes, yes_to
from assistant.dialogue.facts import Facts
from assistant.dialogue.lines import address_line
from assistant.dialogue.new_address import ask_or_show_address, line_of
from assistant.dialogue.own import sign_in
from assistant.dialogue.own_rows import address_row
from assistant.dialogue.request import Deed, Outcome, Request
from assistant.dialogue.rows import address_text, session_row
from assistant.language.tokens import keys, tokenize
from assistant.model import Choice, Draft, Evidence
from assistant.task import AddressTask
from store.accounts import Account, Address
from store.addresses import DefaultAddress, NewAddress
from store.refusals import RefusedError

_ADD = keys(
    """
    add save new naya naye nayi jod jodo jodna jodni shifted moved change update जोड़ जोड जोड़ो जोड़ना
    जोड़िए नया नए नयी सेव सहेज बदल
    """
)
_DEFAULT = keys("default primary main set डिफ़ॉल्ट डिफॉल्ट मुख्य")
_LINE = re.compile(
    r"(?:\b(?:flat|house|h\.? ?no|plot|shop|door|room|makan|bungalow|villa)\b|फ्लैट|फ़्लैट|मकान|प्लॉट|"
    r"\b[A-Z]{1,2}-?\d{1,4}\b).*|(?<=:).*",
    re.IGNORECASE | re.DOTALL,
)
"""Where an address begins in a message that says more."""


def address(request: Request, facts: Facts, voice: Voice) -> Draft:
    """Show what is saved, or begin what the message wants done with it."""
    account = facts.account()
    if account is None:
        return sign_in(request, voice)
    words = {token.key for token in tokenize(request.text)}
    if words & _DEFAULT and account.addresses:
        return _ask_default(request, voice, account, AddressTask(make_default=True))
    if words & _ADD:
        line = _LINE.search(request.text)
        task = AddressTask(
            pincode=request.reading.slots.pincode,
            line1=line_of(line.group()) or None if line else None,
        )
        return ask_or_show_address(request, facts, voice, task)
    return _show_all(request, voice, account)


def go_on(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
    """The address with what the message adds to it."""
    task, account = request.state.task, facts.account()
    if not isinstance(task, AddressTask) or account is None:
        raise TypeError("no address is in progress")
    is_default = task.make_default and task.line1 is None and task.pincode is None
    if task.asked == "confirm" and says_no(request.reading, request.chosen):
        task = task.model_copy(update={"line1": None, "line2": None, "address_id": None})
        task = task.model_copy(update={"asked": None})
        heard = task
    else:
        heard = _hear(request, account, task)
    if is_default:
        said = _ask_default(request, voice, account, heard)
    else:
        said = ask_or_show_address(request, facts, voice, heard)
    shown = said.task.shown if isinstance(said.task, AddressTask) else None
    agreed = says_yes(request.reading, request.text, request.chosen, task.shown)
    if agreed and shown is not None and shown == task.shown:
        return Deed(shown, partial(_tell, request, voice, heard))
    return said


def _show_all(request: Request, voice: Voice, account: Account) -> Draft:
    rows = [address_row(home, account.user_id) for home in account.addresses]
    count = Evidence("addresses", {"customer_id": account.user_id, "saved": len(rows)})
    if not rows:
        return Draft((voice.say("addresses_none"),), (session_row(request), count))
    sentences = [voice.say("addresses_saved", count=(count, "saved"))]
    sentences += [address_line(voice, row) for row in rows]
    return Draft(tuple(sentences), (session_row(request), count, *rows))


def _hear(request: Request, account: Account, task: AddressTask) -> AddressTask:
    pincode, text = request.reading.slots.pincode, request.text
    kind, _, value = (request.chosen or "").partition(":")
    said: dict[str, object] = {}
    if task.make_default and task.line1 is None:
        if kind == "address":
            said["address_id"] = number_of(value)
        elif pincode is not None:
            there = [home.id for home in account.addresses if home.pincode == pincode]
            said["address_id"] = there[0] if len(there) == 1 else None
        return task.model_copy(update=said)
    if pincode:
        said["pincode"] = pincode
    looks_like_one = task.asked == "line" or "," in text or _LINE.search(text) is not None
    if task.asked in ("line", "pincode") and looks_like_one and len(line_of(text)) > 3:
        said["line1"] = line_of(text)
    is_name = task.asked == "name" and not is_yes_or_no(request.reading, text)
    if is_name and text.strip():
        said["contact_name"] = text.strip()[:120]
    return task.model_copy(update=said)


def _ask_default(request: Request, voice: Voice, account: Account, task: AddressTask) -> Draft:
    """Which address is to be the default, or the one that was named and the question for a yes."""
    others = [home for home in account.addresses if not home.is_default]
    if not others:
        return replace(_show_all(request, voice, account), ends_task=True)
    pincode = request.reading.slots.pincode
    if task.address_id is None and pincode is not None:
        there = [home for home in others if home.pincode == pincode]
        others = there or others
    named = next((home for home in others if home.id == task.address_id), None)
    if named is None and len(others) == 1:
        named = others[0]
    if named is not None:
        return _show_default(request, voice, account, task, named)
    rows = [address_row(home, account.user_id) for home in others]
    sentences = (voice.say("ask_which_default"), *(address_line(voice, row) for row in rows))
    choices = tuple(Choice(f"address:{home.id}", address_text(home)) for home in others)
    said = Draft(sentences, (session_row(request), *rows), choices, kind="clarify")
    left = task.model_copy(update={"asked": "address", "shown": None})
    return replace(said, task=left)


def _show_default(
    request: Request, voice: Voice, account: Account, task: AddressTask, home: Address
) -> Draft:
    row = address_row(home, account.user_id)
    change = DefaultAddress(account.user_id, home.id)
    sentences = (address_line(voice, row), voice.say("ask_to_make_default"))
    choices = (
        voice.choice(yes_to(change), "button_make_default"),
        voice.choice(NO, "button_another_one"),
        voice.choice("intent:stop", "button_leave_it"),
    )
    said = Draft(sentences, (session_row(request), row), choices, kind="clarify")
    left = task.model_copy(update={"address_id": home.id, "asked": "confirm", "shown": change})
    return replace(said, task=left)


def _tell(
    request: Request, voice: Voice, task: AddressTask, outcome: Outcome, facts: Facts
) -> Draft:
    """Saved, or the default now; a booking that waited for it goes on."""
    account = facts.account()
    if account is None:
        raise LookupError("an address was changed for nobody")
    if isinstance(outcome, RefusedError):
        if task.make_default and task.address_id is not None:
            return replace(_show_all(request, voice, account), ends_task=True)
        again = task.model_copy(update={"pincode": None, "asked": None})
        return ask_or_show_address(request, facts, voice, again)
    home = next(one for one in account.addresses if str(one.id) == outcome)
    row = address_row(home, account.user_id)
    is_new = isinstance(request.state.task, AddressTask) and isinstance(
        request.state.task.shown, NewAddress
    )
    said = (voice.say("address_saved" if is_new else "default_set", address=(row, "address")),)
    then = task.then
    if then is not None:
        then = then.model_copy(update={"address_id": home.id, "address_wish": None})
    return Draft(said, (session_row(request), row), task=then, ends_task=then is None)
