"""The stacked verdicts: which model reads which turn, scores on the shipped scale, clear errors."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.model import Evidence, Exchange
from assistant.quality.entailment.judges import Judges
from assistant.quality.entailment.judges import shipped as shipped_judges
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.scores import score, score_closely
from assistant.quality.stack.model import (
    FORMAT,
    SHIPPED,
    SHIPPED_WORDING,
    Linear,
    StackError,
    load,
    shipped,
)
from assistant.quality.stack.setting import HOME, setting_of
from assistant.quality.stack.wording import DIMENSIONS, Wording, save

CARD = Evidence("infobox#1", {"title": ["Born to Run"], "Released": ["August 25, 1975"]})
RATE = Evidence("rates#7", {"service": "AC Repair", "price": 1299, "pincode": "560038"})
NOW = Evidence("session", {"now": "2026-11-24T10:15:00+05:30", "customer_id": 417})
PASSAGE = Evidence("doc/1", text="A revisit for the same fault is free.")
TERMS = Evidence("Help-Center/visits", text="A revisit for the same fault is free.")
TOLD = Evidence("doc/1", text="Customers pay nothing for a second visit.")
LISTED = Evidence("doc/2", text="Born to Run\n- genre: rock\n- label: Columbia\n- year: 1975")
LONG = "It came out in the summer of 1975 on a large label. " * 3


@pytest.mark.parametrize(
    ("question", "evidence", "answer", "setting"),
    [
        ("", (CARD,), "It came out in 1975.", "card_claim"),
        ("", (CARD,), LONG, "report"),
        ("", (LISTED,), LONG, "report"),
        ("", (LISTED,), "It came out in 1975.", "passage_claim"),
        ("", (PASSAGE,), LONG, "passage_text"),
        ("", (CARD, CARD), "It came out in 1975.", "table_claim"),
        ("", (PASSAGE,), "It is free.", "passage_claim"),
        ("Is it free?", (PASSAGE,), LONG, "talk_text"),
        ("how much?", (RATE,), "₹1,299.", "home"),
        ("When did it come out?", (CARD,), "It came out in 1975.", "home"),
        ("Is it free?", (TERMS,), "It is free.", "home"),
        ("Is it free?", (TOLD,), "It is free.", "home"),
        ("क्या यह मुफ़्त है?", (PASSAGE,), "हाँ, मुफ़्त है।", "home"),
        ("how much?", (NOW, CARD), "It came out in 1975.", "home"),
    ],
)
def test_a_turn_is_read_by_the_model_of_its_setting(
    question: str, evidence: tuple[Evidence, ...], answer: str, setting: str
) -> None:
    exchange = Exchange(question, evidence, answer)
    assert setting_of(exchange, read_evidence(evidence)) == setting
    assert setting == HOME or setting in shipped()


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
    found = [score_closely(one, Judges()).faithfulness.value or 0 for one in (right, wrong)]
    assert found[0] >= 0.965 > found[1]


def test_a_file_that_is_no_stack_is_named(tmp_path: Path) -> None:
    for text in (
        "no",
        "{}",
        '{"format": 0}',
        f'{{"format": {FORMAT}, "models": {{"card_claim": {{}}}}}}',
    ):
        path = tmp_path / "stack.json"
        path.write_text(text)
        with pytest.raises(StackError, match=r"stack\.json|format"):
            load(path, SHIPPED_WORDING)


def test_a_file_that_holds_no_wording_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wording.npz"
    for weights in (None, np.zeros(3)):
        if weights is not None:
            save({"report": weights}, path)
        with pytest.raises(StackError, match=r"wording\.npz"):
            load(SHIPPED, path)


@given(st.text(), st.floats(-2, 2))
def test_wording_is_weighed_by_what_each_word_says_and_alike_whatever_their_order(
    text: str, weight: float
) -> None:
    words = Wording(np.full(DIMENSIONS, weight, dtype=np.float16)).sum(text)
    assert abs(words) <= abs(np.float16(weight)) * max(1, len(text)) ** 0.5 + 1e-6
    assert words * weight >= 0


def test_a_text_that_praises_what_evidence_does_not_is_trusted_less() -> None:
    phone = Evidence("phones#1", {"name": "Nova 3", "battery_mah": 4000, "weight_g": 168})
    told = "The Nova 3 has a battery of 4000 mAh. It weighs 168 g. Its name is Nova 3."
    praised = f"{told} It offers an impressive and powerful experience for users on the go."
    values = [
        score_closely(Exchange("", (phone,), one), Judges()).faithfulness.value or 0
        for one in (told, praised)
    ]
    assert values[0] > values[1]


def test_what_rules_found_is_still_told_when_models_weigh_it() -> None:
    exchange = Exchange("AC repair price?", (NOW, RATE), "AC Repair is ₹1,399.")
    found, ruled = score_closely(exchange, Judges()), score(exchange)
    assert found.grounding.reasons == ruled.grounding.reasons
    assert (found.grounding.value or 0) < 0.965


def test_half_an_answer_is_less_relevant_than_a_whole_one() -> None:
    asked = "What is the AC repair price in 560038, and what is covered?"
    whole = Exchange(asked, (NOW, RATE, PASSAGE), "AC Repair in 560038 is ₹1,299; a revisit for "
                     "the same fault is covered and free.")  # fmt: skip
    other = Exchange(asked, (NOW, RATE, PASSAGE), "Your wallet holds ₹40.")
    values = [score_closely(one, Judges()).relevancy.value or 0 for one in (whole, other)]
    assert values[0] >= 0.5 > values[1]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 10**6) | st.floats(0, 1e6) | st.text(max_size=12),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=6), one, max_size=3),
    max_leaves=6,
)  # fmt: skip
EVIDENCE = st.builds(
    Evidence,
    st.sampled_from(("session", "doc/1", "row#1")),
    st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=4),
    st.none() | st.text(max_size=80),
)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.lists(EVIDENCE, max_size=3), st.text(max_size=160))
def test_any_turn_of_any_system_gets_scores_between_nothing_and_one(
    question: str, evidence: list[Evidence], answer: str
) -> None:
    found = score_closely(Exchange(question, tuple(evidence), answer), shipped_judges())
    for score_of in (found.grounding, found.faithfulness, found.relevancy):
        assert score_of.value is None or 0 <= score_of.value <= 1


VISIT = Evidence(
    "bookings#88",
    {"ref": "BK-2093", "customer_id": 417, "service": "Tap Repair", "status": "confirmed",
     "provider_id": 71, "crew_planned": 2},
)  # fmt: skip
SENT = Evidence("providers#71", {"name": "Manjunath Gowda", "phone": "98450 22817"})
NOT_SENT = Evidence("providers#17", {"name": "Mahesh Naik", "phone": "98450 11872"})


def grounding(question: str, answer: str) -> float:
    evidence = (NOW, VISIT, SENT, NOT_SENT)
    return score_closely(Exchange(question, evidence, answer), Judges()).grounding.value or 0


def test_who_the_booking_refers_to_is_better_grounded_than_who_it_does_not() -> None:
    asked = "who is coming for my tap repair?"
    right = grounding(asked, "Manjunath Gowda is coming for the tap repair.")
    assert right > grounding(asked, "Mahesh Naik is coming for the tap repair.")


def test_a_count_of_nowhere_is_worse_grounded_than_one_that_a_row_holds() -> None:
    asked = "how many people come for my tap repair?"
    right = grounding(asked, "Two persons come for your Tap Repair, BK-2093.")
    assert right > grounding(asked, "Five persons come for your Tap Repair, BK-2093.")


def test_a_passage_in_another_language_is_denied_by_its_denial() -> None:
    rule = Evidence("policy/parts", text="Parts fitted by us are included in the warranty.")
    asked = "क्या पुर्ज़े वारंटी में शामिल हैं?"
    kept, turned = (
        score_closely(Exchange(asked, (NOW, rule), said), Judges()).faithfulness.value or 0
        for said in ("जी, पुर्ज़े वारंटी में शामिल हैं।", "जी, पुर्ज़े वारंटी में शामिल नहीं हैं।")
    )
    assert kept > turned


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        (
            "What is the Sunday fee for ceiling fan servicing?",
            "The Sunday fee is Rs 290.",
            "Rs 480",
        ),
        ("मेरे तीन बर्नर वाले चूल्हे की सर्विस कितने की?", "जी, तीन बर्नर वाले के ₹349।", "₹399"),
    ],
)
def test_a_figure_of_a_neighbouring_row_is_less_grounded_than_that_of_the_row_meant(
    asked: str, right: str, wrong: str
) -> None:
    fees = (
        Evidence("charges#81", {"head": "Ceiling fan servicing, weekday", "fee_inr": 220}),
        Evidence("charges#82", {"head": "Ceiling fan servicing, Sunday", "fee_inr": 290}),
        Evidence("charges#83", {"head": "Fan rewinding", "fee_inr": 480}),
    )
    stoves = tuple(
        Evidence(f"suchi#G{n}", {"seva": "Gas Stove Service", "burner": n, "daam": 199 + 50 * n})
        for n in (2, 3, 4)
    )
    held = (NOW, *(fees if "fan" in asked else stoves))
    figure = "Rs 290" if "fan" in asked else "₹349"
    answers = (right, right.replace(figure, wrong))
    values = [
        score_closely(Exchange(asked, held, one), Judges()).grounding.value or 0 for one in answers
    ]
    assert values[0] > values[1]
