"""What rows list inside themselves, who did a thing, what is included, and figures that follow from
what was said before; each true fact beside a false one."""

from functools import partial

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.scores import score
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-05-07T10:40:00+05:30", "city": "Pune"})
TEAM = Evidence(
    "bookings#98120",
    {
        "service": "Move-in Cleaning",
        "date": "2026-05-24",
        "team": [
            {"name": "Mukesh", "role": "supervisor"},
            {"name": "Arvind", "role": "cleaner"},
            {"name": "Babita", "role": "cleaner"},
        ],
    },
)
PASSES = Evidence(
    "guest_passes#5528",
    {
        "passes": [
            {"no": 1, "state": "USED"},
            {"no": 2, "state": "EXPIRED"},
            {"no": 3, "state": "UNUSED"},
            {"no": 4, "state": "UNUSED"},
        ]
    },
)
HOURS = Evidence(
    "slots#2026-05-08",
    {"slots": [{"start": "08:00", "state": "full"}, {"start": "10:30", "state": "open"}]},
)
TAP = Evidence(
    "bookings#94402",
    {"service": "Tap Repair", "slot_start": "2026-05-18T17:30", "slot_end": "2026-05-18T18:30"},
)
BEFORE_START = Evidence("policy/cancel", text="Free until 3 hours before the start of the slot.")
INVOICES = (
    Evidence("invoices#INV-0412", {"date": "2026-04-06", "taxable": 2000, "gst": 360}),
    Evidence("invoices#INV-0427", {"date": "2026-04-21", "taxable": 1000, "gst": 180}),
    Evidence("invoices#INV-0503", {"date": "2026-05-03", "taxable": 500, "gst": 90}),
)
COUPONS = (
    Evidence("coupons#SUMMER15", {"percent": 15, "min_order": 999}),
    Evidence("coupons#NEW10", {"percent": 10, "min_order": 499}),
)
CANCELLED = (
    Evidence("bookings#1", {"at": "2026-05-02T10:00", "cancelled_by": "customer"}),
    Evidence("bookings#2", {"at": "2026-05-03T16:00", "status": "CANCELLED_BY_PROVIDER"}),
)
CLEANINGS = (
    Evidence(
        "services#72",
        {"name": "Full Home Deep Cleaning", "includes": ["kitchen", "balcony"],
         "excludes": ["terrace"]},
    ),
    Evidence(
        "services#75",
        {"name": "Classic Home Cleaning", "includes": ["bedrooms"], "excludes": ["balcony"]},
    ),
)  # fmt: skip

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


def told(answer: str, *evidence: Evidence) -> set[str]:
    """The verdicts of faithfulness on who did a thing and on what is included."""
    found = score(Exchange(question="", answer=answer, evidence=(SESSION, *evidence)))
    return {
        reason.verdict for reason in found.faithfulness.reasons
        if reason.kind in ("who", "inclusion")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "other", "rows"),
    [
        ("Three people will come.", "Four people will come.", (TEAM,)),
        ("Do cleaners aayenge.", "Teen cleaners aayenge.", (TEAM,)),
        ("You have **two** passes left.", "You have **three** passes left.", (PASSES,)),
        ("10:30 am is the first open slot.", "8 am is the first open slot.", (HOURS,)),
        ("You can cancel free until 2:30 pm on 18 May.",
         "You can cancel free until 3:30 pm on 18 May.", (TAP, BEFORE_START)),
        ("Your two April invoices INV-0412 and INV-0427 hold ₹540 of GST.",
         "Your two April invoices INV-0412 and INV-0427 hold ₹630 of GST.", INVOICES),
        ("SUMMER15 gives 15% off.", "SUMMER15 gives 10% off.", COUPONS),
    ],
)  # fmt: skip
def test_so_it_follows_from_rows(text: str, other: str, rows: tuple[Evidence, ...]) -> None:
    assert wrong(text, *rows) == set()
    assert wrong(other, *rows)


def test_a_share_of_the_figures_beside_it() -> None:
    paid = Evidence("payments#1", {"booking": 7002, "amount": 6400})
    back = Evidence("refunds#1", {"booking": 7002, "amount": 4800})
    assert wrong("You got back 75%: ₹4,800 out of the ₹6,400 paid.", paid, back) == set()
    assert wrong("You got back 70%: ₹4,800 out of the ₹6,400 paid.", paid, back) == {"70%"}


def test_a_sum_that_is_written_out_is_made_of_figures_of_rows() -> None:
    job = Evidence("bookings#PT-402", {"service": "Painting, 2 rooms", "quote_total": 18400})
    paid = (
        Evidence("payments#1", {"booking": "PT-402", "amount": 5000}),
        Evidence("payments#2", {"booking": "PT-402", "amount": 4000}),
    )
    assert wrong("₹9,000 (5,000 + 4,000) of ₹18,400 is paid.", job, *paid) == set()
    assert wrong("₹9,500 (5,500 + 4,000) of ₹18,400 is paid.", job, *paid)


