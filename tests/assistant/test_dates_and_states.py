"""Dates, times and states of a reply: what may follow from a rule, what speaks of another row."""

from functools import partial

import pytest

from assistant.model import Evidence
from assistant.quality.grounding import check_facts
from assistant.quality.reading.evidence import read_evidence
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-10-20T09:00:00+05:30", "customer_id": 41})
REPAIR = Evidence(
    "visits/12",
    {"client_id": 41, "task": "Refrigerator Repair", "finished_at": "2026-10-02T17:45:00+05:30",
     "outcome": "completed"},
)  # fmt: skip
COMPLAINT = Evidence(
    "cases/DL-3390",
    {"no": "DL-3390", "user": 41, "on_service": "Massage", "where_is_it": "open",
     "raised": "2026-10-20T08:00:00+05:30", "respond_before": "2026-10-20T12:00:00+05:30",
     "resolve_before": "2026-10-21T08:00:00+05:30"},
)  # fmt: skip
VISIT = Evidence(
    "bookings/7",
    {"customer_id": 41, "service": "Tap Repair", "begins": "2026-10-20T16:00:00+05:30",
     "state": "confirmed", "pro": "Ganesh Patil"},
)  # fmt: skip
REFUND = Evidence(
    "refunds/7",
    {"customer_id": 41, "for_service": "Hair Spa", "sum": "531.00", "rf_state": "requested"},
)
ATTEMPTS = (
    Evidence("pay/1", {"payer": 41, "purpose": "Waxing", "outcome": "failed",
                       "at": "2026-10-19T10:58:00+05:30"}),
    Evidence("pay/2", {"payer": 41, "purpose": "Waxing", "outcome": "paid",
                       "at": "2026-10-19T11:02:00+05:30"}),
)  # fmt: skip
DAYS = Evidence(
    "slots/makeup",
    {"service": "Makeup", "days": {"2026-10-21": ["14:00-16:00"], "2026-10-22": ["10:00-12:00"]}},
)
WARRANTY = Evidence("policy/warranty", text="Repairs: 30 days from completion. Other work: 7 days.")
MOVING = Evidence("policy/move", text="Moving is free up to 2 hours before the start.")

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


def test_the_end_of_a_warranty_follows_from_its_length_and_no_other_day_does() -> None:
    said = "Your Refrigerator Repair was completed on 2 October and has 30 days, up to {}."
    assert wrong(said.format("1 November"), REPAIR, WARRANTY) == set()
    assert wrong(said.format("2 November"), REPAIR, WARRANTY) == {"2 November"}


def test_a_deadline_is_counted_in_the_direction_of_its_rule_and_only_beside_its_words() -> None:
    assert wrong("Tap Repair can be moved free till 2 pm.", VISIT, MOVING) == set()
    assert wrong("Tap Repair can be moved free till 6 pm.", VISIT, MOVING) == {"6 pm"}
    assert wrong("Tap Repair starts at 2 pm.", VISIT, MOVING) == {"2 pm"}


def test_any_moment_of_the_row_may_be_meant_unless_the_words_name_another() -> None:
    said = "DL-3390: response is due by {} today and resolution by 8 am tomorrow."
    assert wrong(said.format("12 noon"), COMPLAINT) == set()
    assert wrong(said.format("1 pm"), COMPLAINT) == {"1 pm"}


@pytest.mark.parametrize("day", ["tomorrow, 22 October", "कल 22 अक्टूबर", "kal 22 October"])
def test_a_date_beside_a_word_of_day_has_to_be_that_day(day: str) -> None:
    assert wrong(f"Makeup: {day}.", DAYS) != set()


def test_hours_of_a_day_are_not_those_of_its_neighbour() -> None:
    assert wrong("Makeup is open tomorrow, 2 to 4 pm.", DAYS) == set()
    assert wrong("Makeup is open tomorrow, 10 am to 12 noon.", DAYS) != set()


@pytest.mark.parametrize(
    "text",
    [
        "Tap Repair at 4 pm today is confirmed with Ganesh Patil assigned.",
        "Tap Repair goes to the next stage as soon as the visit is completed.",
        "Aapne Tap Repair cancel nahi ki, woh confirmed hai.",
        "टैप रिपेयर कन्फर्म है, हल की सीमा नहीं लगती।",
        "Tap Repair ₹199 से शुरू है।",
    ],
)
def test_a_rule_a_noun_or_a_step_that_lies_behind_is_no_claim_of_state(text: str) -> None:
    statuses = {"assigned", "completed", "not cancel", "हल", "शुरू"}
    assert wrong(text, VISIT) & statuses == set()


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Tap Repair is pending.", "pending"),
        ("Tap Repair is declined.", "declined"),
        ("Tap Repair confirmed nahi hai.", "not confirmed"),
        ("टैप रिपेयर पूरी हो चुकी है।", "पूरी"),
    ],
)
def test_a_state_one_step_off_is_seen(text: str, claim: str) -> None:
    assert claim in wrong(text, VISIT)


