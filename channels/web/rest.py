"""Sessions of customers, on the web and in the app: opening one as a guest, signing in with a code
sent to a mobile number, signing out.

Tells nobody whether a number is known: a code is made for every valid one, and a wrong code looks
the same for a customer and a stranger.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, BaseModel, Field

from channels.problems import PROBLEM_RESPONSES, ProblemError
from channels.sockets.desk import Desk
from channels.sockets.frames import ConversationId
from channels.sockets.socket import RESTART, Front
from store.accounts import create_customer, user_by_mobile
from store.chat import adopt_dialogue, open_dialogue
from store.database import Tx
from store.sessions import (
    CODE_LIFETIME,
    TooManyCodesError,
    end_session,
    issue_code,
    open_session,
    redeem_code,
    renew_session,
    session_by_token,
)

Channel = Literal["web", "mobile"]
"""Where a new conversation is begun."""
Refused = Literal["wrong", "void", "closed"]
_MOBILE = re.compile(r"(?:\+?91|0)?([6-9][0-9]{9})")


@dataclass(frozen=True, slots=True)
class Door:
    """What opening sessions needs beside the front; `show_codes` only ever in a demo."""

    front: Front
    secret: bytes
    show_codes: bool
    token_bytes: Callable[[int], bytes]
    below: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh session; `left` is the guest conversation whose old sockets must go."""

    token: str
    conversation_id: int
    left: int | None = None


def _indian_mobile(value: str) -> str:
    match = _MOBILE.fullmatch(re.sub(r"[\s().-]", "", value))
    if match is None:
        raise ValueError("not an Indian mobile number of ten digits")
    return f"+91{match[1]}"


Mobile = Annotated[
    str, Field(max_length=20, examples=["98765 43210"]), AfterValidator(_indian_mobile)
]


class GuestRequest(BaseModel):
    """How a guest wishes to be addressed."""

    language: Literal["en", "hinglish", "hi"] = "en"
    channel: Channel = "web"


class SessionAnswer(BaseModel):
    """The token opens the chat socket; it is shown once and cannot be asked for again."""

    token: str
    conversation_id: ConversationId


class CodeRequest(BaseModel):
    mobile: Mobile


class CodeAnswer(BaseModel):
    """A code is on its way; in a demo it is right here."""

    expires_in: int
    """Seconds."""
    code: str | None = None


class VerifyRequest(BaseModel):
    mobile: Mobile
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    channel: Channel = "web"


def sessions_router(door_of: Callable[[Request], Door]) -> APIRouter:
    """The session requests; `door_of` finds the door of the running app."""
    router = APIRouter(prefix="/v1/sessions", tags=["sessions"], responses=PROBLEM_RESPONSES)
    bearer = HTTPBearer(auto_error=False, description="the token so far, to keep the conversation")

    @router.post("", status_code=201)
    def open_guest_session(request: Request, guest: GuestRequest | None = None) -> SessionAnswer:
        """Open a conversation as a guest."""
        door, wanted = door_of(request), guest or GuestRequest()
        with door.front.desk.database.write() as tx:
            opened = _open(door, tx, None, wanted.channel, wanted.language)
        return _answer(opened)

    @router.delete("", status_code=204)
    async def close_session(
        request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
    ) -> None:
        """Sign out: the token is worthless from now on, and its devices get no more pushes."""
        front = door_of(request).front
        left = await front.hop(_sign_out, front.desk, given.credentials if given else "")
        if left is None:
            raise ProblemError(401, "unknown_session", "the token is wrong or expired")
        front.hub.drop(left, RESTART)

    @router.post("/otp", status_code=202, response_model_exclude_none=True)
    def send_code(request: Request, wanted: CodeRequest) -> CodeAnswer:
        """Send a sign-in code of six digits; it is good for five minutes and five tries."""
        door = door_of(request)
        if not door.show_codes:
            raise ProblemError(503, "no_code_channel", "no channel is set up that could send codes")
        desk = door.front.desk
        try:
            with desk.database.write() as tx:
                code = issue_code(
                    tx, desk.ids, desk.clock(), wanted.mobile, door.secret, door.below
                )
        except TooManyCodesError as error:
            wait = ceil(error.retry_after.total_seconds())
            raise ProblemError(
                429,
                "too_many_codes",
                f"this number has had its codes; try again in {wait} s",
                headers={"Retry-After": str(wait)},
            ) from None
        return CodeAnswer(expires_in=int(CODE_LIFETIME.total_seconds()), code=code)

    @router.post("/verify")
    async def verify_code(
        request: Request,
        proof: VerifyRequest,
        guest: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> SessionAnswer:
        """Sign in; with the token so far (a guest's, or one's own), its conversation goes on."""
        door = door_of(request)
        token = guest.credentials if guest else None
        opened = await door.front.hop(_sign_in, door, proof, token)
        if opened == "wrong":
            raise ProblemError(401, "wrong_code", "this is not the code that was sent")
        if opened == "void":
            raise ProblemError(401, "void_code", "this code is used up or too old; ask for another")
        if opened == "closed":
            raise ProblemError(403, "closed_account", "this account cannot chat as a customer")
        if opened.left is not None:
            door.front.hub.drop(opened.left, RESTART)
        return _answer(opened)

    return router


def _answer(opened: Opened) -> SessionAnswer:
    return SessionAnswer(token=opened.token, conversation_id=str(opened.conversation_id))


def _open(
    door: Door, tx: Tx, user_id: int | None, channel: Channel, language: str = "en"
) -> Opened:
    """A session on a new conversation."""
    desk, now = door.front.desk, door.front.desk.clock()
    key = open_dialogue(tx, desk.ids, now, channel.upper(), user_id, language)
    token = open_session(tx, desk.ids, now, door.token_bytes, user_id=user_id, conversation_id=key)
    return Opened(token, key)


def _sign_in(door: Door, proof: VerifyRequest, token: str | None) -> Opened | Refused:
    """One unit of work; "closed" when the number is of somebody who must not be let in."""
    desk = door.front.desk
    now = desk.clock()
    with desk.database.write() as tx:
        verdict = redeem_code(tx, now, proof.mobile, proof.code, door.secret)
        if verdict != "right":
            return verdict
        person = user_by_mobile(tx, proof.mobile)
        if person is not None and (not person.active or person.role != "customer"):
            return "closed"
        user_id = person.user_id if person else create_customer(tx, proof.mobile, now)
        session = session_by_token(tx, token, now) if token else None
        if session is None or session.user_id not in (None, user_id):
            return _open(door, tx, user_id, proof.channel)
        if session.user_id is None and not adopt_dialogue(tx, session.conversation_id, user_id):
            return _open(door, tx, user_id, proof.channel)
        new = renew_session(tx, session, now, door.token_bytes, user_id)
        return Opened(new, session.conversation_id, left=session.conversation_id)


def _sign_out(desk: Desk, token: str) -> int | None:
    """The conversation that was left; None for a token that opens nothing."""
    with desk.database.write() as tx:
        session = session_by_token(tx, token, desk.clock())
        if session is None:
            return None
        end_session(tx, session)
        return session.conversation_id