def test_a_whole_does_not_stand_on_what_only_follows_from_it() -> None:
    saved = [Evidence(f"savings#{at}", {"saved": paid}) for at, paid in enumerate((120, 150, 95))]
    card = Evidence("memberships#60", {"plan": "Silver", "fee": 299})
    text = "You saved ₹{} in all, ₹{} more than the fee of ₹299."
    assert wrong(text.format(365, 66), card, *saved) == set()
    assert wrong(text.format(385, 86), card, *saved) == {"₹385", "₹86"}


def test_one_day_said_twice_is_one_day() -> None:
    visits = (
        Evidence(
            "bookings#7", {"date": "2026-05-09", "time": "16:30", "provider": "Shabnam Ansari"}
        ),
        Evidence("bookings#6", {"date": "2026-04-02", "at": "11:00", "provider": "Kavita More"}),
    )
    text = "{} aayengi, parso yani Saturday 9 May ko shaam saadhe chaar baje."
    assert wrong(text.format("Shabnam Ansari"), *visits) == set()
    assert wrong(text.format("Kavita More"), *visits) == {"Kavita More"}


def test_a_word_that_names_nothing_is_no_service() -> None:
    complaints = (
        Evidence("complaints#CP-318", {"subject": "Leaking tap after repair"}),
        Evidence(
            "complaints#CP-325", {"subject": "Cupboard hinge", "needed": "photo of the hinge"}
        ),
    )
    text = "CP-318 is about the leaking tap, and CP-325 about the cupboard hinge."
    assert wrong(text, *complaints) == set()


def test_a_length_inside_a_code() -> None:
    closed = Evidence("complaints#CP-488", {"closed_reason": "no_reply_for_72_hours"})
    assert wrong("It was closed as there was no reply for 72 hours.", closed) == set()
    assert wrong("It was closed as there was no reply for 48 hours.", closed) == {"48 hours"}


def test_how_long_several_take() -> None:
    visit = Evidence("bookings#8", {"bathrooms": 2, "minutes_per_bathroom": 70})
    assert wrong("Each takes 70 minutes, so both take 140 minutes.", visit) == set()
    assert wrong("Each takes 70 minutes, so both take 150 minutes.", visit) == {"150 minutes"}


def test_late_by_the_end_of_the_slot() -> None:
    slot = Evidence("bookings#5", {"slot": "2026-05-07 09:00-10:00", "status": "on the way"})
    assert wrong("He is 40 minutes past the end of your slot.", slot) == set()
    assert wrong("He is 55 minutes past the end of your slot.", slot) == {"55 minutes"}


def test_days_are_counted_on_from_a_day_that_was_counted() -> None:
    visit = Evidence("bookings#9", {"visit_1": {"date": "2026-05-04"}, "due_after_days": 14})
    rule = Evidence("policy/visits", text="It must be taken within 10 days of its due date.")
    text = (
        "Your second visit falls due on Monday, 18 May, i.e. 14 days after the first. "
        "That is 11 days from today, and it has to be taken by {}."
    )
    assert wrong(text.format("28 May"), visit, rule) == set()
    assert wrong(text.format("27 May"), visit, rule) == {"27 May"}


def test_a_number_of_things_of_a_month_is_no_day() -> None:
    assert wrong("You have two April invoices.", *INVOICES) == set()


def test_kilos_are_not_pieces() -> None:
    bag = Evidence("flights#1", {"flight": "EK-515", "checkinKg": 30, "pieces": 1})
    assert wrong("You may check in 30 kg.", bag) == set()
    assert wrong("You may check in 25 kg.", bag) == {"25"}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("The booking of 2 May, 10 am was cancelled by you.", "supported"),
        ("The booking of 2 May, 10 am was cancelled by our technician.", "contradicted"),
        ("The plumber, Suresh, cancelled the 3 May visit at 4 pm.", "supported"),
        ("3 May, shaam 4 baje wali booking aapne cancel ki thi.", "contradicted"),
        ("3 मई शाम 4 बजे वाली बुकिंग तकनीशियन ने रद्द नहीं की।", "contradicted"),
    ],
)
def test_who_cancelled_is_held_against_the_row_spoken_of(answer: str, verdict: str) -> None:
    assert told(answer, *CANCELLED) == {verdict}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("Full Home Deep Cleaning includes the balcony.", "supported"),
        ("Full Home Deep Cleaning does not include the balcony.", "contradicted"),
        ("Classic Home Cleaning mein balcony shamil hai.", "contradicted"),
        ("क्लासिक होम क्लीनिंग में बालकनी शामिल नहीं है।", "supported"),
    ],
)
def test_what_is_included_is_held_against_the_lists_of_its_row(answer: str, verdict: str) -> None:
    assert told(answer, *CLEANINGS) == {verdict}


def test_nothing_is_said_of_who_where_no_field_tells() -> None:
    assert told("It was cancelled by you.", TAP) == set()
    assert told("The balcony is included.", TAP) == set()


def test_marks_of_emphasis_change_no_score() -> None:
    plain, marked = "You have three passes left.", "You have **three** `passes` left."
    values = [
        score(Exchange(question="", answer=one, evidence=(SESSION, PASSES)))
        for one in (plain, marked)
    ]
    assert values[0].grounding.value == values[1].grounding.value
    assert values[0].faithfulness.value == values[1].faithfulness.value
