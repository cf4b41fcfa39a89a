"""The stand-in over HTTP: the Graph API as we use it, and a door of its own for other programs.

`POST /sim/say {"from"?, "user_id"?, "type"?, "content" | "text"}` lets a customer write,
`POST /sim/faults {"mood", "code"?, "times"?}` spoils the next sends, `POST /sim/mail {"copies"?,
"disorder"?}` sets how webhooks arrive, `GET /sim/sent` tells what was sent to whom.
"""

import base64
import hashlib
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from channels.whatsapp.account import Account
from channels.whatsapp.simulator.notices import Person
from channels.whatsapp.simulator.world import Fault, RefusedError, World

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""What every media file here holds: one pixel."""


def simulated_platform(world: World, account: Account) -> Starlette:
    """The app; paths are taken with a version in front and without."""

    async def send(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {account.access_token}":
            return _error(190, 401)
        try:
            body = await request.json()
        except ClientDisconnect:  # died while it was sending
            return Response(status_code=400)
        if body.get("status") == "read":
            return JSONResponse({"success": True})
        try:
            name = await world.take(body)
        except RefusedError as refused:
            return _error(refused.code, 401 if refused.code in (0, 190) else 400)
        if name is None:
            return Response(status_code=504)
        whom = body.get("to") or body.get("recipient")
        return JSONResponse(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": whom, "wa_id": whom}],
                "messages": [{"id": name}],
            }
        )

    async def media(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {account.access_token}":
            return _error(190, 401)
        key = request.path_params["media_id"]
        return JSONResponse(
            {
                "id": key,
                "url": f"{str(request.base_url).rstrip('/')}/files/{key}",
                "mime_type": "image/png",
                "sha256": hashlib.sha256(PICTURE).hexdigest(),
                "file_size": len(PICTURE),
            }
        )

    async def file(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {account.access_token}":
            return _error(190, 401)
        return Response(PICTURE, media_type="image/png")

    routes = [
        Route("/files/{media_id}", file),
        Route("/{number}/messages", send, methods=["POST"]),
        Route("/{version}/{number}/messages", send, methods=["POST"]),
        *_own_routes(world),
        Route("/{media_id}", media),
        Route("/{version}/{media_id}", media),
    ]
    return Starlette(routes=routes)


def _own_routes(world: World) -> list[Route]:
    async def say(request: Request) -> Response:
        given: dict[str, Any] = await request.json()
        person = Person(given.get("from"), given.get("user_id"), given.get("name", "Asha Rao"))
        content = given.get("content", {"body": given.get("text", "")})
        return JSONResponse({"id": world.write(person, given.get("type", "text"), content)})

    async def faults(request: Request) -> Response:
        given = await request.json()
        fault = Fault(given["mood"], int(given.get("code", 131000)))
        world.faults.extend([fault] * int(given.get("times", 1)))
        return JSONResponse({"waiting": len(world.faults)})

    async def mail(request: Request) -> Response:
        given = await request.json()
        world.courier.copies = int(given.get("copies", world.courier.copies))
        world.courier.disorder = float(given.get("disorder", world.courier.disorder))
        return JSONResponse({"undelivered": world.courier.undelivered})

    async def sent(_: Request) -> Response:
        told = [{"id": name, "to": person.key, "body": body} for name, person, body in world.sent]
        return JSONResponse(told)

    return [
        Route("/sim/say", say, methods=["POST"]),
        Route("/sim/faults", faults, methods=["POST"]),
        Route("/sim/mail", mail, methods=["POST"]),
        Route("/sim/sent", sent),
    ]


def _error(code: int, http_status: int) -> JSONResponse:
    error = {"message": f"(#{code}) simulated", "type": "OAuthException", "code": code}
    return JSONResponse({"error": error}, http_status)
