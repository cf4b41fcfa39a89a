"""The chat socket: lets a customer in, takes their frames, and keeps them told of every line.

Acknowledges only what is committed. Holds no database connection between frames and no message
that is not in the log.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from channels.problems import ProblemError
from channels.rate import Bucket
from channels.sockets.frames import (
    MOST_BYTES,
    Ack,
    Choose,
    Error,
    Feedback,
    FrameError,
    Handoff,
    HandoffState,
    Hello,
    Ping,
    Pong,
    Ready,
    Say,
    Typing,
    Writing,
    read_frame,
    write_frame,
)
from channels.sockets.front import Admitted, Front, Introduce
from channels.sockets.hub import Feed
from store.chat import Message
from store.database import DatabaseUnavailableError
from store.dialogues import Dialogue

GONE = 1000
RESTART = 1012
BAD_FRAME = 4400
AUTHENTICATION = 4401
ORIGIN = 4403
IDLE = 4408
RATE = 4429
HELLO_SECONDS = 5.0
DOTS_OF_A_JWT = 2
"""No token of a session has any."""
BURST = 120


class _ClosingError(Exception):
    """The socket must be closed: the code, and the error frame to send before."""

    def __init__(self, close: int, code: str, detail: str, *, retry: bool = False) -> None:
        super().__init__(detail)
        self.close = close
        self.error = Error(code=code, detail=detail, retry=retry)


def socket_router(
    path: str, front_of: Callable[[WebSocket], Front[Any]], introduce: Introduce | None = None
) -> APIRouter:
    """The endpoint at `path`.

    Args:
        front_of: finds the channel's front for a connection.
        introduce: what is done with a host application's token in place of a session's.
    """
    router = APIRouter()

    @router.websocket(path)
    async def chat(websocket: WebSocket) -> None:
        front = front_of(websocket)
        await websocket.accept()
        front.meters.sockets.inc()
        try:
            await _serve(websocket, front, introduce)
        except WebSocketDisconnect:
            return
        finally:
            front.meters.sockets.dec()

    return router


async def _serve(websocket: WebSocket, front: Front[Any], introduce: Introduce | None) -> None:
    try:
        _check_origin(websocket, front.allowed_origins)
        admitted, hello = await _greet(websocket, front, introduce)
        await _Chat(websocket, front, admitted, hello).run()
    except _ClosingError as refused:
        front.meters.errors.labels(refused.error.code).inc()
        await websocket.send_text(write_frame(refused.error))
        await websocket.close(refused.close, refused.error.code)
    except DatabaseUnavailableError:
        await websocket.close(RESTART, "unavailable")


def _check_origin(websocket: WebSocket, allowed: tuple[str, ...]) -> None:
    """Browsers name the page that opened the socket; other programs need not."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in allowed:
        return
    if origin.partition("://")[2] != websocket.headers.get("host"):
        raise _ClosingError(ORIGIN, "forbidden_origin", "this site may not open a chat here")


async def _greet(
    websocket: WebSocket, front: Front[Any], introduce: Introduce | None
) -> tuple[Admitted, Hello]:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            raw = await _receive(websocket)
    except TimeoutError:
        raise _ClosingError(IDLE, "hello_missing", "no hello within 5 seconds") from None
    try:
        hello = read_frame(raw)
    except FrameError as error:
        raise _ClosingError(BAD_FRAME, error.code, error.detail) from None
    if not isinstance(hello, Hello):
        raise _ClosingError(AUTHENTICATION, "hello_missing", "the first frame must be hello")
    if introduce is not None and hello.token.count(".") == DOTS_OF_A_JWT:
        try:
            vouched = await front.threads.serve(introduce, websocket.state, hello)
        except ProblemError as error:
            raise _ClosingError(AUTHENTICATION, error.code, error.detail) from None
        if vouched.left is not None:
            front.hub.drop(vouched.left, RESTART)
        return vouched, hello
    wanted = int(hello.conversation_id) if hello.conversation_id else None
    admitted = await front.threads.serve(front.desk.admit, hello.token, wanted)
    if admitted is None:
        raise _ClosingError(
            AUTHENTICATION, "unknown_session", "the token is wrong or expired for this conversation"
        )
    return Admitted(*admitted), hello


async def _receive(websocket: WebSocket) -> str:
    event = await websocket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event.get("code", GONE))
    text: str | None = event.get("text")
    if text is None:
        raise _ClosingError(BAD_FRAME, "not_text", "frames are JSON text, not binary")
    if len(text) > MOST_BYTES or len(text.encode()) > MOST_BYTES:
        raise _ClosingError(BAD_FRAME, "too_big", f"a frame has at most {MOST_BYTES} bytes")
    return text


