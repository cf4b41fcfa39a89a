"""Sessions of customers, on the web and in the app: opening one as a guest, signing in with a code
sent to a mobile number, signing out.

Tells nobody whether a number is known: a code is made for every valid one, and a wrong code looks
the same for a customer and a stranger.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, BaseModel, Field

from channels.host_token import MOST_CHARACTERS, Host, HostTokenError, Vouched, indian_mobile
from channels.origins import origin_of
from channels.problems import PROBLEM_RESPONSES, ProblemError
from channels.sockets.desk import Desk
from channels.sockets.frames import ConversationId
from channels.sockets.socket import RESTART, Admitted, Front
from store.accounts import create_customer, user_by_mobile
from store.chat import adopt_dialogue, dialogue, open_dialogue
from store.code_sends import put_code_out
from store.database import Tx
from store.identities import Introduced, person_introduced
from store.outbox import LIVE
from store.sessions import (
    CODE_LIFETIME,
    Place,
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
HostToken = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]


@dataclass(frozen=True, slots=True)
class Door:
    """What opening sessions needs beside the front; `show_codes` only ever in a demo, `sends_codes`
    where WhatsApp is set up."""

    front: Front
    secret: bytes
    show_codes: bool
    sends_codes: bool
    codes_per_address: int
    token_bytes: Callable[[int], bytes]
    below: Callable[[int], int]
    host: Host | None = None
    """The application whose tokens sign customers in, if there is one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh session; `left` is the guest conversation whose old sockets must go."""

    token: str
    conversation_id: int
    left: int | None = None


Mobile = Annotated[
    str, Field(max_length=20, examples=["98765 43210"]), AfterValidator(indian_mobile)
]


class GuestRequest(BaseModel):
    """How a guest wishes to be addressed; with a host application's token, a known customer."""

    language: Literal["en", "hinglish", "hi"] = "en"
    channel: Channel = "web"
    host_token: HostToken | None = None


class SessionAnswer(BaseModel):
    """The token opens the chat socket; it is shown once and cannot be asked for again."""

    token: str
    conversation_id: ConversationId


class CodeRequest(BaseModel):
    mobile: Mobile
    language: Literal["en", "hinglish", "hi"] = "en"


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
    async def open_session_of(
        request: Request,
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
        wanted: GuestRequest | None = None,
    ) -> SessionAnswer:
        """Open a conversation as a guest, or as whom a host application vouches for; then, with
        the token so far, its conversation goes on."""
        door, wanted = door_of(request), wanted or GuestRequest()
        if wanted.host_token is None:
            origin = origin_of(request, door.secret)
            return _answer(await door.front.hop(_open_as_guest, door, wanted, origin))
        vouched = vouched_for(door, wanted.host_token)
        token = given.credentials if given else None
        opened = await door.front.hop(_introduce, door, vouched, token, wanted)
        return _let_in(door, opened)

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
        """Send a sign-in code of six digits by WhatsApp; it is good for five minutes and five
        tries. In a demo it is shown right here."""
        door = door_of(request)
        if not (door.show_codes or door.sends_codes):
            why = "codes go out by WhatsApp, which is not set up"
            raise ProblemError(503, "no_code_channel", why)
        desk, code = door.front.desk, None
        place = Place(origin_of(request, door.secret), door.codes_per_address)
        given = (wanted.mobile, door.secret, door.below, place)
        try:
            with desk.database.write() as tx:
                now = desk.clock()
                if door.show_codes:
                    code = issue_code(tx, desk.ids, now, *given)
                else:
                    put_code_out(tx, desk.ids, now, *given, wanted.language)
        except TooManyCodesError as error:
            raise _too_many(error) from None
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
        return _let_in(door, opened)

    return router


def _too_many(error: TooManyCodesError) -> ProblemError:
    wait = ceil(error.retry_after.total_seconds())
    code, why = "too_many_codes", "this number has had its codes"
    if error.by_place:
        code, why = "too_many_codes_here", "too many codes were asked for from this network"
    again = f"{why}; try again in {wait} s"
    return ProblemError(429, code, again, headers={"Retry-After": str(wait)})


def vouched_for(door: Door, token: str) -> Vouched:
    """What the host says.

    Raises:
        ProblemError: there is no host, or it has not signed this for us, or not for now.
    """
    if door.host is None:
        raise ProblemError(503, "no_host", "no host application is set up")
    try:
        return door.host.vouches(token, door.front.desk.clock())
    except HostTokenError as error:
        raise ProblemError(401, "bad_host_token", str(error)) from None


