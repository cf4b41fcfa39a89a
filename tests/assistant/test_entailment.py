"""Whether evidence entails what is said: claims, the evidence chosen for them, and the trained
cross-encoder, in three languages."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.encoder.table import SHIPPED as VOCABULARY
from assistant.model import Evidence, Exchange
from assistant.quality.entailment.judge import Judge, JudgeError, load
from assistant.quality.entailment.judges import CLAIMS, Judges, shipped
from assistant.quality.entailment.premises import claims_of, premise_of, sentences, texts_of
from assistant.quality.scores import score, score_closely

ALBUM = Evidence(
    "infobox#1",
    {"title": ["Born to Run"], "Released": ["August 25, 1975"], "Genre": ["Rock", "pop rock"]},
)
RULE = Evidence("policy/revisit", text="A revisit for the same fault is free. Parts are charged.")


def judge() -> Judge:
    found = shipped().claims
    assert found is not None
    return found


def margin(claim: str, evidence: Evidence) -> float:
    """How much likelier entailed than not."""
    texts = texts_of([evidence])
    entailed, neutral, contradicted = judge().read(claim, premise_of(claim, texts))
    return entailed - max(neutral, contradicted)


def test_a_short_reply_is_one_claim_and_a_long_one_is_its_sentences() -> None:
    assert claims_of("It is free. Parts are charged.") == ("It is free. Parts are charged.",)
    long = "Your AC Repair on 26 Nov costs Rs. 1,299.50 in all. " * 3
    assert len(claims_of(long)) == 3
    assert claims_of("  ") == ()


def test_sentences_end_at_stops_of_all_scripts_and_at_lines() -> None:
    assert sentences("यह मुफ़्त है। पार्ट्स के पैसे लगेंगे।\n- ठीक?") == [
        "यह मुफ़्त है।", "पार्ट्स के पैसे लगेंगे।", "- ठीक?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "claim", ["Born to Run came out in 1975.", "बॉर्न टू रन 1975 में आया।", "Born to Run 1975 me aaya"]
)  # fmt: skip
def test_the_field_that_speaks_of_a_claim_leads_after_the_name(claim: str) -> None:
    premise = premise_of(claim, texts_of([ALBUM]))
    assert premise.startswith("title: Born to Run | Released: August 25, 1975")


def test_small_rows_among_others_and_nested_records_become_short_texts() -> None:
    rows = [Evidence(f"rates#{n}", {"service": "AC Repair", "price": n}) for n in (1, 2)]
    assert [text.text for text in texts_of(rows)] == [
        "service: AC Repair; price: 1",
        "service: AC Repair; price: 2",
    ]
    record = Evidence("w#1", {"city": {"name": "Pune"}, "list": [{"temp": 23.9}, {"temp": 25}]})
    assert [text.text for text in texts_of([record])] == [
        "city name: Pune",
        "list: temp: 23.9",
        "list: temp: 25",
    ]


@pytest.mark.parametrize(
    ("claim", "wrong", "evidence"),
    [
        ("Born to Run was released in 1975.", "Born to Run was released in 1998.", ALBUM),
        ("बॉर्न टू रन 1975 में रिलीज़ हुआ।", "बॉर्न टू रन 1998 में रिलीज़ हुआ।", ALBUM),
    ],
)
def test_what_stands_there_is_entailed_rather_than_what_does_not(
    claim: str, wrong: str, evidence: Evidence
) -> None:
    assert margin(claim, evidence) > margin(wrong, evidence)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_have_logits_and_the_same_ones_again(claim: str, text: str) -> None:
    exchange = Exchange("?", (Evidence("x/1", text=text or "x"),), claim)
    assert judge().logits(exchange) == judge().logits(exchange)


def test_files_that_are_no_cross_encoder_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"no")
    for files in (
        (broken, CLAIMS.beside, VOCABULARY),
        (CLAIMS.graph, broken, VOCABULARY),
        (CLAIMS.graph, CLAIMS.beside, broken),
    ):
        with pytest.raises(JudgeError, match="no cross-encoder"):
            load(*files)


def test_a_close_score_says_which_models_made_it_and_is_the_same_again() -> None:
    exchange = Exchange("", (ALBUM,), "Born to Run came out in 1975.")
    closely = score_closely(exchange, shipped())
    assert closely.version == f"{score(exchange).version}+stack-18+entailment-3"
    assert closely.faithfulness == score_closely(exchange, shipped()).faithfulness


def test_without_the_cross_encoder_the_rest_judges_and_the_version_says_so() -> None:
    exchange = Exchange("Is a revisit free?", (RULE,), "Yes, a revisit for the same fault is free.")
    found = score_closely(exchange, Judges())
    assert found.version == f"{score(exchange).version}+stack-18"
    assert found.faithfulness.value is not None


def test_what_claims_nothing_or_has_no_evidence_stays_as_rules_leave_it() -> None:
    for exchange in (Exchange("hi", (), "Hello!"), Exchange("hi", (), "It costs ₹99.")):
        assert score_closely(exchange, shipped()).faithfulness == score(exchange).faithfulness
