"""Days that a term leads to, lengths counted in days, short numbers of things and figures in words;
each beside a neighbour that does not follow."""

from functools import partial

import pytest

from assistant.model import Evidence
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-05-12T15:30:00+05:30", "city": "Pune"})
REPAIR = Evidence(
    "visits#7", {"visit": "VR-77", "service": "Washing Machine Repair", "done_on": "2026-04-20",
                 "part": "belt", "part_warranty_days": 90},
)  # fmt: skip
TERM = Evidence("policy/warranty", text="Repairs carry 30 days from completion, other work 7 days.")
POLISH = Evidence(
    "jobs#9", {"ref": "WP-9", "service": "Wood Polishing", "starts_on": "2026-05-21",
               "ends_on": "2026-05-24"},
)  # fmt: skip
GUARANTEE = Evidence(
    "guarantees#1", {"service": "Termite Control", "years": 3, "done_on": "2026-03-12"}
)
COUNTER = Evidence("shops#1", {"service": "Wiring", "counter": "Lajpat Nagar",
                               "open_hours": "10:00-18:00"})  # fmt: skip
MOVE = Evidence("orders#7", {"order": "OR-7", "date": "2026-05-24", "state": "pending"})
CUT = Evidence("visits#3", {"service": "Hair Cut", "at": "2026-05-16T09:00"})
WISH = Evidence(
    "policy/wish", text="Another stylist may be asked for until the evening before, 20:00."
)
PAINTING = Evidence(
    "quotes#1", {"ref": "TP-1", "service": "Texture Painting", "area_sqft": 320, "amount": 14400}
)
WORK = Evidence(
    "jobs#5", {"code": "WR-5", "service": "Wiring", "began": "2026-05-09T09:00",
               "ended": "2026-05-09T14:00", "labour": 3000},
)  # fmt: skip
PACKS = tuple(
    Evidence(f"quotes#P{at}", {"no": f"PK-{at}", "service": "Packing Services", "variant": variant,
                               "cost": cost, "hours": hours})
    for at, (variant, cost, hours) in enumerate(
        (("Standard", 3600, 4), ("Premium", 6200, 3)), start=1
    )
)  # fmt: skip

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Your repair stays covered for 30 days, and that runs to 20 May.",
         "Your repair stays covered for 30 days, and that runs to 25 May."),
        ("Kaam ki warranty 20 May tak, aur belt ki 90 din, yaani 19 July tak.",
         "Kaam ki warranty 24 May tak, aur belt ki 90 din, yaani 19 June tak."),
        ("It was done on 20 April, which leaves you 8 days.",
         "It was done on 20 April, which leaves you 11 days."),
    ],
)  # fmt: skip
def test_a_term_runs_to_a_day(text: str, other: str) -> None:
    assert wrong(text, REPAIR, TERM) == set()
    assert wrong(other, REPAIR, TERM)


@pytest.mark.parametrize("day", ["12 मार्च 2029", "11 मार्च 2029"])
def test_years_are_those_of_the_calendar(day: str) -> None:
    assert wrong(f"Termite Control पर 3 साल, यानी {day} तक।", GUARANTEE) == set()
    assert wrong("Termite Control पर 3 साल, यानी 12 मार्च 2028 तक।", GUARANTEE)


def test_a_warranty_is_counted_from_the_end_of_the_work() -> None:
    assert wrong("वारंटी काम पूरा होने से 7 दिन, अर्थात 31 मई तक।", POLISH, TERM) == set()
    assert wrong("वारंटी काम पूरा होने से 7 दिन, अर्थात 28 मई तक।", POLISH, TERM)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("WP-9 four days ka kaam hai (21 May se 24 May).",
         "WP-9 six days ka kaam hai (21 May se 24 May)."),
        ("समापन: 24 मई", "समापन: 21 मई को नहीं, 27 मई"),
    ],
)  # fmt: skip
def test_first_and_last_day_of_work(text: str, other: str) -> None:
    assert wrong(text, POLISH, question="Wood Polishing kab hai?") == set()
    assert wrong(other, POLISH, question="Wood Polishing kab hai?")


