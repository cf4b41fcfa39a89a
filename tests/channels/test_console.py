"""The operations console over HTTP: who gets in, what they see, and what becomes of a verdict."""

import hashlib
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

import channels
from store.database import Database
from store.review_queue import queue_row
from store.reviews import reviews_of
from store.staff import FAILURE_WINDOW, MOST_FAILURES
from store.tables import complaints, dialogues
from tests.channels.console import FORM, Console, words
from tests.channels.site import Site, running
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace
from tests.store.queued import add_customer, queue_breach

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def console(site: Site) -> Console:
    return Console(site)


@pytest.fixture
def either_console(either_site: Site) -> Console:
    return Console(either_site)


@pytest.fixture
def shop_console(sqlite_engine: Engine) -> Iterator[Console]:
    """A console over a marketplace, which has complaints."""
    for database in opened(sqlite_engine, build_marketplace):
        with running(database) as site:
            yield Console(site)


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
            assert (refused.status_code, "form is too old" in words(refused)) == (403, True)
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


def test_the_queue_shows_why_and_how_urgently(either_console: Console) -> None:
    either_console.desk.queue("cheap one", priority=12)
    either_console.desk.queue("dear one", priority=87, reasons=("low_grounding", "frustration"))
    with either_console.staff() as asha:
        page = asha.get("/ops/queue")
        seen = words(page)
        assert seen.index("dear one") < seen.index("cheap one")
        assert "low grounding frustration" in seen
        assert "likelihood 0.90 stake 0.50 urgency 1.00" in seen
        narrowed = words(asha.get("/ops/queue?reason=frustration&channel=&language=en"))
        assert "dear one" in narrowed
        assert "cheap one" not in narrowed


def test_a_new_item_is_in_the_next_poll_and_an_unchanged_list_is_not_sent_again(
    console: Console,
) -> None:
    console.desk.queue("the first one")
    with console.staff() as asha:
        address = _poll_address(asha.get("/ops/queue"))
        assert asha.get(address).status_code == 204
        console.desk.queue("the second one")
        news = asha.get(address)
        assert "the second one" in words(news)
        assert asha.get(_poll_address(news)).status_code == 204


def test_long_queues_come_in_pages(console: Console) -> None:
    for number in range(5):
        console.desk.queue(f"question {number}", priority=90 - number)
    with console.staff() as asha:
        seen, path = [], "/ops/queue?limit=2"
        while path:
            page = asha.get(path)
            seen += re.findall(r"question \d", words(page))
            more = re.search(r'href="([^"]+cursor=[^"]+)"', page.text)
            path = more[1].replace("&amp;", "&") if more else ""
        assert seen == [f"question {number}" for number in range(5)]
        first = asha.get("/v1/ops/queue?limit=3").json()
        assert (len(first["items"]), first["open"]) == (3, 5)
        rest = asha.get("/v1/ops/queue", params={"cursor": first["next_cursor"]}).json()
        assert (len(rest["items"]), rest["next_cursor"]) == (2, None)


def test_the_mismatch_is_spelled_out_beside_the_evidence(console: Console) -> None:
    item = console.desk.queue()
    with console.staff() as asha:
        page = asha.get(f"/ops/queue/{item}")
    seen = words(page)
    assert "said ₹1,399, catalogue ₹1,299" in seen
    assert '<mark class="mark-contradicted"' in page.text
    assert "Price ₹1,299 said ₹1,399".lower() in seen.lower()
    assert "unscored nothing was asked" in seen


def test_the_draft_is_shown_against_what_was_sent(console: Console) -> None:
    columns = {
        "gate": "repaired",
        "draft": "AC Repair costs ₹1,499.",
        "gate_report": [{"claim": "₹1,499", "verdict": "contradicted", "kind": "amount"}],
    }
    item = console.desk.queue(columns=columns)
    with console.staff() as asha:
        page = asha.get(f"/ops/queue/{item}")
    assert "The gate stepped in: repaired" in words(page)
    assert "<del>₹1,499. </del><ins>₹1,399.</ins>" in page.text


