"""Quality in the console: what labels teach, thresholds that leads approve and take back, second
opinions without sight of the first, and corrections kept as cases."""

import re

import pytest

from assistant.quality.thresholds import VERSION
from store.regression_cases import read_cases
from store.reviews import Review, Verdict, save_review
from store.thresholds import thresholds_in_force
from tests.channels.console import FORM, Console, words
from tests.channels.site import Site

GOOD: dict[str, Verdict] = {"grounding": "good", "faithfulness": "good", "relevancy": "good"}


@pytest.fixture
def console(site: Site) -> Console:
    return Console(site)


@pytest.fixture
def either_console(either_site: Site) -> Console:
    return Console(either_site)


def review_many(console: Console, count: int) -> list[int]:
    """Flagged turns of which three in four are bad, reviewed by Kiran; the first one is good."""
    items = []
    desk = console.desk
    desk.later(hours=-1)
    kiran = desk.hire("Kiran Shetty")
    for number in range(count):
        desk.later(milliseconds=1001)
        bad = number % 4 != 0
        scores = {"grounding": 0.3 if bad else 0.9, "faithfulness": 1.0}
        columns = {**scores, "scorer_version": VERSION}
        item = desk.queue(f"question {number}", columns=columns)
        said: dict[str, Verdict] = {**GOOD, "grounding": "bad" if bad else "good"}
        with desk.database.write() as tx:
            save_review(tx, desk.ids, desk.now, item, kiran, Review(said))
        items.append(item)
    return items


def test_a_lead_approves_what_the_labels_speak_for_and_takes_it_back(
    either_console: Console,
) -> None:
    good, bad, *_ = review_many(either_console, 80)
    with either_console.staff() as asha, either_console.staff("Meera Iyer", "lead") as meera:
        page = meera.get("/ops/quality")
        assert "flags 60, now 80, of 80" in words(page)
        hidden = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
        proposal = dict(re.findall(hidden, page.text))
        assert proposal["metric"] == "grounding"
        assert "metric-low" in meera.get(f"/ops/queue/{good}").text
        assert "/approve" not in asha.get("/ops/quality").text
        form = {name: value for name, value in proposal.items() if name != "csrf"}
        assert asha.send_form("/ops/quality/approve", **form).status_code == 403
        other = meera.send_form("/ops/quality/approve", **{**form, "value": "0.123"})
        assert other.status_code == 409
        assert meera.send_form("/ops/quality/approve", **form).status_code == 303
        with either_console.site.database.read() as tx:
            (row,) = thresholds_in_force(tx, VERSION)
        assert row.value == float(proposal["value"])
        after = meera.get("/ops/quality")
        assert "60/80 by the thresholds in force" in words(after)
        assert "in force Take back" in words(after)
        # What reviewers call good is marked so from now on, and what they call bad is not.
        assert "metric-low" not in meera.get(f"/ops/queue/{good}").text
        assert "metric-low" in meera.get(f"/ops/queue/{bad}").text
        undo = re.search(r'action="(/ops/quality/thresholds/\d+/undo)"', after.text)
        assert undo is not None
        assert asha.send_form(undo[1]).status_code == 403
        assert meera.send_form(undo[1]).status_code == 303
        assert "taken back by Meera Iyer" in words(meera.get("/ops/quality"))
        assert meera.send_form(undo[1]).status_code == 404
        with either_console.site.database.read() as tx:
            assert thresholds_in_force(tx, VERSION) == []


def test_the_page_draws_what_it_tells_and_allows_nothing_inline(console: Console) -> None:
    review_many(console, 30)
    with console.staff() as asha:
        page = asha.get("/ops/quality?days=7")
        assert page.text.count('<svg class="chart"') == 5
        assert "style=" not in page.text
        assert "<style" not in page.text
        assert "Flagged turns by language" in page.text
        assert "Nothing to show yet" in words(page)
        assert asha.get("/ops/quality?days=0").status_code == 422


def test_an_empty_log_has_a_page_too(console: Console) -> None:
    with console.staff() as asha:
        seen = words(asha.get("/ops/quality"))
    assert "None; the shipped thresholds hold." in seen


def test_a_second_opinion_is_given_without_sight_of_the_first(console: Console) -> None:
    review_many(console, 40)
    with console.staff() as asha:
        assert "Give second opinions" in words(asha.get("/ops/quality"))
        first = asha.get("/ops/second")
        assert first.status_code == 303
        path = first.headers["location"]
        shown = asha.get(path)
        assert "second opinion" in words(shown)
        assert "Kiran Shetty" not in words(shown)
        assert "said ₹1,399, catalogue" not in words(shown)
        unsaid = asha.send_form(path, **{**FORM, "relevancy": ""}, note="half a thought")
        assert unsaid.status_code == 422
        assert "half a thought" in words(unsaid)
        assert asha.send_form(path, **FORM).status_code == 303
        assert asha.get(path).status_code == 404


def test_a_correction_becomes_a_case_with_one_key(console: Console) -> None:
    item, plain = console.desk.queue(), console.desk.queue()
    with console.staff() as asha:
        form = {**FORM, "corrected_answer": "AC Repair costs ₹1,299."}
        assert asha.send_form(f"/ops/queue/{item}/review", **form).status_code == 303
        assert 'data-key="r"' in asha.get(f"/ops/queue/{item}").text
        assert asha.send_form(f"/ops/queue/{item}/case").status_code == 303
        assert "kept as a regression case" in words(asha.get(f"/ops/queue/{item}"))
        assert asha.send_form(f"/ops/queue/{plain}/review", **FORM).status_code == 303
        assert 'data-key="r"' not in asha.get(f"/ops/queue/{plain}").text
        assert asha.send_form(f"/ops/queue/{plain}/case").status_code == 409
    with console.site.database.read() as tx:
        (case,) = read_cases(tx)
    assert case.corrected_answer == "AC Repair costs ₹1,299."


def test_only_who_may_see_a_correction_keeps_it_as_a_case(console: Console) -> None:
    item = console.desk.queue()
    form = {**FORM, "corrected_answer": "AC Repair costs ₹1,299."}
    with console.staff("Meera Iyer", "lead") as meera, console.staff() as asha:
        assert meera.send_form(f"/ops/queue/{item}/review", **form).status_code == 303
        assert asha.send_form(f"/ops/queue/{item}/case").status_code == 403
        assert asha.send_form("/ops/queue/123456/case").status_code == 404
        assert meera.send_form(f"/ops/queue/{item}/case").status_code == 303
    with console.site.database.read() as tx:
        assert len(read_cases(tx)) == 1


def test_a_second_opinion_that_comes_too_late_shows_what_was_typed(console: Console) -> None:
    review_many(console, 40)
    with console.staff() as asha:
        path = asha.get("/ops/second").headers["location"]
        assert "/ops/conversations/" not in asha.get(path).text.partition('class="around')[2]
        assert asha.send_form(path, **FORM).status_code == 303
        again = asha.send_form(path, **FORM, note="typed for nothing")
        assert again.status_code == 409
        assert "typed for nothing" in words(again)