def test_the_time_said_beside_picks_the_attempt() -> None:
    assert wrong("Waxing: the attempt at 10:58 am failed.", *ATTEMPTS) == set()
    assert wrong("Waxing: the attempt at 10:58 am succeeded.", *ATTEMPTS) == {"succeeded"}


def test_a_refund_that_is_asked_for_is_not_yet_done() -> None:
    assert wrong("The refund for Hair Spa is requested, not credited so far.", REFUND) == set()
    assert wrong("The refund for Hair Spa is credited.", REFUND) == {"credited"}


def test_an_hour_that_is_denied_need_not_stand_anywhere() -> None:
    diary = Evidence("diary", {"for": "Tap Repair", "day": "2026-10-23", "vacant": ["10:00"]})
    assert wrong("4 pm isn't vacant on Friday; you could have 10 am.", VISIT, diary) == set()
    assert wrong("4 pm is vacant on Friday.", diary) == {"4 pm"}


def test_when_something_starts_is_not_that_it_has_started() -> None:
    assert wrong("टैप रिपेयर आज शाम 4 बजे शुरू है।", VISIT) == set()
    assert wrong("टैप रिपेयर शुरू हो चुका है।", VISIT) == {"शुरू हो चुका"}


def test_the_verb_of_a_clause_rules_the_one_that_it_is_joined_to() -> None:
    paid = Evidence("jobs/J7", {"client_id": 41, "job": "Tap Repair", "paid": "800.00"})
    rule = Evidence("help/cancel", text="Within 12 hours, 25% of the paid amount is kept.")
    said = "25% applies: ₹200 would be kept and ₹600 refunded of the ₹800 you paid."
    assert wrong(said, paid, rule) == set()


def test_how_many_are_in_a_state_may_stand_in_a_field_of_its_name() -> None:
    book = Evidence("khata/1", {"custRef": 41, "byStage": {"completed": 6, "cancelled": 2}})
    assert wrong("6 poori hui aur 2 cancel hui.", book) == set()
    assert wrong("6 poori hui aur 3 cancel hui.", book) == {"3"}


@pytest.mark.parametrize(
    "held", ["24-10-2026 20:00", "24/10/2026 8:00 PM", "24 Oct 2026, 8 PM", "2026/10/24 20:00",
             "Sat 24 Oct, 8-10 PM"],
)  # fmt: skip
def test_a_moment_is_read_in_whatever_way_a_system_writes_it(held: str) -> None:
    visit = Evidence("orders/7", {"customer_id": 41, "service_name": "Door Repair", "visit": held})
    assert wrong("Your door repair is on 24 October at 8 pm.", visit) == set()
    assert "25 October" in wrong("Your door repair is on 25 October at 8 pm.", visit)
    assert wrong("Your door repair is on 24 October at 9 pm.", visit) == {"9 pm"}


def test_a_day_and_an_hour_in_two_fields_are_one_moment() -> None:
    visit = Evidence(
        "orders/7",
        {"customer_id": 41, "job": "Door Repair", "visit_date": "20-10-2026", "visit_from": "18:00",
         "cancelled_at": "19-10-2026 20:00"},
    )  # fmt: skip
    assert wrong("You cancelled it 22 hours before the visit.", visit) == set()
    assert wrong("You cancelled it 20 hours before the visit.", visit) == {"20 hours"}


def test_a_day_of_a_passage_may_be_told() -> None:
    offer = Evidence("offers/diwali", text="DIWALI10 is valid till 8 November 2026 on all work.")
    assert wrong("DIWALI10 is valid till 8 November.", VISIT, offer) == set()
    assert wrong("DIWALI10 is valid till 9 November.", VISIT, offer) == {"9 November"}


def test_yes_and_no_in_words_are_flags() -> None:
    slots = (
        Evidence("slots/1", {"job": "Tap Repair", "hours": "08:00-10:00", "khali": "nahi"}),
        Evidence("slots/2", {"job": "Tap Repair", "hours": "10:00-12:00", "khali": "haan"}),
    )
    assert wrong("10 se 12 wala slot khali hai.", *slots) == set()
    assert wrong("10 se 12 wala slot bhar chuka hai.", slots[1]) == {"bhar chuka"}


@pytest.mark.parametrize(
    ("held", "right"),
    [("partner_accepted", "accepted"), ("waiting_for_partner", "pending"),
     ("CANCELLED_BY_PARTNER", "cancelled"), ("visit-completed", "completed")],
)  # fmt: skip
def test_a_state_is_read_out_of_a_code(held: str, right: str) -> None:
    order = Evidence("orders/9", {"customer_id": 41, "job": "Door Repair", "order_stage": held})
    for said in ("accepted", "pending", "cancelled", "completed"):
        assert (wrong(f"Your door repair is {said}.", order) == set()) is (said == right), said


def test_a_word_of_politeness_is_no_state() -> None:
    assert wrong("Done! Your tap repair is at 4 pm.", VISIT) == set()
    assert wrong("आपके अनुरोध पर टैप रिपेयर आज शाम 4 बजे है।", VISIT) == set()


