"""What a reply reckons before the reader's eyes, and fields with odd names; each beside a neighbour
that does not come out.
"""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Evidence
from assistant.quality.facts.equations import equations
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-06-09T09:40:00+05:30", "city": "Lucknow"})
WAGES = Evidence(
    "wages/june", {"helper": "Rani bai", "monthly": 6400, "absent_days": 3, "cut_per_day": 150}
)
PACK = Evidence("packs#9", {"plan": "Garden care", "total_visits": 15, "used": 9})
BONUS = Evidence("policy/wallet", text="A refund may be taken to the wallet, with a bonus of 5 %.")
REFUND = Evidence("refunds#3", {"booking": "CB-313131", "approved_inr": 760, "state": "pending"})
LISTED = Evidence("rate_cards#1", {"service": "Plumbing", "variant": "Basic", "list_price": 600})
SENIORS = Evidence("policy/seniors", text="Customers over 65 get 10 % off on plumbing.")
SITE = Evidence("projects/P-7", {"final_bill": 30000, "advance": 11000, "second_instalment": 7000})
SEATS = tuple(
    Evidence(f"rate_cards#{at}", {"service": "Sofa Cleaning", "variant": tier, "per_seat": price})
    for at, (tier, price) in enumerate((("Basic", 130), ("Standard", 190), ("Premium", 270)))
)  # fmt: skip
INVOICE = Evidence(
    "invoices#5", {"invoice_no": "INV-5005", "material": 5300, "labour": 4700, "discount": 1000}
)
COUNTER = Evidence("counters#1", {"spot": "Aliganj", "pin": "226024", "sunday": "10-16"})
GARDEN = Evidence("rota#1", {"gardener": "Ram Asrey", "hours_per_visit": 2.5, "visits_a_month": 4})
PRICES = Evidence("tariff/shutter", {"visit_and_minor_repair": 549, "rate_incl_tax": 449})
WORKERS = Evidence("pros#4", {"name": "Santosh Kanwar", "finished": 612})
SPRAY = Evidence(
    "bookings#8", {"code": "CB-818181", "service": "Pest Control",
                   "start": "2026-06-11T14:00", "end": "2026-06-11T16:00"},
)  # fmt: skip
SHUT = Evidence("policy/spray", text="Keep the home shut for 3 hours after the work ends.")
PAYMENT = Evidence("payments#6", {"booking": "CB-616161", "state": "failed", "sum": 1180})
BOOKING = Evidence("bookings#6", {"code": "CB-616161", "status": "payment_pending"})

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


@pytest.mark.parametrize(
    ("evidence", "text", "other"),
    [
        ((WAGES,), "6,400 − (3 × 150) = ₹5,950.", "6,400 − (3 × 150) = ₹5,850."),
        ((WAGES,), "6,400 - 3 x 150 = ₹5,950.", "6,400 - 3 x 130 = ₹6,010."),
        ((PACK,), "Garden care: 6 visits left (15 − 9).", "Garden care: 7 visits left (15 − 9)."),
        ((REFUND, BONUS), "Wallet: ₹760 + 5 % = ₹798.", "Wallet: ₹760 + 5 % = ₹789."),
        ((REFUND, BONUS), "Wallet: ₹760 and a bonus of 5 %, ₹798 in all.",
         "Wallet: ₹760 and a bonus of 5 %, ₹836 in all."),
        ((LISTED, SENIORS), "Basic: ₹600, with 10 % off ₹540.", "Basic: ₹600, with 10 % off ₹520."),
        ((SITE,), "बाक़ी ₹12,000 हैं।", "बाक़ी ₹13,000 हैं।"),
        ((INVOICE,), "- Material: 5,300\n- Labour: 4,700\n- Less discount: 1,000, leaving 9,000",
         "- Material: 5,300\n- Labour: 4,700\n- Less discount: 1,000, leaving 8,000"),
    ],
)  # fmt: skip
def test_a_sum_that_the_reply_writes_out(
    evidence: tuple[Evidence, ...], text: str, other: str
) -> None:
    assert wrong(text, *evidence) == set()
    assert wrong(other, *evidence)


