"""How the web server is set up, for the command and the tests alike."""

import uvicorn
from starlette.types import ASGIApp

PROTOCOL_BYTES = 128 * 1024
"""Twice our limit: so a frame that is too big is refused by us, with a reason, and only an absurd
one by the protocol (1009)."""


def configuration(app: ASGIApp, *, log_level: str = "warning") -> uvicorn.Config:
    """Uvicorn with the leanest socket implementation, without compression."""
    return uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=PROTOCOL_BYTES,
        log_level=log_level,
        access_log=False,
        timeout_graceful_shutdown=15,
    )
