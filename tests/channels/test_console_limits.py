"""What the console never does: run what customers wrote, tell blind items apart, show agents what
is for leads, or answer nonsense with a traceback."""

import re
from html import escape

import pytest

from tests.channels.console import FORM, Console, words
from tests.channels.site import Site
from tests.store.queued import add_customer

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def console(site: Site) -> Console:
    return Console(site)


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
