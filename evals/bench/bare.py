"""The floor of load: what the same traffic costs when nothing is done with it. A process apart.

One ASGI app on the product's own web server: reads a body and answers 200, and to replies with a
name, as a platform would; takes a socket, answers `ready` to its first frame, and keeps it.
"""

import argparse
import itertools
import json
from typing import Any

import uvicorn

_NAMES = itertools.count()


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        body = _body(scope["path"])
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "text": json.dumps({"type": "ready"})})


def _body(path: str) -> bytes:
    if not path.endswith("/messages"):
        return b""
    return json.dumps({"messages": [{"id": f"wamid.bare.{next(_NAMES)}"}]}).encode()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    uvicorn.run(
        app,
        port=parser.parse_args().port,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        lifespan="off",
    )
