"""What a message adds to a booking, or changes in it."""

from assistant.answers.rendering import INDIA
from assistant.dialogue.answers import (
    address_said,
    compares_only,
    comparison,
    names_payment_only,
    payment_method,
    says_instead,
)
from assistant.dialogue.choosing import moment_of, number_of
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request
from assistant.dialogue.slot_offers import wished
from assistant.task import BookTask, TimeWish
from store.rules import RULES

_FORGOTTEN: dict[str, dict[str, object]] = {
    "slot": {"slot_start": None, "wish": TimeWish()},
    "address": {"address_id": None, "address_wish": "choose", "pincode": None, "city": None},
    "variant": {"variant": None},
    "payment": {"payment_method": None},
}
"""What must be asked again when something is to be changed."""


def hear(request: Request, facts: Facts, task: BookTask) -> BookTask:
    """The booking as the message leaves it; another service begins it anew."""
    kind, _, value = (request.chosen or "").partition(":")
    task = _service(request, facts, task)
    said = {
        **_place(request, facts, task, kind, value),
        **_variant(request, task, kind, value),
        **({"quantity": many} if (many := request.reading.slots.quantity) else {}),
        **_time(request, task, kind, value),
        **_payment(request, task, kind, value),
        **(_FORGOTTEN.get(value, {}) if kind == "change" else {}),
    }
    return task.model_copy(update=said)


def _service(request: Request, facts: Facts, task: BookTask) -> BookTask:
    slots = request.reading.slots
    named = tuple(key for key in slots.services if key in facts.catalogue.services)
    narrowed = tuple(key for key in named if key in task.services)
    others = tuple(key for key in named if key not in task.services)
    if len(task.services) == 1 and narrowed and others and says_instead(request.text):
        named = others
    elif len(task.services) == 1 and (not named or narrowed):
        return task
    if len(task.services) != 1 and (named or slots.category):
        chosen = narrowed or named
        return task.model_copy(
            update={"services": chosen, "category": None if chosen else slots.category}
        )
    if not named:
        return task
    return BookTask(
        services=named,
        pincode=task.pincode,
        city=task.city,
        address_id=task.address_id,
        wish=task.wish,
        payment_method=task.payment_method,
    )


def _place(
    request: Request, facts: Facts, task: BookTask, kind: str, value: str
) -> dict[str, object]:
    slots = request.reading.slots
    if kind == "address":
        if value == "new":
            return {"address_id": None, "address_wish": "new"}
        return {"address_id": number_of(value), "address_wish": None}
    if slots.pincode is not None or slots.city is not None:
        return {
            "pincode": slots.pincode,
            "city": None if slots.pincode else slots.city,
            "address_id": None,
            "address_wish": None,
            "slot_start": None,
        }
    wanted = address_said(request.text) if task.asked in ("address", "place", "confirm") else None
    if wanted == "new":
        return {"address_id": None, "address_wish": "new" if task.asked == "address" else "choose"}
    account = facts.account()
    if wanted == "same" and task.asked == "address" and account and account.addresses:
        return {"address_id": account.addresses[0].id, "address_wish": None}
    return {}


def _variant(request: Request, task: BookTask, kind: str, value: str) -> dict[str, object]:
    if kind == "variant":
        return {"variant": value}
    said = request.reading.slots.variant
    if task.asked == "variant" or compares_only(request.text):
        said = comparison(request.text) or said
    return {} if said is None else {"variant": said}


def _time(request: Request, task: BookTask, kind: str, value: str) -> dict[str, object]:
    if kind == "slot":
        return {"slot_start": moment_of(value)}
    day = task.slot_start.astimezone(INDIA).date() if task.slot_start else task.wish.day
    before = task.wish.model_copy(update={"day": day})
    text = request.text if task.asked == "slot" else ""
    wish = wished(before, request.reading.slots, text, request.chosen, request.now)
    return {} if wish == before else {"wish": wish, "slot_start": None}


def _payment(request: Request, task: BookTask, kind: str, value: str) -> dict[str, object]:
    method = value if kind == "pay" else None
    if method is None and (
        task.asked in ("payment", "confirm") or names_payment_only(request.text)
    ):
        method = payment_method(request.text)
    return {"payment_method": method} if method in RULES.payment_methods else {}
