"""Media for staff: fetched from the platform and from nowhere else, whatever an address says."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
import respx
from sqlalchemy import select

from channels.whatsapp.graph import Graph
from channels.whatsapp.media import MOST_BYTES, File, MediaError, fetch, refuse_strangers
from store.database import Database
from store.tables import conversations, dialogues
from tests.channels import plain
from tests.channels.console import Console
from tests.channels.site import running
from tests.channels.whatsapp.platform import Phone, notification, post
from tests.channels.whatsapp.shop import ACCOUNT, GRAPH

FILE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=7"


@pytest.fixture
def router() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        router.route(host="127.0.0.1").pass_through()
        yield router


def told(router: respx.MockRouter, url: str = FILE, kind: str = "image/jpeg") -> None:
    router.get(f"{GRAPH}/7").respond(json={"id": "7", "url": url, "mime_type": kind})


def fetched() -> File:
    async def run() -> File:
        async with httpx.AsyncClient(verify=False) as client:
            return await fetch(Graph(ACCOUNT, client), "7")

    return asyncio.run(run())


def test_a_file_comes_from_the_platforms_media_host_also_by_a_redirect(
    router: respx.MockRouter,
) -> None:
    told(router)
    there = "https://scontent.xx.fbcdn.net/v/1.jpg"
    router.get(FILE).respond(302, headers={"location": there})
    router.get(there).respond(content=b"picture")
    assert fetched() == File(b"picture", "image/jpeg")


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/x",
        "https://evil.example/x",
        "https://fbsbx.com.evil.example/x",
        "https://evilfbsbx.com/x",
        "https://lookaside.fbsbx.com@evil.example/x",
        "https://user:pw@lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "http://lookaside.fbsbx.com/x",
        "http://graph.example/v23.0/x",
        "file:///etc/passwd",
        "//evil.example/x",
        "",
        "None",
    ],
)
def test_an_address_elsewhere_is_never_asked_at_first_or_after_a_redirect(
    router: respx.MockRouter, url: str
) -> None:
    with pytest.raises(MediaError):
        refuse_strangers(url, GRAPH)
    told(router, url)
    with pytest.raises(MediaError):
        fetched()
    if url.startswith("http"):
        told(router)
        router.get(FILE).respond(302, headers={"location": url})
        with pytest.raises(MediaError):
            fetched()
    asked = {call.request.url.host for call in router.calls}
    assert asked <= {"graph.example", "lookaside.fbsbx.com"}


def test_what_is_gone_too_big_or_goes_round_in_circles_is_said_so(
    router: respx.MockRouter,
) -> None:
    told(router)
    route = router.get(FILE)
    route.respond(404)
    with pytest.raises(MediaError, match="no more"):
        fetched()
    route.respond(content=b"x" * (MOST_BYTES + 1))
    with pytest.raises(MediaError, match="too big"):
        fetched()
    route.respond(302, headers={"location": FILE})
    with pytest.raises(MediaError, match="too often"):
        fetched()
    router.get(f"{GRAPH}/7").respond(400, json={"error": {"code": 100, "message": "expired"}})
    with pytest.raises(MediaError, match="does not give it"):
        fetched()


def test_staff_open_it_from_the_console_and_nobody_else(
    sqlite_database: Database, router: respx.MockRouter
) -> None:
    told(router)
    router.get(FILE).respond(content=b"picture")
    router.post(url__startswith=GRAPH).respond(json={"messages": [{"id": "wamid.1"}]})
    with running(sqlite_database, whatsapp_graph_url=GRAPH) as site:
        image = {"id": "7", "mime_type": "image/jpeg"}
        post(site, notification(messages=[Phone(site).message("image", image=image)]))
        with sqlite_database.read() as tx:
            (key,) = tx.execute(
                select(conversations.c.id).where(conversations.c.role == "user")
            ).scalars()
        path = f"/v1/ops/whatsapp/media/{key}"
        assert plain.get(f"{site.http}{path}").status_code == 401
        with Console(site).staff() as visitor:
            shown = visitor.get(path)
            assert (shown.status_code, shown.content) == (200, b"picture")
            assert shown.headers["Content-Type"] == "image/jpeg"
            assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
            told(router, kind="image/svg+xml")
            saved = visitor.get(path)
            assert saved.headers["Content-Disposition"] == "attachment"
            assert saved.headers["Content-Type"] == "application/octet-stream"
            assert visitor.get("/v1/ops/whatsapp/media/1").status_code == 404
            assert visitor.get(f"/v1/ops/whatsapp/media/{2**63}").status_code == 422
            told(router, "https://evil.example/x")
            assert visitor.get(path).json()["code"] == "media_gone"
            with sqlite_database.read() as tx:
                (place,) = tx.execute(select(dialogues.c.id)).scalars()
            page = visitor.get(f"/ops/conversations/{place}").text
            assert f'href="{path}"' in page
