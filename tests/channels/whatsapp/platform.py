"""The platform's side in tests: payloads of its shapes, signed and posted as it does."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from channels.settings import DEMO_SECRET
from channels.whatsapp.signature import HEADER, sign
from tests.channels import plain
from tests.channels.site import Site

Json = dict[str, Any]
HERE = Path(__file__).parent
SAMPLES = sorted((HERE / "samples").glob("*.json"))
PAYLOADS = sorted((HERE / "payloads").glob("*.json"))
SECRET = DEMO_SECRET.encode()
"""What a demo agrees on with the platform's stand-in."""
ASHA = "919845012345"
NOW = 1_764_316_800
_FRESH = itertools.count()


def notification(**value: Any) -> Json:
    """A webhook of one change of the `messages` field."""
    metadata = {"display_phone_number": "918045671234", "phone_number_id": "100000000000001"}
    change = {"field": "messages", "value": {"metadata": metadata, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def status(name: str, what: str, **more: Any) -> Json:
    """A webhook of one status of the message called `name`."""
    one = {"id": name, "status": what, "timestamp": str(NOW), "recipient_id": ASHA, **more}
    return notification(statuses=[one])


@dataclass
class Phone:
    """A customer's telephone; gives every message a fresh name."""

    site: Site
    number: str | None = ASHA
    user_id: str | None = None

    def message(self, kind: str = "text", **content: Any) -> Json:
        who = {"from": self.number, "from_user_id": self.user_id}
        name = f"wamid.{self.number or self.user_id}.{next(_FRESH)}"
        head = {"id": name, "timestamp": str(int(self.site.hands.now().timestamp())), "type": kind}
        return {**{k: v for k, v in who.items() if v}, **head, **content}

    def text(self, body: str, **more: Any) -> Json:
        return notification(messages=[self.message(text={"body": body}, **more)])

    def say(self, body: str, **more: Any) -> httpx.Response:
        return post(self.site, self.text(body, **more))


def post(site: Site, body: Any, *, secret: bytes = SECRET) -> httpx.Response:
    """Post a webhook, signed over its bytes, which hold unicode escapes as the platform's do."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {HEADER: sign(secret, raw)}
    url = f"{site.http}/v1/whatsapp/webhook"
    return plain.post(url, content=raw, headers=headers, timeout=60)
