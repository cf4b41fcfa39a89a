"""Claims beside evidence: signs in three languages, what is opposite, what models make of it."""

from pathlib import Path

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.stack.beside import claims_beside
from assistant.quality.stack.doubts import doubt_features, load, shipped
from assistant.quality.stack.model import StackError
from assistant.quality.stack.signs import signs_of

RULE = Evidence("rules/revisit", text="A revisit within 30 days is free. Spare parts are charged.")
TOWELS = Evidence("rules/kit", text="The beautician brings towels. The customer arranges a chair.")


@pytest.mark.parametrize(
    ("text", "name", "sign"),
    [
        ("The revisit is free", "cost", 1),
        ("revisit ka shulk lagega", "cost", -1),
        ("कोई शुल्क नहीं लगेगा", "cost", 1),
        ("GST shamil nahi hai", "include", -1),
        ("cash is not accepted", "allow", -1),
        ("ज़रूरी नहीं", "need", -1),
        ("She will be there at ten", "cost", 0),
    ],
)
def test_what_is_said_has_a_sign_that_a_denial_turns(text: str, name: str, sign: int) -> None:
    assert signs_of(text).signed[name] == sign


def found(question: str, answer: str, *evidence: Evidence) -> dict[str, float]:
    (claim,) = claims_beside(Exchange(question, evidence, answer))
    return dict(claim.found)


@pytest.mark.parametrize(
    "answer", ["The revisit is charged.", "revisit ka charge lagega", "रीविज़िट का शुल्क देना होगा"]
)
def test_a_charge_is_opposite_to_free(answer: str) -> None:
    assert found("is a revisit free?", answer, RULE)["cost opposite"] == 1


def test_who_acts_is_told_apart() -> None:
    assert found("towels?", "You bring the towels yourself.", TOWELS)["you for we"] == 1


def test_a_bare_yes_claims_what_was_asked() -> None:
    said = found("Are the spare parts free?", "Yes.", RULE)
    assert said["cost opposite"] == 1


def test_a_turned_rule_is_doubted_more() -> None:
    question = "revisit ka paisa lagega?"
    sums = [
        shipped().sums(claims_beside(Exchange(question, (RULE,), answer)))[0]
        for answer in ("Revisit within 30 days is free.", "Revisit within 30 days is charged.")
    ]
    assert sums[0] < sums[1]


def test_doubts_of_all_claims_are_at_least_those_of_the_worst() -> None:
    both = doubt_features([-2.0, 1.0])
    assert both["doubted_any"] > both["doubted_most"] == 1.0
    assert 0 < both["doubted_much"] < doubt_features([1.0, 1.0])["doubted_much"] < 2
    assert doubt_features([])["doubted_most"] < -2


def test_a_file_that_holds_no_doubts_is_named(tmp_path: Path) -> None:
    for text in ("no", "{}", '{"format": 0, "weights": {}}'):
        path = tmp_path / "doubts.json"
        path.write_text(text)
        with pytest.raises(StackError, match=r"doubts\.json"):
            load(path)
