"""Sessions of customers, on the web and in the app: opening one as a guest, signing in with a code
sent to a mobile number, signing out.

Tells nobody whether a number is known: a code is made for every valid one, and a wrong code looks
the same for a customer and a stranger.
"""

from collections.abc import Callable
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from channels.origins import origin_of
from channels.problems import PROBLEM_RESPONSES, ProblemError
from channels.sockets.socket import RESTART
from channels.web.bodies import (
    CodeAnswer,
    CodeRequest,
    GuestRequest,
    SessionAnswer,
    VerifyRequest,
)
from channels.web.door import (
    Door,
    Opened,
    Refused,
    give_code,
    introduce,
    open_as_guest,
    sign_in,
    sign_out,
    vouched_for,
)
from store.sign_in_codes import CODE_LIFETIME, TooManyCodesError

REFUSALS: dict[Refused, tuple[int, str, str]] = {
    "wrong": (401, "wrong_code", "this is not the code that was sent"),
    "void": (401, "void_code", "this code is used up or too old; ask for another"),
    "closed": (403, "closed_account", "this account cannot chat as a customer"),
}


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
            return _answer(await door.front.threads.serve(open_as_guest, door, wanted, origin))
        vouched = vouched_for(door, wanted.host_token)
        token = given.credentials if given else None
        opened = await door.front.threads.serve(introduce, door, vouched, token, wanted)
        return _let_in(door, opened)

    @router.delete("", status_code=204)
    async def close_session(
        request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
    ) -> None:
        """Sign out: the token is worthless from now on, and its devices get no more pushes."""
        front = door_of(request).front
        left = await front.threads.serve(sign_out, front.desk, given.credentials if given else "")
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
        try:
            code = give_code(door, wanted, origin_of(request, door.secret))
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
        opened = await door.front.threads.serve(sign_in, door, proof, token)
        if not isinstance(opened, Opened):
            raise ProblemError(*REFUSALS[opened])
        return _let_in(door, opened)

    return router


def _too_many(error: TooManyCodesError) -> ProblemError:
    wait = ceil(error.retry_after.total_seconds())
    why = "this number has had its codes"
    if error.by_place:
        why = "too many codes were asked for from this network"
    again = f"{why}; try again in {wait} s"
    return ProblemError(429, "too_many_codes", again, headers={"Retry-After": str(wait)})


def _let_in(door: Door, opened: Opened) -> SessionAnswer:
    """The answer to whoever has proven who they are; sockets of the guest come back as theirs."""
    if opened.left is not None:
        door.front.hub.drop(opened.left, RESTART)
    return _answer(opened)


def _answer(opened: Opened) -> SessionAnswer:
    return SessionAnswer(token=opened.token, conversation_id=str(opened.conversation_id))
