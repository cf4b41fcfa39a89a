"""Google's side of pushes: hands out access tokens and notes what is pushed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
import jwt
import respx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

SENDING = "https://fcm.googleapis.com/v1/projects/shop-test/messages:send"
TOKENS = "https://oauth2.googleapis.com/token"


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def credentials() -> str:
    pem = private_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    account = {"type": "service_account", "project_id": "shop-test", "private_key": pem.decode()}
    return json.dumps(account | {"client_email": "push@shop-test.example"})


@dataclass
class Firebase:
    """What came, and what is answered: `answers` by push token, used up first to last."""

    pushed: list[dict[str, Any]] = field(default_factory=list)
    grants: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, list[httpx.Response]] = field(default_factory=dict)
    grant_answer: httpx.Response | None = None

    def grant(self, request: httpx.Request) -> httpx.Response:
        form = dict(pair.split("=", 1) for pair in request.content.decode().split("&"))
        claims = jwt.decode(
            form["assertion"], private_key().public_key(), ["RS256"], audience=TOKENS,
            options={"verify_exp": False, "verify_iat": False},
        )  # fmt: skip
        self.grants.append(claims)
        if self.grant_answer is not None:
            return self.grant_answer
        return httpx.Response(200, json={"access_token": "opened", "expires_in": 3599})

    def take(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer opened"
        message = json.loads(request.content)["message"]
        waiting = self.answers.get(message["token"])
        if waiting:
            return waiting.pop(0)
        self.pushed.append(message)
        return httpx.Response(200, json={"name": "projects/shop-test/messages/1"})

    def to(self, push_token: str) -> list[dict[str, Any]]:
        return [message for message in self.pushed if message["token"] == push_token]


def refusal(status: int, code: str, field: str = "", **headers: str) -> httpx.Response:
    """An error in Firebase's form."""
    details: list[dict[str, Any]] = [
        {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}
    ]
    if field:
        kind = "type.googleapis.com/google.rpc.BadRequest"
        details.append({"@type": kind, "fieldViolations": [{"field": field}]})
    said = {"code": status, "message": "no", "status": code, "details": details}
    return httpx.Response(status, json={"error": said}, headers=headers)


@contextmanager
def firebase() -> Iterator[Firebase]:
    """Google, while the block runs; everything else is really reached."""
    google = Firebase()
    with respx.mock(assert_all_called=False) as router:
        router.route(host="127.0.0.1").pass_through()
        router.post(TOKENS).mock(side_effect=google.grant)
        router.post(SENDING).mock(side_effect=google.take)
        yield google
