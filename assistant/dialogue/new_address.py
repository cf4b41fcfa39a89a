"""The first question for a new address, and the ones after it, until all of it can be shown.

Shared by the booking that needs an address and by the customer who only wants to add one.
"""

import re
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.consent import NO, yes_to
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request
from assistant.dialogue.rows import session_row
from assistant.model import Draft, Evidence
from assistant.task import AddressTask, BookTask
from store.addresses import NewAddress

_PINCODE = re.compile(r"[\s,.-]*(?<!\d)\d{3}\s?\d{3}(?!\d)\s*$")


def begin_address(request: Request, facts: Facts, voice: Voice, booking: BookTask) -> Draft:
    """Ask for the address that a booking needs; the booking goes on when it is saved."""
    task = AddressTask(pincode=booking.pincode, then=booking.model_copy(update={"asked": None}))
    said = ask_or_show_address(request, facts, voice, task)
    account = facts.account()
    if account is None or not account.addresses or booking.pincode is None:
        return said
    none = {"customer_id": account.user_id, "pincode": booking.pincode, "found": 0}
    row = Evidence("addresses", none)
    lead = voice.say("no_address_there", pincode=(row, "pincode"))
    return replace(said, sentences=(lead, *said.sentences), evidence=(*said.evidence, row))


def ask_or_show_address(request: Request, facts: Facts, voice: Voice, task: AddressTask) -> Draft:
    """The question for what is missing, or the address in full with the question for a yes."""
    account = facts.account()
    if account is None or account.mobile is None:
        raise RuntimeError("an address is somebody's who is signed in")
    session = session_row(request)
    if task.pincode is None:
        what = "pincode" if task.line1 else "line"
        phrase = "ask_address_pincode" if task.line1 else "ask_address_whole"
        return _asking(Draft((voice.say(phrase),), (session,), kind="clarify"), task, what)
    place = facts.catalogue.places.get(task.pincode)
    if place is None:
        row = Evidence("pincodes", {"pincode": task.pincode, "served": False})
        sentences = (
            voice.say("pincode_not_served", pincode=(row, "pincode")),
            voice.say("ask_address_pincode"),
        )
        question = Draft(sentences, (session, row), kind="clarify")
        return _asking(question, task.model_copy(update={"pincode": None}), "pincode")
    if not task.line1:
        row = Evidence("pincodes", {"pincode": place.pincode, "city": place.city})
        asking = voice.say("ask_address_line", city=(row, "city"))
        return _asking(Draft((asking,), (session, row), kind="clarify"), task, "line")
    before = account.addresses[0].contact_name if account.addresses else None
    name = task.contact_name or account.name or before
    if not name:
        question = Draft((voice.say("ask_contact_name"),), (session,), kind="clarify")
        return _asking(question, task, "name")
    new = NewAddress(
        user_id=account.user_id,
        line1=task.line1,
        line2=task.line2,
        pincode=place.pincode,
        contact_name=name,
        contact_mobile=account.mobile,
        make_default=task.make_default or not account.addresses,
    )
    parts = (new.line1, new.line2, place.city, place.pincode)
    row = Evidence(
        "address",
        {
            "customer_id": account.user_id,
            "address": ", ".join(part for part in parts if part),
            "contact": name,
            "city": place.city,
            "pincode": place.pincode,
        },
    )
    sentences = (
        voice.say("address_shown", address=(row, "address"), contact=(row, "contact")),
        voice.say("ask_to_save"),
    )
    choices = (
        voice.choice(yes_to(new), "button_save"),
        voice.choice(NO, "button_change"),
        voice.choice("intent:stop", "button_leave_it"),
    )
    said = Draft(sentences, (session, row), choices, kind="clarify")
    return replace(said, task=task.model_copy(update={"asked": "confirm", "shown": new}))


def line_of(text: str) -> str:
    """An address line without the pincode that may stand behind it."""
    return _PINCODE.sub("", text).strip(" ,.-")[:200]


def _asking(question: Draft, task: AddressTask, asked: str) -> Draft:
    return replace(question, task=task.model_copy(update={"asked": asked, "shown": None}))
