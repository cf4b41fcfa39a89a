"""From the JSON of a webhook to a list of events; pure, and lenient to a fault.

One POST may hold several entries, changes, messages and statuses: each is read by itself, so that
one that cannot be read costs no other. What is not understood becomes `Noticed`, never an error
and never nothing; what a customer wrote becomes `Said` even if all that can be said is that we
could not read it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from channels.whatsapp.content import (
    MOST_ID,
    digest,
    moment_of,
    read_object,
    said_in,
    short_id,
    small,
    unreadable,
)
from channels.whatsapp.events import (
    Event,
    Noticed,
    Reacted,
    Renamed,
    Reported,
    Revoked,
    StatusName,
)
from channels.whatsapp.payload import (
    ContactCard,
    Head,
    Message,
    Status,
    System,
    UserIdUpdate,
)
from store.contacts import Names

_PHONE = re.compile(r"[0-9]{5,20}")
_STATUSES: Mapping[str, StatusName] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
_CHANGES_OF_NAME = frozenset(
    ("user_changed_number", "customer_changed_number", "user_changed_user_id")
)


class PayloadError(ValueError):
    """The body is no notification at all."""


def classify(raw: bytes) -> tuple[Event, ...]:
    """Every event of a webhook's body, in the order in which it holds them.

    Raises:
        PayloadError: it is not JSON, or not an object with a list of entries.
    """
    try:
        document = _clean(json.loads(raw, parse_constant=lambda _: None))
    except (ValueError, RecursionError):
        raise PayloadError("the body is not JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get("entry"), list):
        raise PayloadError("the body is not a notification")
    events: list[Event] = []
    for entry in document["entry"]:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        if not isinstance(changes, list):
            events.append(_noticed("entry", entry))
            continue
        for change in changes:
            events += _of_change(entry, change)
    return tuple(events)


def _of_change(entry: Mapping[str, Any], change: Any) -> Iterator[Event]:
    value = change.get("value") if isinstance(change, dict) else None
    field = str(change.get("field") or "messages") if isinstance(change, dict) else "change"
    if not isinstance(value, dict):
        yield _noticed(field, change)
        return
    if field == "messages":
        yield from _of_messages(value)
    elif field == "user_id_update" or isinstance(value.get("user_id_update"), list):
        yield from _of_user_ids(value)
    else:
        yield _noticed(field, {"time": entry.get("time"), "id": entry.get("id"), "value": value})


def _of_messages(value: Mapping[str, Any]) -> Iterator[Event]:
    cards = Cards(
        [card for item in _items(value, "contacts") if (card := read_object(ContactCard, item))]
    )
    for item in _items(value, "messages"):
        yield _of_message(item, cards)
    for item in _items(value, "statuses"):
        yield _of_status(item)
    for item in _items(value, "errors"):
        yield _noticed("errors", item)
    if not any(name in value for name in ("messages", "statuses", "errors")):
        yield _noticed("messages", value)


def _of_user_ids(value: Mapping[str, Any]) -> Iterator[Event]:
    for item in _items(value, "user_id_update"):
        update = read_object(UserIdUpdate, item)
        if update is None or update.user_id is None or not update.user_id.previous:
            yield _noticed("user_id_update", item)
            continue
        phone = _phone(update.wa_id)
        before = Names(phone, _name(update.user_id.previous))
        yield Renamed(digest(item), before, Names(phone, _name(update.user_id.current)))


def _of_message(item: Any, cards: "Cards") -> Event:
    message = read_object(Message, item)
    if message is None:
        return _noticed("message", item)
    key, sender = short_id(message.id, item), _sender(message, cards)
    if message.type == "system":
        return _of_system(key, message.system, message, item)
    if message.group_id or not sender.by_kind():
        return _noticed("group" if message.group_id else "nobody", item, key)
    kind = message.unsupported.type if message.unsupported else message.type
    if kind == "reaction":
        return _of_reaction(key, message, sender, item)
    if kind in ("revoke", "delete"):
        return _of_revoke(key, message, sender, item)
    if message.unsupported:
        return unreadable(key, message, sender, kind)
    if message.interactive and message.interactive.type == "call_permission_reply":
        return _noticed("call_permission_reply", item, key)
    return said_in(key, message, sender)


def _of_reaction(key: str, message: Message, sender: Names, item: Any) -> Event:
    reaction = message.reaction
    if reaction is None or not reaction.message_id:
        return _noticed("reaction", item, key)
    on = short_id(reaction.message_id)
    return Reacted(key, sender, moment_of(message), on, reaction.emoji or None)


def _of_revoke(key: str, message: Message, sender: Names, item: Any) -> Event:
    revoke = message.revoke
    if revoke is None or not revoke.original_message_id:
        return _noticed("revoke", item, key)
    return Revoked(key, sender, moment_of(message), short_id(revoke.original_message_id))


def _of_system(key: str, system: System | None, head: Head, item: Any) -> Event:
    """Another number, another user id, or something that we only keep."""
    if system is None or system.type not in _CHANGES_OF_NAME:
        return _noticed(f"system.{system.type}" if system and system.type else "system", item, key)
    before = Names(_phone(head.sender), _name(system.previous_user_id or head.from_user_id))
    after = Names(_phone(system.wa_id or system.new_wa_id), _name(system.user_id))
    if not before.by_kind() or not after.by_kind():
        return _noticed(f"system.{system.type}", item, key)
    return Renamed(key, before, after)


def _of_status(item: Any) -> Event:
    status = read_object(Status, item)
    name = _STATUSES.get((status.status or "").lower()) if status else None
    if status is None or name is None or not status.id or (status.type or "message") != "message":
        told = status.status if status else None
        return _noticed(f"status.{told}" if told else "status", item)
    trouble = status.errors[0] if status.errors else None
    return Reported(
        message_id=short_id(status.id),
        status=name,
        callback=status.biz_opaque_callback_data,
        code=trouble.code if trouble else None,
        detail=trouble.title or trouble.message if trouble else None,
    )


def _sender(head: Head, cards: "Cards") -> Names:
    """Who wrote, from the message and from the card that belongs to it."""
    phone, user_id = _phone(head.sender), _name(head.from_user_id)
    card = cards.of(phone, user_id)
    if card is None:
        return Names(phone, user_id)
    shown = (card.profile.name or "").strip() if card.profile else ""
    return Names(phone or _phone(card.wa_id), user_id or _name(card.user_id), shown or None)


class Cards:
    """The `contacts` of a value, found by either name; of two with one name the first counts."""

    def __init__(self, cards: Sequence[ContactCard]) -> None:
        self._cards = cards
        self._by_phone: dict[str | None, ContactCard] = {}
        self._by_user_id: dict[str | None, ContactCard] = {}
        for card in cards:
            self._by_phone.setdefault(_phone(card.wa_id), card)
            self._by_user_id.setdefault(_name(card.user_id), card)

    def of(self, phone: str | None, user_id: str | None) -> ContactCard | None:
        """The card that belongs to a message; to one of nobody's, the only card."""
        if phone is None and user_id is None:
            return self._cards[0] if len(self._cards) == 1 else None
        by_phone = self._by_phone.get(phone) if phone else None
        return by_phone or (self._by_user_id.get(user_id) if user_id else None)


def _phone(value: str | None) -> str | None:
    digits = (value or "").removeprefix("+")
    return digits if _PHONE.fullmatch(digits) else None


def _name(value: str | None) -> str | None:
    name = (value or "").strip()
    return name if 0 < len(name) <= MOST_ID else None


def _noticed(kind: str, item: Any, key: str | None = None) -> Noticed:
    detail = item if isinstance(item, dict) else {"value": item}
    return Noticed(kind[:60], key or digest(item), small(detail))


def _items(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _clean(value: Any) -> Any:
    """Without what no database can hold: NUL, and halves of surrogate pairs."""
    if isinstance(value, str):
        if value.isascii():
            return value.replace("\0", "")
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\0", "")
    if isinstance(value, dict):
        return {_clean(name): _clean(held) for name, held in value.items()}
    return [_clean(held) for held in value] if isinstance(value, list) else value
