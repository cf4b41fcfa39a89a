"""How the web server is set up, for the command and the tests alike."""

import socket

import uvicorn
from starlette.types import ASGIApp

PROTOCOL_BYTES = 128 * 1024
"""Twice our limit: so a frame that is too big is refused by us, with a reason, and only an absurd
one by the protocol (1009)."""

PING_SECONDS = 15.0
"""A socket is asked whether it is there so often, and has so long to answer."""
BACKLOG = 2048


def listen(host: str, port: int, *, ping_seconds: float = PING_SECONDS) -> socket.socket:
    """A listening socket whose connections end when what was sent is not taken for as long as
    two pings.

    A missing pong alone does not end a connection to a peer that died in the middle of a long
    replay: the server would first wait to send the rest.

    Raises:
        OSError, OverflowError: it cannot be had.
    """
    listener = socket.create_server((host, port), backlog=BACKLOG)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        patience = round(2000 * ping_seconds)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, patience)
    return listener


def configuration(
    app: ASGIApp, *, log_level: str = "warning", ping_seconds: float = PING_SECONDS
) -> uvicorn.Config:
    """Uvicorn with the leanest socket implementation, without compression."""
    return uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=PROTOCOL_BYTES,
        ws_ping_interval=ping_seconds,
        ws_ping_timeout=ping_seconds,
        log_level=log_level,
        access_log=False,
        proxy_headers=False,  # the app's own middleware reads them, from trusted proxies
        timeout_graceful_shutdown=15,
    )
