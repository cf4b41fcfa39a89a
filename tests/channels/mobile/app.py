"""The mobile app as the server sees it: a signed-in phone that speaks REST."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from tests.channels import plain
from tests.channels.site import Frame, Site

T = TypeVar("T")


@dataclass
class App:
    """One installation of the app on one site."""

    site: Site
    session: Frame
    push_token: str = field(default_factory=lambda: f"device-{uuid.uuid4()}")

    @classmethod
    def of_guest(cls, site: Site) -> "App":
        return cls(site, _open(site, {"channel": "mobile"}))

    @classmethod
    def of_person(cls, site: Site, mobile: str = "98765 43210") -> "App":
        return cls(site, sign_in(site, mobile))

    @property
    def conversation(self) -> str:
        return str(self.session["conversation_id"])

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.session['token']}", **options.pop("headers", {})}
        return plain.request(method, f"{self.site.http}{path}", headers=headers, **options)

    def post(self, key: str | None, **body: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key is not None else {}
        return self.ask("POST", "/v1/mobile/messages", json=body, headers=headers)

    def post_batch(self, *messages: Frame, **body: Any) -> httpx.Response:
        return self.ask("POST", "/v1/mobile/batch", json={"messages": messages, **body})

    def read(self, after: int = 0, conversation: str | None = None, **query: Any) -> httpx.Response:
        place = conversation or self.conversation
        path = f"/v1/mobile/conversations/{place}/messages"
        return self.ask("GET", path, params={"after": after, **query})

    def register(self, push_token: str | None = None) -> httpx.Response:
        body = {"token": push_token or self.push_token, "platform": "android"}
        return self.ask("PUT", "/v1/mobile/devices", json=body)

    def sign_out(self) -> httpx.Response:
        return self.ask("DELETE", "/v1/sessions")


def sign_in(site: Site, mobile: str, guest: Frame | None = None) -> Frame:
    code = plain.post(f"{site.http}/v1/sessions/otp", json={"mobile": mobile}).json()["code"]
    proof = {"mobile": mobile, "code": code, "channel": "mobile"}
    headers = {"Authorization": f"Bearer {guest['token']}"} if guest else {}
    answer = plain.post(f"{site.http}/v1/sessions/verify", json=proof, headers=headers)
    session: Frame = answer.raise_for_status().json()
    return session


def _open(site: Site, body: Frame) -> Frame:
    session: Frame = plain.post(f"{site.http}/v1/sessions", json=body).raise_for_status().json()
    return session


def wait_for(found: Callable[[], T | None]) -> T:
    """What is found sooner or later, looked for again and again."""
    for _ in range(500):
        if result := found():
            return result
        time.sleep(0.02)
    raise AssertionError("it did not happen")