class _Chat:
    """One socket after its hello: a task that listens and one that sends."""

    def __init__(
        self,
        websocket: WebSocket,
        front: Front[Any],
        admitted: Admitted,
        hello: Hello,
    ) -> None:
        self._websocket = websocket
        self._front = front
        self._session, self._head, self._token, _ = admitted
        head = self._head
        last_seq = min(hello.last_seq, head.last_seq)
        self._feed = Feed(last_seq, self._read_after, websocket.send_text, front.took)
        self._bucket = Bucket(front.frames_per_second, BURST, front.monotonic)

    async def run(self) -> None:
        hub, feed, key = self._front.hub, self._feed, self._head.id
        hub.join(key, feed)  # before the log is read, so that no line falls between
        try:
            await feed.catch_up()
            known: Literal[True] | None = True if self._session.user_id is not None else None
            ready = Ready(
                conversation_id=str(key), last_seq=feed.seq, signed_in=known, token=self._token
            )
            await self._websocket.send_text(write_frame(ready))
            feed.tell_hands(_hands(self._head))
            code = await self._talk()
        finally:
            hub.leave(key, feed)
        if code != GONE:
            await self._websocket.close(code)

    async def _talk(self) -> int:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(self._listen())
            try:
                return await self._feed.pump()
            except WebSocketDisconnect:
                return GONE
            except DatabaseUnavailableError:
                return RESTART
            finally:
                listening.cancel()

    async def _listen(self) -> None:
        """Take frames until the client leaves or must be sent away; then end the feed."""
        try:
            while True:
                await self._take(await self._next())
        except WebSocketDisconnect:
            self._feed.drop(GONE)
        except _ClosingError as refused:
            self._front.meters.errors.labels(refused.error.code).inc()
            await self._feed.put(refused.error)
            await self._feed.end(refused.close)

    async def _next(self) -> str:
        try:
            async with asyncio.timeout(self._front.idle_seconds):
                raw = await _receive(self._websocket)
        except TimeoutError:
            raise _ClosingError(
                IDLE, "idle", "nothing was heard for too long", retry=True
            ) from None
        if not self._bucket.take():
            raise _ClosingError(RATE, "too_fast", "too many frames; come back slowly", retry=True)
        if self._session.expires_at <= self._front.desk.clock():
            raise _ClosingError(AUTHENTICATION, "unknown_session", "the session has expired")
        return raw

    async def _take(self, raw: str) -> None:
        """Do what one frame asks, or say why not."""
        client_id = None
        try:
            frame = read_frame(raw)
            self._front.meters.frames.labels(frame.type).inc()
            client_id = getattr(frame, "client_id", None)
            if isinstance(frame, Ping):
                await self._feed.put(Pong())
            elif isinstance(frame, Typing):
                writing = Writing(author=self._front.desk.author)
                self._front.hub.tell(self._head.id, writing, but=self._feed)
            elif isinstance(frame, Feedback):
                if not await self._front.threads.serve(self._front.desk.rate, self._head.id, frame):
                    raise FrameError("unknown_seq", "no answer of ours has this seq")
            elif isinstance(frame, Hello):
                raise FrameError("hello_twice", "hello was said already")
            else:
                await self._accept(frame)
        except FrameError as error:
            await self._complain(error.code, error.detail, error.retry, error.client_id)
        except DatabaseUnavailableError:
            await self._complain("unavailable", "try again in a moment", True, client_id)

    async def _accept(self, frame: Say | Choose | Handoff) -> None:
        front = self._front
        accepted, message = await front.threads.serve(
            front.desk.take, self._session, self._head, frame
        )
        await self._feed.put(Ack(client_id=frame.client_id, seq=accepted.seq))
        if not accepted.repeated:
            front.pass_on(message)

    async def _complain(self, code: str, detail: str, retry: bool, client_id: str | None) -> None:
        self._front.meters.errors.labels(code).inc()
        await self._feed.put(Error(code=code, detail=detail, retry=retry, client_id=client_id))

    async def _read_after(self, seq: int) -> tuple[Message, ...]:
        return await self._front.threads.serve(self._front.desk.read_after, self._head.id, seq)


def _hands(head: Dialogue) -> HandoffState | None:
    if head.owner == "assistant":
        return None
    if head.owner == "waiting":
        return HandoffState(state="waiting", position=head.position)
    return HandoffState(state="joined", agent=head.owner_name)
