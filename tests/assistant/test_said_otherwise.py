"""True facts in the words of strangers: bare numbers of rows, bounds, what is apart, what goes on
from the sentence before; each beside a neighbour that is still caught."""

import pytest

from assistant.model import Evidence
from assistant.quality.grounding import check_facts
from assistant.quality.reading.evidence import read_evidence

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


def wrong(text: str, *evidence: Evidence, question: str = "") -> set[str]:
    """What of the text does not stand."""
    checked = check_facts(text, read_evidence((SESSION, *evidence)), question)
    return {item.reason.claim for item in checked if item.reason.verdict != "supported"}


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
