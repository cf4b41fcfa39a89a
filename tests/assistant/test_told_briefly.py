"""True answers of few words: rows called by bare figures, what is left, spoken points, denials that
rows bear out; each beside a neighbour that is still caught."""

from functools import partial

import pytest

from assistant.model import Evidence, Exchange, Score
from assistant.quality.scores import score
from assistant.quality.thresholds import THRESHOLDS
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-05-12T13:20"})
VISIT = Evidence(
    "bookings#5839",
    {"service": "Sofa Cleaning", "status": "CONFIRMED", "date": "2026-05-13", "start_code": 7204,
     "amount": 749, "payment_status": "UNPAID"},
)  # fmt: skip
ISSUES = (
    Evidence("complaints#701", {"type": "NO_SHOW", "status": "OPEN", "opened_on": "2026-05-02"}),
    Evidence("complaints#702", {"type": "BILLING", "status": "OPEN", "opened_on": "2026-05-03"}),
    Evidence(
        "complaints#690", {"type": "QUALITY", "status": "RESOLVED", "opened_on": "2026-04-11"}
    ),
)
PACK = Evidence("packages#9", {"service": "Yoga Trainer", "sessions_total": 12, "sessions_used": 7})
PEST = (
    Evidence("rates#1", {"service": "Cockroach Control", "visits": 2, "visit_gap_days": 14}),
    Evidence("rates#2", {"service": "Termite Control", "visits": 3, "visit_gap_days": 10}),
)
PRO = Evidence("providers#4", {"name": "Farhan Sheikh", "rating": 4.8})
TRIES = (
    Evidence("payments#1", {"amount": 1799, "status": "SUCCESS", "paid_at": "2026-05-12T12:12",
                            "utr": "UTR60214578"}),
    Evidence("payments#2", {"amount": 1799, "status": "FAILED", "paid_at": "2026-05-12T12:05",
                            "utr": "UTR60214533"}),
)  # fmt: skip
PARTLY = Evidence("bookings#3777", {"service": "Furniture Assembly", "amount": 899, "paid": 400})

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


def relevancy(question: str, answer: str, *evidence: Evidence) -> Score:
    return score(Exchange(question, (SESSION, *evidence), answer)).relevancy


def is_good(found: Score, metric: str = "relevancy") -> bool:
    return found.value is not None and found.value >= THRESHOLDS[metric]  # type: ignore[index]


def test_a_row_may_be_called_by_its_number_alone() -> None:
    assert wrong("5839, code 7204.", VISIT) == set()
    assert wrong("5389, code 7204.", VISIT) == {"5389"}
    assert wrong("5839: cancelled.", VISIT) == {"cancelled"}


def test_the_name_of_a_row_is_no_unknown_number() -> None:
    assert wrong("bookings#5839 ke hisaab se kal visit hai.", VISIT) == set()
    assert wrong("bookings#5893 ke hisaab se kal visit hai.", VISIT) == {"bookings#5893"}
    assert wrong("payments#5839 ke hisaab se kal visit hai.", VISIT) == {"payments#5839"}


def test_a_state_said_with_a_count_is_counted_as_rows_say_it() -> None:
    listed = ":\n- 701: no-show\n- 702: billing"
    assert wrong("You have two open complaints" + listed, *ISSUES) == set()
    assert wrong("You have three open complaints" + listed, *ISSUES) == {"three"}


def test_a_sentence_without_a_number_turns_to_what_no_row_of_that_number_is() -> None:
    listed = "701: no-show\n702: billing\n"
    assert wrong(listed + "The quality complaint is resolved.", *ISSUES) == set()
    assert wrong(listed + "The billing complaint is resolved.", *ISSUES) == {"resolved"}


def test_what_a_used_count_leaves_of_the_whole_is_left() -> None:
    assert wrong("5 sessions left.", PACK) == set()
    assert wrong("6 sessions left.", PACK) == {"6"}
    assert wrong("5 sessions in all.", PACK) == {"5"}


def test_one_of_a_plural_field_is_no_other_field_with_that_word() -> None:
    assert wrong("Cockroach control mein do visit hoti hain.", *PEST) == set()
    assert wrong("Cockroach control mein teen visit hoti hain.", *PEST) == {"teen"}


@pytest.mark.parametrize(
    ("text", "other"),
    [("rating chaar point aath", "rating chaar point paanch"),
     ("रेटिंग चार पॉइंट आठ", "रेटिंग चार पॉइंट छह")],
)  # fmt: skip
def test_a_point_may_be_spoken(text: str, other: str) -> None:
    assert wrong(f"Farhan, {text}.", PRO) == set()
    assert wrong(f"Farhan, {other}.", PRO)


