"""Answers of strangers that keep to what was asked in other words; each beside one that is off."""

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.grounding import check_facts
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.thresholds import THRESHOLDS

SESSION = Evidence("session", {"now": "2026-05-12T15:00"})
STAYS = tuple(
    Evidence(f"reservations#{number}", {"resno": f"BK-{number}", "kaam": kaam, "start_at": start,
                                        "amount_paid": paid})
    for number, kaam, start, paid in (
        (5561, "Termite Control", "2026-05-13T09:00", 2400),
        (5516, "Rodent Control", "2026-05-15T09:00", 1200),
    )
)  # fmt: skip
GRADES = Evidence(
    "policy/cancel", text="Refund: >=24 h 100%; 12-24 h 50%; 6-12 h 25%; <6 h nil, by notice."
)
MAP = (
    Evidence("area#1", {"svc": "Water Tank Cleaning", "pin": "302012", "live": True}),
    Evidence("area#2", {"svc": "Water Tank Cleaning", "pin": "302021", "live": False}),
)
BEAUTY = (
    Evidence("beauty#w", {"kaam": "Waxing", "daam": 799, "minutes": 60}),
    Evidence("beauty#p", {"kaam": "Pedicure", "daam": 599, "minutes": 50}),
)
BILL = Evidence("bill#2231", {"bill_to": "Sahyadri Interiors LLP", "gstin": None, "net": 38000})
FACIAL = tuple(
    Evidence(f"book#{tier}", {"seva": "Facial", "variant": tier, "price": price})
    for tier, price in (("Standard", 1199), ("Premium", 1899))
)


def is_low(question: str, answer: str, *evidence: Evidence) -> bool:
    rows = (SESSION, *evidence)
    grounds = read_evidence(rows)
    checked = check_facts(answer, grounds, question)
    value = score_relevancy(Exchange(question, rows, answer), grounds, checked).value
    return value is not None and value < THRESHOLDS["relevancy"]


@pytest.mark.parametrize(
    ("evidence", "question", "answer", "other"),
    [
        ((*STAYS, GRADES), "BK-5561 radd karne par kitna refund milega?",
         "18 ghante bache hain, isliye aadha yaani ₹1,200 wapas milega.",
         "BK-5516 ka ₹1,200 diya gaya hai."),
        (MAP, "302012 me tanki saaf karwani hai, aap log aate ho kya idhar?",
         "Ji, 302012 me Water Tank Cleaning chalu hai.",
         "302021 me Water Tank Cleaning band hai."),
        (BEAUTY, "Waxing lun to time kitna lagega?", "Waxing ek ghanta.", "Pedicure ₹599 ka hai."),
        ((BILL,), "Invoice 2231 kis naam par bani hai aur GST number dala hai kya?",
         "2231 Sahyadri Interiors LLP ke naam par hai, aur usme GSTIN nahi dala gaya hai.",
         "Aapka din shubh ho!"),
        (FACIAL, "Standard se Premium kar sakti hoon, antar kitna dena hoga?",
         "Premium ₹1,899 ka hai, to ₹700 aur dene honge.", "Aapka din shubh ho!"),
    ],
)  # fmt: skip
def test_an_answer_in_other_words(
    evidence: tuple[Evidence, ...], question: str, answer: str, other: str
) -> None:
    assert not is_low(question, answer, *evidence)
    assert is_low(question, other, *evidence)
