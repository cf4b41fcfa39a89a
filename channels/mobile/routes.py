"""The mobile REST requests: reading the log page by page, saying something once, sending what was
written offline, and where pushes go.

All of it also works for a conversation that was begun on the web. Refuses to answer for a
conversation that is not the customer's as if it existed.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from channels.mobile.bodies import (
    MOST_IN_A_PAGE,
    BatchRequest,
    DeviceRequest,
    LinesPage,
    MessageRequest,
    Taken,
    TakenBatch,
)
from channels.mobile.desk import Noted, post, post_batch, read_page, register, unregister
from channels.problems import PROBLEM_RESPONSES, ProblemError
from channels.rate import Buckets
from channels.sockets.frames import line_of
from channels.sockets.front import Front

_bearer = HTTPBearer(auto_error=False, description="the session's token")


def _token(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    return given.credentials if given else ""


Token = Annotated[str, Depends(_token)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=128,
        pattern=r"^[!-~]+$",
        description="names the message: the same key again is the same message; required",
    ),
]


def mobile_router(
    front_of: Callable[[Request], Front], paces_of: Callable[[Request], Buckets]
) -> APIRouter:
    """Everything under /v1/mobile but the socket.

    Args:
        front_of: finds the front of the running app.
        paces_of: finds how fast each token may still go; what was written offline counts by its
            messages, as if it had come on a socket.
    """

    def paced(request: Request, token: str, count: int = 1) -> Front:
        paces = paces_of(request)
        if not paces.take(token, count):
            after = {"Retry-After": str(paces.seconds_for(count))}
            raise ProblemError(429, "too_fast", "too many; come back slowly", headers=after)
        return front_of(request)

    router = APIRouter(prefix="/v1/mobile", tags=["mobile"], responses=PROBLEM_RESPONSES)

    @router.get("/conversations/{conversation_id}/messages")
    async def read_messages(
        request: Request,
        token: Token,
        conversation_id: Annotated[int, Path(ge=0, lt=10**18)],
        after: Annotated[int, Query(ge=0, lt=2**31)] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_IN_A_PAGE)] = 50,
    ) -> LinesPage:
        """The lines of a conversation after a seq, in order; what was read is not pushed."""
        front = paced(request, token)
        lines, has_more, is_live = await front.threads.serve(
            read_page, front.desk, token, conversation_id, after, limit
        )
        if is_live:
            for line in lines:
                front.took(line)
        return LinesPage(
            items=tuple(line_of(line) for line in lines),
            next_cursor=str(lines[-1].seq) if has_more else None,
        )

    @router.post("/messages", status_code=201)
    async def post_message(
        request: Request, token: Token, body: MessageRequest, idempotency_key: Key = None
    ) -> Taken:
        """Say something, once however often it is sent: with the same Idempotency-Key the answer
        is the same, and for another message a 409."""
        if idempotency_key is None:
            raise ProblemError(400, "key_missing", "the header Idempotency-Key is required")
        front = paced(request, token)
        wanted = _key_of(body.conversation_id)
        noted = await front.threads.serve(post, front.desk, token, wanted, idempotency_key, body)
        return _taken(front, noted)

    @router.post("/batch", status_code=201)
    async def post_batch_of_messages(
        request: Request, token: Token, body: BatchRequest
    ) -> TakenBatch:
        """Send what was written offline, in its order: all of it is taken, once, or none. What was
        taken before, on the socket or in an earlier batch, keeps its seq."""
        front = paced(request, token, len(body.messages))
        wanted = _key_of(body.conversation_id)
        noted = await front.threads.serve(post_batch, front.desk, token, wanted, body.messages)
        return TakenBatch(items=tuple(_taken(front, one) for one in noted))

    @router.put("/devices", status_code=204)
    async def register_device(request: Request, token: Token, body: DeviceRequest) -> None:
        """Push replies to this device from now on, as long as the session lasts. A device has one
        person: whoever registered it before gets no more pushes there."""
        front = paced(request, token)
        await front.threads.serve(register, front.desk, token, body.platform, body.token)

    @router.delete("/devices", status_code=204)
    async def unregister_device(
        request: Request,
        token: Token,
        device: Annotated[str, Query(alias="token", min_length=1, max_length=1024)],
    ) -> None:
        """No more pushes to this device; signing out does the same."""
        front = paced(request, token)
        if not await front.threads.serve(unregister, front.desk, token, device):
            raise ProblemError(404, "unknown_device", "this session has no such device")

    return router


def _key_of(conversation_id: str | None) -> int | None:
    return int(conversation_id) if conversation_id else None


def _taken(front: Front, noted: Noted) -> Taken:
    if noted.fresh is not None:
        front.pass_on(noted.fresh)
    kept = noted.kept
    return Taken(
        conversation_id=str(kept.conversation_id),
        client_id=noted.client_id,
        seq=kept.seq,
        ts=kept.created_at.isoformat(timespec="milliseconds"),
    )
