"""The stacked verdicts: which model reads which turn, scores on the shipped scale, clear errors."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Evidence, Exchange
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.scores import is_low, score, score_closely
from assistant.quality.stack.model import Linear, StackError, load, setting_of, shipped

CARD = Evidence("infobox#1", {"title": ["Born to Run"], "Released": ["August 25, 1975"]})
RATE = Evidence("rates#7", {"service": "AC Repair", "price": 1299, "pincode": "560038"})
NOW = Evidence("session", {"now": "2026-11-24T10:15:00+05:30", "customer_id": 417})
PASSAGE = Evidence("doc/1", text="A revisit for the same fault is free.")
LONG = "It came out in the summer of 1975 on a large label. " * 3


@pytest.mark.parametrize(
    ("question", "evidence", "answer", "setting"),
    [
        ("", (CARD,), "It came out in 1975.", "card_claim"),
        ("", (CARD,), LONG, "card_text"),
        ("", (CARD, CARD), "It came out in 1975.", "table_claim"),
        ("", (PASSAGE,), "It is free.", "passage_claim"),
        ("Is it free?", (PASSAGE,), LONG, "talk_text"),
        ("how much?", (RATE,), "₹1,299.", "home"),
        ("how much?", (NOW, CARD), "It came out in 1975.", "home"),
    ],
)
def test_a_turn_is_read_by_the_model_of_its_setting(
    question: str, evidence: tuple[Evidence, ...], answer: str, setting: str
) -> None:
    exchange = Exchange(question, evidence, answer)
    assert setting_of(exchange, read_evidence(evidence)) == setting
    shipped().of(setting)


@given(st.floats(-80, 80), st.floats(-80, 80), st.floats(0.02, 0.98))
def test_scores_fall_with_doubt_and_pass_the_threshold_at_the_limit(
    one: float, other: float, limit: float
) -> None:
    model = Linear((), (), 0.0, limit)
    low, high = sorted((one, other))
    assert 0 <= model.score(high, 0.965) <= model.score(low, 0.965) <= 1
    assert model.score(-80, 0.965) >= 0.965 > model.score(80, 0.965)


def test_a_wrong_price_is_unfaithful_and_the_right_one_is_not() -> None:
    right = Exchange("AC repair price in 560038?", (NOW, RATE), "AC Repair in 560038 is ₹1,299.")
    wrong = Exchange("AC repair price in 560038?", (NOW, RATE), "AC Repair in 560038 is ₹1,399.")
    found = [score_closely(one, None).faithfulness.value or 0 for one in (right, wrong)]
    assert found[0] >= 0.965 > found[1]


def test_a_file_that_is_no_stack_is_named(tmp_path: Path) -> None:
    for text in ("no", "{}", '{"format": 0}', '{"format": 1, "settings": {"card_claim": {}}}'):
        path = tmp_path / "stack.json"
        path.write_text(text)
        with pytest.raises(StackError, match=r"stack\.json|format"):
            load(path)


@pytest.mark.parametrize("answer", ["AC Repair is ₹1,299.", "AC Repair is ₹1,399."])
def test_rules_decide_on_faithfulness_of_our_own_kind_of_turn(answer: str) -> None:
    exchange = Exchange("AC repair price?", (NOW, RATE), answer)
    found, ruled = score_closely(exchange, None).faithfulness, score(exchange).faithfulness
    assert is_low(found, 0.965) == is_low(ruled, 0.965)
    assert found.reasons == ruled.reasons


def test_half_an_answer_is_less_relevant_than_a_whole_one() -> None:
    asked = "What is the AC repair price in 560038, and what is covered?"
    whole = Exchange(asked, (NOW, RATE, PASSAGE), "AC Repair in 560038 is ₹1,299; a revisit for "
                     "the same fault is covered and free.")  # fmt: skip
    other = Exchange(asked, (NOW, RATE, PASSAGE), "Your wallet holds ₹40.")
    values = [score_closely(one, None).relevancy.value or 0 for one in (whole, other)]
    assert values[0] >= 0.5 > values[1]