def _let_in(door: Door, opened: Opened | Literal["closed"]) -> SessionAnswer:
    """The answer to whoever has proven who they are; sockets of the guest come back as theirs."""
    if opened == "closed":
        raise ProblemError(403, "closed_account", "this account cannot chat as a customer")
    if opened.left is not None:
        door.front.hub.drop(opened.left, RESTART)
    return _answer(opened)


def _answer(opened: Opened) -> SessionAnswer:
    return SessionAnswer(token=opened.token, conversation_id=str(opened.conversation_id))


def _open(
    door: Door,
    tx: Tx,
    user_id: int | None,
    channel: Channel,
    language: str = "en",
    origin: str | None = None,
) -> Opened:
    """A session on a new conversation; a guest's keeps from where it was opened."""
    desk, now = door.front.desk, door.front.desk.clock()
    key = open_dialogue(tx, desk.ids, now, channel.upper(), user_id, language)
    token = open_session(
        tx,
        desk.ids,
        now,
        door.token_bytes,
        user_id=user_id,
        conversation_id=key,
        opened_from=origin,
    )
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
        return _enter(door, tx, user_id, token, proof.channel)


def _introduce(
    door: Door, vouched: Vouched, token: str | None, wanted: GuestRequest
) -> Opened | Literal["closed"]:
    """One unit of work, like signing in; the host's word is the proof."""
    desk = door.front.desk
    with desk.database.write() as tx:
        whom = Introduced(vouched.sub, vouched.mobile, vouched.name)
        person = person_introduced(tx, desk.ids, desk.clock(), whom)
        if not person.active or person.role != "customer":
            return "closed"
        return _enter(door, tx, person.user_id, token, wanted.channel, wanted.language)


def let_in_by_host(channel: str, door: Door, token: str, conversation_id: int | None) -> Admitted:
    """What a socket does with a host's token in its hello: a session of the customer's, on a
    conversation of theirs if one is named, else on a new one.

    Raises:
        ProblemError: the host has not signed this, or the conversation is not the customer's.
    """
    desk, now = door.front.desk, door.front.desk.clock()
    vouched = vouched_for(door, token)
    with desk.database.write() as tx:
        whom = Introduced(vouched.sub, vouched.mobile, vouched.name)
        person = person_introduced(tx, desk.ids, now, whom)
        if not person.active or person.role != "customer":
            raise ProblemError(403, "closed_account", "this account cannot chat as a customer")
        key, user_id = conversation_id, person.user_id
        if key is None:
            key = open_dialogue(tx, desk.ids, now, channel.upper(), user_id)
        head = dialogue(tx, key)
        if head is None or head.user_id != user_id or head.channel not in LIVE:
            raise ProblemError(401, "unknown_session", "this conversation is not the customer's")
        new = open_session(
            tx, desk.ids, now, door.token_bytes, user_id=user_id, conversation_id=key
        )
        session = session_by_token(tx, new, now)
        assert session is not None
        return Admitted(session, head, new)


def _enter(
    door: Door, tx: Tx, user_id: int, token: str | None, channel: Channel, language: str = "en"
) -> Opened:
    """A session of the person's: on the conversation so far if it is a guest's or their own,
    else on a new one."""
    now = door.front.desk.clock()
    session = session_by_token(tx, token, now) if token else None
    if session is None or session.user_id not in (None, user_id):
        return _open(door, tx, user_id, channel, language)
    if session.user_id is None and not adopt_dialogue(tx, session.conversation_id, user_id):
        return _open(door, tx, user_id, channel, language)
    new = renew_session(tx, session, now, door.token_bytes, user_id)
    return Opened(new, session.conversation_id, left=session.conversation_id)


def _open_as_guest(door: Door, wanted: GuestRequest, origin: str) -> Opened:
    with door.front.desk.database.write() as tx:
        return _open(door, tx, None, wanted.channel, wanted.language, origin)


def _sign_out(desk: Desk, token: str) -> int | None:
    """The conversation that was left; None for a token that opens nothing."""
    with desk.database.write() as tx:
        session = session_by_token(tx, token, desk.clock())
        if session is None:
            return None
        end_session(tx, session)
        return session.conversation_id
