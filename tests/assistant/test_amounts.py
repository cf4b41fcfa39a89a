"""Amounts, counts and percentages of a reply: which part of a bill is meant, and what follows."""

from functools import partial

import pytest

from assistant.language.money import find_amounts
from assistant.model import Evidence, Exchange
from assistant.quality.scores import score
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-11-23T14:30:00+05:30", "customer_id": 41})
INVOICE = Evidence(
    "invoices#9",
    {"billed_to": 41, "line": "Sofa Cleaning", "subtotal": "1800.00", "discount": "200.00",
     "cgst": {"rate": 9, "amount": "144.00"}, "sgst": {"rate": 9, "amount": "144.00"},
     "convenience": "49.00", "grand_total": "1937.00"},
)  # fmt: skip
PARTLY_PAID = Evidence(
    "orders#3",
    {"belongs_to": 41, "service": "Cabinet Installation", "total_value": "8260.00",
     "part_paid": "2065.00"},
)  # fmt: skip
WALLET = Evidence("wallets/41", {"owner": 41, "balance_minor": 125000})
RULES = Evidence("policy/cancel", text="24 hours or more 100%, 12 to 24 50%, 6 to 12 25%.")

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


@pytest.mark.parametrize(
    "text",
    [
        "Sofa Cleaning: ₹1,800\n• Discount: −₹200\n• CGST 9%: ₹144\n• Total: ₹1,937",
        "कुल ₹1,937, टैक्स के ₹288 मिलाकर।",
        "₹1,800 me se ₹200 kam karke ₹1,600 par tax laga.",
    ],
)
def test_each_part_of_a_bill_may_be_said_after_its_label(text: str) -> None:
    assert wrong(text, INVOICE) == set()


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The total is ₹1,888.", "₹1,888"),
        ("GST comes to ₹324.", "₹324"),
        ("CGST 18% is ₹144.", "18%"),
        ("सुविधा शुल्क ₹144 है।", "₹144"),
    ],
)
def test_a_part_that_the_row_holds_is_never_reckoned_otherwise(text: str, claim: str) -> None:
    assert claim in wrong(text, INVOICE)


def test_what_is_left_of_a_total_needs_no_word_for_it() -> None:
    assert wrong("Please keep ₹6,195 in cash for the Cabinet Installation.", PARTLY_PAID) == set()
    assert wrong("Please keep ₹6,915 in cash for the Cabinet Installation.", PARTLY_PAID)


def test_an_owners_id_is_no_sum_of_money() -> None:
    assert wrong("You have paid ₹41 so far.", PARTLY_PAID) == {"₹41"}


def test_a_difference_over_two_rows_is_supported() -> None:
    text = "Your wallet has ₹1,250. Cabinet Installation is ₹8,260, so ₹7,010 is short."
    assert wrong(text, PARTLY_PAID, WALLET) == set()


def test_a_share_is_held_against_the_sums_beside_it() -> None:
    text = "You paid ₹2,065 for Cabinet Installation and 50% of it, ₹1,032.50, comes back."
    assert wrong(text, PARTLY_PAID, RULES) == set()
    assert "25%" in wrong(text.replace("50%", "25%"), PARTLY_PAID, RULES)


def test_a_count_is_held_against_the_list_that_follows() -> None:
    bookings = [
        Evidence(f"bookings#{at}", {"user": 41, "service": service, "date": f"2026-11-{24 + at}"})
        for at, service in enumerate(("Waxing", "Facial", "Pedicure"))
    ]
    text = "You have three bookings: Waxing on 24 Nov, Facial on 25 Nov and Pedicure on 26 Nov."
    assert wrong(text, *bookings) == set()
    assert wrong(text.replace("three", "two"), *bookings) == {"two"}


def test_the_worker_of_another_customers_booking_is_not_evidence() -> None:
    evidence = (
        Evidence("bookings#1", {"user_id": 41, "service": "Wiring", "provider_id": 7}),
        Evidence("providers#7", {"name": "Sanjay Prasad", "jobs_done": 212}),
        Evidence("bookings#2", {"user_id": 58, "service": "Wiring", "provider_id": 9}),
        Evidence("providers#9", {"name": "Ajay Ranjan", "jobs_done": 48}),
    )
    assert wrong("Sanjay Prasad will do the Wiring, he has done 212 jobs.", *evidence) == set()
    assert wrong("Ajay Ranjan will do the Wiring.", *evidence) == {"Ajay Ranjan"}


def test_the_unit_beside_a_number_is_read_with_it() -> None:
    paise = Evidence("pl_1", {"srv": "Deep Cleaning", "cost": {"value": 289900, "unit": "paise"}})
    purse = Evidence("purse#1", {"holder": 41, "left": {"rupees": 385, "paise": 50}})
    assert wrong("Deep Cleaning is ₹2,899.", paise) == set()
    assert wrong("You have ₹385.50 left.", purse) == set()
    assert wrong("You have ₹385.05 left.", purse) == {"₹385.05"}


def test_a_rate_of_tax_is_no_sum_of_tax() -> None:
    rates = Evidence("rates#fan", {"chore": "Fan Installation", "perPiece": 299, "gst_pc": 18})
    said = "Two fan installations come to ₹598; with 18% GST (₹{}) it is ₹{}."
    assert wrong(said.format("107.64", "705.64"), rates) == set()
    assert wrong(said.format("117.64", "705.64"), rates) == {"₹117.64"}


