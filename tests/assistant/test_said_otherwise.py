"""True facts in the words of strangers: bare numbers of rows, bounds, what is apart, what goes on
from the sentence before; each beside a neighbour that is still caught."""

from functools import partial

import pytest

from assistant.model import Evidence
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-05-12T13:20"})
TICKETS = (
    Evidence(
        "tickets#3307", {"about": "Pipe Repair", "stage": "in_progress", "owner": "Lakshmi N."}
    ),
    Evidence("tickets#3291", {"about": "Tap Repair", "stage": "resolved", "owner": "Deepa K."}),
)
LOG = (
    Evidence("log#1", {"no": 6120, "avastha": "escalated", "desk": "Finance"}),
    Evidence("log#2", {"no": 6102, "avastha": "closed", "desk": "Ops"}),
)
VISITS = (
    Evidence("visits#1", {"label": "Carpet Cleaning", "day": "2026-05-19", "time": "10:00"}),
    Evidence("visits#2", {"label": "Window Cleaning", "day": "2026-05-21", "time": "14:00"}),
)
MENU = (
    Evidence("menu#1", {"item": "Hair Spa", "opt": "Basic", "fee": 899, "min": 40}),
    Evidence("menu#2", {"item": "Hair Spa", "opt": "Premium", "fee": 1499, "min": 60}),
)
ORDER = Evidence(
    "orders#8", {"oid": 8804, "thing": "Texture Painting", "subtotal": 12000, "disc": 1800}
)
SHOP = Evidence(
    "workshop#2", {"product": "Custom Furniture", "stage": "in_progress", "pct_done": 60}
)

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Complaint 3307 is in progress with Lakshmi N.",
         "Complaint 3307 is in progress with Deepa K."),
        ("Shikayat 3307 par kaam chal raha hai.", "Shikayat 3307 resolved hai."),
    ],
)  # fmt: skip
def test_a_row_is_called_by_the_number_in_its_name(text: str, other: str) -> None:
    assert wrong(text, *TICKETS) == set()
    assert wrong(other, *TICKETS)


def test_the_number_of_a_row_says_whose_state_is_meant() -> None:
    assert wrong("शिकायत 6102 बंद की जा चुकी है (closed)।", *LOG) == set()
    assert wrong("शिकायत 6120 बंद की जा चुकी है (closed)।", *LOG)
    assert wrong("शिकायत 6210 आगे भेजी गई है।", *LOG) == {"6210"}


def test_a_sentence_that_goes_on_speaks_of_what_was_named_before() -> None:
    text = (
        "Window cleaning is next week. It is on Thursday, 21 May, at 2 pm; "
        "the carpet cleaning is on {}."
    )
    assert wrong(text.format("Tuesday"), *VISITS) == set()
    assert wrong(text.format("Wednesday"), *VISITS) == {"Wednesday"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Hair Spa: Basic and Premium, ₹600 apart.", "Hair Spa: Basic and Premium, ₹700 apart."),
        ("Premium ₹1,499 ka hai, Basic se antar ₹600.",
         "Premium ₹1,499 ka hai, Basic se antar ₹500."),
        ("Basic: ₹899 aur 40 minute.", "Basic: ₹899 aur 60 minute."),
    ],
)  # fmt: skip
def test_what_two_variants_are_apart_and_take(text: str, other: str) -> None:
    assert wrong(text, *MENU) == set()
    assert wrong(other, *MENU)


def test_a_price_and_half_an_hour_are_no_length() -> None:
    row = Evidence("rates#1", {"item": "Filter Replacement", "paisa": 699, "der_min": 30})
    assert wrong("Filter replacement ₹699 aur aadha ghanta.", row) == set()
    assert wrong("Filter replacement ₹799 aur aadha ghanta.", row) == {"₹799"}
    assert wrong("Filter replacement ₹699 aur dedh ghanta.", row) == {"dedh ghanta"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Aadhe se zyada kaam ho gaya hai.", "Teen chauthai se zyada kaam ho gaya hai."),
        ("आधे से ज़्यादा काम हो गया है।", "आधे से कम काम हुआ है।"),
    ],
)
def test_a_share_that_is_said_to_be_passed(text: str, other: str) -> None:
    assert wrong(text, SHOP) == set()
    assert wrong(other, SHOP)


def test_a_discount_as_a_share_of_its_own_sum() -> None:
    text = "Texture Painting me barah hazaar pe atharah sau, yaani {} mila tha."
    question = "Painting wale order me kitna discount mila?"
    assert wrong(text.format("15%"), ORDER, question=question) == set()
    assert wrong(text.format("12%"), ORDER, question=question) == {"12%"}
    assert wrong("Texture Painting me ₹1,800 mila tha.", ORDER, question=question) == set()


