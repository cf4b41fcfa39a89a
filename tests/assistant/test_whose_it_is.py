"""Facts that belong to another row than the one spoken of: to another kind of the same service,
another worker, another address; each beside the right one."""

from functools import partial

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.scores import score
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-05-12T13:20", "customer_id": "c_77"})
SPLIT = (
    Evidence("rates#1", {"service": "AC foam-jet service (split)", "price": 599}),
    Evidence("rates#2", {"service": "AC foam-jet service (window)", "price": 549}),
)
HOMES = (
    Evidence("rates#3", {"service": "Full home deep cleaning (2 BHK)", "duration_min": 300}),
    Evidence("rates#4", {"service": "Full home deep cleaning (3 BHK)", "duration_min": 420}),
)
VISIT = Evidence(
    "bookings#2277",
    {"customer_id": "c_77", "service": "Curtain cleaning", "date": "2026-05-20",
     "provider_id": "p_205", "pincode": "452001"},
)  # fmt: skip
PROS = (
    Evidence("providers#p_205", {"name": "Farhan Sheikh", "phone_masked": "90XXXXXX34"}),
    Evidence("providers#p_502", {"name": "Faizan Sheikh", "phone_masked": "90XXXXXX43"}),
)
PLACES = (
    Evidence("addresses#a1", {"line": "B-12, Shanti Apartments, Kothrud", "pincode": "411038"}),
    Evidence("addresses#a2", {"line": "Flat 704, Green Court, Aundh", "pincode": "411007"}),
)
BILL = Evidence(
    "invoices#8", {"subtotal": 2000, "discount_percent": 15, "gst_percent": 18, "total": 2006}
)
MOVE = Evidence("bookings#4", {"service": "Packers & movers", "amount": 11000, "advance": 2000})
KEPT = Evidence("policy/moving", text="3 to 6 days before, 40% of the advance is kept.")
ISSUE = Evidence(
    "complaints#4", {"type": "DAMAGE", "status": "UNDER_REVIEW", "opened_on": "2026-05-02"}
)

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("₹599 for split.", "₹549 for split."),
        ("Split wala ₹599 ka hai, window wala ₹549 ka.",
         "Split wala ₹549 ka hai, window wala ₹599 ka."),
        ("स्प्लिट के लिए ₹599।", "स्प्लिट के लिए ₹549।"),
    ],
)  # fmt: skip
def test_what_a_name_adds_tells_rows_of_one_service_apart(text: str, other: str) -> None:
    assert wrong(text, *SPLIT) == set()
    assert wrong(other, *SPLIT)


def test_so_does_a_number_with_its_unit() -> None:
    said = "3 BHK ki full home deep cleaning mein {} lagte hain."
    assert wrong(said.format("saat ghante"), *HOMES) == set()
    assert wrong(said.format("paanch ghante"), *HOMES) == {"paanch ghante"}


@pytest.mark.parametrize("text", ["{} will come for the curtain cleaning.", "{} aa rahe hain."])
def test_who_comes_is_whom_the_booking_refers_to(text: str) -> None:
    assert wrong(text.format("Farhan Sheikh"), VISIT, *PROS) == set()
    assert wrong(text.format("Faizan Sheikh"), VISIT, *PROS) == {"Faizan Sheikh"}


def test_somebody_may_be_named_who_does_not_come() -> None:
    assert "Faizan Sheikh" not in wrong("Faizan Sheikh is not assigned to it.", VISIT, *PROS)


def test_a_masked_phone_is_of_who_was_named() -> None:
    assert wrong("Farhan Sheikh comes. His number is 90XXXXXX34.", VISIT, *PROS) == set()
    assert wrong("Farhan Sheikh comes. His number is 90XXXXXX43.", VISIT, *PROS) == {"90XXXXXX43"}
    assert wrong("His number is 90XXXXXX43.", VISIT, *PROS) == {"90XXXXXX43"}