def test_a_title_is_no_part_of_a_name() -> None:
    assert wrong("It is Mr Farhan Sheikh.", PRO) == set()
    assert wrong("It is Mr Faizan Sheikh.", PRO)


def test_an_earlier_attempt_is_another_row_than_the_one_before() -> None:
    done = "UPI se 12:12 baje safal ho gaya, UTR UTR60214578. "
    assert wrong(done + "Pehli koshish 12:05 par fail hui thi.", *TRIES) == set()
    assert wrong(done + "Pehli koshish 12:15 par fail hui thi.", *TRIES) == {"12:15"}


@pytest.mark.parametrize("text", ["The payment is still pending.", "पेमेंट अभी नहीं हुआ है।"])
def test_what_is_unpaid_is_pending_and_not_done(text: str) -> None:
    assert wrong(text, VISIT) == set()
    assert wrong("पेमेंट हो चुका है।", VISIT) == {"हो चुका"}


def test_a_part_that_was_paid_leaves_the_balance_uncleared() -> None:
    assert wrong("The balance of ₹499 is not yet cleared.", PARTLY) == set()


def test_a_request_to_the_customer_is_no_state() -> None:
    assert wrong("App mein rework request daal dijiye.", VISIT) == set()
    assert wrong("Rework request daal di hai.", VISIT) == {"request daal"}


def test_the_hindi_end_is_no_insect() -> None:
    assert wrong("Ek code shuru ka, ek ant ka.", VISIT) == set()


def test_one_of_several_is_asked_for_alone() -> None:
    other = Evidence("bookings#5866", {"service": "Carpet Cleaning", "amount": 999})
    answer = "Sofa Cleaning: ₹749."
    assert is_good(
        relevancy("meri 2 bookings hain, pehle wali ka amount bolo", answer, VISIT, other)
    )
    assert not is_good(relevancy("meri 2 bookings hain, dono ka amount bolo", answer, VISIT, other))


def test_who_has_a_thing_in_hand_is_not_where_the_customer_is_sent() -> None:
    case = Evidence("complaints#6071", {"status": "ESCALATED", "assigned_team": "Billing desk"})
    asked = "Meri complaint 6071 me kya hua?"
    assert is_good(relevancy(asked, "6071 escalated hai, Billing desk dekh rahi hai.", case))
    assert not is_good(relevancy(asked, "Billing desk hi dekh kar batayegi.", case))


def test_a_no_show_refuses_nothing() -> None:
    asked = "How many complaints do I have open?"
    assert is_good(relevancy(asked, "Two: the no-show (701) and the billing one (702).", *ISSUES))
    assert not is_good(relevancy(asked, "I can't show the complaints here.", *ISSUES))


def test_a_bare_sum_answers_what_it_costs() -> None:
    assert is_good(relevancy("kitne ki booking hai?", "Total 749.", VISIT))
    assert not is_good(relevancy("kitne ki booking hai?", "Booking 5839 confirmed.", VISIT))


def test_the_number_of_a_booking_answers_where_nobody_is_to_be_rung() -> None:
    assert is_good(relevancy("sofa wali booking, uska number kya tha?", "5839 hai ji.", VISIT))


def test_a_reason_may_be_given_in_another_script() -> None:
    held = Evidence("bookings#6688", {"status": "ON_HOLD", "hold_reason": "SPARE_PART_AWAITED"})
    question = "मेरी बुकिंग की स्थिति क्या है?"
    for reason, good in (("क्योंकि पार्ट की प्रतीक्षा है", True), ("क्योंकि बारिश ज़्यादा थी", False)):
        answer = f"बुकिंग 6688 रुकी हुई है, {reason}।"
        found = score(Exchange(question, (SESSION, held), answer)).faithfulness
        assert is_good(found, "faithfulness") is good


def test_a_sum_that_is_paid_and_said_not_to_be_stays_in_doubt() -> None:
    bill = Evidence(
        "checkout/ck_8812",
        {
            "service": "Interior Painting",
            "to_pay": 13275,
            "pay_state": "paid",
            "placed": "2026-05-06",
        },
    )
    said = "You placed it on Wednesday, 6 May, and the ₹13,275 including tax is {}."
    doubted = {
        state: any(
            reason.kind == "negation:likely"
            for reason in score(
                Exchange("how much was it?", (SESSION, bill), said.format(state))
            ).faithfulness.reasons
        )
        for state in ("paid", "not paid")
    }
    assert doubted == {"paid": False, "not paid": True}