def test_what_customers_and_rows_contain_is_text_and_nothing_else(console: Console) -> None:
    customer = add_customer(console.desk, f"Rohit {SCRIPT}", "+919876543210")
    hostile = f"{SCRIPT} \u202e <img src=x onerror=alert(2)> {{{{7*'7'}}}} ' onclick='"
    evidence = [{"source": f"rate_cards#{SCRIPT}", "fields": {SCRIPT: hostile}, "text": hostile}]
    finding = {
        "claim": hostile,
        "verdict": "contradicted",
        "kind": SCRIPT,
        "source": SCRIPT,
        "expected": hostile,
    }
    columns = {
        "slots": {SCRIPT: hostile},
        "draft": f"{hostile} draft",
        "gate": "repaired",
        "gate_report": [finding],
        "score_reasons": {"grounding": [finding], "unscored": {"faithfulness": hostile}},
        "faithfulness": None,
        "scorer_version": SCRIPT,
    }
    item = console.desk.queue(
        hostile,
        answer=f"we said {hostile}",
        reasons=("low_grounding", SCRIPT),
        evidence=evidence,
        columns=columns,
        user_id=customer,
    )
    review = {**FORM, "corrected_answer": hostile, "note": hostile}
    with console.staff(f"Asha {SCRIPT}", "lead") as asha:
        talk = asha.get(f"/v1/ops/queue/{item}").json()["row"]["conversation_id"]
        pages = [
            asha.get("/ops/queue"),
            asha.get(f"/ops/queue/{item}"),
            asha.get("/ops/conversations"),
            asha.get(f"/ops/conversations/{talk}"),
            asha.get("/ops/conversations", params={"q": f'"{SCRIPT}'}),
            asha.send_form(f"/ops/queue/{item}/review", **{**review, "grounding": hostile}),
            asha.send_form(f"/ops/queue/{item}/review", **review),
            asha.get(f"/ops/queue/{item}"),
        ]
    for page in pages:
        assert page.status_code in (200, 303, 422)
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "onclick='" not in page.text
        assert "7777777" not in page.text
    assert all(escape(SCRIPT) in page.text for page in (pages[0], pages[1], pages[3], pages[7]))


def test_a_claim_is_refused_by_naming_the_holder_and_what_was_typed_comes_back(
    either_console: Console,
) -> None:
    item = either_console.desk.queue()
    with either_console.staff() as asha, either_console.staff("Ravi Rao") as ravi:
        assert asha.send_form(f"/ops/queue/{item}/claim").status_code == 303
        assert "yours until" in words(asha.get(f"/ops/queue/{item}"))
        refused = ravi.send_form(f"/ops/queue/{item}/claim")
        assert refused.status_code == 409
        assert "Asha Nair is working on this item, until" in words(refused)
        problem = ravi.post(
            f"/v1/ops/queue/{item}/review",
            json={"verdicts": FORM},
            headers={"X-CSRF-Token": ravi.csrf},
        )
        assert (problem.status_code, problem.json()["code"]) == (409, "claimed")
        assert "Asha Nair" in problem.json()["detail"]
        kept = asha.send_form(f"/ops/queue/{item}/release", note="half a thought")
        assert kept.status_code == 200
        assert "half a thought" in words(kept)
        assert ravi.send_form(f"/ops/queue/{item}/claim").status_code == 303


def test_a_verdict_is_stored_whole_and_leads_on_to_the_next_item(either_console: Console) -> None:
    item, following = either_console.desk.queue(priority=9), either_console.desk.queue(priority=8)
    with either_console.staff() as asha:
        done = asha.send_form(
            f"/ops/queue/{item}/review",
            **FORM,
            reasons=["wrong_price", "tone"],
            corrected_answer="AC Repair costs ₹1,299.\r\nGST comes on top.",
            note="  ",
            then="next",
        )
        assert (done.status_code, done.headers["location"]) == (303, f"/ops/queue/{following}")
        again = asha.send_form(f"/ops/queue/{item}/review", **FORM)
        assert again.status_code == 409
        assert "AC Repair costs ₹1,299." in words(asha.get(f"/ops/queue/{item}"))
    with either_console.site.database.read() as tx:
        row = queue_row(tx, either_console.site.hands.now(), item)
        (stored,) = reviews_of(tx, item)
    assert (row.status, row.verdict, row.reviewer) == ("reviewed", "bad", "Asha Nair")
    assert stored.review.verdicts == FORM
    assert stored.review.reasons == ("wrong_price", "tone")
    assert stored.review.corrected_answer == "AC Repair costs ₹1,299.\nGST comes on top."
    assert stored.review.note is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"relevancy": ""}, "good, bad or unsure for relevancy"),
        ({"relevancy": "splendid"}, "good, bad or unsure for relevancy"),
        ({"reasons": ["because"]}, "not a reason"),
        ({"note": "n" * 4001}, "the note may have 4000 characters"),
        ({"corrected_answer": "kept \x00"}, "must not contain the NUL character"),
    ],
)
def test_a_verdict_that_will_not_do_comes_back_as_it_was_typed(
    console: Console, fields: dict[str, str], said: str
) -> None:
    item = console.desk.queue()
    form = {**FORM, "corrected_answer": "kept as typed", **fields}
    with console.staff() as asha:
        page = asha.send_form(f"/ops/queue/{item}/review", **form)
        assert page.status_code == 422
        assert said.lower() in words(page).lower()
        assert "kept" in words(page)
        assert 'value="bad" required data-key="2" checked' in page.text
        assert asha.get(f"/v1/ops/queue/{item}").json()["reviews"] == []


