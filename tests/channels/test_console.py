"""The operations console over HTTP: who gets in, what they see, and what becomes of a verdict."""

import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import select

from store.review_queue import queue_row
from store.reviews import reviews_of
from store.tables import complaints, dialogues
from tests.channels.console import FORM, Console, words
from tests.channels.site import Site, running
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace
from tests.store.queued import add_customer, queue_breach


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
        (
            {"corrected_answer": "AC Repair  costs ₹1,399.", "note": "kept"},
            "the one that was given",
        ),
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


def test_what_was_typed_is_shown_where_a_colleague_was_faster(console: Console) -> None:
    taken, settled = console.desk.queue("first"), console.desk.queue("second")
    with console.staff() as asha, console.staff("Bala Rao") as bala:
        assert bala.send_form(f"/ops/queue/{taken}/claim").status_code == 303
        assert bala.send_form(f"/ops/queue/{settled}/review", **FORM).status_code == 303
        for item, said in ((taken, "Bala Rao"), (settled, "has reviewed this item")):
            page = asha.send_form(f"/ops/queue/{item}/review", **FORM, note="half an hour of words")
            assert page.status_code == 409
            assert said in words(page)
            assert "half an hour of words" in words(page)


@pytest.mark.parametrize("field", ["reasons", "note", "corrected_answer"])
def test_half_a_character_is_refused_and_not_stored(console: Console, field: str) -> None:
    item = console.desk.queue()
    value = '["\\ud800"]' if field == "reasons" else '"\\ud800"'
    verdicts = '{"grounding": "good", "faithfulness": "good", "relevancy": "good"}'
    with console.staff() as asha:
        answer = asha.post(
            f"/v1/ops/queue/{item}/review",
            content=f'{{"verdicts": {verdicts}, "{field}": {value}}}',
            headers={"content-type": "application/json", "x-csrf-token": asha.csrf},
        )
        assert answer.status_code == 422
        assert asha.get(f"/v1/ops/queue/{item}").json()["reviews"] == []


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
        dismissed = asha.send_form(f"/ops/queue/{item}/dismiss")
        assert dismissed.status_code == 303
        assert asha.get(dismissed.headers["location"]).status_code == 200
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
        assert program.post("/v1/ops/queue/1/release").status_code == 404
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
