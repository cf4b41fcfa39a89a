"""What follows from rows and rules without standing there: halves, taxed prices, gaps, deadlines,
counts of a list; each beside a neighbour that does not follow."""

from functools import partial

import pytest

from assistant.model import Evidence
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-06-09T09:40:00+05:30", "city": "Pune"})
VISIT = Evidence(
    "bookings#51",
    {"code": "CB-515151", "service": "Deep Cleaning", "starts_at": "2026-06-09T18:00",
     "total_paid": 3000, "state": "confirmed"},
)  # fmt: skip
SHARES = Evidence(
    "policy/refunds",
    text="More than 24 hours: whole amount. From 6 to 24 hours: 70 %. Under 6 hours: 30 %.",
)
RATES = tuple(
    Evidence(f"rate_cards#{at}", {"service": "Car Polishing", "variant": "Standard", "body": body,
                                  "base_price": price, "gst_pct": 18, "minutes": minutes})
    for at, (body, price, minutes) in enumerate((("SUV", 2000, 70), ("Sedan", 1500, 45)))
)  # fmt: skip
INVOICE = Evidence(
    "invoices#7", {"invoice_no": "INV-7007", "service": "Fridge Repair", "taxable": 1300,
                   "gst_amount": 234, "issued": "2026-06-01"},
)  # fmt: skip
SLOTS = Evidence(
    "slots#9", {"service": "Plumbing", "day": "2026-06-12", "free": "08:00, 10:00, 16:00",
                "hours": 2},
)  # fmt: skip
COMPLAINT = Evidence(
    "complaints#3", {"ref": "CC-303030", "about": "Tap Repair", "opened_at": "2026-06-08T12:00",
                     "state": "in_progress"},
)  # fmt: skip
TERM = Evidence("policy/complaints", text="A resolution is due in 72 hours from opening.")
REFUND = Evidence(
    "refunds#4040", {"refund_id": 4040, "booking_ref": "CB-404040", "amount": 1180,
                     "state": "initiated"},
)  # fmt: skip

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("GST on INV-7007 is ₹234: CGST ₹117 and SGST ₹117.", "GST on INV-7007 is ₹234: CGST "
         "₹127 and SGST ₹127."),
        ("INV-7007 में टैक्स ₹234 लगा (₹117 + ₹117)।", "INV-7007 में टैक्स ₹234 लगा (₹171 + ₹171)।"),
    ],
)  # fmt: skip
def test_the_halves_of_a_tax(text: str, others: str) -> None:
    assert wrong(text, INVOICE) == set()
    assert wrong(others, INVOICE)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("All in, ₹1,770 for the Sedan.", "All in, ₹1,707 for the Sedan."),
        ("The SUV is ₹500 more than the Sedan before tax.", "The SUV is ₹550 more than the Sedan."),
        ("SUV ke liye ₹2,360, Sedan se ₹590 zyada.", "SUV ke liye ₹2,360, Sedan se ₹560 zyada."),
        ("SUV में 25 मिनट ज़्यादा लगते हैं।", "SUV में 35 मिनट ज़्यादा लगते हैं।"),
        ("The SUV takes an hour and ten minutes.", "The SUV takes an hour and twenty minutes."),
    ],
)
def test_a_price_with_the_tax_of_its_row_and_how_far_two_lie_apart(text: str, other: str) -> None:
    assert wrong(text, *RATES) == set()
    assert wrong(other, *RATES)


def test_half_is_no_share_where_evidence_knows_only_a_tax() -> None:
    assert wrong("आधा अभी, आधा काम के दिन।", RATES[0]) == set()


def test_the_share_of_a_graded_rule_that_holds_now_and_no_other() -> None:
    assert wrong("CB-515151 par ₹2,100 wapas milenge.", VISIT, SHARES) == set()
    assert wrong("CB-515151 par ₹1,200 wapas milenge.", VISIT, SHARES) == {"₹1,200"}


def test_what_a_share_leaves() -> None:
    assert wrong("Under 6 hours 30% wapas, yaani 70% kat jayega.", SHARES) == set()
    assert wrong("Under 6 hours 30% wapas, yaani 60% kat jayega.", SHARES) == {"60%"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Time left: 8 h 20 min.", "Time left: 8 h 50 min."),
        ("Aaj 12 baje ke baad 30% hi milega.", "Aaj 2 baje ke baad 30% hi milega."),
    ],
)
def test_hours_until_a_start_and_where_a_grade_ends(text: str, other: str) -> None:
    assert wrong(text, VISIT, SHARES) == set()
    assert wrong(other, VISIT, SHARES)


def test_hours_left_of_a_rule() -> None:
    assert wrong("About 50 hours of the 72 are left.", COMPLAINT, TERM) == set()
    assert wrong("About 44 hours of the 72 are left.", COMPLAINT, TERM) == {"44 hours"}


def test_a_day_beside_one_of_the_row_needs_words_that_speak_of_it() -> None:
    text = "Yes, it can go to 10 June."
    assert wrong(text, VISIT, question="Can I move CB-515151 to the next day?") == set()
    assert wrong(text, VISIT, question="Where can I move CB-515151?") == {"10 June"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Three plumbing openings on 12 June.", "Four plumbing openings on 12 June."),
        ("Plumbing on 12 June: 10–12 is free.", "Plumbing on 12 June: 11–13 is free."),
    ],
)
def test_lists_of_starts(text: str, other: str) -> None:
    assert wrong(text, SLOTS) == set()
    assert wrong(other, SLOTS)


def test_the_number_of_a_refund_is_no_part_of_it() -> None:
    assert wrong("CB-404040 ka ₹1,180 refund shuru ho chuka hai.", REFUND) == set()
    assert wrong("CB-404040 ka ₹1,810 refund shuru ho chuka hai.", REFUND) == {"₹1,810"}


def test_a_possessive_names_the_same_person() -> None:
    row = Evidence("providers#1", {"name": "Lakshmi Rao", "rating": 4.8, "since": 2021})
    assert wrong("Lakshmi Rao's rating is 4.8, with us for five years.", row) == set()
    assert wrong("Lalitha Rao's rating is 4.8, with us for nine years.", row)


def test_what_is_left_to_pay_is_judged_by_its_sum() -> None:
    row = Evidence("bookings#6", {"code": "CB-606060", "service": "Painting", "total": 9440,
                                  "advance": 2000})  # fmt: skip
    paid = Evidence("payments#6", {"booking": "CB-606060", "amount": 2000, "status": "paid"})
    assert wrong("CB-606060 के अब ₹7,440 देने बाकी हैं।", row, paid) == set()
    assert wrong("CB-606060 के अब ₹7,540 देने बाकी हैं।", row, paid)


def test_the_pincode_of_one_place_is_not_said_of_another() -> None:
    places = tuple(
        Evidence(f"addresses#{tag}", {"tag": tag, "area": area, "pincode": pin})
        for tag, area, pin in (("Home", "Vashi", "400703"), ("Office", "Airoli", "400708"))
    )
    assert wrong("Office ka pincode 400708 hai.", *places) == set()
    assert wrong("Office ka pincode 400703 hai.", *places) == {"400703"}
    assert wrong("Aapka office Powai mein hai.", *places) == {"Powai"}