def test_a_blind_item_shows_no_score_no_reason_and_no_flag_before_its_verdict(
    console: Console,
) -> None:
    columns = {"gate": "repaired", "draft": "the secret draft", "flag_reason": "a secret flag"}
    item = console.desk.queue(blind=True, reasons=("blind_sample",), priority=77, columns=columns)
    with console.staff() as asha:
        talk = asha.get(f"/v1/ops/queue/{item}").json()["row"]["conversation_id"]
        before = [
            re.sub(r"<select.*?</select>", "", asha.get(path).text, flags=re.DOTALL)
            for path in (
                "/ops/queue",
                f"/ops/queue/{item}",
                f"/ops/conversations/{talk}",
                "/v1/ops/queue",
                f"/v1/ops/queue/{item}",
                f"/v1/ops/conversations/{talk}",
            )
        ]
        for text in before:
            assert not re.search(r"0\.4\b|0\.40|secret|blind.sample|repaired|mark-contra", text)
            assert not re.search(r"\b77\b|likelihood", text)
        assert "Blind review" in before[1]
        asha.send_form(f"/ops/queue/{item}/review", **FORM)
        after = words(asha.get(f"/ops/queue/{item}"))
    assert "Grounding 0.40" in after
    assert "secret draft" in after


def test_agents_see_what_is_open_and_their_own_and_leads_see_everything(console: Console) -> None:
    item, own = console.desk.queue("by the lead"), console.desk.queue("by the agent")
    with console.staff("Meera Iyer", "lead") as meera, console.staff() as asha:
        meera.send_form(f"/ops/queue/{item}/review", **FORM)
        asha.send_form(f"/ops/queue/{own}/review", **FORM)
        for path in ("/ops/queue?status=all", "/ops/queue?status=dismissed", f"/ops/queue/{item}"):
            assert asha.get(path).status_code == 403
            assert meera.get(path).status_code == 200
            assert asha.get(f"/v1{path}").json()["code"] == "leads_only"
        mine = words(asha.get("/ops/queue?status=reviewed"))
        assert "by the agent" in mine
        assert "by the lead" not in mine
        both = words(meera.get("/ops/queue?status=reviewed"))
        assert "by the agent" in both
        assert "by the lead" in both


def test_a_complaint_past_its_hour_is_shown_and_taken_out_by_hand(shop_console: Console) -> None:
    with shop_console.site.database.read() as tx:
        complaint = tx.execute(select(complaints).limit(1)).one()
    item = queue_breach(shop_console.desk, complaint.id)
    with shop_console.staff() as asha:
        page = words(asha.get(f"/ops/queue/{item}"))
        assert complaint.number in page
        assert complaint.subject in page
        assert "sla breach" in page
        refused = asha.send_form(f"/ops/queue/{item}/review", **FORM)
        assert refused.status_code == 409
        assert asha.send_form(f"/ops/queue/{item}/dismiss").status_code == 303
        assert f"/ops/queue/{item}" not in asha.get("/ops/queue").text