def test_a_booking_called_by_its_number_has_its_own_pincode() -> None:
    office = Evidence("addresses#a9", {"label": "Office", "pincode": "452010"})
    assert wrong("Booking 2277:\n- Pincode: 452001", VISIT, office) == set()
    assert wrong("Booking 2277:\n- Pincode: 452010", VISIT, office) == {"452010"}


def test_a_place_stands_with_the_pincode_of_its_row() -> None:
    assert wrong("Flat 704, Green Court, Aundh 411007.", *PLACES) == set()
    assert wrong("Flat 704, Green Court, Kothrud 411007.", *PLACES) == {"Kothrud"}


@pytest.mark.parametrize(
    ("text", "other"),
    [("15% off, then 18% GST.", "18% off, then GST."),
     ("पंद्रह प्रतिशत की छूट लगी।", "अठारह प्रतिशत की छूट लगी।")],
)  # fmt: skip
def test_a_rate_is_of_what_stands_beside_it(text: str, other: str) -> None:
    assert wrong(text, BILL) == set()
    assert wrong(other, BILL)


def test_a_share_may_be_taken_of_the_advance() -> None:
    said = "40% of the advance is kept, so {} of your ₹2,000 advance goes."
    assert wrong(said.format("₹800"), MOVE, KEPT) == set()
    assert wrong(said.format("₹900"), MOVE, KEPT) == {"₹900"}


def test_the_month_of_may_supposes_nothing() -> None:
    assert wrong("Your 2 May damage complaint is under review.", ISSUE) == set()
    assert wrong("Your 2 May damage complaint has been closed.", ISSUE) == {"closed"}


def test_what_is_denied_or_compared_alone_tells_nothing_apart() -> None:
    assert wrong("Not split, but the other: ₹549.", *SPLIT) == set()
    assert wrong("Dono mein window sasta hai: ₹549 banaam ₹599.", *SPLIT) == set()
    assert wrong("Window wala ₹599 ka hai.", *SPLIT) == {"₹599"}


REPAID = Evidence(
    "policy/refunds", text="Card refunds take 5 to 7 working days. UPI refunds take up to 48 hours."
)
IRONED = Evidence(
    "policy/laundry", text="Ironed clothes come back in 24 hours; dry-cleaned clothes in 72 hours."
)


@pytest.mark.parametrize(
    ("text", "other", "rule"),
    [
        ("UPI refunds take 48 hours.", "Card refunds take 48 hours.", REPAID),
        ("Dry-cleaned clothes 72 ghante mein.", "Ironed clothes 72 ghante mein.", IRONED),
    ],
)
def test_a_length_is_of_what_the_rule_gives_it_to(text: str, other: str, rule: Evidence) -> None:
    assert wrong(text, rule) == set()
    assert wrong(other, rule)


def test_the_hours_that_are_left_say_which_grade_applies() -> None:
    graded = Evidence(
        "policy/bridal",
        text="Up to 72 hours before, 10% is kept; 72 to 24 hours before, 40%; under 24 hours, 70%.",
    )
    said = "अभी 27 घंटे बचे हैं, इसलिए {} कटेगा।"
    for share, kinds in (("40%", set()), ("10%", {"policy"})):
        answer = said.format(share)
        found = score(Exchange("कितना कटेगा?", (SESSION, graded), answer)).faithfulness
        assert {r.kind for r in found.reasons if r.verdict == "contradicted"} == kinds


def test_a_place_is_not_held_against_the_pincode_of_the_next_sentence() -> None:
    towns = (
        Evidence("pin_check/243001", {"pin": "243001", "town": "Bareilly", "served": "no"}),
        Evidence("pin_check/226010", {"pin": "226010", "town": "Lucknow", "served": "yes"}),
    )
    assert not wrong("We aren't in 243001 (Bareilly) yet. Lucknow 226010 is covered.", *towns)
    assert wrong("We aren't in Lucknow (243001) yet.", *towns) == {"Lucknow"}
