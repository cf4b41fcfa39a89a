"""The console's door: signing in and out, foreign requests, what every page forbids."""

import hashlib
import re
from pathlib import Path

import pytest

import channels
from store.database import Database
from store.staff import FAILURE_WINDOW, MOST_FAILURES
from tests.channels.console import Console, words
from tests.channels.site import Site, running


@pytest.fixture
def console(site: Site) -> Console:
    return Console(site)


def test_signing_in_gives_a_session_that_scripts_and_other_sites_cannot_use(
    console: Console,
) -> None:
    console.desk.hire("Asha Nair")
    with console.visitor() as visitor:
        answer = visitor.sign_in("asha@example.com")
        assert (answer.status_code, answer.headers["location"]) == (303, "/ops/queue")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        page = visitor.get("/ops/queue")
        assert "Asha Nair agent" in words(page)
        assert visitor.cookies["ops-session"] not in page.text


def test_outside_a_demo_the_cookie_is_only_ever_sent_encrypted(sqlite_database: Database) -> None:
    with running(sqlite_database, demo=False) as site, Console(site).visitor() as visitor:
        cookie = visitor.get("/ops/sign-in").headers["set-cookie"]
        assert cookie.startswith("__Host-ops-form=")
        assert "Secure" in cookie


def test_a_wrong_password_and_an_unknown_email_look_the_same_and_five_are_enough(
    console: Console,
) -> None:
    console.desk.hire("Asha Nair")
    with console.visitor() as visitor:
        unknown = visitor.sign_in("nobody@example.com", "not the password")
        for _ in range(MOST_FAILURES):
            wrong = visitor.sign_in("asha@example.com", "not the password")
            assert (wrong.status_code, words(wrong)) == (401, words(unknown))
            assert "The email or the password is wrong." in words(wrong)
        refused = visitor.sign_in("asha@example.com")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        console.site.hands.ahead += FAILURE_WINDOW
        assert visitor.sign_in("asha@example.com").status_code == 303


def test_the_sign_in_form_must_be_ours(console: Console) -> None:
    form = {"email": "asha@example.com", "password": "x", "token": "made-up"}
    with console.visitor() as visitor:
        assert visitor.post("/ops/sign-in", data=form).status_code == 403
        visitor.get("/ops/sign-in")
        assert visitor.post("/ops/sign-in", data=form).status_code == 403
        form["token"] = visitor.cookies["ops-form"]
        from_elsewhere = {"Origin": "https://evil.example"}
        answer = visitor.post("/ops/sign-in", data=form, headers=from_elsewhere)
        assert answer.status_code == 403
        assert "console itself" in words(answer)


def test_nobody_sees_anything_before_signing_in_or_after_signing_out(console: Console) -> None:
    item = console.desk.queue()
    with console.visitor() as visitor:
        for path in ("/ops/queue", f"/ops/queue/{item}", "/ops/conversations"):
            answer = visitor.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/ops/sign-in")
        polled = visitor.get("/ops/queue/rows", headers={"HX-Request": "true"})
        assert (polled.status_code, polled.headers["hx-redirect"]) == (401, "/ops/sign-in")
        refused = visitor.get("/v1/ops/queue")
        assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    with console.staff() as asha:
        assert asha.send_form("/ops/sign-out").headers["location"] == "/ops/sign-in"
        assert asha.get("/ops/queue").status_code == 303


def test_a_change_without_the_sessions_token_or_from_elsewhere_is_refused(
    console: Console,
) -> None:
    item = console.desk.queue()
    path = f"/ops/queue/{item}/claim"
    with console.staff() as asha, console.staff("Ravi Rao") as ravi:
        for token in ("", "wrong", "é", ravi.csrf):
            refused = asha.post(path, data={"csrf": token})
            assert (refused.status_code, "of another session" in words(refused)) == (403, True)
        for headers in (
            {"X-CSRF-Token": "wrong"},
            {"X-CSRF-Token": asha.csrf, "Origin": "https://evil.example"},
            {"X-CSRF-Token": asha.csrf, "Origin": "null"},
            {"X-CSRF-Token": asha.csrf, "Sec-Fetch-Site": "cross-site"},
        ):
            assert asha.post(f"/v1{path}", headers=headers).status_code == 403
        assert asha.get(f"/v1/ops/queue/{item}").json()["row"]["status"] == "waiting"
        own = {"X-CSRF-Token": asha.csrf, "Origin": console.site.http}
        assert asha.post(f"/v1{path}", headers=own).status_code == 200


def test_every_page_forbids_what_it_does_not_need(console: Console) -> None:
    item = console.desk.queue()
    paths = ("/ops/queue", f"/ops/queue/{item}", "/ops/conversations", "/ops/queue/7")
    with console.staff() as asha:
        pages = [asha.get(path) for path in (*paths, "/ops/sign-in")]
        pages.append(asha.post(f"/ops/queue/{item}/claim"))
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on\w+=", page.text)
        assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", page.text)


def test_htmx_is_the_published_file_with_its_licence() -> None:
    folder = Path(channels.__file__).parent / "static" / "vendor" / "htmx"
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "Permission to use" in (folder / "LICENSE").read_text("utf-8")