def test_so_many_times_what_a_rule_gives() -> None:
    rule = Evidence(
        "policy/referral", text="Dost ki pehli booking par dono ko ₹150 wallet me milte hain."
    )
    row = Evidence("usr#3391", {"referred": 3, "rewarded": 2})
    assert wrong("3 doston me se 2 ka reward aa chuka, yaani 300 rupaye.", rule, row) == set()
    assert wrong("3 doston me se 2 ka reward aa chuka, yaani 400 rupaye.", rule, row) == {
        "400 rupaye"
    }


def test_hours_of_a_row_lead_to_a_deadline() -> None:
    row = Evidence("sos#1", {"num": "S-77", "logged": "2026-05-12T18:10", "fix_within_h": 4})
    assert wrong("S-77 का समाधान रात 10:10 तक होना है।", row) == set()
    assert wrong("S-77 का समाधान रात 11:10 तक होना है।", row) == {"रात 11:10"}


def test_who_cancelled_says_that_it_was_cancelled() -> None:
    row = Evidence(
        "cxl#71", {"order_id": "DR-71", "svc": "Door Repair", "cancelled_by": "provider"}
    )
    assert wrong("DR-71 provider ne cancel kiya.", row) == set()
    assert wrong("DR-71 complete ho chuka hai.", row)


def test_a_window_of_time_is_no_window_to_clean() -> None:
    row = Evidence("crew#1", {"item": "Drain Cleaning", "day": "2026-06-08", "win": "14:00-16:00"})
    assert wrong("ड्रेन क्लीनिंग की खिड़की दो बजे से चार बजे की है।", row) == set()
    assert wrong("ड्रेन क्लीनिंग की खिड़की दो बजे से पाँच बजे की है।", row)


def test_a_code_of_another_row_is_not_what_the_words_speak_of() -> None:
    rows = (
        Evidence(
            "orders#1", {"code": "PN-60318", "work": "Interior Painting", "at": "2026-05-11T18:22"}
        ),
        Evidence(
            "orders#2", {"code": "WP-60311", "work": "Wood Polishing", "at": "2026-05-09T12:10"}
        ),
    )
    assert wrong("कल शाम 6:22 पर लिया गया पेंटिंग का ऑर्डर PN-60318 है।", *rows) == set()
    assert wrong("कल शाम 6:22 पर लिया गया पेंटिंग का ऑर्डर WP-60311 है।", *rows) == {"WP-60311"}


def test_a_round_sum_less_a_rupee_or_two() -> None:
    row = Evidence("rates#1", {"item": "Shaving", "opt": "Basic", "fee": 1399})
    assert wrong("Shaving Basic: चौदह सौ में एक रुपया कम।", row) == set()
    assert wrong("Shaving Basic is two rupees short of ₹1,400.", row) == {"₹1,400"}


def test_what_was_spent_in_the_month_that_is_asked_about() -> None:
    rows = tuple(
        Evidence(f"spent#{at}", {"kaam": name, "din": day, "rakam": sum_, "haal": "completed"})
        for at, (name, day, sum_) in enumerate(
            (("Bathroom Cleaning", "2026-05-03", 650), ("Tap Repair", "2026-05-07", 299),
             ("TV Repair", "2026-04-20", 800))
        )
    )  # fmt: skip
    question = "इस महीने कुल कितना खर्च हुआ?"
    assert wrong("कुल ₹949 खर्च हुए।", *rows, question=question) == set()
    assert wrong("कुल ₹1,749 खर्च हुए।", *rows, question=question) == {"₹1,749"}


def test_how_often_something_was_done_in_a_year() -> None:
    rows = tuple(
        Evidence(f"hist#{at}", {"kind": kind, "d": day, "eng": "Naveen Gowda"})
        for at, (kind, day) in enumerate(
            (("RO Service", "2026-01-18"), ("RO Service", "2026-04-22"),
             ("RO Repair", "2026-03-05"), ("RO Service", "2025-11-30"))
        )
    )  # fmt: skip
    question = "मेरे आरओ की सर्विस कितनी बार हुई है इस साल?"
    assert wrong("2026 में दो सर्विस हुईं।", *rows, question=question) == set()
    assert wrong("2026 में पाँच सर्विस हुईं।", *rows, question=question) == {"पाँच"}
    assert wrong("क़रीब तीन हफ़्ते पहले नवीन आए।", *rows, question=question) == set()
    assert wrong("क़रीब छह हफ़्ते पहले नवीन आए।", *rows, question=question)


def test_both_days_of_a_work_count() -> None:
    row = Evidence("project#1", {"job": "Exterior Painting", "start_day": "2026-10-05",
                                 "end_day": "2026-10-14"})  # fmt: skip
    assert wrong("Exterior painting takes ten days in all, from 5 October.", row) == set()
    assert wrong("Exterior painting takes twelve days in all, from 5 October.", row) == {
        "twelve days"
    }


