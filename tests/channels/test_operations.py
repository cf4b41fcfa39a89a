"""What operators and integrators ask: health, readiness, metrics, documents, headers."""

import asyncio
import hashlib
import json
import re
import time
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from channels.pages import STATIC
from channels.problems import answer_with_problems
from channels.sockets.frames import ClientFrame, ServerFrame
from store.database import Database, open_database
from store.migrate import migrate
from tests.channels import plain
from tests.channels.site import Site, running, url_of

VENDORED = STATIC / "vendor" / "swagger"


def get(site: Site, path: str) -> httpx.Response:
    return plain.get(f"{site.http}{path}")


def test_a_migrated_and_idle_app_is_alive_and_ready(either_site: Site) -> None:
    assert get(either_site, "/healthz").json() == {"status": "ok"}
    assert get(either_site, "/readyz").json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "outbox": "ok",
    }


def test_an_app_ahead_of_its_schema_is_alive_but_not_ready(sqlite_database: Database) -> None:
    migrate(url_of(sqlite_database), "base")
    with running(sqlite_database) as site:
        assert get(site, "/healthz").status_code == 200
        answer = get(site, "/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "failed"


def test_a_database_that_is_away_is_a_503_and_not_a_crash() -> None:
    with open_database("postgresql://127.0.0.1:1/nowhere") as database, running(database) as site:
        assert get(site, "/healthz").status_code == 200
        assert get(site, "/readyz").json()["database"] == "failed"
        answer = plain.post(f"{site.http}/v1/sessions")
        assert answer.status_code == 503
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "unavailable"


def test_metrics_count_frames_and_watch_the_outbox(site: Site) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            await talker.say(type="message", client_id="a", text="hello")
            await talker.say(type="dance")
            await talker.until("error")
            await talker.until("message", author="assistant")
            shown = get(site, "/metrics").text
            assert "converge_sockets_open 1.0" in shown
            assert 'converge_frames_total{type="message"} 1.0' in shown
            assert 'converge_frame_errors_total{code="unknown_type"} 1.0' in shown
            assert "converge_outbox_dead 0.0" in shown

    asyncio.run(talk())


def test_readiness_fails_when_deliveries_are_stuck(site: Site) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            await talker.say(type="message", client_id="a", text="hello")
            await talker.until("message", author="assistant")

    asyncio.run(talk())
    while "converge_outbox_pending 0.0" not in get(site, "/metrics").text:
        time.sleep(0.01)
    with site.database.write() as tx:
        tx.exec_driver_sql("UPDATE outbox SET state = 'pending', next_attempt_at = '2099-01-01'")
    site.hands.ahead = timedelta(minutes=2)
    answer = get(site, "/readyz")
    assert (answer.status_code, answer.json()["outbox"]) == (503, "failed")


def test_the_api_pages_load_nothing_from_elsewhere(site: Site) -> None:
    page = get(site, "/docs")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded
    for address in loaded:
        assert address.startswith("/static/")
        assert get(site, address).status_code == 200
    assert "http" not in (STATIC / "docs.js").read_text()


def test_vendored_files_are_the_published_ones() -> None:
    listed = [line.split() for line in (VENDORED / "SHA256SUMS").read_text().splitlines()]
    sums = {name: expected for expected, name in listed}
    files = {path.name for path in VENDORED.iterdir()} - {"SHA256SUMS", "VERSION"}
    assert files == set(sums)
    for name, expected in sums.items():
        assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == expected


def test_the_asyncapi_document_describes_every_frame_of_the_models(site: Site) -> None:
    document = get(site, "/asyncapi.json").json()
    assert document["asyncapi"].startswith("3.")
    assert document["channels"]["web"]["address"] == "/v1/web/socket"
    described = set(document["components"]["schemas"])
    models = {model.__name__ for model in (*ClientFrame.__args__, *ServerFrame.__args__)}
    assert models <= described
    assert len(document["operations"]["web.receive"]["messages"]) == len(ClientFrame.__args__)
    hello = document["components"]["schemas"]["Hello"]["properties"]
    assert "conversation goes on" in hello["guest_token"]["description"]
    assert document["channels"]["ops"]["address"] == "/v1/ops/socket"
    heard = document["operations"]["ops.receive"]["messages"]
    assert [one["$ref"].rpartition("/")[2] for one in heard] == ["hello", "say", "typing", "ping"]
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        place = document
        for part in reference.split("/"):
            place = place[part]


def test_openapi_lists_problems_for_the_session_requests(site: Site) -> None:
    document = get(site, "/openapi.json").json()
    answers = document["paths"]["/v1/sessions/verify"]["post"]["responses"]
    assert "application/problem+json" in answers["4XX"]["content"]


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/static/../settings.py", 404), ("/v1/sessions", 405)]
)
def test_unknown_addresses_and_methods_are_problems(site: Site, path: str, status: int) -> None:
    answer = get(site, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_every_answer_carries_a_policy_and_pages_allow_nothing_inline(site: Site) -> None:
    assert "default-src 'none'" in get(site, "/healthz").headers["Content-Security-Policy"]
    page = get(site, "/")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "style=" not in page.text
    assert "<style" not in page.text
    assert not re.search(r"<script(?![^>]*src=)", page.text)


def test_the_demo_page_exists_only_in_a_demo(sqlite_database: Database) -> None:
    with running(sqlite_database, demo=False) as site:
        assert get(site, "/").status_code == 404


def test_an_unexpected_error_is_a_problem_that_tells_nothing_of_the_program() -> None:
    app = FastAPI()
    answer_with_problems(app)

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("secret detail")

    async def ask() -> httpx.Response:
        edge = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=edge, base_url="http://shop.example") as client:
            return await client.get("/broken")

    answer = asyncio.run(ask())
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text
