"""GET and POST /v1/whatsapp/webhook: the platform's handshake, and what it tells.

Verify, store, commit, answer 200, and only then think: a POST is answered when all of it is
committed, and what follows from it is done afterwards by others. Says nothing to whoever cannot
sign, and refuses nothing that is signed and can be read at all.
"""

import hmac
import logging
from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.requests import ClientDisconnect

from channels.problems import PROBLEM_RESPONSES, ProblemError
from channels.whatsapp.account import Account
from channels.whatsapp.classify import PayloadError
from channels.whatsapp.door import Door, Taken
from channels.whatsapp.intake import Intake
from channels.whatsapp.signature import HEADER, is_signed

log = logging.getLogger(__name__)

PATH = "/v1/whatsapp/webhook"
MOST_BYTES = 3 * 1024 * 1024 + 64 * 1024
"""The platform's own limit is 3 MB."""


def webhook_router(
    door: Door, account: Account | None, taken_in: Callable[[Request, Sequence[Taken]], None]
) -> APIRouter:
    """The two requests.

    Args:
        account: None when the channel is not set up; nobody is believed then.
        taken_in: called in the event loop with new messages, after their commit.
    """
    intake = Intake(door)
    router = APIRouter(tags=["whatsapp"], responses=PROBLEM_RESPONSES)

    @router.get(PATH, response_class=PlainTextResponse)
    def shake_hands(request: Request) -> PlainTextResponse:
        """Prove to the platform that this address is ours."""
        given = request.query_params
        word = given.get("hub.verify_token", "").encode()
        is_known = (
            account is not None
            and bool(account.verify_token)
            and hmac.compare_digest(word, account.verify_token)
        )
        if not is_known or given.get("hub.mode") != "subscribe" or "hub.challenge" not in given:
            raise ProblemError(403, "forbidden", "this is not the handshake we agreed on")
        return PlainTextResponse(given["hub.challenge"])

    @router.post(PATH, openapi_extra=_DESCRIBED)
    async def take(request: Request) -> Response:
        """Take in messages, statuses and whatever else; 200 once all of it is committed."""
        if account is None:
            raise ProblemError(503, "not_configured", "this channel is not set up")
        raw = await _body(request)
        if not is_signed(account.app_secret, raw, request.headers.get(HEADER)):
            raise ProblemError(401, "bad_signature", "the signature is missing or wrong")
        try:
            taken = await intake.take(raw)
        except PayloadError as error:
            raise ProblemError(400, "malformed", str(error)) from None
        taken_in(request, taken)
        return Response(status_code=200)

    return router


async def _body(request: Request) -> bytes:
    """The raw bytes, as long as there are not too many."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and len(announced) < 19:
        _refuse_beyond(int(announced))
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            _refuse_beyond(len(body))
    except ClientDisconnect:
        raise ProblemError(400, "incomplete", "the request ended before its body") from None
    return bytes(body)


def _refuse_beyond(size: int) -> None:
    if size > MOST_BYTES:
        raise ProblemError(413, "too_big", "a notification has at most 3 MB")


_DESCRIBED = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
    "parameters": [
        {"name": HEADER, "in": "header", "required": True, "schema": {"type": "string"}}
    ],
}
"""The raw bytes are what is signed, so FastAPI does not read them and must be told."""