def test_a_difference_may_be_said_before_the_sum_it_is_taken_of() -> None:
    moving = Evidence(
        "shifting/S-18",
        {"belongs_to": 41, "quoteInr": 18500, "receipts": [{"inr": 5000}, {"inr": 4000}]},
    )
    said = "You still owe ₹{}. The quote is ₹18,500 and we got ₹9,000: ₹5,000 and ₹4,000."
    assert wrong(said.format("9,500"), moving) == set()
    assert wrong(said.format("9,700"), moving) == {"₹9,700"}


def test_what_the_customer_named_may_be_compared_with_a_rule() -> None:
    coupon = Evidence("coupon#1", {"couponKa": "DIWALI200", "kamSeKam": 999, "chhootRupaye": 200})
    question = "कूपन DIWALI200 लगेगा क्या 900 के काम पे"
    said = "कम से कम ₹999 का ऑर्डर चाहिए, आपका {} रुपये कम पड़ रहा है।"
    assert wrong(said.format(99), coupon, question=question) == set()
    assert wrong(said.format(109), coupon, question=question) == {"109 रुपये"}


def test_the_scale_of_a_rating_and_the_number_of_a_flat_count_nothing() -> None:
    rated = Evidence("technicians#T-19", {"fullName": "Joseph Mathew", "stars": 4.9, "jobs": 312})
    flat = Evidence("appointments#A31", {"customerRef": 41, "flat": "B-704", "sector": "Sector 14"})
    assert wrong("Joseph Mathew has 4.9 out of 5 across 312 bookings.", rated) == set()
    assert wrong("पता: बी-704, सेक्टर 14।", flat) == set()


def test_several_together_may_cost_less_than_single_ones() -> None:
    plans = (
        Evidence(
            "m/61", {"service": "Bathroom Cleaning", "plan": "1 bathroom", "rate": "Rs 549/-"}
        ),
        Evidence(
            "m/62", {"service": "Bathroom Cleaning", "plan": "2 bathrooms", "rate": "Rs 989/-"}
        ),
    )
    said = "For two bathrooms it comes to Rs 989. A single bathroom is Rs 549, so you save Rs {}."
    question = "bathroom cleaning, i have 2 bathrooms"
    assert wrong(said.format(109), *plans, question=question) == set()
    assert wrong(said.format(119), *plans, question=question) == {"Rs 119"}


def test_a_part_is_called_by_the_name_of_its_field() -> None:
    wallet = Evidence("wallets/41", {"owner": 41, "balancePaise": 124550, "capPaise": 500000})
    assert wrong("Cap is ₹5,000 and your balance is ₹1,245.50.", wallet) == set()
    assert wrong("Cap is ₹5,500 and your balance is ₹1,245.50.", wallet) == {"₹5,500"}


LIGHTS = (
    Evidence("rates/1", {"work": "Fan Installation", "per": "fan", "rate": 150}),
    Evidence("rates/2", {"work": "Tubelight Installation", "per": "light", "rate": 90}),
    Evidence("rates/3", {"work": "Exhaust Installation", "per": "fan", "rate": 220}),
)


def test_so_many_of_this_and_of_that_are_reckoned_with_their_own_numbers() -> None:
    asked = "4 fan aur 2 tubelight lagwani hain, total kitna hoga?"
    assert wrong("Total Rs 780.", *LIGHTS, question=asked) == set()
    assert wrong("Total Rs 660.", *LIGHTS, question=asked) == {"Rs 660"}  # the other way round


def test_a_share_of_a_rule_is_taken_off_what_was_asked_about() -> None:
    rule = Evidence("terms/bulk", text="A rebate of 10% is allowed on more than 5 units.")
    asked = "9 AC ke liye contract, chhoot ke baad kul kitna?"
    contract = Evidence("charges/2", {"particulars": "AC contract, per unit", "amount_rs": 2900})
    assert wrong("Kul ₹23,490.", contract, rule, question=asked) == set()
    assert wrong("Kul ₹23,940.", contract, rule, question=asked) == {"₹23,940"}


def test_the_tax_inside_a_sum_is_told_from_what_is_without_it() -> None:
    bill = Evidence("invoice/3", {"work": "Gas filling", "total_with_gst": 2360, "gst_percent": 18})
    asked = "my bill was 2360 with GST 18% inside, how much without?"
    assert wrong("Without GST 2000. GST 360.", bill, question=asked) == set()
    assert wrong("Without GST 1935.", bill, question=asked) == {"1935"}


@pytest.mark.parametrize(
    ("said", "paise"),
    [("$49 a month", 4900), ("49 USD", 4900), ("€20.50", 2050), ("9 dollars", 900)],
)
def test_somebody_elses_currency_is_money_too(said: str, paise: int) -> None:
    assert [span.value for span in find_amounts(said)] == [paise]


def test_a_wrong_price_in_dollars_is_seen() -> None:
    row = Evidence("plans/1", text="Basic is $49 a month.")
    right, wrong = (
        score(Exchange("What is Basic?", (row,), f"Basic is {price} a month.")).grounding.value
        for price in ("$49", "$99")
    )
    assert (right, wrong) == (1.0, 0.0)
