"""Counts that a field is called by, states of one part, places beside a pincode, and what is asked;
each beside what is false."""

from functools import partial

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.scores import score
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-05-12T10:00:00+05:30", "city": "Pune"})
CREW = Evidence("jobs#5", {"service": "Wiring", "electricians": 2, "helpers": 3, "labour": 3000})
MOVE = Evidence(
    "moves#21", {"kind": "Intercity Moving", "pickup": "Kothrud, Pune 411038",
                 "drop": "Madhapur, Hyderabad 500081"},
)  # fmt: skip
OTHER = Evidence("moves#22", {"kind": "Local Shifting", "drop": "Aundh, Pune 411007"})
TOKEN = Evidence(
    "vehicles#3", {"service": "Vehicle Transportation", "token": 2500, "token_state": "paid",
                   "balance": 9500, "balance_state": "pending"},
)  # fmt: skip
KITCHEN = Evidence("visits#1", {"no": "KC-21", "service": "Kitchen Cleaning", "state": "accepted"})
FRIDGE = Evidence(
    "log#18", {"service": "Refrigerator Repair", "pro": "Suresh Pillai", "closed_on": "2026-04-27",
               "warranty_until": "2026-05-27"},
)  # fmt: skip
PAID = Evidence(
    "txns#1", {"txn_id": "T2605091147QX", "amount": 1180, "via": "upi", "against":
               "Carpet Cleaning", "at": "2026-05-09T11:47"},
)  # fmt: skip

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


def relevancy(question: str, answer: str, *evidence: Evidence) -> float:
    """How far the answer is to the point."""
    value = score(
        Exchange(question=question, answer=answer, evidence=(SESSION, *evidence))
    ).relevancy.value
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Wiring was done by two electricians.", "Wiring was done by three electricians."),
        ("Wiring mein teen helper aaye.", "Wiring mein chhe helper aaye."),
    ],
)
def test_so_many_as_the_field_of_that_name_says(text: str, other: str) -> None:
    assert wrong(text, CREW) == set()
    assert wrong(other, CREW)


def test_a_place_belongs_to_the_pincode_behind_it() -> None:
    assert wrong("Delivery at Madhapur in Hyderabad (500081).", MOVE, OTHER) == set()
    assert wrong("Delivery at Aundh in Hyderabad (500081).", MOVE, OTHER) == {"Aundh"}


def test_the_state_of_the_sum_that_is_named() -> None:
    assert wrong("Token ₹2,500 paid hai, balance ₹9,500 pending hai.", TOKEN) == set()
    assert wrong("Token ₹2,500 pending hai.", TOKEN) == {"pending"}


def test_work_that_goes_on_is_not_only_accepted() -> None:
    assert wrong("KC-21 स्वीकार हो चुकी है।", KITCHEN) == set()
    assert wrong("KC-21 का काम चल रहा है।", KITCHEN) == {"काम चल"}
    assert wrong("जहाँ काम चल रहा हो, वह कमरा बंद रहता है।", KITCHEN) == set()


def test_no_yes_says_who_it_was() -> None:
    question = "Who fixed my fridge last month and did he leave any warranty?"
    told = "Suresh Pillai fixed it, and there is a warranty until 27 May."
    assert relevancy(question, told, FRIDGE) == 1.0
    assert relevancy(question, "Yes, there is a warranty until 27 May.", FRIDGE) < 0.6


def test_a_transaction_is_asked_for_by_its_number() -> None:
    question = "Carpet cleaning ka transaction id bata do"
    assert relevancy(question, "Transaction id T2605091147QX hai, ₹1,180.", PAID) == 1.0
    assert relevancy(question, "Carpet Cleaning ka ₹1,180 UPI se gaya.", PAID) < 0.6


def test_a_bill_with_the_tax_on_it_is_a_bill() -> None:
    rule = Evidence("policy/invoice", text="Tax invoice is mailed after completion.")
    row = Evidence("bookings#8", {"no": "CI-8", "service": "Cabinet Installation",
                                  "date": "2026-05-20", "state": "confirmed"})  # fmt: skip
    question = "meri cabinet installation pakki hui kya, aur GST bill milega na"
    told = "Haan, CI-8 confirmed hai, 20 May. Tax invoice kaam ke baad mail par aata hai."
    assert relevancy(question, told, row, rule) == 1.0