@given(st.integers(2, 99), st.integers(2, 99), st.integers(300, 9000), st.sampled_from("×x*"))
def test_sums_with_brackets_come_out(days: int, rate: int, left: int, times: str) -> None:
    whole = left + days * rate
    wages = Evidence("wages/1", {"monthly": whole, "absent_days": days, "cut_per_day": rate})
    told = f"{whole} − ({days} {times} {rate}) = ₹"
    assert wrong(f"{told}{left}", wages) == set()
    assert wrong(f"{told}{left}.37", wages)  # no whole figure that may follow in another way


@given(st.text("19 +-−×x*/÷()=%,.₹aक\n", max_size=300))
def test_any_text_is_read_for_sums(text: str) -> None:
    assert all(text[one.start].isdigit() for one in equations(text))
    assert "₹987654" in wrong(f"₹987654 ({text})", WAGES)


@pytest.mark.parametrize("text", ["1 + " * 1000, "(1 a + " * 600, "1,1." * 1000, "(" * 4000])
def test_odd_long_texts_hold_nobody_up(text: str) -> None:
    assert wrong(f"₹9 {text}", WAGES)


def test_figures_in_a_list_belong_to_the_things_named_in_their_turn() -> None:
    told = "Basic, Standard and Premium cost ₹130, ₹190 and ₹270 a seat."
    assert wrong(told, *SEATS) == set()
    assert wrong(told.replace("₹130, ₹190", "₹190, ₹130"), *SEATS) == {"₹190", "₹130"}


@pytest.mark.parametrize(
    ("evidence", "text", "other"),
    [
        (COUNTER, "On Sunday Aliganj is open from 10 am to 4 pm.",
         "On Sunday Aliganj is open from 10 am to 6 pm."),
        (GARDEN, "Ram Asrey comes four times a month, 2.5 hours a visit.",
         "Ram Asrey comes four times a month, 3.5 hours a visit."),
        (PRICES, "Visit and minor repair: ₹549.", "Visit and minor repair: ₹559."),
        (PRICES, "₹449 with tax.", "₹459 with tax."),
        (WORKERS, "संतोष कँवर जी छह सौ से ज़्यादा काम कर चुकी हैं।",
         "संतोष कँवर जी आठ सौ से ज़्यादा काम कर चुकी हैं।"),
    ],
)  # fmt: skip
def test_fields_by_how_they_are_called(evidence: Evidence, text: str, other: str) -> None:
    assert wrong(text, evidence) == set()
    assert wrong(other, evidence)


def test_a_length_runs_from_the_end_of_the_work() -> None:
    assert wrong("Keep the flat shut until 7 pm.", SPRAY, SHUT) == set()
    assert wrong("Keep the flat shut until 8 pm.", SPRAY, SHUT)


def test_a_day_behind_its_hour() -> None:
    rule = Evidence("policy/test", text="A patch test is needed 24 hours before the start.")
    assert wrong("It is needed 24 hours earlier, by 14:00 on the 10th.", SPRAY, rule) == set()
    assert wrong("It is needed 24 hours earlier, by 14:00 on the 8th.", SPRAY, rule)


def test_what_the_booking_says_of_its_payment() -> None:
    told = "CB-616161 pakki nahi hai, payment pending hai."
    assert wrong(told, PAYMENT, BOOKING) == set()
    assert wrong(told.replace("pending", "paid"), PAYMENT, BOOKING)


def test_the_city_of_the_session_stands_beside_any_passage() -> None:
    rule = Evidence("policy/transfer", text="A plan may move to another address in the city.")
    assert wrong("It may move within Lucknow.", rule) == set()
    assert wrong("It may move within Jaipur.", rule) == {"Jaipur"}


def test_yours_is_no_thirteen() -> None:
    cash = Evidence("wallet#2", {"entry": "cashback", "amount": 200})
    assert wrong("Tera ₹200 cashback aa gaya.", cash) == set()
    assert wrong("Tera ₹300 cashback aa gaya.", cash) == {"₹300"}
