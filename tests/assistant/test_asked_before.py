"""Questions that leave to the conversation what they are about; each beside a reply that strays."""

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.grounding import check_facts
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.thresholds import THRESHOLDS

ROWS = (
    Evidence("bookings#BK-11", {"service": "Sofa cleaning", "status": "CONFIRMED", "amount": 899,
                                "date": "2026-05-14", "payment_status": "PAID"}),
    Evidence("bookings#BK-12", {"service": "Tap repair", "status": "COMPLETED", "amount": 349,
                                "date": "2026-05-02", "payment_status": "PENDING"}),
    Evidence("session", {"now": "2026-05-12T15:00"}),
)  # fmt: skip


def is_low(question: str, answer: str, *told: tuple[str, str]) -> bool:
    grounds = read_evidence(ROWS)
    checked = check_facts(answer, grounds, question)
    exchange = Exchange(question, ROWS, answer, context=told)
    value = score_relevancy(exchange, grounds, checked).value
    return value is not None and value < THRESHOLDS["relevancy"]


SOFA = (("user", "is my sofa cleaning confirmed?"), ("assistant", "Yes, BK-11 is for 14 May."))


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("and its payment?", "Yes, ₹899 for the sofa cleaning is paid.",
         "₹349 for the tap repair is still pending."),
        ("uska payment ho gaya?", "Haan, sofa cleaning ke 899 mil gaye.",
         "Tap repair ke 349 abhi baaki hain."),
        ("उसका पेमेंट हो गया?", "जी, सोफ़ा क्लीनिंग के ₹899 मिल गए।", "नल की मरम्मत के ₹349 अभी बाक़ी हैं।"),
        ("and the second one?", "BK-12, tap repair, was done on 2 May.",
         "BK-11, sofa cleaning, is confirmed for 14 May."),
        ("aur doosri wali?", "Tap repair BK-12 2 May ko ho gaya.",
         "Sofa cleaning BK-11 14 May ko confirmed hai."),
    ],
)  # fmt: skip
def test_a_question_that_names_nothing_is_about_what_was_told_before(
    question: str, answer: str, other: str
) -> None:
    assert not is_low(question, answer, *SOFA)
    assert is_low(question, other, *SOFA)


def test_a_question_that_names_another_thing_leaves_what_was_told_before() -> None:
    assert not is_low("and the tap repair?", "Tap repair was completed on 2 May.", *SOFA)