def test_who_works_here_since_when_and_how_much() -> None:
    rows = (
        Evidence("team#21", {"m": "Salman Ansari", "jobs_done": 418, "joined": "2023-06-01"}),
        Evidence(
            "bkgs#551", {"w": "Beard Trimming", "d": "2026-05-17", "t": "09:00", "member": 21}
        ),
    )
    text = "Salman Ansari aayega, Sunday 9 baje. {} se zyada kaam, lagbhag {} saal se hamare saath."
    assert wrong(text.format("Chaar sau", 3), *rows) == set()
    assert wrong(text.format("Paanch sau", 5), *rows) == {"Paanch sau", "5 saal"}


def test_a_share_off_that_only_the_rule_names() -> None:
    row = Evidence("list#1", {"name": "Makeup", "band": "Premium", "one_person": 4999})
    rule = Evidence("note", text="10 % off when two or more people are booked together.")
    text = "दोनों का प्रीमियम मेकअप: ₹9,998 में से ₹{} घटकर ₹{}।"
    assert wrong(text.format("999.80", "8,998.20"), row, rule) == set()
    assert wrong(text.format("899.80", "8,098.20"), row, rule)


def test_an_hour_that_is_only_about_right() -> None:
    row = Evidence("pay#7", {"payid": "pay_7HQ", "rupaye": 1349, "at": "2026-05-12T09:58"})
    rule = Evidence("help", text="A pending payment is confirmed or returned within 24 hours.")
    assert wrong("Kal subah 10 baje ke aas paas tak ho jana chahiye.", row, rule) == set()
    assert wrong("Kal subah 11 baje ke aas paas tak ho jana chahiye.", row, rule)


def test_the_pincode_behind_an_address_is_the_addresss_own() -> None:
    rows = (
        Evidence("adr#1", {"tag": "purana ghar", "line": "B-12 Lajpat Nagar", "pin": "110024"}),
        Evidence("adr#2", {"tag": "naya ghar", "line": "C-4 Dwarka Sector 11", "pin": "110075"}),
    )
    assert wrong("Haan, C-4 Dwarka Sector 11, 110075 par.", *rows) == set()
    assert wrong("Haan, C-4 Dwarka Sector 11, 110024 par.", *rows) == {"110024"}


def test_a_name_that_someone_bears_is_not_anothers_of_like_sound() -> None:
    rows = (
        Evidence("team#21", {"name": "Salman Ansari", "does": "Beard Trimming", "jobs_done": 418}),
        Evidence("team#12", {"name": "Suleman Ansari", "does": "Massage", "jobs_done": 96}),
    )
    question = "Kaun aa raha hai beard trim karne?"
    assert wrong("Salman Ansari, 418 jobs kar chuka hai.", *rows, question=question) == set()
    assert wrong("Suleman Ansari, 418 jobs kar chuka hai.", *rows, question=question)


def test_what_is_called_off_is_not_to_come() -> None:
    rows = tuple(
        Evidence(
            f"bk#{at}", {"ref": f"HS{at}", "when": f"2026-06-0{at % 10} 10:00", "state": state}
        )
        for at, state in ((501, "confirmed"), (502, "pending"), (503, "cancelled"))
    )
    assert wrong("You have two visits ahead.", *rows) == set()
    assert wrong("You have three visits ahead.", *rows) == {"three"}


def test_when_a_window_opens_is_not_counted_back_from_it() -> None:
    row = Evidence("job#1", {"day": "2026-05-13", "window_from": "14:00", "window_to": "16:00"})
    assert wrong("The window opens at 2 pm and runs two hours.", row) == set()
    assert wrong("The window opens at 12 noon and runs two hours.", row) == {"12 noon"}


def test_a_tax_that_is_added_is_no_bound() -> None:
    card = Evidence(
        "rate_cards#10",
        {"service": "AC Repair", "price": "499", "gst_percent": 18, "total": "588.82"},
    )
    assert not wrong("AC Repair: ₹499 + 18% GST = ₹588.82.", card)
    assert wrong("AC Repair: ₹499 + 10% GST = ₹588.82.", card) == {"10%"}


def test_a_sum_that_was_paid_is_no_state_of_what_is_returned() -> None:
    rows = (
        Evidence("refunds#118", {"booking": "ORD-1180", "amount": "2477.00", "state": "requested"}),
        Evidence(
            "bookings#1180",
            {"order_id": "ORD-1180", "service": "AC Gas Refilling", "status": "cancelled",
             "amount_paid": "2477.00"},
        ),
    )  # fmt: skip
    assert not wrong("AC Gas Refilling was cancelled, the refund of ₹2,477 is requested.", *rows)
    said = "AC Gas Refilling was cancelled, the refund of ₹2,477 is completed."
    assert wrong(said, *rows) == {"completed"}


def test_an_address_before_another_pincode_is_not_the_next_ones() -> None:
    rows = (
        Evidence("addresses#5", {"label": "home", "line": "1124, First Floor", "pin": "160017"}),
        Evidence("addresses#6", {"label": "office", "line": "SCO 45", "pin": "160022"}),
    )
    assert not wrong("Home: 1124, First Floor, 160017. Office: SCO 45, 160022.", *rows)
