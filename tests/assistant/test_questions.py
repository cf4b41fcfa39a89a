"""What a question asks for, part by part, and what an answer leaves open or exchanges."""

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.grounding import examine
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.stack.asked import open_features
from assistant.quality.stack.questions import parts_of
from assistant.quality.stack.swapped import swapped_features

NOW = Evidence("session", {"now": "2026-11-24T10:15:00+05:30", "customer_id": 417})
STANDARD = Evidence("rates#1", {"work": "Sofa wash, cotton", "fee": 649, "spot": "Bopal"})
PREMIUM = Evidence("rates#2", {"work": "Sofa wash, leather", "fee": 899, "spot": "Satellite"})
RULE = Evidence("rules/gst", text="A GST invoice is issued in the name of a business on request.")
ROWS = (NOW, STANDARD, PREMIUM, RULE)


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("What does it cost and do you give a bill?", ["money", ""]),
        ("Who is coming, and a contact number please", ["person", "phone"]),
        ("कल कितने बजे आएँगे और कितने लोग होंगे?", ["moment", "count"]),
        ("visit charge kitna h or spare alag lagega kya", ["money", ""]),
        ("We are shifting on Friday. Which day can he come?", ["moment"]),
        ("kitne din lagenge? ghar par maa akeli hongi.", ["moment"]),
    ],
)
def test_a_question_is_read_part_by_part(question: str, wants: list[str]) -> None:
    assert [part.wants for part in parts_of(Exchange(question, ROWS, ""))] == wants


def left_open(question: str, answer: str) -> float:
    exchange = Exchange(question, ROWS, answer)
    return open_features(exchange, examine(answer, read_evidence(ROWS), question))["open_parts"]


BOTH = "How much is the cotton sofa wash and will the bill be in the name of our college?"


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ("It is ₹649, and the bill can be in the college's name.", 0),
        ("₹649. A GST invoice for a business: yes, on request.", 0),
        ("The cotton sofa wash is ₹649.", 1),
    ],
)
def test_a_part_is_answered_by_a_value_by_its_words_or_by_those_of_evidence(
    answer: str, count: int
) -> None:
    assert left_open(BOTH, answer) == count


def swapped(question: str, answer: str) -> dict[str, float]:
    exchange = Exchange(question, ROWS, answer)
    return swapped_features(exchange, examine(answer, read_evidence(ROWS), question))


def test_what_the_question_singles_out_is_kept_or_exchanged() -> None:
    asked = "sofa wash in Bopal, price?"
    assert swapped(asked, "₹649 at Bopal.")["exchanged_values"] == 0
    assert swapped(asked, "At Satellite it is ₹899.")["exchanged_values"] > 0


def test_what_is_only_ruled_out_is_not_asked_for() -> None:
    asked = "sofa wash ka rate? satellite wala nahi, bopal"
    assert swapped(asked, "Bopal: ₹649")["exchanged_values"] == 0
    assert swapped(asked, "Satellite: ₹899")["exchanged_values"] > 0


@pytest.mark.parametrize(
    ("question", "outside"),
    [
        ("koi slot 5 baje ke baad hai?", 0.0),
        ("is there a slot after 7 pm?", 1.0),
        ("any slot in the evening? I leave before 9 am", 0.0),
    ],
)
def test_hours_are_held_against_the_part_of_the_day_asked_for(
    question: str, outside: float
) -> None:
    assert swapped(question, "Yes, 6:15 PM is free.")["hours_outside"] == outside
