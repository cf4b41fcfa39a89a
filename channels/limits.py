"""An upper bound on what anybody may send in one request, whoever reads it."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY_BYTES = 4 * 1024 * 1024


class BodyLimit:
    """ASGI middleware: a longer body, announced or not, is a 413 for whoever tries to read it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = 0

        async def receive_at_most() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BODY_BYTES:
                raise HTTPException(413, f"a request has at most {MOST_BODY_BYTES} bytes")
            return message

        await self._app(scope, receive_at_most, send)
