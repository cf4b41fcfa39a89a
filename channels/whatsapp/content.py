"""What one message says: its words, the value of a pressed button, what came beside, and how.

Pure. What a customer wrote becomes `Said` even if all that can be said is that we could not read
it.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from channels.whatsapp.events import Said
from channels.whatsapp.payload import FlowReply, Head, Interactive, Media, Message
from store.contacts import Names

MOST_TEXT = 8192
"""Twice what the platform lets a customer write."""
MOST_ID = 190
MOST_DETAIL = 4000
_PINCODE = re.compile(r"\b[1-9][0-9]{5}\b", re.ASCII)
_SYMBOLS = {
    "image": "📷",
    "video": "🎬",
    "audio": "🎧",
    "voice": "🎤",
    "document": "📄",
    "sticker": "🖼️",
    "location": "📍",
    "contacts": "👤",
    "order": "🛒",
    "flow": "📝",
    "unsupported": "❔",
}
"""What stands in the log for something sent without words: it speaks no language."""

Model = TypeVar("Model", bound=BaseModel)


def said_in(key: str, message: Message, sender: Names) -> Said:
    """The message as something to be answered."""
    context = _context(message)
    if message.type == "edit" and message.edit and message.edit.message:
        edited = read_object(Message, message.edit.message)
        context["edits"] = message.edit.original_message_id
        said = None if edited is None else _content(edited)
    else:
        said = _content(message)
    if said is None:
        return unreadable(key, message, sender, message.type)
    text, chosen, attachment = said
    return Said(
        id=key,
        sender=sender,
        at=moment_of(message),
        text=text,
        chosen=chosen,
        attachment=attachment,
        context={name: value for name, value in context.items() if value} or None,
    )


Content = tuple[str, str | None, dict[str, Any] | None]
"""Words, the value of a pressed button, and what came beside."""


def _content(message: Message) -> Content | None:
    """What a message says, by whichever field it has; None when there is nothing that we can
    read."""
    if message.text is not None:
        words = _words(message.text.body)
        return (words, None, None) if words else None
    if message.button is not None:
        title = message.button.text or message.button.payload
        return _pressed(message.button.payload, title)
    if message.interactive is not None:
        return _of_interactive(message.interactive)
    for kind in ("image", "video", "audio", "voice", "document", "sticker"):
        media: Media | None = getattr(message, kind)
        if media is not None:
            return _of_media("voice" if media.voice else kind, media)
    if message.location is not None:
        place = message.location.model_dump(exclude_none=True)
        pincode = _PINCODE.search(f"{message.location.name} {message.location.address}")
        words = f"{_SYMBOLS['location']} {pincode[0]}" if pincode else _SYMBOLS["location"]
        return words, None, {"kind": "location", **small(place)}
    if message.contacts is not None:
        return _SYMBOLS["contacts"], None, {"kind": "contacts", **small({"of": message.contacts})}
    if message.order is not None:
        words = _words(str(message.order.get("text") or "")) or _SYMBOLS["order"]
        return words, None, {"kind": "order", **small(message.order)}
    if message.type == "request_welcome":
        return "👋", "intent:greet", None
    return None


def _of_interactive(interactive: Interactive) -> Content | None:
    pick = interactive.button_reply or interactive.list_reply
    if pick is not None:
        return _pressed(pick.id, pick.title or pick.id)
    if interactive.nfm_reply is not None:
        form = {"kind": "flow", "name": interactive.nfm_reply.name}
        answers = small({"answers": _answers(interactive.nfm_reply)})
        return _SYMBOLS["flow"], None, {**form, **answers}
    return None


def _answers(reply: FlowReply) -> Any:
    """What was filled in: JSON in a string as a rule, but not always, and not always an object."""
    if not isinstance(reply.response_json, str):
        return reply.response_json
    try:
        return json.loads(reply.response_json, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return reply.response_json


def _pressed(value: str | None, title: str | None) -> Content | None:
    if not title:
        return None
    return _words(title), value if value and len(value) <= MOST_ID else None, None


def _of_media(kind: str, media: Media) -> Content:
    reference = media.model_dump(exclude_none=True, exclude={"caption"})
    words = _words(media.caption or "") or _SYMBOLS[kind]
    return words, None, {"kind": kind, **small(reference)}


def unreadable(key: str, head: Head, sender: Names, kind: str | None) -> Said:
    attachment = {"kind": "unsupported", "type": (kind or "unknown")[:60]}
    return Said(key, sender, moment_of(head), _SYMBOLS["unsupported"], attachment=attachment)


def _context(message: Message) -> dict[str, Any]:
    context = message.context
    forwarded = context is not None and (context.forwarded or context.frequently_forwarded)
    return {
        "reply_to": context.id if context else None,
        "forwarded": bool(forwarded),
        "product": small(context.referred_product) if context and context.referred_product else 0,
        "referral": small(message.referral) if message.referral else None,
    }


def read_object(model: type[Model], item: Any) -> Model | None:
    """The model of an object, without those of its fields that cannot be read."""
    if not isinstance(item, dict):
        return None
    try:
        return model.model_validate(item)
    except ValidationError as error:
        broken = {trouble["loc"][0] for trouble in error.errors(include_url=False)}
        return model.model_validate({k: v for k, v in item.items() if k not in broken})


def _words(text: str) -> str:
    return text.strip()[:MOST_TEXT]


def moment_of(head: Head) -> datetime | None:
    try:
        return datetime.fromtimestamp(head.timestamp, UTC) if head.timestamp else None
    except (ValueError, OverflowError, OSError):
        return None


def short_id(given: str | None, item: Any = None) -> str:
    """A message's id as we keep it; instead of none, or of an absurdly long one, a digest."""
    return given if given and len(given) <= MOST_ID else digest(given or item)


def small(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as it is kept; of one that is too big only its beginning, as text."""
    text = json.dumps(document, ensure_ascii=False)
    return {"cut": text[:MOST_DETAIL]} if len(text) > MOST_DETAIL else dict(document)


def digest(item: Any) -> str:
    told = json.dumps(item, sort_keys=True).encode()
    return "sha256:" + hashlib.sha256(told).hexdigest()
