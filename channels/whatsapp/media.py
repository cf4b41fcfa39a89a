"""Media for staff: what a customer sent is fetched from the platform when somebody looks at it.

Only from the Graph host and the platform's own media hosts, with every redirect checked before it
is followed: an address comes from outside and must lead nowhere else. Keeps nothing.
"""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from channels.problems import PROBLEM_RESPONSES, ProblemError
from channels.whatsapp.graph import Graph, GraphError, UnknownOutcomeError
from store.chat_names import attachment_of
from store.database import Database

MEDIA_HOSTS = ("fbcdn.net", "fbsbx.com", "whatsapp.net")
MOST_BYTES = 25 * 1024 * 1024
MOST_REDIRECTS = 3
SHOWN = re.compile(r"(image/(jpeg|png|webp)|audio/(ogg|mpeg|mp4|aac|amr)|video/(mp4|3gpp))")
"""What a browser may show by itself; everything else is only saved."""
_ID = re.compile(r"[0-9A-Za-z_-]{1,190}")


class MediaError(Exception):
    """The file cannot be had."""


@dataclass(frozen=True, slots=True)
class File:
    """What a customer sent."""

    content: bytes
    mime_type: str


def media_router(
    database: Database,
    guard: Callable[[Request], object],
    graph_of: Callable[[Request], Graph | None],
) -> APIRouter:
    """GET /v1/ops/whatsapp/media/{message}; `guard` raises for whoever is no staff."""
    router = APIRouter(tags=["ops"], responses=PROBLEM_RESPONSES)

    @router.get("/v1/ops/whatsapp/media/{message_id}", response_class=Response)
    async def media(request: Request, message_id: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
        """The picture, voice note or file of a message; the platform keeps it for seven days."""
        await run_in_threadpool(guard, request)
        reference = await run_in_threadpool(_reference, database, message_id)
        graph = graph_of(request)
        if reference is None or graph is None:
            raise ProblemError(404, "no_media", "nothing was sent with this message")
        try:
            file = await fetch(graph, reference)
        except MediaError as error:
            raise ProblemError(502, "media_gone", str(error)) from error
        is_shown = SHOWN.fullmatch(file.mime_type) is not None
        return Response(
            file.content,
            media_type=file.mime_type if is_shown else "application/octet-stream",
            headers={
                "Content-Disposition": "inline" if is_shown else "attachment",
                "Cache-Control": "private, no-store",
            },
        )

    return router


async def fetch(graph: Graph, media_id: str) -> File:
    """The file behind a media id.

    Raises:
        MediaError: it is gone, too big, or lies where nothing of ours does.
    """
    try:
        told = await graph.media(media_id)
    except (GraphError, UnknownOutcomeError) as error:
        raise MediaError(f"the platform does not give it: {error}") from error
    url, kind = str(told.get("url")), str(told.get("mime_type")).partition(";")[0].strip()
    for _ in range(MOST_REDIRECTS + 1):
        refuse_strangers(url, graph.account.graph_url)
        async with _opened(graph, url) as answer:
            if not answer.has_redirect_location:
                return File(await _content(answer), kind)
            url = str(answer.url.join(answer.headers["location"]))
    raise MediaError("the file is redirected too often")


def refuse_strangers(url: str, graph_url: str) -> None:
    """Raises MediaError: the address is neither the Graph API's nor of a media host."""
    try:
        there, ours = httpx.URL(url), httpx.URL(graph_url)
    except httpx.InvalidURL:
        raise MediaError("the platform gave no address") from None
    if (there.scheme, there.host, there.port) == (ours.scheme, ours.host, ours.port):
        return
    is_media = any(there.host == host or there.host.endswith(f".{host}") for host in MEDIA_HOSTS)
    if there.scheme != "https" or there.port is not None or there.userinfo or not is_media:
        raise MediaError("the file lies where nothing of the platform's should")


@asynccontextmanager
async def _opened(graph: Graph, url: str) -> AsyncIterator[httpx.Response]:
    headers = {"Authorization": f"Bearer {graph.account.access_token}"}
    try:
        async with graph.client.stream("GET", url, headers=headers) as answer:
            yield answer
    except httpx.HTTPError as error:
        raise MediaError("the file cannot be fetched now") from error


async def _content(answer: httpx.Response) -> bytes:
    if not answer.is_success:
        raise MediaError("the platform keeps it no more")
    content = bytearray()
    async for chunk in answer.aiter_bytes():
        content += chunk
        if len(content) > MOST_BYTES:
            raise MediaError("the file is too big")
    return bytes(content)


def _reference(database: Database, message_id: int) -> str | None:
    with database.read() as tx:
        attachment: Any = attachment_of(tx, "WHATSAPP", message_id)
    key = str((attachment or {}).get("id") or "")
    return key if _ID.fullmatch(key) else None