def test_conversations_are_found_by_mobile_and_by_number(console: Console) -> None:
    customer = add_customer(console.desk, "Rohit Verma", "+919876543210")
    console.desk.queue("from a guest")
    item = console.desk.queue("from Rohit", user_id=customer)
    with console.staff() as asha:
        talk = asha.get(f"/v1/ops/queue/{item}").json()["row"]["conversation_id"]
        everything = words(asha.get("/ops/conversations"))
        assert everything.index("Rohit Verma") < everything.index("Guest")
        for typed in ("98765 43210", "+91-9876543210"):
            found = asha.get("/ops/conversations", params={"q": typed})
            assert "Rohit Verma" in words(found)
            assert "Guest" not in words(found)
        assert "No conversation fits" in words(asha.get("/ops/conversations?q=nobody"))
        by_number = asha.get("/ops/conversations", params={"q": talk})
        assert by_number.headers["location"] == f"/ops/conversations/{talk}"
        page = words(asha.get(by_number.headers["location"]))
        assert "from Rohit" in page
        assert "G 0.40" in page
        assert "+919876543210" not in page


def test_a_long_conversation_comes_in_pieces(console: Console) -> None:
    item = console.desk.queue()
    with console.staff() as asha:
        talk = asha.get(f"/v1/ops/queue/{item}").json()["row"]["conversation_id"]
        with console.site.database.write() as tx:
            tx.execute(dialogues.update().values(last_seq=1200))
        assert f'href="/ops/conversations/{talk}?first=501"' in (
            asha.get(f"/ops/conversations/{talk}").text
        )


@pytest.mark.parametrize(
    "path",
    [
        "/ops/queue?cursor=garbage",
        "/ops/queue?cursor=WzEsMixOYU5d",
        "/ops/queue?status=lost",
        "/ops/queue?reason=%00",
        "/ops/queue?reason=' OR 1=1",
        "/ops/queue?channel=FAX",
        "/ops/queue?limit=0",
        "/ops/queue/abc",
        "/ops/queue/0",
        "/ops/queue/99999999999999999999",
        "/ops/conversations?cursor=x",
        "/ops/conversations/1?first=0",
    ],
)
def test_an_address_that_makes_no_sense_is_a_clear_page_and_a_problem(
    console: Console, path: str
) -> None:
    with console.staff("Meera Iyer", "admin") as meera:
        page = meera.get(path)
        assert page.status_code == 422
        assert page.headers["content-type"].startswith("text/html")
        problem = meera.get(f"/v1{path}")
        assert (problem.status_code, problem.json()["status"]) == (422, 422)


def test_what_is_not_there_is_a_clear_page(console: Console) -> None:
    with console.staff() as asha:
        for path in ("/ops/queue/7", "/ops/conversations/7"):
            assert "there is no such" in words(asha.get(path)).lower()
            assert asha.get(path).status_code == asha.get(f"/v1{path}").status_code == 404


def test_programs_sign_in_review_and_sign_out_with_the_same_rules(console: Console) -> None:
    console.desk.hire("Asha Nair")
    item = console.desk.queue()
    with console.visitor() as program:
        who = {"email": "asha@example.com", "password": "correct horse battery staple"}
        session = program.post("/v1/ops/session", json=who).json()
        program.headers["X-CSRF-Token"] = session["csrf_token"]
        assert session["role"] == "agent"
        (row,) = program.get("/v1/ops/queue").json()["items"]
        assert row["id"] == str(item)
        assert program.post(f"/v1/ops/queue/{item}/claim").json()["leased_until"]
        assert program.post(f"/v1/ops/queue/{item}/release").status_code == 204
        half = program.post(f"/v1/ops/queue/{item}/review", json={"verdicts": {}})
        assert (half.status_code, half.json()["code"]) == (422, "incomplete_verdict")
        bad = program.post(
            f"/v1/ops/queue/{item}/review",
            content=b'{"verdicts": {}, "note": "\\ud800"}',
            headers={"Content-Type": "application/json"},
        )
        assert bad.status_code == 422
        stored = program.post(
            f"/v1/ops/queue/{item}/review", json={"verdicts": FORM, "reasons": ["wrong_price"]}
        )
        assert (stored.status_code, stored.json()) == (201, {"verdict": "bad"})
        turn = program.get(f"/v1/ops/queue/{item}").json()
        assert turn["reviews"][0]["review"]["verdicts"] == FORM
        assert turn["turn"]["scores"][0]["findings"][0]["expected"] == "₹1,299"
        assert program.delete("/v1/ops/session").status_code == 204
        assert program.get("/v1/ops/session").status_code == 401


def _poll_address(page: httpx.Response) -> str:
    address = re.search(r'hx-get="([^"]+)"', page.text)
    assert address is not None
    return address[1].replace("&amp;", "&")
