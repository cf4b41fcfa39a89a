"""The bodies of webhooks as the platform writes them; draws no time and no name itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]
SENT_BY = "918045671234"
"""The number that our messages come from, as customers see it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a telephone: known by number, by a user id, or both."""

    number: str | None
    user_id: str | None = None
    name: str = "Asha Rao"

    @property
    def key(self) -> str:
        """What the Graph API is told to send to."""
        return self.number or self.user_id or ""

    def card(self) -> Json:
        card: Json = {"profile": {"name": self.name}}
        if self.number:
            card["wa_id"] = self.number
        if self.user_id:
            card["user_id"] = self.user_id
        return card


def message(
    person: Person, name: str, at: datetime, kind: str, content: Any, number_id: str
) -> Json:
    """What a customer sends: `content` is what the field named like the kind holds."""
    head: Json = {"id": name, "timestamp": str(int(at.timestamp())), "type": kind}
    if person.number:
        head["from"] = person.number
    if person.user_id:
        head["from_user_id"] = person.user_id
    return _notification(number_id, contacts=[person.card()], messages=[{**head, kind: content}])


def status(person: Person, name: str, at: datetime, what: str, sent: Json, number_id: str) -> Json:
    """What becomes of a message that the Graph API has taken; `sent` is that message."""
    one: Json = {"id": name, "status": what, "timestamp": str(int(at.timestamp()))}
    if person.number:
        one["recipient_id"] = person.number
    if "biz_opaque_callback_data" in sent:
        one["biz_opaque_callback_data"] = sent["biz_opaque_callback_data"]
    return _notification(number_id, statuses=[one])


def failure(status_body: Json, code: int) -> Json:
    """A status that tells why a message failed."""
    (one,) = status_body["entry"][0]["changes"][0]["value"]["statuses"]
    one["errors"] = [{"code": code, "title": "simulated", "message": "simulated"}]
    return status_body


def _notification(number_id: str, **value: Any) -> Json:
    metadata = {"display_phone_number": SENT_BY, "phone_number_id": number_id}
    told = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    change = {"field": "messages", "value": told}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "200000000000001", "changes": [change]}],
    }