def test_the_last_of_so_many_days() -> None:
    plan = Evidence("plans#1", {"service": "Interior Painting", "din": 4})
    begins = Evidence("picks#1", {"booked": "IP-90", "begins": "2026-05-25"})
    assert wrong("चार दिन की योजना है, 25 से 28 मई।", plan, begins) == set()
    assert wrong("चार दिन की योजना है, 25 से 30 मई।", plan, begins)


def test_days_until_a_day_and_hours_until_closing() -> None:
    assert wrong("You still have 12 days before the move.", MOVE) == set()
    assert wrong("You still have 17 days before the move.", MOVE) == {"17 days"}
    assert wrong("आज अभी ढाई घंटे बाक़ी हैं।", COUNTER) == set()
    assert wrong("आज अभी साढ़े चार घंटे बाक़ी हैं।", COUNTER)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("शनिवार 16 मई के लिए शुक्रवार रात 8 बजे तक कहना होगा।",
         "शनिवार 16 मई के लिए गुरुवार रात 8 बजे तक कहना होगा।"),
        ("16 मई को है, एक दिन पहले शाम आठ बजे तक कहिए।",
         "16 मई को है, दो दिन पहले शाम आठ बजे तक कहिए।"),
    ],
)  # fmt: skip
def test_the_evening_before(text: str, other: str) -> None:
    assert wrong(text, CUT, WISH) == set()
    assert wrong(other, CUT, WISH)


def test_the_end_of_the_month_is_a_day() -> None:
    purse = Evidence("purse#1", {"available": 840, "expiring": 90, "expires_on": "2026-05-31"})
    text = "₹840, जिसमें से ₹90 महीने के आख़िर में ख़त्म हो जाएँगे।"
    assert wrong(text, purse) == set()
    other = Evidence("purse#1", {"available": 840, "expiring": 90, "expires_on": "2026-05-18"})
    assert wrong(text, other)


def test_it_is_now() -> None:
    assert wrong("It is 3:30 PM, your haircut is on 16 May.", CUT) == set()
    assert wrong("It is 4:30 PM, your haircut is on 16 May.", CUT) == {"4:30 PM"}


@pytest.mark.parametrize(
    "text", ["कल शाम सात बजकर बीस मिनट पर", "kal shaam saat baj kar bees minute par"]
)
def test_minutes_past_the_hour_in_words(text: str) -> None:
    for minute, faults in ((20, False), (40, True)):
        row = Evidence("bookings#1", {"service": "Painting",
                                      "cancelled_on": f"2026-05-11T19:{minute}"})  # fmt: skip
        assert bool(wrong(f"Painting {text} cancel hui.", row)) == faults


def test_a_figure_is_not_counted_on_in_words() -> None:
    charge = Evidence("charges#1", {"service": "Waterproofing", "amount": 5200})
    assert wrong("Waterproofing ke ₹5,200 do baar kate.", charge) == set()
    assert wrong("Waterproofing ke ₹5,202 do baar kate.", charge)


def test_short_numbers_of_things_are_no_figures() -> None:
    assert wrong("PK-1 ka kul ₹3,600 hai.", *PACKS) == set()
    assert wrong("PK-2 ka kul ₹3,600 hai.", *PACKS) == {"₹3,600"}
    assert wrong("PK-4 ka kul ₹3,600 hai.", *PACKS) == {"PK-4"}
    assert wrong("PK-1 Standard hai. Agar jaldi ho to Premium mein teen ghante.", *PACKS) == set()
    assert wrong("PK-1 Premium hai, teen ghante.", *PACKS)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("TP-1: 320 square feet for ₹14,400, which is ₹45 a square foot.",
         "TP-1: 320 square feet for ₹14,400, which is ₹54 a square foot."),
        ("WR-5: five hours, ₹3,000 labour, so ₹600 an hour.",
         "WR-5: five hours, ₹3,000 labour, so ₹650 an hour."),
    ],
)  # fmt: skip
def test_a_price_by_the_hour_or_by_the_foot(text: str, other: str) -> None:
    assert wrong(text, PAINTING, WORK) == set()
    assert wrong(other, PAINTING, WORK)