def test_nobody_assigned_and_one_of_several_are_counted() -> None:
    two = (
        Evidence("jobs/1", {"customer_id": 41, "skill": "Car Polish", "state": "UNASSIGNED"}),
        Evidence("jobs/2", {"customer_id": 41, "skill": "Bike Washing", "state": "CANCELLED"}),
    )
    assert wrong("Car Polish: nobody assigned yet. One was cancelled.", *two) == set()
    assert wrong("Car Polish: assigned.", *two) == {"assigned"}


def test_a_figure_inside_a_number_counts_nothing() -> None:
    case = Evidence("cases/55-A", {"no": "55-A", "user": 41, "where_is_it": "escalated"})
    assert wrong("आपकी शिकायत 55-A एस्केलेट हुई है।", case) == set()
    assert wrong("आपकी शिकायत 55-A हल हुई है।", case) == {"हल"}


def test_nothing_has_begun_when_it_was_over() -> None:
    began = Evidence(
        "visits/13",
        {"client_id": 41, "task": "Tap Repair", "actual_start": "2026-10-02T16:00:00+05:30",
         "finished_at": "2026-10-02T17:45:00+05:30", "outcome": "completed"},
    )  # fmt: skip
    assert wrong("टैप रिपेयर शाम 4 बजे शुरू हुआ था।", began) == set()
    assert wrong("टैप रिपेयर शाम 5:45 पर शुरू हुई है।", began) == {"शुरू हुई"}


def test_money_that_has_come_does_not_have_to_come_yet() -> None:
    moved = Evidence(
        "cancelled/3",
        {"customer_id": 41, "job": "Sofa Cleaning", "cancelled_on": "2026-10-02",
         "returned": {"inr": 885, "into": "wallet", "state": "completed"}},
    )  # fmt: skip
    assert wrong("₹885 आपके वॉलेट में जमा हो चुके हैं।", moved) == set()
    assert wrong("₹885 आपके वॉलेट में जमा होनी बाकी है।", moved) == {"होनी बाकी"}


@pytest.mark.parametrize(
    "text",
    [
        "Tap Repair 4 बजे तक रद्द किया जा सकता है।",
        "टैप रिपेयर पूरा हो जाने के बाद पैसे दें।",
        "Tap Repair complete hua to batayenge.",
        "Tap Repair का एक शाम पहले बता दीजिए।",
    ],
)
def test_what_may_yet_come_states_nothing(text: str) -> None:
    assert wrong(text, VISIT) == set()


def test_a_state_of_several_words_holds_each_that_it_names() -> None:
    refund = Evidence("refunds/8", {"customer_id": 41, "state": "approved, bank transfer pending"})
    assert wrong("It is approved.", refund) == set()
    assert wrong("It is rejected.", refund) == {"rejected"}


def test_a_day_is_counted_from_the_one_that_was_said_before() -> None:
    other = Evidence("bookings/8", {"customer_id": 41, "service": "Mehndi", "begins": "2026-10-19"})
    assert wrong("Tap Repair 20 अक्टूबर को है, मेहंदी उससे एक दिन पहले।", VISIT, other) == set()


def test_lengths_are_read_under_short_names_and_twelve_months_are_a_year() -> None:
    late = Evidence("jobs/3", {"customer_id": 41, "work": "Tap Repair", "late_min": 120})
    cover = Evidence("tariff/1", {"item": "MCB replacement", "warranty_months": 12})
    assert wrong("He was 120 minutes late.", late) == set()
    assert wrong("He was 90 minutes late.", late) == {"90 minutes"}
    assert wrong("Warranty: ek saal.", cover) == set()


def test_a_row_called_by_another_customers_number_is_not_ones_own() -> None:
    session = Evidence("session", {"now": "2026-10-20T09:00:00+05:30", "uid": "u_41"})
    own = Evidence("pass/u_41", {"plan": "Plus", "ends": "2026-11-19"})
    other = Evidence("pass/u_42", {"plan": "Plus", "ends": "2026-11-23"})
    grounds = read_evidence((session, own, other))
    said = ("It ends on 19 November.", "It ends on 23 November.")
    found = [check_facts(text, grounds)[0].reason.verdict for text in said]
    assert found == ["supported", "contradicted"]


PAYMENT = {"customer_id": 41, "for_service": "Tap Repair", "amount": "531.00"}


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("Your payment for Tap Repair is not paid.", "not paid"),
        ("Your payment of ₹531 for Tap Repair is unpaid.", "unpaid"),
        ("Tap Repair ka payment abhi nahi hua.", "payment abhi nahi hua"),
        ("Tap Repair का भुगतान नहीं हुआ।", "भुगतान नहीं हुआ"),
    ],
)
def test_a_state_told_by_denying_another_is_held_against_the_row(said: str, claim: str) -> None:
    assert wrong(said, Evidence("pay/9", {**PAYMENT, "status": "paid"})) == {claim}
    assert wrong(said, Evidence("pay/9", {**PAYMENT, "status": "pending"})) == set()
